"""What a blog's page prints with each of its posts: bylines beside titles, feet below posts, own links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from anthology.sources.text.bylines import Byline, filed_under, is_foot, parse_byline
from anthology.sources.text.heads import host
from anthology.sources.text.page import Page, Row
from anthology.sources.text.shapes import is_prose, is_title_like
from anthology.sources.text.timeline import Timeline

_FEW = 3
"""Times a sign must occur to count as the page's habit."""


@dataclass(slots=True)
class Signs:
    """The page's habits.

    Attributes:
        bylines: Title row to the rows of the byline beside it, and what they say.
        feet: Rows that a blog prints under its posts.
        own_host: Host of the links on titles, or empty.
    """

    bylines: dict[int, tuple[range, Byline]] = field(default_factory=dict)
    feet: frozenset[int] = frozenset()
    own_host: str = ""


def _kind(text: str) -> str:
    """Return what makes two feet the same: their first words, numbers apart."""
    return " ".join(re.findall(r"[^\W\d_]+", text.casefold())[:2])


def _feet(rows: Sequence[Row]) -> frozenset[int]:
    """Return the feet of kinds that recur."""
    found = {
        index: _kind(row.text) for index, row in enumerate(rows) if len(row.text) <= 400 and is_foot(row.text)
    }
    often = Counter(found.values())
    feet = frozenset(index for index, kind in found.items() if often[kind] >= _FEW)
    # A habit shows all over the page; `Read more` under the items of one digest is no habit of the page.
    spread = feet and min(feet) < 0.4 * len(rows) and max(feet) > 0.6 * len(rows)
    return feet if spread else frozenset()


def _is_meta(row: Row) -> bool:
    return is_foot(row.text) or (len(row.text) <= 200 and parse_byline(row.text) is not None)


def _beside(page: Page, timeline: Timeline, feet: frozenset[int]) -> dict[int, tuple[range, Byline]]:
    """Find the title that each byline belongs to, and the lines about the post around the byline."""
    rows = page.rows
    found: dict[int, tuple[range, Byline]] = {}
    for mark in timeline.marks:
        if (byline := mark.byline) is None:
            continue
        first = last = mark.row
        while first > 0 and _is_meta(rows[first - 1]) and first - 1 not in feet and mark.row - first < 3:
            first -= 1
        while last + 1 < len(rows) and _is_meta(rows[last + 1]) and last - mark.row < 3:
            last += 1
        title = first - 1 if timeline.placement == "head" else last + 1
        if timeline.placement == "head" and title > 0 and not rows[title].label and rows[title].url:
            title -= 1
        if 0 <= title < len(rows) and (is_title_like(rows[title].label) or not is_prose(rows[title].label)):
            around = [
                b for b in (parse_byline(rows[i].text) for i in range(first, last + 1)) if b is not None
            ]
            found.setdefault(title, (range(first, last + 1), _merged(byline, around)))
    return found if len(found) >= 2 else {}


def _merged(byline: Byline, others: Iterable[Byline]) -> Byline:
    """Fill in from the lines around a byline what it lacks itself."""
    author, url, filed = byline.author, byline.url, byline.filed
    for other in others:
        author, url, filed = author or other.author, url or other.url, filed or other.filed
    return Byline(author, byline.stamp, byline.time, url, filed, byline.strength)


def _own_host(rows: Sequence[Row], found: Iterable[int]) -> str:
    """Return the host that lines which are wholly links, with a paragraph below, link to most."""
    hosts = Counter(
        host(rows[i].url)
        for i in found
        if rows[i].url and rows[i].url.count("/") > 3 and i + 1 < len(rows) and rows[i + 1].url is None  # type: ignore[union-attr]
    )
    if not hosts:
        return ""
    name, often = hosts.most_common(1)[0]
    return name if often >= _FEW and often * 2 > sum(hosts.values()) else ""


def find_signs(page: Page, timeline: Timeline, found: Sequence[int]) -> Signs:
    """Learn what the page prints with its posts.

    Args:
        page: The dump.
        timeline: Its bylines and day headers.
        found: Rows that may be titles.
    """
    feet = _feet(page.rows)
    bylines = _beside(page, timeline, feet) if timeline.placement in ("head", "above") else {}
    return Signs(bylines, feet, _own_host(page.rows, found))


def speak(signs: Signs, page: Page, row: int) -> dict[str, float]:
    """Return what the page's habits say of a row as a title."""
    features: dict[str, float] = {}
    if signs.bylines:
        features["byline_beside" if row in signs.bylines else "no_byline_beside"] = 1.0
    if signs.feet:
        features["after_foot" if row - 1 in signs.feet else "not_after_foot"] = 1.0
    if signs.own_host:
        own = host(page.rows[row].url) == signs.own_host
        features["own_link" if own else "no_own_link"] = 1.0
    return features


def foot_categories(page: Page, rows: Iterable[int]) -> tuple[str, ...]:
    """Return the categories and tags that a post's feet name."""
    return tuple(dict.fromkeys(name for row in rows for name in filed_under(page.rows[row].text)))
