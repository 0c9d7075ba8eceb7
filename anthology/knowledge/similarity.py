"""How alike two texts are, without comparing every text with every other.

A text is a set of shingles: runs of five words, each as a 32-bit checksum.  Of each text a fixed sample of
its shingles is looked up in one index, so that the work grows with the number of texts and not with its
square; only the few pairs that share rare shingles are compared in full.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from re import compile as pattern
from zlib import crc32

SHINGLE = 5
"""Words in a shingle: long enough that two authors do not write the same by chance."""

_SAMPLED = 16
"""One shingle in so many is in the index, chosen by its checksum alone."""

_OPENING = 8
"""So many shingles from the start of a text are in the index whatever they are: excerpts begin there."""

_COMMON = 12
"""A shingle in more texts than this is boilerplate and says nothing."""

_LEAST_SHARED = 2
"""Texts that share fewer indexed shingles are not compared, unless one of them hardly has more."""

_WORD = pattern(r"\w+")


@dataclass(frozen=True, slots=True)
class Text:
    """A text as shingles.

    Attributes:
        shingles: All of them, each once; an array, as sets of all texts would not fit into memory.
        opening: The first ones, in order.
        sample: Those that stand for the text in an index.
        words: Number of words.
        checksum: The same for texts of the same words.
    """

    shingles: array[int]
    opening: tuple[int, ...]
    sample: array[int]
    words: int
    checksum: int

    @classmethod
    def of(cls, text: str) -> Text:
        """Cut a plain text into shingles; case, punctuation and white space do not count."""
        words = _WORD.findall(text.casefold())
        runs = [
            crc32(" ".join(words[at : at + SHINGLE]).encode())
            for at in range(max(min(1, len(words)), len(words) - SHINGLE + 1))
        ]
        shingles = set(runs)
        opening = runs[:_OPENING]
        sample = {shingle for shingle in shingles if shingle % _SAMPLED == 0}.union(opening)
        return cls(
            shingles=array("I", shingles),
            opening=tuple(opening),
            sample=array("I", sorted(sample)),
            words=len(words),
            checksum=crc32(" ".join(words).encode()),
        )


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two texts compare.

    Attributes:
        shared: Shingles of either that both have, from 0 to 1 (Jaccard).
        contained: Shingles of the shorter that the longer has, from 0 to 1.
        same_opening: Whether the longer begins as the shorter does.
    """

    shared: float
    contained: float
    same_opening: bool


def likeness(one: Text, other: Text) -> Likeness:
    """Compare two texts in full."""
    short, long = sorted((one, other), key=lambda text: text.words)
    both = len(set(short.shingles).intersection(long.shingles))
    either = len(short.shingles) + len(long.shingles) - both
    return Likeness(
        shared=both / either if either else 1.0,
        contained=both / len(short.shingles) if short.shingles else 1.0,
        same_opening=bool(short.opening) and short.opening[:4] == long.opening[: len(short.opening[:4])],
    )


def candidates(numbers: Iterable[int], sample: Callable[[int], Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Find the pairs of texts worth comparing.

    Args:
        numbers: Stand for the texts; rising.
        sample: Gives the sampled shingles of the text of a number.

    Yields:
        Pairs of numbers, the smaller first, each once, in order.
    """
    index: dict[int, int | list[int]] = {}
    sizes = {}
    for number in numbers:
        shingles = sample(number)
        sizes[number] = len(shingles)
        for shingle in shingles:
            # Most shingles stand in one text only: a plain number costs a tenth of a list.
            there = index.setdefault(shingle, number)
            if isinstance(there, int):
                if there != number:
                    index[shingle] = [there, number]
            elif len(there) <= _COMMON:
                there.append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for holders in index.values():
        if isinstance(holders, list) and len(holders) <= _COMMON:
            shared.update((a, b) for i, a in enumerate(holders) for b in holders[i + 1 :])
    for (a, b), times in sorted(shared.items()):
        if times >= min(_LEAST_SHARED, sizes[a], sizes[b]):
            yield a, b
