# How the program is found, and what it is called with.

# The program
trilat_program <- function() {
  option <- getOption("trilat.program")
  if (!is.null(option)) {
    return(found_program(option, "the option `trilat.program`"))
  }
  variable <- Sys.getenv("TRILAT")
  if (nzchar(variable)) {
    return(found_program(variable, "the environment variable TRILAT"))
  }
  path <- unname(Sys.which("trilat"))
  if (!nzchar(path)) {
    fail_package(paste0(
      "the program `trilat` is not on the PATH of this R session; install it, or say where it is with ",
      "options(trilat.program = \"/path/to/trilat\") or the environment variable TRILAT"
    ))
  }
  path
}

# A program that was named: a path, or a name on the PATH.
found_program <- function(name, who) {
  if (!is.character(name) || length(name) != 1L || is.na(name) || !nzchar(name)) {
    fail_package(paste0(who, " must be one path"))
  }
  path <- if (grepl("[/\\\\]", name)) path.expand(name) else unname(Sys.which(name))
  if (!nzchar(path) || !file.exists(path) || dir.exists(path)) {
    fail_package(paste0(who, " is \"", name, "\", and there is no such program"))
  }
  if (file.access(path, 1L) != 0L) {
    fail_package(paste0(who, " is \"", name, "\", which is no program that you may run"))
  }
  normalizePath(path)
}

# The version of the program
trilat_version <- function() {
  words <- strsplit(trimws(call_trilat("--version")$stdout), " ")[[1L]]
  package_version(words[[2L]])
}

# The arguments of the options of a command: TRUE is a flag, NULL and FALSE are left out, of several values each
# has the option's name before it.
as_options <- function(options) {
  out <- character()
  for (name in names(options)) {
    value <- options[[name]]
    flag <- paste0("--", gsub("_", "-", name, fixed = TRUE))
    if (is.null(value) || isFALSE(value)) next
    out <- c(out, if (isTRUE(value)) flag else paste0(flag, "=", as_words(value, name)))
  }
  out
}

# Values as the program reads them. A number is written in full: it comes out as the same number.
as_words <- function(value, name) {
  if (anyNA(value)) {
    fail_package(paste0("`", name, "` has a missing value"))
  }
  if (is.logical(value)) return(ifelse(value, "true", "false"))
  if (is.numeric(value)) return(vapply(value, in_full, ""))
  if (is.character(value) || is.factor(value)) return(as.character(value))
  fail_package(paste0("`", name, "` must be numbers, text or TRUE and FALSE, not ", class(value)[[1L]]))
}

in_full <- function(x) {
  if (is.infinite(x)) return(if (x > 0) "inf" else "-inf")
  short <- sprintf("%.15g", x)
  if (as.numeric(short) == x) short else sprintf("%.17g", x)
}

# Overrides of values: a named list or vector, a vector of several being a list of TOML.
as_sets <- function(set) {
  if (is.null(set) || length(set) == 0L) return(character())
  keys <- names(set)
  if (is.null(keys) || any(!nzchar(keys))) {
    fail_package("`set` must have the path of a value as the name of each, such as list(fear.per_exercise = 0.1)")
  }
  word <- function(key) {
    words <- as_words(set[[key]], paste0("set: ", key))
    if (length(words) == 1L) words else paste0("[", paste(words, collapse = ", "), "]")
  }
  paste0("--set=", keys, "=", vapply(keys, word, ""))
}

# A seed. R's numbers are exact up to 2^53; a larger seed is text.
as_seed <- function(seed) {
  if (is.null(seed)) return(NULL)
  if (length(seed) != 1L || is.na(seed)) fail_package("`seed` must be one whole number")
  if (is.character(seed) && grepl("^[0-9]+$", seed)) return(seed)
  if (!is.numeric(seed) || seed < 0 || seed != floor(seed)) {
    fail_package("`seed` must be a whole number from 0, or its digits as text")
  }
  if (seed > 2^53) {
    fail_package("a `seed` above 2^53 is not exact as a number of R: give its digits as text, such as \"9007199254740993\"")
  }
  sprintf("%.0f", seed)
}

# A count, such as of runs.
as_count <- function(count, name) {
  if (is.null(count)) return(NULL)
  if (!is.numeric(count) || length(count) != 1L || is.na(count) || count < 0 || count != floor(count)) {
    fail_package(paste0("`", name, "` must be a whole number"))
  }
  sprintf("%.0f", count)
}
