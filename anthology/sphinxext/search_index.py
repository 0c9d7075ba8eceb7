"""The search index: the small files that a reader's browser asks for.

Sphinx's own index is one file with everything, 1.2 MB at 1,000 posts, and every search loads it whole.
Here terms lie sorted in files of some 40 KB, titles in files of some 25 pages each; a search loads those that
it needs, and as they are scripts it also works where there is no server (`file://`).

To turn words into postings is most of the work.  It is done for a table of neighbouring pages at a time, so
that tables can be kept; numbers in a table count from its first page, and the index is tables put together.
"""

from __future__ import annotations

import json
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from anthology.files import write_if_changed
from anthology.sphinxext.search_words import Stem, Words, terms_of

FOLDER = "_search"
TERM_FILE = 40_000
"""Characters of terms and postings in one file; a term that needs more has a file of its own."""

PAGES_PER_FILE = 25
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_WEIGHTS = "@ABCDEFGHIJKLMNOPQRSTUVWXYZ"

WEIGHT_NAME = 5
"""What a name beside the text counts for."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a reader sees of a page that was found, beside its title, and what can be filtered for.

    Attributes:
        uri: Relative to the site's root.
        detail: Who wrote it, when.
        names: Words it is found by beside its text: authors, blog.
        labels: Such as `author:ann-other`.
        date: ISO 8601, as precise as it is known; empty for pages that are no posts.
    """

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


@dataclass(frozen=True, slots=True)
class Table:
    """The index of some pages that stand together.

    Attributes:
        rows: What results show, page by page.
        days: The pages' dates in base 36, empty for those without.
        terms: The terms that stand in them, each with the three that follow.
        firsts: In which page a term stands first, counted from 0.
        lasts: In which it stands last.
        packed: Its postings as `pack` gives them, without the number they begin with.
    """

    rows: Sequence[Row]
    days: Sequence[str]
    terms: Sequence[str]
    firsts: Sequence[int]
    lasts: Sequence[int]
    packed: Sequence[str]


def table_of(entries: Iterable[tuple[int, Words, Result]], stem_names: Stem) -> Table:
    """Return the index of some pages.

    Args:
        entries: The pages with their numbers, counted from 0.  They may come in any order, one by one: the
            words of a large book are more than should be in memory at once.
        stem_names: The terms of names.
    """
    postings: defaultdict[str, Postings] = defaultdict(_no_postings)
    rows: dict[int, Row] = {}
    days: dict[int, str] = {}
    for n, words, result in entries:
        _post(postings, n, words, result, stem_names)
        rows[n] = (words.title, result.uri, result.detail, words.description)
        days[n] = _base36(int(result.date.replace("-", "").ljust(8, "0"))) if result.date else ""
    firsts, lasts, texts = array("I"), array("I"), []
    for pages in postings.values():
        found = [(one >> WEIGHT_BITS, one & HEAVIEST) for one in sorted(pages)]
        firsts.append(found[0][0])
        lasts.append(found[-1][0])
        texts.append(pack(found).lstrip(BASE36))
    order = range(len(rows))
    return Table([rows[n] for n in order], [days[n] for n in order], list(postings), firsts, lasts, texts)


def write_index(out: Path, tables: Iterable[Table], names: Mapping[str, Mapping[str, str]]) -> None:
    """Write the files of the index, those that changed, and remove those that are left over.

    Args:
        out: The site's root.
        tables: The tables of all pages, in their order.
        names: By kind of label: its names by id, in the order readers choose from.
    """
    folder = out / FOLDER
    made: set[str] = set()

    def put(name: str, call: str, *values: object) -> None:
        content = f"anthologySearch.{call}({','.join(map(_json, values))});".encode("utf-8", "replace")
        made.add(name)
        write_if_changed(folder / name, content)

    rows: list[Row] = []
    days: list[str] = []
    joined = _Joined()
    for table in tables:
        joined.add(table, len(rows))
        rows += table.rows
        days += table.days
    firsts: list[str] = []
    for n, terms in enumerate(_term_files(joined.packed())):
        put(f"t{n}.js", "terms", n, terms)
        firsts.append(next(iter(terms)))
    for n, start in enumerate(range(0, len(rows), PAGES_PER_FILE)):
        put(f"p{n}.js", "pages", n, rows[start : start + PAGES_PER_FILE])
    put("start.js", "start", {"pages": len(rows), "per": PAGES_PER_FILE, "firsts": firsts})
    put("dates.js", "dates", ",".join(days))
    put("names.js", "names", {kind: list(by_id.items()) for kind, by_id in names.items()})
    for path in folder.glob("*.js"):
        if path.name not in made:
            path.unlink()


class _Joined:
    """The postings of one table after the other."""

    def __init__(self) -> None:
        self._parts: dict[str, list[str]] = {}
        self._lasts: dict[str, int] = {}

    def add(self, table: Table, before: int) -> None:
        """Append a table.

        Args:
            table: The next one.
            before: Pages of the tables before it.
        """
        parts, lasts = self._parts, self._lasts
        for term, first, last, packed in zip(
            table.terms, table.firsts, table.lasts, table.packed, strict=True
        ):
            step = _base36(before + first - lasts.get(term, -1))
            if term in parts:
                parts[term] += (step, packed)
            else:
                parts[term] = [step, packed]
            lasts[term] = before + last

    def packed(self) -> Iterator[tuple[str, str]]:
        """Yield terms and their postings, in the order in which JavaScript compares strings."""
        for term in sorted(self._parts, key=lambda term: term.encode("utf-16-be", "surrogatepass")):
            yield term, "".join(self._parts[term])


def _no_postings() -> Postings:
    return array("I")


def _post(postings: Mapping[str, Postings], n: int, words: Words, result: Result, stem: Stem) -> None:
    terms = dict(words.terms)
    for term in set(terms_of(re.findall(r"\w+", result.names), stem)):
        terms[term] = terms.get(term, 0) + WEIGHT_NAME
    for term, weight in terms.items():
        postings[term].append(n << WEIGHT_BITS | min(weight, HEAVIEST))
    for label in result.labels:
        postings[label].append(n << WEIGHT_BITS | 1)


def _term_files(postings: Iterable[tuple[str, str]]) -> Iterator[dict[str, str]]:
    terms: dict[str, str] = {}
    size = 0
    for term, packed in postings:
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
