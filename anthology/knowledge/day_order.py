"""Whether 03/04/2013 is in March or in April: some write the day first, some the month.

Told by the blog's other dates, of which some can be read in one way only, else by its language, the post's
address and its neighbours.  What nothing tells stays a doubt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from anthology.model import Entry

NUMERIC = (
    r"(?<![\w./-])(?P<a>\d{1,2})(?P<mark>[./-])(?P<b>\d{1,2})(?P=mark)(?P<ny>(?:19|20)\d\d)(?![\w/-]|\.\d)"
)
"""A date of numbers with the year last; a point stands where the day comes first."""

LOOKED_AT = 20_000
"""Characters of a text in which dates are looked for."""

_NUMERIC = re.compile(NUMERIC)
_MONTH_FIRST = frozenset({"en-us", "en-ph"})
_YEAR_FIRST = frozenset({"ja", "ko", "zh", "hu", "lt", "mn", "fa"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A date of numbers.

    Attributes:
        day: As it is read.
        other: The other way to read it, or None where there is one way only.
        day_first: Whether the day comes first, or None where that is open.
    """

    day: date
    other: date | None = None
    day_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """Whether dates have the day first, and what tells; None for what nothing tells."""

    day_first: bool | None = None
    because: str = ""


def read_numeric(found: re.Match[str], day_first: bool | None = None) -> Reading | None:
    """Read a match of `NUMERIC`, or return None where it is no day of the calendar.

    Args:
        found: The match.
        day_first: What is known of the order; of no meaning between points, and where only one order
            makes a date.
    """
    year, first, second = int(found["ny"]), int(found["a"]), int(found["b"])
    by_day, by_month = _day(year, second, first), _day(year, first, second)
    if found["mark"] == "." or by_month is None:
        return Reading(by_day, None, True) if by_day else None
    if by_day is None:
        return Reading(by_month, None, False)
    if by_day == by_month:
        return Reading(by_day)
    if day_first is None:
        return Reading(by_month, by_day)
    return Reading(by_day if day_first else by_month, None, day_first)


def orders(entries: Sequence[Entry], texts: Sequence[str]) -> list[Order]:
    """Tell for each entry whether its blog writes the day first.

    Args:
        entries: All entries.
        texts: Their bodies; only those of blogs with a date in question are looked at.
    """
    blogs = [entry.channel.name if entry.channel else entry.source.name for entry in entries]
    asked = {
        blog for entry, blog in zip(entries, blogs, strict=True) if entry.dated is None or printed(entry)
    }
    votes: dict[str, Counter[bool]] = {blog: Counter() for blog in asked}
    for entry, text, blog in zip(entries, texts, blogs, strict=True):
        if blog in asked:
            votes[blog].update(_told(entry, text))
    return [_order(entry, votes.get(blog, {})) for entry, blog in zip(entries, blogs, strict=True)]


def printed(entry: Entry) -> Reading | None:
    """Return the date of numbers that a source printed for a post, if it can be read in two ways."""
    if entry.dated is None:
        return None
    for found in _NUMERIC.finditer(entry.dated.because):
        reading = read_numeric(found)
        said = entry.dated.value[:10]
        if reading and reading.other and said in (reading.day.isoformat(), reading.other.isoformat()):
            return reading
    return None


def _told(entry: Entry, text: str) -> Iterator[bool]:
    """Yield the orders of those dates that can be read in one way only; points tell nothing of slashes."""
    because = entry.dated.because if entry.dated else ""
    for where in (because, entry.title or "", text[:LOOKED_AT]):
        for found in _NUMERIC.finditer(where):
            reading = read_numeric(found)
            if reading and reading.day_first is not None and found["mark"] != ".":
                yield reading.day_first


def _order(entry: Entry, votes: Mapping[bool, int]) -> Order:
    first, last = votes.get(True, 0), votes.get(False, 0)
    if max(first, last) > 3 * min(first, last):
        return Order(
            first > last, f"other dates of the blog have the {'day' if first > last else 'month'} first"
        )
    language = (entry.language or "").casefold().replace("_", "-")
    if language in _MONTH_FIRST:
        return Order(False, f"in {entry.language} the month comes first")
    if language and language != "en" and language.partition("-")[0] not in _YEAR_FIRST:
        return Order(True, f"in {entry.language} the day comes first")
    return Order()


def fitting(days: Iterable[date], first: date | None, last: date | None) -> list[date]:
    """Return the days that lie between two others, where these are known."""
    return [day for day in days if (first is None or first <= day) and (last is None or day <= last)]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
