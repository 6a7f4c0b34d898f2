#!/usr/bin/env bash
# Recovery of planted parameters: simulates N records (100 unless given) from known parameters of a small scenario,
# calibrates to each, and checks that 90 % intervals cover the parameters and that ranks are uniform.
set -euo pipefail
cd "$(dirname "$0")/.."
TRILAT_TEST_RECOVERY=${1:-100} cargo test --release --test record \
  planted_parameters_are_covered_and_their_ranks_uniform -- --nocapture
