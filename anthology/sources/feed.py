"""Feeds: RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, understood by feedparser, a few entries at a time."""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax import SAXException
from zlib import crc32

import feedparser

from anthology.each import Each, in_turn
from anthology.model import BodyFormat, Channel, Dated, Entry, Origin, Source
from anthology.sources.boundaries import Boundaries
from anthology.sources.dates import at, dated, has_zone
from anthology.sources.html_text import is_html, language_tag, mended, plain_title, web_address
from anthology.sources.problems import together
from anthology.sources.xml import ROOT, Piece, Pieces, document, is_bomb, with_characters

FORMAT = "feed"

PIECEMEAL = True

_BATCH = 200_000
"""Characters of entries parsed together: enough that the feed's head, parsed with each, costs little."""
_ENDS_BATCH = 12
"""One entry in so many, by its own text, ends a batch: a new one leaves the batches behind it as they are."""
_AT_ONCE = 1_000_000
"""Characters of batches handed over together; a large export is never in memory as a whole."""
_TYPES_OF_TEXT = frozenset(("text/plain", "text"))
_ADDRESS = re.compile(r"\s*<[^<>\s]+@[^<>\s]+>\s*$")
_DATES = re.compile(r"<((?:[\w.-]{1,40}:)?(?:updated|modified|pubDate|lastBuildDate|date))>[^<]*</\1>", re.I)
"""When the feed as a whole was made: of no interest to an entry, and different each time it is fetched."""
_UPDATED_ONLY = 0.6
_UNCERTAIN = 0.5
_NOTHING = "an entry has neither title nor text"

Parsed = Any  # feedparser's dictionaries are untyped


def sniff(path: Path, head: bytes) -> float:
    """Recognise the root tag of a feed."""
    if b"\0" in head[:200]:
        head = head.replace(b"\0", b"")
    start = head[:8192].decode("latin-1")
    root = ROOT.search(start)
    if root is None or re.search(r"<!doctype html|<html[\s>]", start[: root.start()], re.I):
        return 0.0
    if root.group(2).lower() == "channel":
        return 0.6
    before = re.sub(r"<[?!][^>]*>|\s|[^\x20-\x7e]", "", start[: root.start()])
    return 0.9 if not before else 0.7


def read(source: Source, path: Path, boundaries: Boundaries, each: Each = in_turn) -> Iterator[Entry]:
    """Yield the entries of a feed file in its order.

    Args:
        source: Where the file belongs to.
        path: The file.
        boundaries: Of no meaning here.
        each: How to read batches of entries, which are read apart from each other.

    Raises:
        SourceError: At the end, where the file was cut off or an entry had to be left out.
    """
    yield from entries(source, path, each=each)


def entries(
    source: Source, path: Path, wanted: Callable[[Parsed], bool] | None = None, each: Each = in_turn
) -> Iterator[Entry]:
    """Yield the entries of a feed file that are wanted, as feedparser gives them.

    Raises:
        SourceError: At the end, where the file was cut off or an entry had to be left out.
    """
    pieces = Pieces(path)
    batches = _batches(pieces)
    while some := _some(batches):
        head = _DATES.sub("", pieces.head)  # known from the first entry on
        items = [(head, tuple(piece.text for piece in batch)) for batch in some]
        for batch, outcomes in zip(some, each(read_batch, items, source, path, wanted), strict=True):
            for number, outcome in outcomes:
                if isinstance(outcome, Entry):
                    yield outcome
                else:
                    pieces.leave_out(outcome, batch[number].line)
    if pieces.problems:
        raise together(pieces.problems)


def _batches(pieces: Pieces) -> Iterator[list[Piece]]:
    batch: list[Piece] = []
    size = 0
    for piece in pieces:
        batch.append(piece)
        size += len(piece.text)
        enough = 4 * len(pieces.head)
        ends = size >= enough and crc32(piece.text.encode("utf-8", "replace")) % _ENDS_BATCH == 0
        if ends or size >= max(_BATCH, enough):
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _some(batches: Iterator[list[Piece]]) -> list[list[Piece]]:
    some: list[list[Piece]] = []
    size = 0
    while size < _AT_ONCE and (batch := next(batches, None)):
        some.append(batch)
        size += sum(len(piece.text) for piece in batch)
    return some


