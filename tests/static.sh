#!/usr/bin/env bash
# The static build needs nothing of the machine, and writes the bytes of the usual one
# (scripts/static.sh). Compiled with less optimisation, because that is faster and must not matter.
# Give it another build of trilat, target/release/trilat if left out.
set -euo pipefail
cd "$(dirname "$0")/.."

usual=${CARGO_TARGET_DIR:-target}/release/trilat
CARGO_TARGET_DIR=target/static-test CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_DEBUG=0 \
  scripts/static.sh "${1:-$usual}"
