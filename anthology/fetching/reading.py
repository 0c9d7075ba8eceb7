"""From the bytes that a server gave to entries, by the readers that read files."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from email.message import Message
from itertools import islice
from pathlib import Path
from urllib.parse import urljoin

from lxml import etree, html

from anthology.errors import SourceError
from anthology.fetching.client import Answer
from anthology.fetching.errors import FetchError
from anthology.model import Entry, Source
from anthology.scratch import new_folder
from anthology.sources import SURE, opml, read, recognise

ENTRIES_LIMIT = 20_000
"""Posts of one feed that are kept at a time."""

_FEEDS = frozenset(("feed", "json-feed", "opml", "wxr", "blogger"))
"""Forms that an address may have without being told: a broken server's error page must not become a post."""
_PAGE_LIMIT = 2_000_000
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.I)
_FEED_TYPE = re.compile(r"application/(?:(?:rss|atom|rdf)\+xml|feed\+json)", re.I)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer holds.

    Attributes:
        form: Name of the reader.
        entries: The posts, their keys all different; none for a list of feeds.
        problem: What could not be read, if anything.
        feeds: How many a list of feeds names.
    """

    form: str
    entries: tuple[Entry, ...] = ()
    problem: SourceError | None = None
    feeds: int = 0


def read_answer(source: Source, answer: Answer, url: str) -> Reading:
    """Read what a server gave.

    Args:
        source: It may name a format.
        answer: With status 200.
        url: The address as it was declared, which stays when the feed moves, and so do its posts.

    Raises:
        FetchError: If it is no feed and no list of feeds, or a list that cannot be read.
    """
    body = with_charset(answer.body, answer.headers.get("content-type", ""))
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise FetchError("is empty", answer.address)
    with new_folder() as folder:
        path = Path(folder, "feed")
        path.write_bytes(body)
        form = source.format
        if form == "auto":
            reader = recognise(path, SURE)
            form = reader.FORMAT if reader else "auto"
            if form not in _FEEDS:
                raise _no_feed(body, answer.address)
        if form == "opml":
            try:
                return Reading(form, feeds=len(opml.outlines(path)))
            except SourceError as error:
                raise FetchError(error.what, answer.address, error.remedy) from error
        as_file = replace(source, path=path.as_posix(), url=None, format=form)
        entries: list[Entry] = []
        problem: SourceError | None = None
        try:
            for entry in islice(read(as_file, path.parent), ENTRIES_LIMIT):
                entries.append(_placed(entry, source, url))
        except SourceError as error:
            problem = SourceError(error.what, answer.address, error.remedy)
        if problem and not entries and "holds no posts" in problem.what:
            problem = None  # a blog may be empty
        return Reading(form, tuple(entries), problem)


def _placed(entry: Entry, source: Source, url: str) -> Entry:
    origin = replace(entry.origin, file=url, feed=entry.origin.feed or url)
    return replace(entry, source=source, base_url=entry.base_url or url, origin=origin)


def with_charset(body: bytes, content_type: str) -> bytes:
    """Return XML with the encoding that only its HTTP header told; anything else as it is.

    What the file itself says goes first, since servers' defaults are wrong more often than authors.
    """
    message = Message()
    message["content-type"] = content_type
    charset = message.get_content_charset() or ""
    start = body[:200].lstrip()
    if not charset or not start.startswith(b"<") or b"encoding" in start.partition(b"?>")[0]:
        return body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = body.decode(codecs.lookup(charset).name, "strict")
        except (LookupError, ValueError, TypeError):
            return body
        return text.encode("utf-8", "replace") if isinstance(text, str) else body
    return body


def feeds_named_in(page: bytes, address: str) -> list[str]:
    """Return the feeds that a web page names in its head, as browsers found them, each once."""
    try:
        root = html.document_fromstring(page[:_PAGE_LIMIT])
    except (etree.ParserError, ValueError):
        return []
    found: list[str] = []
    for link in root.iter("link"):
        rel = (link.get("rel") or "").lower().split()
        if "alternate" in rel and _FEED_TYPE.match(link.get("type") or "") and link.get("href"):
            try:
                found.append(urljoin(address, str(link.get("href")).strip()))
            except ValueError:
                continue
    return [one for one in dict.fromkeys(found) if one.startswith(("http://", "https://"))]


def is_page(body: bytes) -> bool:
    """Tell whether an answer is a web page rather than a feed."""
    return _PAGE.search(body[:4096]) is not None


def _no_feed(body: bytes, address: str) -> FetchError:
    if not is_page(body):
        return FetchError("gives no feed and no list of feeds", address, "Check the address.")
    named = feeds_named_in(body, address)
    remedy = f"Its feed is at {named[0]}" if named else "Look for the address of its feed."
    return FetchError("gives a web page, not a feed", address, remedy)
