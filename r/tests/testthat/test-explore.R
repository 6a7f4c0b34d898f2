test_that("a page is served until it is stopped, or the program says that it has none", {
  page <- tryCatch(
    trilat_explore("toy", open = FALSE, wait = FALSE),
    trilat_error = function(error) error
  )
  if (inherits(page, "error")) {
    expect_match(conditionMessage(page), "no explorer")
  } else {
    expect_match(page$address, "^http://127\\.0\\.0\\.1:[0-9]+/\\?token=[0-9a-f]+$")
    expect_true(page$process$is_alive())
    trilat_stop(page)
    expect_false(page$process$is_alive())
  }
  expect_error(trilat_stop("page"), "trilat_explore")
})
