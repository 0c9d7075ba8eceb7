"""The date-like lines of a page: bylines and day headers, and in which order their numbers are read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from anthology.sources.text.bylines import Byline, parse_byline
from anthology.sources.text.dates import Stamp, parse_header
from anthology.sources.text.page import LONGEST_HEAD, Page

_DAY = 86_400
_ENOUGH_DATES = 3
"""Different days of numbers below thirteen from which their order tells which of them is the month."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A row that is a byline or a day header.

    Attributes:
        row: Its index in the page's rows.
        byline: What a byline says; None for a day header.
        header: A day header's date; None for a byline.
    """

    row: int
    byline: Byline | None = None
    header: Stamp | None = None

    @property
    def day(self) -> date | None:
        """A day header's day; None for a byline."""
        return self.header.day if self.header else None

    @property
    def stamp(self) -> Stamp | None:
        """The date of either."""
        return self.byline.stamp if self.byline else self.header

    @property
    def is_dated_byline(self) -> bool:
        """Whether this is a byline with a date."""
        return self.byline is not None and self.byline.stamp is not None


def find_marks(page: Page) -> list[Mark]:
    """Find every row that has the form of a byline or a day header."""
    marks: list[Mark] = []
    for index, row in enumerate(page.rows):
        if len(row.text) > LONGEST_HEAD + 200:
            continue
        if (header := parse_header(row.text)) is not None:
            marks.append(Mark(index, header=header))
        elif (byline := parse_byline(row.text)) is not None:
            marks.append(Mark(index, byline=byline))
    return _read_one_way(marks)


def _read_one_way(marks: list[Mark]) -> list[Mark]:
    """Read all dates of numbers between strokes in one order of day and month.

    A number above twelve settles it; else the order in which the page's dates follow each other.
    """
    stamps = [stamp for mark in marks if (stamp := mark.stamp)]
    open_to_both = {stamp.day for stamp in stamps if stamp.other}
    if not open_to_both:
        return marks
    turned = [_settled(mark, day_first=True) for mark in marks]
    said = {stamp.day_first for stamp in stamps} - {None}
    month_first = [_settled(mark, day_first=False) for mark in marks]
    if len(said) == 1:
        return turned if said == {True} else month_first
    if len(open_to_both) < _ENOUGH_DATES:
        return marks
    as_printed, the_other_way = _orderliness(month_first), _orderliness(turned)
    return turned if the_other_way > as_printed else month_first if as_printed > the_other_way else marks


def _settled(mark: Mark, *, day_first: bool) -> Mark:
    """Return a mark with its date read in one order, if it can be read in both."""
    stamp = mark.stamp
    if stamp is None or stamp.other is None:
        return mark
    stamp = replace(stamp, day=stamp.other if day_first else stamp.day, confidence=0.9, day_first=day_first)
    if mark.byline is None:
        return replace(mark, header=stamp)
    return replace(mark, byline=replace(mark.byline, stamp=stamp))


def _orderliness(marks: Sequence[Mark]) -> tuple[int, int]:
    """Return how many dates of a page stand in order, whichever way it runs, and on how many days of a month.

    Days taken for months follow each other as well, but then every post is of the same day of its month.
    """
    moments = [moment(mark, falling=True) for mark in marks if mark.stamp]
    run = max(len(heaviest_run(way, [1.0] * len(way))) for way in (moments, [-moment for moment in moments]))
    return run, len({mark.stamp.day.day for mark in marks if mark.stamp})


def moment(mark: Mark, falling: bool) -> int:
    """Return seconds; a day header counts as the first moment, in reading order, of its day."""
    if mark.day is not None:
        return mark.day.toordinal() * _DAY + (_DAY - 1 if falling else 0)
    stamp = mark.stamp
    if stamp is None:
        return 0
    hour, minute, second = stamp.time or (12, 0, 0)
    return stamp.day.toordinal() * _DAY + hour * 3600 + minute * 60 + second


def heaviest_run(values: Sequence[int], weights: Sequence[float]) -> list[int]:
    """Return the indices of the heaviest subsequence whose values never fall; n log n."""
    order = sorted(set(values))
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(order) + 1)  # a Fenwick tree of maxima
    before = [-1] * len(values)
    top = (0.0, -1)
    for index, value in enumerate(values):
        place = bisect_left(order, value) + 1
        at, found = place, (0.0, -1)
        while at > 0:
            found = max(found, best[at])
            at -= at & -at
        before[index] = found[1]
        total = (found[0] + weights[index], index)
        top = max(top, total)
        while place <= len(order):
            best[place] = max(best[place], total)
            place += place & -place
    run, at = [], top[1]
    while at >= 0:
        run.append(at)
        at = before[at]
    return run[::-1]
