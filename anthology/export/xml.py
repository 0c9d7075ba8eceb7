"""Lists of blogs (OPML) and of posts (Atom) for feed readers."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from anthology.conversion.myst import clean
from anthology.export.records import channel_id
from anthology.model import Catalogue, Channel, Post

_ATOM = "http://www.w3.org/2005/Atom"
_EARLIEST = "1970-01-01T00:00:00Z"


def opml(catalogue: Catalogue, title: str = "") -> Iterator[str]:
    """Yield the blogs of all shown posts as OPML 2.0, by name; those with a feed can be subscribed to."""
    channels: dict[str, Channel] = {}
    for post in catalogue.shown():
        known = channels.get(channel_id(post.channel.name))
        if known is None or (known.feed is None and post.channel.feed):
            channels[channel_id(post.channel.name)] = post.channel
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = _plain(title)
    body = SubElement(root, "body")
    for _, channel in sorted(channels.items()):
        outline = SubElement(body, "outline", text=_plain(channel.name), title=_plain(channel.name))
        if channel.feed:
            outline.attrib |= {"type": "rss", "xmlUrl": _plain(channel.feed)}
        if channel.url:
            outline.set("htmlUrl", _plain(channel.url))
    yield from _lines(root)


def atom(catalogue: Catalogue, title: str = "") -> Iterator[str]:
    """Yield the shown posts as an Atom feed of links (RFC 4287), newest first, without their texts."""
    posts = sorted(catalogue.shown(), key=lambda post: (_moment(post), post.id), reverse=True)
    root = Element("feed", xmlns=_ATOM)
    SubElement(root, "title").text = _plain(title)
    SubElement(root, "id").text = f"urn:anthology:{channel_id(title)}"
    SubElement(root, "updated").text = _moment(posts[0]) if posts else _EARLIEST
    for post in posts:
        entry = SubElement(root, "entry")
        SubElement(entry, "id").text = f"urn:anthology:{post.id}"
        SubElement(entry, "title").text = _plain(post.title or "Untitled")
        SubElement(entry, "updated").text = _moment(post)
        if post.url:
            SubElement(entry, "link", href=_plain(post.url))
        for name in [author.name for author in post.authors] or [post.channel.name or "Unknown"]:
            SubElement(SubElement(entry, "author"), "name").text = _plain(name)
        for topic in (*post.topics, *post.projects):
            SubElement(entry, "category", term=topic)
    yield from _lines(root)


def _lines(root: Element) -> Iterator[str]:
    indent(root)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield from tostring(root, encoding="unicode").split("\n")


def _plain(text: str) -> str:
    """Return one line of text that XML can hold."""
    return " ".join(clean(text).split())


def _moment(post: Post) -> str:
    """Return a full date and time; the beginning of what is only known as a day, month or year."""
    value = post.dated.value if post.dated else _EARLIEST
    return (
        value
        if len(value) > 10
        else f"{value}{'-01-01'[len(value) - 4 :] if len(value) < 10 else ''}T00:00:00Z"
    )
