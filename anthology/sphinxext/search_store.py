"""The words of all pages, kept between builds in sections, so that a change costs no more than one of them.

A section is a run of pages in the order of their names.  Where one begins is told by the name of its first
page alone: a page that comes or goes touches the section that it is in, or next to, and no other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from anthology.files import write_atomically, write_if_changed
from anthology.packing import DAMAGED, pack, unpack
from anthology.sphinxext.search_index import Table
from anthology.sphinxext.search_words import Words

SECTION = 256
"""Pages of a section, on average."""

_LIST = "sections.json"


@dataclass(frozen=True, slots=True)
class Section:
    """Some pages that stand together.

    Attributes:
        name: What its files are called.
        pages: Their docnames, in order.
    """

    name: str
    pages: list[str] = field(default_factory=list)


def sections_of(pages: Iterable[str]) -> list[Section]:
    """Cut pages, given in order, into sections."""
    made: list[Section] = []
    for page in pages:
        digest = hashlib.blake2b(page.encode("utf-8", "surrogateescape"), digest_size=8)
        if not made or int.from_bytes(digest.digest()) % SECTION == 0:
            made.append(Section(digest.hexdigest() if made else "first"))
        made[-1].pages.append(page)
    return made


class Store:
    """What is kept of one output's pages: their words, and the index of each section."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sections: list[Section] = []
        self._due: frozenset[str] = frozenset()
        self._fresh: dict[str, Words] = {}
        with suppress(OSError, ValueError, TypeError, AttributeError):
            kept: Mapping[str, list[str]] = json.loads((folder / _LIST).read_bytes())
            self.sections = [Section(name, list(pages)) for name, pages in kept.items()]

    def pages(self) -> set[str]:
        """Return the pages whose words are known."""
        kept = {page for section in self.sections for page in section.pages}
        return kept - self._due | self._fresh.keys()

    def forget(self, pages: Collection[str]) -> None:
        """Have the words of pages made anew, as these are written again."""
        self._due = frozenset(pages)

    def note(self, page: str, words: Words) -> None:
        """Take down the words of a page; `save` keeps them."""
        self._fresh[page] = words

    def save(self, pages: Iterable[str], make: Callable[[str], Words]) -> None:
        """Keep the words of these pages and of no others, writing the sections that changed.

        Args:
            pages: Docnames.
            make: Finds out the words of a page of which nothing is kept, or nothing that can be read.
        """
        homes = {page: section.name for section in self.sections for page in section.pages}
        before = {section.name: section.pages for section in self.sections}
        after = sections_of(sorted(pages))
        read: dict[str, Mapping[str, Words]] = {}

        def kept_in(name: str) -> Mapping[str, Words]:
            if name not in read:
                read[name] = self._read(name)
            return read[name]

        def words_of(page: str) -> Words:
            if page in self._fresh:
                return self._fresh[page]
            home = homes.get(page)
            if home is None or page in self._due:
                return make(page)
            return kept_in(home).get(page) or make(page)

        changed = [
            section
            for section in after
            if before.get(section.name) != section.pages
            or not self._due.isdisjoint(section.pages)
            or not self._fresh.keys().isdisjoint(section.pages)
        ]
        # All are read before any is written: pages may have come from one section into another.
        for name, words in [(one.name, {page: words_of(page) for page in one.pages}) for one in changed]:
            # What is written again often says the same: a neighbour has another title.
            if words != kept_in(name):
                self._table_of(name).unlink(missing_ok=True)
                write_atomically(self._words_of(name), pack(words))
        self.sections, self._fresh, self._due = after, {}, frozenset()
        known = {section.name: section.pages for section in after}
        write_if_changed(self.folder / _LIST, json.dumps(known, indent=0).encode())
        names = {section.name for section in after}
        for path in self.folder.iterdir():
            if path.stem not in names and path.name != _LIST:
                path.unlink()

    def words(self, section: Section, make: Callable[[str], Words]) -> dict[str, Words]:
        """Return the words of a section that `save` kept, by page."""
        read = self._read(section.name)
        return {page: read.get(page) or make(page) for page in section.pages}

    def table(self, section: Section, stamp: int) -> Table | None:
        """Return the index that was made of a section's words, None if they have changed or nothing was kept.

        Args:
            section: One of `sections`.
            stamp: Stands for what else the index was made from.
        """
        with suppress(OSError, *DAMAGED):
            made_from, table = unpack(self._table_of(section.name).read_bytes())
            return table if made_from == stamp and isinstance(table, Table) else None
        return None

    def keep_table(self, section: Section, stamp: int, table: Table) -> None:
        """Keep the index of a section for as long as neither its words nor the stamp change."""
        write_atomically(self._table_of(section.name), pack((stamp, table)))

    def _read(self, name: str) -> Mapping[str, Words]:
        with suppress(OSError, *DAMAGED):
            return dict(unpack(self._words_of(name).read_bytes()))
        return {}

    def _words_of(self, name: str) -> Path:
        return self.folder / f"{name}.words"

    def _table_of(self, name: str) -> Path:
        return self.folder / f"{name}.table"
