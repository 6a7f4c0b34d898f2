"""Draws figures of the book from what the program wrote: `scripts/book.sh --figures` calls it.

    book_figures.py NAME OUT.svg TABLE
    book_figures.py run RUNS.csv                   # says which run the first three show
    book_figures.py sentence README.md CONTRASTS   # writes what came out between the marks of a page

`seen`, `belief` and `choice` read the trace of one run (`trilat trace … --format csv`), `pairs` the `runs.csv` of a
comparison. Figures are SVG of 500 units in width, so that their words stay legible on a telephone; colours are those
of Okabe and Ito, and nothing is told by colour alone. Python's standard library.
"""

import csv
import math
import sys
from html import escape

BLUE, ORANGE, GREEN, RED, GREY, INK = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#777777", "#222222"
RUNGS = ["nothing", "statements, cyber", "grey zone", "missile test", "limited strike", "major attack"]


class Picture:
    """An SVG that is put together piece by piece."""

    def __init__(self, width, height, title, words):
        self.width, self.height = width, height
        self.parts = [
            f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
            'xmlns="http://www.w3.org/2000/svg" font-family="Liberation Sans, Arial, Helvetica, sans-serif" '
            f'font-size="13" fill="{INK}">',
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(words)}</desc>",
            f'<rect width="{width}" height="{height}" fill="#FFFFFF"/>',
        ]

    def text(self, x, y, words, anchor="start", colour=INK, size=None, bold=False):
        more = f' font-size="{size}"' if size else ""
        more += ' font-weight="bold"' if bold else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{more}>{escape(words)}</text>'
        )

    def line(self, points, colour=INK, width=1.0, dash=None):
        at = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        more = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(f'<polyline points="{at}" fill="none" stroke="{colour}" stroke-width="{width}"{more}/>')

    def bar(self, x, y, width, height, colour, hollow=False):
        fill = f'fill="#FFFFFF" stroke="{colour}" stroke-width="1.5"' if hollow else f'fill="{colour}"'
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {fill}/>')

    def dot(self, x, y, colour, radius=3.0, hollow=False):
        fill = f'fill="#FFFFFF" stroke="{colour}"' if hollow else f'fill="{colour}"'
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" {fill}/>')

    def save(self, path):
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(self.parts) + "\n</svg>\n")


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def ticks(low, high, wanted=4):
    """Round numbers between two ends."""
    step = 10 ** math.floor(math.log10((high - low) / wanted))
    while (high - low) / step > 2 * wanted:
        step *= 2 if (high - low) / step > 4 * wanted else 2.5
    first = math.ceil(low / step - 1e-9)
    return [n * step for n in range(first, math.floor(high / step + 1e-9) + 1)]


def number(value):
    text = f"{value:.4g}".replace("-", "−")
    return text


