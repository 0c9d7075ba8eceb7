"""Pages that show several posts: Planet (Venus, Pluto) and the archive pages of blogs, saved as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from anthology.errors import SourceError
from anthology.model import Channel, Dated, Entry, Loss, Origin, Source
from anthology.sources import html_page as page
from anthology.sources.boundaries import Boundaries
from anthology.sources.dates import dated
from anthology.sources.html_text import language_tag, web_address
from anthology.sources.text.dates import Stamp, find_date

FORMAT = "planet-html"

# What holds one post, the surer first: Planet and Venus, microformats, the templates of blog engines.
_POSTS = (
    "entrygroup",
    "hentry",
    "h-entry",
    "post-outer",
    "blog-post",
    "type-post",
    "item",
    "post",
    "news",
    "entry",
)
_TITLES = ("entry-title", "p-name", "post-title", "item-title", "title")
_CHANNELS = ("channel", "person-info", "feed-title", "item-source", "source", "blog-name", "p-source")
_AUTHORS = ("fn", "p-author", "author", "vcard", "post-author", "entry-author", "byline", "item-author", "by")
_DATES = (
    "dt-published",
    "published",
    "entry-date",
    "post-date",
    "item-date",
    "date",
    "timestamp",
    "updated",
    "post-footer",
)
_MARKED = re.compile(
    rb"class\s*=\s*[\"'][^\"']{0,200}\b(?:entrygroup|channelgroup|hentry|h-entry|post-outer|type-post)\b|<article[\s>]",
    re.I,
)
_GENERATOR = re.compile(
    rb"<meta[^>]{0,100}generator[^>]{0,100}\b(?:planet|venus|pluto)|planetplanet|planet\.css", re.I
)
_BY = re.compile(
    r"\b(?:by|von|par|por|di|av)\s+(.{2,80}?)\s*(?:\b(?:at|on|am|le|el|um|in)\b|[|·,(–—]|$)", re.I
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_CUT = re.compile(r"\b(?:continue reading|read more|weiterlesen|lire la suite)\b", re.I)
_DAY_HEADER = 60


def sniff(path: Path, head: bytes) -> float:
    """Recognise a planet's generator, or the marks of several posts."""
    if not page.looks_like_page(head):
        return 0.0
    if _GENERATOR.search(head):
        return 0.9
    return 0.7 if len(_MARKED.findall(head)) > 1 else 0.0


def read(source: Source, path: Path, boundaries: Boundaries) -> Iterator[Entry]:
    """Yield the posts of a page in its order.

    Raises:
        SourceError: Where the page cannot be read or no posts are recognised on it.
    """
    root = page.parse(path)
    posts = _posts(root)
    if not posts:
        raise SourceError(
            "shows no posts that can be told apart", path.as_posix(), 'Try `format = "article"`.'
        )
    site = page.page_address(root)
    site_name = page.meta(root, "og:site_name") or page.words(root.find(".//title")) or None
    context = _Context(root, posts)
    for post in posts:
        entry = _entry(source, path, root, post, context, Channel(site_name, site) if site_name else None)
        if entry:
            yield entry


class _Context:
    """What stands between the posts and is said once for several: the day, and on a planet the channel."""

    def __init__(self, root: page.Element, posts: list[page.Element]) -> None:
        self.days: dict[page.Element, Stamp] = {}
        self.channels: dict[page.Element, Channel] = {}
        starts = set(posts)
        inside: set[page.Element] = set()
        day: Stamp | None = None
        channel: Channel | None = None
        for element in page.elements(root):
            if element in starts:
                if day:
                    self.days[element] = day
                if channel:
                    self.channels[element] = channel
                inside.update(page.elements(element))
            elif element not in inside and element.tag in ("h1", "h2", "h3", "h4"):
                text = page.words(element)
                stamp = find_date(text) if len(text) <= _DAY_HEADER else None
                if stamp:
                    day, channel = stamp, None
                elif _is_planet(element):
                    channel = _channel(element)


def _is_planet(element: page.Element) -> bool:
    above = [element, *element.iterancestors()]
    return any("channelgroup" in page.classes(one) or "channel" in page.classes(one) for one in above)


def _channel(element: page.Element) -> Channel | None:
    link = next(element.iter("a"), None)
    name = page.words(link if link is not None and page.words(link) else element)
    if not name:
        return None
    return Channel(name, web_address(link.get("href")) if link is not None else None)


