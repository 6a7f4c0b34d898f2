"""What a reader of the book relies on: that every page is listed, every link leads somewhere, and every command works.

    book.py links BOOK            # BOOK is the folder that mdBook made
    book.py commands TRILAT       # runs the blocks of every page, with few runs, in a folder of their own
    book.py small COMMAND …       # what `trilat` means in those blocks: the same command, made small

Python's standard library.
"""

import html.parser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent.parent
DOCS = HERE / "docs"
# Commands that another test runs.
ELSEWHERE = {"explore": "tests/explorer"}
PAGES_ELSEWHERE = {"questions.md": "tests/run/questions.rs"}


# Links


class Page(html.parser.HTMLParser):
    """The places of a page, and what it points to."""

    def __init__(self):
        super().__init__()
        self.places, self.links = set(), []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        for name in ("id", "name"):
            if given.get(name):
                self.places.add(given[name])
        for name in ("href", "src"):
            if given.get(name):
                self.links.append(given[name])


def links(book):
    """Every link inside the book leads to a file, and to a place in it; every page of docs/ is listed."""
    book, troubles, pages = pathlib.Path(book), [], {}
    for path in sorted(book.rglob("*.html")):
        path = path.resolve()
        pages[path] = Page()
        pages[path].feed(path.read_text(encoding="utf-8"))
    for path, page in pages.items():
        for link in page.links:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc or path.name in ("404.html", "toc.html"):
                continue
            there = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path
            if not there.exists():
                troubles.append(f"{path.name}: {link}: there is no such page")
            elif parts.fragment and there.suffix == ".html":
                if urllib.parse.unquote(parts.fragment) not in pages[there].places:
                    troubles.append(f"{path.name}: {link}: there is no such place")
    listed = set(re.findall(r"\]\(([^)]+\.md)\)", (DOCS / "SUMMARY.md").read_text(encoding="utf-8")))
    for path in sorted(DOCS.rglob("*.md")):
        name = str(path.relative_to(DOCS))
        if name != "SUMMARY.md" and name not in listed:
            troubles.append(f"docs/{name} is not in docs/SUMMARY.md")
    for path in sorted([*DOCS.rglob("*.md"), HERE / "README.md", HERE / "CONTRIBUTING.md"]):
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if "://" not in link and not (path.parent / link).exists():
                troubles.append(f"{path.relative_to(HERE)}: {link}: there is no such file")
    return troubles


# Commands


def blocks(page):
    """The shell blocks of a page: each a list of lines, without remarks and with continued lines joined."""
    text = (DOCS / page).read_text(encoding="utf-8")
    for block in re.findall(r"^```(?:sh|bash)\n(.*?)^```", text, re.S | re.M):
        lines = [re.sub(r"(^|\s)#.*", "", line).strip() for line in block.replace("\\\n", " ").splitlines()]
        yield [line for line in lines if line]


def option(words, name, value):
    """The words with an option at this value, whether it was there or not."""
    if name in words:
        at = words.index(name)
        return words[: at + 1] + [value] + words[at + 2 :]
    return words + [name, value]


def small(words):
    """A command with so few runs, months and points that it takes a moment."""
    verb = words[0]
    if verb in ("run", "compare"):
        words = option(words, "--runs", "24") + ["--set", "scenario.horizon=30", "--no-figures", "--force", "-q"]
    elif verb == "sweep":
        words = option(words, "--replicates", "2") + ["--set", "scenario.horizon=18"]
        if "--dry-run" not in words:
            words += ["-q"] if "--resume" in words else ["-q", "--resume" if "--shard" in words else "--force"]
    elif verb in ("merge", "plot", "discover", "sensitivity", "export", "rerun"):
        words = words + (["--force"] if "--list" not in words else [])
        if verb == "plot" and "--format" not in words and "--list" not in words:
            words += ["--format", "svg"]
        if verb == "sensitivity":
            words = option(words, "--resamples", "1000")
            words += [] if "--output" in words else ["--output", "probes_r1"]
        if "--source" in words:  # a checkout in work has changes that are not committed
            at = words.index("--source")
            del words[at : at + 2]
    elif verb == "claims" and not {"--list", "--columns"} & set(words):
        words = [word for word in words if word != "--quick" and not re.fullmatch(r"[CR]\d+", word)]
        words += [] if "claim.toml" in words else ["C16"]
        for name, value in (("--points", "1"), ("--replicates", "2"), ("--default-replicates", "4")):
            words = option(words, name, value)
        words += ["--force", "-q"] if "-q" not in words else ["--force"]
    elif verb == "calibrate" and "--dry-run" not in words:
        words = option(words, "--particles", "20")
        words += ["--force", "-q"] if "smc2" in words else ["--generations", "1", "--force", "-q"]
    elif verb == "forecast":
        for name, value in (("--months", "4"), ("--draws", "2"), ("--particles", "16")):
            words = option(words, name, value)
        words += ["--force", "-q"]
    elif verb in ("score", "baselines", "tables", "cluster"):
        words = words + ["--force"] if verb != "tables" else words
        words = [word for word in words if word != "--submit"]
    elif verb == "match-rates":
        words = words + ["--runs", "64", "--rounds", "1", "--tolerance", "100", "-q"]
    if verb == "sensitivity" and words[1] == "DIR":
        words[1] = "DIR_" + words[words.index("--design") + 1]
    return words


