"""A picture of when the posts were written: bars for months, quarters or years, bands for release cycles.

Drawn as SVG that takes its colours from the page's style, so that it is as readable at night; its numbers
stand in a table below it for readers who do not see it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from anthology.pages.list_pages import UNDATED, month_of
from anthology.pages.naming import display_date
from anthology.sphinxext.records import Link, Records

SVG = "http://www.w3.org/2000/svg"

WIDTH, BARS, BAND, AXIS, LEFT = 690, 150, 22, 24, 34
"""Sizes in units of the drawing: whole width, heights of bars, bands and axis, room for numbers."""

WIDEST = 48
"""Width of a bar at most, of a book that has few."""

LETTER = 6.4
"""Width of a letter of a band's name."""

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


Address = Callable[[Link], str | None]
"""From a link to the address it has on the page; None where it leads nowhere."""


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


def draw(timeline: Timeline, address: Address = lambda link: None) -> str:
    """Return the picture as an SVG element for an HTML page.

    Bands lead to their cycles and bars to their years; to the keyboard the same links are given as text.

    Args:
        timeline: What it shows.
        address: Where links lead.
    """
    names = [band.name for band in timeline.bands]
    per_month = (WIDTH - LEFT) / (len(timeline.counts) * timeline.step)
    fits = all(len(b.name) * LETTER < (b.end - b.start) * per_month for b in timeline.bands)
    band_height = BAND if fits else max(len(name) for name in names) * LETTER + 12
    top = band_height if names else 4
    height = top + BARS + AXIS
    root = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})  # type: ignore[dict-item]
    for key, value in (
        ("viewBox", f"0 0 {WIDTH} {height:g}"),
        ("class", "timeline"),
        ("aria-labelledby", "timeline-title timeline-words"),
    ):
        root.set(key, value)
    _add(root, "title", "When the posts were written", id="timeline-title")
    _add(root, "desc", describe(timeline), id="timeline-words")
    for n, band in enumerate(timeline.bands):
        x = LEFT + (band.start - timeline.first) * per_month
        width = (band.end - band.start) * per_month
        place = _anchor(root, address(band.link))
        shape = _add(place, "rect", cls=f"band band-{n % 2}", x=x, y=0, width=width, height=top + BARS)
        _add(shape, "title", band.name)
        if fits:
            _add(place, "text", band.name, cls="band-name", x=x + width / 2, y=BAND - 7)
        elif width > 11:
            turn = f"translate({x + width / 2 + 4:.1f} {top - 4:.1f}) rotate(-90)"
            _add(place, "text", band.name, cls="band-name turned", x=0, y=0, transform=turn)
    _axes(root, timeline, top, per_month)
    most = max(timeline.counts)
    years = {link.text: link for link, _ in timeline.years}
    for n, count in enumerate(timeline.counts):
        if count:
            year = years.get(str((timeline.first + n * timeline.step) // 12))
            tall = max(2.0, count / most * (BARS - 10))
            width = per_month * timeline.step
            broad = min(width * 0.8, WIDEST)
            bar = _add(
                _anchor(root, address(year) if year else None),
                "rect",
                cls="bar",
                x=LEFT + n * width + (width - broad) / 2,
                y=top + BARS - tall,
                width=broad,
                height=tall,
            )
            _add(bar, "title", f"{name_of(timeline, n)}: {count:,}")
    return etree.tostring(root, encoding="unicode")


def _anchor(root: etree._Element, uri: str | None) -> etree._Element:
    """Return where a shape goes: into a link, if it leads somewhere."""
    return root if uri is None else _add(root, "a", href=uri, tabindex=-1)


def _axes(root: etree._Element, timeline: Timeline, top: float, per_month: float) -> None:
    most = max(timeline.counts)
    for value in sorted({most, most // 2} - {0}):
        y = top + BARS - value / most * (BARS - 10)
        _add(root, "line", cls="grid", x1=LEFT, y1=y, x2=WIDTH, y2=y)
        _add(root, "text", f"{value:,}", cls="number", x=LEFT - 5, y=y + 4)
    _add(root, "line", cls="axis", x1=LEFT, y1=top + BARS, x2=WIDTH, y2=top + BARS)
    last = timeline.first + len(timeline.counts) * timeline.step
    every = 1
    while per_month * 12 * every < LETTER * 6:
        every += 1
    for year in range(-(-timeline.first // 12), (last - 1) // 12 + 1, every):
        x = LEFT + (year * 12 - timeline.first) * per_month
        _add(root, "line", cls="axis", x1=x, y1=top + BARS, x2=x, y2=top + BARS + 5)
        if x < WIDTH - LETTER * 4:
            _add(root, "text", str(year), cls="year", x=x, y=top + BARS + 18)


def _add(
    parent: etree._Element, name: str, text: str | None = None, cls: str = "", **attributes: float | str
) -> etree._Element:
    child = etree.SubElement(parent, f"{{{SVG}}}{name}")
    if cls:
        child.set("class", cls)
    for key, value in attributes.items():
        child.set(key, value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0"))
    child.text = text
    return child
