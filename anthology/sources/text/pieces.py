"""A post as cut out of a page, before it becomes an entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from anthology.model import Channel, Dated, Doubt, Entry, Loss, Origin, Source
from anthology.sources.boundaries import Boundaries
from anthology.sources.text.page import Page

HEARD = 1.0
"""Confidence of the note that a reader leaves where it followed an editor's word."""
_SEVERAL = 3
"""Posts up to which the same category on all of them may be chance."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A post as cut out of a page.

    Attributes:
        start: Row where it begins, head included.
        first: Row where its body begins.
        last: Row where its body ends, included; below `first` where the body is empty.
        title: Plain text, or None.
        title_row: Row of the title, or None.
        url: Permalink.
        channel: The blog.
        bylines: Authors as printed.
        dated: What the page says about its date.
        printed: The date as printed, for the entry's key.
        categories: As printed.
        doubts: Guesses made.
        losses: Lines of the post that are left out.
    """

    start: int
    first: int
    last: int
    title: str | None = None
    title_row: int | None = None
    url: str | None = None
    channel: Channel | None = None
    bylines: tuple[str, ...] = ()
    dated: Dated | None = None
    printed: str = ""
    categories: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    losses: tuple[Loss, ...] = ()


def split_rows(page: Page, boundaries: Boundaries) -> frozenset[int]:
    """Return the rows on which the editor says a title stands."""
    lines = boundaries.splits(page.path.name)
    return frozenset(i for i, row in enumerate(page.rows) if row.number in lines) if lines else frozenset()


def joined(page: Page, pieces: Sequence[Piece], boundaries: Boundaries) -> list[Piece]:
    """Put together what the editor says is one post: a piece whose head is named goes to the one above."""
    lines = boundaries.joins(page.path.name)
    whole: list[Piece] = []
    for piece in pieces:
        named = [line for line in _head(page, piece) if line in lines]
        if whole and named:
            above = whole[-1]
            end = max(piece.last, piece.first - 1, piece.start)
            whole[-1] = replace(
                above,
                last=max(end, above.last),
                losses=above.losses + piece.losses,
                doubts=above.doubts + tuple(_heard(line, "no post begins here") for line in named),
            )
        else:
            whole.append(piece)
    return whole


def settled(
    page: Page, pieces: Iterable[Piece], boundaries: Boundaries, passed: Collection[int] = ()
) -> Iterator[Piece]:
    """Put the editor's word in the place of the doubts it answers.

    Args:
        page: The page.
        pieces: Its posts.
        boundaries: The editor's words.
        passed: Lines on which a post could have begun, but for the editor's word.
    """
    splits, joins = boundaries.splits(page.path.name), boundaries.joins(page.path.name)
    if not splits and not joins:
        yield from pieces
        return
    for piece in pieces:
        own = range(piece.start, max(piece.last, piece.first) + 1)
        lines = {page.rows[row].number for row in own if row < len(page.rows)}
        asked = {doubt.line for doubt in piece.doubts if doubt.confidence < HEARD}
        heard = [_heard(n, "a post begins here") for n in _head(page, piece) if n in splits]
        heard += [_heard(n, "no post begins here") for n in sorted(joins & lines & {*passed, *asked})]
        answered = splits | joins
        kept = (d for d in piece.doubts if d.line not in answered or d.confidence == HEARD)
        yield replace(piece, doubts=(*kept, *heard))


def _head(page: Page, piece: Piece) -> list[int]:
    """Return the lines of a piece above its body; the first of a piece without a head."""
    rows = range(piece.start, max(piece.first, piece.start + 1))
    return [page.rows[row].number for row in rows if row < len(page.rows)]


def _heard(line: int, what: str) -> Doubt:
    return Doubt(line, f"the editor's word: {what}", HEARD)


def _of_the_page(pieces: Sequence[Piece]) -> frozenset[str]:
    """Return the categories that most posts have: they tell what the page is about, not what a post is."""
    often = Counter(name for piece in pieces for name in set(piece.categories))
    least = max(_SEVERAL, 0.6 * len(pieces))
    return frozenset(name for name, count in often.items() if count > least)


def entries(source: Source, page: Page, pieces: Iterable[Piece]) -> Iterator[Entry]:
    """Turn pieces into entries with their exact lines and stable keys."""
    seen: dict[str, int] = {}
    pieces = list(pieces)
    common = _of_the_page(pieces)
    for piece in pieces:
        empty = piece.last < piece.first
        first, last = (piece.start, piece.start) if empty else (piece.first, piece.last)
        name = piece.channel.name if piece.channel else ""
        key = piece.url or " | ".join((name, piece.title or "", piece.printed))
        if not piece.url and not piece.title:
            key += " | " + page.rows[first].text[:80]
        seen[key] = seen.get(key, 0) + 1
        yield Entry(
            source=source,
            origin=Origin(page.path.as_posix(), page.rows[first].number, page.rows[last].last),
            key=key if seen[key] == 1 else f"{key} | {seen[key]}",
            title=piece.title,
            body="" if empty else page.body(first, last),
            body_format="text",
            bylines=piece.bylines,
            dated=piece.dated,
            url=piece.url,
            channel=piece.channel,
            base_url=piece.url or (piece.channel.url if piece.channel else None),
            categories=tuple(name for name in piece.categories if name not in common),
            doubts=piece.doubts,
            losses=piece.losses,
        )
