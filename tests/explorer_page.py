"""Uses the page of `trilat explore` in headless Chromium as a student would.

Usage: explorer_page.py TRILAT FOLDER [NAME...]
TRILAT is the program with the feature `explorer`; downloads and screenshots go to FOLDER. Each function `test_…` is a
visit of its own; NAME picks some. Beside what a test asks for, every visit fails if the page logs anything or asks any other
host than its own.
"""

import contextlib
import json
import pathlib
import re
import subprocess
import sys
import time
import traceback

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RUNS = 256
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 800}
# A debug build on a busy machine.
PATIENCE = 60_000
# An assumption that changes results, and a value for it.
KEY = "will.opinion"
# Wars are rare: few runs may show none. Probes are many.
OUTCOME = "probes_r2"
expect.set_options(timeout=PATIENCE)


class Server:
    """The program, which prints the address of its page."""

    def __init__(self, program, port=0, runs=RUNS):
        command = [program, "explore", "--no-open", "--runs", str(runs), "--port", str(port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.process.stdout.readline().strip()
        if not self.address:
            raise RuntimeError(f"{command} printed no address")
        self.origin = re.match(r"http://127\.0\.0\.1:\d+", self.address).group()
        self.port = int(self.origin.rsplit(":", 1)[1])

    def kill(self):
        """Ends it as a crash would."""
        self.process.kill()
        self.process.wait()


class Visit:
    """A browser of one user, with what went wrong in it."""

    def __init__(self, browser, server, folder, **options):
        self.server, self.folder, self.wrong = server, folder, []
        self.context = browser.new_context(viewport=DESK, accept_downloads=True, **options)
        self.asked = []
        self.forgiven = re.compile("(?!)")

    def page(self, address=None, wait=True):
        """Opens the page, and waits until it has a result."""
        page = self.context.new_page()
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("request", self.requested)
        page.goto(address or self.server.address)
        if wait:
            done(page)
        return page

    def heard(self, message):
        """Nothing should be said on the console."""
        if not self.forgiven.search(message.text):
            self.wrong.append(f"console: {message.text}")

    def requested(self, request):
        """Nobody else should be asked."""
        self.asked.append((request.method, request.url))
        own = (self.server.origin + "/", "blob:" + self.server.origin, "file:")
        if not request.url.startswith(own):
            self.wrong.append(f"asks for {request.url}")


def done(page):
    """Waits until all runs are done."""
    expect(page.locator("#answer[data-phase=done]")).to_be_attached()
    expect(page.locator("#counted")).to_contain_text("done")


def sentence(page):
    """The headline."""
    return page.locator("#sentence").inner_text()


def reveal(page, key=KEY):
    """The control of a key, found by searching for it."""
    page.locator("#search").fill(key)
    control = page.locator(f'.parameter[data-key="{key}"]')
    expect(control).to_be_visible()
    return control


def move(page, steps=20, key=KEY):
    """Moves a slider by keys."""
    slider = reveal(page, key).locator("input[type=range]")
    slider.focus()
    for _ in range(abs(steps) // 10):
        slider.press("PageUp" if steps > 0 else "PageDown")


def changed(page, steps=20):
    """A page with one assumption changed, when all runs of it are done."""
    page.locator("#outcome").select_option(OUTCOME)
    move(page, steps)
    done(page)
    expect(page.locator("#sentence")).to_contain_text("With your change")
    return sentence(page)


def saved(visit, page, click, name):
    """What a click saves."""
    with page.expect_download() as waiting:
        click()
    path = visit.folder / name
    waiting.value.save_as(path)
    return path


def test_first_figure(visit):
    """The page opens with both arms run, and figures with their words and numbers."""
    page = visit.page()
    assert "Nothing is changed yet" in sentence(page)
    figures = page.locator("#figures figure:visible")
    assert figures.count() >= 2, figures.count()
    for at in range(figures.count()):
        figure = figures.nth(at)
        drawing = figure.locator("svg[role=img]")
        assert drawing.bounding_box()["width"] > 200
        assert len(drawing.get_attribute("aria-label")) > 30
        figure.locator("summary").click()
        assert figure.locator("tbody tr").count() > 1
        assert len(figure.locator("figcaption").inner_text()) > 20
    page.screenshot(path=visit.folder / "desk.png", full_page=True)


def test_slider_moves_both_arms_and_the_effect(visit):
    """A slider changes the arm of one's own; with "both arms" it changes both; the effect follows."""
    page = visit.page()
    told = changed(page)
    assert re.search(r"95 % interval [+−]?[\d.,]+ to [+−]?[\d.,]+; 256 paired runs", told.replace("\u00a0", " ")), told
    base, arm = page.locator("#base-value").inner_text(), page.locator("#arm-value").inner_text()
    assert base and arm and base != arm, (base, arm)
    drawn = page.locator("#figures svg").first.inner_html()
    page.locator("#side-base").check()
    move(page, -20)
    done(page)
    expect(page.locator("#base-changes li")).to_have_count(1)
    both = page.locator("#base-value").inner_text()
    assert both != base, both
    assert page.locator("#figures svg").first.inner_html() != drawn
    assert sentence(page) != told


def test_nothing_old_is_shown_under_something_new(visit):
    """With a new setting the old result is gone at once, and what then comes is of the new setting alone."""
    page = visit.page()
    changed(page)
    at_once = page.evaluate(
        """async (key) => {
            const slider = document.querySelector(`.parameter[data-key="${key}"] input[type=range]`);
            slider.value = slider.max;
            slider.dispatchEvent(new Event("input"));
            await Promise.resolve();
            const box = document.getElementById("figures");
            return {
                sentence: document.getElementById("sentence").textContent,
                value: document.getElementById("arm-value").textContent,
                stale: box.classList.contains("stale"),
                said: document.getElementById("stale-words").checkVisibility(),
            };
        }""",
        KEY,
    )
    assert "With your change" not in at_once["sentence"], at_once
    assert at_once["value"] == "" and at_once["stale"] and at_once["said"], at_once
    done(page)
    page.evaluate(
        """(key) => {
            window.seen = [];
            const field = document.querySelector(`.parameter[data-key="${key}"] input[type=number]`);
            const note = () => window.seen.push([field.value, document.getElementById("sentence").textContent]);
            new MutationObserver(note).observe(document.getElementById("sentence"), {childList: true, characterData: true, subtree: true});
        }""",
        KEY,
    )
    slider = page.locator(f'.parameter[data-key="{KEY}"] input[type=range]')
    for key, pause in [("Home", 0.5), ("End", 0.2), ("Home", 0.9), ("End", 0.05), ("Home", 0.4), ("End", 2)]:
        slider.press(key)
        time.sleep(pause)
    slider.press("Home")
    done(page)
    by_setting = {}
    for value, told in page.evaluate("window.seen"):
        if runs := re.search(r"([\d,]+)\s+paired\s+runs", told):
            by_setting.setdefault((value, runs.group(1)), set()).add(told)
    assert len({value for value, _ in by_setting}) == 2, by_setting
    assert all(len(told) == 1 for told in by_setting.values()), by_setting
    last = {value: told for (value, runs), told in by_setting.items() if runs == "256"}
    assert len(set(map(str, last.values()))) == len(last), last


def test_stop(visit):
    """Stop ends the work: the count stays where it is, and says so."""
    page = visit.page()
    page.locator("#runs").select_option("8192")
    move(page)
    expect(page.locator("#counted")).to_contain_text("of 8,192")
    page.locator("#stop").click()
    expect(page.locator("#counted")).to_contain_text("Stopped at")
    before = page.locator("#counted").inner_text()
    time.sleep(2)
    assert page.locator("#counted").inner_text() == before
    expect(page.locator("#stop")).to_be_hidden()
    page.locator("#runs").select_option("256")
    done(page)


def test_lever_is_drawn(visit):
    """A period drawn on the month axis becomes a lever, which changes the effect and can be taken back."""
    page = visit.page()
    axis = page.locator("#axis")
    axis.scroll_into_view_if_needed()
    box = axis.bounding_box()
    middle = box["y"] + 12
    page.mouse.move(box["x"] + box["width"] * 0.2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.45, middle, steps=4)
    page.mouse.up()
    expect(page.locator("#lever-long")).to_have_text("31 months")
    assert page.locator("#lever-from").input_value() == "2028-01"
    page.locator("#lever-target").select_option("exercises")
    page.locator("#lever-of").select_option("JPN-KOR")
    page.locator("#lever-action").select_option("set")
    page.locator("#lever-size").fill("0")
    page.locator("#lever-save").click()
    expect(page.locator("#levers-list li")).to_contain_text("Exercises, JPN-KOR: hold at 0 · January 2028 to July 2030")
    done(page)
    assert "With your change" in sentence(page)
    page.locator("#levers-list button", has_text="Change").click()
    page.locator("#lever-until").fill("2028-12")
    page.locator("#lever-save").click()
    expect(page.locator("#levers-list li")).to_contain_text("January 2028 to December 2028")
    page.locator("#levers-list button", has_text="Remove").click()
    done(page)
    assert "Nothing is changed yet" in sentence(page)


def test_run_is_explained(visit):
    """The median run is opened: its timeline, its months, beliefs by channel, utilities term by term."""
    page = visit.page()
    page.locator("#why-open").click()
    trace = page.locator("#trace")
    expect(trace).to_be_visible()
    assert re.fullmatch(r"Run \d+", page.locator("#trace-title").inner_text())
    assert page.locator("#trace-picture svg[role=img]").bounding_box()["width"] > 200
    utilities = page.locator("#month-detail table", has_text="Utility")
    assert utilities.locator("tr.chosen").count() == 1
    sums = utilities.locator("tbody tr").evaluate_all(
        """rows => rows.map(row => [...row.cells].slice(1).map(cell => Number(cell.textContent.replace("−", "-").replace(" %", ""))))"""
    )
    for cells in sums:
        *terms, utility, _ = cells
        assert abs(sum(terms) - utility) < 0.006, cells
    assert abs(sum(cells[-1] for cells in sums) - 100) < 0.5
    month = page.locator("#why-month").input_value()
    page.locator("#month-after" if page.locator("#month-before").is_disabled() else "#month-before").click()
    assert page.locator("#why-month").input_value() != month
    page.locator("#pick-number").fill("3")
    page.locator("#why-open").click()
    expect(page.locator("#trace-title")).to_have_text("Run 3")


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
    button = lambda name: figure.get_by_role("button", name=name)
    pdf = saved(visit, page, button("PDF").click, "figure.pdf")
    fonts = subprocess.run(["pdffonts", pdf], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts and all(re.search(r"\byes +(yes|no) +(yes|no) +\d+ +\d+$", line) for line in fonts), fonts
    assert saved(visit, page, button("SVG").click, "figure.svg").read_text().startswith("<svg")
    assert saved(visit, page, button("Data").click, "figure.csv").read_text().count("\n") > 10
    assert saved(visit, page, button("PNG").click, "figure.png").read_bytes().startswith(b"\x89PNG")


def test_commands(visit):
    """Command line, Python and R name what was changed."""
    page = visit.page()
    changed(page)
    for what, word in [("command", "trilat compare"), ("python", "import trilat"), ("r", "library(trilat)")]:
        page.locator(f"#take-{what}").click()
        expect(page.locator("#taken-text")).to_contain_text(word)
        assert KEY in page.locator("#taken-text").inner_text()
    move(page)
    expect(page.locator("#taken")).to_be_hidden()


def test_snapshot_from_disk(visit):
    """The page to keep opens from the disk, asks nobody, and says what the live page said."""
    page = visit.page()
    told = changed(page)
    effect = re.search(r"interval ([+−]?[\d.,]+)", told.replace("\u00a0", " ")).group(1)
    path = saved(visit, page, page.locator("#take-snapshot").click, "snapshot.html")
    visit.server.kill()
    visit.asked.clear()
    kept = visit.page(path.resolve().as_uri(), wait=False)
    assert [url for _, url in visit.asked] == [path.resolve().as_uri()], visit.asked
    assert kept.locator("svg").count() >= 2
    assert kept.locator("table").count() >= 1
    assert effect[:4] in kept.locator("body").inner_text(), effect
    assert kept.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_keyboard_alone(visit):
    """Everything can be reached and done by keyboard: an assumption, a lever, a run explained."""
    page = visit.page()
    reached = []
    for _ in range(80):
        page.keyboard.press("Tab")
        now = page.evaluate(
            """() => {
                const at = document.activeElement;
                const {width, height} = at.getBoundingClientRect();
                const named = at.getAttribute("aria-label") || at.getAttribute("aria-labelledby") || at.textContent.trim()
                    || at.labels?.[0]?.textContent.trim() || "";
                const style = getComputedStyle(at);
                return {id: at.id || at.localName, seen: width > 0 && height > 0, named: named !== "", ring: style.outlineStyle !== "none"};
            }"""
        )
        if now["id"] == "body":
            break
        assert now["seen"] and now["named"] and now["ring"], now
        reached.append(now["id"])
    for wanted in ["scenario", "search", "outcome", "add-lever", "why-open", "take-scenario", "upload"]:
        assert wanted in reached, (wanted, reached)
    assert reached.index("outcome") < reached.index("search") < reached.index("add-lever"), reached
    page.locator("#search").focus()
    page.keyboard.type(KEY)
    expect(page.locator(f'.parameter[data-key="{KEY}"]')).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "range":
            break
    page.keyboard.press("ArrowRight")
    expect(page.locator("#arm-changes li")).to_have_count(1)
    assert page.evaluate("document.activeElement.type") == "range"
    page.locator("#add-lever").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "handle-from"
    before = page.locator("#handle-from").get_attribute("aria-valuetext")
    page.keyboard.press("ArrowLeft")
    assert page.locator("#handle-from").get_attribute("aria-valuetext") != before
    page.keyboard.press("Tab")
    page.keyboard.press("PageUp")
    expect(page.locator("#lever-long")).to_have_text("37 months")
    page.locator("#lever-size").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#levers-list li")).to_have_count(1)
    expect(page.locator("#arm-changes li")).to_have_count(2)
    page.locator("#why-open").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#trace")).to_be_visible()


def test_screen_readers_hear_the_result_and_not_every_picture(visit):
    """The polite region tells the first result of a setting and the last."""
    page = visit.page()
    page.evaluate(
        """() => {
            window.heard = [];
            const spoken = document.getElementById("spoken");
            new MutationObserver(() => window.heard.push(spoken.textContent)).observe(spoken, {childList: true, characterData: true, subtree: true});
        }"""
    )
    page.locator("#runs").select_option("2048")
    changed(page)
    heard = page.evaluate("window.heard")
    assert len([told for told in heard if "With your change" in told]) <= 2, heard
    assert "All runs are done" in heard[-1], heard


def test_axe(visit):
    """axe-core finds nothing serious, whatever is open, on a desk and on a phone, on both pages."""
    page = visit.page()
    changed(page)
    axe = Axe()
    bad = []

    def look(at, where):
        for found in axe.run(at, options={"resultTypes": ["violations"]}).response["violations"]:
            if found["impact"] in ("serious", "critical"):
                bad.append((where, found["id"], [node["html"][:160] for node in found["nodes"]][:3]))

    look(page, "result")
    page.locator("#search").fill("")
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    page.locator("#add-lever").click()
    page.locator("#why-open").click()
    expect(page.locator("#trace")).to_be_visible()
    page.locator("#take-command").click()
    expect(page.locator("#taken")).to_be_visible()
    look(page, "everything open")
    page.set_viewport_size(PHONE)
    look(page, "phone")
    page.set_viewport_size(DESK)
    page.get_by_role("button", name="What is this?").first.click()
    expect(page.locator("#explanation .explains").first).to_be_visible()
    look(page, "explanation")
    page.keyboard.press("Escape")
    expect(page.locator("#explanation")).to_be_hidden()
    bench = visit.page(visit.server.origin + "/theory", wait=False)
    expect(bench.locator("#results-table table")).to_be_visible()
    look(bench, "theory")
    assert not bad, json.dumps(bad, indent=1)


def test_phone(visit):
    """At 360 px nothing is wider than the screen, whatever is open, and figures can be read."""
    page = visit.context.new_page()
    page.set_viewport_size(PHONE)
    page.close()
    visit.context.close()
    visit.context = visit.context.browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = visit.page()
    expect(page.locator("#search")).to_be_hidden()
    page.locator("#assumptions > summary").click()
    changed(page)
    page.screenshot(path=visit.folder / "phone.png")
    page.locator("#search").fill("")
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    page.locator("#add-lever").click()
    page.locator("#why-open").click()
    expect(page.locator("#trace")).to_be_visible()
    page.locator("#take-python").click()
    expect(page.locator("#taken")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    bench = visit.page(visit.server.origin + "/theory", wait=False)
    expect(bench.locator("#results-table table")).to_be_visible()
    assert bench.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_print(visit):
    """Printed, the page has the answer and the figures and none of the controls."""
    page = visit.page()
    told = changed(page)
    path = visit.folder / "page.pdf"
    page.pdf(path=path, format="A4")
    words = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    flat = " ".join(words.split())
    assert told.split(" (")[0] in flat, flat[:600]
    assert "Assumptions" not in flat and "Take it away" not in flat


def test_server_killed(visit):
    """A server that dies in mid-stream is said at once; one that comes back takes the work up again."""
    visit.forgiven = re.compile("Failed to load resource|ERR_|Event")
    page = visit.page()
    page.locator("#runs").select_option("8192")
    move(page)
    expect(page.locator("#counted")).to_contain_text("of 8,192")
    visit.server.kill()
    expect(page.locator("#lost")).to_be_visible(timeout=5_000)
    assert "lost" in page.locator("#lost").inner_text()
    program, port = visit.server.process.args[0], visit.server.port
    visit.server = Server(program, port=port)
    visit.page()
    expect(page.locator("#lost")).to_be_hidden()
    expect(page.locator("#arm-changes li")).to_have_count(1)
    page.locator("#runs").select_option("256")
    done(page)
    assert "With your change" in sentence(page)


def test_hidden_page_lets_go(visit):
    """A page behind another closes its stream, and takes the work up when it is seen again."""
    page = visit.page()
    page.locator("#runs").select_option("8192")
    move(page)
    expect(page.locator("#counted")).to_contain_text("of 8,192")
    hide = """hidden => {
        Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(hide, True)
    before = page.locator("#counted").inner_text()
    time.sleep(2)
    assert page.locator("#counted").inner_text() == before
    assert visit.asked[-1][0] == "DELETE", visit.asked[-3:]
    page.evaluate(hide, False)
    page.locator("#runs").select_option("256")
    done(page)


def test_wrong_values_are_said(visit):
    """A value beyond what is allowed is an error in words at its control, and can be taken back."""
    visit.forgiven = re.compile("Failed to load resource.*4\\d\\d")
    page = visit.page()
    control = reveal(page, "states.KOR.resolute_share")
    field = control.locator("input[type=number]")
    field.fill("7")
    field.press("Enter")
    expect(page.locator("#answer[data-phase=failed]")).to_be_attached()
    assert "resolute_share" in sentence(page), sentence(page)
    control.get_by_role("button", name="Reset").click()
    done(page)


def test_labels_are_text(visit):
    """Markup in a scenario's own words stays text."""
    page = visit.page()
    path = visit.folder / "markup.toml"
    title = "<img src=/assets/none onerror=document.title=1>"
    path.write_text(f'extends = "northeast_asia"\n[scenario]\ntitle = "{title}"\n[states.KOR]\nname = "<b>Korea</b>"\n')
    page.locator("#upload").set_input_files(path)
    expect(page.locator("#title")).to_have_text(title)
    done(page)
    page.locator("#why-open").click()
    expect(page.locator("#trace")).to_be_visible()
    assert page.locator("img").count() == 0 and page.locator("#trace b").count() == 0
    assert page.title().startswith("Explore")


def test_reload_keeps_the_settings(visit):
    """A reload keeps what was changed."""
    page = visit.page()
    told = changed(page)
    page.reload()
    done(page)
    assert sentence(page) == told


def test_two_scenarios(visit):
    """The second arm may begin from another scenario of the program."""
    page = visit.page()
    page.locator("#other").select_option("no_drills")
    expect(page.locator("#arm-changes li")).to_contain_text("no_drills")
    done(page)
    assert "With your change" in sentence(page)
    page.locator("#reset-all").click()
    done(page)
    assert "Nothing is changed yet" in sentence(page)


def test_only_what_i_changed(visit):
    """The list of assumptions can be cut down to what was changed, and one reset."""
    page = visit.page()
    changed(page)
    page.locator("#search").fill("")
    page.locator("#only-changed").check()
    expect(page.locator(".parameter:visible")).to_have_count(1)
    page.locator(".parameter:visible").get_by_role("button", name="Reset").click()
    expect(page.locator("#nothing-found")).to_be_visible()
    done(page)
    assert "Nothing is changed yet" in sentence(page)


def test_theory_bench(visit):
    """Every closed form gives a result; a slider moves it, and the curve with it."""
    page = visit.page(visit.server.address, wait=False)
    page.goto(visit.server.origin + "/theory")
    expect(page.locator("#results-table td").nth(1)).not_to_be_empty()
    forms = page.locator("#form option").evaluate_all("options => options.map(option => option.value)")
    assert len(forms) >= 32, forms
    for form in forms:
        page.locator("#form").select_option(form)
        expect(page.locator("#curve:not(.stale)")).to_be_attached()
        expect(page.locator("#theory-wrong")).to_be_empty()
        assert page.locator("#results-table td").count() >= 2, form
    page.locator("#form").select_option("S1")
    expect(page.locator("#form-title")).to_have_text("Credibility from cost")
    expect(page.locator("#curve:not(.stale)")).to_be_attached()
    before = page.locator("#results-table").inner_text(), page.locator("#drawing").inner_html()
    slider = page.locator("#inputs input[type=range]").first
    slider.focus()
    slider.press("PageUp")
    expect(page.locator("#results-table")).not_to_have_text(before[0])
    assert page.locator("#drawing svg[role=img]").count() == 1


def main():
    program, folder, *names = sys.argv[1:]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tests = [test for name, test in globals().items() if name.startswith("test_") and (not names or name in names)]
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
