"""Reading `conf/decisions.toml` into typed values, with errors that name the line and the likely meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Literal

from anthology.errors import ConfigError, did_you_mean
from anthology.knowledge.series import NO_SERIES
from anthology.model import SeriesPart, Tombstone
from anthology.sources.boundaries import Boundaries, Place
from anthology.takedown.prints import PRINT
from anthology.toml import Document, Step

DecidedStatus = Literal["accepted", "rejected", "taken-down"]

_STATUSES: Mapping[str, DecidedStatus] = {
    "accept": "accepted",
    "accepted": "accepted",
    "reject": "rejected",
    "rejected": "rejected",
    "taken-down": "taken-down",
}
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?)?)?)?")


@dataclass(frozen=True, slots=True)
class Decision:
    """An editor's word on one post.  None means that nothing was decided about this.

    Attributes:
        post: Id of the post.
        where: `file:line` of the decision.
        title: The right title.
        authors: Names, aliases or ids of the right people, in order.
        date: ISO 8601 in UTC, as precise as it is known.
        cycle: Id, or an empty string for none.
        releases: Ids of the releases that the post is about.
        topics: Ids, best first.
        projects: Ids.
        series: The run; its id is empty, as all posts of the same name form one; `NO_SERIES` for none.
        duplicate_of: Id of the copy to keep, or an empty string for a post that is no copy, however alike.
        license: Permission under which the post is shown.
        status: Whether the post belongs in the book.
        reason: Why, for those who come after.
        was: What the source said when this was decided, by key, as `applying.as_said` prints it.
        prints: What a post that was taken down is known by; see `anthology.takedown.prints`.
    """

    post: str
    where: str = ""
    title: str | None = None
    authors: tuple[str, ...] | None = None
    date: str | None = None
    cycle: str | None = None
    releases: tuple[str, ...] | None = None
    topics: tuple[str, ...] | None = None
    projects: tuple[str, ...] | None = None
    series: SeriesPart | None = None
    duplicate_of: str | None = None
    license: str | None = None
    status: DecidedStatus | None = None
    reason: str = ""
    was: Mapping[str, str] = field(default_factory=dict)
    prints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything that editors decided.

    Attributes:
        posts: By post id.
        boundaries: Where posts of text dumps begin.
        places: `split` or `join` and the place, to `file:line` of the decision.
    """

    posts: Mapping[str, Decision] = field(default_factory=dict)
    boundaries: Boundaries = field(default_factory=Boundaries)
    places: Mapping[tuple[str, Place], str] = field(default_factory=dict)

    @property
    def tombstones(self) -> tuple[Tombstone, ...]:
        """What is left of the posts that were taken down."""
        return tuple(
            Tombstone(one.post, one.reason, one.prints)
            for one in self.posts.values()
            if one.status == "taken-down"
        )

    def about_reading(self) -> str:
        """Return what of it matters before any post is described: the same text for the same decisions."""
        told = (
            sorted(self.boundaries.split),
            sorted(self.boundaries.join),
            sorted(self.places.items()),
            self.tombstones,
            sorted(self.spared) if self.tombstones else (),
        )
        return repr(told)

    @property
    def spared(self) -> frozenset[str]:
        """Ids of posts that an editor said are no copies of others, or belong in the book."""
        spared = (
            one.post for one in self.posts.values() if one.status == "accepted" or one.duplicate_of == ""
        )
        return frozenset(spared)

    @classmethod
    def load(cls, path: Path) -> Decisions:
        """Read the file of this path; a file that does not exist holds no decisions.

        Raises:
            ConfigError: The file is not TOML, or holds keys or values that have no meaning here.
        """
        return cls._read(Document.load(path)) if path.exists() else cls()

    @classmethod
    def parse(cls, text: str, where: str = "decisions.toml") -> Decisions:
        """Read the text of a decisions file; `where` names it in errors.

        Raises:
            ConfigError: As in `load`.
        """
        return cls._read(Document.parse(text, where))

    @classmethod
    def _read(cls, document: Document) -> Decisions:
        _only(document.tables, ("posts", "split", "join"), document)
        tables = document.tables.get("posts", {})
        if not isinstance(tables, dict):
            raise document.wrong("posts must be tables: [posts.POST-ID]", ("posts",))
        splits, joins = _places("split", document), _places("join", document)
        for place in splits.keys() & joins.keys():
            raise ConfigError(
                f"line {place[1]} of {place[0]} is both a split and a join",
                joins[place],
                "remove one of them",
            )
        return cls(
            posts={post: _decision(post, table, document) for post, table in tables.items()},
            boundaries=Boundaries(frozenset(splits), frozenset(joins)),
            places={("split", p): at for p, at in splits.items()}
            | {("join", p): at for p, at in joins.items()},
        )