def _posts(root: page.Element) -> list[page.Element]:
    """Return the elements that hold one post each: those of the surest mark of which there are any."""
    by_mark: dict[str, list[page.Element]] = {}
    for element in page.elements(root):
        if element.tag in ("body", "html"):
            continue
        marks = set(page.classes(element)) | ({"hentry"} if element.tag == "article" else set())
        for mark in marks.intersection(_POSTS):
            by_mark.setdefault(mark, []).append(element)
    for mark in _POSTS:
        outer = _outermost(by_mark.get(mark, []))
        if outer and any(next(one.iter(*_HEADINGS, "a"), None) is not None for one in outer):
            return outer
    return []


def _outermost(found: list[page.Element]) -> list[page.Element]:
    outer: list[page.Element] = []
    chosen: set[page.Element] = set()
    for element in found:
        if not any(above in chosen for above in element.iterancestors()):
            outer.append(element)
            chosen.add(element)
    return outer


def _entry(  # noqa: PLR0917 - what one entry is made of
    source: Source,
    path: Path,
    root: page.Element,
    post: page.Element,
    context: _Context,
    site: Channel | None,
) -> Entry | None:
    content = page.with_class(post, page.BODIES)
    title_element = _title(post, content)
    title = page.words(title_element) or None
    base = page.page_address(root)
    url = _permalink(post, title_element, base)
    when = _date(post, content, context)
    bylines = _bylines(post, content)
    named = page.with_class(post, _CHANNELS)
    channel = (
        _channel(named) if named is not None and named is not title_element else None
    ) or context.channels.get(post)
    body_element = post if content is None else content
    losses = page.without_furniture(body_element, title)
    if _CUT.search(page.words(body_element)[-80:]):
        losses.append(Loss("text", title or url or "", "the page shows only the beginning of the post"))
    body = page.inner(body_element)
    if not title and not body:
        return None
    told = (channel.name if channel else None, title, when.value if when else None)
    return Entry(
        source=source,
        origin=Origin(path.as_posix(), guid=post.get("id")),
        key=url or " ".join(part for part in told if part) or body[:200],
        title=title,
        body=body,
        body_format="html",
        bylines=bylines,
        dated=when,
        url=url,
        channel=channel or site,
        base_url=url or base,
        language=language_tag(post.get("lang") or root.get("lang")),
        losses=tuple(losses),
    )


def _outside(post: page.Element, content: page.Element | None) -> Iterator[page.Element]:
    """Yield the elements of a post that are not in its body."""
    inside = set() if content is None or content is post else set(page.elements(content))
    return (element for element in page.elements(post) if element not in inside)


def _title(post: page.Element, content: page.Element | None) -> page.Element | None:
    around = list(_outside(post, content))
    marked = {
        name: one
        for one in reversed(around)
        for name in page.classes(one)
        if name in _TITLES and page.words(one)
    }
    chosen = next((marked[name] for name in _TITLES if name in marked), None)
    if chosen is None:
        chosen = next((one for one in around if one.tag in _HEADINGS and page.words(one)), None)
    return chosen


def _permalink(post: page.Element, title: page.Element | None, base: str | None) -> str | None:
    marked = [
        one
        for one in post.iter("a")
        if "bookmark" in (one.get("rel") or "").split() or {"u-url", "permalink"} & set(page.classes(one))
    ]
    around = list(title.iterancestors("a")) if title is not None else []
    links = [*(title.iter("a") if title is not None else ()), *around, *marked]
    return next((found for link in links if (found := web_address(link.get("href"), base))), None)


def _date(post: page.Element, content: page.Element | None, context: _Context) -> Dated | None:
    around = list(_outside(post, content))
    for element in around:
        exact = element.get("datetime") or (element.get("title") if element.tag == "abbr" else None)
        if exact and (found := dated(exact, "byline", 1.0, "the page's own mark")):
            return found
    for element in around:
        if set(_DATES) & set(page.classes(element)) and (stamp := find_date(page.words(element)[:200])):
            return _stamped(stamp, page.words(element)[:80])
    day = context.days.get(post)
    return _stamped(day, "the day above the post") if day else None


def _stamped(stamp: Stamp, because: str) -> Dated:
    return Dated(stamp.iso, "byline", min(0.95, stamp.confidence), because)


def _bylines(post: page.Element, content: page.Element | None) -> tuple[str, ...]:
    around = list(_outside(post, content))
    for name in _AUTHORS:
        for element in around:
            if name in page.classes(element) or (name == "author" and element.get("rel") == "author"):
                text = re.sub(r"^\s*(?:posted\s+)?by:?\s+", "", page.words(element), flags=re.I)
                if 1 < len(text) < 80 and not find_date(text):
                    return (text,)
    for element in around:
        if set(_DATES) & set(page.classes(element)) and (found := _BY.search(page.words(element)[:200])):
            return (found.group(1).strip(),)
    return ()
