"""The vocabularies a community sorts its posts by: cycles, topics, projects.

A vocabulary is a folder with `cycles.toml`, `topics.toml`, `projects.toml` and, if wanted, `people.toml`.
Two come with the package, `openstack` and `blank`; files of the same names in a project's
`conf/vocabularies/<name>/` or in `conf/` add to the one it names, entry by entry (the same `id` replaces).

The files hold the evidence too: each topic and project has a table of terms with weights, so that an editor
who disagrees with a label changes a number and not a program.  A term in small letters matches any case,
one with a capital only itself; a plural in `s` is matched along with the singular.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from anthology.errors import ConfigError, did_you_mean
from anthology.tables import read_document, row_of, rows_of
from anthology.toml import Document, Step, label

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
        raise ConfigError(
            f"there is no vocabulary {name!r}",
            str(conf / "anthology.toml"),
            did_you_mean(name, packaged)
            or f"Use one of {', '.join(packaged)}, or name a folder of TOML files.",
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
        ConfigError: Where a file is no TOML, or a key is unknown, missing or of the wrong kind; names the
            line and the key.
    """
    cycles: dict[str, Cycle] = {}
    topics: dict[str, Topic] = {}
    projects: dict[str, Project] = {}
    mentions = Mentions()
    for folder in folders_of(name, conf):
        document = read_document(folder / "cycles.toml", ("cycles", "mentions"))
        cycles |= _entries(document, "cycles", Cycle)
        if "mentions" in document.tables:
            mentions = _mentions(document)
        of_topics = read_document(folder / "topics.toml", ("topics",))
        of_projects = read_document(folder / "projects.toml", ("projects",))
        added_topics = _entries(of_topics, "topics", Topic)
        added_projects = _entries(of_projects, "projects", Project)
        topics |= added_topics
        projects |= added_projects
        _check_projects(added_projects, topics, of_projects)
        _check_topics(added_topics, topics, projects, of_topics)
    return Vocabulary(_in_order(cycles.values()), topics, projects, mentions)


T = TypeVar("T", Cycle, Topic, Project)


def _entries(document: Document, key: str, kind: type[T]) -> dict[str, T]:
    made: dict[str, T] = {}
    for number, row in enumerate(rows_of(document, (key,), f"each as [[{key}]]")):
        at: tuple[Step, ...] = (key, number)
        entry = row_of(kind, row, document, at)
        if not ID.fullmatch(entry.id):
            raise document.wrong(
                f"{label(at)}.id = {entry.id!r} cannot stand in a page's address",
                (*at, "id"),
                "use small letters, digits, dots and hyphens",
            )
        if entry.id in made:
            raise document.wrong(f"{label(at)}.id = {entry.id!r} stands twice", (*at, "id"), "remove one")
        made[entry.id] = entry
    return made


def _mentions(document: Document) -> Mentions:
    table = document.tables["mentions"]
    if not isinstance(table, dict):
        raise document.wrong("mentions must be a table", ("mentions",), "write its keys below [mentions]")
    return row_of(Mentions, table, document, ("mentions",))


def _check_projects(projects: Mapping[str, Project], topics: Mapping[str, Topic], document: Document) -> None:
    for number, project in enumerate(projects.values()):
        for topic in project.topics:
            if topic not in topics:
                raise document.wrong(
                    f"projects: {project.id} names the topic {topic!r}, which does not exist",
                    ("projects", number, "topics", topic),
                    f"topics are {', '.join(topics) or 'none'}",
                )


def _check_topics(
    topics: Mapping[str, Topic],
    known: Mapping[str, Topic],
    projects: Mapping[str, Project],
    document: Document,
) -> None:
    for number, topic in enumerate(topics.values()):
        named = (("beside", one, known) for one in topic.beside)
        own = (("project", one, projects) for one in (topic.project,) if one)
        for key, name, those in (*named, *own):
            if name not in those:
                raise document.wrong(
                    f"topics: {topic.id} names {name!r}, which does not exist",
                    ("topics", number, key),
                    f"known are {', '.join(those) or 'none'}",
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
