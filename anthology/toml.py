"""Reading the TOML files that people write, with errors that name the line."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from anthology.errors import ConfigError

Step = str | int
"""A key, or a number, from 0, in a list."""

_NAME = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)"""
_NAMES = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER = re.compile(rf"\s*(?P<list>\[?)\[\s*(?P<names>{_NAMES})\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(rf"\s*(?P<names>{_NAMES})\s*=")
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r"""|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\#[^\n]*|[\[\]{}]|\n""",
    re.DOTALL,
)


@dataclass(frozen=True)
class Document:
    """A TOML file as it was read.

    Attributes:
        where: How errors call it.
        text: What it holds.
        tables: The same as values.
    """

    where: str
    text: str
    tables: Mapping[str, Any]

    @classmethod
    def load(cls, path: Path) -> Document:
        """Read a file.

        Raises:
            ConfigError: If it cannot be read, or is not TOML; names the line.
        """
        where = shown(path)
        return cls.parse(read_text(path, where), where)

    @classmethod
    def parse(cls, text: str, where: str) -> Document:
        """Read a text.

        Raises:
            ConfigError: If it is not TOML; names the line.
        """
        return cls(where, text, parse(text, where))

    def at(self, *path: Step) -> str:
        """Return `file:line` of a key or table, or of the nearest one around it that is there."""
        line = next((self._lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self._lines), 1)
        return f"{self.where}:{line}"

    def wrong(self, what: str, path: Sequence[Step] = (), remedy: str = "") -> ConfigError:
        """Return the error that something is wrong with a key or table."""
        return ConfigError(what, self.at(*path), remedy)

    @cached_property
    def _lines(self) -> Mapping[tuple[Step, ...], int]:
        """The line, from 1, of each key and table; tomllib keeps no positions."""
        found: dict[tuple[Step, ...], int] = {}
        counts: Counter[tuple[Step, ...]] = Counter()
        table: tuple[Step, ...] = ()
        for index, line in statements(self.text):
            if header := _HEADER.match(line):
                table = ()
                for name in _names(header):
                    # A table below one of a list belongs to the last of that list.
                    table += (counts[table] - 1, name) if counts[table] else (name,)
                    found.setdefault(table, index + 1)
                if header["list"]:
                    counts[table] += 1
                    table += (counts[table] - 1,)
                    found[table] = index + 1
            elif key := _KEY.match(line):
                path = table
                for name in _names(key):
                    path += (name,)
                    found.setdefault(path, index + 1)
        return found


def label(path: Sequence[Step]) -> str:
    """Return how people call a key or table: `people[2].kind`, counted from 1."""
    parts = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(parts).removeprefix(".")


def statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that do not begin inside a text or list of several lines, with their numbers from 0."""
    lines = text.split("\n")
    yield 0, lines[0]
    number = depth = 0
    for token in _TOKEN.finditer(text):
        found = token[0]
        depth += (found in "[{") - (found in "]}")
        number += found.count("\n")
        if found == "\n" and depth <= 0:
            depth = 0
            yield number, lines[number]


def header_names(line: str) -> tuple[str, ...]:
    """Return the names in a line that begins a table, or nothing if it begins none."""
    header = _HEADER.match(line)
    return tuple(_names(header)) if header else ()


def _names(found: re.Match[str]) -> Iterator[str]:
    for name in re.findall(_NAME, found["names"]):
        yield name[1:-1] if name[0] in "\"'" else name


def shown(path: Path) -> str:
    """Return how a file in the `conf` folder is called wherever its project lies: `conf/people.toml`.

    A file that is in none is called by its whole path.
    """
    parts = path.parts[:-1]
    if "conf" not in parts:
        return path.as_posix()
    return "/".join((*parts[len(parts) - 1 - parts[::-1].index("conf") :], path.name))


def read_text(path: Path, where: str) -> str:
    """Return the text of a file that people write.

    Args:
        path: The file.
        where: How errors call it.

    Raises:
        ConfigError: If it is not there, may not be read or is not UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError("is not UTF-8 text", f"{where}:{line}", "Save the file as UTF-8.") from error
    except OSError as error:
        remedy = "" if isinstance(error, FileNotFoundError) else "Check that it is a file you may read."
        raise ConfigError(f"cannot be read: {error.strerror}", where, remedy) from error


def parse(text: str, where: str) -> dict[str, Any]:
    """Return the tables of a text.

    Args:
        text: TOML.
        where: How errors call the file it is from.

    Raises:
        ConfigError: If it is not TOML; names the line.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        raise ConfigError(
            f"is not TOML: {error}",
            f"{where}:{line}",
            "Text stands in quotation marks, a list in brackets, and every table and key once.",
        ) from error
