"""When posts were written: what sources say, checked, and what can be found out where they say nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from anthology.knowledge.dates import FIRST_YEAR, Span, date_in_url, spans_of
from anthology.knowledge.neighbours import Undated, date_page
from anthology.knowledge.reading import read_body
from anthology.knowledge.releases import NEWS_BEFORE, ReleaseNames, find_releases
from anthology.model import Body, Dated, Entry

REPUBLISHED = 60
"""Days between the date in a post's address and the one its source gives, that show a second publication."""
CLUSTER = 5
"""Posts of one blog with the same minute: the day the blog was rebuilt rather than the posts written."""


def date_posts(
    entries: Sequence[Entry], bodies: Sequence[Body], names: ReleaseNames, today: str
) -> tuple[list[Dated | None], list[str]]:
    """Date all posts.

    Args:
        entries: All entries, each file's in its own order.
        bodies: Their bodies.
        names: The releases, whose mention dates a post roughly.
        today: ISO; later dates are wrong.

    Returns:
        A date for each entry, and warnings about those that look wrong.
    """
    dates: list[Dated | None] = []
    warnings: list[str] = []
    for entry in entries:
        dated, warning = _checked(entry, today)
        dates.append(dated)
        warnings += [f"{warning}: {_place(entry)}"] if warning else []
    warnings += _clusters(entries, dates)
    pages: dict[str, list[int]] = defaultdict(list)
    for n, entry in enumerate(entries):
        pages[entry.origin.file].append(n)
    for page in pages.values():
        if all(dates[n] for n in page):
            continue
        posts = [Undated(_day(dates[n])) for n in page]
        for post, n in zip(posts, page, strict=True):
            if dates[n] is None:
                post.spans = _spans(entries[n], bodies[n], names)
        # Dumps of pages run from new to old, as blogs and planets do.
        dump = entries[page[0]].body_format == "text"
        for n, found in zip(page, date_page(posts, newest_first=True if dump else None), strict=True):
            dates[n] = dates[n] or found
    return dates, warnings


def _spans(entry: Entry, body: Body, names: ReleaseNames) -> list[Span]:
    reading = read_body(entry.title, body.myst)
    prose = f"{reading.prose}\n{reading.headings}"
    spans = spans_of(reading.title, prose, reading.code, entry.url, body.links)
    releases, _ = find_releases((reading.title, reading.prose), names)
    cycle = names.cycles[releases[-1]] if releases else None
    if cycle and cycle.released:
        first = date.fromisoformat(cycle.opened) - NEWS_BEFORE if cycle.opened else None
        day = date.fromisoformat(cycle.released)
        spans.append(Span(first, None, day, "month", 0.25, "text", f"speaks of {cycle.name}"))
    return spans


def _checked(entry: Entry, today: str) -> tuple[Dated | None, str]:
    """Return the date a source gives, unless it is impossible, and what is suspicious about it."""
    dated = entry.dated
    if dated is None:
        return None, ""
    if not dated.value[:4].isdigit() or int(dated.value[:4]) < FIRST_YEAR:
        return None, f"[anthology.date_impossible] {dated.value} is no date of a post; it is left out"
    if dated.value[:10] > today[: len(dated.value[:10])]:
        return replace(dated, confidence=0.2), f"[anthology.date_future] {dated.value} has not come yet"
    address = date_in_url(entry.url)
    given = _day(dated)
    if (
        address
        and given
        and abs((given - address[0]).days) > REPUBLISHED
        and dated.origin in ("byline", "feed")
    ):
        because = f"{dated.because}; its address says {address[0]:%Y-%m}".removeprefix("; ")
        warning = (
            f"[anthology.date_republished] dated {dated.value[:10]}, but its address says {address[0]:%Y-%m}"
        )
        return replace(dated, confidence=min(dated.confidence, 0.6), because=because), warning
    return dated, ""


def _clusters(entries: Sequence[Entry], dates: Sequence[Dated | None]) -> list[str]:
    minutes: Counter[tuple[str, str]] = Counter()
    for entry, dated in zip(entries, dates, strict=True):
        if dated and len(dated.value) > 10 and "T00:00" not in dated.value:
            channel = entry.channel.name if entry.channel else entry.source.name
            minutes[channel, dated.value[:16]] += 1
    return [
        f"[anthology.date_cluster] {count} posts of {channel} are all dated {minute}: rebuilt on that day?"
        for (channel, minute), count in sorted(minutes.items())
        if count >= CLUSTER
    ]


def _day(dated: Dated | None) -> date | None:
    """Return the day of a date; a month's or year's first."""
    if dated is None:
        return None
    parts: Mapping[int, str] = {4: "-01-01", 7: "-01", 10: ""}
    text = dated.value[:10]
    try:
        return date.fromisoformat(text + parts.get(len(text), ""))
    except ValueError:
        return None


def _place(entry: Entry) -> str:
    return f"{entry.origin}: {entry.title or 'untitled'}"
