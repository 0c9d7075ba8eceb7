"""Which posts the chapters that people wrote name, quote or list, as their text says it.

Read from the text, not by Sphinx, so that an editor can ask before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from anthology.sphinxext.queries import FILTERS, Query, select
from anthology.sphinxext.records import Records

CHAPTERS = "chapters"
"""The folder of chapters below the source folder."""

_ROLE = re.compile(r"\{(?:anthology:)?post\}`(?:[^`<]*<)?(?P<target>[^`<>]+)>?`")
_QUOTE = re.compile(r"^[ >]*[`:~]{3,}\{(?:anthology:)?quote\}[ \t]+(?P<target>\S.*?)[ \t]*$", re.MULTILINE)
_LIST = re.compile(
    r"^[ >]*[`:~]{3,}\{(?:anthology:)?posts\}[ \t]*\n(?P<options>(?:[ >]*:[\w-]+:.*\n)*)", re.MULTILINE
)
_OPTION = re.compile(r"^[ >]*:(?P<key>[\w-]+):[ \t]*(?P<value>.*?)[ \t]*$", re.MULTILINE)
_PAGE = re.compile(r"(?<![\w.-])(?P<target>posts/[\w./-]+?)(?:\.md|\.html)?(?=[)>`#\s])")


def posts_in_chapters(source_dir: Path, records: Records) -> set[str]:
    """Return the ids of the posts that the chapters below a source folder name, quote or list."""
    found: set[str] = set()
    for path in sorted((source_dir / CHAPTERS).rglob("*.md")):
        found.update(posts_named(path.read_text("utf-8", "replace"), records))
    return found


def posts_named(text: str, records: Records) -> Iterator[str]:
    """Yield the ids of the posts that a chapter's text names, quotes or lists."""
    for pattern in (_ROLE, _QUOTE, _PAGE):
        for found in pattern.finditer(text):
            if post := records.identify("post", found["target"].strip("\"' ")):
                yield post
    for found in _LIST.finditer(text):
        options = {
            option["key"]: option["value"].strip("\"'") for option in _OPTION.finditer(found["options"])
        }
        for record in select(records, _query(options.items(), records)):
            yield record["id"]


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
