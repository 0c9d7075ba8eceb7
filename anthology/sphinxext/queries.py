"""Which posts a list shows, and in what order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anthology.export import Record
from anthology.pages.list_pages import UNSORTED
from anthology.sphinxext.records import BELONGS, Records

FILTERS = ("cycle", "release", "topic", "project", "author", "mention", "channel", "series", "year", "month")
SORTS = ("date", "-date", "title", "series")


@dataclass(frozen=True, slots=True)
class Query:
    """A choice of posts: every filter that is set must hold.

    Attributes:
        filters: Pairs of a name in `FILTERS` and an id.
        about: Id of the first topic, or `unsorted`.
        elsewhere: Leave out posts written during the cycle that the `release` filter names.
        sort: One of `SORTS`.
        limit: At most so many; None for all.
        empty: What to say where there is none.
    """

    filters: tuple[tuple[str, str], ...] = ()
    about: str | None = None
    elsewhere: bool = False
    sort: str = "date"
    limit: int | None = None
    empty: str = ""


def select(records: Records, query: Query) -> list[Record]:
    """Return the posts a query asks for."""
    candidates: list[Record] = records.data["posts"]
    rest = list(query.filters)
    if rest:
        fewest = min(rest, key=lambda f: len(records.groups.get(f, ())))
        candidates = records.groups.get(fewest, [])
        rest.remove(fewest)
    found = [r for r in candidates if _fits(r, query, rest)]
    if query.sort == "series":
        found = _in_series_order(records, query, found)
    elif query.sort == "-date":
        # Undated posts stay last: newest first is about those that have a date.
        dated = [r for r in found if r["date"]]
        found = dated[::-1] + [r for r in found if not r["date"]]
    elif query.sort == "title":
        found = sorted(found, key=lambda r: (r["title"] or "").casefold())
    return found[: query.limit]


def _fits(r: Record, query: Query, filters: Sequence[tuple[str, str]]) -> bool:
    return (
        all(value in BELONGS[kind](r) for kind, value in filters)
        and (query.about is None or (r["topics"][0] if r["topics"] else UNSORTED) == query.about)
        and not (query.elsewhere and r["cycle"] in r["releases"] and ("release", r["cycle"]) in query.filters)
    )


def _in_series_order(records: Records, query: Query, found: list[Record]) -> list[Record]:
    order: dict[str, int] = {}
    for kind, value in query.filters:
        if kind == "series" and value in records.data["series"]:
            order = {post: n for n, post in enumerate(records.data["series"][value]["posts"])}
    return sorted(found, key=lambda r: order.get(r["id"], len(order)))
