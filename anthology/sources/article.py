"""A saved page of one post: trafilatura finds its text, author and date; the text is kept as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from anthology.errors import SourceError
from anthology.model import Channel, Dated, Entry, Origin, Source
from anthology.sources import html_page as page
from anthology.sources.boundaries import Boundaries
from anthology.sources.dates import dated
from anthology.sources.html_text import language_tag, plain_title, web_address

FORMAT = "article"

_LIMIT = 4_000_000
"""Characters of the largest page that trafilatura is asked about."""
_SHARE = 0.85
_PRINTED = (
    "article:published_time",
    "datepublished",
    "dc.date",
    "dcterms.created",
    "date",
    "publish_date",
    "sailthru.date",
)
_PROBE = 40
_PROBES = 60


def sniff(path: Path, head: bytes) -> float:
    """Take any web page that no other reader knows better."""
    return 0.55 if page.looks_like_page(head) else 0.0


def read(source: Source, path: Path, boundaries: Boundaries) -> Iterator[Entry]:
    """Yield the one post of a page.

    Raises:
        SourceError: Where the page cannot be read or has no text to speak of.
    """
    root = page.parse(path)
    found = _extracted(root)
    content = _content(root, str(found.get("text") or ""))
    title = _title(root, found)
    losses = page.without_furniture(content, title)
    body = page.inner(content)
    if len(page.words(content)) < _PROBE:
        raise SourceError(
            "is a web page without a post's text", path.as_posix(), "Save the page again, or mend `path`."
        )
    url = page.page_address(root) or web_address(found.get("url"))
    site = plain_title(page.meta(root, "og:site_name") or found.get("sitename"))
    home = web_address("/", url) if url else None
    yield Entry(
        source=source,
        origin=Origin(path.as_posix()),
        key=url or f"{title} {path.name}",
        title=title,
        body=body,
        body_format="html",
        bylines=_bylines(root, found),
        dated=_date(root, found),
        url=url,
        channel=Channel(site, home) if site else None,
        base_url=url,
        categories=tuple(found.get("tags") or ()),
        language=language_tag(root.get("lang") or found.get("language")),
        losses=tuple(losses),
    )


def _extracted(root: page.Element) -> dict[str, Any]:
    """Return what trafilatura says of the page; nothing where it cannot say or is not installed."""
    try:
        import trafilatura
    except ImportError:
        return {}
    text = etree.tostring(root, encoding="unicode", method="html")
    if len(text) > _LIMIT:
        return {}
    try:
        document = trafilatura.bare_extraction(text, with_metadata=True, include_comments=False)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        return {}
    return document.as_dict() if isinstance(document, trafilatura.settings.Document) else {}


def _content(root: page.Element, text: str) -> page.Element:
    """Return the element of the post's text: as marked, else the smallest that holds what was extracted."""
    marked = page.with_class(root, page.BODIES[:-1])
    if marked is None:
        marked = next(
            (one for one in page.elements(root) if (one.get("itemprop") or "") == "articleBody"), None
        )
    probes = [" ".join(line.split())[:_PROBE] for line in text.splitlines() if len(line) >= _PROBE]
    probes = probes[:: max(1, len(probes) // _PROBES)]
    if (
        marked is not None
        and len(page.words(marked)) >= _PROBE
        and (not probes or _held(marked, probes) >= _SHARE)
    ):
        return marked
    body = root.find("body")
    element: page.Element = root if body is None else body
    if not probes:
        return next(root.iter("article", "main"), element)
    while True:
        inside = [child for child in element if isinstance(child.tag, str)]
        smaller = next((child for child in inside if _held(child, probes) >= _SHARE), None)
        if smaller is None or smaller.tag in ("p", "pre", "ul", "ol", "table", "blockquote"):
            return element
        element = smaller


def _held(element: page.Element, probes: list[str]) -> float:
    text = page.words(element)
    return sum(probe in text for probe in probes) / len(probes)


def _title(root: page.Element, found: dict[str, Any]) -> str | None:
    headings = [page.words(one) for one in root.iter("h1")]
    given = plain_title(page.meta(root, "og:title") or found.get("title"))
    for heading in headings:
        if given and heading and given.startswith(heading):
            return heading  # without the site's name that pages add
    return (
        given
        or (headings[0] if len(headings) == 1 else None)
        or plain_title(page.words(root.find(".//title")))
    )


def _bylines(root: page.Element, found: dict[str, Any]) -> tuple[str, ...]:
    given = str(found.get("author") or page.meta(root, "author", "article:author", "dc.creator") or "")
    names = (" ".join(name.split()) for name in given.split(";"))
    return tuple(dict.fromkeys(name for name in names if name and "://" not in name))


def _date(root: page.Element, found: dict[str, Any]) -> Dated | None:
    for element in page.elements(root):
        if element.tag == "time" and (when := dated(element.get("datetime"), "byline", 0.95, "time")):
            return when
    for name in _PRINTED:
        if when := dated(page.meta(root, name), "byline", 0.95, name):
            return when
    return dated(found.get("date"), "text", 0.7, "found on the page")
