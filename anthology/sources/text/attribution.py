"""Whose blog a post is from where its name is not printed above it.

A planet leaves the name out of a blog's further posts on a day; dumps lose names besides.  A permalink's
host, a last line that names the blog, or another post of the same author tell it; else it stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from anthology.model import Channel
from anthology.sources.text.heads import fold, host, names_agree
from anthology.sources.text.page import Page
from anthology.sources.text.pieces import Piece
from anthology.sources.text.stretches import Stretch

_APPEARED = re.compile(r"appeared first on\s+(.{2,80}?)(?:\s*\(<?http[^)]*\))?\s*\.?\s*$")


@dataclass(frozen=True, slots=True)
class _Blogs:
    """What a page's posts and its list of blogs tell of its blogs.

    Attributes:
        named: Blogs by name.
        hosts: Names of the blogs on each host.
        writers: Names of the blogs each author's posts stand under.
        vanished: Whether lines of a single word, names among them, are lost.
    """

    named: Mapping[str, Channel]
    hosts: Mapping[str, set[str]]
    writers: Mapping[str, set[str]]
    vanished: bool


def singles_vanished(page: Page) -> bool:
    """Tell whether the dump has lost every line of a single word, blogs' names among them."""
    single = sum(len(row.text.split()) == 1 for row in page.rows)
    return len(page.rows) >= 40 and single * 500 < len(page.rows)


def same_author(stretch: Stretch, above: Stretch | None) -> bool:
    """Tell whether two posts' bylines name the same author."""
    one = stretch.byline.byline if stretch.byline else None
    two = above.byline.byline if above and above.byline else None
    return bool(one and two and one.author and one.author == two.author)


def _learn(page: Page, pieces: Sequence[Piece], listed: Mapping[str, Channel]) -> _Blogs:
    hosts: dict[str, set[str]] = {}
    writers: dict[str, set[str]] = {}
    printed = [piece.channel for piece in pieces if piece.channel]
    for channel in (*printed, *listed.values()):
        if channel.url:
            hosts.setdefault(host(channel.url), set()).add(channel.name)
    for piece in pieces:
        if piece.channel and piece.bylines:
            writers.setdefault(piece.bylines[0], set()).add(piece.channel.name)
        if piece.channel and piece.url:
            hosts.setdefault(host(piece.url), set()).add(piece.channel.name)
    named = {channel.name: channel for channel in (*listed.values(), *printed)}
    return _Blogs(named, hosts, writers, singles_vanished(page))


def _carried(piece: Piece, above: Piece, agree: bool, found: set[str], blogs: _Blogs) -> bool:
    """Tell whether the blog of the post above is that of the next, on the same day, without a name."""
    if above.channel is None:
        return False
    if found:
        return above.channel.name in found
    name = above.channel.name
    personal = bool(above.bylines) and names_agree(above.bylines[0], name) >= 0.7
    stranger = personal and bool(piece.bylines) and not names_agree(piece.bylines[0], name)
    return agree or not (blogs.vanished or stranger)


def _told(page: Page, piece: Piece, found: set[str], blogs: _Blogs) -> str | None:
    """Return the name that the permalink, the last line or the author tells, or None."""
    if len(found) == 1:
        return next(iter(found))
    if piece.last >= piece.first and (match := _APPEARED.search(page.rows[piece.last].text[-300:])):
        parts = [match[1].strip(), *re.split(r"\s+[|–—-]\s+", match[1])]
        # `Weaver | Cloth for all`: the motto behind a name is no part of it.
        return next((part for part in parts if part in blogs.named), parts[1 if len(parts) > 2 else 0])
    written = blogs.writers.get(piece.bylines[0], set()) if piece.bylines else set()
    return next(iter(written)) if len(written) == 1 else None


def attributed(
    page: Page, pieces: Sequence[Piece], stretches: Sequence[Stretch], listed: Mapping[str, Channel]
) -> list[Piece]:
    """Give each post its blog, with the addresses that the page's list of blogs knows."""
    if not listed and not any(piece.channel for piece in pieces):
        return list(pieces)
    blogs = _learn(page, pieces, listed)
    by_name = {fold(name): channel for name, channel in listed.items()}
    done: list[Piece] = []
    for index, (piece, stretch) in enumerate(zip(pieces, stretches, strict=True)):
        channel = piece.channel
        if channel is None:
            found = blogs.hosts.get(host(piece.url), set()) if piece.url else set()
            agree = index > 0 and same_author(stretch, stretches[index - 1])
            if done and not stretch.new_day and _carried(piece, done[-1], agree, found, blogs):
                channel = done[-1].channel
            elif name := _told(page, piece, found, blogs):
                channel = blogs.named.get(name) or Channel(name)
        if channel is not None and (entry := by_name.get(fold(channel.name))) is not None:
            channel = Channel(channel.name, channel.url or entry.url, channel.feed or entry.feed)
        done.append(replace(piece, channel=channel))
    return done
