"""Read the posts of one blog's page: titles by evidence, with what the page prints beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from anthology.model import Channel, Dated, Doubt
from anthology.sources.boundaries import Boundaries
from anthology.sources.text import chrome
from anthology.sources.text.bylines import Byline, dated_by, parse_byline
from anthology.sources.text.choice import choose, strongest, weigh
from anthology.sources.text.feet import is_foot
from anthology.sources.text.heads import fold, names_agree
from anthology.sources.text.lone import with_head
from anthology.sources.text.marks import find_marks
from anthology.sources.text.page import Page, strip_links, strip_markup
from anthology.sources.text.pieces import Piece, joined, settled, split_rows
from anthology.sources.text.shapes import ends_sentence, is_item, is_name_like, is_prose, is_title_like
from anthology.sources.text.signs import Signs, find_signs, foot_categories, foot_losses, is_meta, speak
from anthology.sources.text.timeline import Timeline
from anthology.sources.text.titles import Candidate, candidates, measure, title_words

_CERTAIN = 1e4
_BROKEN_AT = 70
"""Letters of a line from which it may be one that was broken; a title seldom is so long."""
_AGREES = 0.9
"""How well a line above a title must fit the author below it to be the blog's name for that alone."""
_SURE, _UNLIKELY = 0.9, 0.15
"""Chances between which a boundary, or a line that is none, is worth an editor's time."""


def blog_of(page: Page, start: int) -> Channel | None:
    """Return the blog that a page names at its top, above its first post."""
    for row in page.rows[:start]:
        label = strip_markup(row.label)
        if chrome.is_cue(row.text) or chrome.is_masthead(row.text) or is_meta(row.text):
            continue
        if is_item(row.text):
            continue
        if title_words(label) <= 8 and not (label.endswith(".") and " " in label):
            return Channel(label, row.url) if not is_prose(label) else None
    return None


def blog_pieces(page: Page, timeline: Timeline, boundaries: Boundaries) -> list[Piece]:
    """Cut out the posts of a page by the evidence for each title."""
    rows = page.rows
    start, end = chrome.top(page, _first_head(timeline, len(rows)), {}), chrome.bottom(page, 0)
    if start >= end or not (_has_text(page, start, end) or _is_dated(page, start, end)):
        return []
    found = candidates(page, start, end)
    signs = find_signs(page, timeline, found)
    splits = split_rows(page, boundaries)
    joins = boundaries.joins(page.path.name)
    taken = {row for row, (around, _) in signs.bylines.items() for row in around}
    taken.update(mark.row for mark in timeline.marks)
    below_feet = {row + 1 for row in signs.feet if row + 1 not in signs.feet and _may_be_title(page, row + 1)}
    forced = {row for row in (*signs.bylines, *splits, *below_feet) if start <= row < end}
    found = sorted({row for row in found if row not in taken} | forced)
    passed = {rows[row].number for row in found if rows[row].number in joins and row not in splits}
    found = [row for row in found if rows[row].number not in passed]
    if not found:
        return [_untitled(page, start, end)]
    measured = measure(page, found, start, end)
    for candidate in measured:
        candidate.features.update(speak(signs, page, candidate.row))
    weights = [_CERTAIN if c.row in splits else weigh(c.features) for c in measured]
    words = [0.0, *accumulate(title_words(row.text) for row in rows[:end])]
    chosen, odds = choose(
        weights, [words[row] for row in found], words[end], _last_start(page, found, start, end)
    )
    starts = [found[place] for place in chosen]
    pieces = _cut(page, signs, starts, end, blog_of(page, starts[0]))
    if len(pieces) == 1 and not signs.bylines:
        pieces = [with_head(page, pieces[0])]
    pieces = _with_doubts(page, pieces, measured, odds, splits)
    return list(settled(page, joined(page, pieces, boundaries), boundaries, passed))


def _first_head(timeline: Timeline, rows: int) -> int:
    """Return the row of the first title: what stands below its byline is no more of the page's frame."""
    return timeline.marks[0].row - 1 if timeline.placement == "head" else rows


def _may_be_title(page: Page, row: int) -> bool:
    return row < len(page.rows) and is_title_like(page.rows[row].label) and not is_meta(page.rows[row].text)


def _has_text(page: Page, start: int, end: int) -> bool:
    return any(is_prose(row.text) for row in page.rows[start:end])


def _is_dated(page: Page, start: int, end: int) -> bool:
    """Tell whether a page that is all links or code is dated, as a post is."""
    return any(mark.stamp and start <= mark.row < end for mark in find_marks(page))


def _untitled(page: Page, start: int, end: int) -> Piece:
    """Return a page without anything like a title as one post."""
    return Piece(start, start, end - 1, channel=blog_of(page, start))


def _last_start(page: Page, found: Sequence[int], start: int, end: int) -> int:
    """Return the last candidate with which the first post can begin: no paragraph stands above it."""
    limit = next((i for i in range(start, end) if is_prose(page.rows[i].text) or _is_broken(page, i)), end)
    return max(0, sum(row < limit for row in found) - 1)


def _is_broken(page: Page, row: int) -> bool:
    """Tell whether a row is the first line of a paragraph that was broken into lines."""
    below = page.rows[row + 1] if row + 1 < len(page.rows) else None
    return (
        below is not None
        and not below.gap
        and len(page.rows[row].text) > _BROKEN_AT
        and ends_sentence(below.text)
    )


