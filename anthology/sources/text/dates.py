"""Dates as blogs and planets print them, in the languages blogs are written in."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

from babel.dates import get_day_names, get_month_names

LANGUAGES = [
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "cs",
    "sk",
    "ru",
    "uk",
    "sv",
    "da",
    "nb",
    "fi",
    "hu",
    "ro",
    "ca",
    "tr",
]
"""Languages whose names of months and days are known (CLDR's, through Babel)."""

_WORD = r"[^\W\d_]{3,12}\.?"
_TIME = re.compile(
    r"(?:\s*(?:T|,|@|\bat\b|\bum\b|\bà\b|\ba las\b|\balle\b|\bom\b|\bkl\.?|\bo\b|-|–|\|)?\s*)"
    r"(?P<hour>[01]?\d|2[0-4])(?::|h|\.(?=\d\d\b))(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:\.\d+)?)?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?"
    r"(?:\s*(?P<zone>Z\b|UTC|GMT|[+-]\d{2}:?\d{2}))?",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"(?:\b(?P<weekday>{_WORD}),?\s+(?:den\s+|the\s+|le\s+)?)?"
    r"(?:"
    rf"(?P<month1>{_WORD})\s+(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year1>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s*(?:de |of )?\s*(?P<month2>{_WORD}),?\s+(?:de |"
    rf"of )?(?P<year2>\d{{4}})"
    r"|(?P<year3>\d{4})[-/.](?P<month3>\d{1,2})[-/.](?P<day3>\d{1,2})"
    r"|(?P<year4>\d{4})\s?年\s?(?P<month4>\d{1,2})\s?月\s?(?P<day4>\d{1,2})\s?日"
    r"|(?P<a5>\d{1,2})(?P<mark5>[./])(?P<b5>\d{1,2})(?P=mark5)(?P<year5>\d{4})"
    r")(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date found in a line.

    Attributes:
        day: The day.
        time: Hour, minute, second in UTC after `day` was moved for the zone, or None where none is printed.
        start: Where it begins in the line.
        end: Where it ends.
        confidence: Below 1 where day and month could be the other way round.
        other: The day, if they are.
        day_first: Whether the day stands before the month in a date of numbers between strokes; None where
            that is open, or no question.
        impossible: Whether the calendar has no such day, as February 30; `day` is then the month's last.
    """

    day: date
    time: tuple[int, int, int] | None
    start: int
    end: int
    confidence: float = 1.0
    other: date | None = None
    day_first: bool | None = None
    impossible: bool = False

    @property
    def iso(self) -> str:
        """ISO 8601: `2013-05-21T14:30:00Z`, or `2013-05-21` without a time."""
        if self.time is None:
            return self.day.isoformat()
        return f"{self.day.isoformat()}T{self.time[0]:02}:{self.time[1]:02}:{self.time[2]:02}Z"


def _fold(name: str) -> str:
    return name.rstrip(".").casefold()


@cache
def _months() -> dict[str, int]:
    names: dict[str, int] = {}
    for language in reversed(LANGUAGES):  # English last, so that it wins where names collide
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    names[_fold(str(name))] = int(number)
    names["sept"] = 9
    return names


@cache
def _weekdays() -> frozenset[str]:
    names: set[str] = set()
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            found: Iterable[object] = get_day_names(width, "format", language).values()
            names.update(_fold(str(name)) for name in found)
    return frozenset(names)


_IMPOSSIBLE = 0.3
"""How sure the last day of a month is where a page prints one that the month does not have."""


def _day(found: re.Match[str]) -> tuple[date, float, bool] | None:
    """Return the day of a match, how sure it is and whether it is impossible; None for no day at all."""
    confidence = 1.0
    if found["month1"] or found["month2"]:
        number = _months().get(_fold(found["month1"] or found["month2"]))
        if number is None:
            return None
        parts = (int(found["year1"] or found["year2"]), number, int(found["day1"] or found["day2"]))
    elif found["year5"]:
        first, second = int(found["a5"]), int(found["b5"])
        # Points are Europe's; a slash is America's as often as not.
        month_first = second > 12 or (found["mark5"] == "/" and first <= 12)
        confidence = (
            0.5 if first <= 12 and second <= 12 and first != second and found["mark5"] == "/" else 0.9
        )
        parts = (int(found["year5"]), first, second) if month_first else (int(found["year5"]), second, first)
    else:
        parts = (
            int(found["year3"] or found["year4"]),
            int(found["month3"] or found["month4"]),
            int(found["day3"] or found["day4"]),
        )
    year, month, day = parts
    if not (1990 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    last = monthrange(year, month)[1]
    impossible = day > last
    return date(year, month, min(day, last)), _IMPOSSIBLE if impossible else confidence, impossible


def _numbers(found: re.Match[str]) -> tuple[date | None, bool | None]:
    """Return the other way to read a date of numbers between strokes, and whether its day stands first."""
    if not found["year5"] or found["mark5"] != "/":
        return None, None
    first, second = int(found["a5"]), int(found["b5"])
    if max(first, second) > 12:
        return None, first > 12
    return (date(int(found["year5"]), second, first) if first != second else None), None


def _clock(found: re.Match[str], day: date) -> tuple[date, tuple[int, int, int]] | None:
    hour, half = int(found["hour"]), (found["half"] or "").casefold()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23:
        return None
    moment = datetime(
        day.year, day.month, day.day, hour, int(found["minute"]), int(found["second"] or 0), tzinfo=UTC
    )
    zone = found["zone"] or ""
    if zone[:1] in ("+", "-"):
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        if offset >= timedelta(hours=24):
            return None
        moment = moment.replace(tzinfo=timezone(offset if zone[0] == "+" else -offset)).astimezone(UTC)
    return moment.date(), (moment.hour, moment.minute, moment.second)


def find_date(text: str) -> Stamp | None:
    """Find the first date of a line, with its time if one follows (UTC unless a zone is printed)."""
    at = 0
    while (found := _DATE.search(text, at)) is not None:
        at = found.start() + 1
        read = _day(found)
        if read is None:
            continue
        day, confidence, impossible = read
        start = found.start()
        weekday = found["weekday"]
        if weekday and _fold(weekday) not in _weekdays():
            start = found.end("weekday")
            while text[start] in " ,":
                start += 1
        time = _TIME.match(text, found.end())
        clock = _clock(time, day) if time else None
        other, day_first = _numbers(found)
        if time is None or clock is None:
            return Stamp(day, None, start, found.end(), confidence, other, day_first, impossible)
        other = other + (clock[0] - day) if other else None
        return Stamp(clock[0], clock[1], start, time.end(), confidence, other, day_first, impossible)
    return None


def find_time(text: str) -> tuple[int, int, int] | None:
    """Read a line's end as a time alone, as in `posted by Ann at 3:04 PM`."""
    for found in _TIME.finditer(text):
        if found.end() == len(text.rstrip()) and (clock := _clock(found, date(2000, 1, 2))):
            return clock[1]
    return None


def parse_header(text: str) -> Stamp | None:
    """Read a line that is a day and nothing else, as a planet's day header is."""
    if len(text) > 60 or not any(c.isdigit() for c in text):
        return None
    stamp = find_date(text)
    if stamp is None or stamp.time is not None or stamp.start != 0 or text[stamp.end :].strip(" .:"):
        return None
    return stamp


def parse_day(text: str) -> date | None:
    """Return the day that a line names which is a day and nothing else."""
    stamp = parse_header(text)
    return stamp.day if stamp else None
