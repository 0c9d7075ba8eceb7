"""Finding the terms of a vocabulary in a text, all in one pass.

A term is looked up as a run of words, so a post costs one dictionary look-up a word however many terms
there are.  The longest term at a place wins and its words are used up: "first glance" with weight 0 keeps
the project Glance out of "at first glance".  Signs between words do not count, those at the ends of a term
do: `C#` is not `C++`, nor `.NET` a net.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from anthology.knowledge.names import SIGNS

Section = Literal["title", "lead", "prose", "headings", "code", "categories"]

# Latin, Greek and Cyrillic words; elsewhere (Chinese, Japanese, Korean) each character is a word of its
# own, so that "使用Nova创建" names Nova.
_WORD = re.compile(rf"[0-9A-Za-z\u00c0-\u04ff]+{SIGNS}|[^\W_]")


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase that speaks for a label.

    Attributes:
        text: As the vocabulary writes it; one with a capital matches only itself.
        label: Such as `topic:compute`.
        weight: How much it counts.
        title_only: Whether it counts in titles alone.
        ambiguous: Whether it counts only where the text is about the community's things.
    """

    text: str
    label: str
    weight: float
    title_only: bool = False
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a term was found.

    Attributes:
        terms: All terms of the vocabulary with these words.
        start: Offset of the first word in the text.
        end: Offset after the last one.
    """

    terms: tuple[Term, ...]
    start: int
    end: int


@dataclass(slots=True)
class Sightings:
    """How often a term was seen, by section of the post; `quote` is the first place, as written."""

    counts: dict[Section, int] = field(default_factory=dict)
    quote: str = ""


class TermIndex:
    """Terms by their first word."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Index terms; of two with the same text and label the first stands."""
        self._terms: dict[str, list[Term]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        given = tuple(terms)
        for term in given:
            self._add(words(term.text), term)
        for term in given:
            for plural in _plurals(words(term.text)):
                self._add(plural, term)
        # A word that starts no term is passed over with a single failed look-up.
        lengths: dict[str, set[int]] = {}
        for text in self._terms:
            parts = text.split(" ")
            lengths.setdefault(parts[0], set()).add(len(parts))
        self._lengths = {first: tuple(sorted(n, reverse=True)) for first, n in lengths.items()}

    def _add(self, parts: list[str], term: Term) -> None:
        if not parts:
            return
        there = self._terms.setdefault(" ".join(parts), [])
        if not any(
            t.label == term.label and t.title_only == term.title_only and _same_case(t, term) for t in there
        ):
            there.append(term)

    def find(self, text: str) -> Iterator[Place]:
        """Find terms from left to right, the longest at each place."""
        found = list(_WORD.finditer(text))
        folded = [match[0].casefold() for match in found]
        at, count = 0, len(found)
        while at < count:
            step = 1
            for length in self._lengths.get(folded[at], ()):
                if at + length > count:
                    continue
                terms = self._terms.get(" ".join(folded[at : at + length]))
                if not terms:
                    continue
                fitting = [t for t in terms if _stands(t.text, text, found[at : at + length])]
                if fitting:
                    if len(fitting) > 1:
                        fitting = _exact_first(fitting)
                    yield Place(tuple(fitting), found[at].start(), found[at + length - 1].end())
                    step = length
                    break
            at += step

    def tally(self, sections: Mapping[Section, str]) -> dict[Term, Sightings]:
        """Count the terms in each section of a post; the lead is part of the prose and counts twice."""
        seen: dict[Term, Sightings] = {}
        for section, text in sections.items():
            for place in self.find(text):
                for term in place.terms:
                    if term.title_only and section != "title":
                        continue
                    sighting = seen.setdefault(term, Sightings())
                    sighting.counts[section] = sighting.counts.get(section, 0) + 1
                    sighting.quote = sighting.quote or text[place.start : place.end]
        return seen


def words(text: str) -> list[str]:
    """Return the words of a term, case folded."""
    return [match[0].casefold() for match in _WORD.finditer(text)]


def _plurals(parts: list[str]) -> Iterator[list[str]]:
    last = parts[-1] if parts else ""
    if len(last) > 2 and last.isalpha() and last.isascii() and not last.endswith("s"):
        yield [
            *parts[:-1],
            last[:-1] + "ies" if last.endswith("y") and last[-2] not in "aeiou" else last + "s",
        ]


def _same_case(one: Term, other: Term) -> bool:
    return one.text.islower() == other.text.islower()


def _stands(term: str, text: str, found: list[re.Match[str]]) -> bool:
    """Tell whether words of a text that are a term's stand there as the term is written."""
    before, after = _signs_around(term)
    return (
        (term.islower() or _written_so(term, found))
        and (not before or text.endswith(before, 0, found[0].start()))
        and (not after or text.startswith(after, found[-1].end()))
    )


@lru_cache(maxsize=65536)
def _signs_around(term: str) -> tuple[str, str]:
    """Return what stands before a term's first word and after its last: a full stop and nothing in `.NET`."""
    places = [match.span() for match in _WORD.finditer(term)]
    return term[: places[0][0]], term[places[-1][1] :]


def _written_so(text: str, found: list[re.Match[str]]) -> bool:
    """Tell whether words stand in a text with the capitals that a term has, or all in capitals."""
    wanted = [match[0] for match in _WORD.finditer(text)]
    seen = [match[0] for match in found]
    return all(s.startswith(w) or (s.isupper() and len(s) > 3) for w, s in zip(wanted, seen, strict=True))


def _exact_first(terms: list[Term]) -> list[Term]:
    """Of terms for the same label that differ in case, keep the one that asks for the case it found."""
    capital = {t.label for t in terms if not t.text.islower()}
    return [t for t in terms if not (t.text.islower() and t.label in capital)]
