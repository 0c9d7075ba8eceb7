"""Reporting what chapters refer to and the book does not have: posts, people, projects, files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterator, Mapping
from typing import Protocol
from urllib.parse import unquote

from anthology.chapters.text import Piece, pieces
from anthology.review.reporting import Group, Line

_NAMED: Mapping[str, str] = {
    kind: kind for kind in ("post", "author", "project", "cycle", "topic", "channel", "series")
} | {"release": "cycle", "mention": "author"}
"""Kinds of things by the roles and the options of lists that name one."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|#", re.IGNORECASE)


class Names(Protocol):
    """Knows what the names of a book mean."""

    def find(self, kind: str, target: str) -> object | None:
        """Return what a name means, or None."""
        ...

    def suggest(self, kind: str, target: str) -> str | None:
        """Return the nearest name that means something."""
        ...


def broken_references(chapters: Mapping[str, str], names: Names, pages: Container[str]) -> list[Group]:
    """Return what chapters refer to and is not there; no group where all is.

    Args:
        chapters: The text of each chapter by its path below `source/`.
        names: What the book's names mean.
        pages: Paths below `source/` of all pages and other files.
    """
    lines = tuple(
        Line("", f"source/{path}:{piece.line}: {what}")
        for path, text in chapters.items()
        for piece in pieces(text)
        for what in _broken(piece, path, names, pages)
    )
    group = Group(
        "anthology.reference_broken",
        "references in chapters that lead nowhere",
        "mend them in the chapter",
        lines,
    )
    return [group] if lines else []


def _broken(piece: Piece, path: str, names: Names, pages: Container[str]) -> Iterator[str]:
    if piece.kind == "link":
        place = unquote(piece.target.partition("#")[0])
        if place.endswith(".md") and not _SCHEME.match(place):
            folder = "" if place.startswith("/") else posixpath.dirname(path)
            if posixpath.normpath(posixpath.join(folder, place.lstrip("/"))) not in pages:
                yield f"there is no page {piece.target}"
        return
    for kind, target in _named(piece):
        if names.find(kind, target) is None:
            near = names.suggest(kind, target)
            yield f"no {kind} is called “{target}”" + (f"; did you mean “{near}”?" if near else "")


def _named(piece: Piece) -> Iterator[tuple[str, str]]:
    """Yield the kind and name of everything that a role or directive names."""
    if piece.kind == "role" and piece.name in _NAMED:
        yield _NAMED[piece.name], piece.meant
    elif piece.kind == "directive" and piece.name == "quote":
        yield "post", piece.meant
    elif piece.kind == "directive" and piece.name == "posts":
        for key, value in piece.options().items():
            if key in _NAMED and value:
                yield _NAMED[key], value
