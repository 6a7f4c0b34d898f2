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
# # A first figure in five minutes
#
# Run the reference scenario, read two tables, draw two figures, and check one number by hand.
# Needs the package `trilat` and, for the tables and figures here, `pip install polars matplotlib`.

# %% tags=["parameters"]
RUNS = 2000
OUT = "outputs/notebook_1"

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import polars as pl

import trilat as tl

r = tl.run("northeast_asia", runs=RUNS, progress=False)
r.tables

# %% [markdown]
# `runs` has a row per run, `summary` an estimate per column with its 95 % interval.

# %%
runs = r.runs.to_polars()
summary = r.summary.to_polars()
assert runs.height == RUNS
rates = summary.filter(
    pl.col("column").str.contains("^probes_r[0-9]$") & (pl.col("statistic") == "rate_per_year")
).sort("column")
rates.select("column", "estimate", "ci_low", "ci_high", "n")

# %% [markdown]
# The figure: how often the allies are probed, by rung of the ladder. The axis is logarithmic, since a
# major attack is some thousand times rarer than a statement. Bars are 95 % intervals of Monte Carlo error.
# The program draws it, with a caption that says where the numbers come from.

# %%
figure = r.plot("probes_by_rung")
print(figure.caption)
figure

# %% [markdown]
# It goes into a paper at the width of a column, and the files of the run beside it, as the command writes them.

# %%
out = Path(OUT)
r.save(out, force=True)
figure.save(out / "first_figure.pdf", preset="apsr-1col")
print(r.command)

# %% [markdown]
# Any other figure is drawn from the tables.

# %%
rung, other = plt.subplots(figsize=(3.35, 2.2), layout="constrained")
other.hist(runs["probes_r2"], bins=range(int(runs["probes_r2"].max()) + 2), color="#0072B2")
other.set(xlabel="Grey-zone probes in ten years", ylabel="Runs")
other.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# The numbers by hand: a rate a year is the mean over runs divided by the years of a run; Student's interval
# is 1.96 standard errors to either side when there are thousands of runs.

# %%
years = 10
counts = runs["probes_r2"]
mean = counts.mean() / years
half = 1.96 * counts.std() / RUNS**0.5 / years
row = rates.row(by_predicate=pl.col("column") == "probes_r2", named=True)
assert abs(row["estimate"] - mean) < 1e-12
assert abs((row["ci_high"] - row["ci_low"]) / 2 - half) < 0.01 * half
above = rates.filter(pl.col("column") >= "probes_r2")["estimate"]
assert (above.diff().drop_nulls() <= 0).all(), "above the grey zone, higher rungs are rarer"
print(f"grey-zone probes a year: {mean:.3f} ± {half:.3f}")
