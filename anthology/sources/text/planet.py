"""Read the posts of a page whose bylines stand at the foot of each post."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from anthology.model import Channel, Dated, Doubt
from anthology.sources.boundaries import Boundaries
from anthology.sources.text import chrome
from anthology.sources.text.attribution import attributed, same_author
from anthology.sources.text.bylines import dated_by, parse_byline
from anthology.sources.text.feet import is_foot
from anthology.sources.text.heads import (
    Known,
    Scene,
    channel_odds,
    words_in_lower_case,
)
from anthology.sources.text.page import Page, Row, strip_markup
from anthology.sources.text.pieces import Piece, joined, settled, split_rows
from anthology.sources.text.shapes import is_name_like, is_prose, is_title_like
from anthology.sources.text.signs import feet_of, foot_categories, foot_losses
from anthology.sources.text.stretches import Stretch, cut, uncover
from anthology.sources.text.timeline import Timeline


def _scene(stretch: Stretch, above: Stretch | None) -> Scene:
    byline = stretch.byline.byline if stretch.byline else None
    return Scene(
        byline.author if byline else None,
        byline.url if byline else None,
        stretch.new_day,
        not stretch.new_day and same_author(stretch, above),
    )


def _rows(page: Page, stretch: Stretch) -> tuple[list[Row], list[int]]:
    """Return the first rows of a stretch, a title taken together with its target on the next line.

    A row that is nothing but a link target belongs to the row above.
    """
    rows: list[Row] = []
    ends: list[int] = []
    at = stretch.start
    while at < stretch.end and len(rows) < 4:
        row = page.rows[at]
        if rows and len(rows) < 3 and not row.label and row.url and not row.gap and rows[-1].url is None:
            rows[-1] = replace(rows[-1], url=row.url)
            ends[-1] = at
        else:
            rows.append(row)
            ends.append(at)
        at += 1
    return rows, ends


def _odds(page: Page, stretches: Sequence[Stretch], known: Known) -> list[tuple[float, str]]:
    found = []
    for index, stretch in enumerate(stretches):
        rows, _ = _rows(page, stretch)
        scene = _scene(stretch, stretches[index - 1] if index else None)
        if stretch.titled:
            found.append((-9.0, "it is the title for certain"))
        else:
            second, third = rows[1] if len(rows) > 1 else None, rows[2] if len(rows) > 2 else None
            found.append(channel_odds(rows[0], second, third, scene, known))
    return found


def _learn(page: Page, stretches: Sequence[Stretch], listed: dict[str, Channel]) -> Known:
    """Learn from the page's surer heads what to think of the others."""
    heads = [_rows(page, stretch)[0] for stretch in stretches]
    seen = Counter(rows[0].label for rows in heads if len(rows[0].label) <= 60)
    linked = sum(any(row.url for row in rows[:2]) for rows in heads) * 2 > len(heads)
    words = words_in_lower_case(page)
    known = Known(listed, seen, linked, 0.0, words=words)
    odds = [value for value, _ in _odds(page, stretches, known)]
    named, bare = sum(value > 2 for value in odds), sum(value < -2 for value in odds)
    leaning = max(-2.5, min(1.5, math.log((named + 1) / (bare + 1))))
    sure = Counter(head[0].label for head, value in zip(heads, odds, strict=True) if value > 0)
    lost = sum(stretch.byline is None for stretch in stretches[:-1])
    # Where bylines are known to be lost above day headers, they will be lost elsewhere too.
    return Known(listed, sure, linked, leaning, 3.25 if lost * 20 > len(stretches) else 3.75, words)


