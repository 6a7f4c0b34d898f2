# The commands, each leaving a folder that is read into R.

# Simulate a scenario
trilat_run <- function(scenario, runs = NULL, seed = NULL, set = NULL, out = NULL, ...,
                       figures = FALSE, force = FALSE, quiet = FALSE) {
  args <- c(
    "run", a_path(scenario, "scenario"), as_sets(set),
    as_options(c(
      list(runs = as_count(runs, "runs"), seed = as_seed(seed), no_figures = !figures, force = force),
      more(...)
    ))
  )
  into_folder(args, out, quiet)
}

# Contrast scenarios with a baseline
trilat_compare <- function(baseline, others, runs = NULL, seed = NULL, set = NULL, only = NULL, out = NULL, ...,
                           figures = FALSE, force = FALSE, quiet = FALSE) {
  if (missing(others) || length(others) == 0L) {
    fail_package("`others` must name at least one scenario to contrast with the baseline")
  }
  args <- c(
    "compare", a_path(baseline, "baseline"), vapply(others, a_path, "", name = "others", USE.NAMES = FALSE),
    as_sets(set),
    as_options(c(
      list(
        runs = as_count(runs, "runs"), seed = as_seed(seed), only = by_commas(only), no_figures = !figures,
        force = force
      ),
      more(...)
    ))
  )
  into_folder(args, out, quiet)
}

# Run a study
trilat_sweep <- function(study, replicates = NULL, set = NULL, out = NULL, resume = FALSE, ...,
                         force = FALSE, quiet = FALSE) {
  args <- c(
    "sweep", a_path(study, "study"), as_sets(set),
    as_options(c(
      list(replicates = as_count(replicates, "replicates"), resume = resume, force = force), more(...)
    ))
  )
  into_folder(args, out, quiet)
}

# Say which factors drive the outputs of a study
trilat_sensitivity <- function(study, output = NULL, method = NULL, resamples = NULL, seed = NULL, out = NULL, ...,
                               force = FALSE, quiet = FALSE) {
  args <- c(
    "sensitivity", folder_of(study),
    as_options(c(
      list(
        output = output, method = method, resamples = as_count(resamples, "resamples"), seed = as_seed(seed),
        force = force
      ),
      more(...)
    ))
  )
  into_folder(args, out, quiet)
}

# Draw a figure of a folder
trilat_plot <- function(x, figure = NULL, ..., format = "png", out = NULL, force = FALSE) {
  if (is.null(out)) {
    out <- tempfile("trilat-plot-")
  }
  args <- c(
    "plot", vapply(as_list_of_folders(x), folder_of, ""),
    as_options(c(
      list(figure = figure, format = by_commas(format), out = path.expand(out), force = force),
      more(...)
    ))
  )
  before <- list.files(out, recursive = TRUE, full.names = TRUE)
  call_trilat(args, quiet = FALSE)
  files <- list.files(out, recursive = TRUE, full.names = TRUE)
  files <- if (force) files else setdiff(files, before)
  drawn <- files[tools::file_ext(files) %in% format]
  structure(drawn, class = "trilat_figure")
}

# Compare a folder with its manifest
trilat_verify <- function(dir) {
  call_trilat(c("verify", folder_of(dir)))
  invisible(TRUE)
}

# Write the replication archive of folders
trilat_export <- function(folders, author, date, exhibit = NULL, zip = FALSE, out = NULL, ..., force = FALSE) {
  if (!is.null(exhibit) && (is.null(names(exhibit)) || any(!nzchar(names(exhibit))))) {
    fail_package("`exhibit` must have names, such as c(\"Figure 1\" = \"outputs/run/figures/bands_over_time.pdf\")")
  }
  folders <- vapply(as_list_of_folders(folders), folder_of, "")
  if (is.null(out)) {
    out <- paste0(normalizePath(folders[[1L]]), "_archive")
  }
  out <- path.expand(out)
  exhibits <- if (length(exhibit) > 0L) paste0(names(exhibit), "=", exhibit)
  args <- c(
    "export", folders,
    as_options(c(
      list(author = author, date = as.character(date), exhibit = exhibits, zip = zip, out = out, force = force),
      more(...)
    ))
  )
  call_trilat(args)
  invisible(out)
}

# Runs a command that leaves a folder, a temporary one unless it is named, and reads it.
into_folder <- function(args, out, quiet) {
  if (is.null(out)) {
    out <- tempfile(paste0("trilat-", args[[1L]], "-"))
  }
  out <- path.expand(out)
  call_trilat(c(args, paste0("--out=", out)), quiet)
  trilat_read(out)
}

# Other options of the command by their names.
more <- function(...) {
  options <- list(...)
  if (length(options) > 0L && (is.null(names(options)) || any(!nzchar(names(options))))) {
    fail_package("other options of the command must have names, such as threads = 2")
  }
  taken <- intersect(names(options), c("quiet", "json"))
  if (length(taken) > 0L) {
    fail_package(paste0("`", taken[[1L]], "` is for the command line alone"))
  }
  options
}

by_commas <- function(words) if (is.null(words)) NULL else paste(words, collapse = ",")

# One path or name. One that begins with a hyphen would be read as an option.
a_path <- function(path, name) {
  if (!is.character(path) || length(path) != 1L || is.na(path) || !nzchar(path)) {
    fail_package(paste0("`", name, "` must be one path or name"))
  }
  path <- path.expand(path)
  if (startsWith(path, "-")) file.path(".", path) else path
}

# The folder of what was read, or a path.
folder_of <- function(x) {
  if (inherits(x, "trilat_folder")) attr(x, "dir") else a_path(x, "dir")
}

# One folder, or several.
as_list_of_folders <- function(x) {
  if (inherits(x, "trilat_folder")) list(x) else as.list(x)
}

print.trilat_figure <- function(x, ...) {
  writeLines(unclass(x))
  invisible(x)
}
