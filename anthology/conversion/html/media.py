"""Pictures, films and whatever else is embedded: its address, and which pictures only count readers."""

from __future__ import annotations

import re

from anthology.conversion.html.tree import Element

_LAZY = ("data-lazy-src", "data-src", "data-original", "src")
_NO_SIZE = frozenset({"0", "1", "0px", "1px"})
_PIXELS = re.compile(r"\s*(\d{1,4})(?:\.\d+)?\s*(?:px)?\s*\Z", re.I)
_STYLED_WIDTH = re.compile(r"(?:^|;)\s*width\s*:\s*(\d{1,4}(?:\.\d+)?px)", re.I)
# Counters that weblogs and their hosts put at the end of a post, whatever size they claim.
_TRACKERS = re.compile(
    r"//(?:[\w-]+\.)*(?:feedburner\.com/~|feeds\.feedburner\.com/~r|feedsportal\.com|pixel\.wp\.com"
    r"|stats\.wordpress\.com"
    r"|blogger\.googleusercontent\.com/tracker|feeds\.wordpress\.com/1\.0/|google-analytics\.com|doubleclick\.net"
    r"|quantserve\.com|scorecardresearch\.com|feedblitz\.com/-/)|//blogger\.com/feeds/"
    r"|blogspot\.com/feeds/.*default",
    re.I,
)
_YOUTUBE = re.compile(r"(?:youtube(?:-nocookie)?\.com/(?:embed|v)/|youtu\.be/)([\w-]{6,})")
_VIMEO = re.compile(r"vimeo\.com/(?:video/|moogaloop\.swf\?clip_id=)(\d+)")
_HOSTS = (
    ("youtube.com/", "Video on YouTube"),
    ("vimeo.com/", "Video on Vimeo"),
    ("slideshare.net/", "Slides on SlideShare"),
    ("speakerdeck.com/", "Slides on Speaker Deck"),
    ("gist.github.com/", "Code on GitHub Gist"),
    ("twitter.com/", "Post on Twitter"),
    ("soundcloud.com/", "Sound on SoundCloud"),
    ("asciinema.org/", "Terminal recording on asciinema"),
    ("google.com/maps", "Map on Google Maps"),
    ("docs.google.com/", "Document on Google Docs"),
    ("archive.org/", "Recording on the Internet Archive"),
)


def picture_address(image: Element) -> str:
    """Return the address of a picture, that of a lazily loaded one rather than its placeholder."""
    attrs = image.attrs
    for name in _LAZY:
        value = attrs.get(name, "").strip()
        if value and not (value.startswith("data:") and name != "src"):
            return value
    candidates = (attrs.get("srcset") or attrs.get("data-srcset") or "").strip()
    return candidates.split(",")[0].split()[0] if candidates.strip(", ") else ""


def is_tracker(image: Element, address: str) -> bool:
    """Return whether a picture only counts readers: one pixel, or from a counting service."""
    width, height = image.attrs.get("width"), image.attrs.get("height")
    tiny = width in _NO_SIZE and (height is None or height in _NO_SIZE)
    return tiny or (height in _NO_SIZE and width is None) or bool(_TRACKERS.search(address))


def picture_width(image: Element) -> int | None:
    """Return the width in pixels at which a picture was shown, or None where it was left to the reader.

    The height follows from it: both together would distort a picture on a screen that is too narrow for it.
    """
    styled = _STYLED_WIDTH.search(image.attrs.get("style", ""))
    found = _PIXELS.match(styled[1] if styled else image.attrs.get("width", ""))
    return int(found[1]) if found and int(found[1]) > 1 else None


def embed_address(element: Element) -> str:
    """Return where a reader finds what an `iframe`, `object`, `video` and the like shows, or nothing."""
    attrs = element.attrs
    address = attrs.get("data-src") or attrs.get("src") or attrs.get("data") or ""
    if not address.strip() or address.strip().startswith("about:"):
        address = ""
        for inner in element.elements():
            if inner.name in ("source", "embed"):
                address = inner.attrs.get("src", "")
            elif inner.name == "param" and inner.attrs.get("name", "").lower() in ("movie", "src"):
                address = inner.attrs.get("value", "")
            if address:
                break
    address = address.strip()
    if address.startswith("//"):
        address = "https:" + address
    if found := _YOUTUBE.search(address):
        return f"https://www.youtube.com/watch?v={found[1]}"
    if found := _VIMEO.search(address):
        return f"https://vimeo.com/{found[1]}"
    return address


def embed_label(element: Element, address: str) -> str:
    """Return words for a link to an embedded thing: its title, its host's name, or its address."""
    title = " ".join(element.attrs.get("title", "").split())
    if title and title.lower() not in ("youtube video player", "embedded content"):
        return title
    for host, label in _HOSTS:
        if host in address:
            return label
    return re.sub(r"^[a-z]+://", "", address).rstrip("/")