def read_batch(
    head: str, texts: tuple[str, ...], source: Source, path: Path, wanted: Callable[[Parsed], bool] | None
) -> list[tuple[int, Entry | str]]:
    """Read some entries of a feed.

    Args:
        head: What stands before the first entry of the feed.
        texts: The entries.
        source: Where the file belongs to.
        path: The file.
        wanted: Tells which entries count; all of them if None.

    Returns:
        Numbers of the texts, each with its entry, or what was wrong with it.
    """
    found: list[tuple[int, Entry | str]] = []
    for number, parsed in _parsed(head, texts):
        if isinstance(parsed, str):
            found.append((number, parsed))
        elif wanted is None or wanted(parsed[1]):
            entry = _entry(source, path, *parsed)
            found.append((number, entry if entry.body or entry.title else _NOTHING))
    return found


def _parsed(head: str, texts: Sequence[str]) -> Iterator[tuple[int, tuple[Parsed, Parsed, str] | str]]:
    """Parse a batch; where that fails each entry alone, so that an ill-formed one harms no other."""
    sound = []
    for number, text in enumerate(texts):
        if is_bomb(text):
            yield number, "an entry is nested deeper, or has more tags, than any post"
        elif text.count("<") <= 2:
            yield number, _NOTHING
        else:
            sound.append(number)
    if not sound:
        return
    result = _parse(head, [texts[number] for number in sound])
    if len(sound) == 1 or (result and not result.bozo and len(result.entries) == len(sound)):
        yield from _matched(sound, result)
        return
    for number in sound:
        yield from _matched([number], _parse(head, [texts[number]]))


def _matched(
    numbers: Sequence[int], result: Parsed
) -> Iterator[tuple[int, tuple[Parsed, Parsed, str] | str]]:
    found = result.entries if result else []
    if len(found) != len(numbers):
        yield numbers[0], "an entry is too broken to be read and was left out"
    for number, parsed in zip(numbers, found, strict=False):
        yield number, (result.feed, parsed, result.version)


def _parse(head: str, texts: Sequence[str]) -> Parsed | None:
    text = with_characters(document(head, texts))
    try:
        return feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (SAXException, ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError):
        return None  # what is too broken for feedparser's lenient parser is reported by the caller


def _entry(source: Source, path: Path, feed: Parsed, parsed: Parsed, version: str) -> Entry:
    site = web_address(feed.get("link"))
    own = _own_feed(feed)
    link = web_address(parsed.get("link"), site or own)
    url = web_address(parsed.get("feedburner_origlink"), site) or link
    body, body_format, base, language = _body(parsed)
    title = plain_title(parsed.get("title"))
    channel = _channel(parsed.get("source"), feed, site, own)
    when = _date(parsed, version)
    guid = str(parsed.get("id") or "").strip() or None
    told = (channel.name if channel else None, title, when.value if when else None)
    key = guid or url or " ".join(part for part in told if part)
    return Entry(
        source=source,
        origin=Origin(file=path.as_posix(), feed=own, guid=guid),
        key=key or body[:200],
        title=title,
        body=body,
        body_format=body_format,
        bylines=_bylines(parsed, feed),
        dated=when,
        url=url,
        aliases=(link,) if link and link != url else (),
        channel=channel,
        base_url=web_address(base, site or own) or url or site or own,
        categories=_categories(parsed),
        language=language_tag(language or parsed.get("language") or feed.get("language")),
        # What an editor declared for the source outweighs a general notice, not a post's own.
        license=_license(parsed) or (None if source.license else _license(feed)),
    )


