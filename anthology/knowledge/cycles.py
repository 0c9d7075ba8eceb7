"""In which cycle a day lies."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping

from anthology.vocabulary import Cycle


def cycle_open_on(value: str | None, cycles: Mapping[str, Cycle] | Iterable[Cycle]) -> str | None:
    """Return the id of the cycle that was being worked on.

    The day of a release still belongs to the cycle released; the day after it to the next.

    Args:
        value: An ISO date in UTC, as precise as known. A month or year is placed where its middle lies.
        cycles: The cycles, by id or plain.

    Returns:
        None where there is no date, or it lies before the first cycle began, or after the last known release.
    """
    if not value:
        return None
    day = middle_day(value)
    known = sorted(
        (c for c in (cycles.values() if isinstance(cycles, Mapping) else cycles) if c.released),
        key=lambda c: c.released or "",
    )
    at = bisect_left([c.released or "" for c in known], day)
    if at < len(known):
        cycle = known[at]
        return None if at == 0 and cycle.opened is not None and day < cycle.opened else cycle.id
    unreleased = [c for c in (cycles.values() if isinstance(cycles, Mapping) else cycles) if not c.released]
    return unreleased[0].id if unreleased and known else None


def middle_day(value: str) -> str:
    """Return the day in the middle of a date that may be only a month or a year, ISO."""
    date = value[:10]
    if len(date) == 4:
        return f"{date}-07-01"
    if len(date) == 7:
        return f"{date}-15"
    return date
