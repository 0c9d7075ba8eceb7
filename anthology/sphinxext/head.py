"""What a post says of itself to machines: where the original is, who wrote it when, what it is about."""

from __future__ import annotations

import html
import json
from typing import Any

from docutils import nodes

from anthology.export import Record
from anthology.pages.naming import display_title
from anthology.sphinxext.records import Records

DESCRIPTION_LENGTH = 160


def head_of(records: Records, r: Record, doctree: nodes.document) -> str:
    """Return the elements that a post adds to its page's head: OpenGraph and schema.org's `BlogPosting`."""
    title = display_title(r)
    authors = [author["name"] for author in r["authors"]]
    about = [records.link("topic", i).text for i in r["topics"]]
    about += [records.link("project", i).text for i in r["projects"]]
    description = description_of(doctree)
    meta = [
        ("name", "description", description),
        ("name", "author", ", ".join(authors)),
        ("property", "og:type", "article"),
        ("property", "og:title", title),
        ("property", "og:description", description),
        ("property", "og:site_name", records.book["title"]),
        ("property", "article:published_time", r["date"] or ""),
        *(("property", "article:tag", tag) for tag in about),
        ("name", "twitter:card", "summary"),
    ]
    out = [f'<meta {kind}="{name}" content="{html.escape(value)}"/>' for kind, name, value in meta if value]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": title,
        "author": [{"@type": "Person", "name": name} for name in authors],
        "datePublished": r["date"],
        "inLanguage": r["language"] or records.book["language"],
        "keywords": about,
        "isBasedOn": r["url"],
        "license": r["license"],
    }
    text = json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False)
    # Inside a script element only `<` could end it.
    harmless = text.replace("<", "\\u003c")
    out.append(f'<script type="application/ld+json">{harmless}</script>')
    return "\n".join(out)


def description_of(doctree: nodes.document) -> str:
    """Return the beginning of a post's own words."""
    words = ""
    for paragraph in doctree.findall(nodes.paragraph):
        if _is_ours(paragraph):
            continue
        words = f"{words} {' '.join(paragraph.astext().split())}".strip()
        if len(words) >= DESCRIPTION_LENGTH:
            return f"{words[: DESCRIPTION_LENGTH - 1]}…"
    return words


def _is_ours(node: nodes.Node) -> bool:
    """Tell whether a paragraph stands in what was put around the post."""
    parent = node.parent
    while parent is not None:
        if isinstance(parent, nodes.container) and "no-search" in parent["classes"]:
            return True
        parent = parent.parent
    return False