def seen(out, trace):
    """One run: what two allies did, what a prober saw of it, and what it believed."""
    rows = [row for row in table(trace) if row["prober"] == "PRK" and row["theatre"] == "KP"]
    months = sorted({row["month"] for row in rows})
    place = {month: n for n, month in enumerate(months)}

    def of(section, item, **where):
        found = {}
        for row in rows:
            if row["section"] == section and row["item"] == item and all(row[k] == v for k, v in where.items()):
                found[place[row["month"]]] = float(row["value"] or "nan")
        return found

    held = of("seen", "actual", dyad="JPN-KOR", channel="exercises")
    caught = of("seen", "seen", dyad="JPN-KOR", channel="exercises")
    said = of("seen", "actual", dyad="JPN-KOR", channel="statements")
    heard = of("seen", "seen", dyad="JPN-KOR", channel="statements")
    true = of("belief", "resolute", ally="KOR")
    belief = of("belief", "after", ally="KOR")
    first, last = months[0], months[-1]
    p = Picture(
        500, 400, "One run: what happened, what was seen, what was believed",
        f"Month by month from {first} to {last}: exercises and statements of Tokyo and Seoul, which of them North Korea "
        "saw, whether Seoul is in fact of the resolute type, and North Korea's belief that it is.",
    )
    left, right = 20, 470
    step = (right - left) / len(months)
    x = lambda n: left + (n + 0.5) * step
    p.text(left, 20, "Exercises, Tokyo and Seoul", bold=True)
    p.text(right, 20, "hollow: missed by Pyongyang", "end", GREY, 12)
    for n, count in held.items():
        for k in range(int(count)):
            p.dot(x(n), 36 + 10 * min(k, 3), BLUE, 3.6, hollow=k >= caught.get(n, 0))
    p.text(left, 96, "Their statements", bold=True)
    p.text(right, 96, "crosses: seen, but never made", "end", GREY, 12)
    for n, count in said.items():
        was = heard.get(n) == 1
        if count:
            p.dot(x(n), 112, BLUE, 3.6, hollow=not was)
        elif was:
            p.line([(x(n) - 4, 108), (x(n) + 4, 116)], RED, 1.8)
            p.line([(x(n) - 4, 116), (x(n) + 4, 108)], RED, 1.8)
    top, bottom = 178, 350
    y = lambda v: bottom - v * (bottom - top)
    p.text(left, 150, "Belief of Pyongyang that Seoul is resolute (probability)", bold=True)
    p.text(left, 168, "shaded: months in which it is", colour=GREY, size=12)
    for n, value in true.items():
        if value == 1:
            p.bar(x(n) - step / 2, top, step + 0.3, bottom - top, "#E4EEF5")
    for value in (0, 0.5, 1):
        p.line([(left, y(value)), (right, y(value))], "#CCCCCC")
        p.text(right + 2, y(value) + 4, number(value), colour=GREY, size=11)
    p.line([(x(n), y(belief[n])) for n in sorted(belief)], ORANGE, 2.4)
    for n, month in enumerate(months):
        if month.endswith("-01"):
            p.line([(x(n) - step / 2, bottom), (x(n) - step / 2, bottom + 6)], GREY)
            if int(month[:4]) % 2 == int(first[:4]) % 2 or len(months) < 70:
                p.text(x(n), bottom + 20, month[:4], colour=GREY, size=12)
    p.text(left, 390, f"{first} to {last}, one run of the reference scenario", colour=GREY, size=12)
    p.save(out)


def turning_point(trace):
    """The month of a trace in which what was seen on the channels told most against Seoul."""
    change = {}
    for row in table(trace):
        if (row["section"], row["ally"], row["item"]) == ("belief", "KOR", "contribution"):
            change[row["month"]] = change.get(row["month"], 0.0) + float(row["value"])
    return min(change, key=change.get)


def run_that_turns(runs):
    """The first run in which Seoul is of the resolute type in about half of the months."""
    return next(row["run"] for row in table(runs) if 0.4 <= float(row["resolute_kor"]) <= 0.6)


