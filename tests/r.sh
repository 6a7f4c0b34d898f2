#!/usr/bin/env bash
# The R package, as its users have it: built with its vignette, checked, installed, and the blocks of docs/r.md
# run one after another. Give it the program, target/release/trilat if left out.
set -euo pipefail
cd "$(dirname "$0")/.."

program=$(realpath "${1:-${CARGO_TARGET_DIR:-target}/release/trilat}")
[ -x "$program" ] || { echo "r: there is no $program; build it first" >&2; exit 1; }
export TRILAT=$program
home=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

run() { # a log's name, a command: its output is of interest only if it fails
  local log=$work/$1.log
  shift
  "$@" >"$log" 2>&1 || { cat "$log"; echo "r: failed: $*" >&2; exit 1; }
}

run build R CMD build "$home/r"
package=$(echo trilat_*.tar.gz)
# What needs the network, such as whether an address answers, is not asked. A manual in PDF needs more of LaTeX
# than it is worth.
export _R_CHECK_CRAN_INCOMING_=false _R_CHECK_FORCE_SUGGESTS_=true _R_CHECK_SYSTEM_CLOCK_=false
run check R CMD check --no-manual "$package"
status=$(tail -n 3 check.log | grep "^Status: ")
echo "r: R CMD check: $status"
case $status in
  *ERROR* | *WARNING*)
    cat check.log trilat.Rcheck/tests/*.Rout.fail 2>/dev/null
    exit 1
    ;;
esac

mkdir library
run install R CMD INSTALL --library=library "$package"
export R_LIBS=$work/library
# The tour is a session of its own in an empty folder.
mkdir tour
cd tour
awk '/^```r$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$home/docs/r.md" >tour.R
[ "$(wc -l <tour.R)" -gt 10 ] || { echo "r: docs/r.md has no blocks" >&2; exit 1; }
run tour Rscript -e 'options(warn = 1); source("tour.R", echo = TRUE)'
echo "r: the tour of docs/r.md: ok"
