"""Puts the numbers of an audit into docs/findings.md, and draws the picture of the whole from its tables.

    trilat claims                                    # outputs/claims: every number of the page comes from there
    python3 scripts/findings.py outputs/claims       # tables, numbers in the text, picture; says which sentences no longer hold
    python3 scripts/findings.py --picture            # the picture alone, from the tables as they stand
    python3 scripts/findings.py --check              # is every mark of the page well formed, and the picture that of the tables?

Marks in the page are comments, which no reader sees:

    <!--=share C1 free .0-->44<!--/-->       a number: what, of which claim, where, and how it is written
    <!--if effect C2 > 0-->                  what the sentence before it says; the script lists those that have become wrong
    <!--rows essay--> … <!--end-->           a table, whose rows are written

A claim is named as in claims.csv: `C1` is its test `main`, `C1.belief` another test, `C1/attribution_none` a variant,
`C2:high` a stratum. A number is written with a sign (`+.2`), without one (`.2`), or as it is (`~.2`): so many digits
after the point; or as a word (`word`). Python's standard library.
"""

import csv
import math
import pathlib
import re
import sys
from html import escape

HERE = pathlib.Path(__file__).resolve().parent.parent
PAGE = HERE / "docs" / "findings.md"
PICTURE = HERE / "docs" / "book_figures" / "claims.svg"

# What each code stands for, in two or three words.
NAMES = {
    "C1": "pause", "C2": "visibility", "C3": "cheap talk", "C4": "trilateral", "C5": "plan", "C6": "plan, two theatres",
    "C7": "missile tracks", "C8": "opinion and bases", "C9": "lock-in", "C10": "Japan's posture", "C11": "adaptation",
    "C12": "industry", "C13": "aligned bloc", "C14": "small fissures", "C15": "working level", "C16": "miscalculation",
    "C17": "self-harm", "C18": "attention", "R1": "spiral", "R2": "own calendar", "R3": "emboldening", "R4": "autonomy", "R5": "selection",
    "R6": "no bloc", "R7": "reliability",
}
VERDICTS = {
    "holds": "holds", "holds_if": "under conditions", "fails": "fails", "no_effect": "no effect",
    "cannot_tell": "cannot tell", "too_few_points": "too few points",
}
WORDS = "none one two three four five six seven eight nine ten eleven twelve".split()
MARK = re.compile(r"<!--=([^>]*)-->(.*?)<!--/-->")
SAYS = re.compile(r"<!--if (.*?)-->")
ROWS = re.compile(r"(<!--rows (\w+)-->\n\n(?:\|[^\n]*\n){2})(.*?)(\n<!--end-->)", re.S)


def number(value):
    """A number as it stands in a file; empty fields are none."""
    return float(value) if value not in ("", None) else math.nan


def three_digits(value, sign=False):
    text = f"{value:+.3g}" if sign else f"{value:.3g}"
    if "e" in text:
        text = f"{value:+.8f}".rstrip("0") if sign else f"{value:.8f}".rstrip("0")
    return text.replace("-", "−")


def written(value, form):
    """A number of the text: `+.2`, `.2` or `~.2`, without the zero before the point; or `word`."""
    if form == "word":
        return WORDS[value] if value < len(WORDS) else str(value)
    kind, digits = re.fullmatch(r"([+~]?)\.(\d)", form).groups()
    text = f"{abs(value):.{digits}f}"
    if text.startswith("0."):
        text = text[1:]
    before = {"": "", "~": "−" if value < 0 else "", "+": "−" if value < 0 else "+"}[kind]
    return before + text


