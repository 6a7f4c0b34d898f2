#!/usr/bin/env bash
# Patterns that the fitted scenario was not fitted to (docs/korea.md, "Patterns"). Needs outputs/korea_2012 of
# `trilat calibrate configs/calibrations/korea_2012.toml`; writes outputs/patterns and says what it found.
#
#     scripts/patterns.sh
set -euo pipefail
cd "$(dirname "$0")/.."

trilat=${TRILAT:-target/release/trilat}
fit=$(realpath "${FIT:-outputs/korea_2012}")
out=${OUT:-outputs/patterns}
mkdir -p "$out"

# What exercises do: every draw of the posterior with the exercises on record, and without any.
python3 - "$fit/scenario.resolved.toml" > "$out/no_exercises.toml" <<'END'
import sys
import tomllib
from pathlib import Path

scenario = Path(sys.argv[1]).resolve()
print(f'extends = "{scenario}"\n\n[scenario]\nname = "no_exercises"\n')
for name, lever in tomllib.loads(scenario.read_text())["levers"].items():
    if lever.get("dyad") == "USA-KOR" and lever.get("channel") == "exercises":
        print(f"[levers.{name}]\nset = 0.0\n")
END
study() { # name, scenario
  cat > "$out/$1.study.toml" <<END
[study]
name = "$1"
scenario = "$2"
replicates = 10

[design]
kind = "list"
file = "$fit/posterior.csv"
END
  "$trilat" sweep "$out/$1.study.toml" --out "$out/$1" --force --quiet > "$out/$1.txt"
}
study exercises "$fit/scenario.resolved.toml"
study without "no_exercises.toml"

# Follow-ups: the events of runs at the posterior medians.
"$trilat" run "$fit/calibrated.toml" --runs "${RUNS:-2000}" --events --out "$out/events" --force --quiet > "$out/events.txt"

# Joint pressure of the bloc with and without Camp David.
"$trilat" compare configs/no_camp_david.toml configs/camp_david_2023.toml --runs "${PAIRS:-8192}" \
  --only 'campaigns,months_two_probers,probes_r*,alignment_mean' --out "$out/camp_david" --force --quiet \
  > "$out/camp_david.txt"

python3 scripts/patterns.py "$fit" "$out"
