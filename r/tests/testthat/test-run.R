test_that("a run is read with its tables, its folder and its name", {
  toy <- small()
  expect_s3_class(toy, "trilat_folder")
  expect_true(all(c("runs", "months", "summary", "survival") %in% names(toy)))
  expect_equal(nrow(toy$runs), 300L)
  expect_equal(toy$runs$run, 0:299, ignore_attr = TRUE)
  expect_true(file.exists(file.path(attr(toy, "dir"), "manifest.json")))
  expect_output(print(toy), "trilat: toy in .*\\$runs +300 rows")
  expect_equal(
    toy$summary$estimate[toy$summary$column == "probes_r1" & toy$summary$statistic == "mean"],
    mean(toy$runs$probes_r1),
    ignore_attr = TRUE
  )
})

test_that("the same seed makes the same numbers, and another other ones", {
  again <- trilat_run("toy", runs = 300, seed = "1", quiet = TRUE)
  other <- trilat_run("toy", runs = 300, seed = 2, quiet = TRUE)
  expect_identical(again$runs, small()$runs)
  expect_false(identical(other$runs, small()$runs))
})

test_that("values are set, whatever their kind, and numbers in full", {
  set <- list(
    scenario.horizon = 12, states.PROBER.precision = 0.1 + 0.2, mechanisms.trust = TRUE, scenario.information = "off"
  )
  toy <- trilat_run("toy", runs = 20, set = set, threads = 1, quiet = TRUE)
  expect_equal(max(toy$months$t), 11L)
  resolved <- readLines(file.path(attr(toy, "dir"), "scenario.resolved.toml"))
  expect_true(any(grepl("^precision = 0.30000000000000004", resolved)))
  expect_true(any(grepl("^trust = true", resolved)))
  expect_error(trilat_run("toy", set = c(1, 2)), "path of a value as the name", class = "trilat_error_usage")
  expect_error(trilat_run("toy", set = list(scenario.horizon = NA)), "missing value")
  expect_error(trilat_run("toy", set = list(scenario.horizon = list(1))), "must be numbers, text")
})

test_that("a seed above 2^53 is text, and keeps all its digits", {
  expect_error(trilat_run("toy", seed = 2^53 + 2), "give its digits as text", class = "trilat_error_usage")
  for (wrong in list(1.5, -1, NA, "x", c(1, 2))) {
    expect_error(trilat_run("toy", seed = wrong), "seed", class = "trilat_error_usage")
  }
  toy <- trilat_run("toy", runs = 10, seed = "9007199254740993", quiet = TRUE)
  manifest <- paste(readLines(file.path(attr(toy, "dir"), "manifest.json")), collapse = "\n")
  expect_match(manifest, '"seed": 9007199254740993')
})

test_that("paths with blanks and letters of any script are taken as they are", {
  out <- file.path(tempfile("my folder "), "Z\u00fcrich \u53f0\u5317")
  toy <- trilat_run("toy", runs = 10, out = out, quiet = TRUE)
  expect_equal(attr(toy, "dir"), normalizePath(out))
  expect_error(trilat_run("toy", runs = 10, out = out, quiet = TRUE), "already holds files", class = "trilat_error_usage")
  trilat_run("toy", runs = 11, out = out, force = TRUE, quiet = TRUE)
  expect_equal(nrow(trilat_read(out, "runs")), 11L)
})

test_that("a comparison has its effects, and a single scenario is none", {
  both <- trilat_compare("northeast_asia", "seoul_steps_back",
    runs = 20, seed = 3, set = list(scenario.horizon = 24), only = c("probes_r2", "crises"), quiet = TRUE
  )
  expect_setequal(both$contrasts$observable, c("probes_r2", "crises"))
  expect_setequal(both$runs$arm, c("northeast_asia", "seoul_steps_back"))
  arms <- split(both$runs$crises, both$runs$arm)
  effect <- both$contrasts$effect[both$contrasts$observable == "crises"]
  expect_equal(effect, mean(arms$seoul_steps_back - arms$northeast_asia), ignore_attr = TRUE)
  expect_error(trilat_compare("northeast_asia"), "at least one scenario", class = "trilat_error_usage")
})

