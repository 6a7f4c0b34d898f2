#!/usr/bin/env bash
# Runs every test: the library, the binary through its command line, studies on a Slurm of their own,
# the closed forms with one of them disturbed at a time, the data package through the reference
# validator, and the static build.
# Needs Rust, Python 3 with venv, and of Debian poppler-utils, slurm-wlm, munge and shellcheck.
# Runs every test: the library, the binary through its command line, the closed forms with one of
# them disturbed at a time, the data package through the reference validator, and Parquet files through
# Polars, pyarrow and DuckDB.
# Needs Rust, Python 3 with venv, and poppler-utils (pdftotext, pdffonts).
set -euo pipefail
cd "$(dirname "$0")/.."

needs() {
  PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null && return
  echo "tests/all.sh needs $1: install $2" >&2
  exit 1
}
for tool in pdftotext pdffonts; do needs "$tool" poppler-utils; done
for tool in slurmctld slurmd sbatch; do needs "$tool" slurm-wlm; done
needs munged munge
needs shellcheck shellcheck

venv=target/validators
"$venv/bin/python" -c 'import frictionless, polars, pyarrow, duckdb' 2>/dev/null || {
  python3 -m venv "$venv" && "$venv/bin/pip" install --quiet frictionless polars pyarrow duckdb
}

# Optimised, because the lanes of an unoptimised build are a hundred times slower.
FRICTIONLESS="$PWD/$venv/bin/frictionless" READERS="$PWD/$venv/bin/python" cargo test --release -- --include-ignored
cargo test --release --features perturb --test closed_forms_matter --test theory_perturb
bash tests/static.sh
