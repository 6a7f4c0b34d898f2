#!/usr/bin/env bash
# The model's description for paper: docs/odd.md as docs/odd.pdf, which every archive of `trilat export` carries.
#
#     scripts/odd.sh           # makes docs/odd.pdf anew
#     scripts/odd.sh --check   # sets it elsewhere, and holds its words against those of docs/odd.pdf
#
# Needs pandoc, pdflatex, and for --check pdftotext. The same TeX gives the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."

check=false
case "${1:-}" in
  "") ;;
  --check) check=true ;;
  *) echo "odd: there is no option $1" >&2; exit 2 ;;
esac
source=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# The first heading is the title.
sed -n '1s/^# //p' "$source/docs/odd.md" >title
sed 1d "$source/docs/odd.md" |
  pandoc --from gfm+tex_math_dollars+smart --to latex --lua-filter "$source/scripts/odd.lua" \
    --template "$source/scripts/odd.tex" --variable "title=$(cat title)" \
    --variable "version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$source/Cargo.toml" | head -1)" \
    --variable "sha256=$(sha256sum <"$source/docs/odd.md" | cut -d " " -f 1)" --output odd.tex
export SOURCE_DATE_EPOCH=0 FORCE_SOURCE_DATE=1
# Twice, since a table's columns are known after the first time.
for _ in 1 2; do
  pdflatex -interaction=nonstopmode -halt-on-error odd.tex >log || { tail -20 log >&2; exit 1; }
done
# A line that leaves its column by more than two letters.
if awk '/^Overfull .hbox/ { gsub(/[()]|pt/, "", $3); if ($3 + 0 > 10) { print; wide = 1 } } END { exit !wide }' log >&2; then
  echo "odd: these lines are too wide" >&2
  exit 1
fi
if ! $check; then
  cp odd.pdf "$source/docs/odd.pdf"
  exit
fi
# Another TeX may break lines and pages elsewhere, and repeat the head of a table more often: the same set of words.
words() {
  pdftotext "$1" - | tr -sc '[:alnum:]' '\n' | grep -v '^[0-9]*$' | LC_ALL=C sort -u
}
words odd.pdf >own
words "$source/docs/odd.pdf" >committed
cmp own committed || { echo "odd: docs/odd.pdf is not made of docs/odd.md; scripts/odd.sh makes it anew" >&2; exit 1; }
