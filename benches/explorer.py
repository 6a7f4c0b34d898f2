"""How soon the explorer shows something, and what it takes: `python benches/explorer.py target/release/trilat`.

Moves an assumption of a scenario as a page does, over the same HTTP, and measures the time from the move to
the first figures and to an interval of the effect below a width, and the memory of the server over a thousand moves.
Needs the standard library alone; memory is read from /proc.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import subprocess
import time
from collections.abc import Iterator
from typing import Any


class Page:
    """A page of a server of its own."""

    def __init__(self, program: str, scenario: str, key: str) -> None:
        self.scenario, self.key = scenario, key
        command = [program, "explore", scenario, "--no-open"]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.server.stdout is not None
        address = self.server.stdout.readline().strip()
        self.host, _, token = address.removeprefix("http://").partition("/?token=")
        link = http.client.HTTPConnection(self.host)
        link.request("GET", f"/?token={token}")
        cookie = link.getresponse().getheader("set-cookie") or ""
        self.headers = {"Cookie": cookie.partition(";")[0], "Content-Type": "application/json"}

    def begin(self, share: float, runs: int, outcome: str) -> str:
        settings = {
            "scenario": self.scenario,
            "arm": [f"{self.key}={share}"],
            "runs": runs,
            "outcome": outcome,
            "page": "bench",
        }
        link = http.client.HTTPConnection(self.host)
        link.request("POST", "/api/job", json.dumps(settings), self.headers)
        answer = json.load(link.getresponse())
        return str(answer["job"])

    def events(self, job: str) -> Iterator[tuple[str, dict[str, Any]]]:
        link = http.client.HTTPConnection(self.host)
        link.request("GET", f"/api/job/{job}/stream", headers=self.headers)
        name = ""
        for line in link.getresponse():
            word, _, rest = line.decode().strip().partition(": ")
            if word == "event":
                name = rest
            elif word == "data":
                yield name, json.loads(rest)
        link.close()

    def memory(self) -> float:
        """Resident memory in MiB."""
        with open(f"/proc/{self.server.pid}/status", encoding="ascii") as status:
            line = next(line for line in status if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def end(self) -> None:
        self.server.terminate()
        self.server.wait(20)


def times(page: Page, turns: int, runs: int, outcome: str, width: float) -> None:
    first, narrow, at = [], [], []
    for turn in range(turns):
        begun = time.perf_counter()
        job = page.begin(0.3 + 0.4 * (turn + 1) / turns, runs, outcome)
        seen = None
        for name, data in page.events(job):
            if name != "picture":
                break
            now = time.perf_counter() - begun
            seen = seen or now
            headline = data["headline"]
            if headline["high"] - headline["low"] <= width:
                narrow.append(now)
                at.append(data["runs"])
                break
        first.append(seen or float("nan"))
    print(f"first figures: median {statistics.median(first):.2f} s, longest {max(first):.2f} s ({turns} moves)")
    if narrow:
        middle = f"median {statistics.median(narrow):.2f} s after {statistics.median(at):.0f} pairs"
        print(f"interval of the effect on {outcome} below {width}: {middle} ({len(narrow)} of {turns} moves)")
    else:
        print(f"interval of the effect on {outcome} below {width}: not within {runs} pairs")


def memory(page: Page, moves: int) -> None:
    print(f"resident MiB after each 100 of {moves} moves:", flush=True)
    for move in range(moves):
        job = page.begin(0.3 + 0.4 * (move % 100) / 100, 2048, "wars")
        # Of a hundred moves one waits for its picture, the others are overtaken by the next.
        if move % 100 == 99:
            next(page.events(job))
            print(f"{page.memory():.0f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="trilat, built with the feature explorer")
    parser.add_argument("--scenario", default="northeast_asia")
    parser.add_argument("--key", default="states.KOR.resolute_share", help="what is moved, from 0.3 to 0.7")
    parser.add_argument("--turns", type=int, default=15)
    parser.add_argument("--runs", type=int, default=4096)
    parser.add_argument("--outcome", default="probes_r3")
    parser.add_argument("--width", type=float, default=0.5, help="of the interval, in the outcome's unit")
    parser.add_argument("--moves", type=int, default=1000)
    args = parser.parse_args()
    page = Page(args.program, args.scenario, args.key)
    try:
        if args.turns > 0:
            times(page, args.turns, args.runs, args.outcome, args.width)
        memory(page, args.moves)
    finally:
        page.end()


if __name__ == "__main__":
    main()
