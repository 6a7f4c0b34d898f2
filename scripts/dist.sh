#!/usr/bin/env bash
# Builds what a release has: the static program as a tarball with completions and manual pages, the source package
# for R, the wheel and the source distribution for Python, and SHA256SUMS of all.
#
#   scripts/dist.sh [FOLDER] [PROGRAM]
#
# FOLDER is dist if left out. PROGRAM is a static program that is built already, instead of that of scripts/static.sh,
# and WHEEL names a wheel, instead of that of scripts/wheel.sh. Either compiles everything once more, which takes some ten
# minutes of processor time; so the tests and CI give both. The tarball has the same bytes whenever it is made of the
# same commit and program. Needs R with the packages of docs/r.md for the vignette; with WHEEL, maturin on the PATH for
# the source distribution.
set -euo pipefail
dist=${1:-dist}
mkdir -p "$dist"
dist=$(realpath "$dist")
given=${2:+$(realpath "$2")}
wheel=${WHEEL:+$(realpath "$WHEEL")}
cd "$(dirname "$0")/.."

program=${given:-$(realpath "$(scripts/static.sh)")}
version=$("$program" --version | cut -d " " -f 2)
host=$(rustc --version --verbose | sed -n 's/^host: //p')
name=trilat-$version-${host%%-*}-linux
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tree=$work/$name
mkdir -p "$tree/completions" "$tree/man/man1"
install -m 755 "$program" "$tree/trilat"
install -m 644 README.md CHANGELOG.md CITATION.cff LICENSE-MIT LICENSE-APACHE "$tree"
# Each under the name by which its shell looks for it.
while read -r shell file; do
  "$program" completions "$shell" >"$tree/completions/$file"
done <<'END'
bash trilat
zsh _trilat
fish trilat.fish
powershell _trilat.ps1
elvish trilat.elv
END
"$program" man --out "$tree/man/man1" >/dev/null
date=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
tar --create --directory "$work" --sort=name --mtime="@$date" --owner=0 --group=0 --numeric-owner \
  --mode=go=rX,u+rw,a-s "$name" | gzip --no-name --best >"$dist/$name.tar.gz"

(cd "$work" && TRILAT=$program R CMD build "$OLDPWD/r" >build.log 2>&1) || { cat "$work/build.log" >&2; exit 1; }
mv "$work/trilat_$version.tar.gz" "$dist"

if [ -n "$wheel" ]; then
  cp "$wheel" "$dist"
else
  scripts/wheel.sh "$dist" >&2
  PATH=$PATH:$PWD/target/wheel/venv/bin
fi
maturin sdist --manifest-path crates/python/Cargo.toml --out "$dist" >&2

cd "$dist"
for file in *.tar.gz *.whl; do
  if [ -f "$file" ]; then
    sha256sum "$file"
  fi
done >SHA256SUMS
cat SHA256SUMS
