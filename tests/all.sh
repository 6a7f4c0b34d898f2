#!/usr/bin/env bash
# Runs every test: the library, the binary through its command line, studies on a Slurm of their own,
# files through the readers and validators that people use (frictionless, Polars, pyarrow, DuckDB, R, LaTeX,
# Chromium), the closed forms with one of them disturbed at a time, the notebooks, the R package, the book, and the
# static build.
#
# Needs Rust. What else it needs it installs with apt-get where it may, as root or with a sudo that asks for
# nothing; elsewhere it names all that is missing before it builds anything.
set -euo pipefail
cd "$(dirname "$0")/.."
# Where Debian puts daemons.
PATH=$PATH:/usr/sbin:/sbin

missing() { # prints what this machine lacks, and the Debian package that has it
  while read -r program package; do
    command -v "$program" >/dev/null || echo "$program $package"
  done <<'END'
pdftotext poppler-utils
pdffonts poppler-utils
pdfinfo poppler-utils
slurmctld slurm-wlm
slurmd slurm-wlm
sbatch slurm-wlm
munged munge
shellcheck shellcheck
chromium chromium
pdflatex texlive-latex-recommended
bibtex texlive-binaries
Rscript r-base-core
mandoc mandoc
pandoc pandoc
busybox busybox-static
python3 python3-venv
END
  kpsewhich booktabs.sty >/dev/null 2>&1 || echo "booktabs.sty texlive-latex-recommended"
  kpsewhich natbib.sty >/dev/null 2>&1 || echo "natbib.sty texlive-latex-base"
  python3 -c "import ensurepip, venv" 2>/dev/null || echo "venv python3-venv"
  # What the R package needs, and its tests and vignette.
  for package in processx jsonlite data.table progressr ggplot2 testthat knitr rmarkdown; do
    Rscript -e "if (!requireNamespace('$package', quietly = TRUE)) quit(status = 1)" >/dev/null 2>&1 ||
      echo "R:$package r-cran-$package"
  done
}

lacking=$(missing)
if [ -n "$lacking" ]; then
  mapfile -t packages < <(cut -d " " -f 2 <<<"$lacking" | sort -u)
  root=()
  [ "$(id -u)" -eq 0 ] || root=(sudo -n)
  if command -v apt-get >/dev/null && "${root[@]}" true 2>/dev/null; then
    # A failure shows in what is still missing.
    "${root[@]}" apt-get update -qq || true
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${packages[@]}" || true
    lacking=$(missing)
  fi
fi
if [ -n "$lacking" ]; then
  {
    echo "tests/all.sh lacks"
    sed "s/^\([^ ]*\) \(.*\)/  \1 (Debian: \2)/" <<<"$lacking"
    echo "On Debian: apt-get install ${packages[*]}"
  } >&2
  exit 1
fi

# Two environments, since frictionless and cffconvert do not go together.
venv() { # folder, modules to import, packages
  "$1/bin/python" -c "import $2" 2>/dev/null && return
  python3 -m venv "$1" && "$1/bin/pip" install --quiet "${@:3}"
}
venv target/validators frictionless,jsonschema,polars,pyarrow,duckdb frictionless jsonschema polars pyarrow duckdb
venv target/readers playwright,axe_playwright_python,rocrate,rocrate_validator,cffconvert,polars,jsonschema,pyDataverse,tree_sitter_powershell \
  playwright axe-playwright-python rocrate roc-validator cffconvert polars jsonschema pyDataverse tree-sitter tree-sitter-powershell
# For the terms of CodeMeta, which stand in its files; it is not run.
compgen -G "target/readers/lib/*/site-packages/codemeta/schema" >/dev/null ||
  target/readers/bin/pip install --quiet --no-deps codemetapy

# Optimised, because the lanes of an unoptimised build are a hundred times slower.
FRICTIONLESS="$PWD/target/validators/bin/frictionless" \
  READERS="$PWD/target/validators/bin/python" \
  BROWSER_PYTHON="$PWD/target/readers/bin/python" \
  cargo test --release --workspace -- --include-ignored
bash tests/python.sh
bash tests/notebooks.sh
bash tests/r.sh
bash tests/book.sh
bash tests/snakemake.sh
bash tests/dist.sh
bash tests/static.sh
# Less optimised, because that is faster and the closed forms are the same.
cargo test --release --workspace --config 'profile.release.package.trilat-model.opt-level=1' \
  --config 'profile.release.package.trilat-model.codegen-units=32' \
  --features trilat-model/perturb --test perturb