def _cut(page: Page, signs: Signs, starts: Sequence[int], end: int, blog: Channel | None) -> list[Piece]:
    pieces = []
    names = _names_above(page, signs, starts)
    filed = _are_categories(page, signs, names)
    habits = {page.rows[row].text for row in signs.habits}
    for place, title in enumerate(starts):
        around, byline = signs.bylines.get(title, (range(0), None))
        begin = names.get(title, min(title, around.start) if around else title)
        first = max(title + 1, around.stop) if around else title + 1
        below = starts[place + 1] if place + 1 < len(starts) else end
        if below < end and below in signs.bylines:
            below = names.get(below, min(below, signs.bylines[below][0].start))
        url = page.rows[title].url
        while (
            first < below
            and not page.rows[first].label
            and page.rows[first].url
            and first - title <= 2
            and not url
        ):
            url, first = page.rows[first].url, first + 1
        last = below - 1
        feet = []
        while last >= first and (
            last in signs.days
            or last in signs.rules
            or page.rows[last].text in habits
            or is_foot(page.rows[last].text)
        ):
            if last not in signs.days and last not in signs.rules:
                feet.append(last)
            last -= 1
        url = url or (byline.url if byline else None) or _read_more(page, feet)
        author = (byline.author if byline else None) or _signed(page, feet)
        pieces.append(
            Piece(
                start=begin,
                first=first,
                last=last,
                title=strip_markup(page.rows[title].label),
                title_row=title,
                url=url,
                channel=blog if filed else _named(page, names.get(title)) or blog,
                bylines=(author,) if author else (),
                dated=_dated(page, around, byline),
                printed=page.rows[around.start].text if around else "",
                categories=tuple(
                    dict.fromkeys(
                        (
                            *((page.rows[names[title]].label,) if filed and title in names else ()),
                            *(byline.filed if byline else ()),
                            *foot_categories(page, (*feet, *around)),
                        )
                    )
                ),
                losses=foot_losses(page, feet[::-1]),
            )
        )
    return pieces


def _are_categories(page: Page, signs: Signs, names: Mapping[int, int]) -> bool:
    """Tell whether the names above titles file the posts of one person's blog, and name no blogs."""
    authors = {byline.author for _, byline in signs.bylines.values()}
    labels = {page.rows[row].label for row in names.values()}
    return len(authors) == 1 and len(labels) > 1 and not any(is_name_like(label) for label in labels)


def _signed(page: Page, feet: Sequence[int]) -> str | None:
    """Return the author that a line under a post names: `Posted by Ann Other`."""
    found = (parse_byline(page.rows[row].text) for row in feet)
    return next((byline.author for byline in found if byline and byline.author), None)


def _read_more(page: Page, feet: Sequence[int]) -> str | None:
    """Return where `Read more` leads, if it is printed."""
    for row in feet:
        text, url = strip_links(page.rows[row].text)
        if (
            url
            and "#" not in url
            and fold(text).startswith(("read", "continue", "more", "view", "full", "permalink"))
        ):
            return url
    return None


def _named(page: Page, row: int | None) -> Channel | None:
    return None if row is None else Channel(strip_markup(page.rows[row].label), page.rows[row].url)


def _names_above(page: Page, signs: Signs, starts: Sequence[int]) -> dict[int, int]:
    """Find the lines above titles that name a blog, where bylines stand at the head of posts.

    Returns:
        Title row to the row of the name, where it fits the byline's author or stands above several titles.
    """
    above: dict[int, int] = {}
    for title in starts:
        if title not in signs.bylines:
            continue
        row = min(title, signs.bylines[title][0].start) - 1
        label = page.rows[row].label if row >= 0 else ""
        if row in signs.habits and names_agree(signs.bylines[title][1].author, label) < _AGREES:
            continue
        if (
            is_title_like(label)
            and title_words(label) <= 6
            and not ends_sentence(label)
            and not is_meta(label)
        ):
            above[title] = row
    often = Counter(page.rows[row].label for row in above.values())
    return {
        title: row
        for title, row in above.items()
        if often[page.rows[row].label] > 1
        or names_agree(signs.bylines[title][1].author, page.rows[row].label) >= _AGREES
    }


def _dated(page: Page, around: range, byline: Byline | None) -> Dated | None:
    if byline is None or byline.stamp is None:
        return None
    because = " / ".join(page.rows[row].text for row in around)
    return dated_by(byline.stamp, because)


def _with_doubts(
    page: Page,
    pieces: Sequence[Piece],
    measured: Sequence[Candidate],
    odds: Sequence[float],
    splits: frozenset[int],
) -> list[Piece]:
    """Say of each post which of its boundaries are doubtful, and why."""
    starts = {piece.title_row for piece in pieces}
    done = []
    place = 0
    for number, piece in enumerate(pieces):
        doubts = []
        last = pieces[number + 1].start if number + 1 < len(pieces) else len(page.rows)
        while place < len(measured) and measured[place].row < last:
            candidate, chance = measured[place], odds[place]
            place += 1
            row = page.rows[candidate.row]
            reasons = ", ".join(name.replace("_", " ") for name in strongest(candidate.features))
            if candidate.row in splits:
                continue
            if candidate.row in starts and chance < _SURE:
                doubts.append(
                    Doubt(
                        row.number,
                        f"took {row.label!r} for a title, it could be a heading ({reasons})",
                        round(chance, 2),
                    )
                )
            elif candidate.row not in starts and chance > _UNLIKELY:
                text = f"took {row.label!r} for a heading, it could be a title ({reasons})"
                doubts.append(Doubt(row.number, text, round(1 - chance, 2)))
        done.append(replace(piece, doubts=tuple(doubts)))
    return done
