#!/usr/bin/env bash
# The static build needs nothing of the machine, and writes the bytes of the usual one
# (scripts/static.sh). Compiled with less optimisation, because that is faster and must not matter.
# Give it another build of trilat, target/release/trilat if left out.
set -euo pipefail
cd "$(dirname "$0")/.."

usual=${CARGO_TARGET_DIR:-target}/release/trilat
settings="profile.release.package.'*'.opt-level=1"
for package in trilat-model trilat-analysis trilat-figures bevy_ecs; do
  settings+=" profile.release.package.$package.opt-level=1 profile.release.package.$package.codegen-units=16"
done
CARGO_TARGET_DIR=target/static-test CARGO_SETTINGS=$settings scripts/static.sh "${1:-$usual}"
