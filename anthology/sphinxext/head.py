"""What pages say of themselves to machines: of posts, who wrote them when and where the original is."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from typing import Any

from docutils import nodes

from anthology.export import Record
from anthology.pages.naming import display_title, is_inferred
from anthology.sphinxext.records import Records

DESCRIPTION_LENGTH = 160

OURS = frozenset(("no-search", "post-list"))
"""Classes of what does not say what a page is about."""


def head_of(records: Records, r: Record, doctree: nodes.document, address: str) -> str:
    """Return the elements that a post adds to its page's head: OpenGraph and schema.org's `BlogPosting`.

    Args:
        records: The catalogue.
        r: The post.
        doctree: Its page.
        address: Where the page will stand; empty where nobody said.
    """
    title = display_title(r)
    authors = [author["name"] for author in r["authors"]]
    about = [records.link("topic", i).text for i in r["topics"]]
    about += [records.link("project", i).text for i in r["projects"]]
    # An inferred date knows no time of day.
    date = (r["date"] or "")[: len("2013-05-21") if is_inferred(r) else None]
    meta = [
        ("name", "author", ", ".join(authors)),
        ("property", "article:published_time", date),
        *(("property", "article:tag", tag) for tag in about),
    ]
    out = [preview_of(records, title, description_of(doctree), address, "article"), _elements(meta)]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": title,
        "author": [{"@type": "Person", "name": name} for name in authors],
        "datePublished": date,
        "inLanguage": r["language"] or records.book["language"],
        "keywords": about,
        "isBasedOn": r["url"],
        "license": r["license"],
        "url": address,
    }
    text = json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False)
    # Inside a script element only `<` could end it.
    harmless = text.replace("<", "\\u003c")
    out.append(f'<script type="application/ld+json">{harmless}</script>')
    return "\n".join(filter(None, out))


def preview_of(records: Records, title: str, description: str, address: str, kind: str = "website") -> str:
    """Return what other sites show where somebody links to a page: OpenGraph, and what search engines read.

    Args:
        records: The catalogue.
        title: Of the page.
        description: What it is about; may be empty.
        address: Where it will stand; empty where nobody said.
        kind: OpenGraph's type.
    """
    return _elements(
        [
            ("name", "description", description),
            ("property", "og:type", kind),
            ("property", "og:title", title),
            ("property", "og:description", description),
            ("property", "og:site_name", records.book["title"]),
            ("property", "og:url", address),
            ("name", "twitter:card", "summary"),
        ]
    )


def _elements(meta: Iterable[tuple[str, str, str]]) -> str:
    return "\n".join(
        f'<meta {kind}="{name}" content="{html.escape(value)}"/>' for kind, name, value in meta if value
    )


def description_of(doctree: nodes.document) -> str:
    """Return the beginning of a page's own words, of which none is cut in two."""
    words = ""
    for paragraph in doctree.findall(nodes.paragraph):
        if _is_ours(paragraph):
            continue
        words = f"{words} {' '.join(paragraph.astext().split())}".strip()
        if len(words) >= DESCRIPTION_LENGTH:
            return f"{whole_words(words, DESCRIPTION_LENGTH - 1)}…"
    return words


def whole_words(text: str, longest: int) -> str:
    """Return the beginning of a longer text, to the end of a word if one ends late enough.

    Many scripts put no blanks between words, and an address has none.
    """
    cut = text[:longest] if text[longest : longest + 1].isspace() else text[:longest].rpartition(" ")[0]
    return cut.rstrip() if len(cut) > longest // 2 else text[:longest]


def _is_ours(node: nodes.Node) -> bool:
    """Tell whether a paragraph stands in what was put around a post, or in a list of posts."""
    parent = node.parent
    while parent is not None:
        if isinstance(parent, nodes.container | nodes.bullet_list) and OURS.intersection(parent["classes"]):
            return True
        parent = parent.parent
    return False
