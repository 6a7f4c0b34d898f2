#!/usr/bin/env bash
# Builds the wheel that a release has, which runs on any Linux since 2014 (manylinux_2_17: glibc 2.17), and checks that
# auditwheel agrees. The linker is that of Zig, which knows the symbols of every glibc and comes from PyPI.
#
#   scripts/wheel.sh [FOLDER]
#
# Compiles everything once more, in target/wheel: some ten minutes of processor time. FOLDER is dist if left out.
set -euo pipefail
out=${1:-dist}
mkdir -p "$out"
out=$(realpath "$out")
cd "$(dirname "$0")/.."

venv=$PWD/target/wheel/venv
[ -x "$venv/bin/auditwheel" ] || {
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "maturin>=1.9,<2" ziglang auditwheel
}
# The environment's own programs first, since maturin calls itself and Zig.
PATH=$venv/bin:$PATH CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}/wheel maturin build --release --zig \
  --compatibility manylinux2014 --manifest-path crates/python/Cargo.toml --out "$out" >&2
wheel=$(echo "$out"/trilat-*manylinux_2_17_*.whl)
[ -f "$wheel" ] || { echo "wheel: no wheel for manylinux_2_17 in $out" >&2; exit 1; }
# `auditwheel show` breaks its lines anywhere.
said=$("$venv/bin/auditwheel" show "$wheel" | tr '\n' ' ')
case $said in
  *'following platform tag: "manylinux_2_17_'*) ;;
  *) echo "wheel: auditwheel does not agree: $said" >&2; exit 1 ;;
esac
echo "$wheel"
