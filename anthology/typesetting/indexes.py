"""The indexes: who wrote, what of, which release, where from; sorted here, numbered by Typst."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from slugify import slugify

from anthology.pages.naming import filed_under
from anthology.typesetting.apparatus import head_label, index_label
from anthology.typesetting.catalogue import PrintedCatalogue, PrintedPost
from anthology.typesetting.escape import array, markup, string


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an index: `docnames` are the posts on whose head the name stands.

    People are filed under their families' names, all else under its own.
    """

    key: str
    name: str
    filed: str
    docnames: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """An index: `kind` stands in its labels, `name` above it."""

    kind: str
    name: str
    intro: str
    entries: tuple[Entry, ...]


def sort_key(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """Return what names are sorted by: letters without accents or case, numbers by value.

    `Łukasz` stands under L, `release 2` before `release 10`.
    """
    plain = slugify(name, separator=" ", lowercase=True)
    pieces = re.findall(r"\d+|\D+", plain)
    return [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in pieces], name


def letter(name: str) -> str:
    """Return the heading under which a name stands."""
    first = slugify(name)[:1].upper()
    return first if first.isalpha() else "0–9"


def make_indexes(
    posts: Sequence[PrintedPost], catalogue: PrintedCatalogue, words: Mapping[str, str]
) -> list[Index]:
    """Return the indexes that have entries, over the printed posts in book order; `words` are headings."""
    cycles = {cycle.id: cycle.name for cycle in catalogue.cycles}
    authors = dict(catalogue.people)
    sources: dict[str, str] = {}
    found: dict[str, dict[str, list[str]]] = {
        k: defaultdict(list) for k in ("author", "project", "release", "source")
    }
    for post in posts:
        for key, name in post.authors:
            authors.setdefault(key, name)
            found["author"][key].append(post.docname)
        for key in post.projects:
            found["project"][key].append(post.docname)
        for key in post.releases:
            found["release"][key].append(post.docname)
        if post.channel:
            sources.setdefault(post.channel[0], post.channel[1])
            found["source"][post.channel[0]].append(post.docname)
    return [
        Index(kind, words[kind], words.get(f"{kind}-pages", ""), entries)
        for kind, names in (
            ("author", authors),
            ("project", catalogue.projects),
            ("release", cycles),
            ("source", sources),
        )
        if (entries := _entries(found[kind], names, filed_under if kind == "author" else None))
    ]


def _entries(
    found: Mapping[str, Sequence[str]],
    names: Mapping[str, str],
    filed: Callable[[str], tuple[str, str]] | None,
) -> tuple[Entry, ...]:
    entries = [
        Entry(key, names[key], filed(names[key])[0] if filed else names[key], tuple(dict.fromkeys(docs)))
        for key, docs in found.items()
        if key in names
    ]
    return tuple(sorted(entries, key=lambda e: (sort_key(e.filed)[0], sort_key(e.name), e.key)))


def index_markup(index: Index, *, first: bool) -> str:
    """Return an index in Typst; its entries carry labels, for links to authors, projects and so on."""
    intro = f"[{markup(index.intro)}]" if index.intro else "none"
    lines = [f"#index([{markup(index.name)}], intro: {intro}, first: {str(first).lower()})["]
    heading = ""
    lettered = len(index.entries) > 30
    for entry in index.entries:
        if lettered and letter(entry.filed) != heading:
            heading = letter(entry.filed)
            lines.append(f"#index-letter[{markup(heading)}]")
        places = array([string(head_label(docname)) for docname in entry.docnames])
        here = string(index_label(index.kind, entry.key))
        lines.append(f"#index-entry([{markup(entry.name)}], {places}, here: {here})")
    return "\n".join([*lines, "]"])


def index_labels(indexes: Sequence[Index]) -> set[str]:
    """Return the labels that stand in the indexes."""
    return {index_label(index.kind, entry.key) for index in indexes for entry in index.entries}
