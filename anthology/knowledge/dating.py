"""When posts were written: what sources say, checked, and what can be found out where they say nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from anthology.knowledge.dates import FIRST_YEAR, Span, date_in_url, spans_of
from anthology.knowledge.day_order import Order, Reading, fitting, orders, printed
from anthology.knowledge.neighbours import UNSETTLED, Undated, date_page
from anthology.knowledge.reading import read_body
from anthology.knowledge.releases import NEWS_BEFORE, ReleaseNames, find_releases
from anthology.model import Body, Dated, Entry

REPUBLISHED = 60
"""Days between the date in a post's address and the one its source gives, that show a second publication."""
CLUSTER = 5
"""Posts of one blog with the same minute: the day the blog was rebuilt rather than the posts written."""
AROUND = 50
"""Posts of a page on either side among which a neighbour with a sure date is looked for."""
_SETTLED = 0.9
"""How sure a reader is at least that saw from the whole page which number of its dates is the day."""


def date_posts(
    entries: Sequence[Entry], bodies: Sequence[Body], names: ReleaseNames, today: str
) -> list[Dated | None]:
    """Date all posts.

    Args:
        entries: All entries, each file's in its own order.
        bodies: Their bodies.
        names: The releases, whose mention dates a post roughly.
        today: ISO; later dates are wrong.

    Returns:
        A date for each entry; those that look wrong say why.
    """
    written = orders(entries, [body.myst for body in bodies])
    dates = [_checked(entry, order, today) for entry, order in zip(entries, written, strict=True)]
    pages: dict[str, list[int]] = defaultdict(list)
    for n, entry in enumerate(entries):
        pages[entry.origin.file].append(n)
    for page in pages.values():
        for n, settled in zip(
            page, _settled([entries[n] for n in page], [dates[n] for n in page]), strict=True
        ):
            dates[n] = settled
        if all(dates[n] for n in page):
            continue
        posts = [Undated(_day(dates[n])) for n in page]
        for post, n in zip(posts, page, strict=True):
            if dates[n] is None:
                post.spans = _spans(entries[n], bodies[n], names, written[n])
        # Dumps of pages run from new to old, as blogs and planets do.
        dump = entries[page[0]].body_format == "text"
        for n, found in zip(page, date_page(posts, newest_first=True if dump else None), strict=True):
            dates[n] = dates[n] or _replaced(found, entries[n])
    return _clustered(entries, dates)


def _spans(entry: Entry, body: Body, names: ReleaseNames, order: Order) -> list[Span]:
    reading = read_body(entry.title, body.myst)
    prose = f"{reading.prose}\n{reading.headings}"
    spans = spans_of(reading.title, prose, reading.code, entry.url, body.links, day_first=order.day_first)
    releases, _ = find_releases((reading.title, reading.prose), names)
    cycle = names.cycles[releases[-1]] if releases else None
    if cycle and cycle.released:
        first = date.fromisoformat(cycle.opened) - NEWS_BEFORE if cycle.opened else None
        day = date.fromisoformat(cycle.released)
        spans.append(Span(first, None, day, "month", 0.25, "text", f"speaks of {cycle.name}"))
    return spans


def _replaced(found: Dated | None, entry: Entry) -> Dated | None:
    """Say of a date that was found out which impossible one it stands for."""
    if found is None or entry.dated is None:
        return found
    because = f"{found.because}; the source says {entry.dated.value}".removeprefix("; ")
    return replace(found, because=because, doubt=found.doubt or "impossible")


