# Reads a folder: types, labels and missing values as its data dictionary says.

# Read a folder
trilat_read <- function(dir, table = NULL) {
  dir <- folder_of(dir)
  dictionary <- read_dictionary(dir)
  tables <- Filter(function(resource) identical(resource$format, "csv"), dictionary$resources)
  names(tables) <- vapply(tables, function(resource) resource$name, "")
  if (!is.null(table)) {
    if (!is.character(table) || length(table) != 1L || !table %in% names(tables)) {
      fail_package(paste0(
        dir, " has no table `", paste(table, collapse = ", "), "`; it has ", paste(names(tables), collapse = ", ")
      ))
    }
    return(read_table(dir, tables[[table]]))
  }
  structure(
    lapply(tables, function(resource) read_table(dir, resource)),
    class = "trilat_folder", dir = normalizePath(dir), name = dictionary$title
  )
}

read_dictionary <- function(dir) {
  path <- file.path(dir, "datapackage.json")
  if (!file.exists(path)) {
    fail_package(paste0(dir, " is no output folder of trilat: there is no datapackage.json in it"))
  }
  jsonlite::fromJSON(path, simplifyVector = FALSE)
}

# One table as a data frame.
read_table <- function(dir, resource) {
  path <- file.path(dir, resource$path)
  if (!file.exists(path)) {
    fail_package(paste0(path, " is gone, though datapackage.json lists it"))
  }
  fields <- resource$schema$fields
  names <- vapply(fields, function(field) field$name, "")
  types <- vapply(fields, function(field) field$type, "")
  # Whole numbers as text first: whether they fit is not known before they are seen.
  classes <- ifelse(types == "number", "numeric", "character")
  table <- data.table::fread(
    path,
    sep = ",", header = TRUE, quote = "\"", colClasses = unname(classes), na.strings = "",
    encoding = "UTF-8", data.table = FALSE, check.names = FALSE, showProgress = FALSE, strip.white = FALSE
  )
  if (!identical(names(table), names)) {
    fail_package(paste0(path, " has other columns than datapackage.json says"))
  }
  for (i in seq_along(fields)) {
    table[[i]] <- typed(table[[i]], fields[[i]], path)
  }
  table
}

# A column with its type, and what it is and in which unit as attributes.
typed <- function(values, field, path) {
  wrong <- function(what) {
    fail_package(paste0(path, ": column ", field$name, " has ", what))
  }
  values <- switch(field$type,
    number = as.numeric(values),
    integer = whole(values, wrong),
    boolean = yes_or_no(values, field, wrong),
    yearmonth = month_of(values, wrong),
    # fread() leaves doubled quotes as they are; a quote in a text of the program is always doubled.
    gsub("\"\"", "\"", values, fixed = TRUE)
  )
  attr(values, "label") <- field$description
  if (!is.null(field$unit)) attr(values, "unit") <- field$unit
  values
}

# Whole numbers: integers where they fit, numbers up to 2^53, and text beyond, which R cannot count so far.
whole <- function(values, wrong) {
  if (any(!grepl("^-?[0-9]+$", values[!is.na(values)]))) wrong("something else than whole numbers")
  numbers <- as.numeric(values)
  largest <- max(0, abs(numbers), na.rm = TRUE)
  if (largest <= .Machine$integer.max) return(as.integer(numbers))
  # 2^53 itself may be 2^53 + 1, rounded.
  if (largest < 2^53) numbers else as.character(values)
}

yes_or_no <- function(values, field, wrong) {
  yes <- unlist(field$trueValues)
  no <- unlist(field$falseValues)
  if (any(!values[!is.na(values)] %in% c(yes, no))) wrong("something else than yes and no")
  ifelse(is.na(values), NA, values %in% yes)
}

# The first day of each month.
month_of <- function(values, wrong) {
  if (any(!grepl("^[0-9]{4}-(0[1-9]|1[0-2])$", values[!is.na(values)]))) wrong("something else than months")
  as.Date(ifelse(is.na(values), NA, paste0(values, "-01")))
}

# What the columns of a table are
trilat_labels <- function(table) {
  text <- function(name) {
    unname(vapply(table, function(column) {
      value <- attr(column, name, exact = TRUE)
      if (is.null(value)) NA_character_ else value
    }, ""))
  }
  data.frame(
    column = names(table), type = unname(vapply(table, function(column) class(column)[[1L]], "")),
    unit = text("unit"), label = text("label")
  )
}

print.trilat_folder <- function(x, ...) {
  cat("trilat: ", attr(x, "name"), " in ", attr(x, "dir"), "\n", sep = "")
  for (name in names(x)) {
    cat(sprintf("  $%-14s %s rows, %d columns\n", name, format(nrow(x[[name]]), big.mark = ","), ncol(x[[name]])))
  }
  invisible(x)
}
