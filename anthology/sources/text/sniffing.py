"""How sure the readers of text dumps are of a file, from its first lines."""

from __future__ import annotations

import re
from pathlib import Path

from anthology.sources.boundaries import NONE
from anthology.sources.text.blog import blog_pieces
from anthology.sources.text.chrome import is_masthead
from anthology.sources.text.marks import find_marks
from anthology.sources.text.page import Page, decode, page_of
from anthology.sources.text.planet import foot_pieces
from anthology.sources.text.shapes import is_prose
from anthology.sources.text.timeline import read_timeline

_ENOUGH = 256 * 1024
"""Bytes looked at: the first post of a page alone can fill what other formats show in their first lines."""
_OTHER = re.compile(
    r"^\s*(?:<[?!a-zA-Z]|[{\[]\s*[\"{\[\]}]|%PDF|PK\x03|---\s*$|\+\+\+\s*$|BEGIN:|From \S+@)", re.MULTILINE
)
_MARKDOWN = re.compile(r"^(?:#{1,6} \S|```|:\w+: |[Tt]itle: |\.\. \w+::|[=-]{4,}$)", re.MULTILINE)
_NAMES = {
    ".md",
    ".markdown",
    ".mdx",
    ".rst",
    ".myst",
    ".html",
    ".htm",
    ".xml",
    ".json",
    ".opml",
    ".atom",
    ".rss",
    ".py",
}


def _text(path: Path, head: bytes) -> str | None:
    """Return the file's first lines, or None where it is not plain text."""
    if not head.strip() or (b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return None
    try:
        with path.open("rb") as file:
            head = file.read(_ENOUGH) or head
    except OSError:
        pass
    text = decode(head)
    if _OTHER.match(text.lstrip("\ufeff \n\r\t")) or text.count("\ufffd") * 20 > len(text):
        return None
    return text if len(head) < _ENOUGH else text[: text.rfind("\n") + 1] or text


def _is_markdown(path: Path, text: str) -> bool:
    return path.suffix.lower() in _NAMES or _MARKDOWN.match(text.lstrip("\ufeff \n\r")) is not None


def planet_sureness(path: Path, head: bytes) -> float:
    """Return how sure it is, from 0 to 1, that a file is a planet's page: bylines, days, blogs' names."""
    if (text := _text(path, head)) is None:
        return 0.0
    page = page_of(path, text)
    timeline = read_timeline(page)
    bylines = sum(mark.byline is not None for mark in timeline.marks)
    if timeline.placement != "foot" or not bylines:
        return 0.0
    blogs = {piece.channel.name for piece in foot_pieces(page, timeline, NONE) if piece.channel}
    days = sum(mark.day is not None for mark in timeline.marks)
    sure = 0.9 if len(blogs) > 1 else 0.6 if days and bylines > 1 else 0.5 if days or blogs else 0.3
    return sure / 3 if _is_markdown(path, text) else sure


def blog_sureness(path: Path, head: bytes) -> float:
    """Return how sure it is, from 0 to 1, that a file is a blog's page: a name, titles, paragraphs."""
    if (text := _text(path, head)) is None:
        return 0.0
    page = page_of(path, text)
    if not any(is_prose(row.text) for row in page.rows):
        # A post of links or code alone, but with its date: enough where the file is named, not in a folder.
        return 0.2 if any(mark.stamp for mark in find_marks(page)) and not _is_markdown(path, text) else 0.0
    if _is_markdown(path, text):
        return 0.05
    return _titled(page)


def _titled(page: Page) -> float:
    timeline = read_timeline(page)
    pieces = (
        blog_pieces(page, timeline, NONE)
        if timeline.placement != "foot"
        else foot_pieces(page, timeline, NONE)
    )
    if not pieces:
        return 0.05
    named = any(is_masthead(row.text) for row in page.rows[:10])
    dated = sum(piece.dated is not None for piece in pieces)
    several = 0.55 if len(pieces) > 3 else 0.45 if len(pieces) > 1 else 0.3
    return 0.65 if dated > 1 else 0.6 if named else several
