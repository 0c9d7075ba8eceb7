"""What the generated list pages show, first as facts, then as nodes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docutils import nodes

from anthology.export import Record
from anthology.pages.list_pages import NO_CYCLE
from anthology.pages.naming import display_date
from anthology.sphinxext.nodes import Writer, container, fields, inline, paragraph
from anthology.sphinxext.queries import Query, select
from anthology.sphinxext.records import BELONGS, FOLDERS, Card, Link, Records

MOST = 12
"""How many neighbours (projects of an author, authors of a project) a page of facts names."""

LABELS = ("cycle", "topic", "project")
"""Kinds of things that stand as labels above a post."""

SINGULAR = {folder: kind for kind, folder in FOLDERS.items()}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one thing: a sentence and rows of labels and links."""

    summary: str
    rows: tuple[tuple[str, tuple[Link, ...]], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an overview."""

    link: Link
    detail: str
    count: int


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun: `1 post`, `1,200 posts`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def span_of(posts: Iterable[Record]) -> str:
    """Return the years that posts span, such as `2012` or `2012–2015`; nothing if none has a date."""
    years = sorted({str(r["date"])[:4] for r in posts if r["date"]})
    return "–".join(dict.fromkeys((years[0], years[-1]))) if years else ""


def cards_of(records: Records, query: Query) -> tuple[Card, ...]:
    """Return the cards of a query's posts."""
    return tuple(records.card(r) for r in select(records, query))


def facts_of(records: Records, kind: str, identifier: str) -> Facts:
    """Return what is known of a cycle, topic, project, author, channel or series."""
    posts = records.groups.get((kind, identifier), [])
    summary, rows = _DESCRIBE[kind](records, identifier, posts)
    size = " · ".join(filter(None, [f"{len(posts):,}", span_of(posts)]))
    return Facts(
        summary, tuple((label, links) for label, links in [*rows, ("Posts", (Link(size),))] if links)
    )


def overview_of(records: Records, folder: str) -> tuple[Entry, ...]:
    """Return the entries of an overview page."""
    kind = SINGULAR[folder]
    described = (
        {e["id"]: e for e in records.data[folder]} if folder in ("cycles", "topics", "projects") else {}
    )
    return tuple(
        Entry(
            records.link(kind, i),
            _detail(records, kind, i, described.get(i, {})),
            len(records.groups.get((kind, i), ())),
        )
        for i in records.shelves[folder]
    )


def facts_nodes(writer: Writer, facts: Facts) -> list[nodes.Node]:
    """Return facts as a sentence and a list of fields."""
    made: list[nodes.Node] = []
    if facts.summary:
        made.append(paragraph(facts.summary, classes=["summary"]))
    rows = [(label, _row(writer, links)) for label, links in facts.rows]
    made.append(container("facts no-search", fields(rows)))
    return made


def _row(writer: Writer, links: tuple[Link, ...]) -> list[nodes.Node]:
    """Return what a fact says: labels of their own colour where posts bear them too, else words and links."""
    kinds = {SINGULAR.get((link.docname or "").partition("/")[0]) for link in links}
    if len(kinds) == 1 and (kind := kinds.pop()) in LABELS:
        return writer.links(links, "chip", f"chip-{kind}", joiner=" ")
    return writer.links(links)


def overview_nodes(writer: Writer, entries: Iterable[Entry], folder: str) -> list[nodes.Node]:
    """Return an overview as a list."""
    items = []
    for entry in entries:
        line = paragraph(
            writer.link(entry.link, "entry-name"), " ", inline(count_of(entry.count, "post"), "count")
        )
        if entry.detail:
            line += [nodes.Text(" "), inline(entry.detail, "entry-detail")]
        items.append(nodes.list_item("", line))
    if not items:
        return [paragraph("Nothing here yet.")]
    made: list[nodes.Node] = [nodes.bullet_list("", *items, classes=["overview", f"overview-{folder}"])]
    if folder == "years" and writer.builder.name == "html":
        uri = writer.builder.get_relative_uri(writer.docname, "search")
        ref = nodes.reference("", "The search page", refuri=uri, internal=True)
        words = " lists all posts by date, or those of one author, project, topic or blog."
        made.insert(0, paragraph(ref, words, classes=["web-only"]))
    return made


def posts_nodes(writer: Writer, cards: tuple[Card, ...], empty: str) -> list[nodes.Node]:
    """Return a list of posts, or a word where there is none."""
    if cards:
        return [writer.card_list(cards)]
    return [paragraph(empty)] if empty else []


Rows = list[tuple[str, tuple[Link, ...]]]


def _cycle(records: Records, identifier: str, posts: list[Record]) -> tuple[str, Rows]:
    order = [i for i in records.shelves["cycles"] if i not in NO_CYCLE]
    at = order.index(identifier) if identifier in order else None
    known = next((c for c in records.data["cycles"] if c["id"] == identifier), None)
    rows: Rows = []
    if known:
        rows += [
            ("Opened", _words(display_date(known["opened"]) if known["opened"] else "")),
            ("Released", _words(display_date(known["released"]) if known["released"] else "")),
            ("Version", _words(known["version"])),
        ]
    if at is not None:
        for label, n in (("Previous", at - 1), ("Next", at + 1)):
            if 0 <= n < len(order):
                rows.append((label, (records.link("cycle", order[n]),)))
    rows += [
        ("Projects", _common(records, "project", posts, ())),
        ("Written by", _common(records, "author", posts, ())),
    ]
    return "", rows


def _topic(records: Records, identifier: str, posts: list[Record]) -> tuple[str, Rows]:
    known = next((t["description"] for t in records.data["topics"] if t["id"] == identifier), "")
    return known, [
        ("Projects", _common(records, "project", posts, ())),
        ("Written about by", _common(records, "author", posts, ())),
    ]


def _project(records: Records, identifier: str, posts: list[Record]) -> tuple[str, Rows]:
    known = next((p for p in records.data["projects"] if p["id"] == identifier), None)
    rows: Rows = []
    if known:
        status = "" if known["status"] == "current" else known["status"]
        rows += [
            ("Service", _words(known["service"])),
            ("Formerly", _words(", ".join(known["formerly"]))),
            ("Status", _words(status)),
            ("Home", (Link(known["url"], url=known["url"]),) if known["url"] else ()),
        ]
    rows += [
        ("Written about by", _common(records, "author", posts, ())),
        ("Together with", _common(records, "project", posts, (identifier,))),
    ]
    return (known or {}).get("mission", ""), rows


def _author(records: Records, identifier: str, posts: list[Record]) -> tuple[str, Rows]:
    person: Mapping[str, Any] = records.data["people"].get(identifier, {})
    url = person.get("url")
    return "", [
        ("Also known as", _words(", ".join(person.get("aliases", ())))),
        ("Wrote as", _words(", ".join(_employers(identifier, posts)))),
        ("Home page", (Link(url, url=url),) if url else ()),
        ("Blogs", _common(records, "channel", posts, ())),
        ("Wrote with", _common(records, "author", posts, (identifier,))),
        ("Wrote about", _common(records, "project", posts, ())),
        ("Topics", _common(records, "topic", posts, ())),
    ]


def _employers(identifier: str, posts: list[Record]) -> Iterator[str]:
    """Yield whom an author's posts name as employer, with the years, the earliest first."""
    named: dict[str, tuple[str, list[Record]]] = {}
    for r in posts:
        for author in r["authors"]:
            if author["id"] == identifier and author.get("affiliation"):
                name = author["affiliation"]
                named.setdefault(name.casefold(), (name, []))[1].append(r)
    for name, those in named.values():
        yield f"{name} {span_of(those)}".rstrip()


def _channel(records: Records, identifier: str, posts: list[Record]) -> tuple[str, Rows]:
    url = records.data["channels"].get(identifier, {}).get("url")
    return "", [
        ("Address", (Link(url, url=url),) if url else ()),
        ("Authors", _common(records, "author", posts, ())),
    ]


def _series(records: Records, identifier: str, posts: list[Record]) -> tuple[str, Rows]:
    return "", [("By", _common(records, "author", posts, ()))]


def _year(records: Records, identifier: str, posts: list[Record]) -> tuple[str, Rows]:
    return "", []


_DESCRIBE: Mapping[str, Callable[[Records, str, list[Record]], tuple[str, Rows]]] = {
    "cycle": _cycle,
    "topic": _topic,
    "project": _project,
    "author": _author,
    "channel": _channel,
    "series": _series,
    "year": _year,
}


def _words(text: str | None) -> tuple[Link, ...]:
    return (Link(text),) if text else ()


def _common(records: Records, kind: str, posts: list[Record], but: tuple[str, ...]) -> tuple[Link, ...]:
    """Return what most of these posts share, most frequent first."""
    counts = Counter(i for r in posts for i in BELONGS[kind](r) if i not in but)
    ranked = sorted(counts, key=lambda i: (-counts[i], i))
    return tuple(records.link(kind, i) for i in ranked[:MOST])


def _detail(records: Records, kind: str, identifier: str, entry: Mapping[str, Any]) -> str:
    if kind == "cycle" and entry:
        return f"released {display_date(entry['released'])}" if entry["released"] else "not released yet"
    known = str(entry.get("description" if kind == "topic" else "service") or "")
    # The years of a year need no saying.
    return known or (span_of(records.groups.get((kind, identifier), ())) if kind != "year" else "")
