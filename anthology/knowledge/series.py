"""Finding runs of posts: numbered parts, weekly newsletters, columns with a standing title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from anthology.model import Post, Series, SeriesPart
from anthology.vocabulary import Vocabulary

NO_SERIES = SeriesPart(id="", name="")
"""In `Post.series`, an editor's word that the post belongs to none, whatever its title looks like."""


def with_series(posts: Sequence[Post], vocabulary: Vocabulary) -> tuple[tuple[Post, ...], dict[str, Series]]:
    """Find the series of posts in reading order."""
    return tuple(replace(p, series=None) if p.series == NO_SERIES else p for p in posts), {}
