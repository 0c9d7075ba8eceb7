"""The vocabularies a community sorts its posts by: cycles, topics, projects.

A vocabulary is a folder with `cycles.toml`, `topics.toml` and `projects.toml`.  Two come with the package,
`openstack` and `blank`; files of the same names in a project's `conf/` add to the one it names, entry by
entry (the same `id` replaces).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cycle:
    """A release cycle: the time from the day after the previous release to its own release.

    Attributes:
        id: Such as `havana`.
        name: Such as `Havana`.
        released: Day of the release, ISO; None where it is not known yet.
        opened: Day on which work on it began, ISO: the day after the release before it, unless declared.
        version: Such as `2013.2`.
    """

    id: str
    name: str
    released: str | None = None
    opened: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """What a post can be about; `description` is one sentence for readers."""

    id: str
    name: str
    description: str = ""


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
    """

    id: str
    name: str
    service: str = ""
    mission: str = ""
    formerly: tuple[str, ...] = ()
    status: str = "current"
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All three, each by id in the order of its file (cycles: oldest first)."""

    cycles: Mapping[str, Cycle] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    projects: Mapping[str, Project] = field(default_factory=dict)
