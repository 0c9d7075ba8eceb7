"""What the typesetter knows of the posts beyond their pages, read from `.anthology/catalogue.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anthology.errors import AnthologyError
from anthology.linkcheck.addresses import plain_link
from anthology.linkcheck.archived import copies_of

CATALOGUE_FILE = ".anthology/catalogue.json"
MANIFEST_FILE = ".anthology/manifest.json"


@dataclass(frozen=True, slots=True)
class PrintedPost:
    """A post as its head, its foot and the indexes name it; fields as in `anthology.model.Post`.

    Attributes:
        channel: Id, name and address of the blog.
        series: Id and part.
        archived: Address of a copy, where its own leads nowhere any more.
    """

    id: str
    docname: str
    title: str | None = None
    authors: tuple[tuple[str, str], ...] = ()
    channel: tuple[str, str, str | None] | None = None
    url: str | None = None
    date: str | None = None
    cycle: str | None = None
    topics: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    series: tuple[str, int | None] | None = None
    license: str | None = None
    language: str | None = None
    archived: str | None = None


@dataclass(frozen=True, slots=True)
class PrintedCycle:
    """A release cycle, a part of the book; dates are ISO days or None."""

    id: str
    name: str
    opened: str | None = None
    released: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class PrintedCatalogue:
    """All that print knows; names by id where nothing else is said.

    Attributes:
        series: Name and post ids by id.
        backlinks: Ids of citing posts by post id.
        also_at: Name and address of other places by post id.
    """

    title: str = ""
    author: str = ""
    license: str = ""
    language: str = ""
    posts: tuple[PrintedPost, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    cycles: tuple[PrintedCycle, ...] = ()
    topics: Mapping[str, str] = field(default_factory=dict)
    projects: Mapping[str, str] = field(default_factory=dict)
    series: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    backlinks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    also_at: Mapping[str, tuple[tuple[str, str | None], ...]] = field(default_factory=dict)


def load_catalogue(source_dir: Path) -> PrintedCatalogue:
    """Return the catalogue of a Sphinx source folder; an empty one where there is none.

    Raises:
        AnthologyError: If the file is there and cannot be read.
    """
    path = source_dir / CATALOGUE_FILE
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return PrintedCatalogue()
    except (OSError, ValueError) as error:
        raise AnthologyError("the catalogue cannot be read", str(path), "Run `anthology build`.") from error
    return _catalogue(data)


def generated_pages(source_dir: Path) -> set[str]:
    """Return the names of the documents that the tool wrote, from its manifest; none where it has none."""
    try:
        files = json.loads((source_dir / MANIFEST_FILE).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {file.removesuffix(".md") for file in files if file.endswith(".md")}


def _catalogue(data: Mapping[str, Any]) -> PrintedCatalogue:
    book = data.get("book") or {}
    return PrintedCatalogue(
        title=book.get("title") or "",
        author=book.get("author") or "",
        license=book.get("license") or "",
        language=book.get("language") or "",
        posts=tuple(_post(record, data.get("dead_links") or {}) for record in data.get("posts", ())),
        people={key: person["name"] for key, person in data.get("people", {}).items()},
        cycles=tuple(
            PrintedCycle(c["id"], c["name"], c.get("opened"), c.get("released"), c.get("version"))
            for c in data.get("cycles", ())
        ),
        topics={topic["id"]: topic["name"] for topic in data.get("topics", ())},
        projects={project["id"]: project["name"] for project in data.get("projects", ())},
        series={key: (s["name"], tuple(s["posts"])) for key, s in data.get("series", {}).items()},
        backlinks={key: tuple(ids) for key, ids in data.get("backlinks", {}).items()},
        also_at={
            key: tuple((place.get("name") or place.get("url") or "", place.get("url")) for place in places)
            for key, places in data.get("also_at", {}).items()
        },
    )


def _post(record: Mapping[str, Any], dead: Mapping[str, Any]) -> PrintedPost:
    channel, series, url = record.get("source"), record.get("series"), record.get("url")
    return PrintedPost(
        id=record["id"],
        docname=record["docname"],
        title=record.get("title"),
        authors=tuple((author["id"], author["name"]) for author in record.get("authors", ())),
        channel=(channel["id"], channel["name"], channel.get("url")) if channel else None,
        url=url,
        date=record.get("date"),
        cycle=record.get("cycle"),
        topics=tuple(record.get("topics") or ()),
        projects=tuple(record.get("projects") or ()),
        releases=tuple(record.get("releases") or ()),
        series=(series["id"], series.get("part")) if series else None,
        license=record.get("license"),
        language=record.get("language"),
        archived=next(
            iter(copies_of(dead, [plain_link(url)] if url else [], record.get("date")).values()), None
        ),
    )
