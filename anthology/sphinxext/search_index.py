"""The search index: the words of each page, and the small files that a reader's browser asks for.

Sphinx's own index is one file with everything, 1.2 MB at 1,000 posts, and every search loads it whole.
Here terms lie sorted in files of some 40 KB, titles in files of some 25 pages each; a search loads those that
it needs, and as they are scripts it also works where there is no server (`file://`).
"""

from __future__ import annotations

import json
import math
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from anthology import packing
from anthology.files import write_atomically, write_if_changed
from anthology.packing import DAMAGED, unpack

FOLDER = "_search"
TERM_FILE = 40_000
"""Characters of terms and postings in one file; a term that needs more has a file of its own."""

PAGES_PER_FILE = 25
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_WEIGHTS = "@ABCDEFGHIJKLMNOPQRSTUVWXYZ"

WEIGHT_TITLE = 6
WEIGHT_WHOLE = 12
WEIGHT_NAME = 5
WEIGHT_HEADING = 2
"""What a word counts for beside its place in the text, where it counts 1 to 4 by how often it stands.

`WEIGHT_WHOLE` is shared by the words of the title: whoever types a whole title wants that page.
"""

IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
"""Scripts that put no blanks between words; there each two neighbouring characters are a term."""


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


@dataclass(frozen=True, slots=True)
class Entry:
    """One result as the reader sees it, with what can be filtered for.

    Attributes:
        words: The page's words.
        uri: Relative to the site's root.
        detail: Who wrote it, when.
        names: Words it is found by beside its text: authors, blog.
        labels: Such as `author:ann-other`.
        date: ISO 8601, as precise as it is known; empty for pages that are no posts.
    """

    words: Words
    uri: str
    detail: str = ""
    names: str = ""
    labels: tuple[str, ...] = ()
    date: str = ""


Row = tuple[str, str, str, str]
"""Title, address, detail and description of a page, as results show them."""

Postings: TypeAlias = "array[int]"
"""Pages in which a term stands, each number shifted to make room for its weight: a few bytes each."""

WEIGHT_BITS = 5
HEAVIEST = (1 << WEIGHT_BITS) - 1

Stem = Callable[[str], str | None]
"""From a word to its term; None for one too common to be searched for."""


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


class Store:
    """The words of all pages, kept between builds so that only changed pages are read again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.pages: dict[str, Words] = {}
        with suppress(OSError, *DAMAGED):
            self.pages = dict(unpack(path.read_bytes()))

    def save(self) -> None:
        """Write the store."""
        write_atomically(self.path, packing.pack(self.pages))


def write_index(
    out: Path, entries: Iterable[tuple[int, Entry]], names: Mapping[str, Mapping[str, str]], stem_names: Stem
) -> None:
    """Write the files of the index, those that changed, and remove those that are left over.

    Args:
        out: The site's root.
        entries: All pages with their numbers, counted from 0 in a fixed order.  They may come in any
            order, one by one: the words of a large book are more than should be in memory at once.
        names: By kind of label: its names by id, in the order readers choose from.
        stem_names: The terms of names.
    """
    folder = out / FOLDER
    made: set[str] = set()

    def put(name: str, call: str, *values: object) -> None:
        content = f"anthologySearch.{call}({','.join(map(_json, values))});".encode("utf-8", "replace")
        made.add(name)
        write_if_changed(folder / name, content)

    postings: defaultdict[str, Postings] = defaultdict(_no_postings)
    pages: dict[int, Row] = {}
    days: dict[int, str] = {}
    for n, entry in entries:
        _post(postings, n, entry, stem_names)
        pages[n] = (entry.words.title, entry.uri, entry.detail, entry.words.description)
        days[n] = _base36(int(entry.date.replace("-", "").ljust(8, "0"))) if entry.date else ""
    firsts: list[str] = []
    for n, terms in enumerate(_term_files(postings)):
        put(f"t{n}.js", "terms", n, terms)
        firsts.append(next(iter(terms)))
    for n, start in enumerate(range(0, len(pages), PAGES_PER_FILE)):
        put(f"p{n}.js", "pages", n, [pages[i] for i in range(start, min(start + PAGES_PER_FILE, len(pages)))])
    put("start.js", "start", {"pages": len(pages), "per": PAGES_PER_FILE, "firsts": firsts})
    put("dates.js", "dates", ",".join(days[n] for n in range(len(days))))
    put("names.js", "names", {kind: list(by_id.items()) for kind, by_id in names.items()})
    for path in folder.glob("*.js"):
        if path.name not in made:
            path.unlink()


def _no_postings() -> Postings:
    return array("I")


def _post(postings: Mapping[str, Postings], n: int, entry: Entry, stem: Stem) -> None:
    terms = dict(entry.words.terms)
    for term in set(terms_of(re.findall(r"\w+", entry.names), stem)):
        terms[term] = terms.get(term, 0) + WEIGHT_NAME
    for term, weight in terms.items():
        postings[term].append(n << WEIGHT_BITS | min(weight, HEAVIEST))
    for label in entry.labels:
        postings[label].append(n << WEIGHT_BITS | 1)


def _term_files(postings: Mapping[str, Postings]) -> Iterator[dict[str, str]]:
    terms: dict[str, str] = {}
    size = 0
    # As JavaScript compares strings, by UTF-16 units.
    for term in sorted(postings, key=lambda term: term.encode("utf-16-be", "surrogatepass")):
        packed = pack((one >> WEIGHT_BITS, one & HEAVIEST) for one in sorted(postings[term]))
        if terms and size + len(term) + len(packed) > TERM_FILE:
            yield terms
            terms, size = {}, 0
        terms[term] = packed
        size += len(term) + len(packed) + 6
    if terms:
        yield terms


def pack(postings: Iterable[tuple[int, int]]) -> str:
    """Return postings as text: for each page its distance from the one before, in base 36, and its weight.

    Weights are the letters from A for 1 on, which also end the number before them.
    """
    out: list[str] = []
    last = -1
    for page, weight in postings:
        out.append(_base36(page - last))
        out.append(_WEIGHTS[min(weight, len(_WEIGHTS) - 1)])
        last = page
    return "".join(out)


@cache
def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = BASE36[digit] + digits
    return digits or "0"


def _json(value: object) -> str:
    # U+2028 and U+2029 end a line in older readings of JavaScript.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
