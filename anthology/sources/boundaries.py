"""An editor's words on where posts of a text dump begin.

A dump of a page may say nothing that tells a post's title from a heading.  A reader then guesses and says so
(`model.Doubt`); what an editor answers in `conf/decisions.toml` reaches the readers as these values and
settles the question for good.
"""

from __future__ import annotations

from dataclasses import dataclass

Place = tuple[str, int]
"""A file's name without its folder, and a line counted from 1."""


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Places where a dump is to be split, or not to be split, whatever the evidence says.

    Lines without text cannot be titles, so a word on them meets nothing; `anthology.sources.text.misplaced`
    says so.

    Attributes:
        split: A post's title stands on this line.
        join: No post starts on this line; what stands there belongs to the post above.
    """

    split: frozenset[Place] = frozenset()
    join: frozenset[Place] = frozenset()

    def splits(self, file: str) -> frozenset[int]:
        """Return the lines, from 1, of the file of this name on which a post's title stands."""
        return frozenset(line for name, line in self.split if name == file)

    def joins(self, file: str) -> frozenset[int]:
        """Return the lines, from 1, of the file of this name on which no post starts."""
        return frozenset(line for name, line in self.join if name == file)


NONE = Boundaries()
"""No word from any editor."""
