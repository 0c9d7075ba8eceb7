"""Read a planet's page that was saved as text: many blogs, each post with blog, title, body and byline.

A planet (Venus, Planet and their kin) prints day headers, then for each post the blog's name, the title, the
body and the byline; of a blog's further posts on a day the name is left out.  Dumps lose any of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from anthology.model import Entry, Source
from anthology.sources.boundaries import NONE, Boundaries
from anthology.sources.text.blog import blog_pieces
from anthology.sources.text.page import Page, load
from anthology.sources.text.pieces import Piece, entries
from anthology.sources.text.planet import foot_pieces
from anthology.sources.text.sniffing import planet_sureness
from anthology.sources.text.timeline import read_timeline

FORMAT = "planet-text"


def sniff(path: Path, head: bytes) -> float:
    """Return how sure it is, from 0 to 1, that the file is a planet's page as text."""
    return planet_sureness(path, head)


def posts(page: Page, boundaries: Boundaries) -> tuple[Page, list[Piece]]:
    """Cut out a page's posts: by the bylines at their feet, else by the evidence for each title."""
    timeline = read_timeline(page)
    if timeline.placement == "foot":
        return page, foot_pieces(page, timeline, boundaries)
    return page, blog_pieces(page, timeline, boundaries)


def read(source: Source, path: Path, boundaries: Boundaries = NONE) -> Iterator[Entry]:
    """Read the posts of a planet's page, in the order of the page.

    Raises:
        SourceError: The file cannot be read.
    """
    yield from entries(source, *posts(load(path), boundaries))