def _piece(page: Page, stretch: Stretch, odds: tuple[float, str]) -> Piece:
    """Read head and byline of one post; the blog is set only where it is printed."""
    rows, ends = _rows(page, stretch)
    value, why = odds
    channel, head = None, 0
    if value > 0:
        channel, head = Channel(strip_markup(rows[0].label), rows[0].url), 1
    has_title = head < len(rows) and not (head == 1 and _body_at_once(rows))
    title_row = rows[head] if has_title else None
    first = (ends[head] if has_title else ends[head - 1] if head else stretch.start - 1) + 1
    doubts = []
    line = rows[0].number
    if abs(value) < 1.5:
        meaning = "the blog's name" if value > 0 else "the title"
        doubts.append(Doubt(line, f"took {rows[0].label!r} for {meaning}: {why}", _sigmoid(abs(value))))
    if stretch.found:
        doubts.append(Doubt(line, f"a post begins without a byline above it: {stretch.found}", 0.8))
    byline = stretch.byline.byline if stretch.byline else None
    url = title_row.url if title_row is not None else None
    return Piece(
        start=stretch.start,
        first=first,
        last=stretch.end - 1,
        title=strip_markup(title_row.label) or None if title_row else None,
        title_row=ends[head] if has_title else None,
        url=url or (byline.url if byline else None),
        channel=channel,
        bylines=(byline.author,) if byline and byline.author else (),
        dated=_dated(page, stretch),
        printed=page.rows[stretch.byline.row].text
        if stretch.byline
        else (stretch.day.isoformat() if stretch.day else ""),
        categories=byline.filed if byline else (),
        doubts=tuple(doubts),
    )


def _body_at_once(rows: Sequence[Row]) -> bool:
    """Whether a long paragraph follows the blog's name, so that the title itself was lost."""
    if len(rows) < 2 or rows[1].url is not None:
        return False
    text = rows[1].label
    return len(text) > 250 or (len(text) > 100 and text.endswith((".", ".)", ".”", '."')))


def _sigmoid(odds: float) -> float:
    return round(1 / (1 + math.exp(-odds)), 2)


def _dated(page: Page, stretch: Stretch) -> Dated | None:
    """Return the date a byline gives, or the day of the header above where the byline is lost."""
    mark = stretch.byline
    if mark is not None and mark.byline is not None:
        because = page.rows[mark.row].text
        if mark.byline.stamp is not None:
            return dated_by(mark.byline.stamp, because)
        if mark.byline.time is not None and stretch.day is not None:
            hour, minute, second = mark.byline.time
            value = f"{stretch.day.isoformat()}T{hour:02}:{minute:02}:{second:02}Z"
            header = page.rows[stretch.day_row].text if stretch.day_row is not None else ""
            return Dated(value, "byline", _under(stretch), f"{because}, under the day {header}")
    if stretch.day is not None and stretch.day_row is not None:
        row = page.rows[stretch.day_row]
        because = f"day header {row.text!r} on line {row.number}"
        return Dated(stretch.day.isoformat(), "text", _under(stretch), because)
    return None


def _under(stretch: Stretch) -> float:
    """Return how sure a date is that was taken from the day header above."""
    return min(0.9, stretch.header.confidence) if stretch.header else 0.0


def _feet(page: Page, stretches: Sequence[Stretch]) -> tuple[list[Stretch], list[tuple[int, ...]]]:
    """Take off each stretch the lines that a blog prints under the post above, below its byline."""
    trimmed: list[Stretch] = []
    feet: list[tuple[int, ...]] = []
    for stretch in stretches:
        start = stretch.start
        below = start > 0 and parse_byline(page.rows[start - 1].text) is not None
        while below and start < stretch.end and start - stretch.start < 4 and is_foot(page.rows[start].text):
            start += 1
        if feet and start > stretch.start:
            feet[-1] = tuple(range(stretch.start, start))
        if start < stretch.end:
            trimmed.append(replace(stretch, start=start))
            feet.append(())
    return trimmed, feet


def _signed(page: Page, piece: Piece, habits: frozenset[int]) -> Piece:
    """Take the author of a post whose byline is a date alone from the name that the page prints above it."""
    name = page.rows[piece.last].label
    if piece.bylines or piece.last < piece.first or piece.last not in habits or not is_name_like(name):
        return piece
    return replace(piece, last=piece.last - 1, bylines=(name,))


