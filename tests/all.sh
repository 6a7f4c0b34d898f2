#!/usr/bin/env bash
# Runs every test: the library, the binary through its command line, the closed forms with one of
# them disturbed at a time, the data package through the reference validator, and Parquet files through
# Polars, pyarrow and DuckDB.
# Needs Rust, Python 3 with venv, and poppler-utils (pdftotext, pdffonts).
set -euo pipefail
cd "$(dirname "$0")/.."

for tool in pdftotext pdffonts; do
  command -v "$tool" >/dev/null || { echo "tests/all.sh needs $tool: install poppler-utils" >&2; exit 1; }
done

venv=target/validators
"$venv/bin/python" -c 'import frictionless, polars, pyarrow, duckdb' 2>/dev/null || {
  python3 -m venv "$venv" && "$venv/bin/pip" install --quiet frictionless polars pyarrow duckdb
}

# Optimised, because the lanes of an unoptimised build are a hundred times slower.
FRICTIONLESS="$PWD/$venv/bin/frictionless" READERS="$PWD/$venv/bin/python" cargo test --release -- --include-ignored
cargo test --release --features perturb --test closed_forms_matter --test theory_perturb
