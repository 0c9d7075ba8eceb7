"""What tying posts together needs of one post's text: small, and the same whatever other posts there are."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from anthology.knowledge.copy_evidence import comparable
from anthology.knowledge.links import word_runs
from anthology.knowledge.mentions import name_runs
from anthology.knowledge.series_evidence import Sign, signs
from anthology.knowledge.similarity import Text


@dataclass(frozen=True, slots=True)
class Traits:
    """One post's text as the other posts see it.

    Attributes:
        text: Its shingles, to find copies.
        cut_off: Whether it ends before its end.
        title: The title with which the signs were found.
        signs: What shows that it belongs to a series.
        runs: Checksums of its runs of words, to find quoted titles.
        names: Checksums of its runs of capitalised words, to find people's names.
    """

    text: Text
    cut_off: bool
    title: str | None
    signs: tuple[Sign, ...]
    runs: array[int]
    names: array[int]


def traits_of(title: str | None, myst: str) -> Traits:
    """Return the traits of a post with this title and body."""
    text, cut_off = comparable(myst)
    return Traits(Text.of(text), cut_off, title, tuple(signs(title, myst)), word_runs(myst), name_runs(myst))
