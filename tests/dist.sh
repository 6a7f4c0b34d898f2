#!/usr/bin/env bash
# What scripts/dist.sh makes, as somebody has it who downloads it: the tarball alone makes a figure in an empty folder
# within 30 seconds, and so does the wheel where there is no Rust, from the command and from Python; the checksums
# hold, the source distribution has all sources, and the same commit and program make the same tarball. Give it a
# program that is built already; it need not be the static one.
set -euo pipefail
cd "$(dirname "$0")/.."

program=$(realpath "${1:-${CARGO_TARGET_DIR:-target}/release/trilat}")
# The wheel of tests/python.sh, and its maturin.
WHEEL=$(echo "$PWD"/target/python/wheels/*.whl)
PATH=$PWD/target/python/build/bin:$PATH
export WHEEL PATH
source=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
scripts/dist.sh "$work/first" "$program" >/dev/null
scripts/dist.sh "$work/second" "$program" >/dev/null

cd "$work/first"
sha256sum --check --quiet SHA256SUMS
ball=$(echo trilat-*-linux.tar.gz)
cmp "$ball" "../second/$ball"
mkdir ../empty
cd ../empty
tar --extract --gzip --file "../first/$ball"
folder=${ball%.tar.gz}
bash -n "$folder/completions/trilat"
[ "$(find "$folder/man/man1" -name "trilat-*.1" | wc -l)" -gt 25 ]
mkdir home
cd home
PATH="../$folder:$PATH" timeout 30 trilat run northeast_asia --runs 100 --quiet --out out >/dev/null
[ -s out/figures/bands_over_time.svg ]
cd ..
mkdir wheel
cd wheel
python3 -m venv plain
PATH=$PWD/plain/bin:/usr/bin:/bin timeout 30 bash -euc '
  if command -v cargo; then exit 1; fi
  pip install --quiet --disable-pip-version-check --no-index ../../first/*.whl
  trilat run northeast_asia --runs 100 --quiet --out out >/dev/null
  python -c "import trilat as tl; tl.run(\"northeast_asia\", runs=100).plot(\"probes_by_rung\").save(\"figure.svg\")"'
[ -s out/figures/bands_over_time.svg ]
[ -s figure.svg ]
cd ..
# Every source of the libraries is there, and Cargo understands how they belong together.
tar --extract --gzip --file "$(echo ../first/trilat-[0-9].[0-9]*.[0-9].tar.gz)"
(cd "$source" && git ls-files -- Cargo.lock build.rs src configs data crates) | grep -v "^crates/python/py" |
  (cd "$(echo trilat-[0-9].[0-9]*.[0-9])" && xargs ls -d >/dev/null &&
    cargo metadata --format-version 1 --locked --offline >/dev/null)
mkdir library
R CMD INSTALL --library=library ../first/trilat_*.tar.gz >log 2>&1 || { cat log; exit 1; }
TRILAT="$PWD/$folder/trilat" R_LIBS=library Rscript -e 'stopifnot(nrow(trilat::trilat_run("toy", runs = 10)$runs) == 10)'
echo "dist: ok"
