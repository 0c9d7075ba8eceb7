"""Cut a page whose bylines stand at the foot of each post, and find the posts whose byline was lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from anthology.sources.text.bylines import parse_byline
from anthology.sources.text.dates import Stamp
from anthology.sources.text.feet import is_foot
from anthology.sources.text.heads import Known, Scene, channel_odds, host, is_name, names_agree, same_target
from anthology.sources.text.marks import Mark
from anthology.sources.text.page import Page
from anthology.sources.text.shapes import ends_sentence, is_item, is_prose, is_title_like
from anthology.sources.text.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rows of one post, its head included, its byline and day header not.

    Attributes:
        start: First row.
        end: The row after the last.
        byline: The mark below it, or None where it was lost.
        header: The date of the day header in force.
        day_row: Row of that header.
        new_day: Whether that header stands right above.
        titled: Whether the first row is the title for certain.
        found: Why a post is thought to begin here although no byline stands above; empty where one does.
    """

    start: int
    end: int
    byline: Mark | None = None
    header: Stamp | None = None
    day_row: int | None = None
    new_day: bool = False
    titled: bool = False
    found: str = ""

    @property
    def day(self) -> date | None:
        """The day of the header in force."""
        return self.header.day if self.header else None


def cut(timeline: Timeline, start: int, end: int) -> list[Stretch]:
    """Cut the rows from `start` to `end` below each byline and around each day header."""
    stretches: list[Stretch] = []
    at, header, day_row, new_day, found = start, None, None, False, ""
    for mark in timeline.marks:
        if not start <= mark.row < end:
            continue
        if mark.row > at:
            stretches.append(
                Stretch(at, mark.row, mark if mark.byline else None, header, day_row, new_day, found=found)
            )
            found = "" if mark.byline else "the day header above it"
        elif mark.byline is not None and not stretches:
            found = ""
        if mark.header is not None:
            header, day_row, new_day = mark.header, mark.row, True
        elif mark.row >= at:
            new_day, found = False, ""
        at = mark.row + 1
    if at < end:
        stretches.append(Stretch(at, end, None, header, day_row, new_day, found=found))
    return stretches


def _isolated(page: Page, row: int) -> bool:
    """Whether blank lines stand around a row, or the page has none at all."""
    rows = page.rows
    below = rows[row + 1].gap if row + 1 < len(rows) else 1
    return bool(rows[row].gap and below) or len(page.lines) - len(rows) < len(rows) // 20


def _lost_head(page: Page, stretch: Stretch, row: int, known: Known) -> tuple[float, str]:
    """Weigh whether a blog's name and a title stand in the middle of a stretch."""
    rows = page.rows
    first, second = rows[row], rows[row + 1]
    if not 2 <= len(first.label) <= 80 or is_item(first.text) or is_foot(first.text):
        return 0.0, ""
    if not (is_title_like(second.label) or second.url):
        return 0.0, ""
    url = stretch.byline.byline.url if stretch.byline and stretch.byline.byline else None
    author = stretch.byline.byline.author if stretch.byline and stretch.byline.byline else None
    listed, seen = first.label in known.listed, known.seen.get(first.label, 0) > 0
    fit = names_agree(author, first.label) if is_name(first.label, known) or seen or listed else 0.0
    pair = bool(first.url and second.url) and known.linked
    name = is_name(first.label, known)
    if not (listed or seen or pair or name or fit >= 0.7):
        return 0.0, ""
    score = max(3.0 * listed, 3.0 * seen, 1.5 * name) + 2.5 * fit + 0.5 * (listed + seen + name)
    if pair:
        same = host(first.url) == host(second.url)
        score += (2.5 if same else -1.0) + (len(first.url or "") < len(second.url or "")) * 0.5
        score += 5.0 * same_target(second.url, url)
    elif known.linked and not second.url:
        score -= 3.0
    before = rows[row - 1].text
    score += (
        1.5 if is_foot(before) or "appeared first on" in before else 0.5 if ends_sentence(before) else -0.5
    )
    if row + 2 < stretch.end:
        below = rows[row + 2].text
        if parse_byline(below) is not None:
            return 0.0, ""  # quoted with its byline, which the page's timeline has no place for
        score += 1.0 if is_prose(below) else 0.75 if ends_sentence(below) else -0.5
    else:
        score -= 1.0
    score += 0.5 if is_title_like(second.label) and not ends_sentence(second.label) else -1.0
    score -= 0.0 if _isolated(page, row) else 2.0
    if names_agree(author, page.rows[stretch.start].label) >= 0.7:
        score -= 2.0  # the byline below fits the head above: one post, by all appearances
    return score, f"the line {first.label!r} fits a blog's name and a title follows"


def _lost_titles(page: Page, stretch: Stretch) -> int | None:
    """Return the row that links to what the byline links to, where it is not the stretch's own head."""
    byline = stretch.byline.byline if stretch.byline else None
    if byline is None or not byline.url:
        return None
    for row in range(stretch.start, stretch.end):
        if page.rows[row].url and same_target(page.rows[row].url, byline.url):
            return row if row > stretch.start + 2 and is_title_like(page.rows[row].label) else None
    return None


def uncover(page: Page, stretch: Stretch, known: Known, splits: frozenset[int]) -> Iterator[Stretch]:
    """Divide a stretch that holds several posts because bylines between them were lost."""
    cuts: dict[int, str] = {}
    titled: set[int] = set()
    byline = stretch.byline.byline if stretch.byline else None
    head = page.rows[stretch.start : stretch.start + 3]
    # The byline below links to what the head above links to: one post, for certain.
    whole = byline is not None and any(row.url and same_target(row.url, byline.url) for row in head)
    row = stretch.start + 2
    while row < stretch.end - 1 and not whole:
        score, why = _lost_head(page, stretch, row, known)
        if score >= known.caution:
            cuts[row] = why
            row += 2
        row += 1
    title = _lost_titles(page, stretch)
    if title is not None and not any(abs(title - at) <= 1 for at in cuts):
        cuts[title] = "it links to what the byline links to"
    for at in splits:
        # On the second line it is the title of this post, under its blog's name, and nothing to divide.
        if stretch.start + 1 < at < stretch.end:
            scene = Scene(None, None, False, False)
            third = page.rows[at + 1] if at + 1 < stretch.end else None
            odds, _ = channel_odds(page.rows[at - 1], page.rows[at], third, scene, known)
            begin = at - 1 if odds > 1.5 and at - 1 > stretch.start else at
            cuts[begin] = "the editor's word"
            if begin == at:
                titled.add(at)
    if not cuts:
        yield stretch
        return
    edges = [stretch.start, *sorted(cuts), stretch.end]
    for index, (start, end) in enumerate(pairwise(edges)):
        yield replace(
            stretch,
            start=start,
            end=end,
            byline=stretch.byline if end == stretch.end else None,
            new_day=stretch.new_day and index == 0,
            titled=start in titled or (start == title and start in cuts),
            found=cuts.get(start, stretch.found),
        )
