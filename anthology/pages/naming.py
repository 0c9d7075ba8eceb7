"""How posts and dates are called wherever readers see them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from anthology.conversion.myst import clean

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})

FAMILY_FIRST = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Han, kana and Hangul (taken apart or not); names in them begin with the family's."""

SURE_ORIGINS = frozenset({"byline", "feed", "front-matter", "decision"})
"""What states a date; everything else infers one."""

SURE = 0.8
"""Confidence from which a stated date is shown without "about"."""


def single_line(text: str | None) -> str:
    """Return a text without line breaks, runs of white space or characters that UTF-8 cannot hold."""
    return " ".join(clean((text or "").encode("utf-8", "replace").decode()).split())


def list_docname(folder: str, identifier: str) -> str:
    """Return the docname of a list page, such as `authors/ann-other`; never that of the overview."""
    return f"{folder}/{identifier}-1" if identifier == "index" else f"{folder}/{identifier}"


def filed_under(name: str) -> tuple[str, str]:
    """Return what an author's name is sorted by: the family's name, then the whole, without case or accents.

    The last word is taken for the family's name, but in scripts that write it first. `Jr.` and what stands in
    brackets are no names.

    Args:
        name: As readers see it, such as `Daniel P. Berrangé`, `Berrangé, Daniel`, `@handle` or `佐藤 恵`.
    """
    whole = "".join(
        c for c in unicodedata.normalize("NFKD", name.strip().lstrip("@")) if not unicodedata.combining(c)
    ).casefold()
    words = [word for word in re.sub(r"\(.*?\)", "", whole).split() if word.strip(".,") not in GENERATIONS]
    if len(words) < 2 or "," in whole or FAMILY_FIRST.search(whole):
        return whole, whole
    return words[-1], whole


def display_date(value: str | None) -> str:
    """Return an ISO date as readers write it, to the precision it has.

    Args:
        value: Such as `2013-05-21T14:30:00Z`, `2013-05-21`, `2013-05`, `2013`, or None.

    Returns:
        Such as `21 May 2013`, `May 2013`, `2013`; `undated` for None; text that is no date as it is.
    """
    if not value:
        return "undated"
    parts = value[:10].split("-")
    if not all(part.isdigit() for part in parts):
        return value
    year, month, day = (*map(int, parts), 0, 0)[:3]
    if not 1 <= month <= len(MONTHS):
        return str(year)
    return f"{day} {MONTHS[month - 1]} {year}" if day else f"{MONTHS[month - 1]} {year}"


def is_inferred(record: Mapping[str, Any]) -> bool:
    """Tell whether a record's date is a conclusion rather than a statement, to be shown with "about"."""
    if record["date"] is None:
        return False
    confidence = record.get("date_confidence")
    return record.get("date_from") not in SURE_ORIGINS or (confidence is not None and confidence < SURE)


def display_title(record: Mapping[str, Any]) -> str:
    """Return what a post is called; one without a title by its channel and date."""
    title = single_line(record["title"])
    if any(character.isprintable() and character != " " for character in title):
        return title
    channel = single_line((record["source"] or {}).get("name"))
    known = [channel, display_date(record["date"]) if record["date"] else ""]
    return ", ".join(["Untitled", *filter(None, known)])
