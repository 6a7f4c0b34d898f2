#!/usr/bin/env bash
# Builds trilat as a single file that needs nothing of the machine on which it runs, for clusters
# without Rust or with another C library, and tries it in an empty root folder.
#
#   scripts/static.sh [COMPARE]
#
# Prints the path of the program. The musl target is taken where its standard library is installed
# (rustup target add x86_64-unknown-linux-musl), otherwise the libraries of the usual build are linked once more, with
# glibc inside. With COMPARE, another build of trilat, a small study must come out with the same SHA-256 from both.
set -euo pipefail
compare=${1:+$(realpath "$1")}
cd "$(dirname "$0")/.."

host=$(rustc --version --verbose | sed -n 's/^host: //p')
target=${host%%-*}-unknown-linux-musl
if [ ! -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ]; then
  target=$host
fi
echo "static: building for $target" >&2
built=${CARGO_TARGET_DIR:-target}
if [ "$target" != "$host" ]; then
  RUSTFLAGS="${RUSTFLAGS:-} -C target-feature=+crt-static" cargo build --release --features explorer --target "$target" >&2
  binary=$built/$target/release/trilat
else
  # Only the last step differs, and Cargo would compile everything again for it. `--workspace` has the features of
  # the Python package, the page of `trilat explore` among them.
  library=$(cargo build --release --workspace --bin trilat --message-format json |
    sed -n 's/.*"kind":\["lib"\][^}]*"name":"trilat",.*"filenames":\["\([^"]*\.rlib\)".*/\1/p' | tail -1)
  [ -f "$library" ] || { echo "static: Cargo names no library of trilat" >&2; exit 1; }
  binary=$built/static/trilat
  mkdir -p "$built/static"
  rustc --edition 2024 --crate-name trilat --crate-type bin src/main.rs -C opt-level=1 -C strip=symbols \
    -C target-feature=+crt-static -L "dependency=${library%/*}" -L "dependency=${library%/*}/deps" \
    --extern "trilat=$library" -o "$binary"
fi

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
