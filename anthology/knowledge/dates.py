"""What a post without a printed date says of when it was written.

Each finding is a span of days with a best guess inside it; spans of neighbouring posts then narrow each
other down (see `anthology.knowledge.neighbours`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from anthology.knowledge.day_order import NUMERIC, read_numeric
from anthology.model import DateOrigin

Precision = Literal["day", "month", "year"]

FIRST_YEAR, LAST_YEAR = 1993, 2099
"""Years in which there were blogs."""
AHEAD = timedelta(days=45)
"""How long before an event posts announce it, at most."""
LATER = timedelta(days=21)
"""How long after the days it covers a review appears, at most."""
SOON = timedelta(days=14)
"""How long before an event an announcement is guessed to stand."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?!\d)(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d(?!\d)"
_TEXT_DATE = re.compile(
    rf"\b(?P<m>{_MONTH})\s+(?P<d>{_DAY})(?:\s*(?:[-–—]|to|through|and)\s*(?:(?P<m2>{_MONTH})\s+)?(?P<d2>{_DAY}))?"
    rf"(?:(?:,|\s|,\s)\s*(?P<y>{_YEAR}))?"
    rf"|\b(?P<dd>{_DAY})(?:\s*(?:[-–—]|to|through)\s*(?P<dd2>{_DAY}))?\s+(?:of\s+)?(?P<dm>{_MONTH})"
    rf"(?:,?\s+(?P<dy>{_YEAR}))?"
    rf"|(?<!\d)(?P<iy>20\d\d)[-/.](?P<im>\d\d)[-/.](?P<id>\d\d)(?!\d)"
    rf"|(?<!\d)(?P<cy>20[0-3]\d)(?P<cm>0\d|1[0-2])(?P<cd>[0-2]\d|3[01])(?!\d)"
    rf"|\b(?P<mm>{_MONTH}),?\s+(?P<my>{_YEAR})"
    rf"|{NUMERIC}",
    re.IGNORECASE,
)
_URL_DATE = re.compile(
    r"/(?P<y>(?:19|20)\d\d)[/-](?P<m>\d{1,2}|[A-Za-z]{3,9})(?:[/-](?P<d>\d{1,2})(?=[/-]|$|\.))?(?=[/.-]|$)"
    r"|/article/(?P<sy>\d\d)/(?P<sm>\d{1,2})/"
)
_LOG = re.compile(
    r"(?<!\d)(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)[T ]\d\d:\d\d"
    r"|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?P<mm>[A-Z][a-z]{2}) {1,2}(?P<dd>\d{1,2}) "
    r"\d\d:\d\d:\d\d (?:[A-Z]{3,4} )?(?P<yy>20\d\d)"
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:\(c\)\s*)?(?:(?:19|20)\d\d\s*[-–]\s*)?(?P<y>20\d\d)", re.IGNORECASE
)
_AHEAD = re.compile(
    r"\b(?:will|join us|register|registration|sign up|upcoming|coming up|scheduled|next (?:week|month)|"
    r"invited?|rsvp|save the date|takes? place|we'll|don't miss|see you|plan to|going to|webinar on)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """When a post was written, as far as one thing tells.

    Attributes:
        first: The earliest day, or None.
        last: The latest day, or None.
        guess: The best day.
        precision: How much of the guess can be said.
        confidence: From 0 to 1.
        origin: What kind of thing tells.
        because: The words.
        yearless: Whether the year is borrowed and may be shifted.
        other: The other way to read a date of numbers, where nothing in the post tells the right one.
    """

    first: date | None
    last: date | None
    guess: date
    precision: Precision
    confidence: float
    origin: DateOrigin
    because: str
    yearless: bool = False
    other: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: its last day, where a range.

    `year` is None where it is not said, `other` the other way to read a date of numbers.
    """

    year: int | None
    month: int
    day: int | None
    text: str
    start: int
    other: date | None = None


def date_in_url(url: str | None) -> tuple[date, Precision] | None:
    """Return the date in an address such as `/2011/06/`, `/2017/Feb/14/` or `/article/17/2/`."""
    for found in _URL_DATE.finditer(url or ""):
        if found["sy"]:
            made = _made(2000 + int(found["sy"]), int(found["sm"]), 1)
            return (made, "month") if made else None
        month = int(found["m"]) if found["m"].isdigit() else _month(found["m"])
        made = _made(int(found["y"]), month, int(found["d"] or 1))
        if made:
            return made, "day" if found["d"] else "month"
    return None


def dates_in_text(text: str, day_first: bool | None = None) -> Iterator[Found]:
    """Yield the dates a text names, in order.

    Args:
        text: The text.
        day_first: Whether the blog writes 3 April 2013 as `03/04/2013`, if that is known.
    """
    for m in _TEXT_DATE.finditer(text):
        if m["ny"]:
            if read := read_numeric(m, day_first):
                yield Found(read.day.year, read.day.month, read.day.day, m[0], m.start(), read.other)
            continue
        if m["m"]:
            year, month, day = m["y"], _month(m["m2"] or m["m"]), m["d2"] or m["d"]
        elif m["dm"]:
            year, month, day = m["dy"], _month(m["dm"]), m["dd2"] or m["dd"]
        elif m["iy"]:
            year, month, day = m["iy"], int(m["im"]), m["id"]
        elif m["cy"]:
            year, month, day = m["cy"], int(m["cm"]), m["cd"]
        else:
            year, month, day = m["my"], _month(m["mm"]), None
        number = int(re.sub(r"\D", "", day)) if day else None
        if _made(int(year or 2000), month, number or 1):
            yield Found(int(year) if year else None, month, number, m[0], m.start())


def spans_of(
    title: str, prose: str, code: str, url: str | None, links: Iterable[str], *, day_first: bool | None = None
) -> list[Span]:
    """Return all that a post says of its own date, surest first.

    Args:
        title: Its title.
        prose: Its text.
        code: Its listings; logs are in them.
        url: Its permalink.
        links: What it links to; an old post links to nothing newer.
        day_first: Whether its blog writes the day first in dates of numbers, if that is known.
    """
    spans: list[Span] = []
    text = f"{prose}\n{code}"
    if own := date_in_url(url):
        day, precision = own
        sure = 0.95 if precision == "day" else 0.9
        spans.append(Span(day, _end(day, precision), day, precision, sure, "url", f"address {url}"))
    spans += [_review(found, 0.8) for found in list(dates_in_text(title, day_first))[-1:]]
    early = [
        found
        for found in dates_in_text(prose[:160], day_first)
        if found.year and not _announced(prose, found)
    ]
    spans += [_review(found, 0.7) for found in early[:1]]
    named = dates_in_text(prose[:20000], day_first)
    spans += [_event(found, prose) for found in named if _announced(prose, found)][:3]
    linked = [made for link in links if (made := date_in_url(link))]
    if linked:
        day, precision = max(linked)
        spans.append(Span(day, None, day, "month", 0.5, "text", f"links to a page of {day:%Y-%m}"))
    logged = [moment for m in _LOG.finditer(text) if (moment := _logged(m))]
    if logged:
        spans.append(Span(max(logged), None, max(logged), "month", 0.5, "text", f"a log of {max(logged)}"))
    years = [int(m["y"]) for m in _COPYRIGHT.finditer(text)]
    if years:
        year = max(years)
        spans.append(Span(date(year, 1, 1), None, date(year, 7, 1), "year", 0.3, "text", f"© {year}"))
    return sorted(spans, key=lambda span: -span.confidence)


def in_year(span: Span, year: int) -> Span:
    """Return a span whose year was not said, in another year."""
    shift = year - span.guess.year
    return replace(
        span,
        first=_shifted(span.first, shift),
        last=_shifted(span.last, shift),
        guess=_shifted(span.guess, shift) or span.guess,
    )


def _review(found: Found, confidence: float) -> Span:
    """A date in a title or at the beginning: the post appeared on it or soon after."""
    day = date(found.year or 2000, found.month, found.day or 1)
    precision: Precision = "day" if found.day else "month"
    first, last = (
        (min(day, found.other), max(day, found.other)) if found.other else (day, _end(day, precision))
    )
    because = f"says “{found.text}”"
    return Span(
        first, last + LATER, day, precision, confidence, "text", because, found.year is None, found.other
    )


def _event(found: Found, text: str) -> Span:
    """The date of something to come: the post appeared some weeks before at most."""
    day = date(found.year or 2000, found.month, found.day or 1)
    last = max(_end(day, "day" if found.day else "month"), found.other or day)
    quote = " ".join(text[max(0, found.start - 30) : found.start + len(found.text)].split())
    return Span(
        min(day, found.other or day) - AHEAD,
        last,
        day - SOON,
        "month",
        0.5,
        "text",
        f"announces “{quote}”",
        found.year is None,
    )


def _announced(text: str, found: Found) -> bool:
    sentence = text[max(0, found.start - 160) : found.start + 80]
    return _AHEAD.search(sentence) is not None


def _logged(match: re.Match[str]) -> date | None:
    if match["y"]:
        return _made(int(match["y"]), int(match["m"]), int(match["d"]))
    return _made(int(match["yy"]), _month(match["mm"]), int(match["dd"]))


def _month(name: str) -> int:
    """Return the number of a month by its first three letters, 0 for anything else."""
    start = name[:3].casefold()
    return _MONTHS.index(start) + 1 if start in _MONTHS else 0


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _end(day: date, precision: Precision) -> date:
    if precision == "day":
        return day
    if precision == "year":
        return date(day.year, 12, 31)
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _shifted(day: date | None, years: int) -> date | None:
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
