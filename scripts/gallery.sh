#!/usr/bin/env bash
# Draws docs/gallery/ anew: small real runs and studies, and every figure from their files.
# Usage: scripts/gallery.sh [TRILAT]; the program is target/release/trilat if left out.
set -euo pipefail
cd "$(dirname "$0")/.."

trilat=$(realpath "${1:-target/release/trilat}")
configs=$PWD/configs
gallery=$PWD/docs/gallery
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

"$trilat" run "$configs/northeast_asia.toml" --runs 500 --traces 1 --events --no-figures -q --out outputs/northeast_asia
"$trilat" compare "$configs/northeast_asia.toml" "$configs/seoul_steps_back.toml" \
  "$configs/ablations/no_learning.toml" --runs 500 --no-figures -q --out outputs/compare_northeast_asia
for study in grid ofat saltelli morris; do
  "$trilat" sweep "$configs/studies/$study.toml" -q --out "outputs/$study"
done
cat >phase.toml <<END
[study]
scenario = "$configs/northeast_asia.toml"
replicates = 100
[set]
"scenario.horizon" = 60
[design]
kind = "grid"
steps = 5
[factors]
"channels.exercises.visibility" = { low = 0.0, high = 1.0 }
"states.KOR.resolute_share" = { low = 0.2, high = 0.9 }
"mechanisms.fear" = { categories = [false, true] }
END
cat >where.toml <<END
[study]
scenario = "$configs/northeast_asia.toml"
replicates = 20
[set]
"scenario.horizon" = 60
[design]
kind = "lhs"
points = 200
seed = 1
[factors]
"states.KOR.resolute_share" = { low = 0.2, high = 0.9 }
"channels.exercises.visibility" = { low = 0.0, high = 1.0 }
"states.PRK.precision" = { low = 2.0, high = 8.0, scale = "log" }
END
cat >effects.toml <<END
[study]
scenario = "$configs/northeast_asia.toml"
replicates = 300
[set]
"scenario.horizon" = 60
[design]
kind = "ofat"
[factors]
"channels.exercises.visibility" = { levels = [0.1, 1.0] }
"states.KOR.resolute_share" = { levels = [0.2, 0.9] }
"fear.per_exercise" = { levels = [0.0, 0.1] }
"states.PRK.precision" = { levels = [2.0, 8.0] }
[arms.seoul_back]
scenario = "$configs/seoul_steps_back.toml"
END
for study in phase where effects; do
  "$trilat" sweep "$study.toml" -q --out "outputs/$study"
done
for study in saltelli morris; do
  "$trilat" sensitivity "outputs/$study" --output cohesion_mean -q >analysis.txt
done
"$trilat" discover outputs/where --output belief_prk_kor --top 10 -q >analysis.txt

# draw FOLDER|TABLE KIND OPTIONS…: one figure at screen resolution; its PNG is kept.
draw() {
  local folder=$1 kind=$2
  shift 2
  "$trilat" plot "outputs/$folder" --figure "$kind" --format png --dpi "${dpi:-110}" --force --out drawn "$@"
  cp "drawn/$kind.png" "$gallery/"
}

draw northeast_asia probes_by_rung
draw northeast_asia beliefs
draw northeast_asia time_to_first_event
draw northeast_asia network
draw northeast_asia timeline
draw compare_northeast_asia contrasts
draw grid curves --value belief_prk_kor
draw grid heat_map --value belief_prk_kor --threshold 0.5
draw effects tornado --value effect:probes_r3
cp "$gallery/tornado.png" "$gallery/tornado_of_effects.png"
draw compare_northeast_asia bands_over_time --value cohesion,belief_prk_kor,probes_r3_up --preset apsr-1col
cp "$gallery/bands_over_time.png" "$gallery/bands_of_arms.png"
draw northeast_asia bands_over_time
draw ofat tornado --value probes_r3 --statistic rate_per_year
draw phase phase_diagram --effect mechanisms.fear --value probes_r2
draw saltelli sobol_bars
draw morris morris
draw where prim_box
draw where peeling

# An audit and a calibration, small, from the tables beside their figures.
"$trilat" claims --folder "$configs/claims" --quick -q --out outputs/claims >audit.txt
"$trilat" calibrate "$configs/calibrations/korea_2012.toml" --particles 200 --generations 6 -q \
  --out outputs/korea_2012 >fit.txt
dpi=90
draw claims/figures/claims_free.csv claims_overview
draw claims/figures/map_c1_free.csv claim_map
draw korea_2012/figures/pairs.csv pairs
draw korea_2012/figures/predictive_check.csv predictive_check
