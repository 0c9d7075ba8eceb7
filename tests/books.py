"""Books built once for many tests: by the command line, as an editor would."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pikepdf

KILLS = int(os.environ.get("ANTHOLOGY_KILLS", "5"))
"""How often a run is killed: a few times in each run of the suite, ANTHOLOGY_KILLS=50 for a long look."""


@dataclass(frozen=True)
class Book:
    """A built project.

    Attributes:
        folder: The project.
        log: What the build said.
    """

    folder: Path
    log: str

    @property
    def html(self) -> Path:
        return self.folder / "build" / "html"

    @property
    def pdf(self) -> Path:
        (found,) = (self.folder / "build" / "pdf").glob("*.pdf")
        return found

    @cached_property
    def records(self) -> list[dict]:
        """The lines of `anthology export`."""
        return [json.loads(line) for line in run(self.folder, "-q", "export").stdout.splitlines()]

    @property
    def shown(self) -> list[dict]:
        return [r for r in self.records if r["status"] != "rejected" and r["duplicate_of"] is None]

    @cached_property
    def outline(self) -> set[str]:
        """All titles in the PDF's outline."""
        with pikepdf.open(self.pdf) as pdf, pdf.open_outline() as outline:
            todo, titles = list(outline.root), set()
            while todo:
                item = todo.pop()
                titles.add(squeezed(item.title))
                todo += item.children
        return titles


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a project and return what it said."""
    command = [sys.executable, "-m", "anthology", "-C", str(folder), *arguments]
    return subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
    )


def build(folder: Path, *arguments: str, **environment: str) -> Book:
    """Build HTML and PDF; fail with what the build said if it is not clean."""
    done = run(folder, "build", "--strict", *arguments, **environment)
    assert done.returncode == 0, done.stderr[-6000:]
    return Book(folder, done.stderr)


def copy_project(origin: Path, target: Path) -> Path:
    """Copy what people wrote of a project: its settings, chapters and archive."""
    shutil.copytree(origin / "conf", target / "conf", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("chapters", "guide", "archive"):
        shutil.copytree(origin / "source" / name, target / "source" / name)
    shutil.copy(origin / "source" / "index.md", target / "source" / "index.md")
    return target


def squeezed(text: str) -> str:
    """Return letters and digits only: what is left of a text however it was broken into lines."""
    return re.sub(r"[\W_]+", "", text).casefold()
