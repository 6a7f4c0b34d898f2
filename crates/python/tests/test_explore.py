"""The page on the user's own machine: who is let in, what a job shows, and how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from http.cookiejar import CookieJar

import pytest

import trilat as tl


def visitor(page: tl.Explorer) -> urllib.request.OpenerDirector:
    jar = urllib.request.HTTPCookieProcessor(CookieJar())
    opener = urllib.request.build_opener(jar)
    with opener.open(page.address) as answer:
        assert answer.status == 200 and "token" not in answer.url
    return opener


def post(opener: urllib.request.OpenerDirector, page: tl.Explorer, path: str, body: object) -> dict:
    base = page.address.partition("/?")[0]
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(base + path, json.dumps(body).encode(), headers)
    with opener.open(request) as answer:
        return json.load(answer)


def test_a_job_shows_the_numbers_of_compare(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = {"scenario": "toy", "arm": ["states.PROBER.precision=9.0"], "runs": 128, "page": "one"}
    with tl.explore("toy", open=False, block=False) as page:
        assert page.running and page.address in capsys.readouterr().out
        opener = visitor(page)
        job = post(opener, page, "/api/job", settings)["job"]
        base = page.address.partition("/?")[0]
        with opener.open(f"{base}/api/job/{job}/stream") as stream:
            lines = stream.read().decode().splitlines()
        pictures = [json.loads(line[6:]) for line in lines if line.startswith("data: ")]
        assert [own["runs"] for own in pictures] == [64, 128, 128]
        shown = {row["outcome"]: row["effect"] for row in pictures[1]["effects"]}
        code = post_text(opener, base, "/api/take", {**settings, "what": "python"})
    assert not page.running
    compile(code, "explored.py", "exec")
    scope: dict[str, object] = {}
    exec(code, scope)
    effects = scope["result"].effects
    found = dict(zip(effects["observable"], effects["effect"], strict=True))
    assert shown and all(found[name] == effect for name, effect in shown.items())


def post_text(opener, base, path, body) -> str:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(base + path, json.dumps(body).encode(), headers)
    with opener.open(request) as answer:
        return answer.read().decode()


def test_nobody_is_let_in_without_the_token():
    with tl.explore("toy", open=False, block=False) as page:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(page.address.partition("?")[0])
        assert refused.value.code == 403


def test_a_wrong_scenario_is_an_error_at_once():
    with pytest.raises(tl.ConfigError, match="did you mean"):
        tl.explore("toy", set={"will.thraet": 0.2}, open=False)


def test_ctrl_c_ends_it():
    code = "import trilat as tl; tl.explore('toy', open=False); print('ended')"
    program = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    assert program.stdout.readline().startswith("http://127.0.0.1:")
    program.send_signal(signal.SIGINT)
    out, _ = program.communicate(timeout=20)
    assert (program.returncode, out) == (0, "ended\n")
