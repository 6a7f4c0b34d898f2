"""Messages as Python says them: the program names the options of its command line, which are arguments here.

The names come from the signatures of the functions, so that none is told of an argument that there is not.
"""

from __future__ import annotations

import re
from inspect import signature

#: Options whose argument has another name.
RENAMED = {
    "figure": "kind",
    "format": "parquet",
    "from": "first",
    "only": "outcomes",
    "outcome": "own_outcomes",
    "rival": "rivals",
}
#: What is quoted is the user's, or a command to type; else an option, and what follows it if that is its value.
OPTION = re.compile(
    r"`[^`]*`"
    r"|(?<![^\s(])--(?P<dict>at|set) (?P<path>[\w.]+)=(?P<held>[^\s,;]+)"
    r"|(?<![^\s(])--(?P<option>[a-z][a-z-]*)(?P<value>[ =](?=[A-Z0-9`]|arm:|effect:)| parquet\b|(?=:))?"
)


def arguments() -> dict[str, bool]:
    """The arguments of all functions, and whether each is a switch."""
    import trilat

    found: dict[str, bool] = {}
    for name in trilat.__all__:
        task = getattr(trilat, name)
        if name[0].islower() and callable(task):
            for argument in signature(task).parameters.values():
                found[argument.name] = str(argument.annotation).startswith("bool")
    return found


def said(text: str) -> str:
    """A message with arguments in place of options.

    >>> said("x already holds files: choose another --out, or --force to replace it")
    'x already holds files: choose another out=, or force=True to replace it'
    >>> said("--from 2011-01 is before the first month, without --format parquet and --no-figures")
    'first=2011-01 is before the first month, without parquet=True and figures=False'
    >>> said("/home/--out/a.toml: it is wrong")
    '/home/--out/a.toml: it is wrong'
    >>> said("write --set will.threat=0.2; `trilat plot --list` lists them")
    'write set={"will.threat": 0.2}; `trilat plot --list` lists them'
    """
    return OPTION.sub(_argument, text)


def _argument(found: re.Match[str]) -> str:
    if found["dict"] is not None:
        return f'{found["dict"]}={{"{found["path"]}": {found["held"]}}}'
    if found["option"] is None:
        return found[0]
    name = found["option"].replace("-", "_")
    known = arguments()
    off = name.removeprefix("no_")
    if off != name and known.get(off, False):
        return f"{off}=False"
    name = RENAMED.get(name, name)
    if name not in known:
        return found[0]
    if known[name]:
        return f"{name}=True"
    # With a colon behind it, it is what the message is about.
    return name if found["value"] == "" else f"{name}="
