"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from anthology.errors import SourceError
from anthology.model import BodyFormat, Channel, Dated, DateOrigin, Entry, Loss, Origin, Source
from anthology.sources.boundaries import Boundaries
from anthology.sources.dates import dated
from anthology.sources.encoding import read_text
from anthology.sources.html_text import language_tag, mended, plain_title, web_address

FORMAT = "json-feed"

EXTENSION = "_anthology"
"""Where the archive of fetched posts keeps what JSON Feed has no field for."""

_ITEMS = re.compile(r'"items"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_UPDATED_ONLY = 0.6

Json = dict[str, Any]


def sniff(path: Path, head: bytes) -> float:
    """Recognise the version's address, or the fields that every JSON Feed has."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"{"):
        return 0.0
    if b"jsonfeed.org/version" in start or b"jsonfeed.org\\/version" in start:
        return 0.95
    return 0.6 if b'"items"' in start and b'"content_' in start else 0.0


def read(source: Source, path: Path, boundaries: Boundaries) -> Iterator[Entry]:
    """Yield the items of a feed.

    Raises:
        SourceError: Where the file is not JSON, or, after the complete items, where it was cut off.
    """
    text = read_text(path).lstrip("\ufeff")
    feed, items, problem = _decoded(text, path)
    for item in items:
        if isinstance(item, dict) and (entry := entry_of(source, path, feed, item)):
            yield entry
    if problem:
        raise problem


def _decoded(text: str, path: Path) -> tuple[Json, list[Any], SourceError | None]:
    """Return the feed, its items, and what is wrong: of a broken file, the items that are whole."""
    try:
        feed = json.loads(text, strict=False)
    except RecursionError as error:
        raise SourceError("is nested deeper than any feed", path.as_posix(), "Get the file again.") from error
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        items = _whole_items(text)
        what = (
            f"is not whole JSON ({getattr(error, 'msg', error)}); {len(items)} items before that are complete"
        )
        problem = SourceError(what, f"{path.as_posix()}:{line}", "Get the file again to have the rest.")
        return {}, items, problem
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise SourceError(
            "is JSON, but no feed: it has no list of items", path.as_posix(), "Mend `path` or `format`."
        )
    return feed, feed["items"], None


def _whole_items(text: str) -> list[Any]:
    start = _ITEMS.search(text)
    items: list[Any] = []
    decoder = json.JSONDecoder(strict=False)
    at = start.end() if start else len(text)
    while at < len(text):
        between = _BETWEEN.match(text, at)
        try:
            item, at = decoder.raw_decode(text, between.end() if between else at)
        except (ValueError, RecursionError):
            break
        items.append(item)
    return items


def entry_of(source: Source, path: Path, feed: Json, item: Json) -> Entry | None:
    """Return one item of a feed as an entry, or None where it says nothing.

    Args:
        source: Where it was read.
        path: The file.
        feed: The whole feed, for what it says of all its items.
        item: The item; one with the extension of our own archive is taken to the letter.
    """
    extension = item.get(EXTENSION)
    body, body_format = _body(item, exact=isinstance(extension, dict))
    title = plain_title(_text(item.get("title")))
    if not body and not title:
        return None
    home = web_address(_text(feed.get("home_page_url")))
    own = web_address(_text(feed.get("feed_url")))
    url = web_address(_text(item.get("url")), home or own) or web_address(_text(item.get("external_url")))
    when = dated(item.get("date_published"), "feed", 1.0, "date_published") or dated(
        item.get("date_modified"), "feed", _UPDATED_ONLY, "date_modified"
    )
    guid = _text(item.get("id"))
    name = plain_title(_text(feed.get("title")))
    language = language_tag(_text(item.get("language")) or _text(feed.get("language")))
    entry = Entry(
        source=source,
        origin=Origin(file=path.as_posix(), feed=own or source.url, guid=guid),
        key=guid
        or url
        or " ".join(part for part in (name, title, when.value if when else None) if part)
        or body[:200],
        title=title,
        body=body,
        body_format=body_format,
        bylines=_bylines(item) or _bylines(feed),
        dated=when,
        url=url,
        channel=Channel(name, home, own) if name else None,
        base_url=url or home or own,
        categories=_tags(item.get("tags")),
        language=language,
    )
    return _as_kept(entry, extension) if isinstance(extension, dict) else entry


def _as_kept(entry: Entry, extension: Json) -> Entry:
    """Return an entry of the archive as it was before it was put there."""
    found: dict[str, Any] = {}
    for name, read_back in _KEPT.items():
        if name in extension:
            try:
                found[name] = read_back(extension[name], entry)
            except (TypeError, ValueError, KeyError, AttributeError):
                continue  # edited by hand into something else: the standard fields do
    return replace(entry, **found)


def _words(value: object, entry: Entry) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(_word(one) for one in value)


def _word(value: object, entry: Entry | None = None) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value


def _perhaps(value: object, entry: Entry | None = None) -> str | None:
    return None if value is None else _word(value)


def _one_of(choices: tuple[str, ...]) -> Callable[[object, Entry], Any]:
    def read_back(value: object, entry: Entry) -> object:
        if value not in choices:
            raise ValueError
        return value

    return read_back


def _dated(value: Json | None, entry: Entry) -> Dated | None:
    if value is None:
        return None
    origin = _one_of(get_args(DateOrigin))(value["origin"], entry)
    because = str(value.get("because", ""))
    return Dated(_word(value["value"]), origin, float(value["confidence"]), because)


def _channel(value: Json | None, entry: Entry) -> Channel | None:
    if value is None:
        return None
    return Channel(_word(value["name"]), _perhaps(value.get("url")), _perhaps(value.get("feed")))


_KEPT: dict[str, Callable[[Any, Entry], object]] = {
    "key": _word,
    "title": _perhaps,
    "body_format": _one_of(get_args(BodyFormat)),
    "bylines": _words,
    "dated": _dated,
    "url": _perhaps,
    "aliases": _words,
    "channel": _channel,
    "base_url": _perhaps,
    "categories": _words,
    "language": _perhaps,
    "license": _perhaps,
    "labels": lambda value, entry: {_word(name): _words(words, entry) for name, words in value.items()},
    "losses": lambda value, entry: tuple(
        Loss(_word(one["what"]), str(one["where"]), str(one["why"])) for one in value
    ),
    "origin": lambda value, entry: replace(
        entry.origin, feed=_perhaps(value["feed"]), guid=_perhaps(value["guid"])
    ),
}
KEPT_FIELDS = tuple(_KEPT)
"""Fields of an entry that the extension may hold."""


def _text(value: object) -> str | None:
    """Return text; ids are numbers in some feeds."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value).strip() or None
    return None


def _body(item: Json, *, exact: bool) -> tuple[str, BodyFormat]:
    if exact:
        made, text = item.get("content_html"), item.get("content_text")
        return (made, "html") if isinstance(made, str) else (text if isinstance(text, str) else "", "text")
    if made := _text(item.get("content_html")):
        return mended(made), "html"
    return _text(item.get("content_text")) or _text(item.get("summary")) or "", "text"


def _bylines(owner: Json) -> tuple[str, ...]:
    several = owner.get("authors")
    authors = (
        several if isinstance(several, list) and several else [owner.get("author")]
    )  # 1.0 had one author
    names = (_text(author.get("name")) if isinstance(author, dict) else _text(author) for author in authors)
    return tuple(dict.fromkeys(name for name in names if name))


def _tags(value: object) -> tuple[str, ...]:
    tags = value if isinstance(value, list) else []
    return tuple(dict.fromkeys(tag for tag in (_text(one) for one in tags[:100]) if tag))
