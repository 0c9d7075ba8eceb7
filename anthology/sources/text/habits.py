"""Lines that a page prints again and again beside its bylines: a category, a name, a row of tags.

No list of what blogs print is ever complete.  But what stands at the same distance from most bylines with the
same words is printed by the blog and not written by the author.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from anthology.sources.text.page import Row, strip_links
from anthology.sources.text.shapes import is_item, is_prose

_REACH = 4
"""Rows above and below a byline that are looked at."""
_LEAST = 3
"""Bylines beside which a line stands before it is a habit."""
_LONGEST = 200


def _is_short(row: Row) -> bool:
    said = any(character.isalnum() for character in row.text)  # the end of a fence belongs to its post
    return said and len(row.text) <= _LONGEST and not is_prose(row.text) and not is_item(row.text)


def _pattern(row: Row) -> str:
    """Return what rows have in common: their words, or `claps` for `33 claps`.

    Numbers elsewhere stay, for they are all that tells the titles of a series apart.
    """
    text = strip_links(row.text)[0] if "://" in row.text else row.text
    counted = re.fullmatch(r"\W*\d+ (\w+)\W*", text)
    return counted[1].casefold() if counted else text.casefold()


def habitual(rows: Sequence[Row], marks: Sequence[int]) -> frozenset[int]:
    """Return the rows that recur beside bylines.

    Args:
        rows: The page's rows.
        marks: The rows of the bylines.
    """
    found: set[int] = set()
    least = max(_LEAST, 0.5 * len(marks))
    for step in (-1, 1):
        others = 0
        for distance in range(1, _REACH + 1):
            rows_at = _recurring(rows, [mark + step * distance for mark in marks], least)
            found.update(rows_at)
            others += not rows_at
            if others > 1:  # beyond the title begins another post
                break
    return frozenset(found)


def _recurring(rows: Sequence[Row], places: Sequence[int], least: float) -> list[int]:
    alike: dict[str, list[int]] = {}
    for row in places:
        if 0 <= row < len(rows) and _is_short(rows[row]):
            alike.setdefault(_pattern(rows[row]), []).append(row)
    return [row for rows_of in alike.values() if len(rows_of) >= least for row in rows_of]
