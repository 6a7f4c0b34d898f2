# What goes wrong is a condition whose class says what kind of failure it was.

# Exit codes of the program, as `trilat --help` lists them.
kinds <- c(
  "1" = "failed", "2" = "usage", "3" = "config", "5" = "incomplete", "6" = "mismatch", "130" = "interrupted"
)

# A wrong argument of a function, said before the program is called.
fail_package <- function(message) {
  stop(structure(
    class = c("trilat_error_usage", "trilat_error", "error", "condition"),
    list(message = message, call = NULL, status = 2L, stderr = "", command = NA_character_)
  ))
}

# How the program ended, if not well.
fail_program <- function(command, status, stderr) {
  kind <- if (as.character(status) %in% names(kinds)) kinds[[as.character(status)]] else "failed"
  said <- trimws(paste(stderr, collapse = "\n"))
  # What the program noted before it failed is not the reason.
  reason <- sub("^(.*\n)?error: ", "", said)
  if (!nzchar(reason)) reason <- paste("the program ended with", status)
  stop(structure(
    class = c(paste0("trilat_error_", kind), "trilat_error", "error", "condition"),
    list(message = reason, call = NULL, status = status, stderr = said, command = command)
  ))
}

# Warnings and notes of the program, as R has them. A note may go on in the lines below it.
tell <- function(lines) {
  kind <- ifelse(grepl("^warning: ", lines), "warning", ifelse(grepl("^note: ", lines), "note", ""))
  starts <- which(nzchar(kind))
  for (i in seq_along(starts)) {
    end <- if (i < length(starts)) starts[[i + 1L]] - 1L else length(lines)
    block <- lines[starts[[i]]:end]
    more <- cumprod(c(TRUE, grepl("^( |$)", block[-1L]))) == 1
    text <- trimws(sub("^(warning|note): ", "", paste(block[more], collapse = "\n")), "right")
    if (kind[[starts[[i]]]] == "warning") {
      warning(structure(
        class = c("trilat_warning", "warning", "condition"), list(message = text, call = NULL)
      ))
    } else {
      message(structure(
        class = c("trilat_note", "message", "condition"), list(message = paste0(text, "\n"), call = NULL)
      ))
    }
  }
}
