"""Lists of blogs (OPML) and of posts (Atom) for feed readers."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from anthology.conversion.myst import clean
from anthology.export.records import channel_id
from anthology.model import Catalogue, Channel, Dated

_ATOM = "http://www.w3.org/2005/Atom"
# What a feed without posts says of its last change, which it must.
_NEVER = "1970-01-01T00:00:00Z"


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
    """Yield the shown posts as an Atom feed of links (RFC 4287), newest first, without their texts.

    Posts without a date are left out: a feed must say when each entry was last changed.
    """
    dated = [(_moment(post.dated), post.id, post) for post in catalogue.shown() if post.dated]
    dated.sort(key=lambda one: one[:2], reverse=True)
    root = Element("feed", xmlns=_ATOM)
    SubElement(root, "title").text = _plain(title)
    SubElement(root, "id").text = f"urn:anthology:{channel_id(title)}"
    SubElement(root, "updated").text = dated[0][0] if dated else _NEVER
    for moment, _, post in dated:
        entry = SubElement(root, "entry")
        SubElement(entry, "id").text = f"urn:anthology:{post.id}"
        SubElement(entry, "title").text = _plain(post.title or "Untitled")
        SubElement(entry, "updated").text = moment
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


def _moment(dated: Dated) -> str:
    """Return a full date and time; the beginning of what is only known as a day, month or year."""
    value = dated.value
    return (
        value
        if len(value) > 10
        else f"{value}{'-01-01'[len(value) - 4 :] if len(value) < 10 else ''}T00:00:00Z"
    )