def _checked(entry: Entry, order: Order, today: str) -> Dated | None:
    """Return the date a source gives, unless it is impossible, with what is suspicious about it."""
    dated = entry.dated
    if dated is None or not dated.value[:4].isdigit() or int(dated.value[:4]) < FIRST_YEAR:
        return None
    if dated.confidence < _SETTLED and (reading := printed(entry)):
        dated = _read(dated, reading, order, entry, today)
    if dated.value[:10] > today[: len(dated.value[:10])]:
        return replace(dated, confidence=0.2, doubt="future")
    address, given = date_in_url(entry.url), _day(dated)
    if (
        address
        and given
        and abs((given - address[0]).days) > REPUBLISHED
        and dated.origin in ("byline", "feed")
    ):
        because = f"{dated.because}; its address says {address[0]:%Y-%m}".removeprefix("; ")
        return replace(dated, confidence=min(dated.confidence, 0.6), because=because, doubt="republished")
    return dated


def _read(dated: Dated, reading: Reading, order: Order, entry: Entry, today: str) -> Dated:
    """Settle which number of a printed date is the day: by the blog's habit, the address, the calendar."""
    days = [day for day in (reading.day, reading.other) if day]
    address = date_in_url(entry.url)
    months = [day for day in days if address and day.strftime("%Y-%m") == address[0].strftime("%Y-%m")]
    come = [day for day in days if day.isoformat() <= today]
    if len(months) == 1:
        return _as(dated, months[0], "as its address says")
    if order.day_first is not None:
        return _as(dated, days[1] if order.day_first else days[0], order.because)
    if len(come) == 1:
        return _as(dated, come[0], "the other way it has not come yet")
    because = f"{dated.because}: {days[0]} or {days[1]}"
    return replace(dated, confidence=UNSETTLED, because=because, doubt="ambiguous")


def _as(dated: Dated, day: date, because: str) -> Dated:
    value, told = f"{day.isoformat()}{dated.value[10:]}", f"{dated.because}: {because}"
    return replace(dated, value=value, confidence=max(dated.confidence, 0.85), because=told, doubt=None)


def _settled(entries: Sequence[Entry], dates: Sequence[Dated | None]) -> Iterator[Dated | None]:
    """Settle those printed dates of a page of which only one reading stands between the neighbours."""
    sure = [None if dated and dated.doubt == "ambiguous" else _day(dated) for dated in dates]
    for n, (entry, dated) in enumerate(zip(entries, dates, strict=True)):
        reading = printed(entry) if dated and dated.doubt == "ambiguous" else None
        before = next((day for day in reversed(sure[max(0, n - AROUND) : n]) if day), None)
        after = next((day for day in sure[n + 1 : n + 1 + AROUND] if day), None)
        if dated and reading and reading.other and before and after:
            first, last = sorted((before, after))
            if len(fits := fitting((reading.day, reading.other), first, last)) == 1:
                yield _as(dated, fits[0], f"stands between {first} and {last} on the page")
                continue
        yield dated


def _clustered(entries: Sequence[Entry], dates: Sequence[Dated | None]) -> list[Dated | None]:
    """Mark the dates of a blog that was rebuilt: many in one minute, or on one day most of all it has."""
    blogs = [entry.channel.name if entry.channel else entry.source.name for entry in entries]
    given = [dated.value if dated and dated.origin in ("byline", "feed") else "" for dated in dates]
    posts = Counter(blogs)
    minutes = Counter((blog, v[:16]) for blog, v in zip(blogs, given, strict=True) if "T00:00" not in v[10:])
    days = Counter((blog, v[:10]) for blog, v in zip(blogs, given, strict=True))
    found: list[Dated | None] = []
    for blog, value, dated in zip(blogs, given, dates, strict=True):
        at_once = len(value) > 10 and minutes[blog, value[:16]] >= CLUSTER
        one_day = len(value) >= 10 and days[blog, value[:10]] >= max(CLUSTER, posts[blog] / 2)
        if dated and dated.doubt is None and (at_once or one_day):
            when = value[:16] if at_once else value[:10]
            count = minutes[blog, when] if at_once else days[blog, when]
            because = f"{dated.because}; {count} posts of {blog} are dated {when}".removeprefix("; ")
            found.append(replace(dated, because=because, doubt="cluster"))
        else:
            found.append(dated)
    return found


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