def _body(parsed: Parsed) -> tuple[str, BodyFormat, str | None, str | None]:
    """Choose the whole text before a summary, HTML before plain text."""
    contents = [content for content in parsed.get("content", ()) if (content.get("value") or "").strip()]
    if contents:
        chosen = max(
            contents, key=lambda content: (content.get("type") not in _TYPES_OF_TEXT, len(content["value"]))
        )
    else:
        detail = parsed.get("summary_detail") or {}
        chosen = {**detail, "value": parsed.get("summary") or detail.get("value") or ""}
    value = str(chosen["value"])
    if chosen.get("type") in _TYPES_OF_TEXT and not is_html(value):
        return value, "text", chosen.get("base"), chosen.get("language")
    return mended(value), "html", chosen.get("base"), chosen.get("language")


def _channel(origin: Parsed, feed: Parsed, site: str | None, own: str | None) -> Channel | None:
    """Return the blog: where a feed gathers other feeds, an entry names the one it came from."""
    if origin:
        name = plain_title(origin.get("title") or origin.get("value"))
        link = web_address(origin.get("link"), site)
        address = _own_feed(origin) or web_address(origin.get("href"))
        if name:
            return Channel(name, None if link == address else link, address)
    name = plain_title(feed.get("title"))
    return Channel(name, site, own) if name else None


def _own_feed(feed: Parsed) -> str | None:
    links = feed.get("links", ())
    return next((web_address(link.get("href")) for link in links if link.get("rel") == "self"), None)


def _bylines(parsed: Parsed, feed: Parsed) -> tuple[str, ...]:
    for owner in (parsed, parsed.get("source") or {}, feed):
        names = [_name(author) for author in owner.get("authors", ())]
        if not any(names):
            names = [_name(owner.get("author_detail") or {}) or str(owner.get("author") or "")]
        found = tuple(dict.fromkeys(name for name in names if name))
        if found:
            return found
    return ()


def _name(author: Parsed) -> str:
    name = _ADDRESS.sub("", plain_title(author.get("name")) or "")
    return name or str(author.get("email") or "").strip()


def _date(parsed: Parsed, version: str) -> Dated | None:
    """Return when the entry was published; when it was changed says so less surely."""
    published = _one_date(parsed, "published", 1.0) or _one_date(parsed, "created", 0.9)
    if published and published.confidence > _UNCERTAIN:
        return published
    # RSS has no field for changes: feedparser files its Dublin Core date there.
    updated = _one_date(parsed, "updated", 0.95 if version.startswith("rss") else _UPDATED_ONLY)
    if published and (not updated or updated.confidence <= published.confidence):
        return published
    return updated


def _one_date(parsed: Parsed, field: str, confidence: float) -> Dated | None:
    # `dict.get` since feedparser's own falls back from one field to another.
    printed = str(dict.get(parsed, field) or "").strip()[:80]
    moment = dict.get(parsed, f"{field}_parsed")
    if not printed:
        return None
    if re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", printed):
        return dated(printed, "feed", confidence, field)
    if moment is None:
        found = dated(printed, "feed", min(confidence, _UNCERTAIN), field)
        return found if found else None
    if not has_zone(printed):
        confidence = min(confidence, 0.9)
    try:
        when = datetime.fromtimestamp(calendar.timegm(moment), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return at(when, "feed", confidence, f"{field}: {printed}")


def _categories(parsed: Parsed) -> tuple[str, ...]:
    terms = (
        tag.get("label") or tag.get("term")
        for tag in parsed.get("tags", ())
        if "#kind" not in (tag.get("scheme") or "")
    )
    return tuple(dict.fromkeys(" ".join(term.split()) for term in terms if term and term.strip()))[:100]


def _license(owner: Parsed) -> str | None:
    links = owner.get("links", ())
    address = next((link.get("href") for link in links if link.get("rel") == "license"), None) or owner.get(
        "license"
    )
    return web_address(address) or plain_title(owner.get("rights"))
