"""Dates as feeds, exports and front matter print them, as ISO 8601 in UTC, and how far to trust them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from dateutil import parser as dateutil_parser

from anthology.model import Dated, DateOrigin

EARLIEST = 1993
"""No post is older than the web's first."""
_CERTAIN = 1.0
_NO_ZONE = 0.9
_IMPLAUSIBLE = 0.1
_ZONE = re.compile(
    r"(?:Z|UTC?|GMT|[ECMP][SD]T|CES?T|WES?T|EES?T|BST|MSK|JST|[A-Z]|[+-]\d{2}:?\d{2}|[+-]\d{2})\s*(?:\([^)]*\))?\s*$",
    re.I,
)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\s*")
_MONTH = re.compile(r"(\d{4})(?:-(\d{2}))?\s*")
_HOURS: dict[str, float] = {
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "WEST": 1,
    "BST": 1,
}
_HOURS |= {"CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "IST": 5.5, "JST": 9}
_ZONES = {name: int(hours * 3600) for name, hours in _HOURS.items()}


def dated(
    printed: object, origin: DateOrigin, confidence: float = _CERTAIN, because: str = ""
) -> Dated | None:
    """Read a date as it was printed.

    Args:
        printed: Text, or a value that a YAML or TOML parser already made a date.
        origin: What printed it.
        confidence: How far this place is to be trusted at best.
        because: What the place is called, for the evidence.

    Returns:
        The date, with little confidence where no blog can have it (before the web, in the future), or None
        where the text is no date.
    """
    text = printed.isoformat() if isinstance(printed, date | datetime) else str(printed or "").strip()[:80]
    evidence = f"{because}: {text}" if because else text
    if not text:
        return None
    if day := _DAY.fullmatch(text):
        year, month, number = (int(part) for part in day.groups())
        try:
            value = date(year, month, number).isoformat()
        except ValueError:
            return None
        return Dated(value, origin, min(confidence, _plausible(year)), evidence)
    if part := _MONTH.fullmatch(text):
        year, in_month = int(part.group(1)), part.group(2)
        if in_month and not 1 <= int(in_month) <= 12:
            return None
        value = f"{year:04}-{in_month}" if in_month else f"{year:04}"
        return Dated(value, origin, min(confidence, _plausible(year)), evidence)
    moment = _moment(text)
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        return Dated(moment.isoformat(), origin, min(confidence, _plausible(moment.year)), evidence)
    if moment.tzinfo is None:
        moment, confidence = moment.replace(tzinfo=UTC), min(confidence, _NO_ZONE)
    return at(moment, origin, confidence, evidence)


def at(moment: datetime, origin: DateOrigin, confidence: float, evidence: str) -> Dated:
    """Return a moment as a date that says where it comes from."""
    try:
        moment = moment.astimezone(UTC)
    except (OverflowError, ValueError):
        moment = moment.replace(tzinfo=UTC)
    value = moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    trust = _plausible(moment.year)
    if moment > datetime.now(UTC) + timedelta(days=1):
        trust = _IMPLAUSIBLE
    return Dated(value, origin, min(confidence, trust), evidence)


def has_zone(printed: str) -> bool:
    """Tell whether a printed date names its time zone."""
    return bool(_ZONE.search(printed))


def _plausible(year: int) -> float:
    return _CERTAIN if EARLIEST <= year <= datetime.now(UTC).year + 1 else _IMPLAUSIBLE


def _moment(text: str) -> datetime | date | None:
    """Return the moment, or the day where no time was printed, or None where not even a day was."""
    try:
        return dateutil_parser.isoparse(text)
    except (ValueError, OverflowError):
        pass
    if not re.search(r"\d", text):
        return None
    try:
        # Two defaults that differ in everything: what agrees was printed, the rest was filled in.
        first = dateutil_parser.parse(text, default=datetime(2001, 1, 1), tzinfos=_ZONES)
        second = dateutil_parser.parse(text, default=datetime(2004, 2, 2, 3, 4, 5), tzinfos=_ZONES)
    except (ValueError, OverflowError, TypeError, AttributeError, RecursionError):
        return None
    if first.date() != second.date():
        return None
    return first if first.hour == second.hour else first.date()
