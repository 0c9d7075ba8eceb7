"""All that is known beforehand: the vocabulary and what the project says about people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from anthology.vocabulary import Vocabulary


@dataclass(frozen=True)
class KnowledgeBase:
    """What posts are described by.

    Attributes:
        vocabulary: Cycles, topics, projects.
    """

    vocabulary: Vocabulary

    @classmethod
    def load(cls, vocabulary: Vocabulary, conf: Path) -> KnowledgeBase:
        """Read `people.toml` in the project's `conf` folder beside a vocabulary.

        Raises:
            ConfigError: Where the file is wrong.
        """
        return cls(vocabulary)
