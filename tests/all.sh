#!/usr/bin/env bash
# Runs every test: the library, the binary through its command line, studies on a Slurm of their own,
# files through the readers and validators that people use (frictionless, Polars, pyarrow, DuckDB, R, LaTeX,
# Chromium), the closed forms with one of them disturbed at a time, the notebooks, and the static build.
# Needs Rust, Python 3 with venv, and of Debian poppler-utils, slurm-wlm, munge, shellcheck, chromium,
# texlive-latex-recommended and r-base-core.
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
needs chromium chromium
needs pdflatex texlive-latex-recommended
needs Rscript r-base-core

# Two environments, since frictionless and cffconvert do not go together.
venv() { # folder, modules to import, packages
  "$1/bin/python" -c "import $2" 2>/dev/null && return
  python3 -m venv "$1" && "$1/bin/pip" install --quiet "${@:3}"
}
venv target/validators frictionless,polars,pyarrow,duckdb frictionless polars pyarrow duckdb
venv target/readers playwright,rocrate,rocrate_validator,cffconvert,polars \
  playwright rocrate roc-validator cffconvert polars

# Optimised, because the lanes of an unoptimised build are a hundred times slower.
FRICTIONLESS="$PWD/target/validators/bin/frictionless" \
  READERS="$PWD/target/validators/bin/python" \
  BROWSER_PYTHON="$PWD/target/readers/bin/python" \
  cargo test --release --workspace -- --include-ignored
bash tests/notebooks.sh
bash tests/static.sh
# Last, since it puts another program into target/release.
cargo test --release --features perturb --test perturb
