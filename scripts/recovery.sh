#!/usr/bin/env bash
# Recovery of planted parameters: simulates records from known parameters, calibrates to each, and checks that 90 %
# intervals cover the parameters and that ranks are uniform.
#
#     scripts/recovery.sh [100]        # a small scenario, by ABC and by the likelihood of the record
#     scripts/recovery.sh whole [5]    # the nine parameters of Korea in the whole model, by the likelihood
set -euo pipefail
cd "$(dirname "$0")/.."
case "${1:-}" in
  whole) export TRILAT_TEST_RECOVERY_WHOLE=${2:-5} of=found_again ;;
  *) export TRILAT_TEST_RECOVERY=${1:-100} of=planted_parameters_are_covered ;;
esac
cargo test --release --test record "$of" -- --nocapture
