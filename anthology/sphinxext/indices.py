"""Indices of authors and projects: one page each, by first letter, every post of each name."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from sphinx.domains import Index, IndexEntry

from anthology.pages.naming import filed_under

if TYPE_CHECKING:
    from anthology.sphinxext.domain import AnthologyDomain


class _NameIndex(Index):
    """Names of one kind; the details column says how many posts."""

    kind = ""

    def generate(
        self, docnames: Iterable[str] | None = None
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Return the entries by first letter, letters in order."""
        domain = cast("AnthologyDomain", self.domain)
        records = domain.records
        letters: defaultdict[str, list[IndexEntry]] = defaultdict(list)
        folder = f"{self.kind}s"
        for identifier in records.shelves[folder]:
            link = records.link(self.kind, identifier)
            if link.docname is None or link.docname not in domain.env.found_docs:
                continue
            count = len(records.groups[self.kind, identifier])
            entry = IndexEntry(link.text, 0, link.docname, "", f"{count} post{'s' * (count != 1)}", "", "")
            letters[initial(self.filed(link.text)[0])].append(entry)
        ordered = [
            (letter, sorted(letters[letter], key=lambda entry: self.filed(entry.name)))
            for letter in sorted(letters)
        ]
        return ordered, True

    @staticmethod
    def filed(name: str) -> tuple[str, str]:
        """Return what a name is sorted by."""
        return unicodedata.normalize("NFKD", name).casefold(), name


class AuthorIndex(_NameIndex):
    """All authors, by their families' names."""

    name = "authors"
    localname = "Index of authors"
    shortname = "authors"
    kind = "author"
    filed = staticmethod(filed_under)


class ProjectIndex(_NameIndex):
    """All projects."""

    name = "projects"
    localname = "Index of projects"
    shortname = "projects"
    kind = "project"


def initial(name: str) -> str:
    """Return the letter a name is filed under: without accents, `#` for what is no letter."""
    folded = unicodedata.normalize("NFKD", name.strip())
    first = next((c for c in folded if not unicodedata.combining(c)), "#")
    return first.upper()[:1] if first.isalpha() else "#"
