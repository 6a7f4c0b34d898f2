"""What a student takes away from the page, and whether it says the same elsewhere."""

import re
import subprocess
import time

from playwright.sync_api import expect

from explorer.visit import KEY, changed, done, move, saved, sentence


def test_scenario_is_saved_and_opened(visit):
    """A scenario that is saved, opened again and saved again has the same bytes."""
    page = visit.page()
    changed(page)
    first = saved(visit, page, page.locator("#take-scenario").click, "first.toml")
    assert KEY.split(".")[1] in first.read_text()
    page.locator("#upload").set_input_files(first)
    expect(page.locator("#take-status")).to_contain_text("Opened")
    done(page)
    second = saved(visit, page, page.locator("#take-scenario").click, "second.toml")
    assert second.read_bytes() == first.read_bytes()


def test_link_fills_in_and_waits(visit):
    """A link holds the settings; whoever opens it runs them when they say so, and gets the same sentence."""
    page = visit.page()
    told = changed(page)
    page.locator("#take-link").click()
    link = page.locator("#taken-text").inner_text()
    assert link.startswith(visit.server.origin + "/#s="), link
    visit.asked.clear()
    other = visit.page(link, wait=False)
    expect(other.locator("#sentence")).to_contain_text("came with a link")
    expect(other.locator("#arm-changes li")).to_have_count(1)
    time.sleep(1)
    assert not any(url.endswith("/api/job") for _, url in visit.asked), visit.asked
    other.locator("#run").click()
    done(other)
    assert sentence(other) == told


def test_figure_as_pdf(visit):
    """The PDF of a figure has its fonts within; SVG and data are there too."""
    page = visit.page()
    changed(page)
    figure = page.locator("#figures figure:visible").first

    def take(label, name):
        return saved(visit, page, figure.get_by_role("button", name=label).click, name)

    pdf = take("PDF", "figure.pdf")
    fonts = subprocess.run(["pdffonts", pdf], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts and all(re.search(r"\byes +(yes|no) +(yes|no) +\d+ +\d+$", line) for line in fonts), fonts
    assert take("SVG", "figure.svg").read_text().startswith("<svg")
    assert take("Data", "figure.csv").read_text().count("\n") > 10
    assert take("PNG", "figure.png").read_bytes().startswith(b"\x89PNG")


def test_commands(visit):
    """Command line, Python and R hold what was changed, and do not outlive a newer setting."""
    page = visit.page()
    changed(page)
    for what, word in [("command", "trilat compare"), ("python", "import trilat"), ("r", "library(trilat)")]:
        page.locator(f"#take-{what}").click()
        expect(page.locator("#taken-text")).to_contain_text(word)
        assert KEY.split(".")[1] in page.locator("#taken-text").inner_text()
    move(page)
    expect(page.locator("#taken")).to_be_hidden()


def test_snapshot_from_disk(visit):
    """The page to keep opens from the disk, asks nobody, and says what the live page said."""
    page = visit.page()
    told = changed(page)
    ends = re.search(r"interval ([+−]?[\d.,]*\d) to ([+−]?[\d.,]*\d)", told.replace("\u00a0", " ")).groups()
    low, high = (end.lstrip("+") for end in ends)
    path = saved(visit, page, page.locator("#take-snapshot").click, "snapshot.html")
    visit.server.kill()
    visit.asked.clear()
    kept = visit.page(path.resolve().as_uri(), wait=False)
    assert [url for _, url in visit.asked] == [path.resolve().as_uri()], visit.asked
    assert kept.locator("svg").count() >= 2
    assert kept.locator("table").count() >= 1
    assert f"[{low}, {high}]" in kept.locator("body").inner_text(), told
    assert kept.evaluate("document.documentElement.scrollWidth <= innerWidth")
