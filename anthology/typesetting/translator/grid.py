"""The cells of a table: which are taken, and how wide their columns want to be."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from docutils import nodes

_LONGEST_WORD = 16
"""Characters that stay together in a cell; longer runs are broken."""


@dataclass(slots=True)
class Grid:
    """Which cells of a table are taken, and how wide its columns want to be.

    Attributes:
        columns: Their number.
        words: Width of the longest word of each column, in em.
        texts: Width of the longest cell of each column if set in one line, in em.
    """

    columns: int
    words: list[float] = field(init=False)
    texts: list[float] = field(init=False)
    spanned: bool = False
    _taken: dict[int, int] = field(default_factory=dict)
    _column: int = 0

    def __post_init__(self) -> None:
        self.words = [1.0] * self.columns
        self.texts = [1.0] * self.columns

    def start_row(self) -> None:
        """Go to the next row: cells that reach down from above take one row less."""
        self._taken = {c: rows - 1 for c, rows in self._taken.items() if rows > 1}
        self._column = 0
        self._skip()

    def add(self, entry: nodes.Element) -> tuple[int, int] | None:
        """Return the columns and rows a cell spans, or None if there is no room left in its row."""
        if self._column >= self.columns:
            return None
        wide = 1
        limit = int(entry.get("morecols", 0)) + 1
        while wide < limit and self._column + wide < self.columns and self._column + wide not in self._taken:
            wide += 1
        high = int(entry.get("morerows", 0)) + 1
        if high > 1:
            self._taken.update(dict.fromkeys(range(self._column, self._column + wide), high))
        if wide == 1:
            self._measure(entry, self._column)
        self.spanned |= wide > 1 or high > 1
        self._column += wide
        self._skip()
        return wide, high

    def missing(self) -> int:
        """Return the cells that the row lacks."""
        count = 0
        while self._column < self.columns:
            count += 1
            self._column += 1
            self._skip()
        return count

    def _skip(self) -> None:
        while self._taken.get(self._column, 0) > 1 or (
            self._column in self._taken and self._column < self.columns
        ):
            self._column += 1

    def _measure(self, entry: nodes.Element, column: int) -> None:
        text = entry.astext()
        mono = next(iter(entry.findall(lambda n: isinstance(n, nodes.literal | nodes.literal_block))), None)
        least = 0.62 if mono is not None else 0.0
        longest = max((em(word[:_LONGEST_WORD], least) for word in text.split()), default=1.0)
        self.words[column] = max(self.words[column], longest)
        lines = max((em(line, least) for line in text.split("\n")), default=1.0)
        self.texts[column] = max(self.texts[column], lines)


def em(text: str, least: float = 0.0) -> float:
    """Return about how wide text is in the book's type, in em, rather too much than too little."""
    if text.isascii() and not least:
        capitals = len(re.findall(r"[A-Zmw@%&]", text))
        return 0.53 * (len(text) - capitals) + 0.8 * capitals
    return sum(max(least, 1.05 if unicodedata.east_asian_width(c) in "WF" else 0.66) for c in text)
