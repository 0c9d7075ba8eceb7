"""What a project says about people, in `conf/people.toml`.

    # Spellings and handles of one person; `name` is the one readers see.
    [[people]]
    name = "Loïc Dachary"
    aliases = ["loicd"]

    # Two namesakes: what is said of a channel holds only there.
    [[people]]
    id = "john-smith-2"
    name = "John Smith"
    channels = ["Smith's Cloud"]

    # For whom somebody worked when; goes before what a byline says.
    [[people]]
    name = "Ann Other"
    affiliations = [{ name = "Example Ltd", since = "2012-03", until = "2014" }]

    # Not the same person, whatever they look like: one line undoes a merge.
    apart = [["florian", "Florian Haas"]]

The file has the last word over everything that is learned from the posts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast, get_args

from anthology.knowledge.names import same_key
from anthology.model import Affiliation
from anthology.tables import read_document, row_of, rows_of
from anthology.toml import Document, Step, label
from anthology.vocabulary import ID

Kind = Literal["person", "organisation", "account"]


@dataclass(frozen=True, slots=True)
class Declared:
    """One `[[people]]` table.

    Attributes:
        name: Preferred spelling.
        id: Instead of the name's slug; tells namesakes apart.
        aliases: Other spellings and handles, everywhere or in the channels named.
        channels: Where the name and the aliases mean this person; everywhere if empty.
        kind: `person`, `organisation` or `account`.
        url: Home page.
        affiliations: For whom they worked, with dates.
    """

    name: str
    id: str = ""
    aliases: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    kind: str = "person"
    url: str | None = None
    affiliations: tuple[Affiliation, ...] = ()


@dataclass(frozen=True)
class PeopleFile:
    """All of `people.toml`.

    Attributes:
        people: As declared.
        apart: Groups of names that are different people.
    """

    people: tuple[Declared, ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()
    _somewhere: Mapping[tuple[str, str], Declared] = field(init=False, repr=False, compare=False)
    _apart: tuple[frozenset[str], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        somewhere: dict[tuple[str, str], Declared] = {}
        for person in self.people:
            for channel in person.channels or ("",):
                for name in (person.name, *person.aliases):
                    somewhere.setdefault((same_key(channel), handle_key(name)), person)
        object.__setattr__(self, "_somewhere", somewhere)
        groups = tuple(frozenset(_as_declared(name) for name in group) for group in self.apart)
        object.__setattr__(self, "_apart", groups)

    @classmethod
    def load(cls, path: Path) -> PeopleFile:
        """Read the file; none is the same as an empty one.

        Raises:
            ConfigError: Where it is wrong; names the line and the key.
        """
        document = read_document(path, ("people", "apart"))
        rows = rows_of(document, ("people",), "each as [[people]]")
        people = tuple(_declared(row, document, ("people", number)) for number, row in enumerate(rows))
        apart: Any = document.tables.get("apart", [])
        if not isinstance(apart, list) or not all(
            isinstance(group, list) and all(isinstance(name, str) for name in group) for group in apart
        ):
            raise document.wrong(
                "apart must be a list of lists of names", ("apart",), 'apart = [["Ann", "Ann Other"]]'
            )
        return cls(people, tuple(tuple(group) for group in apart))

    def find(self, name: str, channel: str) -> Declared | None:
        """Return who is declared to be meant by a name in a channel."""
        key = handle_key(name)
        return self._somewhere.get((same_key(channel), key)) or self._somewhere.get(("", key))

    def are_apart(self, one: str, other: str) -> bool:
        """Tell whether two names are declared to be different people; letter case alone is nothing."""
        pair = {_as_declared(one), _as_declared(other)}
        return len(pair) == 2 and any(pair <= group for group in self._apart)

    def apart_key(self, name: str) -> str | None:
        """Return what tells a name from those it was declared apart from, or None if it never was."""
        folded = _as_declared(name)
        return folded if any(folded in group for group in self._apart) else None

    def kind_of(self, person: Declared) -> Kind:
        """Return a declared person's kind, typed."""
        return cast("Kind", person.kind)


def _declared(row: Mapping[str, Any], document: Document, at: tuple[Step, ...]) -> Declared:
    person = row_of(Declared, {k: v for k, v in row.items() if k != "affiliations"}, document, at)
    if person.kind not in get_args(Kind):
        raise document.wrong(
            f"{label(at)}.kind = {person.kind!r} is unknown",
            (*at, "kind"),
            f"use {', '.join(get_args(Kind))}",
        )
    if person.id and not ID.fullmatch(person.id):
        raise document.wrong(
            f"{label(at)}.id = {person.id!r} cannot stand in a page's address",
            (*at, "id"),
            "use small letters, digits, dots and hyphens",
        )
    return replace(person, affiliations=_affiliations(document, (*at, "affiliations")))


def _affiliations(document: Document, at: tuple[Step, ...]) -> tuple[Affiliation, ...]:
    made = []
    for number, row in enumerate(rows_of(document, at, '{ name = "Example Ltd", since = "2012-03" }')):
        here = (*at, number)
        # A whole year is a number in TOML.
        dates = {key: str(row[key]) for key in ("since", "until") if type(row.get(key)) is int}
        one = row_of(Affiliation, {**row, **dates}, document, here)
        for key, value in (("since", one.since), ("until", one.until)):
            if value and not _is_date(value):
                raise document.wrong(
                    f"{label(here)}.{key} = {value!r} is no date",
                    (*here, key),
                    "write 2012, 2012-03 or 2012-03-14",
                )
        made.append(one)
    return tuple(made)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) in (4, 7) else text)
    except ValueError:
        return False
    return text[4:5] in ("", "-")


def _as_declared(name: str) -> str:
    """Return a name with its accents, but whatever its letter case and spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def handle_key(name: str) -> str:
    """Return the key under which a name or handle is looked up; `@ann` and `Ann` are the same."""
    return same_key(name) or name.strip().casefold()