class Audit:
    """The tables of an audit, and what the page asks of them."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.tables = {}

    def table(self, name):
        if name not in self.tables:
            with open(self.folder / f"{name}.csv", newline="", encoding="utf-8") as file:
                self.tables[name] = list(csv.DictReader(file))
        return self.tables[name]

    def rows(self, name, key, **where):
        claim, test, variant, stratum = re.fullmatch(r"([A-Z]\d+)(?:\.(\w+))?(?:/(\w+))?(?::(\w+))?", key).groups("")
        where |= {"claim": claim, "test": test or "main", "variant": variant}
        if name not in ("levels", "dose_response"):
            where["stratum"] = stratum
        if name == "dose_response":
            del where["variant"]
        found = [row for row in self.table(name) if all(row[column] == value for column, value in where.items())]
        if not found:
            raise KeyError(f"{name}.csv has no row {where}")
        return found

    def row(self, key, stage="defaults"):
        return self.rows("claims", key, stage=stage)[0]

    def value(self, words):
        """What a mark asks for."""
        what, *rest = words
        return getattr(self, "get_" + what)(*rest)

    def get_effect(self, key):
        return number(self.row(key)["effect"])

    def get_low(self, key):
        return number(self.row(key)["ci_low"])

    def get_high(self, key):
        return number(self.row(key)["ci_high"])

    def get_percent(self, key):
        return number(self.row(key)["effect_percent"])

    def get_needed(self, key):
        return number(self.row(key)["pairs_needed"])

    def of_points(self, key, stage, column):
        row = self.row(key, stage)
        return 100 * number(row[column]) / number(row["points"])

    def get_share(self, key, stage):
        return self.of_points(key, stage, "as_predicted")

    def get_opposite(self, key, stage):
        return self.of_points(key, stage, "opposite")

    def get_undecided(self, key, stage):
        return self.of_points(key, stage, "undecided")

    def get_zero(self, key, stage):
        return self.of_points(key, stage, "zero")

    def get_points(self, key, stage, column):
        return number(self.row(key, stage)[column])

    def get_prcc(self, key, factor):
        return number(self.rows("deciders", key, place="free", factor=factor)[0]["prcc"])

    def boxes(self, key, cases, **where):
        return self.rows("boxes", key, place="free", cases=cases, **where)

    def get_coverage(self, key, cases):
        return 100 * number(self.boxes(key, cases)[0]["coverage"])

    def get_density(self, key, cases):
        return 100 * number(self.boxes(key, cases)[0]["density"])

    def get_mass(self, key, cases):
        return 100 * number(self.boxes(key, cases)[0]["mass"])

    def get_from(self, key, cases, factor):
        return number(self.boxes(key, cases, factor=factor)[0]["low"])

    def get_level(self, key, side, scale="1"):
        return float(scale) * number(self.rows("levels", key, ablation="", side=side)[0]["estimate"])

    def get_rise(self, key):
        """By how many per cent the level is higher with the change than without."""
        return 100 * (self.get_level(key, "to") / self.get_level(key, "from") - 1)

    def get_elasticity(self, key, end):
        values = [number(row["estimate"]) for row in self.rows("dose_response", key, statistic="elasticity")]
        return {"least": min, "most": max}[end](values)

    def main_findings(self):
        """The first test of each claim of the essay, at the defaults."""
        plain = [row for row in self.table("claims") if row["stage"] == "defaults" and not row["variant"] + row["stratum"]]
        return [row for row in plain if row["claim"].startswith("C") and row["test"] == "main" and row["kind"] == "finding"]

    def get_between(self, low, high):
        """How many of the essay's claims hold in such a share of the space, signs free."""
        shares = [round(self.get_share(row["claim"], "free")) for row in self.main_findings()]
        return sum(float(low) <= share <= float(high) for share in shares)

    def get_reversed(self):
        """How many of them have the other sign at the defaults."""
        other = {"+": "minus", "-": "plus"}
        return sum(row["verdict"] == other.get(row["predicted"]) for row in self.main_findings())

    def get_ablations(self, verdict):
        return sum(row["stage"] == "ablation" and row["verdict"] == verdict for row in self.table("claims"))

    def get_matched(self, which, percent):
        """How far base rates were missed at so many per cent of the points, in per cent."""
        values = sorted(number(row[which]) for row in self.table("points") if row[which])
        return 100 * values[min(int(len(values) * float(percent) / 100), len(values) - 1)]

    def get_turns(self, key, y):
        """The x of a frontier at which the effect changes its sign, at the y that is nearest."""
        rows = self.rows("frontiers", key)
        near = min({number(row["y"]) for row in rows}, key=lambda value: abs(value - float(y)))
        line = sorted((number(row["x"]), number(row["mean"])) for row in rows if number(row["y"]) == near)
        for (a, first), (b, second) in zip(line, line[1:]):
            if (first < 0) != (second < 0):
                return a + (b - a) * first / (first - second)
        return math.nan

    def table_rows(self, letter, labels):
        """The rows of the essay's claims (C) or of their rivals (R)."""
        lines = []
        for row in self.table("claims"):
            plain = not row["variant"] and not row["stratum"] and row["stage"] == "defaults"
            if plain and row["kind"] == "finding" and row["claim"].startswith(letter):
                lines.append(self.table_row(row, labels))
        return "\n".join(lines) + "\n"

    def table_row(self, row, labels):
        code = row["claim"] if row["test"] == "main" else f"{row['claim']}.{row['test']}"
        effect, percent = number(row["effect"]), number(row["effect_percent"])
        size = three_digits(effect, sign=True)
        if row["predicted"] != "0" and " per unit of " not in row["unit"] and abs(percent) < 1000:
            size += f" ({three_digits(percent, sign=True)} %)"
        size += f", {three_digits(number(row['ci_low']), True)} to {three_digits(number(row['ci_high']), True)}"
        shares, verdicts = [], []
        for stage in ("free", "constrained"):
            there = self.row(code, stage)
            low, high = 100 * number(there["share_low"]), 100 * number(there["share_high"])
            shares.append(f"{self.get_share(code, stage):.0f} % ({low:.0f}–{high:.0f})")
            star = "*" if there["wired_in"] == "1" else ""
            verdicts.append(VERDICTS[there["verdict"]] + star)
        verdict = verdicts[0] if verdicts[0] == verdicts[1] else " / ".join(verdicts)
        who = f"**{row['claim']}** {NAMES.get(row['claim'], '')}" if row["test"] == "main" else f"{row['claim']} `{row['test']}`"
        label = labels.get(code) or f"{who}: {row['observable']}, {row['predicted'].replace('-', '−')}"
        return f"| {label} | {size} | {shares[0]} | {shares[1]} | {verdict} |"


