"""Atom feeds of the whole book and of each cycle, project and author, in the form of RFC 4287.

Nothing in them depends on when they were made: `updated` is the date of the newest post, and an id names a
post by what the catalogue calls it, so that a reader's program shows no post twice after a new build.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from lxml import etree

from anthology.export import Record
from anthology.files import write_atomically
from anthology.pages.naming import display_title, single_line
from anthology.sphinxext.lists import SINGULAR
from anthology.sphinxext.records import Records

ATOM = "http://www.w3.org/2005/Atom"
LONGEST = 100
"""Entries of a feed; the newest are in it."""

FOLDERS = ("cycles", "projects", "authors")
WHOLE = "atom.xml"

CLAIMED = "2026-01-01"
"""The day by which an id's authority is named, as RFC 4151 asks; it never changes, or all ids would."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed.

    Attributes:
        path: Relative to the site's root.
        page: Docname of the page whose posts it holds.
        title: What the posts have in common; the book's title for all.
        posts: Newest first.
    """

    path: str
    page: str
    title: str
    posts: tuple[Record, ...]


def feeds_of(records: Records, front: str) -> Iterator[Feed]:
    """Yield every feed of a book; posts without a date have no place in any.

    Args:
        records: The catalogue.
        front: Docname of the front page.
    """
    newest = _newest(records.data["posts"])
    if newest:
        yield Feed(WHOLE, front, records.book["title"], newest)
    for folder in FOLDERS:
        kind = SINGULAR[folder]
        for identifier in records.shelves[folder]:
            link = records.link(kind, identifier)
            posts = _newest(records.groups.get((kind, identifier), []))
            if posts and link.docname:
                yield Feed(f"{link.docname}.xml", link.docname, link.text, posts)


def _newest(posts: list[Record]) -> tuple[Record, ...]:
    dated = [r for r in posts if _timestamp(r["date"])]
    dated.sort(key=lambda r: (str(_timestamp(r["date"])), r["id"]), reverse=True)
    return tuple(dated[:LONGEST])


def _timestamp(date: str | None) -> str | None:
    """Return a date of any precision as RFC 3339 wants it; None for what is no date."""
    found = re.match(
        r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?$", date or ""
    )
    if not found:
        return None
    year, month, day, time, zone = found.groups()
    return f"{year}-{month or '01'}-{day or '01'}T{time or '00:00:00'}{zone or 'Z'}"


def feed_bytes(
    feed: Feed,
    records: Records,
    base_url: str,
    uri: Callable[[str], str],
    descriptions: Mapping[str, str],
) -> bytes:
    """Return a feed as the bytes of its file.

    Args:
        feed: What is in it.
        records: The catalogue.
        base_url: Where the site will stand; if empty, addresses are relative to the feed.
        uri: From a docname to its address relative to the site's root.
        descriptions: The beginning of each post, by docname.
    """

    def address(target: str) -> str:
        return urljoin(base_url, target) if base_url else f"{'../' * feed.path.count('/')}{target}"

    authority = f"tag:{urlsplit(base_url).hostname or 'anthology.invalid'},{CLAIMED}"
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    root.set("{http://www.w3.org/XML/1998/namespace}lang", records.book["language"] or "en")
    _add(root, "id", f"{authority}:feed:{feed.page}")
    book = records.book["title"]
    _add(root, "title", book if feed.path == WHOLE else f"{feed.title} – {book}")
    _add(root, "updated", str(_timestamp(feed.posts[0]["date"])))
    _add(root, "link", rel="self", type="application/atom+xml", href=address(feed.path))
    _add(root, "link", rel="alternate", type="text/html", href=address(uri(feed.page)))
    _add(_add(root, "author"), "name", records.book["author"] or book or "Its editors")
    for r in feed.posts:
        entry = _add(root, "entry")
        if r["language"]:
            entry.set("{http://www.w3.org/XML/1998/namespace}lang", r["language"])
        _add(entry, "id", f"{authority}:post:{r['id']}")
        _add(entry, "title", display_title(r))
        _add(entry, "published", str(_timestamp(r["date"])))
        _add(entry, "updated", str(_timestamp(r["date"])))
        _add(entry, "link", rel="alternate", type="text/html", href=address(uri(r["docname"])))
        if r["url"]:
            _add(entry, "link", rel="via", href=single_line(r["url"]))
        for author in r["authors"]:
            _add(_add(entry, "author"), "name", author["name"])
        for kind, ids in (("topic", r["topics"]), ("project", r["projects"])):
            for i in ids:
                _add(entry, "category", term=i, label=records.link(kind, i).text)
        if r["license"]:
            _add(entry, "rights", r["license"])
        _add(entry, "summary", descriptions.get(r["docname"]) or display_title(r))
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    for key, value in attributes.items():
        child.set(key, single_line(value))
    if text is not None:
        child.text = single_line(text)
    return child


def write_if_changed(path: Path, content: bytes) -> None:
    """Write a file unless it is already so."""
    if not path.is_file() or path.read_bytes() != content:
        write_atomically(path, content)
