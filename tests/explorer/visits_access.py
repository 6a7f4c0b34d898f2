"""Whether everybody can use the page: by keyboard, by ear, on a phone, on paper, with wrong values and odd names."""

import json
import re
import subprocess

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from explorer.visit import DESK, KEY, PHONE, changed, done, reveal, sentence


def test_keyboard_alone(visit):
    """Everything can be reached and done by keyboard: an assumption, a lever, a run explained."""
    page = visit.page()
    reached = []
    for _ in range(250):
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
    page.locator("#runs").select_option("512")
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
    # One figure's numbers stand for those of all: beliefs by month have thousands of cells.
    for part in ("details:not(.group):not(figure details)", ".group:nth-child(-n+4)", 'figure[data-figure="probes"] details'):
        page.evaluate("of => document.querySelectorAll(of).forEach((d) => (d.open = true))", part)
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
    # One figure's numbers stand for those of all: beliefs by month have thousands of cells.
    for part in ("details:not(.group):not(figure details)", ".group:nth-child(-n+4)", 'figure[data-figure="probes"] details'):
        page.evaluate("of => document.querySelectorAll(of).forEach((d) => (d.open = true))", part)
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
