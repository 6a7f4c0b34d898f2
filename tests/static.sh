#!/usr/bin/env bash
# The static build needs nothing of the machine, and writes the bytes of the usual one
# (scripts/static.sh). Give it another build of trilat, target/release/trilat if left out.
set -euo pipefail
cd "$(dirname "$0")/.."

binary=$(realpath "$(scripts/static.sh "${1:-${CARGO_TARGET_DIR:-target}/release/trilat}" | tail -1)")

# An archive with that program in it is made again where there is nothing else: a root with a shell, no network, no Rust.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r configs "$work"
(
  cd "$work"
  short=(--set scenario.horizon=18 -q)
  "$binary" run configs/northeast_asia.toml --runs 64 "${short[@]}" --out outputs/run >/dev/null
  "$binary" sweep configs/studies/ofat.toml --replicates 4 "${short[@]}" --out outputs/study >/dev/null
  "$binary" sensitivity outputs/study --output probes_r1 -q >/dev/null
  "$binary" export outputs/run outputs/study --with-program --author "Doe, Jane" --date 2026-11-30 \
    --exhibit "Figure 1=outputs/run/figures/time_to_first_event.pdf" --out root/paper >/dev/null
)
mkdir "$work/root/bin" "$work/root/dev"
: >"$work/root/dev/null"
cp "$(command -v busybox)" "$work/root/bin/"
for applet in env sh cat chmod cp dirname mkdir; do
  ln -s busybox "$work/root/bin/$applet"
done
if [ "$(id -u)" -eq 0 ]; then
  enter=(chroot "$work/root")
  # Where a container may not make namespaces, the empty root has no network's tools at least.
  unshare --net true 2>/dev/null && enter=(unshare --net "${enter[@]}")
else
  enter=(unshare --map-root-user --net --root="$work/root")
fi
"${enter[@]}" /bin/env -i PATH=/bin /bin/sh /paper/reproduce.sh | tail -3
grep -qx reproduced "$work/root/paper/reproduce.log"
echo "static: an archive was made again in an empty root"