def _only(
    table: Mapping[str, Any], known: Iterable[str], document: Document, at: tuple[Step, ...] = ()
) -> None:
    known = tuple(known)
    for key in table:
        if key not in known:
            remedy = did_you_mean(key, known) or f"known keys: {', '.join(known)}"
            raise document.wrong(f"unknown key “{key}”", (*at, key), remedy)


def _decision(post: str, table: object, document: Document) -> Decision:
    at = ("posts", post)
    if not isinstance(table, dict):
        raise document.wrong(f"posts.{post} must be a table", at, f"write [posts.{post}]")
    _only(table, _READERS, document, at)
    values: dict[str, Any] = {}
    for key, value in table.items():
        try:
            values[key] = _READERS[key](value)
        except ValueError as error:
            raise document.wrong(f"{key} {error}", (*at, key)) from error
    return Decision(post=post, where=document.at(*at), **values)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text in quotes")
    return " ".join(value.split())


def _text_or_none(value: object) -> str:
    if value is False or value == "":
        return ""
    return _text(value)


def _list(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        raise ValueError('must be a list: ["…", "…"]')
    return tuple(dict.fromkeys(_text(item) for item in value))


def _date(value: object) -> str:
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        try:
            # `strftime` writes no leading zeros of a year.
            return aware.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
        except OverflowError:
            raise ValueError("is in no calendar when told in UTC") from None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and _DATE.fullmatch(value):
        if "T" in value:
            return _date(datetime.fromisoformat(value))
        # A day that is in no calendar raises ValueError with a message of its own.
        padded = value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value
        datetime.combine(date.fromisoformat(padded), time())
        return value
    raise ValueError("must be a date: 2013-05-21T14:30:00Z, 2013-05-21, “2013-05” or “2013”")


def _series(value: object) -> SeriesPart:
    if value is False or value == "":
        return NO_SERIES
    if isinstance(value, dict):
        part = value.get("part")
        if set(value) <= {"name", "part"} and (part is None or (isinstance(part, int) and part > 0)):
            return SeriesPart(id="", name=_text(value.get("name")), part=part)
        raise ValueError('must be { name = "…", part = 1 }')
    return SeriesPart(id="", name=_text(value))


def _status(value: object) -> DecidedStatus:
    if isinstance(value, str) and value in _STATUSES:
        return _STATUSES[value]
    raise ValueError("must be “accepted”, “rejected” or “taken-down”")


def _prints(value: object) -> tuple[str, ...]:
    found = _list(value)
    for one in found:
        if not PRINT.fullmatch(one):
            raise ValueError(f"holds what `anthology reject --takedown` never writes: “{one[:40]}”")
    return found


def _was(value: object) -> Mapping[str, str]:
    if isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
        return value
    raise ValueError('must be a table of texts: { title = "…" }')


_READERS: Mapping[str, Callable[[object], Any]] = {
    "title": _text,
    "authors": _list,
    "date": _date,
    "cycle": _text_or_none,
    "releases": _list,
    "topics": _list,
    "projects": _list,
    "series": _series,
    "duplicate_of": _text_or_none,
    "license": _text,
    "status": _status,
    "reason": _text,
    "was": _was,
    "prints": _prints,
}


def _places(kind: str, document: Document) -> dict[Place, str]:
    tables = document.tables.get(kind, [])
    found: dict[Place, str] = {}
    for number, table in enumerate(tables if isinstance(tables, list) else [tables]):
        at = (kind, number)
        found.setdefault(_place(table, document, at), document.at(*at))
    return found


def _place(table: object, document: Document, at: tuple[str, int]) -> Place:
    kind, _ = at
    if not isinstance(table, dict):
        raise document.wrong(f"{kind} must be tables: [[{kind}]]", at)
    _only(table, ("file", "line", "reason"), document, at)
    file, line = table.get("file"), table.get("line")
    if not isinstance(file, str) or not isinstance(line, int) or line < 1:
        raise document.wrong(f"{kind} needs a file and a line", at, 'file = "planet.txt", line = 120')
    # Dumps are known by name: a decision holds wherever the file lies.
    return Path(file).name, line