def belief(out, trace):
    """One month: what moved a belief, in log-odds."""
    month = turning_point(trace)
    rows = [row for row in table(trace) if (row["section"], row["ally"], row["month"]) == ("belief", "KOR", month)]
    of = lambda item: next(float(row["value"]) for row in rows if row["item"] == item)
    steps = [("types may have changed", of("prediction"))]
    for channel in ("exercises", "statements", "intel", "doctrine"):
        total = sum(
            float(row["value"]) for row in rows if row["item"] == "contribution" and row["channel"] == channel
        )
        words = {"intel": "intelligence sharing", "doctrine": "shared doctrine"}.get(channel, channel)
        steps.append((words, total))
    steps += [("bloc compares notes", of("pooling") + of("joint")), ("who answered probes", of("responses"))]
    start, end = of("log_odds_before"), of("log_odds_after")
    path, at = [start], start
    for _, change in steps:
        at += change
        path.append(at)
    low, high = min(path) - 0.05, max(path) + 0.05
    p = Picture(
        500, 330, "What moved a belief in one month",
        f"Log-odds that Seoul is resolute, as North Korea holds them, in {month}: from {start:.2f} to {end:.2f}, with what "
        + "; ".join(f"{words} added {change:+.2f}" for words, change in steps) + ".",
    )
    left, right, top = 190, 430, 52
    x = lambda v: left + (v - low) / (high - low) * (right - left)
    probability = lambda v: 1 / (1 + math.exp(-v))
    p.text(12, 22, f"Belief of Pyongyang that Seoul is resolute, {month}", bold=True)
    p.text(12, 40, "bars: change of the log-odds, all pairs of allies together", colour=GREY, size=12)
    rows_ = [("before", None)] + steps + [("after", None)]
    at = start
    for n, (words, change) in enumerate(rows_):
        y = top + 10 + 28 * n
        p.text(left - 12, y + 9, words, "end", bold=change is None)
        if change is None:
            value = start if n == 0 else end
            p.line([(x(value), y - 4), (x(value), y + 16)], INK, 3)
            p.text(right + 6, y + 9, f"{100 * probability(value):.0f} %", bold=True)
        else:
            a, b = sorted((at, at + change))
            p.bar(x(a), y - 1, max(x(b) - x(a), 1.2), 13, BLUE if change >= 0 else RED)
            p.text(right + 6, y + 9, f"{change:+.2f}".replace("-", "−"))
            p.line([(x(at + change), y + 12), (x(at + change), y + 27)], GREY, 1)
            at += change
    p.text(12, 320, "blue: towards resolute; red: away from it", colour=GREY, size=12)
    p.save(out)


def choice(out, trace):
    """One month: what each rung was worth to a prober, and how likely it was."""
    month = turning_point(trace)
    rows = [row for row in table(trace) if (row["section"], row["ally"], row["month"]) == ("option", "", month)]
    items = {}
    for row in rows:
        items.setdefault(row["item"], {})[int(row["rung"])] = float(row["value"] or "nan")
    rungs = sorted(items["probability"])
    likely, worth, reply = items["probability"], items["utility"], items["expected_response"]
    p = Picture(
        500, 300, "One choice of a prober",
        f"For each rung in {month}: the response that North Korea expects, what the rung is worth to it, and its probability: "
        + "; ".join(f"{RUNGS[a]}: {100 * likely[a]:.1f} %" for a in rungs) + ".",
    )
    p.text(12, 22, f"North Korea on the Korean Peninsula, {month}", bold=True)
    heads = [(156, "end", "rung"), (212, "middle", "response"), (284, "middle", "worth"), (330, "start", "probability")]
    for x, anchor, words in heads:
        p.text(x, 50, words, anchor, GREY, 12)
    p.text(212, 64, "expected", "middle", GREY, 12)
    p.text(284, 64, "(utility)", "middle", GREY, 12)
    for n, a in enumerate(rungs):
        y = 92 + 34 * n
        p.text(156, y, f"{a} {RUNGS[a]}", "end")
        p.text(212, y, "" if a == 0 else f"{100 * reply[a]:.0f} %", "middle")
        p.text(284, y, f"{worth[a]:+.2f}".replace("-", "−") if a else "0", "middle")
        p.bar(330, y - 12, 120 * likely[a], 16, BLUE)
        p.text(336 + 120 * likely[a], y, f"{100 * likely[a]:.2g} %" if likely[a] >= 0.001 else "< 0.1 %")
    p.text(12, 288, "what is worth more is likelier; nothing is certain", colour=GREY, size=12)
    p.save(out)


