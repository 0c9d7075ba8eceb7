"""All that is known beforehand: the vocabulary and what the project says about people."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from anthology.knowledge.evidence import TermIndex
from anthology.knowledge.people_file import PeopleFile
from anthology.knowledge.projects import project_terms, repositories
from anthology.knowledge.releases import ReleaseNames
from anthology.knowledge.topics import topic_terms
from anthology.vocabulary import Vocabulary


@dataclass(frozen=True)
class KnowledgeBase:
    """What posts are described by.

    Attributes:
        vocabulary: Cycles, topics, projects.
        people: What `conf/people.toml` says.
        today: ISO; what is dated later is wrong.
    """

    vocabulary: Vocabulary
    people: PeopleFile = field(default_factory=PeopleFile)
    today: str = "9999-12-31"

    @classmethod
    def load(cls, vocabulary: Vocabulary, conf: Path) -> KnowledgeBase:
        """Read `people.toml` in the project's `conf` folder beside a vocabulary.

        Raises:
            ConfigError: Where the file is wrong.
        """
        return cls(vocabulary, PeopleFile.load(conf / "people.toml"), datetime.now(UTC).date().isoformat())

    @cached_property
    def fingerprint(self) -> str:
        """What stands for all that one post's labels depend on; people and today's date do not count."""
        return hashlib.sha256(repr(self.vocabulary).encode()).hexdigest()

    @cached_property
    def topic_terms(self) -> TermIndex:
        """The terms of all topics."""
        return TermIndex(topic_terms(self.vocabulary))

    @cached_property
    def project_terms(self) -> TermIndex:
        """The terms of all projects, apart: a topic's `nova docker` must not use up the project's `nova`."""
        return TermIndex(project_terms(self.vocabulary))

    @cached_property
    def repositories(self) -> dict[str, str]:
        """What stands in addresses of projects' pages, to their ids."""
        return repositories(self.vocabulary)

    @cached_property
    def release_names(self) -> ReleaseNames:
        """The names of the releases."""
        return ReleaseNames.of(self.vocabulary)
