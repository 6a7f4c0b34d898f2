#!/usr/bin/env bash
# Builds trilat as a single file that needs nothing of the machine on which it runs, for clusters
# without Rust or with another C library, and tries it in an empty root folder.
#
#   scripts/static.sh [COMPARE]
#
# Prints the path of the program. The musl target is taken where its standard library is installed
# (rustup target add x86_64-unknown-linux-musl), otherwise glibc is linked statically. With COMPARE,
# another build of trilat, a small study must come out with the same SHA-256 from both. CARGO_SETTINGS has settings of
# Cargo for the build, separated by spaces.
set -euo pipefail
compare=${1:+$(realpath "$1")}
cd "$(dirname "$0")/.."

host=$(rustc --version --verbose | sed -n 's/^host: //p')
target=${host%%-*}-unknown-linux-musl
if [ ! -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ]; then
  target=$host
fi
settings=()
for setting in ${CARGO_SETTINGS:-}; do
  settings+=(--config "$setting")
done
echo "static: building for $target" >&2
RUSTFLAGS="${RUSTFLAGS:-} -C target-feature=+crt-static" cargo build --release --features explorer --target "$target" \
  "${settings[@]}" >&2
binary=${CARGO_TARGET_DIR:-target}/$target/release/trilat

# `ldd` ends with an error where nothing is linked dynamically, or says so.
linked=$(ldd "$binary" 2>&1 || true)
case $linked in
  *"statically linked"* | *"not a dynamic executable"*) ;;
  *)
    printf 'static: %s is not static:\n%s\n' "$binary" "$linked" >&2
    exit 1
    ;;
esac

# An empty root has no C library, no /proc, no /dev, no time zones: what works here works anywhere.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/root"
cp -r "$binary" configs "$work/root/"
study=(sweep configs/studies/lhs.toml --replicates 4 --quiet --out)
if [ "$(id -u)" -eq 0 ]; then
  enter=(chroot "$work/root")
else
  enter=(unshare --map-root-user --root="$work/root")
fi
"${enter[@]}" /trilat "${study[@]}" out >&2
"${enter[@]}" /trilat verify out >&2

if [ -n "$compare" ]; then
  "$compare" "${study[@]}" "$work/other" >&2
  for file in runs.csv summary.csv design.csv factors.csv scenario.resolved.toml datapackage.json; do
    own=$(sha256sum < "$work/root/out/$file")
    other=$(sha256sum < "$work/other/$file")
    if [ "$own" != "$other" ]; then
      echo "static: $file differs from that of $compare" >&2
      exit 1
    fi
  done
  echo "static: the same bytes as from $compare" >&2
fi
echo "$binary"
