"""Read a planet's page that was saved as text: many blogs, each post with its blog's name, title, body and byline.

A planet (Venus, Planet and their kin) prints day headers, then for each post the blog's name, the title, the
body and the byline; of a blog's further posts on a day the name is left out.  Dumps lose any of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from anthology.model import Entry, Source
from anthology.sources.boundaries import NONE, Boundaries
from anthology.sources.text.page import decode, load, page_of
from anthology.sources.text.pieces import entries
from anthology.sources.text.planet import foot_pieces
from anthology.sources.text.timeline import read_timeline

FORMAT = "planet-text"


def sniff(path: Path, head: bytes) -> float:
    """Return how sure it is, from 0 to 1, that the file is a planet's page as text."""
    return 0.0


def read(source: Source, path: Path, boundaries: Boundaries = NONE) -> Iterator[Entry]:
    """Read the posts of a planet's page, in the order of the page.

    Raises:
        SourceError: The file cannot be read.
    """
    page = load(path)
    timeline = read_timeline(page)
    yield from entries(source, page, foot_pieces(page, timeline, boundaries))
