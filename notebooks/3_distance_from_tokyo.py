# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Does distance from Tokyo invite probes?
#
# A paired experiment: exercises between Japan and South Korea stop for two years, or do not. Both scenarios
# share their random numbers, so a difference in a run is made by the lever alone. Then the ablations: each takes
# one path out by which the lever could act. Where nobody reads anything, the effect must be zero in every run;
# if it were not, the effect would be wired in.

# %% tags=["parameters"]
RUNS = 1024
OUT = "outputs/notebook_3"

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import polars as pl

import trilat as tl

home = Path(OUT)
home.mkdir(parents=True, exist_ok=True)
LEVER = """
[levers.no_drills]
dyad = "JPN-KOR"
channel = "exercises"
set = 0.0
from = "2027-01"
until = "2029-01"
"""
PATHS = {
    "all paths": "northeast_asia",
    "probers learn nothing": "no_learning",
    "no fear": "no_spiral",
    "no audience costs": "no_audience",
    "blind": "blind",
}
OUTPUT = "probes_r2"

# %% [markdown]
# Each pair: the scenario as it is, and with the lever. `tl.compare` pairs the runs.

# %%
rows = []
for name, scenario in PATHS.items():
    with_lever = home / f"{scenario}_no_drills.toml"
    with_lever.write_text(f'extends = "{scenario}"\n{LEVER}')
    pairs = tl.compare(scenario, with_lever, outcomes=[OUTPUT], runs=RUNS, progress=False)
    rows.append({"path": name} | pairs.effects.row(0))
effects = pl.DataFrame(rows, infer_schema_length=None)
effects.select("path", "mean_baseline", "effect", "ci_low", "ci_high", "identical", "n")

# %% [markdown]
# What to expect of an honest instrument: effects of a single lever are small, and their interval tells how much is
# known. Blind, every pair is identical, to the bit.

# %%
blind = effects.row(by_predicate=pl.col("path") == "blind", named=True)
assert blind["identical"] == 1 and blind["effect"] == 0
whole = effects.row(by_predicate=pl.col("path") == "all paths", named=True)
assert whole["identical"] == 0 and whole["n"] == RUNS
assert whole["variance_reduction"] > 1, "pairs are worth more than independent runs"
assert abs(whole["effect"]) < 0.1 * whole["mean_baseline"], "one lever of many moves little"

# %%
y = np.arange(effects.height)[::-1]
value, low, high = (effects[name].to_numpy() for name in ("effect", "ci_low", "ci_high"))
figure, axes = plt.subplots(figsize=(3.35, 2.2), layout="constrained")
axes.axvline(0, color="black", lw=0.6)
axes.errorbar(value, y, xerr=[value - low, high - value], fmt="o", color="#0072B2", capsize=2)
axes.set(yticks=y, yticklabels=effects["path"], xlabel="Grey-zone probes in ten years, difference")
axes.set_title(f"n = {RUNS} pairs, 95 % intervals", fontsize=7)

# %% [markdown]
# The verdict for this scenario and these defaults, in words that the interval allows. Whether it holds over the
# plausible space of parameters is another question, and a larger study.

# %%
low, high = whole["ci_low"], whole["ci_high"]
share = 100 * whole["effect"] / whole["mean_baseline"]
if low > 0:
    verdict = "distance invites probes"
elif high < 0:
    verdict = "distance averts probes"
else:
    verdict = "the runs cannot tell"
print(f"{verdict}: {whole['effect']:+.4f} [{low:+.4f}, {high:+.4f}], {share:+.2f} %")
