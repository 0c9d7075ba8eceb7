"""Blogger's own exports: an Atom feed of all that a blog has, of which the published posts are read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from anthology.model import Entry, Source
from anthology.sources.boundaries import Boundaries
from anthology.sources.feed import Parsed, entries

FORMAT = "blogger"

_KIND = "http://schemas.google.com/g/2005#kind"
_STATUSES = {"LIVE": "publish", "DRAFT": "draft", "SCHEDULED": "future"}
_MARKS = (
    b"kind#settings",
    b"kind#template",
    b".archive</id>",
    b"<blogger:type>",
    b"kind#comment",
    b"kind#page",
)


def sniff(path: Path, head: bytes) -> float:
    """Recognise what only an export has: settings, templates, comments among the posts."""
    if b"<feed" not in head or b"blogger.com,1999" not in head:
        return 0.0
    return 0.97 if any(mark in head for mark in _MARKS) else 0.0


def read(source: Source, path: Path, boundaries: Boundaries) -> Iterator[Entry]:
    """Yield the published posts of an export; pages and drafts where the source wants them.

    Comments, settings and templates are never posts.

    Raises:
        SourceError: At the end, where the file was cut off or an entry had to be left out.
    """
    yield from entries(source, path, partial(_is_wanted, source))


def _is_wanted(source: Source, parsed: Parsed) -> bool:
    kinds = [str(tag.get("term")) for tag in parsed.get("tags", ()) if tag.get("scheme") == _KIND]
    kind = kinds[0].rpartition("#")[2] if kinds else str(parsed.get("blogger_type") or "post").lower()
    status = str(parsed.get("blogger_status") or "LIVE").upper()
    if str(parsed.get("app_draft") or parsed.get("draft") or "no").strip().lower() == "yes":
        status = "DRAFT"
    return kind in source.types and _STATUSES.get(status) in source.statuses
