test_that("the class of an error follows from the exit code, and its message from the program", {
  kinds <- c(
    "1" = "failed", "2" = "usage", "3" = "config", "5" = "incomplete", "6" = "mismatch", "130" = "interrupted",
    "99" = "failed"
  )
  for (code in names(kinds)) {
    old <- options(trilat.program = program("echo 'note: first' >&2", "echo 'error: it broke' >&2", paste("exit", code)))
    error <- tryCatch(trilat_run("a b"), error = identity)
    options(old)
    expect_s3_class(error, c(paste0("trilat_error_", kinds[[code]]), "trilat_error", "error"), exact = FALSE)
    expect_equal(conditionMessage(error), "it broke")
    expect_equal(error$status, as.integer(code))
    expect_match(error$command, "^trilat 'run' 'a b' ")
    expect_match(error$stderr, "note: first")
  }
})

test_that("an error of a file names the file, the line and what was meant", {
  file <- tempfile("mine-", fileext = ".toml")
  writeLines(c('extends = "toy"', "[scenario]", "horizn = 12"), file)
  error <- tryCatch(trilat_run(file), error = identity)
  expect_s3_class(error, "trilat_error_config")
  expect_match(conditionMessage(error), "horizn")
  expect_match(conditionMessage(error), "did you mean `horizon`", fixed = TRUE)
  expect_match(conditionMessage(error), paste0(basename(file), ":3"), fixed = TRUE)
})

test_that("warnings and notes of the program are conditions, each with the lines below it", {
  lines <- c("warning: few runs", "note: far out", "  --> file:3", "   |", "", "toy: 10 runs", "warning: last")
  old <- options(trilat.program = program(
    paste0("printf '%s\\n' ", paste(shQuote(lines), collapse = " "), " >&2"), "exit 0"
  ))
  on.exit(options(old))
  said <- list()
  keep <- function(condition) said[[length(said) + 1L]] <<- condition
  withCallingHandlers(
    trilat:::call_trilat("x", quiet = FALSE),
    trilat_warning = function(w) { keep(w); invokeRestart("muffleWarning") },
    trilat_note = function(m) { keep(m); invokeRestart("muffleMessage") }
  )
  expect_equal(vapply(said, function(x) trimws(conditionMessage(x)), ""), c(
    "few runs", "far out\n  --> file:3\n   |", "last"
  ))
  expect_silent(trilat:::call_trilat("x", quiet = TRUE))
})

test_that("progress is told to progressr, up to the end and never back", {
  old <- options(trilat.program = program(
    "test \"$TRILAT_PROGRESS\" = 0.2 || exit 2",
    "echo 'toy: 2,000 runs of 120 months on 2 threads' >&2",
    "echo '500 of 2,000 runs, 512 runs/s, 2 s left' >&2; sleep 0.3",
    "echo '1,500 of 2,000 runs' >&2; sleep 0.3; echo '2000 runs in x' >&2"
  ))
  on.exit(options(old))
  amounts <- numeric()
  progressr::with_progress(
    withCallingHandlers(trilat:::call_trilat("x"), progression = function(p) {
      if (identical(p$type, "update")) amounts <<- c(amounts, p$amount)
    }),
    handlers = progressr::handler_void(), enable = TRUE
  )
  expect_equal(amounts[amounts > 0], c(25, 50, 25))
})

test_that("long work of the program itself is followed", {
  amounts <- numeric()
  progressr::with_progress(
    withCallingHandlers(
      trilat_run("northeast_asia", runs = 3000, threads = 1, quiet = TRUE),
      progression = function(p) if (identical(p$type, "update")) amounts <<- c(amounts, p$amount)
    ),
    handlers = progressr::handler_void(), enable = TRUE
  )
  expect_gt(length(amounts), 1L)
  expect_equal(sum(amounts), 100)
})

test_that("a program that is left is told to stop", {
  mark <- tempfile("mark-")
  old <- options(trilat.program = program(
    paste0("trap 'echo stopped > ", mark, "; exit 130' INT"), "echo ready >&2", "while :; do sleep 0.1; done"
  ))
  on.exit(options(old))
  setTimeLimit(elapsed = 1.5, transient = TRUE)
  expect_error(trilat:::call_trilat("x"), "elapsed time limit")
  setTimeLimit()
  expect_equal(readLines(mark), "stopped")
})

test_that("messages name arguments, and leave commands and what is the user's own alone", {
  expect_equal(
    trilat:::as_arguments("a--b.csv is there: choose another --out, or --force to replace it; see `trilat plot --list`"),
    "a--b.csv is there: choose another out =, or force = TRUE to replace it; see `trilat plot --list`"
  )
  expect_equal(
    trilat:::as_arguments("write --set will.threat=0.2, --from 2020-01 or --no-figures"),
    "write set = list(will.threat = 0.2), from = 2020-01 or figures = FALSE"
  )
  old <- options(trilat.program = program("echo 'error: go on with --resume' >&2", "exit 2"))
  on.exit(options(old))
  expect_error(trilat_sweep("a"), "go on with resume = TRUE", fixed = TRUE, class = "trilat_error_usage")
})
