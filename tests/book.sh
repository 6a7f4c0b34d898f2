#!/usr/bin/env bash
# The book, as its readers have it: mdBook builds it without a warning, every page is listed, every link leads
# somewhere, every command of every page works (with few runs), the description of the model as PDF is that of the page,
# the example paper is made from nothing, and the marks of the findings are well formed. Give it the program, target/release/trilat if left out.
#
# Needs pandoc, pdflatex and bibtex, and mdBook as scripts/book.sh does.
set -euo pipefail
cd "$(dirname "$0")/.."

program=$(realpath "${1:-${CARGO_TARGET_DIR:-target}/release/trilat}")
[ -x "$program" ] || { echo "book: there is no $program; build it first" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

scripts/book.sh "$program" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
if grep -E "WARN|ERROR" "$work/log" >&2; then
  echo "book: mdBook warns" >&2
  exit 1
fi
python3 tests/book.py links target/book
scripts/odd.sh --check
python3 scripts/findings.py --check
python3 tests/book.py commands "$program"
TRILAT=$program RUNS=64 REPLICATES=10 bash docs/example_paper/make.sh "$work/paper" >"$work/log" 2>&1 ||
  { cat "$work/log" >&2; exit 1; }
[ "$(head -c 5 "$work/paper/paper.pdf")" = "%PDF-" ]
echo "book: ok"
