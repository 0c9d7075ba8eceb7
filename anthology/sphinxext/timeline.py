"""When the posts were written: counts for months, quarters or years, bands for release cycles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from anthology.pages.list_pages import UNDATED, month_of
from anthology.pages.naming import display_date
from anthology.sphinxext.records import Link, Records

MONTHS_IN = ((1, 60), (3, 240))
"""Months that one bar stands for, and the longest span in months that is drawn so; years beyond."""


@dataclass(frozen=True, slots=True)
class Band:
    """One release cycle; `start` and `end` count months from the year 0, the end not in it."""

    link: Link
    start: int
    end: int

    @property
    def name(self) -> str:
        """What readers call it."""
        return self.link.text


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the picture shows.

    Attributes:
        step: Months that one bar stands for.
        first: Month of the first bar, counted from the year 0.
        counts: Posts by bar.
        bands: Release cycles within the time.
        years: For the table: a year's page and its posts.
    """

    step: int
    first: int
    counts: tuple[int, ...]
    bands: tuple[Band, ...]
    years: tuple[tuple[Link, int], ...]


def timeline_of(records: Records) -> Timeline | None:
    """Return what the picture shows; None for a book whose posts are of one month or undated."""
    months: Counter[int] = Counter()
    years: Counter[str] = Counter()
    for r in records.data["posts"]:
        month = month_of(r)
        if month == UNDATED:
            continue
        years[month[:4]] += 1
        # A post of which only the year is known stands in its middle.
        months[_months(month if len(month) == len("2013-05") else f"{month}-07")] += 1
    if len(months) < 2:
        return None
    low, high = min(months), max(months)
    step = next((step for step, longest in MONTHS_IN if high - low < longest), 12)
    first = low - low % step
    counts = [0] * ((high - first) // step + 1)
    for month_number, count in months.items():
        counts[(month_number - first) // step] += count
    end = first + len(counts) * step
    return Timeline(
        step,
        first,
        tuple(counts),
        tuple(_bands(records, first, end)),
        tuple((records.link("year", year), years[year]) for year in sorted(years)),
    )


def _months(date: str) -> int:
    return int(date[:4]) * 12 + int(date[5:7]) - 1


def _bands(records: Records, first: int, end: int) -> Iterator[Band]:
    for cycle in records.data["cycles"]:
        opened, released = cycle["opened"], cycle["released"]
        if not opened or len(opened) < len("2013-05"):
            continue
        start = max(_months(opened), first)
        stop = min(_months(released) if released and len(released) >= len("2013-05") else end, end)
        if start < stop:
            yield Band(records.link("cycle", cycle["id"]), start, stop)


def name_of(timeline: Timeline, bar: int) -> str:
    """Return the time a bar stands for, as readers write it."""
    month = timeline.first + bar * timeline.step
    year, number = divmod(month, 12)
    if timeline.step == 12:
        return str(year)
    date = display_date(f"{year:04}-{number + 1:02}")
    return date if timeline.step == 1 else f"{date.split()[0]} to {display_date(_last_month(month))}"


def _last_month(month: int) -> str:
    year, number = divmod(month + 2, 12)
    return f"{year:04}-{number + 1:02}"


def describe(timeline: Timeline) -> str:
    """Return in a sentence what the picture shows."""
    most = max(range(len(timeline.counts)), key=lambda n: timeline.counts[n])
    return (
        f"Posts from {timeline.years[0][0].text} to {timeline.years[-1][0].text}; "
        f"most of them, {timeline.counts[most]:,}, from {name_of(timeline, most)}."
    )
