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
# # What the record says: a posterior and a forecast
#
# Parameters that the record can speak about are fitted to days with North Korean missile events in 2012–2019
# (`tl.calibrate`, ABC-SMC); the posterior then forecasts 2020–2021 (`tl.forecast`, a particle filter), and the
# forecast is scored against naive ones (`tl.score`).
#
# The sample below is small, so that the notebook runs in a minute. For a paper use the file's own numbers: leave
# `PARTICLES` and `GENERATIONS` out.

# %% tags=["parameters"]
PARTICLES = 60
GENERATIONS = 3
DRAWS = 10

# %%
import matplotlib.pyplot as plt
import numpy as np
import polars as pl

import trilat as tl

fit = tl.calibrate("korea_2012", particles=PARTICLES, generations=GENERATIONS, progress=False)
fit.fit.to_polars().select("target", "observed", "mean", "q05", "q95")

# %% [markdown]
# ## Prior and posterior
#
# A parameter whose posterior is no further from its prior than chance would have it is *not informed by the data*:
# what the model says about it is an assumption, whatever the fit.

# %%
parameters = fit.parameters.to_polars()
figure, axes = plt.subplots(figsize=(3.35, 3.0), layout="constrained")
for row, values in enumerate(parameters.iter_rows(named=True)):
    width = values["high"] - values["low"]
    place = lambda x: (x - values["low"]) / width
    axes.plot([0.05, 0.95], [row + 0.15] * 2, color="#999999", lw=1)
    axes.plot([place(values["q05"]), place(values["q95"])], [row - 0.15] * 2, color="#0072B2", lw=2)
    axes.plot(place(values["median"]), row - 0.15, "o", color="#0072B2", ms=3)
names = [name.split(".", 1)[1][-28:] for name in parameters["parameter"]]
axes.set(yticks=range(len(names)), yticklabels=names, xlim=(0, 1))
axes.set_xlabel("place in the prior's range: prior (grey) and posterior, 90 %")
axes.tick_params(labelsize=6)

posterior = fit.posterior.to_polars()
assert posterior.height == PARTICLES
assert abs(posterior["weight"].sum() - 1) < 1e-9
history = fit.history.to_polars()
assert history["tolerance"].drop_nulls().is_sorted(descending=True)
assert (parameters["q05"] >= parameters["low"]).all() and (parameters["q95"] <= parameters["high"]).all()

# %% [markdown]
# ## A forecast, month by month
#
# Each month of 2020–2021 is forecast from all months before it. The bands are the middle 50 and 90 %.

# %%
ahead = tl.forecast(fit, "2020-01", 24, rolling=True, draws=DRAWS, particles=32, progress=False)
months = ahead.months.to_polars()
assert months.height == 24
mass = ahead.forecast.to_polars().group_by("month").agg(pl.col("probability").sum())
assert np.allclose(mass["probability"], 1, atol=1e-9)

figure, axes = plt.subplots(figsize=(3.35, 2.2), layout="constrained")
x = np.arange(24)
axes.fill_between(x, months["q05"], months["q95"], step="mid", color="#56B4E9", alpha=0.35, lw=0)
axes.fill_between(x, months["q25"], months["q75"], step="mid", color="#56B4E9", alpha=0.7, lw=0)
axes.plot(x, months["mean"], color="#0072B2", lw=1, label="mean")
axes.plot(x, months["observed"], "o", color="black", ms=3, label="observed")
axes.set(xticks=x[::6], xticklabels=months["month"].to_list()[::6], ylabel="missile days a month")
axes.legend(frameon=False)

# %% [markdown]
# ## Is it any good?
#
# Differences of log scores are small and the window has 24 months: "the data cannot tell" is the answer to expect.

# %%
scores = tl.score(ahead, "nk_monthly", column="csis_missile_days")
summary = scores.summary.to_polars()
print(summary.filter(pl.col("score") == "log_score").select("forecast", "mean", "std_error"))
differences = scores["differences"].to_polars().filter(pl.col("score") == "log_score")
print(differences.select("against", "difference", "ci_low", "ci_high", "p_value"))
own = summary.filter((pl.col("score") == "log_score") & (pl.col("forecast") == "forecast"))
assert own.height == 1 and -1.6 < own["mean"].item() < -0.7
