"""The pairs of notebooks: a script, and the same as .ipynb with what it shows.

    notebooks.py check FOLDER               the cells of each pair are the same, and what they show is small
    notebooks.py keep EXECUTED NOTEBOOK     keeps of an executed notebook what does not name a moment or a machine
"""

import sys
from pathlib import Path

import jupytext
import nbformat

#: Bytes of what a cell shows, and of all notebooks.
CELL, ALL = 60_000, 700_000


def check(folder):
    scripts = sorted(folder.glob("[0-9]*.py"))
    assert len(scripts) == 4 == len(list(folder.glob("*.ipynb"))), "a notebook lacks its pair"
    for script in scripts:
        pair = script.with_suffix(".ipynb")
        ours, theirs = (
            [(cell.cell_type, cell.source.strip()) for cell in read.cells]
            for read in (jupytext.read(script), nbformat.read(pair, as_version=4))
        )
        assert ours == theirs, f"{pair} is not its script: TRILAT_BLESS=1 bash tests/notebooks.sh makes it anew"
        shown = [output for cell in nbformat.read(pair, as_version=4).cells for output in cell.get("outputs", [])]
        kinds = {kind for output in shown for kind in output.get("data", {})}
        assert {"image/png", "text/html"} <= kinds, f"{pair} shows no figure or no table"
        assert all(output.output_type != "error" and output.get("name") != "stderr" for output in shown)
        assert max(len(str(output)) for output in shown) < CELL, f"{pair} shows too much"
    assert sum(pair.stat().st_size for pair in folder.glob("*.ipynb")) < ALL


def keep(executed, target):
    notebook = nbformat.read(executed, as_version=4)
    notebook.metadata = {
        "jupytext": {"formats": "ipynb,py:percent"},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(notebook.cells):
        tags = [tag for tag in cell.metadata.get("tags", []) if tag == "parameters"]
        cell.metadata = {"tags": tags} if tags else {}
        cell.id = f"cell-{number}"
    nbformat.write(notebook, target)


if __name__ == "__main__":
    what, *paths = sys.argv[1:]
    {"check": check, "keep": keep}[what](*map(Path, paths))
