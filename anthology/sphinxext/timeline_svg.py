"""The picture of when the posts were written.

Drawn as SVG that takes its colours from the page's style, so that it is as readable at night; its numbers
stand in a table below it for readers who do not see it.  What lies along time is placed in per cent, all else
in pixels: a phone shows all of it, in letters that can be read, but fewer of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from anthology.sphinxext.records import Link
from anthology.sphinxext.timeline import Band, Timeline, describe, name_of

SVG = "http://www.w3.org/2000/svg"

BARS, BAND, AXIS = 180, 22, 24
"""Heights in pixels of bars, bands' names and axis."""

WIDE, NARROW = 640, 300
"""Widths in pixels that names have to fit into: of the least of larger screens, and of a phone."""

WIDEST = 7.0
"""Per cent of the width that a bar takes at most, in a book that has few."""

LETTER, LINE = 6.6, 13
"""Pixels that a letter takes, and a line of them."""

ONLY_WIDE = "wide"
"""The class of names for which a phone has no room."""

Address = Callable[[Link], str | None]
"""From a link to the address it has on the page; None where it leads nowhere."""


def draw(timeline: Timeline, address: Address = lambda link: None) -> str:
    """Return the picture as an SVG element for an HTML page.

    Bands lead to their cycles and bars to their years; to the keyboard the same links are given as text.

    Args:
        timeline: What it shows.
        address: Where links lead.
    """
    scale = Scale(timeline.first, len(timeline.counts) * timeline.step)
    fits = all(_is_room(band, scale, WIDE) for band in timeline.bands)
    longest = max((len(band.name) for band in timeline.bands), default=0)
    top = (BAND if fits else longest * LETTER + 12) if timeline.bands else 4
    root = etree.fromstring(f'<svg xmlns="{SVG}"/>')
    for key, value in (
        ("height", f"{top + BARS + AXIS:g}"),
        ("class", "timeline"),
        ("aria-labelledby", "timeline-title timeline-words"),
    ):
        root.set(key, value)
    _add(root, "title", "When the posts were written", id="timeline-title")
    _add(root, "desc", describe(timeline), id="timeline-words")
    for n, band in enumerate(timeline.bands):
        shape = _add(
            _anchor(root, address(band.link)),
            "rect",
            cls=f"band band-{n % 2}",
            x=scale.at(band.start),
            y=0,
            width=scale.share(band.end - band.start),
            height=top + BARS,
        )
        _add(shape, "title", band.name)
    # Above all bands, of which the narrow ones have names that are broader.
    names = _name_across if fits else _name_upwards
    names(root, timeline.bands, scale, top, address)
    _axes(root, timeline, scale, top)
    _bars(root, timeline, scale, top, address)
    return etree.tostring(root, encoding="unicode")


@dataclass(frozen=True, slots=True)
class Scale:
    """Where months lie along the picture's width: `first` at its left, `months` of them in all."""

    first: int
    months: int

    def at(self, month: float) -> str:
        """Return the place of a month's beginning."""
        return self.share(month - self.first)

    def share(self, months: float) -> str:
        """Return the width of so many months."""
        return f"{months / self.months * 100:.2f}".rstrip("0").rstrip(".") + "%"

    def spaced(self, months: Iterable[float], apart: float, width: float) -> list[float]:
        """Return those of the months, in order, that are so far apart on a picture of a width in pixels."""
        kept: list[float] = []
        for month in months:
            if not kept or (month - kept[-1]) / self.months * width >= apart:
                kept.append(month)
        return kept


def _middle(band: Band) -> float:
    return (band.start + band.end) / 2


def _is_room(band: Band, scale: Scale, width: float) -> bool:
    return len(band.name) * LETTER < (band.end - band.start) / scale.months * width


def _name_across(
    root: etree._Element, bands: Sequence[Band], scale: Scale, top: float, address: Address
) -> None:
    for band in bands:
        style = "band-name" if _is_room(band, scale, NARROW) else f"band-name {ONLY_WIDE}"
        place = _anchor(root, address(band.link))
        _add(place, "text", band.name, cls=style, x=scale.at(_middle(band)), y=BAND - 7)


def _name_upwards(
    root: etree._Element, bands: Sequence[Band], scale: Scale, top: float, address: Address
) -> None:
    shown = scale.spaced(map(_middle, bands), LINE, WIDE)
    on_phones = scale.spaced(shown, LINE, NARROW)
    for band in bands:
        middle = _middle(band)
        if middle in shown:
            style = "band-name turned" if middle in on_phones else f"band-name turned {ONLY_WIDE}"
            # A drawing within it, since what turns text does not know per cent.
            place = _anchor(root, address(band.link))
            around = _add(place, "svg", x=scale.at(middle), y=top - 4, overflow="visible")
            _add(around, "text", band.name, cls=style, x=0, y=4, transform="rotate(-90)")


def _bars(root: etree._Element, timeline: Timeline, scale: Scale, top: float, address: Address) -> None:
    most = max(timeline.counts)
    years = {link.text: link for link, _ in timeline.years}
    step = timeline.step
    broad = min(step * 0.8, scale.months * WIDEST / 100)
    for n, count in enumerate(timeline.counts):
        if not count:
            continue
        month = timeline.first + n * step
        year = years.get(str(month // 12))
        tall = max(2.0, count / most * (BARS - 10))
        bar = _add(
            _anchor(root, address(year) if year else None),
            "rect",
            cls="bar",
            x=scale.at(month + (step - broad) / 2),
            y=top + BARS - tall,
            width=scale.share(broad),
            height=tall,
        )
        _add(bar, "title", f"{name_of(timeline, n)}: {count:,}")


def _anchor(root: etree._Element, uri: str | None) -> etree._Element:
    """Return where a shape goes: into a link, if it leads somewhere."""
    return root if uri is None else _add(root, "a", href=uri, tabindex=-1)


def _axes(root: etree._Element, timeline: Timeline, scale: Scale, top: float) -> None:
    most = max(timeline.counts)
    for value in sorted({most, most // 2} - {0}):
        y = top + BARS - value / most * (BARS - 10)
        _add(root, "line", cls="grid", x1=0, y1=y, x2="100%", y2=y)
        _add(root, "text", f"{value:,}", cls="number", x=-5, y=y + 4)
    foot = top + BARS
    _add(root, "line", cls="axis", x1=0, y1=foot, x2="100%", y2=foot)
    first, end = timeline.first, timeline.first + scale.months
    year, room = LETTER * 4, LETTER * 6
    januaries = list(range(-(-first // 12) * 12, end, 12))
    # The year that the picture begins in is named where there is room before the next one.
    begun = bool(januaries) and (januaries[0] - first) / scale.months * NARROW >= room
    months = [first, *januaries] if begun or not januaries else januaries
    shown = scale.spaced([m for m in months if end - m >= scale.months * year / NARROW], room, WIDE)
    on_phones = scale.spaced(shown, room, NARROW)
    for month in shown:
        x = scale.at(month)
        if month != first:
            _add(root, "line", cls="axis", x1=x, y1=foot, x2=x, y2=foot + 5)
        style = "year" if month in on_phones else f"year {ONLY_WIDE}"
        _add(root, "text", f"{month // 12:.0f}", cls=style, x=x, y=foot + 18)


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