def code_of(label):
    """`C1.belief` of a label such as `C1 *belief*, …`, `C1` of `**C1** pause: …`."""
    main = re.match(r"\*\*([CR]\d+)\*\*", label)
    other = re.match(r"([CR]\d+) `(\w+)`", label)
    return main.group(1) if main else f"{other.group(1)}.{other.group(2)}"


def table_of(text):
    """Every row of the page's two tables: code, label, shares with their intervals, verdicts."""
    found = []
    for _, _, body, _ in ROWS.findall(text):
        for line in body.strip().splitlines():
            label, effect, free, constrained, verdict = (cell.strip() for cell in line.strip("|").split(" | "))
            shares = [tuple(map(int, re.fullmatch(r"(\d+) % \((\d+)–(\d+)\)", cell).groups())) for cell in (free, constrained)]
            found.append((code_of(label), label, effect, shares, verdict))
    return found


def fill(text, audit):
    """The page with the audit's numbers, and the sentences that its numbers contradict."""
    labels = {code_of(label): label for label, *_ in ((row[1],) for row in table_of(text))}
    text = ROWS.sub(
        lambda found: found[1] + audit.table_rows({"essay": "C", "rivals": "R"}[found[2]], labels) + found[4], text
    )
    troubles = []

    def put(found):
        *words, form = found[1].split()
        try:
            return f"<!--={found[1]}-->{written(audit.value(words), form)}<!--/-->"
        except (KeyError, FileNotFoundError, ValueError) as error:
            troubles.append(f"{found[1]}: {error}")
            return found[0]

    text = MARK.sub(put, text)
    for line, words in enumerate(text.splitlines(), 1):
        for said in SAYS.findall(words):
            *of, compare, bound = said.split()
            try:
                value = audit.value(of)
            except (KeyError, FileNotFoundError) as error:
                troubles.append(f"{said}: {error}")
                continue
            if not {">": value > float(bound), "<": value < float(bound)}[compare]:
                troubles.append(f"docs/findings.md:{line} says {said}, but it is {value:.3g}: write it anew")
    return text, troubles