def pairs(out, runs):
    """Differences between runs that share their random numbers, and between runs that do not."""
    by_arm = {}
    for row in table(runs):
        by_arm.setdefault(row["arm"], {})[int(row["run"])] = float(row["probes_r3"])
    (name, base), (other, changed) = by_arm.items()
    order = sorted(base)
    paired = [changed[run] - base[run] for run in order]
    strangers = [changed[order[(n + 1) % len(order)]] - base[run] for n, run in enumerate(order)]
    mean = sum(paired) / len(paired)
    low, width, bins = -80, 4, 40
    def heights(values):
        counts = [0] * bins
        for value in values:
            counts[min(max(int((value - low) // width), 0), bins - 1)] += 1
        return [count / len(values) for count in counts]
    a, b = heights(paired), heights(strangers)
    spread = lambda values: math.sqrt(sum((v - sum(values) / len(values)) ** 2 for v in values) / (len(values) - 1))
    p = Picture(
        500, 372, "Why pairs: differences with and without common random numbers",
        f"Two histograms of the difference in rung-3 probes, {other} minus {name}. Between runs that share their random numbers the "
        f"standard deviation is {spread(paired):.1f} probes, between runs that do not {spread(strangers):.1f}.",
    )
    left, right = 30, 490
    x = lambda v: left + (v - low) / (bins * width) * (right - left)
    tallest = max(a + b)
    for k, (shares, colour, title, sd) in enumerate(
        [(a, BLUE, "same random numbers", spread(paired)), (b, ORANGE, "different random numbers", spread(strangers))]
    ):
        floor = 152 + 150 * k
        p.text(left, floor - 112, title, bold=True, colour=BLUE if k == 0 else "#8A5A00")
        p.text(right, floor - 112, f"standard deviation {sd:.1f} probes", "end", GREY, 12)
        for n, share in enumerate(shares):
            p.bar(x(low + n * width) + 1, floor - 96 * share / tallest, (right - left) / bins - 1, 96 * share / tallest, colour)
        p.line([(left, floor), (right, floor)], GREY)
        p.line([(x(0), floor - 100), (x(0), floor + 4)], INK, 1, "3 3")
        for value in (-80, -40, 0, 40, 80):
            p.text(x(value), floor + 16, number(value), "middle", GREY, 11)
    p.text(left, 20, f"Differences of {len(order):,} pairs of runs, in rung-3 probes", bold=True)
    half = lambda values: 1.96 * spread(values) / math.sqrt(len(order))
    p.text(left, 344, f"mean difference {mean:+.2f} probes".replace("-", "−"), colour=GREY, size=12)
    p.text(left, 362, f"95 %: ±{half(paired):.2f} with common random numbers, ±{half(strangers):.2f} without", colour=GREY, size=12)
    p.save(out)


def sentence(page, contrasts):
    """Writes what came out between the marks of a page."""
    rows = {row["observable"]: row for row in table(contrasts) if row["statistic"] == "mean"}

    def change(name, rise, fall):
        row = rows[name]
        low, high = sorted(abs(float(row[key])) for key in ("relative_low", "relative_high"))
        word = rise if float(row["effect"]) > 0 else fall
        if float(row["ci_low"]) < 0 < float(row["ci_high"]):
            return "as far as these runs tell as before"
        return f"{abs(float(row['relative'])):.1f} % {word} ({low:.1f} to {high:.1f})"

    runs = int(rows["probes_r3"]["n"])
    words = (
        f"In the model, a Seoul that wants less of its partners for four years leaves Pyongyang's belief in its resolve "
        f"{change('belief_prk_kor', 'higher', 'lower')} over ten years, missile tests and overflights "
        f"{change('probes_r3', 'more frequent', 'less frequent')}, and crises {change('crises', 'more frequent', 'less frequent')}: "
        f"means over {runs:,} pairs of runs, with their 95 % intervals."
    )
    with open(page, encoding="utf-8") as file:
        text = file.read()
    begin, end = "<!--effect-->\n", "\n<!--/effect-->"
    before, after = text.split(begin)[0], text.split(end)[1]
    lines, line = [], ""
    for word in words.split(" "):
        if len(line) + len(word) > 118:
            lines.append(line)
            line = ""
        line += (" " if line else "") + word
    with open(page, "w", encoding="utf-8") as file:
        file.write(before + begin + "\n".join([*lines, line]) + end + after)


if __name__ == "__main__":
    if sys.argv[1] == "run":
        print(run_that_turns(sys.argv[2]))
    elif sys.argv[1] == "sentence":
        sentence(*sys.argv[2:])
    else:
        {"seen": seen, "belief": belief, "choice": choice, "pairs": pairs}[sys.argv[1]](*sys.argv[2:])
