"""Opens reports in headless Chromium, on a phone and on a desk, and prints them.

Usage: browser_report.py FOLDER REPORT.html...
Fails if a page logs anything, asks for anything but itself, is wider than the screen, or prints to
nothing. Screenshots and prints go to FOLDER.
"""

import pathlib
import sys

from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENS = {"phone": (390, 844), "desk": (1280, 900)}


def look(browser, report, folder):
    """Opens one report on every screen; returns what is wrong."""
    wrong = []
    address = report.resolve().as_uri()
    for screen, (width, height) in SCREENS.items():
        page = browser.new_page(viewport={"width": width, "height": height})
        page.on("console", lambda message: wrong.append(f"{screen}: console: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"{screen}: error: {error}"))
        page.on(
            "request",
            lambda request: request.url == address or wrong.append(f"{screen}: asks for {request.url}"),
        )
        page.goto(address)
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            wrong.append(f"{screen}: {needed} px wide on a screen of {width}")
        for anchor in ("asked", "results", "figures", "scenario", "again", "cite"):
            if page.locator(f"section#{anchor}").inner_text().strip().count("\n") == 0:
                wrong.append(f"{screen}: section {anchor} is empty")
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = false")
        name = f"{report.parent.name}_{screen}"
        page.screenshot(path=folder / f"{name}.png", full_page=True)
        if screen == "desk":
            printed = page.pdf(path=folder / f"{name}.pdf", format="A4")
            if len(printed) < 10_000:
                wrong.append("print: nothing to see")
        page.close()
    return wrong


def main():
    folder, *reports = map(pathlib.Path, sys.argv[1:])
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        found = {report: look(browser, report, folder) for report in reports}
        browser.close()
    for report, wrong in found.items():
        for line in wrong:
            print(f"{report}: {line}")
    sys.exit(any(found.values()))


main()
