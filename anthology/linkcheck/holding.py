"""Which links the book holds: those of the posts that have a page, and those of chapters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from anthology.chapters.text import pieces
from anthology.linkcheck.addresses import is_testable, plain_link
from anthology.model import Catalogue, Post


def links_of(post: Post, catalogue: Catalogue) -> list[str]:
    """Return the links that a post's page shows, without those that lead to other posts of the book."""
    inside = catalogue.internal.get(post.id, {})
    written = (post.url or "", *(link for link in post.body.links if link not in inside))
    return list(
        dict.fromkeys(plain_link(link) for link in written if link.startswith(("http://", "https://")))
    )


def links_in(myst: str) -> Iterator[str]:
    """Yield the links to the web that a chapter shows, in order."""
    for piece in pieces(myst):
        if piece.kind == "link" and piece.target.startswith(("http://", "https://")):
            yield plain_link(piece.target)


def links_of_book(catalogue: Catalogue, chapters: Mapping[str, str]) -> dict[str, list[str]]:
    """Return every link that can be tested, with where it stands: ids of posts, names of chapters' files.

    Args:
        catalogue: All posts.
        chapters: The text of each chapter by its name.
    """
    found: dict[str, list[str]] = {}
    for place, links in (
        *((post.id, links_of(post, catalogue)) for post in catalogue.shown()),
        *((name, list(dict.fromkeys(links_in(text)))) for name, text in chapters.items()),
    ):
        for link in links:
            if is_testable(link):
                found.setdefault(link, []).append(place)
    return found
