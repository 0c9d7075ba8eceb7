"""Which posts the chapters that people wrote name, quote or list, as their text says it.

Read from the text, not by Sphinx, so that an editor can ask before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from anthology.chapters import FOLDER
from anthology.chapters.text import Piece, pieces
from anthology.sphinxext.queries import FILTERS, Query, select
from anthology.sphinxext.records import Records

_PAGE = re.compile(r"(?:\.\./|/)*(posts/[\w./-]+?)(?:\.md|\.html)?(?:#.*)?")


def posts_in_chapters(source_dir: Path, records: Records) -> set[str]:
    """Return the ids of the posts that the chapters below a source folder name, quote or list."""
    found: set[str] = set()
    for path in sorted((source_dir / FOLDER).rglob("*.md")):
        found.update(posts_named(path.read_text("utf-8", "replace"), records))
    return found


def posts_named(text: str, records: Records) -> Iterator[str]:
    """Yield the ids of the posts that a chapter's text names, quotes or lists."""
    for piece in pieces(text):
        if piece.kind == "directive" and piece.name == "posts":
            for record in select(records, _query(piece.options().items(), records)):
                yield record["id"]
        elif (name := _name_in(piece)) and (post := records.identify("post", name)):
            yield post


def _name_in(piece: Piece) -> str | None:
    """Return the name of the post that a piece of a chapter leads to, if it is one."""
    if (piece.kind, piece.name) in (("role", "post"), ("directive", "quote")):
        return piece.meant
    if piece.kind == "link" or piece.name == "doc":
        found = _PAGE.fullmatch(piece.meant)
        return found[1] if found else None
    return None


def _query(options: Iterable[tuple[str, str]], records: Records) -> Query:
    filters: list[tuple[str, str]] = []
    for key, value in options:
        if key in FILTERS:
            kind = {"release": "cycle", "mention": "author"}.get(key, key)
            known = value if kind in ("year", "month") else records.identify(kind, value)
            filters.append((key, known or value))
    given = dict(options)
    limit = given.get("limit", "")
    return Query(
        tuple(filters),
        about=given.get("about"),
        elsewhere="written" in given,
        limit=int(limit) if limit.isdigit() else None,
        sort=given.get("sort", "date"),
    )
