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
# # A sweep: heat map, sensitivity, and what they mean
#
# What do two things do together (a grid), and which of many things is responsible for how much (a Saltelli
# design)? Both are study files of a few lines; `tl.sweep` runs them and `tl.sensitivity` reads them.

# %% tags=["parameters"]
REPLICATES = 100
SAMPLES = 128
OUT = "outputs/notebook_2"

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import polars as pl

import trilat as tl

OUTPUT = "probes_r2"

# %% [markdown]
# ## Two factors: a heat map
#
# All points share their random numbers: replicate 17 has the same elections and shocks everywhere, so
# differences between cells carry less noise than the cells themselves.

# %%
grid = tl.sweep("grid", replicates=REPLICATES, progress=False)
design = grid.design.to_polars()
cells = grid.summary.to_polars().filter(
    (pl.col("column") == OUTPUT) & (pl.col("statistic") == "rate_per_year")
)
cells = design.join(cells, on="point")
visibility, resolve = (name for name in design.columns if name != "point")
assert cells.height == 25 and cells["n"].min() == REPLICATES

# %%
wide = cells.pivot(on=visibility, index=resolve, values="estimate").sort(resolve)
z = wide.drop(resolve).to_numpy()
xs = np.sort(cells[visibility].unique().to_numpy())
ys = np.sort(cells[resolve].unique().to_numpy())
half = ((cells["ci_high"] - cells["ci_low"]) / 2).median()
figure, axes = plt.subplots(figsize=(3.35, 2.8), layout="constrained")
mesh = axes.pcolormesh(xs, ys, z, cmap="viridis", shading="nearest")
figure.colorbar(mesh, label="Grey-zone probes a year")
axes.set(xlabel="Visibility of exercises", ylabel="Share of resolute leaders in Seoul")
axes.set_title(f"median half-width of a 95 % interval: {half:.3f}", fontsize=7)

# %% [markdown]
# More resolute leaders, fewer probes: along each column the rate falls. The paired difference between the
# two ends says so with an interval.

# %%
runs = grid.runs.to_polars().join(design, on="point")
ends = [runs.filter(pl.col(resolve) == end).sort(visibility, "replicate") for end in (ys[0], ys[-1])]
difference = (ends[1][OUTPUT] - ends[0][OUTPUT]).to_numpy().reshape(len(xs), REPLICATES).mean(axis=0)
effect = difference.mean()
error = difference.std(ddof=1) / REPLICATES**0.5
print(f"most against least resolute: {effect:.3f} ± {1.96 * error:.3f} probes in five years")
assert effect + 1.96 * error < 0, "resolve deters in this scenario"

# %% [markdown]
# ## Many factors: shares of variance
#
# `S1` is the share of the variance that a factor explains by itself, `ST` the share in which it has a part.
# Where both are near zero, the factor can be fixed. Intervals are bootstrapped; at a fraction of the runs the
# program gives the indices again, so that it can be seen whether they have settled.

# %%
study = Path(OUT) / "saltelli.toml"
study.parent.mkdir(parents=True, exist_ok=True)
study.write_text(f"""
[study]
scenario = "northeast_asia"
replicates = 20
[set]
"scenario.horizon" = 60
[design]
kind = "saltelli"
points = {SAMPLES}
[factors]
"channels.exercises.visibility" = {{ group = "signals" }}
"channels.statements.visibility" = {{ group = "signals" }}
"states.USA.resolute_share" = {{ group = "resolve" }}
"states.JPN.resolute_share" = {{ group = "resolve" }}
"states.KOR.resolute_share" = {{ group = "resolve" }}
"fear.per_exercise" = {{ group = "fear" }}
"fear.decay" = {{ group = "fear" }}
"states.PRK.precision" = {{ low = 2.0, high = 8.0, also = ["states.CHN.precision", "states.RUS.precision"] }}
""")
saltelli = tl.sweep(study, progress=False)
found = tl.sensitivity(saltelli, output=OUTPUT, progress=False)
indices = found.indices.to_polars().filter((pl.col("output") == OUTPUT) & (pl.col("share") == 1))
indices.select("factor", "index", "estimate", "ci_low", "ci_high")

# %%
first, total = (indices.filter(pl.col("index") == name).sort("factor") for name in ("S1", "ST"))
assert first["factor"].to_list() == total["factor"].to_list()
figure, axes = plt.subplots(figsize=(3.35, 2.2), layout="constrained")
for shift, name, rows, colour in ((-0.15, "S1", first, "#0072B2"), (0.15, "ST", total, "#E69F00")):
    value = rows["estimate"].to_numpy()
    low, high = (rows[limit].to_numpy() for limit in ("ci_low", "ci_high"))
    places = np.arange(rows.height) + shift
    bars = [np.maximum(value - low, 0), np.maximum(high - value, 0)]
    axes.barh(places, value, height=0.28, color=colour, label=name)
    axes.errorbar(value, places, xerr=bars, fmt="none", color="black", lw=0.8)
axes.set(yticks=range(first.height), yticklabels=first["factor"], xlabel="Share of variance")
axes.legend(frameon=False)

# %% [markdown]
# What can be said: the precision with which probers choose carries most of the variance here, leaders' types have a part
# in about a seventh of it, and the visibility of signals and fear are small beside them. What cannot be said: that this
# holds outside the ranges of the study, or for another outcome.

# %%
largest = total.sort("estimate", descending=True).row(0, named=True)
print(f"largest total index: {largest['factor']} {largest['estimate']:.2f}")
assert largest["ci_low"] > 0.1
assert first["estimate"].sum() < 1.5
assert (total["estimate"] > -0.2).all()
