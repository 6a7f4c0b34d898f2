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


def test_the_workbench_explores_the_model():
    workbench = pytest.importorskip("ema_workbench")
    from trilat.ema import TrilatModel

    model = TrilatModel(
        "toy",
        "toy",
        uncertainties={"states.PROBER.precision": (0.5, 4.0), "response.precision": (0.5, 4.0)},
        outcomes=["probes_r1", "wars"],
        runs=16,
    )
    experiments, outcomes = workbench.perform_experiments(model, scenarios=5)
    assert len(experiments) == 5 and outcomes["probes_r1"].shape == (5,)
    f = tl.simulator("toy", ["states.PROBER.precision", "response.precision"], ["probes_r1", "wars"], runs=16)
    theta = experiments[["states.PROBER.precision", "response.precision"]].to_numpy()
    assert numpy.array_equal(f(theta)[:, 0], outcomes["probes_r1"])


def test_pyabc_infers_with_the_model():
    pyabc = pytest.importorskip("pyabc")
    f = tl.simulator("toy", ["states.PROBER.precision"], ["probes_r1"], runs=8)

    def model(parameters):
        seed = numpy.random.randint(2**31)
        return {"probes_r1": f([parameters["precision"]], seed=int(seed))[0]}

    observed = {"probes_r1": f([2.0], seed=5)[0]}
    abc = pyabc.ABCSMC(
        model,
        pyabc.Distribution(precision=pyabc.RV("uniform", 0.5, 4.0)),
        lambda x, y: abs(x["probes_r1"] - y["probes_r1"]),
        population_size=8,
        sampler=pyabc.sampler.SingleCoreSampler(),
    )
    abc.new("sqlite:///abc.db", observed)
    history = abc.run(max_nr_populations=2)
    particles, weights = history.get_distribution()
    assert len(particles) == 8 and abs(weights.sum() - 1) < 1e-9
    assert particles["precision"].between(0.5, 4.5).all()


def test_dask_merges_to_the_same_bytes():
    distributed = pytest.importorskip("distributed")
    alone = tl.sweep("arms", replicates=10, progress=False)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        shared = tl.sweep("arms", replicates=10, client=client, out="shared")
    for table in ("runs", "summary", "design", "effects"):
        assert shared.sha256[f"{table}.csv"] == alone.sha256[f"{table}.csv"]
    assert shared.complete
