"""The model as a function."""

from __future__ import annotations

import subprocess
import sys

import numpy
import polars
import pytest

import trilat as tl

PARAMETERS = ["fear.per_exercise", "channels.exercises.visibility"]
THETA = [[0.0, 0.2], [0.05, 0.5], [0.1, 0.8]]
ARMS = {"seoul_back": {"levers.seoul_distances": {"stance": "KOR", "shift": -2.5, "from": "2027-01", "until": "2031-01"}}}


def test_it_gives_the_means_of_the_study():
    outputs = ["probes_r1", "wars", "arm:seoul_back:probes_r1", "effect:seoul_back:probes_r1"]
    f = tl.simulator("northeast_asia", PARAMETERS, outputs, arms=ARMS, runs=20, set={"scenario.horizon": 60})
    y = f(THETA)
    assert y.shape == (3, 4) and y.dtype == float
    s = tl.sweep("arms", replicates=20, progress=False)
    wanted = []
    for values in THETA:
        point = next(row["point"] for row in s.design if [row[name] for name in PARAMETERS] == values)
        runs = polars.DataFrame(s.runs).filter(polars.col("point") == point)
        own = {arm: runs.filter(polars.col("arm") == arm) for arm in ("baseline", "seoul_back")}
        base, back = own["baseline"]["probes_r1"].mean(), own["seoul_back"]["probes_r1"].mean()
        wanted.append([base, own["baseline"]["wars"].mean(), back, back - base])
    assert numpy.allclose(y, wanted, rtol=1e-12, atol=1e-12)


def test_the_same_seed_gives_the_same_numbers():
    f = tl.simulator("toy", PARAMETERS[:1], ["probes_r1"], seed=1)
    theta = numpy.full((50, 1), 0.1)
    assert (f(theta) == f(theta)).all() and (f(theta, seed=1) == f(theta)).all()
    # Points share random numbers, unless they are to have their own.
    assert len(numpy.unique(f(theta))) == 1
    g = tl.simulator("toy", PARAMETERS[:1], ["probes_r1"], seed=1, independent=True)
    assert len(numpy.unique(g(theta))) > 1
    assert (g(theta) == g(theta)).all() and (g(theta, seed=2) != g(theta)).any()


def test_one_point_may_be_a_vector_and_none_is_nothing():
    f = tl.simulator("toy", PARAMETERS[:1], ["probes_r1", "wars"], runs=4)
    assert f([0.1]).shape == (2,) and (f([0.1]) == f([[0.1]])[0]).all()
    assert f(numpy.empty((0, 1))).shape == (0, 2)
    with pytest.raises(tl.ConfigError):
        f([[-7.0]])


def test_an_event_that_did_not_happen_has_the_time_of_the_horizon():
    never = {"scenario.horizon": 2}
    f = tl.simulator("toy", PARAMETERS[:1], ["first_war"], runs=1, set=never)
    assert f([0.1])[0] == 2.0


def test_without_numpy_there_are_lists():
    code = (
        "import sys; sys.modules['numpy'] = None\n"
        "import trilat as tl\n"
        "print(tl.simulator('toy', ['fear.per_exercise'], ['wars', 'probes_r1'], runs=8)([[0.1], [0.2]]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    rows = eval(done.stdout)
    f = tl.simulator("toy", PARAMETERS[:1], ["wars", "probes_r1"], runs=8)
    assert rows == f([[0.1], [0.2]]).tolist()
