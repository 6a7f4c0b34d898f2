"""What mdBook calls to make the book of docs/: formulas, links that leave docs/, and the page of all options.

- `$$ … $$` on lines of their own, and `$ … $` in a line that holds a backslash, become MathML, by pandoc: the
  book then needs no script and no network to show them.
- A link to a file outside docs/ keeps its words and loses its target, which a book has not got.
- `{{#options}}` becomes what `trilat --help` and `trilat COMMAND --help` print; the program is that of TRILAT.

Python's standard library and pandoc.
"""

import json
import os
import re
import subprocess
import sys

DISPLAY = re.compile(r"^\$\$\n(.*?)\n\$\$$", re.S | re.M)
INLINE = re.compile(r"(?<![\\$`])\$([^$`\n]*\\[^$`\n]*)\$(?!\$)")
OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./[^)]*\)")
FENCE = re.compile(r"^(```.*?^```)", re.S | re.M)


def chapters(items):
    """Every chapter of a book, also of those below others."""
    for item in items:
        chapter = item.get("Chapter") if isinstance(item, dict) else None
        if chapter:
            yield chapter
            yield from chapters(chapter["sub_items"])


def math_of(formulas):
    """MathML of formulas (TeX, whether displayed), all of them in one call of pandoc."""
    # What pandoc's reader of TeX does not know, in words that it knows.
    plain = [(tex.replace(r"\Bigl", r"\left").replace(r"\Bigr", r"\right").replace(r"\cr ", r"\\ "), display) for tex, display in formulas]
    text = "\n\n".join(f"$${tex}$$" if display else f"${tex}$" for tex, display in plain)
    made = subprocess.run(
        ["pandoc", "--from", "markdown", "--to", "html5", "--mathml", "--wrap=none"],
        input=text, capture_output=True, text=True, check=True,
    )
    if made.stderr:
        sys.exit(f"pandoc: {made.stderr}")
    found = re.findall(r"<math .*?</math>", made.stdout, re.S)
    if len(found) != len(formulas):
        sys.exit(f"pandoc made {len(found)} of {len(formulas)} formulas")
    found = [re.sub(r'<mstyle mathvariant="normal">(.*?)</mstyle>', upright, math, flags=re.S) for math in found]
    # The TeX beside the MathML is for pandoc's readers; here it would be found by the search instead of words.
    return [re.sub(r"<annotation.*?</annotation>", "", math, flags=re.S).replace("\n", " ") for math in found]


def upright(match):
    """Letters of one upright word as one word: browsers slant single letters, and know no other way."""
    word = re.sub(
        r"(?:<mi>[^<]</mi>)+", lambda letters: f"<mi>{re.sub('<[^>]*>', '', letters.group(0))}</mi>", match.group(1)
    )
    word = re.sub("<mi>([^<])</mi>", '<mi mathvariant="normal">\\1</mi>', word)
    return f"<mrow>{word}</mrow>"


def outside_of_code(text, change):
    """`text` with `change` made in what stands outside fenced code."""
    parts = FENCE.split(text)
    return "".join(part if n % 2 else change(part) for n, part in enumerate(parts))


def formulas_to_math(book):
    found, pages = [], list(chapters(book))

    def collect(display):
        def keep(match):
            found.append((match.group(1), display))
            return f"\x00{len(found) - 1}\x00"
        return keep

    for page in pages:
        page["content"] = outside_of_code(
            page["content"], lambda part: INLINE.sub(collect(False), DISPLAY.sub(collect(True), part))
        )
    if not found:
        return
    made = math_of(found)

    def put(match):
        n = int(match.group(1))
        return f'<div class="formula">{made[n]}</div>' if found[n][1] else made[n]

    for page in pages:
        page["content"] = re.sub("\x00(\\d+)\x00", put, page["content"])


def options():
    program = os.environ.get("TRILAT")
    if not program:
        sys.exit("TRILAT names no program, whose options the book lists")

    def said(*words):
        env = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
        return subprocess.run([program, *words], capture_output=True, text=True, check=True, env=env).stdout.rstrip()

    top = said("--help")
    names = re.findall(r"^  ([a-z][a-z-]*)(?: |$)", top.split("Commands:")[1].split("Options:")[0], re.M)
    page = [f"```text\n{top}\n```"]
    for name in names:
        if name != "help":
            page.append(f"## `trilat {name}`\n\n```text\n{said(name, '--help')}\n```")
    return "\n\n".join(page)


def main():
    if sys.argv[1:2] == ["supports"]:
        sys.exit(0 if sys.argv[2] == "html" else 1)
    _, book = json.load(sys.stdin)
    items = book.get("items", book.get("sections"))
    for page in chapters(items):
        page["content"] = outside_of_code(page["content"], lambda part: OUTSIDE.sub(r"\1", part))
        if "{{#options}}" in page["content"]:
            page["content"] = page["content"].split("{{#options}}")[0] + options() + "\n"
    formulas_to_math(items)
    json.dump(book, sys.stdout)


if __name__ == "__main__":
    main()
