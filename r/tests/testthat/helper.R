# A small run that many tests read, made once.
small <- local({
  kept <- NULL
  function() {
    if (is.null(kept)) kept <<- trilat_run("toy", runs = 300, seed = 1, quiet = TRUE)
    kept
  }
})

# A folder with one table and its dictionary.
folder_with <- function(text, fields) {
  dir <- tempfile("table-")
  dir.create(dir)
  writeLines(text, file.path(dir, "t.csv"), sep = "", useBytes = TRUE)
  dictionary <- list(
    name = "t", title = "t",
    resources = list(list(
      name = "t", path = "t.csv", format = "csv", schema = list(fields = fields, missingValues = list(""))
    ))
  )
  jsonlite::write_json(dictionary, file.path(dir, "datapackage.json"), auto_unbox = TRUE)
  dir
}

# A program that is a few lines of shell.
program <- function(...) {
  path <- tempfile("program-")
  writeLines(c("#!/bin/sh", ...), path)
  Sys.chmod(path, "755")
  path
}
