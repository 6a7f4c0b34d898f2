"""Uses the page of `trilat explore` in headless Chromium as a student would.

Usage: explorer_page.py TRILAT FOLDER [NAME...]
TRILAT is the program with the feature `explorer`; downloads and screenshots go to FOLDER. Each function `test_…` of
`tests/explorer/visits_*.py` is a visit of its own; NAME picks some. Beside what a test asks for, every visit fails if the page
logs anything or asks any other host than its own.
"""

import contextlib
import pathlib
import sys
import time
import traceback

from explorer import visits_access, visits_take, visits_work
from explorer.visit import FLAGS, Server, Visit
from playwright.sync_api import sync_playwright

VISITS = (visits_work, visits_take, visits_access)


def main():
    program, folder, *names = sys.argv[1:]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    every = {name: test for visits in VISITS for name, test in vars(visits).items() if name.startswith("test_")}
    tests = [test for name, test in every.items() if not names or name in names]
    failed = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for test in tests:
            begun = time.monotonic()
            visit = Visit(browser, Server(program), folder)
            try:
                test(visit)
                visit.context.close()
            except Exception:
                visit.wrong.append(traceback.format_exc(limit=-3).split("Aria snapshot")[0])
                with contextlib.suppress(Exception):
                    visit.context.pages[-1].screenshot(path=folder / f"{test.__name__}.png")
            finally:
                visit.server.kill()
                with contextlib.suppress(Exception):
                    visit.context.close()
            failed += bool(visit.wrong)
            print(f"{test.__name__} {'FAILED' if visit.wrong else 'ok'} {time.monotonic() - begun:.1f} s", flush=True)
            for wrong in visit.wrong:
                print(f"  {wrong}", flush=True)
        browser.close()
    if not tests:
        sys.exit(f"no test is called {', '.join(names)}")
    sys.exit(failed > 0)


main()
