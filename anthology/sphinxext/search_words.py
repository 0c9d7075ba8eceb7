"""The words of a page, as search knows them: which terms they are found by, and what each counts."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

WEIGHT_TITLE = 6
WEIGHT_WHOLE = 12
WEIGHT_HEADING = 2
"""What a word counts for beside its place in the text, where it counts 1 to 4 by how often it stands.

`WEIGHT_WHOLE` is shared by the words of the title: whoever types a whole title wants that page.
"""

IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
"""Scripts that put no blanks between words; there each two neighbouring characters are a term."""


Stem = Callable[[str], str | None]
"""From a word to its term; None for one too common to be searched for."""


@dataclass(frozen=True, slots=True)
class Words:
    """What search knows of a page.

    Attributes:
        title: As readers see it.
        description: The beginning of its text.
        terms: Weight by term.
    """

    title: str
    description: str
    terms: Mapping[str, int]


def terms_of(words: Iterable[str], stem: Stem) -> Iterator[str]:
    """Yield the terms that words are found by."""
    for word in words:
        runs = IDEOGRAPHS.findall(word)
        for run in runs:
            yield from (run[n : n + 2] for n in range(max(1, len(run) - 1)))
        for part in IDEOGRAPHS.split(word) if runs else (word,):
            term = stem(part) if part else None
            if term:
                yield term


def weigh(
    text: Iterable[str], headings: Iterable[str], title: Iterable[str], stem: Stem
) -> Mapping[str, int]:
    """Return the terms of a page with their weight: often, in a heading, in the title."""
    counts = Counter(terms_of(text, stem))
    weights = {term: min(4, 1 + int(math.log2(count))) for term, count in counts.items()}
    titled = set(terms_of(title, stem))
    share = WEIGHT_TITLE + round(WEIGHT_WHOLE / max(1, len(titled)))
    for terms, weight in ((set(terms_of(headings, stem)), WEIGHT_HEADING), (titled, share)):
        for term in terms:
            weights[term] = weights.get(term, 0) + weight
    return weights
