"""A long text seen through a window that moves forward, with positions counted from its beginning."""

from __future__ import annotations

import re
from collections.abc import Iterator

_OVERLAP = 80
"""Characters searched again when a block is added: more than any mark searched for is long."""


class Window:
    """Text that arrives in blocks; what lies before a released position is forgotten."""

    def __init__(self, blocks: Iterator[str]) -> None:
        self._blocks = blocks
        self._text = ""
        self._base = 0
        self._released = 0
        self._line = 1  # of the first character that is not forgotten
        self._counted = 0  # up to here lines were counted since,
        self._lines = 0  # and so many were found
        self._absent: dict[str, int] = {}
        self.ended = False

    @property
    def end(self) -> int:
        """Position after the last character that has arrived."""
        return self._base + len(self._text)

    def search(
        self, pattern: re.Pattern[str], at: int, limit: int | None = None
    ) -> tuple[re.Match[str], int] | None:
        """Find a mark.

        Args:
            pattern: What to search for: at most a few dozen characters long.
            at: Where to begin.
            limit: Where to give up; None to search to the end, forgetting on the way what was searched.

        Returns:
            The match and its position, or None.
        """
        while True:
            found = pattern.search(self._text, max(at - self._base, 0))
            if found:
                return found, self._base + found.start()
            at = max(at, self.end - _OVERLAP)
            if limit is None:
                self.release(at)
            elif self.end > limit:
                return None
            if not self._more():
                return None

    def find(self, mark: str, at: int, limit: int) -> int:
        """Return the position of a mark at or after `at`, or -1 where none begins before `limit`."""
        while True:
            start = max(at, self._absent.get(mark, 0))
            found = self._text.find(mark, max(start - self._base, 0))
            if found >= 0:
                return self._base + found
            self._absent[mark] = max(self.end - len(mark) + 1, 0)
            if self.end > limit or not self._more():
                return -1

    def slice(self, start: int, end: int) -> str:
        """Return the text between two positions."""
        return self._text[start - self._base : end - self._base]

    def release(self, at: int) -> None:
        """Forget what lies before a position, which is done when enough has gathered."""
        self._released = max(self._released, at)

    def line(self, at: int) -> int:
        """Return the line, from 1, of a position that is not released; quick if asked in order."""
        if at < self._counted:
            self._counted, self._lines = self._base, 0
        self._lines += self._text.count("\n", self._counted - self._base, at - self._base)
        self._counted = at
        return self._line + self._lines

    def _more(self) -> bool:
        drop = self._released - self._base
        if drop > 0:
            self._line = self.line(self._released)
            self._counted, self._lines = self._released, 0
            self._text = self._text[drop:]
            self._base = self._released
        block = next(self._blocks, None)
        if block is None:
            self.ended = True
            return False
        self._text += block
        return True