test_that("a study is run, resumed and analysed", {
  out <- tempfile("study-")
  short <- list(scenario.horizon = 12)
  study <- trilat_sweep("ofat", replicates = 4, set = short, out = out, resume = TRUE, quiet = TRUE)
  expect_equal(nrow(study$runs), 4L * nrow(study$design))
  expect_type(study$design$mechanisms_trust, "logical")
  indices <- trilat_sensitivity(study, output = c("probes_r1", "probes_r2"), seed = 2, quiet = TRUE)
  expect_setequal(indices$sensitivity$output, c("probes_r1", "probes_r2"))
  expect_identical(indices$sensitivity$method[[1L]], "ofat")
  by_path <- trilat_sensitivity(out, output = "probes_r1", seed = 2, quiet = TRUE)
  first <- indices$sensitivity$output == "probes_r1"
  expect_equal(by_path$sensitivity$estimate, indices$sensitivity$estimate[first], ignore_attr = TRUE)
})

test_that("figures are drawn with the options of the command", {
  drawn <- trilat_plot(small(), "time_to_first_event", format = c("svg", "png"), preset = "apsr-1col", dpi = 72)
  expect_length(drawn, 2L)
  expect_true(all(file.exists(drawn)))
  expect_output(print(drawn), "time_to_first_event.svg")
  out <- tempfile("figures-")
  dir.create(out)
  file.create(file.path(out, "mine.svg"))
  one <- trilat_plot(attr(small(), "dir"), "time_to_first_event", format = "svg", out = out)
  expect_equal(basename(one), "time_to_first_event.svg", ignore_attr = TRUE)
  expect_error(trilat_plot(small(), "heat_map"), class = "trilat_error")
})

test_that("a folder that was changed is told from one that was not", {
  toy <- trilat_run("toy", runs = 10, quiet = TRUE)
  expect_true(trilat_verify(toy))
  cat("\n", file = file.path(attr(toy, "dir"), "runs.csv"), append = TRUE)
  expect_error(trilat_verify(toy), "runs.csv", class = "trilat_error_mismatch")
})

test_that("options that are none are errors", {
  expect_error(trilat_run("toy", NULL, NULL, NULL, NULL, 3), "must have names", class = "trilat_error_usage")
  expect_error(trilat_run("toy", json = TRUE), "command line alone", class = "trilat_error_usage")
  expect_error(trilat_run("toy", thread = 3), "similar argument exists: 'threads ='", class = "trilat_error_usage")
  expect_error(trilat_run("toy", runs = 1.5), "whole number", class = "trilat_error_usage")
  expect_error(trilat_run(NA), "one path or name", class = "trilat_error_usage")
})

test_that("an archive is written, and refused without names of exhibits", {
  dir <- file.path(tempfile("home-"), "toy")
  toy <- trilat_run("toy", runs = 50, out = dir, quiet = TRUE)
  summary <- file.path(dir, "summary.csv")
  archive <- trilat_export(toy, author = c("Doe, Jane", "Roe, Richard"), date = as.Date("2026-11-30"),
                           exhibit = c("Table 1" = summary), zip = TRUE, title = "A toy")
  expect_true(file.exists(file.path(archive, "odd.pdf")))
  readme <- readLines(file.path(archive, "README.md"))
  expect_true(any(grepl("Table 1", readme)) && any(grepl("Roe", readme)) && any(grepl("A toy", readme)))
  expect_true(trilat_verify(paste0(archive, ".zip")))
  expect_error(trilat_export(toy, "Doe, Jane", "2026-11-30"), "force", class = "trilat_error_usage")
  expect_error(trilat_export(toy, "Doe, Jane", "2026-11-30", exhibit = summary), "names")
})
