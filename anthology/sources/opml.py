"""OPML: a list of feeds, such as a planet's subscriptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from anthology.errors import SourceError
from anthology.model import Entry, Source
from anthology.sources import feed, json_feed
from anthology.sources.boundaries import Boundaries
from anthology.sources.encoding import read_text
from anthology.sources.html_text import plain_title, web_address
from anthology.sources.kept import ListArchive, posts_in
from anthology.sources.problems import together
from anthology.sources.xml import with_characters

FORMAT = "opml"

LISTS_FEEDS = True

_LIMIT = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Outline:
    """One subscription.

    Attributes:
        title: The blog's name.
        feed: Address of its feed, or a file's path relative to the list.
        site: Address of the blog.
    """

    title: str
    feed: str
    site: str | None = None


def sniff(path: Path, head: bytes) -> float:
    """Recognise the root tag."""
    return 0.95 if b"<opml" in head[:4096].replace(b"\0", b"").lower() else 0.0


def outlines(path: Path) -> list[Outline]:
    """Return the subscriptions of a list in its order, each feed once.

    Raises:
        SourceError: Where the file cannot be read.
    """
    text = read_text(path, _LIMIT)
    start = text.lower().find("<opml")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(with_characters(text[max(start, 0) :]).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if start < 0 or root is None:
        raise SourceError("is no list of feeds (OPML)", path.as_posix(), "Mend `path` or `format`.")
    found: dict[str, Outline] = {}
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.lower() == "outline":
            values = {str(name).lower(): str(value).strip() for name, value in element.attrib.items()}
            if address := values.get("xmlurl"):
                title = plain_title(values.get("title") or values.get("text")) or address
                found.setdefault(address, Outline(title, address, web_address(values.get("htmlurl"))))
    return list(found.values())


def read(source: Source, path: Path, boundaries: Boundaries, archive: Path | None = None) -> Iterator[Entry]:
    """Yield the entries of the listed feeds: files beside the list, and feeds that were fetched.

    Args:
        source: What the list belongs to.
        path: The list.
        boundaries: Of no meaning here.
        archive: Where fetched feeds are kept, if anywhere.

    Raises:
        SourceError: At the end, naming the feeds that are not there.
    """
    problems: list[SourceError] = []
    waiting: list[Outline] = []
    listed = outlines(path)
    fetched = ListArchive(archive) if archive else None
    if not listed:
        problems.append(SourceError("lists no feeds", path.as_posix(), "Check that it is the right file."))
    for outline in listed:
        try:
            if (beside := _beside(path, outline.feed)) is not None:
                yield from feed.read(source, beside, boundaries)
            elif fetched and (kept := fetched.folder_of(outline.feed, outline.title)).is_dir():
                for post in posts_in(kept):
                    yield from json_feed.read(source, post, boundaries)
            else:
                waiting.append(outline)
        except SourceError as error:
            problems.append(error)
    if waiting:
        names = ", ".join(outline.title for outline in waiting[:5]) + (" …" if len(waiting) > 5 else "")
        count = f"{len(waiting)} feed" + ("s are" if len(waiting) != 1 else " is")
        problems.append(
            SourceError(f"{count} not fetched yet: {names}", path.as_posix(), "Run `anthology fetch`.")
        )
    if problems:
        raise together(problems)


def _beside(path: Path, name: str) -> Path | None:
    """Return the feed file of this name beside a list or below; a list may not name files elsewhere."""
    if "://" in name:
        return None
    file, folder = (path.parent / name).resolve(), path.parent.resolve()
    return file if file.is_relative_to(folder) and file.is_file() else None
