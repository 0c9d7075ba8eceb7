"""Blogger's own exports: an Atom feed of all that a blog has, of which the published posts are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from anthology.model import Entry, Source
from anthology.sources.boundaries import Boundaries
from anthology.sources.drafts import is_wanted, left_out_as
from anthology.sources.feed import Parsed, entries
from anthology.sources.html_text import plain_title
from anthology.sources.passed_over import UNTITLED, Note, PassedOver, ignore, place_of

FORMAT = "blogger"

LEAVES_OUT = True

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


def read(source: Source, path: Path, boundaries: Boundaries, note: Note = ignore) -> Iterator[Entry]:
    """Yield the published posts of an export; pages and drafts where the source wants them.

    Comments, settings and templates are never posts.

    Args:
        source: What the file belongs to.
        path: The file.
        boundaries: Of no meaning here.
        note: Is told of what the source does not want.

    Raises:
        SourceError: At the end, where the file was cut off or an entry had to be left out.
    """

    def wanted(parsed: Parsed) -> bool:
        kind, status = _kind(parsed), _status(parsed)
        if is_wanted(source, kind, status):
            return True
        if why := left_out_as(kind, status):
            title = plain_title(parsed.get("title")) or UNTITLED
            note(PassedOver(source.id, place_of(source), path.as_posix(), why, title))
        return False

    yield from entries(source, path, wanted)


def _kind(parsed: Parsed) -> str:
    kinds = [str(tag.get("term")) for tag in parsed.get("tags", ()) if tag.get("scheme") == _KIND]
    return kinds[0].rpartition("#")[2] if kinds else str(parsed.get("blogger_type") or "post").lower()


def _status(parsed: Parsed) -> str:
    if str(parsed.get("app_draft") or parsed.get("draft") or "no").strip().lower() == "yes":
        return "draft"
    return _STATUSES.get(str(parsed.get("blogger_status") or "LIVE").upper(), "")
