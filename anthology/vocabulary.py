"""The vocabularies a community sorts its posts by: cycles, topics, projects.

A vocabulary is a folder with `cycles.toml`, `topics.toml`, `projects.toml` and, if wanted, `people.toml`.
Two come with the package, `openstack` and `blank`; files of the same names in a project's
`conf/vocabularies/<name>/` or in `conf/` add to the one it names, entry by entry (the same `id` replaces).

The files hold the evidence too: each topic and project has a table of terms with weights, so that an editor
who disagrees with a label changes a number and not a program.  A term in small letters matches any case,
one with a capital only itself; a plural in `s` is matched along with the singular.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from anthology import toml
from anthology.errors import ConfigError

PACKAGED = Path(__file__).parent / "vocabularies"
ID = re.compile(r"[a-z0-9][a-z0-9.-]*")


@dataclass(frozen=True, slots=True)
class Cycle:
    """A release cycle: the time from the day after the previous release to its own release.

    Attributes:
        id: Such as `havana`.
        name: Such as `Havana`.
        released: Day of the release, ISO; None where it is not known yet.
        opened: Day on which work on it began, ISO: the day after the release before it, unless declared.
        version: Such as `2013.2`.
        ordinary: Whether the name is also a common word, place or person, so that a mention counts only
            where the words around it speak of a release.
        aliases: Other spellings that count as a mention.
    """

    id: str
    name: str
    released: str | None = None
    opened: str | None = None
    version: str | None = None
    ordinary: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """What a post can be about; `description` is one sentence for readers.

    Attributes:
        id: Such as `storage`.
        name: Such as `Storage`.
        description: One sentence.
        terms: Words and phrases that speak for it, with how much each does (negative: against).
        title_terms: The same, looked for in titles alone.
        beside: Where not empty, the only topics that may stand after this one (a digest touches everything,
            but is about no more than its community).
        about_projects: Whether posts whose first topic this is can be about projects.
        project_factor: How many times the usual score a project needs in such a post: a report of an event
            names many.
        project: The project that such a post is about as soon as it names it, where no other stands out.
    """

    id: str
    name: str
    description: str = ""
    terms: Mapping[str, float] = field(default_factory=dict)
    title_terms: Mapping[str, float] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    about_projects: bool = True
    project_factor: float = 1.0
    project: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """A thing the community makes.

    Attributes:
        id: Such as `neutron`.
        name: Such as `Neutron`.
        service: What it is: `Networking service`.
        mission: What it is for, one sentence.
        formerly: Earlier names: `Quantum`.
        status: `current`, `retired` …
        url: Where it lives.
        ordinary: Whether the name is a common word (`Heat`), so that only its capitalised form in running
            text counts, and only beside the community's own words.
        topics: How much a post about it is about each topic.
        terms: Further words that speak for it: commands, libraries, file names.
        deliverables: What the project publishes: names of repositories, each a term too.
    """

    id: str
    name: str
    service: str = ""
    mission: str = ""
    formerly: tuple[str, ...] = ()
    status: str = "current"
    url: str | None = None
    ordinary: bool = False
    topics: Mapping[str, float] = field(default_factory=dict)
    terms: Mapping[str, float] = field(default_factory=dict)
    deliverables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mentions:
    """How the community speaks, for telling a release or project from a common word.

    Attributes:
        community: Its own names, `OpenStack`: right beside a name they show what is meant.
        release_words: `release`, `cycle`, `summit`: the same, for releases.
        event_words: `summit`: the same, but a release's name may also be the place of a later event.
        place_words: `meetup`, `airport`: beside a common name they show that something else is meant.
        other_meanings: Phrases in which a release's name means something else: `Rocky Linux`.
    """

    community: tuple[str, ...] = ()
    release_words: tuple[str, ...] = ("release", "releases", "version", "versions", "cycle", "cycles", "v")
    event_words: tuple[str, ...] = ()
    place_words: tuple[str, ...] = ()
    other_meanings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All three, each by id in the order of its file (cycles: oldest first)."""

    cycles: Mapping[str, Cycle] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    projects: Mapping[str, Project] = field(default_factory=dict)
    mentions: Mentions = Mentions()


def folders_of(name: str, conf: Path) -> tuple[Path, ...]:
    """Return the folders whose files make up a vocabulary, the one that is added to first.

    Args:
        name: `openstack`, `blank`, or a folder, relative to the project's `conf` or to the project.
        conf: The project's `conf` folder.

    Raises:
        ConfigError: Where there is no such vocabulary.
    """
    found = [
        folder
        for folder in (PACKAGED / name, conf / name, conf.parent / name, conf / "vocabularies" / name)
        if folder.is_dir()
    ]
    if not found:
        packaged = sorted(p.name for p in PACKAGED.iterdir() if p.is_dir())
        near = difflib.get_close_matches(name, packaged, n=1)
        raise ConfigError(
            f"there is no vocabulary {name!r}",
            str(conf / "anthology.toml"),
            f"did you mean {near[0]!r}?"
            if near
            else f"use one of {', '.join(packaged)}, or name a folder of TOML files",
        )
    if conf.is_dir() and conf not in found:
        found.append(conf)
    return tuple(dict.fromkeys(found))


