"""What a blog's page prints with each of its posts: bylines beside titles, feet below posts, own links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from anthology.model import Loss
from anthology.sources.text.bylines import Byline, parse_byline
from anthology.sources.text.dates import Stamp, parse_day
from anthology.sources.text.feet import filed_under, is_foot
from anthology.sources.text.heads import host
from anthology.sources.text.page import Page, Row, all_over
from anthology.sources.text.shapes import is_name_like, is_prose, is_title_like
from anthology.sources.text.timeline import Timeline


@dataclass(slots=True)
class Signs:
    """The page's habits.

    Attributes:
        bylines: Title row to the rows of the byline beside it, and what they say.
        feet: Rows that a blog prints under its posts.
        habits: Rows that a blog prints beside its bylines.
        days: Rows that are day headers.
        own_host: Host of the links on titles, or empty.
        mark: What Markdown puts before titles, such as `## `, or empty.
        rules: Rows that are drawn lines, where the page draws them all over.
    """

    bylines: dict[int, tuple[range, Byline]] = field(default_factory=dict)
    feet: frozenset[int] = frozenset()
    habits: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()
    own_host: str = ""
    mark: str = ""
    rules: frozenset[int] = frozenset()


_RULE = re.compile(r"(?:[-=_~—–─━]\s?){5,}|\*(?:\s?\*){2,}")


def _rules(rows: Sequence[Row]) -> frozenset[int]:
    """Return the rows that are lines drawn across the page, where paragraphs stand between them."""
    found = [
        index
        for index, row in enumerate(rows)
        if row.gap and (index + 1 == len(rows) or rows[index + 1].gap) and _RULE.fullmatch(row.text)
    ]
    return frozenset(found) if all_over(found, rows) else frozenset()


def _kind(text: str) -> str:
    """Return what makes two feet the same: their first words, numbers apart."""
    return " ".join(re.findall(r"[^\W\d_]+", text.casefold())[:2])


def feet_of(rows: Sequence[Row]) -> frozenset[int]:
    """Return the feet of kinds that recur."""
    found = {
        index: _kind(row.text) for index, row in enumerate(rows) if len(row.text) <= 400 and is_foot(row.text)
    }
    often = Counter(found.values())
    feet = frozenset(index for index, kind in found.items() if often[kind] > 2)
    return feet if all_over(feet, rows) else frozenset()


def is_meta(text: str) -> bool:
    """Tell whether a line says something about a post: a byline, a day, a foot."""
    return len(text) <= 200 and (
        is_foot(text) or parse_day(text) is not None or parse_byline(text) is not None
    )


def _beside(page: Page, timeline: Timeline, feet: frozenset[int]) -> dict[int, tuple[range, Byline]]:
    """Find the title that each byline belongs to, and the lines about the post around the byline."""
    rows = page.rows
    found: dict[int, tuple[range, Byline]] = {}

    def about(row: int) -> bool:
        return row in timeline.habits or is_meta(rows[row].text)

    header: Stamp | None = None
    for mark in timeline.marks:
        if (byline := mark.byline) is None:
            header = mark.header
            continue
        if byline.stamp is None and byline.time is not None and header is not None:
            byline = replace(byline, stamp=replace(header, time=byline.time))
        first = last = mark.row
        while first > 0 and about(first - 1) and first - 1 not in feet and mark.row - first < 3:
            first -= 1
        while last + 1 < len(rows) and about(last + 1) and last - mark.row < 4:
            last += 1
        title = first - 1 if timeline.placement == "head" else last + 1
        if timeline.placement == "head" and title > 0 and not rows[title].label and rows[title].url:
            title -= 1
        if 0 <= title < len(rows) and (is_title_like(rows[title].label) or not is_prose(rows[title].label)):
            around = [
                b for b in (parse_byline(rows[i].text) for i in range(first, last + 1)) if b is not None
            ]
            names = [rows[i].label for i in range(first, last + 1) if i in timeline.habits]
            author = next((name for name in names if is_name_like(name)), None)
            around.append(Byline(author, None))
            found.setdefault(title, (range(first, last + 1), _merged(byline, around)))
    opens = bool(found) and not any(is_prose(row.text) for row in rows[: min(found)])
    return found if all_over(found, rows) or len(found) == 2 or (opens and len(found) > 2) else {}


def _merged(byline: Byline, others: Iterable[Byline]) -> Byline:
    """Fill in from the lines around a byline what it lacks itself."""
    author, url, filed = byline.author, byline.url, byline.filed
    for other in others:
        author, url, filed = author or other.author, url or other.url, filed or other.filed
    return Byline(author, byline.stamp, byline.time, url, filed, byline.strength)


def url_of(rows: Sequence[Row], row: int) -> str | None:
    """Return what a line links to; the target may stand on the next line alone."""
    below = rows[row + 1] if row + 1 < len(rows) else None
    return rows[row].url or (below.url if below is not None and not below.label and not below.gap else None)


def _own_host(rows: Sequence[Row], found: Iterable[int]) -> str:
    """Return the host that lines which are wholly links, with a paragraph below, link to most."""
    hosts: dict[str, list[int]] = {}
    for row in found:
        url = url_of(rows, row)
        alone = row + 1 < len(rows) and (rows[row + 1].url is None or not rows[row + 1].label)
        if alone and url and url.count("/") > 3:
            hosts.setdefault(host(url), []).append(row)
    name = max(hosts, key=lambda name: len(hosts[name]), default="")
    often = hosts.get(name, [])
    return name if all_over(often, rows) and len(often) * 2 > sum(map(len, hosts.values())) else ""


def _at_head(rows: Sequence[Row], timeline: Timeline, feet: frozenset[int]) -> set[int]:
    """Return the feet right below a byline under a title: `Leave a comment` is printed there too."""
    found: set[int] = set()
    for mark in timeline.marks:
        row = mark.row + 1
        while row < len(rows) and (row in timeline.habits or is_meta(rows[row].text)):
            found.add(row)
            row += 1
    return found & feet


def find_signs(page: Page, timeline: Timeline, found: Sequence[int]) -> Signs:
    """Learn what the page prints with its posts.

    Args:
        page: The dump.
        timeline: Its bylines and day headers.
        found: Rows that may be titles.
    """
    feet = feet_of(page.rows)
    if timeline.placement == "head":
        feet -= _at_head(page.rows, timeline, feet)
    bylines = _beside(page, timeline, feet) if timeline.placement in ("head", "above") else {}
    days = frozenset(mark.row for mark in timeline.marks if mark.day is not None)
    own_host, mark = _own_host(page.rows, found), _mark(page.rows, found)
    return Signs(bylines, feet, timeline.habits, days, own_host, mark, _rules(page.rows))


def _mark(rows: Sequence[Row], found: Iterable[int]) -> str:
    """Return the mark of a page's highest headings in Markdown; a single `#` may as well open a comment."""
    marks: dict[str, list[int]] = {}
    for row in found:
        if mark := re.match(r"#{2,6} ", rows[row].text):
            marks.setdefault(mark[0], []).append(row)
    return min((mark for mark, places in marks.items() if all_over(places, rows)), key=len, default="")


