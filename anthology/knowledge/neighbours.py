"""Dating posts by each other: on a page that runs from new to old, a post lies between its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from statistics import median

from anthology.knowledge.dates import Span, in_year
from anthology.knowledge.day_order import fitting
from anthology.model import Dated

UNSETTLED = 0.4
"""How sure a date is of which it is open what is the day and what the month."""
CLOSE = 10
"""Usual days between the posts of a page, up to which a neighbour's date is a good guess."""


@dataclass(slots=True)
class Undated:
    """A post of a page, with what is known of its date.

    Attributes:
        dated: The day its source gives, or None.
        spans: What the post itself says, surest first.
        first: Its earliest day, as far as known; narrowed by `date_page`.
        last: Its latest day.
    """

    dated: date | None
    spans: Sequence[Span] = ()
    first: date | None = None
    last: date | None = None
    chosen: list[Span] = field(default_factory=list)


def date_page(posts: Sequence[Undated], *, newest_first: bool | None = None) -> list[Dated | None]:
    """Date the undated posts of a page.

    Args:
        posts: In the order of the page.
        newest_first: What to assume where the dates on the page do not show its order; None for no order.

    Returns:
        For each post a date, or None where nothing is known or the source gives one.
    """
    order = _order(posts)
    if order is None:
        order = newest_first
    _guess_by_neighbours(posts)
    years = _years(posts)
    for n, post in enumerate(posts):
        if post.dated:
            post.first = post.last = post.dated
            continue
        spans = [_with_year(span, years[n]) for span in post.spans if not span.yearless or years[n]]
        for span in spans:
            # A finding that contradicts a surer one says nothing.
            first = max(filter(None, (post.first, span.first)), default=None)
            last = min(filter(None, (post.last, span.last)), default=None)
            if first is None or last is None or first <= last:
                post.first, post.last = first, last
                post.chosen.append(span)
    bounds = _bounds(posts, order)
    return [None if post.dated else _dated(post, *bounds[n]) for n, post in enumerate(posts)]


def _order(posts: Sequence[Undated]) -> bool | None:
    """Tell by its dates whether a page runs from new to old (True), old to new, or show nothing."""
    known = [post.dated or _own_day(post) for post in posts]
    days = [day for day in known if day]
    falls = sum(b < a for a, b in pairwise(days))
    rises = sum(b > a for a, b in pairwise(days))
    if max(falls, rises) < 4 * min(falls, rises) or falls == rises:
        return None
    return falls > rises


def _own_day(post: Undated) -> date | None:
    return next((span.guess for span in post.spans if span.origin == "url"), None)


def _guess_by_neighbours(posts: Sequence[Undated]) -> None:
    """On a page whose posts are days apart, let a printed date next to a post without one speak for it."""
    days = [post.dated for post in posts if post.dated]
    gaps = [abs((b - a).days) for a, b in pairwise(days)]
    if len(gaps) < 4 or median(gaps) > CLOSE:
        return
    for n, post in enumerate(posts):
        beside = next(
            (posts[m].dated for m in (n - 1, n + 1) if 0 <= m < len(posts) and posts[m].dated), None
        )
        if post.dated is None and beside:
            guess = Span(None, None, beside, "month", 0.6, "neighbours", f"next to a post of {beside}")
            post.spans = sorted((*post.spans, guess), key=lambda span: -span.confidence)


def _years(posts: Sequence[Undated]) -> list[int | None]:
    """Return for each post the year it is probably of: its own, else the nearest post's."""
    own = [_own_year(post) for post in posts]
    years: list[int | None] = list(own)
    for order in (range(len(posts)), range(len(posts) - 1, -1, -1)):
        last: tuple[int, int] | None = None
        for n in order:
            year = own[n]
            if year is not None:
                last = (n, year)
            elif last is not None:
                nearer = years[n] is None or abs(n - last[0]) < _distance(n, own, years[n])
                if nearer:
                    years[n] = last[1]
    return years


def _own_year(post: Undated) -> int | None:
    if post.dated:
        return post.dated.year
    return next((span.guess.year for span in post.spans if not span.yearless), None)


def _distance(n: int, own: Sequence[int | None], year: int | None) -> int:
    return min(
        (abs(n - m) for m in range(max(0, n - 50), min(len(own), n + 50)) if own[m] == year), default=51
    )


def _with_year(span: Span, year: int | None) -> Span:
    return in_year(span, year) if span.yearless and year else span


def _bounds(posts: Sequence[Undated], newest_first: bool | None) -> list[tuple[date | None, date | None]]:
    """Return for each post the earliest and latest day that its neighbours leave."""
    nothing: list[tuple[date | None, date | None]] = [(None, None)] * len(posts)
    if newest_first is None:
        return nothing
    ordered = list(range(len(posts)))
    oldest_first = ordered[::-1] if newest_first else ordered
    firsts: dict[int, date | None] = {}
    earliest: date | None = None
    for n in oldest_first:
        firsts[n] = earliest
        earliest = max(filter(None, (earliest, posts[n].first)), default=None)
    lasts: dict[int, date | None] = {}
    latest: date | None = None
    for n in reversed(oldest_first):
        lasts[n] = latest
        latest = min(filter(None, (latest, posts[n].last)), default=None)
    return [(firsts[n], lasts[n]) for n in ordered]


def _either(span: Span, other: date, first: date | None, last: date | None) -> Dated:
    """Choose between the two readings of a date of numbers by the bounds that all else leaves."""
    readings = [span.guess, other]
    fits = fitting(readings, first, last)
    if len(fits) == 1:
        because = f"{span.because}, which is {fits[0]} by what stands around it"
        return Dated(fits[0].isoformat(), span.origin, min(span.confidence, 0.75), because)
    because = f"{span.because}, which is {span.guess} or {other}"
    return Dated(span.guess.isoformat(), span.origin, UNSETTLED, because, "ambiguous")


def _dated(post: Undated, after: date | None, before: date | None) -> Dated | None:
    """Choose the best day within all bounds, and say as much of it as is known."""
    first = max(filter(None, (post.first, after)), default=None)
    last = min(filter(None, (post.last, before)), default=None)
    if first and last and first > last:
        # The page is not in strict order here: the post's own words count for more.
        first, last = post.first, post.last
        if not post.chosen:
            first, last = before, after
    best = post.chosen[0] if post.chosen else None
    if best and best.other:
        return _either(best, best.other, first, last)
    if best is None and first is None and last is None:
        return None
    guess = best.guess if best else (last if first is None else first)
    if guess is None:
        return None
    guess = max(guess, first) if first else guess
    guess = min(guess, last) if last else guess
    same_day = first is not None and first == last
    same_month = first is not None and last is not None and f"{first:%Y-%m}" == f"{last:%Y-%m}"
    if best and best.precision == "day" and guess == best.guess:
        return Dated(guess.isoformat(), best.origin, best.confidence, best.because)
    told = f"after {after}" if after else ""
    told += (" and " if told and before else "") + (f"before {before}" if before else "")
    because = "; ".join(
        filter(None, (best.because if best else "", f"stands {told} on the page" if told else ""))
    )
    origin = best.origin if best else "neighbours"
    if same_day:
        return Dated(guess.isoformat(), "neighbours", 0.8, because)
    if same_month:
        return Dated(f"{guess:%Y-%m}", origin, max(0.7, best.confidence if best else 0), because)
    if best and best.precision == "year" and guess == best.guess:
        return Dated(f"{guess:%Y}", origin, best.confidence, because)
    return Dated(f"{guess:%Y-%m}", origin, best.confidence if best else 0.3, because)