def load_vocabulary(name: str, conf: Path) -> Vocabulary:
    """Read a vocabulary and what the project adds to it.

    Args:
        name: See `folders_of`.
        conf: The project's `conf` folder; need not exist.

    Raises:
        ConfigError: Where a file is no TOML, or a key is unknown, missing or of the wrong kind; names file
            and key.
    """
    cycles: dict[str, Cycle] = {}
    topics: dict[str, Topic] = {}
    projects: dict[str, Project] = {}
    mentions = Mentions()
    for folder in folders_of(name, conf):
        tables = read_tables(folder / "cycles.toml", ("cycles", "mentions"))
        cycles |= _entries(tables, "cycles", Cycle, folder / "cycles.toml")
        if "mentions" in tables:
            mentions = make_row(Mentions, tables["mentions"], folder / "cycles.toml", "mentions")
        path = folder / "topics.toml"
        topics |= _entries(read_tables(path, ("topics",)), "topics", Topic, path)
        path = folder / "projects.toml"
        projects |= _entries(read_tables(path, ("projects",)), "projects", Project, path)
        _check_projects(projects.values(), topics, path)
        _check_topics(topics.values(), topics, projects, folder / "topics.toml")
    return Vocabulary(_in_order(cycles.values()), topics, projects, mentions)


def read_tables(path: Path, known: tuple[str, ...]) -> dict[str, Any]:
    """Return the tables of a TOML file, or nothing where there is no such file.

    Args:
        path: The file.
        known: Names that may stand at its top.

    Raises:
        ConfigError: Where it is no TOML or has an unknown key.
    """
    if not path.exists():
        return {}
    tables = toml.parse(toml.read_text(path, str(path)), str(path))
    for key in tables:
        if key not in known:
            raise _unknown(key, known, path, key)
    return tables


T = TypeVar("T", Cycle, Topic, Project)
Row = TypeVar("Row")


def _entries(tables: Mapping[str, Any], key: str, kind: type[T], path: Path) -> dict[str, T]:
    rows = tables.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(f"{key} must be a list of tables", str(path), f"write each as [[{key}]]")
    made: dict[str, T] = {}
    for number, row in enumerate(rows, 1):
        entry = make_row(kind, row, path, f"{key}[{number}]")
        if not ID.fullmatch(entry.id):
            raise ConfigError(
                f"{key}[{number}].id = {entry.id!r} cannot stand in a page's address",
                str(path),
                "use small letters, digits, dots and hyphens",
            )
        if entry.id in made:
            raise ConfigError(f"{key}[{number}].id = {entry.id!r} stands twice", str(path), "remove one")
        made[entry.id] = entry
    return made


def make_row(kind: Callable[..., Row], row: Mapping[str, Any], path: Path, where: str) -> Row:
    """Build a dataclass from a TOML table, naming the key that does not fit."""
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    for key, value in row.items():
        if key not in known:
            raise _unknown(key, tuple(known), path, f"{where}.{key}")
        values[key] = _fit(value, str(known[key].type), path, f"{where}.{key}")
    for key in ("id", "name"):
        if key in known and known[key].default is MISSING and not values.get(key):
            raise ConfigError(f"{where} lacks {key}", str(path), f'add {key} = "…"')
    return kind(**values)


def _fit(value: object, kind: str, path: Path, where: str) -> object:
    """Return a TOML value as the field's type; a TOML date becomes ISO text."""
    if isinstance(value, date):
        value = value.isoformat()
    if kind.startswith("Mapping"):
        if isinstance(value, dict) and all(
            isinstance(v, int | float) and not isinstance(v, bool) for v in value.values()
        ):
            return {str(k): float(v) for k, v in value.items()}
        raise ConfigError(f"{where} must be a table of numbers", str(path), '"a term" = 2.5')
    if kind.startswith("tuple"):
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        raise ConfigError(f"{where} must be a list of texts", str(path), 'such as ["one", "two"]')
    if kind == "float":
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        raise ConfigError(f"{where} must be a number, not {value!r}", str(path), "such as 1.5")
    wanted, said = (bool, "true or false") if kind == "bool" else (str, "a text in quotes")
    if not isinstance(value, wanted):
        raise ConfigError(f"{where} must be {said}, not {value!r}", str(path))
    if isinstance(value, str) and where.rpartition(".")[2] in ("released", "opened"):
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise ConfigError(f"{where} = {value!r} is no date", str(path), "write YYYY-MM-DD") from error
    return value


def _unknown(key: str, known: Iterable[str], path: Path, where: str) -> ConfigError:
    known = tuple(known)
    near = difflib.get_close_matches(key, known, n=1)
    return ConfigError(
        f"unknown key {where}",
        str(path),
        f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}",
    )


def _check_projects(projects: Iterable[Project], topics: Mapping[str, Topic], path: Path) -> None:
    for project in projects:
        for topic in project.topics:
            if topic not in topics:
                raise ConfigError(
                    f"projects: {project.id} names the topic {topic!r}, which does not exist",
                    str(path),
                    f"topics are {', '.join(topics) or 'none'}",
                )


def _check_topics(
    topics: Iterable[Topic], known: Mapping[str, Topic], projects: Mapping[str, Project], path: Path
) -> None:
    for topic in topics:
        unknown = [t for t in topic.beside if t not in known] + [
            p for p in (topic.project,) if p and p not in projects
        ]
        if unknown:
            raise ConfigError(
                f"topics: {topic.id} names {unknown[0]!r}, which does not exist", str(path), "name a known id"
            )


def _in_order(cycles: Iterable[Cycle]) -> dict[str, Cycle]:
    """Sort cycles by release, those without a date last, and fill in when work on each began."""
    ordered = sorted(cycles, key=lambda c: c.released or "9999")
    made: dict[str, Cycle] = {}
    before: str | None = None
    for cycle in ordered:
        opened = cycle.opened
        if opened is None and before is not None:
            opened = (date.fromisoformat(before) + timedelta(days=1)).isoformat()
        made[cycle.id] = replace(cycle, opened=opened)
        before = cycle.released
    return made
