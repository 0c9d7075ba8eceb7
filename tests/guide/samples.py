"""The samples of README and guide: found by their fences, run in order, page by page.

A fence in `console` holds lines that begin with `$ `, which are run, below each what it prints; `…` stands
for anything.  A `{code-block}` with a caption is a file: it is written to that path, or added to
the file if the caption says `added to PATH`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

FENCE = re.compile(r"(?P<fence>`{3,})(?P<info>[^`\n]*)")
OPTION = re.compile(r":(?P<key>[\w-]+):[ ]*(?P<value>.*)")


@dataclass(frozen=True)
class Sample:
    """One fenced block.

    Attributes:
        page: File name of the page.
        line: Line of its opening fence, from 1.
        language: First word of its info string; for `{code-block}`, its argument.
        caption: Of a `{code-block}`.
        text: What is inside, without options.
    """

    page: str
    line: int
    language: str
    caption: str
    text: str


@dataclass(frozen=True)
class Command:
    """A line to run and what it prints."""

    line: str
    prints: str


def samples_of(path: Path) -> list[Sample]:
    """Return all fenced blocks of a page, in order."""
    lines = path.read_text("utf-8").splitlines()
    found, at = [], 0
    while at < len(lines):
        start = at
        at += 1
        opened = FENCE.fullmatch(lines[start])
        if not opened:
            continue
        inside = []
        while lines[at] != opened["fence"]:
            inside.append(lines[at])
            at += 1
        at += 1
        words = opened["info"].split()
        language, caption = (words[0] if words else ""), ""
        if language == "{code-block}":
            language = words[1]
            while inside and (option := OPTION.fullmatch(inside[0])):
                caption = option["value"] if option["key"] == "caption" else caption
                inside.pop(0)
            inside = inside[1:] if inside and not inside[0] else inside
        found.append(Sample(path.name, start + 1, language, caption, "\n".join(inside) + "\n"))
    return found


def commands_of(sample: Sample) -> Iterator[Command]:
    """Yield the commands of a console sample with what each prints."""
    line, prints = "", []
    for row in sample.text.splitlines():
        if row.startswith("$ "):
            if line:
                yield Command(line, "\n".join(prints))
            line, prints = row[2:], []
        elif line.endswith("\\"):
            line = line[:-1] + row.strip()
        else:
            prints.append(row)
    if line:
        yield Command(line, "\n".join(prints))


class Reader:
    """Somebody who follows a page to the letter, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start = folder

    def follow(self, sample: Sample, passed_over: dict[str, str]) -> None:
        """Do what a sample says, and compare what it promises.

        Raises:
            AssertionError: A command failed, or printed something else.
        """
        if sample.caption:
            self.put(sample)
        if sample.language != "console":
            return
        for command in commands_of(sample):
            if command.line not in passed_over:
                self.run(command, f"{sample.page}:{sample.line}")

    def put(self, sample: Sample) -> None:
        """Write a sample's file."""
        added = sample.caption.startswith("added to ")
        path = self.folder / sample.caption.removeprefix("added to ")
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text("utf-8") if added else ""
        path.write_text(f"{before}\n{sample.text}" if added else sample.text, "utf-8")

    def run(self, command: Command, where: str) -> None:
        """Run one command."""
        if moved := re.fullmatch(r"cd (\S+)", command.line):
            self.folder = (self.folder / moved[1]).resolve()
            return
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        done = subprocess.run(
            ["bash", "-c", f"exec 2>&1; {command.line}"],
            cwd=self.folder,
            env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "200"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        printed = done.stdout
        # `check` exits with 1 where an editor has something to do: that is what its samples show.
        assert done.returncode == 0 or (command.line == "anthology check" and done.returncode == 1), (
            f"{where}: $ {command.line}\n{printed}"
        )
        if command.prints:
            assert promised(command.prints).fullmatch(printed.strip() + "\n"), (
                f"{where}: $ {command.line}\npromised:\n{command.prints}\nprinted:\n{printed}"
            )


def promised(text: str) -> re.Pattern[str]:
    """Return the pattern of an output: `…` alone on a line is any lines or none, elsewhere any characters."""
    pattern = ""
    for line in text.strip().splitlines():
        if line == "…":
            pattern += r"(?:[^\n]*\n)*"
        else:
            pattern += ".*".join(re.escape(part) for part in line.split("…")) + r"\n"
    return re.compile(pattern)
