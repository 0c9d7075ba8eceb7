"""Tying posts together: from a list of posts to a catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from anthology.model import Catalogue, Person, Post
from anthology.vocabulary import Vocabulary


def in_reading_order(posts: Iterable[Post]) -> tuple[Post, ...]:
    """Return the posts by date, then id; undated ones last."""
    return tuple(sorted(posts, key=lambda p: (p.dated is None, p.dated.value if p.dated else "", p.id)))


def build_catalogue(
    posts: Sequence[Post],
    people: Mapping[str, Person],
    vocabulary: Vocabulary,
    *,
    warnings: Sequence[str] = (),
) -> Catalogue:
    """Tie all posts together.

    Args:
        posts: Described posts with the editor's decisions applied.
        people: Everyone who is named on them, by id.
        vocabulary: The community's cycles, topics and projects.
        warnings: What earlier stages found; kept first in the catalogue's own warnings.

    Returns:
        The catalogue; same posts, in whatever order, same catalogue.
    """
    return Catalogue(posts=in_reading_order(posts), people=dict(people), warnings=tuple(warnings))
