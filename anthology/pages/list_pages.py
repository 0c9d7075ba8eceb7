"""The pages that gather posts: by cycle, topic, project, author, channel, series and year.

A list page names its posts only in the hidden tables of contents of the cycles; in a book without cycles, of
the years. What readers see is filled in by directives of `anthology.sphinxext` when the book is written, so
that a changed title changes no other file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from anthology.conversion.myst import escape, heading
from anthology.export import Record
from anthology.pages.naming import display_date, filed_under, list_docname, single_line

OUTSIDE = "outside"
UNDATED = "undated"
NO_CYCLE: Mapping[str, str] = {OUTSIDE: "Outside the cycles", UNDATED: "Undated"}
"""What stands in the place of a cycle: for posts of a time that none covers, for those of unknown time."""
UNSORTED = "unsorted"

LONG = 20
"""Posts that a topic's, project's or channel's page lists in one piece."""

KINDS: Mapping[str, str] = {
    "cycles": "Release cycles",
    "topics": "Topics",
    "projects": "Projects",
    "authors": "Authors",
    "channels": "Blogs",
    "series": "Series",
    "years": "All posts by year",
}
"""The folders of list pages and the titles of their overviews."""

Pages = Iterator[tuple[str, str]]
"""Pairs of a path relative to the source folder and the text of that page."""


Shelves = dict[str, dict[str, str]]
"""By folder: ids of what has a page there, in order, with the names that readers see."""


def shelves(data: Mapping[str, Any]) -> Shelves:
    """Return what has a list page: all that some shown post belongs to.

    Args:
        data: The catalogue as `catalogue_data` gives it.
    """
    posts: Sequence[Record] = data["posts"]
    authors = {author["id"]: author["name"] for r in posts for author in r["authors"]}
    authors |= {i: person["name"] for i, person in data["people"].items() if i in authors}
    return {
        "cycles": _cycles(data, posts),
        "topics": _used(data["topics"], (topic for r in posts for topic in r["topics"])),
        "projects": _used(data["projects"], (project for r in posts for project in r["projects"])),
        "authors": dict(sorted(authors.items(), key=lambda item: (filed_under(item[1]), item[0]))),
        "channels": _by_name({i: channel["name"] for i, channel in data["channels"].items()}),
        "series": _by_name({i: series["name"] for i, series in data["series"].items()}),
        "years": {
            year: "Undated" if year == UNDATED else year for year in sorted({year_of(r) for r in posts})
        },
    }


def contents_folder(shown: Shelves) -> str:
    """Return the folder of the list pages in whose tables of contents the posts stand."""
    return "cycles" if shown["cycles"] else "years"


def cycle_of(record: Record) -> str:
    """Return the cycle of a post, or a key of `NO_CYCLE`."""
    return str(record["cycle"] or (OUTSIDE if record["date"] else UNDATED))


def year_of(record: Record) -> str:
    """Return the year of a post, or `undated`."""
    return str(record["date"])[:4] if record["date"] else UNDATED


def month_of(record: Record) -> str:
    """Return the month of a post; its year where no more is known, or `undated`."""
    return str(record["date"])[:7] if record["date"] else UNDATED


def list_pages(data: Mapping[str, Any]) -> Pages:
    """Yield every list page of a book.

    Args:
        data: The catalogue as `catalogue_data` gives it.
    """
    shown = shelves(data)
    yield from _cycle_pages(data, shown["cycles"])
    yield from _author_pages(data["posts"], shown)
    yield from _gathering_pages(data["posts"], shown)
    for i, name in shown["series"].items():
        parts = [_directive("facts", f"series {i}"), _directive("posts", series=i, sort="series")]
        yield _path("series", i), _page(name, *parts)
    yield from _year_pages(data["posts"], shown["years"], contents=contents_folder(shown) == "years")
    for folder, title in KINDS.items():
        if folder == "cycles" and not shown[folder]:
            continue
        members = [f"/{list_docname(folder, i)}" for i in shown[folder]]
        yield f"{folder}/index.md", _page(title, _directive("overview", folder), _toctree("", members))


def _author_pages(posts: Iterable[Record], shown: Shelves) -> Pages:
    """Yield the page of each author: posts by cycle, the last first, then where others name them."""
    cycles: dict[str, set[str]] = {author: set() for author in shown["authors"]}
    named: set[str] = set()
    for r in posts:
        named.update(r["mentions"])
        for author in r["authors"]:
            cycles[author["id"]].add(cycle_of(r))
    for author, name in shown["authors"].items():
        parts = [_directive("facts", f"author {author}")]
        parts += _by_time("author", author, "cycle", cycles[author], shown)
        if author in named:
            parts += [heading(2, "Mentioned in"), _directive("posts", mention=author, sort="-date")]
        yield _path("authors", author), _page(name, *parts)


