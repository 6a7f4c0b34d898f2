"""The files of a result are those of the command, byte for byte."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

import trilat as tl

from conftest import SOURCE

#: What names a moment, a machine or a command beside the results.
UNLIKE = {"manifest.json", "report.html", "resources.json"}


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every data file, taken from the disk and not from the manifest."""
    files = [path for path in folder.iterdir() if path.is_file() and path.name not in UNLIKE]
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return {name: digest for name, digest in found.items() if not name.startswith(".")}


def manifest(folder: Path) -> dict:
    """The manifest, but for what differs from machine to machine, figures, and its checksum, which is of these too."""
    found = json.loads((folder / "manifest.json").read_text())
    found["files"] = [file for file in found["files"] if not file["path"].startswith("figures/")]
    found["execution"].pop("threads")
    found.pop("sha256")
    return found


def test_run(command, tmp_path):
    value = {"states.KOR.resolute_share": 0.4, "scenario.title": 'A "quiet" year'}
    done = command(
        "run", "northeast_asia", "--runs", "300", "--seed", "3", "--traces", "1", "--events", "--no-figures",
        "--set", "states.KOR.resolute_share=0.4", "--set", 'scenario.title="A \\"quiet\\" year"', "--out", "theirs",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    r = tl.run("northeast_asia", runs=300, seed=3, set=value, traces=1, events=True, threads=1, progress=False)
    r.save("ours")
    theirs = checksums(Path("theirs"))
    assert {"runs.csv", "months.csv", "summary.csv", "traces.csv", "events.csv"} < set(theirs)
    assert checksums(Path("ours")) == theirs
    assert manifest(Path("ours")) == manifest(Path("theirs"))
    assert r.folder == Path("ours") and r.complete


def test_compare(command):
    others = ["seoul_steps_back", "no_drills"]
    done = command("compare", "northeast_asia", *others, "--runs", "200", "--only", "probes_r3,wars", "--no-figures", "--out", "theirs")
    assert done.returncode == 0, done.stderr
    c = tl.compare("northeast_asia", *others, outcomes=["probes_r3", "wars"], runs=200, progress=False)
    c.save("ours")
    assert checksums(Path("ours")) == checksums(Path("theirs"))
    assert manifest(Path("ours")) == manifest(Path("theirs"))
    assert set(c.effects["scenario"]) == set(others)
    assert set(c.effect_months["arm"]) == set(others)


def test_sweep_with_its_analyses(command):
    done = command("sweep", "arms", "--replicates", "10", "--out", "theirs")
    assert done.returncode == 0, done.stderr
    s = tl.sweep("arms", replicates=10, progress=False)
    s.save("ours")
    assert checksums(Path("ours")) == checksums(Path("theirs"))
    assert len(s.effects) > 0 and len(s.design) == 9


def test_analyses_of_a_study(command):
    Path("space.toml").write_text(
        '[study]\nscenario = "toy"\nreplicates = 4\n[design]\nkind = "saltelli"\npoints = 16\n[factors]\n'
        '"states.PROBER.precision" = { low = 0.5, high = 4.0 }\n"response.precision" = { low = 0.5, high = 4.0 }\n'
    )
    s = tl.sweep("space.toml", out="space", progress=False)
    for args in (("sensitivity", "space", "--output", "probes_r1"), ("discover", "space", "--output", "probes_r1", "--top", "30")):
        done = command(*args, "--out", args[0])
        assert done.returncode == 0, done.stderr
    tl.sensitivity(s, output="probes_r1", progress=False).save("sensitivity_2")
    tl.discover(s, "probes_r1", top=30, progress=False).save("discover_2")
    for name in ("sensitivity", "discover"):
        ours, theirs = checksums(Path(f"{name}_2")), checksums(Path(name))
        assert ours == theirs and len(ours) > 2
        assert manifest(Path(f"{name}_2"))["execution"] == manifest(Path(name))["execution"]


def test_with_a_folder_a_task_does_all_that_the_command_does(command):
    assert command("run", "toy", "--runs", "64", "--out", "theirs").returncode == 0
    tl.run("toy", runs=64, out="ours", progress=False)
    every = [sorted(p.relative_to(f).as_posix() for p in Path(f).rglob("*")) for f in ("ours", "theirs")]
    assert every[0] == every[1]
    assert "report.html" in every[0]
    assert command("verify", "ours").returncode == 0


def test_a_saved_folder_is_trusted_and_a_foreign_one_is_not_touched(command, runs):
    runs_copy = tl.run("toy", runs=64, progress=False)
    runs_copy.save("mine")
    assert command("verify", "mine").returncode == 0
    assert tl.read("mine").summary.to_csv() == runs_copy.summary.to_csv()
    Path("full").mkdir()
    Path("full/notes.txt").write_text("mine")
    try:
        runs.save("full")
    except tl.UsageError as error:
        assert "already holds files" in str(error)
    else:
        raise AssertionError("it wrote into a folder that was not empty")
    assert [path.name for path in Path("full").iterdir() if not path.name.startswith(".")] == ["notes.txt"]


def test_a_changed_table_is_noticed():
    tl.run("toy", runs=64, out="mine", figures=False, report=False, progress=False)
    text = Path("mine/summary.csv").read_text()
    Path("mine/summary.csv").write_text(text + text.splitlines()[-1] + "\n")
    try:
        tl.read("mine")["summary"]
    except tl.MismatchError as error:
        assert "summary.csv" in str(error)
    else:
        raise AssertionError("it read a table that is not what its manifest says")
    assert len(tl.read("mine", unverified=True)["summary"]) == len(text.splitlines())


def test_an_archive(command):
    tl.run("northeast_asia", runs=64, seed=3, set={"scenario.horizon": 18}, out="outputs/run", progress=False)
    jane = "Doe, Jane; 0000-0002-1825-0097"
    done = command("export", "outputs/run", "--author", jane, "--date", "2026-11-30", "--zip=dataverse",
                   "--exhibit", "Table 1=outputs/run/summary.csv", "--out", "theirs")  # fmt: skip
    assert done.returncode == 0, done.stderr
    given = dict(author=jane, date="2026-11-30", exhibit={"Table 1": "outputs/run/summary.csv"}, zip="dataverse")
    with pytest.warns(tl.Warned, match="contact="):
        ours = tl.export("outputs/run", out="ours", **given)
    assert ours == Path("ours")
    assert checksums(ours) == checksums(Path("theirs"))
    assert command("verify", "ours.zip").returncode == 0
    with pytest.raises(tl.UsageError, match="force=True"):
        tl.export("outputs/run", out="ours", **given)
    with pytest.raises(tl.UsageError, match="dataverse"):
        tl.export("outputs/run", out="other", **given | {"zip": "harvard"})
    with pytest.raises(tl.Error, match="[Aa]uthor|ORCID"):
        tl.export("outputs/run", out="other", **given | {"author": "Doe, Jane; 0000-0002-1825-0098"})


def test_evidence(command):
    fit = SOURCE / "tests" / "record" / "calibrate" / "two_states_fit.toml"
    one, two = (
        tl.calibrate(fit, method="smc2", particles=40, prior_width=width, progress=False) for width in (1.0, 2.0)
    )
    found = tl.evidence(one, two)
    done = command("evidence", str(one.folder), str(two.folder), "--json")
    assert found == json.loads(done.stdout)
    assert found[0]["difference"] == 0 and found[1]["prior_width"] == 2
    with pytest.raises(tl.Error):
        tl.evidence(tl.run("toy", runs=8, progress=False))