def picture(text):
    """Claims by space: for each main test, the share of the space in which it has its sign, with both rules for signs."""
    rows = [row for row in table_of(text) if "." not in row[0]]
    step, top = 26, 74
    height = top + step * len(rows) + 86
    parts = [
        f'<svg viewBox="0 0 500 {height}" width="500" height="{height}" role="img" xmlns="http://www.w3.org/2000/svg" '
        'font-family="Liberation Sans, Arial, Helvetica, sans-serif" font-size="13" fill="#222222">',
        "<title>In which share of the space each claim has its sign</title>",
        "<desc>" + escape("; ".join(
            f"{code} {NAMES[code]}: {free[0]} % with signs free, {bound[0]} % with signs constrained ({verdict})"
            for code, _, _, (free, bound), verdict in rows
        )) + ".</desc>",
        f'<rect width="500" height="{height}" fill="#FFFFFF"/>',
        '<text x="12" y="20" font-weight="bold">Share of the space with the sign predicted, %</text>',
        '<circle cx="20" cy="38" r="5" fill="#0072B2"/><text x="30" y="42" font-size="12">signs free, bar: interval</text>',
        '<circle cx="200" cy="38" r="4.5" fill="#FFFFFF" stroke="#D55E00" stroke-width="2"/>'
        '<text x="210" y="42" font-size="12">signs constrained</text>',
    ]
    x = lambda share: 190 + 2.9 * share
    bottom = top + step * len(rows)
    for low, high in ((0, 10), (90, 100)):
        parts.append(f'<rect x="{x(low):.1f}" y="{top - 10}" width="{x(high) - x(low):.1f}" height="{bottom - top + 6}" fill="#EEEEEE"/>')
    for share in (0, 25, 50, 75, 100):
        parts.append(f'<line x1="{x(share):.1f}" y1="{top - 10}" x2="{x(share):.1f}" y2="{bottom - 4}" stroke="#CCCCCC"/>')
        parts.append(f'<text x="{x(share):.1f}" y="{bottom + 14}" text-anchor="middle" font-size="12" fill="#555555">{share}</text>')
    for n, (code, _, _, (free, bound), _) in enumerate(rows):
        y = top + step * n + 6
        if code == "R1":
            parts.append(f'<line x1="12" y1="{y - 16}" x2="488" y2="{y - 16}" stroke="#777777" stroke-dasharray="4 3"/>')
        parts += [
            f'<text x="12" y="{y + 4}"><tspan font-weight="bold">{code}</tspan> {escape(NAMES[code])}</text>',
            f'<line x1="{x(free[1]):.1f}" y1="{y}" x2="{x(free[2]):.1f}" y2="{y}" stroke="#0072B2" stroke-width="4" stroke-opacity="0.35"/>',
            f'<circle cx="{x(free[0]):.1f}" cy="{y}" r="5" fill="#0072B2"/>',
            f'<circle cx="{x(bound[0]):.1f}" cy="{y}" r="4.5" fill="none" stroke="#D55E00" stroke-width="2"/>',
        ]
    parts += [
        f'<text x="12" y="{bottom + 38}" font-size="12" fill="#555555">A share of this space of assumptions, no probability. What is missing to 100 %</text>',
        f'<text x="12" y="{bottom + 54}" font-size="12" fill="#555555">is the other sign, or too little to be told. Below the dashed line: the rivals.</text>',
        f'<text x="12" y="{bottom + 70}" font-size="12" fill="#555555">Grey: under a tenth of the space, over nine tenths.</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def check(text):
    """Marks that nobody could fill, and a picture that is not of these tables."""
    troubles = []
    if PICTURE.read_text(encoding="utf-8") != picture(text):
        troubles.append("docs/book_figures/claims.svg is not of the tables: scripts/findings.py --picture")
    asked = [found[1].split()[:-1] for found in MARK.finditer(text)] + [said.split()[:-2] for said in SAYS.findall(text)]
    for what, *_ in asked:
        if not hasattr(Audit, "get_" + what):
            troubles.append(f"docs/findings.md asks for {what}, which scripts/findings.py does not know")
    for found in MARK.finditer(text):
        form = r"\w+" if found[1].endswith(" word") else r"[−+]?\d*\.?\d+"
        if not re.fullmatch(form, found[2]) or not re.fullmatch(r"[+~]?\.\d|word", found[1].split()[-1]):
            troubles.append(f"docs/findings.md: {found[0]}")
    if text.count("<!--=") != len(MARK.findall(text)) or text.count("<!--if ") != len(SAYS.findall(text)):
        troubles.append("docs/findings.md has a mark that does not end")
    return troubles


def main():
    text = PAGE.read_text(encoding="utf-8")
    how = sys.argv[1] if len(sys.argv) == 2 else sys.exit(__doc__)
    if how == "--picture":
        PICTURE.write_text(picture(text), encoding="utf-8")
        return
    if how == "--check":
        troubles = check(text)
    else:
        audit = Audit(how)
        if {row["stage"] for row in audit.table("claims")} < {"defaults", "free", "constrained", "ablation"}:
            sys.exit(f"{how} is no full audit: the page needs both rules for signs, as `trilat claims` has them")
        text, troubles = fill(text, audit)
        PAGE.write_text(text, encoding="utf-8")
        PICTURE.write_text(picture(text), encoding="utf-8")
    for trouble in troubles:
        print(trouble)
    sys.exit(1 if troubles else 0)


if __name__ == "__main__":
    main()
