"""The front page: what the book holds, the ways into it, where to begin."""

from __future__ import annotations

from dataclasses import dataclass

from docutils import nodes

from anthology.pages.list_pages import KINDS
from anthology.sphinxext.lists import MOST, SINGULAR, count_of
from anthology.sphinxext.nodes import Writer, container, inline, paragraph
from anthology.sphinxext.queries import Query, select
from anthology.sphinxext.records import Card, Link, Records


@dataclass(frozen=True, slots=True)
class Way:
    """One way into the book, with the places it leads to."""

    kind: str
    overview: Link
    count: int
    entries: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class FrontFacts:
    """What the front page says."""

    posts: int
    authors: int
    channels: int
    first_year: str
    last_year: str
    ways: tuple[Way, ...]
    latest: tuple[Card, ...]
    cited: tuple[Card, ...]


def front_of(records: Records, latest: int) -> FrontFacts:
    """Return what the front page says."""
    shelves = records.shelves
    years = [year for year in shelves["years"] if year.isdigit()]
    newest = select(records, Query(sort="-date", limit=latest))
    ways = []
    for folder, title in KINDS.items():
        kind = SINGULAR[folder]
        entries = list(shelves[folder])
        if not entries:
            continue
        if folder in ("projects", "authors", "channels", "series"):
            entries.sort(key=lambda i: -len(records.groups.get((kind, i), ())))
            entries = entries[:MOST]
        links = tuple(records.link(kind, i) for i in entries)
        ways.append(Way(kind, Link(title, f"{folder}/index"), len(shelves[folder]), links))
    return FrontFacts(
        posts=len(records.posts),
        authors=len(shelves["authors"]),
        channels=len(shelves["channels"]),
        first_year=years[0] if years else "",
        last_year=years[-1] if years else "",
        ways=tuple(ways),
        latest=tuple(records.card(r) for r in newest),
        cited=_most_cited(records, latest),
    )


def front_nodes(writer: Writer, facts: FrontFacts) -> list[nodes.Node]:
    """Return the front page's own part."""
    if not facts.posts:
        return [paragraph("No posts yet.", classes=["counts"])]
    span = "–".join(dict.fromkeys(filter(None, (facts.first_year, facts.last_year))))
    numbers = [
        count_of(facts.posts, "post"),
        count_of(facts.authors, "author"),
        count_of(facts.channels, "blog"),
        span,
    ]
    counts = [nodes.inline("", n, classes=["number"]) for n in numbers if n]
    line = paragraph(classes=["counts"])
    for n, count in enumerate(counts):
        line += [nodes.Text(" · "), count] if n else [count]
    ways = [
        container(
            "way",
            paragraph(
                writer.link(way.overview), " ", inline(f"{way.count:,}", "count"), classes=["way-title"]
            ),
            paragraph(*writer.links(way.entries, "chip", f"chip-{way.kind}", joiner=" "), classes=["chips"]),
        )
        for way in facts.ways
    ]
    made: list[nodes.Node] = [line, container("ways no-search web-only", *ways)]
    if indices := writer.indices():
        made.append(paragraph("Indices: ", *indices, classes=["indices", "web-only"]))
    for title, cards in (("Latest posts", facts.latest), ("Cited most", facts.cited)):
        if cards:
            made.append(nodes.rubric("", title, classes=["web-only"]))
            made.append(container("selection no-search web-only", writer.card_list(cards)))
    return made


def _most_cited(records: Records, limit: int) -> tuple[Card, ...]:
    """Return the posts that most others of the book link to; a single link is no distinction."""
    counts = {post: len(by) for post, by in records.data["backlinks"].items() if len(by) > 1}
    return records.cards(sorted(counts, key=lambda post: (-counts[post], post))[:limit])
