"""Which of the date-like lines of a page are its own, and which stand inside posts.

A planet or a blog prints its posts in the order of their dates.  A quoted byline, a conference's day or a
tweet's date breaks that order; the page's own bylines and day headers never do.  So the marks that belong to
the page are the heaviest run of marks in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from anthology.sources.text.bylines import Byline
from anthology.sources.text.feet import is_foot
from anthology.sources.text.habits import habitual
from anthology.sources.text.marks import Mark, find_marks, heaviest_run, moment
from anthology.sources.text.page import Page, all_over
from anthology.sources.text.shapes import is_prose


@dataclass(frozen=True, slots=True)
class Timeline:
    """The page's own marks.

    Attributes:
        marks: In order.
        placement: Where bylines stand: at the `foot` of their post, under its title (`head`), above the title
            (`above`), or `none` are there.
        habits: Rows that the page prints beside its bylines.
    """

    marks: tuple[Mark, ...]
    placement: Literal["foot", "head", "above", "none"]
    habits: frozenset[int] = frozenset()


def _in_order(marks: Sequence[Mark]) -> list[Mark]:
    """Keep the heaviest run of dated marks in the page's order, whichever way it runs."""
    weights = []
    for index, mark in enumerate(marks):
        if mark.byline is not None:
            weights.append(mark.byline.strength)
            continue
        weight = 0.3
        previous = marks[index - 1] if index else None
        if index == 0 or (previous is not None and previous.row == mark.row - 1 and previous.byline):
            weight += 0.4
        below = (m.byline.stamp for m in marks[index + 1 : index + 5] if m.byline)
        if any(stamp is not None and stamp.day == mark.day for stamp in below):
            weight += 0.4
        weights.append(weight)
    runs = []
    for falling in (True, False):
        values = [-moment(mark, True) if falling else moment(mark, False) for mark in marks]
        run = heaviest_run(values, weights)
        runs.append((sum(weights[i] for i in run), run))
    total, run = max(runs, key=lambda pair: pair[0])
    if total < 0.7 * sum(weights) and len(marks) > 3:
        return [mark for mark in marks if mark.byline is not None and mark.byline.strength >= 0.7]
    return [marks[i] for i in run]


def _follows(page: Page, row: int, bylines: frozenset[int]) -> bool:
    """Whether a byline stands above a row, with no more between than the lines blogs print under posts."""
    above = row - 1
    while above > max(0, row - 4) and above not in bylines and is_foot(page.rows[above].text):
        above -= 1
    return above in bylines


def _without_strays(marks: Sequence[Mark], page: Page, bylines: frozenset[int]) -> list[Mark]:
    """Drop day lines inside posts, and bylines that contradict the day header above them."""
    agree = disagree = 0
    header: date | None = None
    for mark in marks:
        if mark.day is not None:
            header = mark.day
        elif header is not None and mark.byline is not None and mark.byline.stamp is not None:
            near = abs((mark.byline.stamp.day - header).days) <= 1
            agree, disagree = agree + near, disagree + (not near)
    strict = agree > 4 * disagree
    kept: list[Mark] = []
    header = None
    undated = bylines - {mark.row for mark in marks}
    for index, mark in enumerate(marks):
        if mark.day is None:
            stamp = mark.byline.stamp if mark.byline else None
            if strict and header and stamp and abs((stamp.day - header).days) > 1:
                continue
            kept.append(mark)
            continue
        following = marks[index + 1] if index + 1 < len(marks) else None
        after = page.rows[mark.row + 1].text if mark.row + 1 < len(page.rows) else ""
        score = -0.5 if not after or is_prose(after) else 0.5
        if mark.row < 3 or _follows(page, mark.row, bylines):
            score += 1
        if any(row in undated for row in range(mark.row + 2, mark.row + 4)):
            score += 1  # the day above a title, the hour below it
        if following is not None and following.byline and following.byline.stamp:
            score += 1 if following.byline.stamp.day == mark.day else -1
        if agree and mark.day != header and (not kept or kept[-1].row < mark.row - 1):
            score += 0.5
        if score >= 1 and mark.day != header:
            kept.append(mark)
            header = mark.day
    return kept


