library(testthat)
library(trilat)

test_check("trilat")