def speak(signs: Signs, page: Page, row: int) -> dict[str, float]:
    """Return what the page's habits say of a row as a title."""
    features: dict[str, float] = {}
    if signs.bylines:
        features["byline_beside" if row in signs.bylines else "no_byline_beside"] = 1.0
    if signs.feet:
        after = row - 1 in signs.feet
        if after or row > min(signs.feet):
            features["after_foot" if after else "not_after_foot"] = 1.0
    if signs.rules and not signs.bylines:
        features["after_rule" if row - 1 in signs.rules else "not_after_rule"] = 1.0
    if signs.own_host:
        own = host(url_of(page.rows, row)) == signs.own_host
        features["own_link" if own else "no_own_link"] = 1.0
    if signs.mark:
        features["marked" if page.rows[row].text.startswith(signs.mark) else "not_marked"] = 1.0
    return features


def foot_categories(page: Page, rows: Iterable[int]) -> tuple[str, ...]:
    """Return the categories and tags that a post's feet name."""
    return tuple(dict.fromkeys(name for row in rows for name in filed_under(page.rows[row].text)))


def foot_losses(page: Page, rows: Iterable[int]) -> tuple[Loss, ...]:
    """Name the lines under a post that are left out."""
    why = "printed by the blog, not written by the author"
    return tuple(Loss("residue", f"line {page.rows[r].number}: {page.rows[r].text[:60]}", why) for r in rows)
