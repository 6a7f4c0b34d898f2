# Calls the program: progress while it works, Ctrl-C passed on, what it says as conditions.

# Seconds that a program has to keep what is complete after Ctrl-C.
patience <- 30

# Runs the program and waits for it. Returns what it printed.
call_trilat <- function(args, quiet = TRUE) {
  program <- trilat_program()
  command <- paste(c("trilat", vapply(args, shQuote, "")), collapse = " ")
  # Standard output goes to a file, because nobody reads it before the end.
  printed <- tempfile("trilat-out-")
  on.exit(unlink(printed), add = TRUE)
  process <- processx::process$new(
    program, args,
    stdout = printed, stderr = "|", encoding = "UTF-8", cleanup = TRUE,
    env = c("current", TRILAT_PROGRESS = "0.2", NO_COLOR = "1")
  )
  on.exit(give_up(process), add = TRUE)
  said <- follow(process)
  status <- process$get_exit_status()
  if (status != 0L) {
    fail_program(command, status, said)
  }
  if (!quiet) tell(said)
  out <- paste(readLines(printed, encoding = "UTF-8", warn = FALSE), collapse = "\n")
  list(stdout = out, stderr = said)
}

# Reads what the program says until it ends, and shows how far it is. Returns all lines that are not of progress.
follow <- function(process) {
  said <- character()
  bar <- NULL
  repeat {
    # Short enough for Ctrl-C to be felt at once.
    process$poll_io(100L)
    lines <- process$read_error_lines()
    Encoding(lines) <- "UTF-8"
    at <- progress_of(lines)
    if (nrow(at) > 0L) {
      if (is.null(bar)) bar <- new_bar(at$total[[1L]])
      bar$to(at$done[[nrow(at)]])
    }
    said <- c(said, lines[!attr(at, "rows")])
    if (length(lines) == 0L && !process$is_alive() && !process$is_incomplete_error()) break
  }
  process$wait()
  if (!is.null(bar)) bar$end()
  said
}

# Lines such as `1,234 of 2,000 runs, 512 runs/s, 2 s left`.
progress_of <- function(lines) {
  pattern <- "^([0-9,]+) of ([0-9,]+) [a-z]+(, .*)?$"
  rows <- grepl(pattern, lines)
  number <- function(group) as.numeric(gsub(",", "", sub(pattern, group, lines[rows]), fixed = TRUE))
  structure(data.frame(done = number("\\1"), total = number("\\2")), rows = rows)
}

# A bar of progressr in a hundred steps, which is as fine as anybody sees.
new_bar <- function(total) {
  step <- progressr::progressor(steps = 100L, on_exit = FALSE)
  shown <- 0L
  to <- function(done) {
    percent <- min(100L, as.integer(100 * done / max(total, 1)))
    if (percent > shown) step(amount = percent - shown)
    shown <<- max(shown, percent)
  }
  list(to = to, end = function() to(total))
}

# Whatever ends the wait ends the program too, after it has kept what is complete.
give_up <- function(process) {
  if (!process$is_alive()) return(invisible())
  process$interrupt()
  process$wait(patience * 1000)
  process$kill()
  invisible()
}
