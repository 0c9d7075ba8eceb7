"""Atom feeds of the whole book and of each cycle, project and author, in the form of RFC 4287.

Nothing in them depends on when they were made: `updated` is the date of the newest post, and an id names a
post by what the catalogue calls it, so that a reader's program shows no post twice after a new build.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import escape, quoteattr

from anthology.conversion.myst import clean
from anthology.export import Record
from anthology.pages.naming import display_title, single_line
from anthology.sphinxext.feed_content import with_addresses
from anthology.sphinxext.lists import SINGULAR
from anthology.sphinxext.records import Records

ATOM = "http://www.w3.org/2005/Atom"
LONGEST = 100
"""Entries of a feed; the newest are in it."""

WHOLE_POSTS = 20
"""Entries that hold their whole post; older ones hold its beginning."""

LONGEST_POST = 100_000
"""Characters of HTML up to which a post is held as a whole."""

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


@lru_cache(maxsize=100_000)
def _timestamp(date: str | None) -> str | None:
    """Return a date of any precision as RFC 3339 wants it; None for what is no date."""
    found = re.match(
        r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?$", date or ""
    )
    if not found:
        return None
    year, month, day, time, zone = found.groups()
    return f"{year}-{month or '01'}-{day or '01'}T{time or '00:00:00'}{zone or 'Z'}"


class FeedWriter:
    """Writes the feeds of one build; what a post looks like in one is made once for all that it is in.

    Attributes:
        records: The catalogue.
        base_url: Where the site will stand; if empty, addresses are relative to the feed.
        uri: From a docname to its address relative to the site's root.
        descriptions: The beginning of each post, by docname.
    """

    def __init__(
        self,
        records: Records,
        base_url: str,
        uri: Callable[[str], str],
        descriptions: Mapping[str, str],
    ) -> None:
        self.records = records
        self.base_url = base_url
        self.uri = uri
        self.descriptions = descriptions
        self._authority = f"tag:{urlsplit(base_url).hostname or 'anthology.invalid'},{CLAIMED}"
        self._entries: dict[tuple[str, str], str] = {}

    def write(self, feed: Feed, words: Callable[[str], str | None] | None = None) -> bytes:
        """Return a feed as the bytes of its file.

        Args:
            feed: What is in it.
            words: From a docname to what its author wrote, as HTML, for the newest; None leaves it out.
        """
        root = "" if self.base_url else "../" * feed.path.count("/")
        book = self.records.book["title"]
        language = _attributes({"xml:lang": self.records.book["language"] or "en"})
        parts = [
            "<?xml version='1.0' encoding='UTF-8'?>",
            f'<feed xmlns="{ATOM}"{language}>',
            _element("id", f"{self._authority}:feed:{feed.page}"),
            _element("title", book if feed.path == WHOLE else f"{feed.title} – {book}"),
            _element("updated", str(_timestamp(feed.posts[0]["date"]))),
            _element("link", rel="self", type="application/atom+xml", href=self._join(root, feed.path)),
            _element("link", rel="alternate", type="text/html", href=self._join(root, self.uri(feed.page))),
            _author(self.records.book["author"] or book or "Its editors"),
            *(
                f"{self._entry(r, root)}\n{self._content(r, root, words) if n < WHOLE_POSTS else ''}</entry>"
                for n, r in enumerate(feed.posts)
            ),
            "</feed>\n",
        ]
        return "\n".join(parts).encode()

    def _entry(self, r: Record, root: str) -> str:
        made = self._entries.get((r["id"], root))
        if made is None:
            made = self._entries[r["id"], root] = "\n".join(self._lines(r, root))
        return made

    def _lines(self, r: Record, root: str) -> Iterator[str]:
        date = str(_timestamp(r["date"]))
        yield f"<entry{_attributes({'xml:lang': r['language']}) if r['language'] else ''}>"
        yield _element("id", f"{self._authority}:post:{r['id']}")
        yield _element("title", display_title(r))
        yield _element("published", date)
        yield _element("updated", date)
        yield _element(
            "link", rel="alternate", type="text/html", href=self._join(root, self.uri(r["docname"]))
        )
        if r["url"]:
            yield _element("link", rel="via", href=single_line(r["url"]))
        for author in r["authors"]:
            yield _author(author["name"])
        for kind, ids in (("topic", r["topics"]), ("project", r["projects"])):
            for i in ids:
                yield _element("category", term=i, label=self.records.link(kind, i).text)
        if r["license"]:
            yield _element("rights", r["license"])
        yield _element("summary", self.descriptions.get(r["docname"]) or display_title(r))

    def _content(self, r: Record, root: str, words: Callable[[str], str | None] | None) -> str:
        """Return the whole post, unless it is longer than a reader's program should be sent."""
        own = words(r["docname"]) if words else None
        if not own or len(own) > LONGEST_POST:
            return ""
        whole = with_addresses(own, self.uri(r["docname"]), lambda target: self._join(root, target))
        return f'<content type="html">{escape(clean(whole))}</content>\n'

    def _join(self, root: str, target: str) -> str:
        return urljoin(self.base_url, target) if self.base_url else f"{root}{target}"


def _author(name: str) -> str:
    return f"<author>{_element('name', name)}</author>"


def _element(name: str, text: str | None = None, **attributes: str) -> str:
    start = f"<{name}{_attributes(attributes)}"
    return f"{start}/>" if text is None else f"{start}>{escape(single_line(text))}</{name}>"


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(single_line(value))}" for name, value in values.items())
