"""The lines about a post under its title, where a page holds that one post and so shows no habits."""

from __future__ import annotations

import re
from dataclasses import replace

from anthology.sources.text.bylines import dated_by, parse_byline
from anthology.sources.text.dates import Stamp, parse_header
from anthology.sources.text.feet import BOXES, is_foot
from anthology.sources.text.page import Page
from anthology.sources.text.pieces import Piece
from anthology.sources.text.shapes import is_name_like

_REACH = 16
"""Rows below a title that are looked at."""
_BUTTON = re.compile(
    r"^\W*(?:follow(?:ing)?|listen|share|save|subscribe|member-only story|\d{1,5})?\W*$", re.IGNORECASE
)


def with_head(page: Page, piece: Piece) -> Piece:
    """Read author and date from the lines under the title of a page's only post.

    Nothing is taken for such a line unless a date stands among them.
    """
    rows = page.rows
    author: str | None = None
    stamp: Stamp | None = None
    filed: tuple[str, ...] = ()
    row = below = piece.first
    while row <= min(piece.last, piece.first + _REACH):
        text = rows[row].text
        byline = parse_byline(text.strip(" ·•|-–—"))
        header = parse_header(text.strip(" ·•|-–—"))
        if header is not None and stamp is None:
            stamp, below = header, row + 1
        elif byline is not None and (byline.stamp is None or stamp is None):
            author, stamp = author or byline.author, stamp or byline.stamp
            filed = filed or byline.filed
            below = row + 1
        elif author is None and is_name_like(text):
            author = rows[row].label
            below = row + 1 if stamp else below
        elif is_foot(text) or _BUTTON.match(BOXES.sub("", text)):
            below = row + 1 if stamp else below
        else:
            break
        row += 1
    if stamp is None or below > piece.last:
        return piece
    because = " / ".join(rows[index].text for index in range(piece.first, below))
    return replace(
        piece,
        first=below,
        bylines=(author,) if author else piece.bylines,
        dated=dated_by(stamp, because),
        categories=tuple(dict.fromkeys((*piece.categories, *filed))),
    )