def _feet_above(piece: Piece, often: frozenset[int]) -> tuple[int, ...]:
    """Return the rows at a body's end, above its byline, that the blog prints under all its posts."""
    last = piece.last
    while last >= piece.first and last in often:
        last -= 1
    return tuple(range(last + 1, piece.last + 1))


def _below_top(page: Page, stretches: Sequence[Stretch], known: Known) -> list[Stretch]:
    """Take the page's own name and navigation off the first stretch, unless a day header stands above it."""
    first = stretches[0]
    if first.new_day:
        return list(stretches)
    limit = first.start
    while limit < first.end and not is_prose(page.rows[limit].text):
        limit += 1
    start = chrome.top(page, min(limit, first.end - 1), known.listed)
    return [replace(first, start=max(first.start, start)), *stretches[1:]]


def _with_feet(page: Page, piece: Piece, above: Sequence[int], below: Sequence[int]) -> Piece:
    """Take a post's feet, above and below its byline, out of its body and read them."""
    feet = (*above, *below)
    if not feet:
        return piece
    named = (*piece.categories, *foot_categories(page, feet))
    return replace(
        piece,
        last=piece.last - len(above),
        categories=tuple(dict.fromkeys(named)),
        losses=(*piece.losses, *foot_losses(page, feet)),
    )


def foot_pieces(page: Page, timeline: Timeline, boundaries: Boundaries) -> list[Piece]:
    """Cut out the posts of a page whose bylines stand at the foot."""
    if not timeline.marks:
        return []
    last = timeline.marks[-1].row
    listed, _ = chrome.find_subscriptions(page.rows, timeline.marks[0].row)
    end = chrome.bottom(page, timeline.marks[0].row)
    start = next((mark.row for mark in timeline.marks if mark.day is not None), 0)
    start = start if start < next((m.row for m in timeline.marks if m.byline is not None), 0) else 0
    stretches, feet = _feet(page, cut(timeline, start, end))
    if not stretches:
        return []
    under = {stretch.end: rows for stretch, rows in zip(stretches, feet, strict=True)}
    splits = split_rows(page, boundaries)
    known = _learn(page, stretches, listed)
    stretches = _below_top(page, stretches, known)
    tail = stretches[-1] if stretches[-1].byline is None and stretches[-1].start > last else None
    whole = [part for stretch in stretches for part in uncover(page, stretch, known, splits)]
    if tail is not None:
        whole = [s for s in whole if s.start < tail.start or _is_post(page, s, known)]
    known = _learn(page, whole, listed)
    pieces = [_piece(page, s, o) for s, o in zip(whole, _odds(page, whole, known), strict=True)]
    pieces = attributed(page, pieces, whole, listed)
    pieces = [_signed(page, piece, timeline.habits) for piece in pieces]
    often = feet_of(page.rows) | timeline.habits
    pieces = [
        _with_feet(page, piece, _feet_above(piece, often), under.get(s.end, ()))
        for piece, s in zip(pieces, whole, strict=True)
    ]
    return list(settled(page, joined(page, pieces, boundaries), boundaries))


def _is_post(page: Page, stretch: Stretch, known: Known) -> bool:
    """Whether what follows the page's last byline is a post without one, not a part of the frame."""
    if stretch.found == "the editor's word" or stretch.new_day:
        return stretch.end - stretch.start > 2 or stretch.found == "the editor's word"
    rows, _ = _rows(page, stretch)
    if len(rows) < 3 or not is_title_like(rows[0].label):
        return False
    paragraphs = sum(is_prose(row.text) for row in page.rows[stretch.start + 1 : stretch.end])
    odds, _ = channel_odds(rows[0], rows[1], rows[2], Scene(None, None, stretch.new_day, False), known)
    named = odds > 2 and is_title_like(rows[1].label)
    return paragraphs >= 1 and (named or (known.linked and bool(rows[0].url)) or paragraphs >= 4)