def given(folder, trilat):
    """What the pages take for granted: files of the reader's own, and folders of the examples."""
    shutil.copytree(HERE / "configs", folder / "configs")
    fit = folder / "configs" / "calibrations" / "korea_2012.toml"
    fit.write_text(re.sub(r"^predictive = \d+$", "predictive = 100", fit.read_text(encoding="utf-8"), flags=re.M))
    for path in ("bin", ".local/share/bash-completion/completions", ".config/fish/completions", ".local/share/man/man1"):
        (folder / path).mkdir(parents=True)
    for name, words in (("trilat", f'exec {sys.executable} {HERE}/tests/book.py small "$@"'), ("man", "cat >/dev/null")):
        (folder / "bin" / name).write_text(f"#!/bin/sh\n{words}\n")
        (folder / "bin" / name).chmod(0o755)
    study = '[study]\nname = "{}"\nscenario = "northeast_asia"\nmonths = ["cohesion"]\n[design]\nkind = "{}"\n[factors]\n'
    factors = '"fear.per_exercise" = { levels = [0.0, 0.1] }\n"states.KOR.resolute_share" = { levels = [0.3, 0.8] }\n'
    (folder / "study.toml").write_text(study.format("NAME", "grid") + factors)
    (folder / "with_arms.toml").write_text(study.format("mine", "ofat") + factors + '[arms.away]\nscenario = "seoul_steps_back"\n')
    (folder / "by_others.toml").write_text(
        study.format("by_others", "saltelli").replace("[factors]", "points = 8\n[factors]")
        + '"fear.per_exercise" = {}\n"states.KOR.resolute_share" = { low = 0.2, high = 0.9 }\n'
    )
    (folder / "mine.csv").write_text("dose,mean,ci_low,ci_high,n\n0,1,0,2,9\n1,3,2,4,9\n2,4,3,5,9\n")
    text = (DOCS / "first_figure.md").read_text(encoding="utf-8")
    (folder / "mine.toml").write_text(re.search(r"^```toml\n(.*?)^```", text, re.S | re.M)[1])
    gallery = (HERE / "scripts" / "gallery.sh").read_text(encoding="utf-8")
    for name, text in re.findall(r"cat >(\w+\.toml) <<END\n(.*?)^END$", gallery, re.S | re.M):
        (folder / name).write_text(text.replace("$configs", str(HERE / "configs")))
    with open(folder / "FORECAST.csv", "w", encoding="utf-8") as file:
        file.write("month,sample,count\n")
        file.writelines(f"2020-{month:02},{n},{(n * month) % 4}\n" for month in range(1, 13) for n in range(20))
    first = ["run northeast_asia", "sweep with_arms.toml", "sweep by_others.toml", "init claim"]
    first += [f"sweep configs/studies/{name}.toml" for name in ("grid", "ofat", "saltelli", "morris", "lhs")]
    for command in first:
        subprocess.run([trilat, *small(command.split())], cwd=folder, check=True, capture_output=True)
    (folder / "DIR").symlink_to(folder / "outputs" / "northeast_asia")
    # A folder of another program has the points and what came out, and SALib's problem.
    ranges = '{{"names": [{}], "bounds": [{}]}}'
    for name, study in (("saltelli", "by_others"), ("morris", "morris"), ("lhs", "lhs")):
        other, own = folder / f"DIR_{name}", folder / "outputs" / study
        other.mkdir()
        for file in ("design.csv", "runs.csv"):
            shutil.copy(own / file, other)
        header = (other / "design.csv").read_text().splitlines()[0].split(",")[1:]
        rows = [line.split(",") for line in (own / "factors.csv").read_text().splitlines()]
        low, high, column = (rows[0].index(word) for word in ("low", "high", "column"))
        of = {row[column]: f"[{row[low]}, {row[high]}]" for row in rows[1:]}
        problem = ranges.format(", ".join(f'"{word}"' for word in header), ", ".join(of[word] for word in header))
        (folder / f"problem_{name}.json").write_text(problem)


def commands(trilat):
    """Every shell block of every page, in the order of the book."""
    troubles, count, began = [], 0, time.monotonic()
    listed = re.findall(r"\]\(([^)]+\.md)\)", (DOCS / "SUMMARY.md").read_text(encoding="utf-8")) + ["../README.md"]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        given(folder, trilat)
        env = {**os.environ, "PATH": f"{folder}/bin:{os.environ['PATH']}", "HOME": name, "TRILAT_BOOK": trilat}
        for page in listed:
            for block in () if page in PAGES_ELSEWHERE else blocks(page):
                for line in block:
                    for path in re.findall(r"(?<![\w/-])((?:scripts|tests|examples|docs)/[\w./-]+)", line):
                        if not (HERE / path).exists():
                            troubles.append(f"docs/{page}: {path}: there is no such file")
                    if not line.startswith("trilat ") or line.split()[1] in ELSEWHERE:
                        continue
                    count += 1
                    run = subprocess.run(["bash", "-euo", "pipefail", "-c", line], cwd=folder, env=env, capture_output=True, text=True)
                    if run.returncode:
                        troubles.append(f"docs/{page}: {line}\n{run.stderr.strip()[-600:]}")
    print(f"book: {count} commands of {len(listed)} pages in {time.monotonic() - began:.0f} s")
    if count < 100:
        troubles.append(f"the book has {count} commands, where it had more than a hundred")
    return troubles


def main():
    what, *rest = sys.argv[1:]
    if what == "small":
        words = small(rest)
        for name in ("saltelli", "morris"):
            words = [f"problem_{name}.json" if word == "problem.json" and f"DIR_{name}" in words else word for word in words]
        # The same command twice would leave the same.
        done = pathlib.Path("commands_done")
        known = done.read_text().splitlines() if done.exists() else []
        if (line := " ".join(words)) in known:
            return
        done.write_text("\n".join([*known, line]))
        os.execv(os.environ["TRILAT_BOOK"], [os.environ["TRILAT_BOOK"], *words])
    troubles = {"links": links, "commands": commands}[what](*rest)
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    sys.exit(1 if troubles else 0)


if __name__ == "__main__":
    main()
