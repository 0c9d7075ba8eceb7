"""Read a blog's page that was saved as text: a category, archive or front page, post below post.

Often no byline, date or mark is left, and a title looks like any heading; then the titles are chosen by
evidence and each doubtful choice is recorded for the editor to settle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from anthology.model import Entry, Source
from anthology.sources.boundaries import NONE, Boundaries
from anthology.sources.text.blog import blog_of, blog_pieces
from anthology.sources.text.page import load
from anthology.sources.text.pieces import entries
from anthology.sources.text.planet import foot_pieces
from anthology.sources.text.sniffing import blog_sureness
from anthology.sources.text.timeline import read_timeline

FORMAT = "blog-text"


def sniff(path: Path, head: bytes) -> float:
    """Return how sure it is, from 0 to 1, that the file is a blog's page as text."""
    return blog_sureness(path, head)


def read(source: Source, path: Path, boundaries: Boundaries = NONE) -> Iterator[Entry]:
    """Read the posts of a blog's page, in the order of the page.

    Raises:
        SourceError: The file cannot be read.
    """
    page = load(path)
    timeline = read_timeline(page)
    if timeline.placement != "foot":
        yield from entries(source, page, blog_pieces(page, timeline, boundaries))
        return
    pieces = foot_pieces(page, timeline, boundaries)
    if pieces and not any(piece.channel for piece in pieces):
        blog = blog_of(page, pieces[0].start)
        pieces = [replace(piece, channel=blog) for piece in pieces]
    yield from entries(source, page, pieces)
