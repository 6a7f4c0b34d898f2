# ---
# jupyter:
#   jupytext:
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
# Run the reference scenario, read two tables, draw one figure, and check one number by hand.
# Needs the program (`cargo build --release`) and, for Python, `pip install -r notebooks/requirements.txt`.

# %% tags=["parameters"]
RUNS = 2000
OUT = "outputs/notebook_1"

# %%
import sys

sys.path[:0] = ["notebooks", "."]

import matplotlib.pyplot as plt
import polars as pl
from trilat_cli import ROOT, table, trilat

folder = ROOT / OUT
trilat("run", "configs/northeast_asia.toml", "--runs", RUNS, "--out", folder, "--force", "--quiet")

# %% [markdown]
# `runs.csv` has a row per run, `summary.csv` an estimate per column with its 95 % interval.

# %%
runs = table(folder, "runs.csv")
summary = table(folder, "summary.csv")
assert runs.height == RUNS
rates = summary.filter(
    pl.col("column").str.contains("^probes_r[0-9]$") & (pl.col("statistic") == "rate_per_year")
).sort("column")
rates.select("column", "estimate", "ci_low", "ci_high", "n")

# %% [markdown]
# The figure: how often the allies are probed, by rung of the ladder. The axis is logarithmic, since a
# major attack is some thousand times rarer than a statement. Bars are 95 % intervals of Monte Carlo error.

# %%
x = range(1, rates.height + 1)
y = rates["estimate"].to_numpy()
low, high = (rates[name].to_numpy() for name in ("ci_low", "ci_high"))
figure, axes = plt.subplots(figsize=(3.35, 2.4), layout="constrained")
axes.set(yscale="log", xlabel="Rung", ylabel="Probes a year", xticks=list(x))
axes.errorbar(x, y, yerr=[y - low, high - y], fmt="o", color="#0072B2", capsize=2, markersize=4)
axes.spines[["top", "right"]].set_visible(False)
figure.savefig(folder / "first_figure.pdf")

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
