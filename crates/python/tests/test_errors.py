"""Failures are exceptions with a kind and a place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import trilat as tl


def test_a_wrong_scenario_says_where_and_what_was_meant():
    Path("mine.toml").write_text('extends = "northeast_asia"\n\n[fear]\n  per_exercize = 0.1\n\n[scenario]\nruns = -1\n')
    with pytest.raises(tl.ConfigError) as caught:
        tl.run("mine.toml")
    error = caught.value
    assert isinstance(error, (tl.Error, ValueError))
    assert Path(error.file).name == "mine.toml"
    assert (error.line, error.column) == (4, 3)
    assert "per_exercise" in error.hint
    assert [problem.line for problem in error.problems] == [4, 7]
    assert "per_exercize" in str(error)
    checked = tl.check("mine.toml")
    assert not checked.ok and checked.errors == error.problems


def test_a_wrong_value_is_placed_in_set():
    with pytest.raises(tl.ConfigError) as caught:
        tl.run("toy", set={"states.USA.resolute_shar": 0.4})
    assert caught.value.file == "set=" and caught.value.problems


@pytest.mark.parametrize(
    ("use", "said"),
    [
        (lambda: tl.run("toy", runs=64, out="full"), "choose another out=, or force=True to replace"),
        (lambda: tl.run("toy", set={"scenario.horizon": "x"}), "set="),
        (lambda: tl.compare("toy", "toy", outcomes=["no_such"]), "outcomes=`no_such`"),
        (lambda: tl.sweep("grid", replicates=0), "replicates= must be 1 to"),
        (lambda: tl.forecast("korea_2012", "1999-01", 3), "first=1999-01 is before"),
        (lambda: tl.baselines("counts.csv"), "fit=2012-01..2019-12"),
        (lambda: tl.plot("full", "time_to_first_event", value="no_such"), "value="),
    ],
)
def test_options_of_the_command_are_arguments(use, said):
    Path("counts.csv").write_text("month,count\n2012-01,3\n2012-02,0\n2012-03,1\n")
    tl.run("toy", runs=64, out="full", figures=False, report=False, progress=False)
    with pytest.raises(tl.Error) as caught:
        use()
    inside = (word for problem in caught.value.problems for word in vars(problem).values())
    words = [str(caught.value), *(word for word in inside if isinstance(word, str))]
    assert any(said in word for word in words), words
    assert not any(re.search(r"(?<!`)--[a-z]", re.sub(r"`[^`]*`", "", word)) for word in words), words


def test_a_wrong_study_says_where():
    Path("study.toml").write_text(
        '[study]\nscenario = "toy"\nreplicates = 2\n[design]\nkind = "grid"\n[factors]\n"fear.per_exercize" = { levels = [0] }\n'
    )
    for use in (lambda: tl.sweep("study.toml"), lambda: __import__("trilat.salib").salib.problem("study.toml")):
        with pytest.raises(tl.ConfigError) as caught:
            use()
        assert (Path(caught.value.file).name, caught.value.line) == ("study.toml", 7)
        assert "per_exercise" in caught.value.hint


def test_a_wrong_output_names_the_table_and_the_output_that_was_meant():
    s = tl.sweep("arms", replicates=2, progress=False)
    with pytest.raises(tl.UsageError) as caught:
        tl.discover(s, "probes_r33", top=10)
    assert caught.value.file.endswith("runs.csv") and "did you mean" in caught.value.hint


@pytest.mark.parametrize(
    "use",
    [
        lambda: tl.compare("toy"),
        lambda: tl.compare("toy", "toy", precision=-1.0),
        lambda: tl.discover(".", "wars"),
        lambda: tl.sensitivity(".", resamples=3),
        lambda: tl.sensitivity(".", method="guess"),
        lambda: tl.forecast("korea_2012", "2020-13", 3),
        lambda: tl.explain("no_such_thing"),
        lambda: tl.theory("no_such_form"),
        lambda: tl.sweep("grid", shard=(1, 2)),
        lambda: tl.sweep("grid", shard=(3, 2), out="x"),
        lambda: tl.simulator("toy", [], ["wars"]),
        lambda: tl.simulator("toy", ["fear.per_exercise"], ["no_such"])([[0.1]]),
        lambda: tl.simulator("toy", ["fear.per_exercise"], ["wars"])([[0.1, 0.2]]),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(use):
    with pytest.raises(tl.UsageError):
        use()


def test_a_bar_that_fails_stops_the_work(monkeypatch):
    import trilat._call

    class Broken:
        def begin(self, *_):
            raise LookupError("the bar fell")

        def at(self, _):
            raise AssertionError("it went on")

        def end(self):
            pass

    monkeypatch.setattr(trilat._call, "bar", lambda _: Broken())
    with pytest.raises(LookupError, match="the bar fell"):
        tl.run("northeast_asia", runs=1_000_000)
