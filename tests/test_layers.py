"""The code imports what the table in CONTRIBUTING.md says, from below upwards, and nothing else."""

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "anthology"
STORIES = {"pipeline", "publish", "updating"}
"""Modules that import many folders themselves."""

ROW = re.compile(r"^\| `(\w+)/` \|.*\|([^|]*)\|$", re.MULTILINE)
TABLE = dict(ROW.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8")))
FOLDERS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def imported(path: Path) -> set[str]:
    """Return what of the package's first level a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, path
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        found.update(name.split(".")[1] for name in names if name.startswith("anthology."))
    return found


def test_each_folder_has_a_row():
    assert sorted(TABLE) == FOLDERS


@pytest.mark.parametrize("folder", FOLDERS)
def test_imports_go_one_way(folder):
    rows = list(TABLE)
    below = set(rows[: rows.index(folder)])
    whole = "all above" in TABLE[folder]
    may = below if whole else set(re.findall(r"`(\w+)`", TABLE[folder]))
    assert may <= below, "the table goes from below upwards"
    found = set().union(*(imported(path) for path in (PACKAGE / folder).rglob("*.py"))) - {folder}
    assert found & {*FOLDERS} <= may
    assert whole or may <= found, "nothing is allowed in vain"
    assert whole or not found & STORIES
