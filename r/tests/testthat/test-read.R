field <- function(name, type, ...) list(name = name, type = type, description = paste("What", name, "is."), ...)

test_that("types, labels, units and missing values are those of the dictionary", {
  dir <- folder_with(
    paste0(
      "run,share,yes,when,word,empty\n",
      "0,0.5,1,2026-01,\"a,b \"\"c\"\"\",\n",
      ",,,,,\n",
      "2,-1e-300,0,2031-12,NA,\n"
    ),
    list(
      field("run", "integer", unit = "1"), field("share", "number", unit = "probability"),
      field("yes", "boolean", trueValues = list("1"), falseValues = list("0")), field("when", "yearmonth"),
      field("word", "string"), field("empty", "integer")
    )
  )
  table <- trilat_read(dir, "t")
  expect_identical(as.integer(table$run), c(0L, NA, 2L))
  expect_identical(as.numeric(table$share), c(0.5, NA, -1e-300))
  expect_identical(as.logical(table$yes), c(TRUE, NA, FALSE))
  expect_s3_class(table$when, "Date")
  expect_equal(format(table$when), c("2026-01-01", NA, "2031-12-01"))
  expect_identical(as.character(table$word), c("a,b \"c\"", NA, "NA"))
  expect_identical(as.integer(table$empty), rep(NA_integer_, 3L))
  expect_identical(attr(table$share, "label"), "What share is.")
  expect_identical(attr(table$share, "unit"), "probability")
  expect_equal(
    trilat_labels(table)[2L, ],
    data.frame(column = "share", type = "numeric", unit = "probability", label = "What share is."),
    ignore_attr = TRUE
  )
  expect_identical(trilat_read(dir)$t, table)
})

test_that("whole numbers are integers, then numbers, then text, and never wrong", {
  dir <- folder_with(
    "small,large,huge,edge\n2147483647,2147483648,9223372036854775807,9007199254740991\n-5,1,1,0\n,,,\n",
    lapply(c("small", "large", "huge", "edge"), field, type = "integer")
  )
  table <- trilat_read(dir, "t")
  expect_identical(as.vector(table$small), c(2147483647L, -5L, NA))
  expect_identical(as.vector(table$large), c(2147483648, 1, NA))
  expect_identical(as.vector(table$huge), c("9223372036854775807", "1", NA))
  expect_identical(as.vector(table$edge), c(9007199254740991, 0, NA))
  # One more is a number of the file, and not of R.
  dir <- folder_with("seed\n9007199254740993\n", list(field("seed", "integer")))
  expect_identical(as.vector(trilat_read(dir, "t")$seed), "9007199254740993")
})

# R's and data.table's readers of numbers may miss the nearest one by its last bit; they are exact to 15 digits.
test_that("numbers are read to 15 significant digits", {
  set.seed(1)
  numbers <- c(0.1, 1 / 3, pi, 1e-5, runif(2000), 10^runif(2000, -30, 30))
  exact <- sprintf("%.17g", numbers)
  dir <- folder_with(paste0(c("x", exact, ""), collapse = "\n"), list(field("x", "number")))
  found <- as.vector(trilat_read(dir, "t")$x)
  expect_identical(sprintf("%.15g", found), sprintf("%.15g", numbers))
  expect_lt(max(abs(found / numbers - 1)), 2^-51)
})

test_that("every table of a run has the types of its dictionary", {
  toy <- small()
  for (name in names(toy)) {
    labels <- trilat_labels(toy[[name]])
    expect_false(anyNA(labels$label), label = name)
    expect_true(all(labels$type %in% c("integer", "numeric", "logical", "character", "Date")), label = name)
  }
  expect_s3_class(toy$months$month, "Date")
  expect_equal(format(toy$months$month[[1L]]), "2026-01-01")
})

test_that("what is no folder, no table or no such value is named", {
  expect_error(trilat_read(tempfile("none-")), "no output folder of trilat", class = "trilat_error_usage")
  expect_error(trilat_read(attr(small(), "dir"), "run"), "no table `run`; it has runs, months", class = "trilat_error_usage")
  bad <- function(text, type, ...) trilat_read(folder_with(text, list(field("x", type, ...))), "t")
  expect_error(bad("x\n1.5\n", "integer"), "column x has something else than whole numbers")
  expect_error(bad("x\n2026-13\n", "yearmonth"), "something else than months")
  expect_error(bad("x\n2\n", "boolean", trueValues = list("1"), falseValues = list("0")), "than yes and no")
  expect_error(bad("y\n2\n", "integer"), "other columns than datapackage.json says")
  dir <- folder_with("x\n1\n", list(field("x", "integer")))
  unlink(file.path(dir, "t.csv"))
  expect_error(trilat_read(dir), "is gone")
})