def _gathering_pages(posts: Iterable[Record], shown: Shelves) -> Pages:
    """Yield the page of each topic, project and channel; a long list is divided by cycle, or else by year."""
    time, time_of = ("cycle", cycle_of) if shown["cycles"] else ("year", year_of)
    times: dict[tuple[str, str], Counter[str]] = {}
    for r in posts:
        channel = [r["source"]["id"]] if r["source"] else []
        for folder, ids in (("topics", r["topics"]), ("projects", r["projects"]), ("channels", channel)):
            for i in ids:
                times.setdefault((folder, i), Counter())[time_of(r)] += 1
    for folder in ("topics", "projects", "channels"):
        kind = folder.removesuffix("s")
        for i, name in shown[folder].items():
            counts = times.get((folder, i), Counter())
            divided = set(counts) if counts.total() > LONG else set()
            parts = [_directive("facts", f"{kind} {i}"), *_by_time(kind, i, time, divided, shown)]
            yield _path(folder, i), _page(name, *parts)


def _by_time(kind: str, identifier: str, time: str, times: Set[str], shown: Shelves) -> Iterator[str]:
    """Yield the posts of one thing in lists for each of its cycles or years, the last first; or in one list.

    Args:
        kind: Of the thing.
        identifier: Its id.
        time: `cycle` or `year`.
        times: Ids of the cycles or years; with fewer than two, there is one list.
        shown: What has a page.
    """
    names = shown[f"{time}s"]
    order = [i for i in reversed(names) if i not in NO_CYCLE] + [i for i in names if i in NO_CYCLE]
    present = [i for i in order if i in times]
    if len(present) < 2:
        yield _directive("posts", **{kind: identifier}, sort="-date")
        return
    for i in present:
        yield heading(2, escape(single_line(names[i])))
        yield _directive("posts", **{kind: identifier, time: i}, sort="-date")


def _year_pages(posts: Iterable[Record], years: Mapping[str, str], *, contents: bool) -> Pages:
    """Yield the page of each year: posts by month, which are its contents in a book without cycles."""
    months: dict[str, dict[str, list[str]]] = {year: {} for year in years}
    for r in posts:
        months[year_of(r)].setdefault(month_of(r), []).append(f"/{r['docname']}")
    for year, name in years.items():
        parts = []
        for month in sorted(months[year], key=lambda month: (month == year, month)):
            label = f"{name}, month unknown" if month == year else display_date(month)
            if month != UNDATED:
                parts.append(heading(2, escape(label)))
            parts.append(_directive("posts", month=month, sort="date"))
            if contents:
                parts.append(_toctree(label, months[year][month]))
        yield _path("years", year), _page(name, *parts)


def _used(vocabulary: Iterable[Mapping[str, Any]], ids: Iterable[str]) -> dict[str, str]:
    """Return the used ids in the vocabulary's order, those it does not know after them."""
    used = set(ids)
    names = {entry["id"]: entry["name"] for entry in vocabulary if entry["id"] in used}
    return names | {i: i for i in sorted(used - names.keys())}


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(names.items(), key=lambda item: (item[1].casefold(), item[0])))


def _cycles(data: Mapping[str, Any], posts: Sequence[Record]) -> dict[str, str]:
    """Return the cycles that get a page, oldest first, then what stands for none; nothing without cycles."""
    used = [*(r["cycle"] for r in posts), *(release for r in posts for release in r["releases"])]
    cycles = _used(data["cycles"], filter(None, used))
    others = {cycle_of(r) for r in posts}
    return cycles and cycles | {i: name for i, name in NO_CYCLE.items() if i in others}


def _cycle_pages(data: Mapping[str, Any], cycles: Mapping[str, str]) -> Pages:
    topics = {topic["id"]: topic["name"] for topic in data["topics"]}
    during: dict[str, list[Record]] = {}
    about: set[str] = set()
    for r in data["posts"]:
        during.setdefault(cycle_of(r), []).append(r)
        about.update(release for release in r["releases"] if release != r["cycle"])
    for i, name in cycles.items():
        groups: dict[str, list[Record]] = {topic: [] for topic in topics}
        for r in during.get(i, ()):
            groups.setdefault(r["topics"][0] if r["topics"] else UNSORTED, []).append(r)
        parts = [_directive("facts", f"cycle {i}")]
        for topic, members in groups.items():
            if members:
                label = topics.get(topic, "Other subjects" if topic == UNSORTED else topic)
                parts += [
                    heading(2, escape(single_line(label))),
                    _directive("posts", cycle=i, about=topic, sort="date"),
                    _toctree(label, [f"/{r['docname']}" for r in members]),
                ]
        if i in about:
            parts += [
                heading(2, f"About {escape(single_line(name))}, from other cycles"),
                _directive("posts", release=i, written="elsewhere", sort="date"),
            ]
        yield _path("cycles", i), _page(name, *parts)


def _path(folder: str, identifier: str) -> str:
    return f"{list_docname(folder, identifier)}.md"


def _page(title: str, *parts: str) -> str:
    body = "\n\n".join(part for part in parts if part)
    return f"{heading(1, escape(single_line(title)))}\n\n{body}\n"


def _directive(name: str, argument: str = "", **options: str) -> str:
    lines = [f":{key}: {json.dumps(value)}" for key, value in options.items()]
    return "\n".join([f"```{{anthology:{name}}} {argument}".rstrip(), *lines, "```"])


def _toctree(caption: str, entries: Sequence[str]) -> str:
    if not entries:
        return ""
    lines = ["```{toctree}", ":hidden:"]
    if caption:
        lines.append(f":caption: {json.dumps(single_line(caption), ensure_ascii=False)}")
    return "\n".join([*lines, "", *entries, "```"])
