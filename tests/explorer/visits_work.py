"""What a student does with the page: move, draw, stop, ask why; and what happens when the server goes."""

import re
import time

from playwright.sync_api import expect

from explorer.visit import KEY, RUNS, Server, changed, done, move, sentence


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
    page.screenshot(path=visit.folder / "desk.png")


def test_a_pointer_reads_the_numbers_of_a_figure(visit):
    """Pointing at a figure says its rows there: the month, each arm, the band."""
    page = visit.page()
    changed(page)
    figure = page.locator('#figures figure[data-figure="effect"]')
    reading, drawing = figure.locator("p.reading"), figure.locator("svg[role=img]")
    assert "Point at the figure" in reading.inner_text()
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    mark = drawing.locator("line.reading")
    seen = {}
    # Down the middle of the drawing lie the panel of both arms and that of the effect.
    for share in range(5, 100, 5):
        at = (box["x"] + box["width"] / 2, box["y"] + box["height"] * share / 100)
        page.mouse.move(*at)
        seen[reading.inner_text()] = at
    told = [words for words in seen if ":" in words]
    levels, effects = ([words for words in told if words.count(";") == n] for n in (1, 0))
    assert levels and effects, seen
    month = re.match(r"(\w+ \d{4}): ", effects[0])
    assert month and levels[0].startswith(month[0]), (levels, effects)
    assert re.search(r"[−\d.,]+ \([−\d.,]+ to [−\d.,]+\)", effects[0]), effects
    page.mouse.move(*seen[effects[0]])
    assert mark.get_attribute("visibility") == "visible"
    page.screenshot(path=visit.folder / "reading.png")
    page.mouse.move(1, 1)
    assert mark.get_attribute("visibility") == "hidden"
    # The same numbers as in the table of the figure.
    figure.locator("summary").click()
    value = re.search(r" ([−\d.,]+) \(", effects[0])[1]
    cells = figure.locator("tbody td").all_inner_texts()
    assert value in cells, value


def test_slider_moves_both_arms_and_the_effect(visit):
    """A slider changes the arm of one's own; with "both arms" it changes both; the effect follows."""
    page = visit.page()
    told = changed(page)
    assert re.search(r"95 % interval [+−]?[\d.,]+ to [+−]?[\d.,]+; 128 paired runs", told.replace("\u00a0", " ")), told
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
    last = {value: told for (value, runs), told in by_setting.items() if runs == str(RUNS)}
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
    page.locator("#runs").select_option(str(RUNS))
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
    page.locator("#runs").select_option(str(RUNS))
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
    page.locator("#runs").select_option(str(RUNS))
    done(page)


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
