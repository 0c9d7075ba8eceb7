"""WordPress exports (WXR): the published posts, by their authors' display names, as WordPress showed them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from anthology.model import Channel, Dated, Entry, Loss, Origin, Source
from anthology.sources.boundaries import Boundaries
from anthology.sources.dates import dated
from anthology.sources.drafts import is_wanted, left_out_as, unpublished
from anthology.sources.html_text import language_tag, plain_title, web_address
from anthology.sources.passed_over import UNTITLED, Note, PassedOver, ignore, place_of
from anthology.sources.problems import together
from anthology.sources.shortcodes import Attachment
from anthology.sources.wordpress_html import shown
from anthology.sources.xml import Pieces, document, is_bomb, with_characters

FORMAT = "wxr"

LEAVES_OUT = True

_NEVER = "0000-00-00"
_UNSORTED = frozenset(("uncategorized", "uncategorised"))
_ROOT = re.compile(r"<rss\b[^<>]*>", re.I)
_FILE = re.compile(r"<wp:post_type>\s*(?:<!\[CDATA\[)?\s*attachment\b")

Item = dict[str, str]


def sniff(path: Path, head: bytes) -> float:
    """Recognise the namespace that only WordPress's exports declare."""
    if b"wordpress.org/export/" not in head[:16384] or b"<rss" not in head[:16384]:
        return 0.0
    return 0.98


def read(source: Source, path: Path, boundaries: Boundaries, note: Note = ignore) -> Iterator[Entry]:
    """Yield the published posts of an export; pages, drafts and private posts where the source wants them.

    Args:
        source: What the file belongs to.
        path: The file.
        boundaries: Of no meaning here.
        note: Is told of what the source does not want.

    Raises:
        SourceError: At the end, where the file was cut off or an item had to be left out.
    """
    attachments = dict(_attachments(path))
    pieces = Pieces(path)
    blog: _Blog | None = None
    for piece in pieces:
        blog = blog or _Blog(pieces.head)
        root = None if is_bomb(piece.text) else _parse(blog.start + piece.text + "</channel></rss>")
        item = root.find(".//item") if root is not None else None
        if item is None:
            pieces.leave_out("an item is too broken to be read and was left out", piece.line)
            continue
        fields = _fields(item)
        kind, status = fields.get("post_type", "post"), fields.get("status", "publish")
        if is_wanted(source, kind, status):
            yield _entry(source, path, blog, item, fields, attachments)
        elif why := left_out_as(kind, status):
            title = plain_title(fields.get("title")) or UNTITLED
            note(PassedOver(source.id, place_of(source), path.as_posix(), why, title))
    if pieces.problems:
        raise together(pieces.problems)


class _Blog:
    """What the head of an export says of the whole blog.

    Attributes:
        start: Tags to put before an item so that it can be parsed alone.
        channel: The blog.
        language: Its language.
        authors: Display names by login.
    """

    def __init__(self, head: str) -> None:
        root = _ROOT.search(head)
        self.start = f"{root.group() if root else '<rss>'}<channel>"
        tree = None if is_bomb(head) else _parse(document(head, []))
        fields = _fields(tree[0]) if tree is not None and len(tree) else {}
        site = web_address(fields.get("link")) or web_address(fields.get("base_blog_url"))
        self.channel = Channel(plain_title(fields.get("title")) or site or "WordPress", site)
        self.language = language_tag(fields.get("language"))
        self.authors: dict[str, str] = {}
        for author in tree.iter() if tree is not None else ():
            if _name(author) == "author":
                values = _fields(author)
                names = (values.get("author_display_name"), _full_name(values))
                display = next((name for name in names if name), "")
                self.authors[values.get("author_login", "").lower()] = display


def _full_name(values: Item) -> str:
    return f"{values.get('author_first_name', '')} {values.get('author_last_name', '')}".strip()


def _attachments(path: Path) -> Iterator[tuple[str, Attachment]]:
    """Yield the files of the blog by id: they may stand after the posts that show them."""
    pieces = Pieces(path)
    blog: _Blog | None = None
    for piece in pieces:
        if not _FILE.search(piece.text) or is_bomb(piece.text):
            continue
        blog = blog or _Blog(pieces.head)
        root = _parse(blog.start + piece.text + "</channel></rss>")
        item = root.find(".//item") if root is not None else None
        if item is not None:
            fields = _fields(item)
            if url := web_address(fields.get("attachment_url") or fields.get("guid")):
                title = plain_title(fields.get("title")) or ""
                yield fields.get("post_id", ""), Attachment(url, title, fields.get("post_parent", ""))


def _parse(text: str) -> etree._Element | None:
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8"
    )
    try:
        return etree.fromstring(with_characters(text).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _name(element: etree._Element) -> str:
    """Return a tag's name without its namespace; WordPress changes the address of that with each version."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag.endswith("}encoded"):
        return "excerpt" if "excerpt" in tag else "content"
    if tag.endswith(":encoded"):
        return tag.partition(":")[0]
    return tag.rpartition("}")[2].rpartition(":")[2]


def _fields(element: etree._Element) -> Item:
    fields: Item = {}
    for child in element:
        if name := _name(child):
            fields.setdefault(name, (child.text or "").strip())
    return fields


def _entry(  # noqa: PLR0917 - what one entry is made of
    source: Source,
    path: Path,
    blog: _Blog,
    item: etree._Element,
    fields: Item,
    attachments: dict[str, Attachment],
) -> Entry:
    post = fields.get("post_id", "")
    raw = fields.get("content") or fields.get("excerpt") or fields.get("description") or ""
    body, losses = shown(raw, post, attachments)
    title = plain_title(fields.get("title"))
    url = web_address(fields.get("link"), blog.channel.url)
    login = fields.get("creator", "").strip("<> ")  # hand-edited exports have stray brackets
    author = blog.authors.get(login.lower()) or login
    when = _date(fields)
    return Entry(
        source=source,
        origin=Origin(file=path.as_posix(), guid=fields.get("guid") or None),
        key=fields.get("guid") or url or f"{blog.channel.name} {post} {title}",
        title=title,
        body=body,
        body_format="html",
        bylines=(author,) if author else (),
        dated=when,
        url=url,
        channel=blog.channel,
        base_url=url or blog.channel.url,
        categories=_categories(item),
        language=blog.language,
        losses=(*losses, *_protection(fields)),
    )


def _protection(fields: Item) -> Iterator[Loss]:
    """Name what kept a post from the blog's readers, as a book shows it to everybody."""
    if (status := fields.get("status", "publish")) != "publish":
        yield unpublished(status)
    if fields.get("post_password"):
        why = "the blog showed it only to those who knew a password; reject it unless its author agrees"
        yield Loss("password", "the whole post", why)


def _date(fields: Item) -> Dated | None:
    for field, confidence, zone in (
        ("post_date_gmt", 1.0, "Z"),
        ("pubDate", 1.0, ""),
        ("post_date", 0.9, ""),
    ):
        printed = fields.get(field, "")
        if (
            printed
            and not printed.startswith((_NEVER, "-"))
            and (found := dated(printed + zone, "feed", confidence, field))
        ):
            return found
    return None


def _categories(item: etree._Element) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for child in item:
        if _name(child) == "category" and child.get("domain", "category") in ("category", "post_tag", "tag"):
            term = plain_title(child.text)
            if term and term.lower() not in _UNSORTED:
                found.setdefault(term)
    return tuple(found)
