"""The catalogue as the Sphinx extension sees it: read once, looked up by id, name and group.

Nothing in here knows docutils.  What a page shows is made of `Link` and `Card` values first, so that a
page's facts can be compared with those of the last build without rendering anything.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from anthology.errors import nearest
from anthology.export import Record
from anthology.pages.list_pages import Shelves, cycle_of, month_of, shelves, year_of
from anthology.pages.naming import display_date, display_title, is_inferred, list_docname
from anthology.takedown.prints import name_print

FOLDERS: Mapping[str, str] = {
    "cycle": "cycles",
    "topic": "topics",
    "project": "projects",
    "author": "authors",
    "channel": "channels",
    "series": "series",
    "year": "years",
}
"""The folder of list pages of each kind of thing a post can belong to."""

EMPTY: Mapping[str, Any] = {
    "version": 1,
    "book": {"title": "", "author": "", "license": "", "language": "en"},
    "posts": [],
    "people": {},
    "cycles": [],
    "topics": [],
    "projects": [],
    "channels": {},
    "series": {},
    "backlinks": {},
    "related": {},
    "also_at": {},
    "source_titles": {},
    "archive": "",
    "dead_links": {},
    "taken_down": [],
}


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a page of the book, to an address, or (with neither) nowhere."""

    text: str
    docname: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What lists show of a post."""

    title: Link
    date: str
    inferred: bool
    authors: tuple[Link, ...]
    channel: Link | None
    language: str | None


class Records:
    """A read-only view of `catalogue.json`."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data: Mapping[str, Any] = {**EMPTY, **data}
        self.book: Mapping[str, str] = self.data["book"]
        self.posts: Mapping[str, Record] = {r["id"]: r for r in self.data["posts"]}
        self.by_docname: Mapping[str, Record] = {r["docname"]: r for r in self.data["posts"]}
        self._cards: dict[str, Card] = {}

    @classmethod
    def load(cls, path: Path) -> Records:
        """Read a catalogue file; one that is not there gives an empty book.

        Raises:
            ValueError: If the file is not JSON.
        """
        try:
            state = path.stat()
        except FileNotFoundError:
            return cls(EMPTY)
        return _load(path, state.st_mtime_ns, state.st_size)

    @cached_property
    def shelves(self) -> Shelves:
        """By folder: ids of what has a list page, in order, with their names."""
        return shelves(self.data)

    @cached_property
    def groups(self) -> Mapping[tuple[str, str], list[Record]]:
        """Posts by kind and id of what they belong to, each group by date."""
        groups: defaultdict[tuple[str, str], list[Record]] = defaultdict(list)
        for r in self.data["posts"]:
            for kind, belongs in BELONGS.items():
                for value in belongs(r):
                    groups[kind, value].append(r)
        return groups

    def link(self, kind: str, identifier: str, text: str | None = None) -> Link:
        """Return the link to a list page; plain words where there is none."""
        folder = FOLDERS[kind]
        name = self.shelves[folder].get(identifier)
        if name is None:
            return Link(text or self.known_names(kind).get(identifier, identifier))
        return Link(text or name, list_docname(folder, identifier))

    def card(self, r: Record) -> Card:
        """Return what lists show of a post."""
        card = self._cards.get(r["id"])
        if card is None:
            channel = r["source"]
            card = self._cards[r["id"]] = Card(
                Link(display_title(r), r["docname"]),
                display_date(r["date"]),
                is_inferred(r),
                tuple(self.link("author", a["id"]) for a in r["authors"]),
                self.link("channel", channel["id"]) if channel else None,
                r["language"],
            )
        return card

    def cards(self, ids: Iterable[str]) -> tuple[Card, ...]:
        """Return the cards of the posts that have a page."""
        return tuple(self.card(self.posts[i]) for i in ids if i in self.posts)

    def known_names(self, kind: str) -> Mapping[str, str]:
        """Return names by id of everything of a kind, with or without a page."""
        if kind == "post":
            return {r["id"]: display_title(r) for r in self.data["posts"]}
        named = {} if kind == "year" else self.data["people" if kind == "author" else FOLDERS[kind]]
        entries = named.items() if isinstance(named, Mapping) else ((e["id"], e) for e in named)
        return {i: e["name"] for i, e in entries} | self.shelves[FOLDERS[kind]]

    def find(self, kind: str, target: str) -> Link | None:
        """Return the link to what a role's target means, or None if nothing or more than one thing is meant.

        Args:
            kind: `post`, or a key of `FOLDERS`.
            target: An id, a name as readers see it, or another spelling; for posts also slug, docname or
                the title by its source.
        """
        identifier = self.identify(kind, target)
        if identifier is None:
            return None
        return self.card(self.posts[identifier]).title if kind == "post" else self.link(kind, identifier)

    def identify(self, kind: str, target: str) -> str | None:
        """Return the id that a target means, or None if nothing or more than one thing is meant."""
        spellings = self._spellings(kind)
        found = spellings.get(target) or spellings.get(target.strip().strip("/").casefold(), set())
        return next(iter(found)) if len(found) == 1 else None

    def is_taken_down(self, target: str) -> bool:
        """Tell whether a target means a post that was taken down."""
        return bool(self._taken_down) and (
            target in self._taken_down or name_print(target) in self._taken_down
        )

    @cached_property
    def _taken_down(self) -> frozenset[str]:
        return frozenset(self.data["taken_down"])

    def suggest(self, kind: str, target: str) -> str | None:
        """Return the known id or name nearest to a target that was not found."""
        return nearest(target.casefold(), self._spellings(kind))

    @cached_property
    def _spelling_tables(self) -> dict[str, dict[str, set[str]]]:
        return {}

    def _spellings(self, kind: str) -> Mapping[str, set[str]]:
        """Return everything a target of this kind may say, with the ids it means."""
        if kind in self._spelling_tables:
            return self._spelling_tables[kind]
        table: defaultdict[str, set[str]] = defaultdict(set)
        for i, name in self.known_names(kind).items():
            table[i].add(i)
            table[name.casefold()].add(i)
        if kind == "post":
            for r in self.data["posts"]:
                table[r["slug"]].add(r["id"])
                table[r["docname"]].add(r["id"])
            # What posts are called goes before what others were called.
            table = defaultdict(set, _by_source_title(self.data["source_titles"]) | table)
        elif kind == "author":
            for i, person in self.data["people"].items():
                for alias in person["aliases"]:
                    table[alias.casefold()].add(i)
        elif kind == "project":
            for project in self.data["projects"]:
                for name in project["formerly"]:
                    table.setdefault(name.casefold(), {project["id"]})
        # An exact id always means itself, whatever else is spelt like it.
        for i in self.known_names(kind):
            table[i] = {i}
        self._spelling_tables[kind] = dict(table)
        return self._spelling_tables[kind]


def _by_source_title(titles: Mapping[str, str]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for i, title in titles.items():
        found[title.casefold()].add(i)
    return dict(found)


@lru_cache(maxsize=1)
def _load(path: Path, written: int, size: int) -> Records:
    """Read a file once for all volumes that are built of it."""
    return Records(json.loads(path.read_bytes()))


BELONGS: Mapping[str, Callable[[Record], list[str]]] = {
    "cycle": lambda r: [cycle_of(r)],
    "release": lambda r: r["releases"],
    "topic": lambda r: r["topics"],
    "project": lambda r: r["projects"],
    "author": lambda r: [author["id"] for author in r["authors"]],
    "mention": lambda r: r.get("mentions", []),
    "channel": lambda r: [r["source"]["id"]] if r["source"] else [],
    "series": lambda r: [r["series"]["id"]] if r["series"] else [],
    "year": lambda r: [year_of(r)],
    "month": lambda r: [month_of(r)],
}
"""What a post belongs to, by kind."""
