"""Which posts stand in which volume."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping

from anthology.pages.list_pages import contents_folder
from anthology.sphinxext.lists import SINGULAR
from anthology.sphinxext.records import Records

LEAST = 250
"""Cycles with fewer posts share a volume with those after them."""

MOST = 1000
"""A cycle with more posts is split.

A volume costs a third of a second beside its posts, and all of its posts when Sphinx's settings change; more
and smaller ones fill the processors better.
"""


def plan(records: Records) -> Mapping[str, list[str]]:
    """Return the docnames of each volume's posts by the volume's id.

    A new post changes no other post's volume, but for the rare one with which a cycle outgrows its volume.

    Args:
        records: The catalogue.
    """
    volumes: dict[str, list[str]] = {}
    for cycles, posts in _groups(records):
        pieces = 1
        while len(posts) > MOST * pieces:
            pieces *= 2
        for post in posts:
            piece = zlib.crc32(post.encode()) % pieces
            volumes.setdefault(f"{cycles}.{piece}" if pieces > 1 else cycles, []).append(post)
    return volumes


def _groups(records: Records) -> Iterator[tuple[str, list[str]]]:
    """Yield the first cycle of each group of cycles, with all of their posts; in order.

    In a book without cycles years take their place.
    """
    first, posts = "", list[str]()
    folder = contents_folder(records.shelves)
    for cycle in records.shelves[folder]:
        own = [r["docname"] for r in records.groups.get((SINGULAR[folder], cycle), ())]
        if not own:
            continue
        first = first or cycle
        posts += own
        if len(posts) >= LEAST:
            yield first, posts
            first, posts = "", []
    if posts:
        yield first, posts
