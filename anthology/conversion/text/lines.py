"""A dump as lines with a kind, which later stages fill in, each only where nobody did before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from anthology.conversion.myst import CONTROLS

_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACES = str.maketrans(dict.fromkeys("\xa0\u1680\u2007\u202f\u205f", " ") | {"\ufeff": None, "\xad": None})
_PROSE = 60
"""Characters from which a line that ends as a sentence is prose, so that the post is not all a listing."""


class Kind(Enum):
    """What a line is part of."""

    OPEN = auto()
    BLANK = auto()
    FENCED = auto()
    CODE = auto()
    GONE = auto()
    ITEM = auto()
    ROW = auto()
    QUOTE = auto()
    HEADING = auto()
    CAPTION = auto()


@dataclass(slots=True)
class Line:
    """One line of a dump.

    Attributes:
        text: Without its line end, without control characters, no-break spaces made spaces.
        kind: What it is part of; `OPEN` until a stage decides.
        block: Tells neighbouring blocks of the same kind apart; 0 where nothing does.
        level: Depth of a heading from 1, as far as the line itself tells; 0 unknown.
    """

    text: str
    kind: Kind
    block: int = 0
    level: int = 0

    @property
    def blank(self) -> bool:
        """Whether it shows nothing, be it empty or taken out."""
        return self.kind in (Kind.BLANK, Kind.GONE)


def read_lines(text: str) -> list[Line]:
    """Return the lines of a dump; blank ones are already marked."""
    text = CONTROLS.sub("", _ENDS.sub("\n", text)).translate(_SPACES)
    lines = _moved_left(text.split("\n"))
    return [Line(line, Kind.OPEN if line.strip() else Kind.BLANK) for line in lines]


def _moved_left(lines: list[str]) -> list[str]:
    """Take off the indentation that a whole post has, which its page gave it: it tells nothing of a line."""
    shown = [line for line in lines if line.strip()]
    depth = min((len(line) - len(line.lstrip(" ")) for line in shown), default=0)
    told = any(len(line) > _PROSE and line.rstrip().endswith((".", "!", "?", ":")) for line in shown)
    return [line[depth:] for line in lines] if depth and told else lines
