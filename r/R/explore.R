# The page on which assumptions are moved and the difference is watched.

# Open the page, and wait for its end
trilat_explore <- function(scenario = "northeast_asia", runs = NULL, seed = NULL, set = NULL, port = NULL,
                           open = interactive(), wait = TRUE) {
  args <- c(
    "explore", a_path(scenario, "scenario"), as_sets(set),
    as_options(list(
      runs = as_count(runs, "runs"), seed = as_seed(seed), port = as_count(port, "port"), no_open = !isTRUE(open)
    ))
  )
  command <- paste(c("trilat", vapply(args, shQuote, "")), collapse = " ")
  process <- processx::process$new(
    trilat_program(), args,
    stdout = "|", stderr = "|", encoding = "UTF-8", cleanup = TRUE, env = c("current", NO_COLOR = "1")
  )
  page <- structure(list(address = address_of(process, command), process = process), class = "trilat_explorer")
  if (!wait) {
    return(page)
  }
  on.exit(give_up(process))
  print(page)
  # Short enough for Ctrl-C to be felt at once.
  while (process$is_alive()) process$wait(100)
  invisible(page)
}

# The first line that the program prints. A program that ends before has failed.
address_of <- function(process, command) {
  repeat {
    process$poll_io(100L)
    line <- process$read_output_lines(1L)
    if (length(line) > 0L) {
      return(line[[1L]])
    }
    if (!process$is_alive()) {
      fail_program(command, process$get_exit_status(), process$read_all_error_lines())
    }
  }
}

# End a page that was not waited for
trilat_stop <- function(page) {
  if (!inherits(page, "trilat_explorer")) {
    fail_package("`page` must be what trilat_explore() returned")
  }
  give_up(page$process)
  invisible()
}

print.trilat_explorer <- function(x, ...) {
  writeLines(x$address)
  invisible(x)
}
