#!/usr/bin/env bash
# The example paper from nothing: runs, figures, table, methods paragraph, numbers, PDF.
#
#     make.sh [FOLDER]        # FOLDER is outputs/example_paper if left out
#
# TRILAT names the program; that of the PATH if it is not set. RUNS (1000) and REPLICATES (200) make it faster or better.
# Needs pdflatex and bibtex, with natbib, booktabs and graphicx; under a minute on two cores.
set -euo pipefail

source=$(realpath "$(dirname "$0")")
out=${1:-outputs/example_paper}
trilat=${TRILAT:-trilat}
mkdir -p "$out"
cd "$out"
cp "$source"/{paper.tex,references.bib,fear.toml} .

# What difference does it make, and when?
"$trilat" compare northeast_asia seoul_tokyo_apart --runs "${RUNS:-1000}" --seed 1 \
  --only probes_r3,expected_prk_r3,belief_prk_kor,coordination_mean,crises \
  --out apart --no-figures --force --quiet >/dev/null
"$trilat" plot apart --figure effect_over_time --value belief_prk_kor --format pdf --out figures --force >/dev/null

# Where is it larger, and where does it turn?
"$trilat" sweep fear.toml --replicates "${REPLICATES:-200}" --out fear --force --quiet >/dev/null
"$trilat" plot fear --figure effect_by --x fear.per_exercise --value effect:probes_r3 \
  --labels "sending.benefit_irresolute=Gain from bluffing" --format pdf --out figures --force >/dev/null

# Table, method and sources in the paper's words.
"$trilat" tables apart --only probes_r3,belief_prk_kor,coordination_mean,crises >/dev/null
"$trilat" methods apart --style latex --only text >methods.tex
"$trilat" methods apart --only bibtex >model.bib

# Every number and every word that hangs on one, as a macro: the text says nothing that a run could contradict.
awk -F, -v want=expected_prk_r3 '
  NR == 1 { for (n = 1; n <= NF; n++) at[$n] = n; next }
  $at["observable"] == want && $at["statistic"] == "mean" {
    effect = $at["effect"]; low = $at["ci_low"]; high = $at["ci_high"]; half = (high - low) / 2
    digits = 1
    while (half < 9.5 / 10 ^ digits && digits < 6) digits++
    f = "%." digits "f"
    macro("EffectSize", sprintf(f, effect < 0 ? -effect : effect))
    macro("EffectLow", sprintf(f, low)); macro("EffectHigh", sprintf(f, high))
    macro("EffectPercent", sprintf("%.1f", effect < 0 ? -$at["relative"] : $at["relative"]))
    macro("Baseline", sprintf("%.1f", $at["mean_baseline"]))
    macro("Pairs", $at["n"])
    macro("MoreOrFewer", effect < 0 ? "fewer" : "more")
    macro("Verdict", low > 0 ? "The sign is told: distance invites tests in this model" : \
      high < 0 ? "The sign is told: distance is followed by fewer tests in this model" : \
      "So many pairs do not tell the sign")
    macro("Worth", sprintf("%.0f", $at["variance_reduction"]))
  }
  function macro(name, words) {
    gsub(/^-/, "$-$", words)
    print "\\newcommand{\\" name "}{" words "}"
  }' apart/contrasts.csv >numbers.tex
awk -F, '
  NR == 1 { for (n = 1; n <= NF; n++) at[$n] = n; next }
  $at["outcome"] == "probes_r3" && $at["statistic"] == "mean" {
    points++; if ($at["ci_low"] > 0) above++; if ($at["ci_high"] < 0) below++
  }
  END {
    printf "\\newcommand{\\Points}{%d}\n\\newcommand{\\PointsAbove}{%d}\n\\newcommand{\\PointsBelow}{%d}\n", points, above, below
  }' fear/effects.csv >>numbers.tex

for pass in latex bibtex latex latex; do
  case $pass in
    latex) pdflatex -interaction=nonstopmode -halt-on-error paper.tex >latex.said 2>&1 || { cat latex.said >&2; exit 1; } ;;
    bibtex) bibtex paper >bibtex.said 2>&1 || { cat bibtex.said >&2; exit 1; } ;;
  esac
done
if grep -E "undefined|multiply defined" paper.log >&2; then
  exit 1
fi
echo "$out/paper.pdf"
