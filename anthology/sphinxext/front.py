"""The front page: what the book holds, the ways into it, where to begin."""

from __future__ import annotations

import html
import os
import zlib
from dataclasses import dataclass

from docutils import nodes

from anthology.pages.list_pages import KINDS
from anthology.sphinxext.lists import MOST, SINGULAR, count_of
from anthology.sphinxext.nodes import Writer, container, inline, paragraph
from anthology.sphinxext.queries import Query, select
from anthology.sphinxext.records import Card, Link, Records
from anthology.sphinxext.timeline import Timeline, timeline_of
from anthology.sphinxext.timeline_svg import draw

CHOICE = 60
"""Of how many most cited posts the front page quotes one."""


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
    featured: tuple[str, Card] | None
    timeline: Timeline | None


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
        cited=records.cards(most_cited(records)[:latest]),
        featured=featured_of(records),
        timeline=timeline_of(records),
    )


def front_nodes(writer: Writer, facts: FrontFacts, excerpt: list[nodes.Node]) -> list[nodes.Node]:
    """Return the front page's own part.

    Args:
        writer: For links.
        facts: What to say.
        excerpt: The beginning of the featured post, with its credit; empty if there is none.
    """
    if not facts.posts:
        return [paragraph("No posts yet.", classes=["counts"])]
    line = paragraph(*_counts(facts), classes=["counts"])
    ways = [
        container(
            "way",
            paragraph(
                writer.link(way.overview), " ", inline(f"{way.count:,}", "count"), classes=["way-title"]
            ),
            paragraph(*_places(writer, way), classes=["chips"]),
        )
        for way in facts.ways
    ]
    made: list[nodes.Node] = [line]
    if writer.builder.name == "html":
        made.append(container("front-search no-search web-only", _search_field(writer, facts.posts)))
    if facts.timeline:
        made += _timeline_nodes(writer, facts.timeline)
    if excerpt:
        made.append(nodes.rubric("", "From the book", classes=["web-only"]))
        made.append(container("featured no-search web-only", *excerpt))
    made.append(nodes.rubric("", "Ways in", classes=["web-only"]))
    made.append(container("ways no-search web-only", *ways))
    if indices := writer.indices():
        made.append(paragraph("Indices: ", *indices, classes=["indices", "web-only"]))
    lists = [
        container(
            "selection",
            nodes.rubric("", title),
            writer.card_list(cards),
        )
        for title, cards in (("Latest posts", facts.latest), ("Cited most", facts.cited))
        if cards
    ]
    made.append(container("selections no-search web-only", *lists))
    return made


def _counts(facts: FrontFacts) -> list[nodes.Node]:
    """Return the book's size in a line: numbers and what they count."""
    made: list[nodes.Node] = []
    for number, noun in ((facts.posts, "post"), (facts.authors, "author"), (facts.channels, "blog")):
        if number:
            figure, _, what = count_of(number, noun).partition(" ")
            made.append(nodes.inline("", "", inline(figure, "number"), nodes.Text(f" {what}")))
    if span := "–".join(dict.fromkeys(filter(None, (facts.first_year, facts.last_year)))):
        made.append(nodes.inline("", "", inline(span, "number")))
    return [
        node for n, count in enumerate(made) for node in ([inline(" · ", "dot"), count] if n else [count])
    ]


def _places(writer: Writer, way: Way) -> list[nodes.Node]:
    """Return where a way leads: the places named, and all of them where there are more."""
    made = writer.links(way.entries, "chip", f"chip-{way.kind}", joiner=" ")
    if way.count > len(way.entries):
        made += [nodes.Text(" "), writer.link(Link(f"all {way.count:,} …", way.overview.docname), "more")]
    return made


def _search_field(writer: Writer, posts: int) -> nodes.raw:
    """Return a form that leads to the search page."""
    page = html.escape(writer.builder.get_relative_uri(writer.docname, "search"))
    words = html.escape(f"Search {count_of(posts, 'post')}: words, people, projects")
    return nodes.raw(
        "",
        f'<form class="search-line" action="{page}" method="get" role="search">'
        f'<input type="search" name="q" aria-label="{words}" placeholder="{words}"/>'
        '<button type="submit">Search</button></form>',
        format="html",
    )


def most_cited(records: Records) -> list[str]:
    """Return the posts that most others of the book link to; a single link is no distinction."""
    counts = {post: len(by) for post, by in records.data["backlinks"].items() if len(by) > 1}
    return sorted((post for post in counts if post in records.posts), key=lambda post: (-counts[post], post))


def featured_of(records: Records) -> tuple[str, Card] | None:
    """Return the post that the front page quotes: one that others cite, if there are such.

    It stays the same from build to build, but for builds that are dated by `SOURCE_DATE_EPOCH`: each day has
    its own.
    """
    titled = [r["id"] for r in records.data["posts"] if r["title"] and r["date"] and r["authors"]]
    choice = most_cited(records)[:CHOICE] or sorted(titled)
    if not choice:
        return None
    date = os.environ.get("SOURCE_DATE_EPOCH", "")
    day = int(date) // 86_400 if date.isdigit() else zlib.crc32(records.book["title"].encode())
    chosen = choice[day % len(choice)]
    return chosen, records.card(records.posts[chosen])


def _timeline_nodes(writer: Writer, timeline: Timeline) -> list[nodes.Node]:
    def address(link: Link) -> str | None:
        if link.docname not in writer.pages:
            return None
        return writer.builder.get_relative_uri(writer.docname, link.docname)

    rows = []
    for link, count in timeline.years:
        name = html.escape(link.text)
        if uri := address(link):
            name = f'<a href="{html.escape(uri)}">{name}</a>'
        rows.append(f'<tr><th scope="row">{name}</th><td>{count:,}</td></tr>')
    table = (
        '<details class="timeline-table"><summary>The same as a table</summary><table>'
        '<tr><th scope="col">Year</th><th scope="col">Posts</th></tr>'
        f"{''.join(rows)}</table></details>"
    )
    picture = draw(timeline, address)
    return [container("timeline-part no-search web-only", nodes.raw("", f"{picture}{table}", format="html"))]
