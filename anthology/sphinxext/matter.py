"""What stands around a post: byline and labels above it, what ties it to other posts below it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docutils import nodes

from anthology.export import Record
from anthology.linkcheck.addresses import plain_link
from anthology.linkcheck.archived import archived_copy
from anthology.pages.naming import display_date, display_title, is_inferred
from anthology.sphinxext.nodes import Writer, container, copy_mark, fields, inline, paragraph
from anthology.sphinxext.records import Card, Link, Records


@dataclass(frozen=True, slots=True)
class Header:
    """What readers see between a post's title and its text; authors with their employers of the time."""

    authors: tuple[tuple[Link, str], ...]
    date: str
    inferred: bool
    channel: Link | None
    url: str | None
    archived: str | None
    labels: tuple[tuple[str, Link], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A post's place in a series."""

    series: Link
    part: int
    parts: int
    previous: Link | None
    following: Link | None


@dataclass(frozen=True, slots=True)
class Footer:
    """What readers see below a post's text."""

    place: Place | None
    cited_by: tuple[Card, ...]
    related: tuple[Card, ...]
    also_at: tuple[Link, ...]
    license: str | None
    citation: str
    bibtex: str


def header_of(records: Records, r: Record) -> Header:
    """Return the facts above a post."""
    labels = [("cycle", r["cycle"])] if r["cycle"] else []
    labels += [("topic", topic) for topic in r["topics"]]
    labels += [("project", project) for project in r["projects"]]
    card = records.card(r)
    return Header(
        authors=tuple(
            (link, author.get("affiliation") or "")
            for link, author in zip(card.authors, r["authors"], strict=True)
        ),
        date=card.date if r["date"] else "",
        inferred=card.inferred,
        channel=card.channel,
        url=r["url"],
        archived=_archived(records, r),
        labels=tuple((kind, records.link(kind, value)) for kind, value in labels),
    )


def _archived(records: Records, r: Record) -> str | None:
    if not r["date"] or not (r["url"] or "").startswith(("http://", "https://")):
        return None
    return archived_copy(records.data["archive"], plain_link(r["url"]), r["date"])


def footer_of(records: Records, r: Record) -> Footer:
    """Return the facts below a post."""
    also_at = records.data["also_at"].get(r["id"], ())
    return Footer(
        place=place_of(records, r),
        cited_by=records.cards(records.data["backlinks"].get(r["id"], ())),
        related=records.cards(records.data["related"].get(r["id"], ())),
        also_at=tuple(Link(copy["name"] or copy["url"], url=copy["url"]) for copy in also_at if copy["url"]),
        license=r["license"],
        citation=citation(r),
        bibtex=bibtex(r, records.book["title"]),
    )


def place_of(records: Records, r: Record) -> Place | None:
    """Return a post's place in its series, if it is part of one."""
    if not r["series"] or r["series"]["id"] not in records.data["series"]:
        return None
    posts = records.data["series"][r["series"]["id"]]["posts"]
    if r["id"] not in posts:
        return None
    at = posts.index(r["id"])

    def title(n: int) -> Link | None:
        post = records.posts.get(posts[n]) if 0 <= n < len(posts) else None
        return records.card(post).title if post else None

    series = records.link("series", r["series"]["id"])
    return Place(series, at + 1, len(posts), title(at - 1), title(at + 1))


def citation(r: Record) -> str:
    """Return how to cite the original, as a sentence."""
    date = display_date(r["date"]) if r["date"] else "no date"
    parts = [
        " and ".join(author["name"] for author in r["authors"]),
        f"“{display_title(r)}”",
        (r["source"] or {}).get("name"),
        f"about {date}" if is_inferred(r) else date,
        r["url"],
    ]
    return ", ".join(part for part in parts if part) + "."


def bibtex(r: Record, book: str) -> str:
    """Return a BibTeX entry for the original."""
    authors = [author["name"] for author in r["authors"]]
    date = (r["date"] or "").split("T")[0].split("-")
    family = re.sub(r"\W+", "", authors[0].split()[-1]) if authors and authors[0].split() else "anonymous"
    fields = {
        "author": " and ".join(f"{{{_bib(name)}}}" for name in authors),
        "title": f"{{{_bib(display_title(r))}}}",
        "howpublished": _bib((r["source"] or {}).get("name") or ""),
        "year": date[0],
        "month": date[1] if len(date) > 1 else "",
        "url": (r["url"] or "").replace("{", "%7B").replace("}", "%7D"),
        "note": _bib(f"Kept in {book}") if book else "",
    }
    lines = [f"  {key} = {{{value}}}," for key, value in fields.items() if value.strip("{}")]
    return "\n".join([f"@misc{{{family.lower()}{date[0]}-{r['id'][-6:]},", *lines, "}"])


def _bib(text: str) -> str:
    return re.sub(r"([\\{}%#&$_~^])", lambda m: {"\\": r"\textbackslash{}"}.get(m[1], "\\" + m[1]), text)


def header_nodes(writer: Writer, header: Header, language: str) -> nodes.container:
    """Return what goes between a post's title and its text."""
    byline: list[nodes.Node] = []
    if header.authors:
        byline.append(nodes.Text("By "))
        for n, (author, employer) in enumerate(header.authors):
            byline += [nodes.Text(", ")] if n else []
            byline.append(writer.link(author, "author"))
            byline += [nodes.Text(" "), inline(f"({employer})", "affiliation")] if employer else []
    if header.date:
        byline += _dot(byline)
        byline.append(inline(f"about {header.date}" if header.inferred else header.date, "date"))
    if header.channel:
        byline += _dot(byline)
        byline.append(writer.link(header.channel, "channel"))
    if header.url:
        byline += [inline(" · ", "dot", "web-only")] if byline else []
        byline.append(writer.link(Link("original", url=header.url), "original", "web-only"))
    if header.url and header.archived:
        byline.append(copy_mark(header.url, header.archived, "web-only"))
    parts: list[nodes.Node] = [paragraph(*byline, classes=["byline"])] if byline else []
    if header.url:
        parts.append(
            paragraph(
                "First published at ",
                nodes.reference("", header.url, refuri=header.url, internal=False),
                classes=["origin", "print-only"],
            )
        )
    if header.labels:
        chips: list[nodes.Node] = []
        for kind, link in header.labels:
            chips += [nodes.Text(" ")] if chips else []
            chips.append(writer.link(link, "chip", f"chip-{kind}"))
        parts.append(paragraph(*chips, classes=["labels"]))
    return container(f"post-header no-search language-{language}", *parts)


def footer_nodes(writer: Writer, footer: Footer, language: str) -> nodes.container:
    """Return what goes below a post's text."""
    parts: list[nodes.Node] = []
    if footer.place:
        parts.append(_series_box(writer, footer.place))
    for name, title, cards in (
        ("cited-by", "Cited by", footer.cited_by),
        ("related-posts web-only", "Related posts", footer.related),
    ):
        if cards:
            parts.append(container(name, paragraph(title, classes=["box-title"]), writer.card_list(cards)))
    facts: list[tuple[str, list[nodes.Node]]] = []
    if footer.also_at:
        facts.append(("Also at", writer.links(footer.also_at)))
    if footer.license:
        facts.append(("Licence", _linked(footer.license)))
    if facts:
        parts.append(container("facts", fields(facts)))
    parts.append(
        container(
            "cite web-only",
            nodes.raw("", "<details><summary>How to cite</summary>", format="html"),
            nodes.literal_block(footer.citation, footer.citation, language="text", classes=["citation"]),
            nodes.literal_block(footer.bibtex, footer.bibtex, language="text"),
            nodes.raw("", "</details>", format="html"),
        )
    )
    return container(f"post-footer no-search language-{language}", *parts)


def _series_box(writer: Writer, place: Place) -> nodes.container:
    parts = [
        paragraph(
            f"Part {place.part} of {place.parts} of the series ",
            writer.link(place.series),
            classes=["box-title"],
        )
    ]
    for label, link in (("Previous: ", place.previous), ("Next: ", place.following)):
        if link:
            parts.append(paragraph(label, writer.link(link)))
    return container("series-box", *parts)


def _dot(before: list[nodes.Node]) -> list[nodes.Node]:
    return [inline(" · ", "dot")] if before else []


def _linked(text: str) -> list[nodes.Node]:
    """Return words with a web address in them as a link."""
    found = re.search(r"https?://[^\s<>\"]+[^\s<>\".,;)]", text)
    if not found:
        return [nodes.Text(text)]
    ref = nodes.reference("", found[0], refuri=found[0], internal=False)
    return [nodes.Text(text[: found.start()]), ref, nodes.Text(text[found.end() :])]
