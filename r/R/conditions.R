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
    list(message = as_arguments(reason), call = NULL, status = status, stderr = said, command = command)
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
    text <- as_arguments(text)
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

# Options that take no value.
switches <- c(
  "events", "fixed_origin", "force", "grey", "in_sample", "independent", "keep_parts", "quick", "resume", "rolling",
  "skip_invalid", "unverified"
)

# The options that a message names, as the arguments that they are here. What is in backquotes is a command to type, or
# the user's own.
as_arguments <- function(text) {
  text <- gsub("--set ([A-Za-z0-9_.]+)=([^\\s,;`]+)", "set = list(\\1 = \\2)", text, perl = TRUE)
  found <- gregexpr("`[^`]*`|(?<![^\\s('])--[a-z][a-z-]*", text, perl = TRUE)
  regmatches(text, found) <- lapply(regmatches(text, found), function(words) {
    vapply(words, as_argument, "", USE.NAMES = FALSE)
  })
  text
}

as_argument <- function(word) {
  if (!startsWith(word, "--")) {
    return(word)
  }
  name <- gsub("-", "_", substring(word, 3L), fixed = TRUE)
  if (startsWith(name, "no_")) {
    return(paste(substring(name, 4L), "= FALSE"))
  }
  paste(name, if (name %in% switches) "= TRUE" else "=")
}
