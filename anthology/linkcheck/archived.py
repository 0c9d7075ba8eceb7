"""Where a web archive has the copy of a page that is nearest to a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_PARTS = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?)?)?")

_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


def archive_date(date: str) -> str:
    """Return a date as web archives write it, `yyyymmddhhmmss`; of one that is not exact the middle.

    Args:
        date: ISO 8601 in UTC, from a year to a second.
    """
    found = _PARTS.match(date)
    if not found:
        return ""
    year, *rest = found.groups()
    known = [part for part in rest if part]
    # The middle of a month is its sixteenth, of a day its noon.
    middles = ["07", "16" if known else "01", "12", "00", "00"]
    return year + "".join([*known, *middles[len(known) :]])


def archived_copy(form: str, link: str, date: str) -> str | None:
    """Return the address of the copy of a page nearest to a date.

    Args:
        form: The address of any copy, with `{date}` and `{url}`; empty for none.
        link: The page's own address.
        date: ISO 8601 in UTC, as precise as it is known.

    Returns:
        The address, or None where there is none to give: of a copy in that archive there is no copy.
    """
    start = _SCHEME.sub("", form.partition("{")[0])
    if not form or (start and _SCHEME.sub("", link).startswith(start)):
        return None
    return form.replace("{date}", archive_date(date)).replace("{url}", link)


def copies_of(told: Mapping[str, Any], links: Iterable[str], date: str | None) -> dict[str, str]:
    """Return the copies of those links that lead nowhere any more.

    Args:
        told: What the book's catalogue says of dead links: `archive`, the form of copies' addresses, and
            `days`, by dead link the day to look near to where the page has none.
        links: Plain addresses.
        date: Of the page, ISO 8601, as precise as it is known.
    """
    if not told:
        return {}
    days: Mapping[str, str] = told["days"]
    found = {link: archived_copy(told["archive"], link, date or days[link]) for link in links if link in days}
    return {link: copy for link, copy in found.items() if copy}
