#!/usr/bin/env bash
# Rivals judged by data: each is refitted to 2012-2019 as the model itself is, forecasts 2020-2021 a month ahead, and all are
# scored in one contest. Writes outputs/rivals. About nine times the time of one calibration; what was finished is kept.
#
#     scripts/rivals.sh                      # as in docs/korea.md
#     PARTICLES=100 GENERATIONS=4 scripts/rivals.sh
#     METHOD=smc2 PARTICLES=200 scripts/rivals.sh   # by the likelihood, and compared by their evidences too
set -euo pipefail
cd "$(dirname "$0")/.."

trilat=${TRILAT:-target/release/trilat}
out=${OUT:-outputs/rivals}
fit=(configs/calibrations/korea_2012.toml)
[ -n "${METHOD:-}" ] && fit+=(--method "$METHOD")
[ -n "${PARTICLES:-}" ] && fit+=(--particles "$PARTICLES")
[ -n "${GENERATIONS:-}" ] && fit+=(--generations "$GENERATIONS")
rivals=()
fits=()

seed=
judge() { # name, overrides
  local name=$1 sets=()
  shift
  for set in "$@"; do sets+=(--set "$set"); done
  if [ ! -f "$out/$name/forecast/manifest.json" ]; then
    "$trilat" calibrate "${fit[@]}" "${sets[@]}" ${seed:+--seed "$seed"} --out "$out/$name/fit" --resume
    "$trilat" forecast "$out/$name/fit" --from 2020-01 --months 24 --rolling --draws "${DRAWS:-100}" \
      --particles "${FOLLOW:-64}" --out "$out/$name/forecast" --force
  fi
  fits+=("$out/$name/fit")
  [ "$name" = fitted ] || rivals+=(--rival "$name=$out/$name/forecast/forecast.csv")
}

judge fitted
# The same model on other random numbers: what differs here is Monte Carlo error, and no rival that differs by as little is
# told apart.
seed=1 judge again_1
seed=2 judge again_2
# R6: the bloc is no bloc.
judge no_bloc mechanisms.campaigns=false mechanisms.pooling=false bloc.mean=0
# R2: North Korea runs on its own calendar; nothing that allies show or do reaches it.
judge own_calendar mechanisms.learn_channels=false mechanisms.learn_responses=false mechanisms.pooling=false \
  mechanisms.fear=false mechanisms.trust=false mechanisms.audience=false mechanisms.opportunism=false \
  mechanisms.coordination=false
# Exercises frighten nobody.
judge no_spiral mechanisms.fear=false
# Nobody learns from signals or responses.
judge no_learning mechanisms.learn_channels=false mechanisms.learn_responses=false mechanisms.pooling=false
# C4: dyads of allies replace one another, or the weakest decides.
judge additive coordination.substitutability=1
judge weakest_link coordination.substitutability=0.1

"$trilat" score "$out/fitted/forecast/forecast.csv" nk_monthly --column csis_missile_days "${rivals[@]}" \
  --out "$out/scores" --force
if [ "${METHOD:-}" = smc2 ]; then
  "$trilat" evidence "${fits[@]}"
fi
