"""What scripts/patterns.sh ran, in numbers. Standard library only."""

import csv
import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

fit, out = map(Path, sys.argv[1:3])


def rows(path):
    with open(path, newline="") as file:
        yield from csv.DictReader(file)


def quantile(pairs, level):
    """Of values with weights."""
    total = 0.0
    pairs = sorted(pairs)
    for value, weight in pairs:
        total += weight
        if total >= level:
            return value
    return pairs[-1][0]


# What exercises do to rung 3, by draw of the posterior: runs share their random numbers.
weights = [float(row["weight"]) for row in rows(fit / "posterior.csv")]
totals = {}
for name in ("exercises", "without"):
    sums, counts = defaultdict(float), Counter()
    for row in rows(out / name / "runs.csv"):
        point = int(row["point"])
        sums[point] += float(row["probes_prk_kp_r3"])
        counts[point] += 1
    totals[name] = {point: sums[point] / counts[point] for point in sums}
changes = [
    (100 * (totals["exercises"][point] / totals["without"][point] - 1), weights[point])
    for point in totals["exercises"]
    if totals["without"][point] > 0
]
mean = sum(change * weight for change, weight in changes) / sum(weight for _, weight in changes)
up = sum(weight for change, weight in changes if change > 0)
print(f"exercises on record against none, months with rung 3 in ten years: {mean:+.2f} % on average,")
print(
    f"  90 % interval over the posterior {quantile(changes, .05):+.2f} to {quantile(changes, .95):+.2f} %; "
    f"up in {100 * up:.0f} % of it"
)

# Follow-ups: rungs of North Korea on the peninsula in the two months after a probe of rung 3 or above, against all
# months.
chosen = defaultdict(dict)
for row in rows(out / "events" / "events.csv"):
    if row["kind"] == "probe" and row["actor"] == "PRK" and row["theatre"] == "KP":
        chosen[row["run"]][int(row["t"])] = int(row["rung"])
base, after, months, following = Counter(), Counter(), 0, 0
pairs = Counter()
for run in chosen.values():
    for t in range(120):
        rung = run.get(t, 0)
        base[rung] += 1
        months += 1
        if max(run.get(t - 1, 0), run.get(t - 2, 0)) >= 3:
            after[rung] += 1
            following += 1
    for t, rung in run.items():
        if rung < 3:
            continue
        for later in (t + 1, t + 2):
            if later in run:
                second = run[later]
                pairs["lower" if second < rung else "same" if second == rung else "higher"] += 1
                break
print(f"follow-ups within two months of a probe of rung 3 or above ({following} months in {len(chosen)} runs):")
for rung in range(1, 6):
    p, q = after[rung] / following, base[rung] / months
    ratio = p / q if q else math.nan
    error = math.sqrt((1 - p) / (p * following)) if p else math.nan
    print(f"  rung {rung}: {100 * p:.3f} % of those months, {100 * q:.3f} % of all: ratio {ratio:.3f} ± {error * ratio:.3f}")
total = sum(pairs.values())
shares = (f"{name} in {100 * pairs[name] / total:.1f} %" for name in ("lower", "same", "higher"))
print("  the next probe is " + ", ".join(shares))

# Joint campaigns after Camp David.
print("Camp David against none, 54 months from June 2022:")
wanted = {
    "campaigns": "joint campaigns",
    "alignment_mean": "alignment",
    "months_two_probers": "months with two probers at rung 2 or above",
}
for row in rows(out / "camp_david" / "contrasts.csv"):
    if row["observable"] in wanted and row["statistic"] == "mean":
        number = {key: float(row[key]) for key in ("mean_baseline", "effect", "ci_low", "ci_high", "relative")}
        print(
            "  {words}: {mean_baseline:.3f} without, {effect:+.4f} with ({ci_low:+.4f} to {ci_high:+.4f}), "
            "{relative:+.2f} %".format(words=wanted[row["observable"]], **number)
        )
