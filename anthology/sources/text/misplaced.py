"""Editors' words on boundaries that meet nothing: on an empty line, inside a paragraph, in another file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from anthology.errors import SourceError, nearest
from anthology.model import Entry
from anthology.sources.boundaries import Place
from anthology.sources.text.page import Page, load
from anthology.sources.text.pieces import HEARD
from anthology.sources.text.shapes import is_title_like
from anthology.sources.text.signs import is_meta

_QUOTED = 60


def misplaced(places: Mapping[tuple[str, Place], str], entries: Sequence[Entry], project: Path) -> list[str]:
    """Say which words on boundaries changed nothing, and which line was probably meant.

    Args:
        places: `split` or `join` and the place, to where it was decided (`file:line`).
        entries: Everything that was read with these words.
        project: The folder from which paths start.

    Returns:
        One line each, with its type in brackets.
    """
    if not places:
        return []
    files: dict[str, dict[str, list[Entry]]] = defaultdict(dict)
    for entry in entries:
        if entry.body_format == "text" and entry.origin.first_line is not None:
            files[Path(entry.origin.file).name].setdefault(entry.origin.file, []).append(entry)
    warnings = []
    for (kind, (name, line)), where in places.items():
        why = "" if name in files else _unknown(name, files)
        for file, posts in files.get(name, {}).items():
            heard = any(d.line == line and d.confidence == HEARD for post in posts for d in post.doubts)
            why = "" if heard else _why(kind, line, project / file, posts)
            if heard:
                break
        if why:
            warnings.append(f"{where}: {kind} of {name}, line {line}: {why} [anthology.decision_misplaced]")
    return warnings


def _unknown(name: str, files: Iterable[str]) -> str:
    near = nearest(name, files)
    hint = f"did you mean “{near}”?" if near else "only text dumps have boundaries to decide"
    return f"no text dump of this name was read; {hint}"


def _why(kind: str, line: int, path: Path, posts: Sequence[Entry]) -> str:
    try:
        page = load(path)
    except SourceError as error:
        return error.what
    right = _heads(page, posts) if kind == "join" else _titles(page, posts)
    hint = _hint(page, _nearest(line, right))
    if line > len(page.lines):
        return f"the file has {len(page.lines)} lines; {hint}"
    row = next((row for row in page.rows if row.number <= line <= row.last), None)
    if row is None:
        return f"the line is empty; {hint}"
    if row.number != line:
        return f"the line is inside a paragraph; {_hint(page, row.number) if kind == 'split' else hint}"
    return f"{'no post would begin there' if kind == 'join' else 'it is no part of a post'}; {hint}"


def _titles(page: Page, posts: Sequence[Entry]) -> list[int]:
    """Return the lines on which titles stand, or could: short ones inside posts, else any inside them."""
    inside = [
        row
        for row in page.rows
        if any((p.origin.first_line or 0) < row.number <= (p.origin.last_line or 0) for p in posts)
    ]
    short = [row.number for row in inside if is_title_like(row.label) and not is_meta(row.text)]
    return sorted({*short, *_heads(page, posts)}) or [row.number for row in inside]


def _heads(page: Page, posts: Sequence[Entry]) -> list[int]:
    return sorted(_head_lines(page, posts))


def _head_lines(page: Page, posts: Sequence[Entry]) -> Iterator[int]:
    """Yield the lines on which posts begin: that of the title above the body, else the body's first."""
    numbers = [row.number for row in page.rows]
    for post in posts:
        first = post.origin.first_line or 0
        at = numbers.index(first) if first in numbers else 0
        above = page.rows[max(0, at - 6) : at + 1]
        titled = (row.number for row in reversed(above) if post.title and post.title in row.text)
        yield next(titled, first)


def _nearest(line: int, lines: Sequence[int]) -> int | None:
    """Return the nearest line; of two as near the one below."""
    return min(lines, key=lambda other: (abs(other - line), other < line), default=None)


def _hint(page: Page, line: int | None) -> str:
    if line is None:
        return "remove the decision"
    text = next(row.text for row in page.rows if row.number == line)
    quoted = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
    return f"the nearest right line is {line}, “{quoted}”"