def _timeline(page: Page, marks: Sequence[Mark]) -> Timeline:
    habits = habitual(page.rows, [mark.row for mark in marks if mark.byline is not None])
    return Timeline(tuple(marks), _placement(page, marks, habits), habits)


def _placement(
    page: Page, marks: Sequence[Mark], habits: frozenset[int]
) -> Literal["foot", "head", "above", "none"]:
    """Judge from the lines around the bylines where on its post a byline stands."""
    rows = page.rows
    bylines = [m.row for m in marks if m.byline is not None]
    if not bylines:
        return "none"
    marked = {m.row for m in marks}
    score = {"foot": 0.0, "head": 0.0, "above": 0.0}
    for at in bylines:
        below = at + 1
        while below < min(at + 5, len(rows)) and (
            below in marked or below in habits or is_foot(rows[below].text)
        ):
            below += 1
        over = at - 1
        while over > max(0, at - 4) and over in habits and over - 1 not in marked:
            over -= 1
        above = rows[over].text if at else ""
        first = rows[below].text if below < len(rows) else ""
        second = rows[below + 1].text if below + 1 < len(rows) else ""
        third = rows[below + 2].text if below + 2 < len(rows) else ""
        short_above = bool(above) and not is_prose(above)
        short_first = bool(first) and not is_prose(first)
        score["head"] += short_above + is_prose(first) * 1.5
        score["foot"] += (
            short_first
            + (not short_above) * 0.75
            + (is_prose(second) or is_prose(third)) * 0.75
            + (not first)
        )
        score["above"] += short_first * 0.9 + is_prose(second) * 0.9 + (not short_above) * 0.5
    # Above or at the foot is decided by the ends of the page: what precedes the first, what follows the last.
    body_before = sum(is_prose(row.text) for row in rows[: bylines[0]])
    body_after = sum(is_prose(row.text) for row in rows[bylines[-1] + 1 :])
    edge = 0.3 * len(bylines) + 1
    score["foot"] += edge if body_before else -edge
    score["above"] += edge if not body_before and body_after else -edge
    score["head"] += edge / 2 if not body_before and body_after else 0
    best = max(score, key=lambda name: score[name])
    return "foot" if best == "foot" else "head" if best == "head" else "above"


def _is_firm(mark: Mark) -> bool:
    return mark.byline is not None and mark.byline.strength > 0.5


def _days_alone(page: Page, days: Sequence[Mark]) -> Timeline:
    """Read a page that has days but no bylines: each day dates the post by whose title it stands."""
    marks = [Mark(m.row, byline=Byline(None, m.header, strength=0.6)) for m in days if m.header is not None]
    return _timeline(page, marks)


def read_timeline(page: Page) -> Timeline:
    """Find the bylines and day headers of the page itself."""
    marks = find_marks(page)
    dated = [m for m in marks if m.day is not None or m.is_dated_byline]
    ordered = _in_order(dated)
    sure = any(
        _is_firm(m) and m.byline and (m.byline.strength > 0.6 or m.byline.time) for m in (*ordered, *marks)
    )
    if not sure and not all_over([m.row for m in ordered], page.rows):
        return Timeline((), "none")  # dates within a post or two, of which none says who wrote
    firm = frozenset(m.row for m in ordered if m.byline) | {
        m.row for m in marks if m.byline and m.byline.time
    }
    own = _without_strays(ordered, page, firm)
    days = [m for m in ordered if m.day is not None]
    if len(days) >= 2 and 3 * sum(m.byline is not None for m in marks if _is_firm(m)) < len(days):
        return _days_alone(page, days)
    timed = [
        m for m in marks if m.byline is not None and m.byline.stamp is None and m.byline.time is not None
    ]
    own = sorted([*own, *timed], key=lambda mark: mark.row)
    return _timeline(page, own)
