"""Other packages, as they are on PyPI."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

import trilat as tl
from trilat.salib import problem


def test_salib_samples_and_analyses_an_effect():
    morris = pytest.importorskip("SALib.analyze.morris")
    sample = pytest.importorskip("SALib.sample.morris")
    factors = {
        "num_vars": 2,
        "names": ["fear.per_exercise", "channels.exercises.visibility"],
        "bounds": [[0.0, 0.1], [0.2, 0.8]],
    }
    theta = sample.sample(factors, N=4, num_levels=4, seed=1)
    arms = {"seoul": "seoul_steps_back"}
    f = tl.simulator("northeast_asia", factors["names"], ["effect:seoul:probes_r1"], arms=arms, runs=40)
    found = morris.analyze(factors, theta, f(theta)[:, 0], num_levels=4, seed=1)
    assert len(found["mu_star"]) == 2 and numpy.isfinite(found["mu_star"]).all()
    assert found["mu_star"].max() > 0


def test_a_study_is_a_problem_of_salib():
    saltelli = pytest.importorskip("SALib.sample.sobol")
    found = problem("saltelli")
    assert found["names"][-1] == "states_PRK_precision" and found["bounds"][-1] == [2.0, 8.0]
    assert set(found["groups"]) == {"signals", "resolve", "fear", "states_PRK_precision"}
    found.pop("groups")
    low, high = numpy.array(found["bounds"]).T
    points = saltelli.sample(found, 4, calc_second_order=False)
    assert ((points >= low) & (points <= high)).all()
    assert problem("arms")["num_vars"] == 0


def test_salib_agrees_with_the_indices_of_the_program():
    sobol = pytest.importorskip("SALib.analyze.sobol")
    text = """
[study]
scenario = "toy"
replicates = 1
[design]
kind = "saltelli"
points = 64
seed = 1
[factors]
"states.PROBER.precision" = { low = 0.5, high = 4.0 }
"response.precision" = { low = 0.5, high = 4.0 }
"""
    Path("study.toml").write_text(text)
    s = tl.sweep("study.toml", progress=False)
    runs, points = s.runs.to_polars(), len(s.design)
    means = numpy.array(runs.group_by("point").agg(pytest.importorskip("polars").col("probes_r1").mean()).sort("point")["probes_r1"])
    assert len(means) == points
    theirs = sobol.analyze(problem(s), means, calc_second_order=False, seed=1)
    rows = [row for row in tl.sensitivity(s, output="probes_r1", progress=False).indices if row["share"] == 1]
    ours = {(row["factor"], row["index"]): row for row in rows}
    # One run a point: what replicates would take out of the noise is in both.
    for at, name in enumerate(problem(s)["names"]):
        for index in ("S1", "ST"):
            assert ours[name, index]["estimate"] == pytest.approx(theirs[index][at], rel=1e-9, abs=1e-9)


def test_the_workbench_explores_the_model_and_prim_finds_what_matters():
    workbench = pytest.importorskip("ema_workbench")
    from ema_workbench.analysis import prim

    from trilat.ema import TrilatModel

    uncertainties = {"states.PROBER.precision": (0.5, 4.0), "response.precision": (0.5, 4.0)}
    model = TrilatModel("toy", "toy", uncertainties=uncertainties, outcomes=["probes_r1", "wars"], runs=16)
    numpy.random.seed(1)  # The workbench draws its sample from NumPy's own state, and some samples peel to nothing.
    experiments, outcomes = workbench.perform_experiments(model, scenarios=80)
    assert len(experiments) == 80 and outcomes["probes_r1"].shape == (80,)
    f = tl.simulator("toy", list(uncertainties), ["probes_r1", "wars"], runs=16)
    theta = experiments[list(uncertainties)]
    assert numpy.array_equal(f(theta.to_numpy())[:, 0], outcomes["probes_r1"])
    # Where are probes frequent? The factor that moves them most has the narrower half of its range in the box.
    probes = outcomes["probes_r1"]
    box = prim.Prim(theta, probes > numpy.median(probes), threshold=0.8).find_box()
    held = box.box_lims[-1]
    share = {name: (held[name].iloc[1] - held[name].iloc[0]) / 3.5 for name in uncertainties}
    strength = {name: abs(numpy.corrcoef(theta[name], probes)[0, 1]) for name in uncertainties}
    assert min(share, key=share.__getitem__) == max(strength, key=strength.__getitem__)
    assert box.mean > 0.8 and box.coverage > 0.3


def test_pyabc_recovers_a_planted_parameter():
    pyabc = pytest.importorskip("pyabc")
    planted, outputs = 1.5, ["probes_r1"]
    f = tl.simulator("toy", ["states.PROBER.precision"], outputs, runs=64)
    seeds = numpy.random.default_rng(1)
    numpy.random.seed(1)

    def model(parameters):
        return {"y": f([parameters["precision"]], seed=int(seeds.integers(2**31)))[0]}

    abc = pyabc.ABCSMC(
        model,
        pyabc.Distribution(precision=pyabc.RV("uniform", 0.5, 3.5)),
        lambda x, y: abs(x["y"] - y["y"]),
        population_size=30,
        sampler=pyabc.sampler.SingleCoreSampler(),
    )
    abc.new("sqlite:///abc.db", {"y": f([planted], seed=5)[0]})
    particles, weights = abc.run(max_nr_populations=4).get_distribution()
    values = particles["precision"].to_numpy()
    mean = (weights * values).sum()
    deviation = numpy.sqrt((weights * (values - mean) ** 2).sum())
    # The prior's is 1.01.
    assert deviation < 0.5 and abs(mean - planted) < 2 * deviation
