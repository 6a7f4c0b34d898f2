"""A visit to the page of `trilat explore`: the server, a browser of its own, and what a student does again and again."""

import re
import subprocess

from playwright.sync_api import expect

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RUNS = 128
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 800}
# A debug build on a busy machine.
PATIENCE = 120_000
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
