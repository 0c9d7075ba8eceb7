"""Inputs to begin with, for targets whose inputs are in no file of the tests."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Mapping

from PIL import Image

from tests.sources.broken import ATOM, JSON, OPML, PAGE, RSS, inputs

LARGEST = 20_000
"""Bytes."""

HEADERS = b"Content-Type: text/xml; charset=iso-8859-2\nRetry-After: 120\nLocation: ../feed?a=b#c\n"
RETRIES = (b"Wed, 21 Oct 2015 07:28:00 GMT", b"Fri, 31 Dec 9999 23:59:59 -1200", b"-1", b"1e3", b"")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'
DRAWINGS = (
    b'<rect id="a" width="3" height="3" style="fill:url(#b)"/><use xlink:href="#a"/></svg>',
    b'<script>x()</script><a href="javascript:x()"><text onclick="x()">a</text></a></svg>',
    b'<style>@import "http://a.example/";</style><image href="data:image/png;base64,AA=="/></svg>',
    b'<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">a</p></foreignObject></svg>',
    b'<set attributeName="href" to="javascript:x()"/><animate attributeName="xlink:href"/></svg>',
)


def _answers() -> Iterator[bytes]:
    for body in (RSS, ATOM, JSON, OPML, PAGE):
        whole = body.encode()
        yield HEADERS + b"\n" + whole
        yield b"Content-Encoding: gzip\n\n" + gzip.compress(whole, mtime=0)
        yield b"Content-Encoding: deflate\n\n" + zlib.compress(whole)[2:-4]
    for value in RETRIES:
        yield b"Retry-After: " + value + b"\nLocation: //user:word@[::1]:99999/\n\n<rss/>"


def _archives() -> Iterator[bytes]:
    for name, data in inputs():
        if name.endswith((".zip", ".gz")) and len(data) <= LARGEST:
            yield data


def _pictures() -> Iterator[bytes]:
    for mode in ("1", "L", "P", "RGBA", "CMYK"):
        for form in ("png", "gif", "jpeg", "webp", "bmp", "tiff", "ico"):
            made = io.BytesIO()
            try:
                Image.new(mode, (3, 2)).save(made, form)
            except (OSError, ValueError):  # not every form has every kind of pixels
                continue
            yield made.getvalue()
    for drawing in DRAWINGS:
        yield SVG + drawing
        yield b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY e "e">]>' + SVG + drawing


def _robots() -> Iterator[bytes]:
    yield b"User-agent: *\nDisallow: /feed\nAllow: /feed/$\nCrawl-delay: 2\n"
    yield b"User-agent: anthology\nCrawl-delay: 1e9\nRequest-rate: 1/5s 0100-0900\nVisit-time: 0600-0845\n"
    yield "User-Agent: ántho*\r\nDisallow: /%zz*é$\rSitemap: http://[\nHost: x\n".encode()


def _addresses() -> Iterator[bytes]:
    yield b"https://blog.example:8080/2013/05/a%20b/?p=1&utm_source=x#more"
    yield "http://bücher.example/ü?q=ä".encode()
    yield b"http://user:word@[::ffff:127.0.0.1]:99999/"
    yield b"//blog.example/../a//b/;c"
    yield b"mailto:a@b.example"


def _requests() -> Iterator[bytes]:
    yield b"/index.html"
    yield b"/a/../../secret"
    yield b"//secret\\..\\%2e%2e/"


def _edits() -> Iterator[bytes]:
    yield b"---\ntitle: How an idea becomes a commit\nwas: 9f2c0a\n---\n\nWords.\n"
    yield b"---\nwas: [1, {a: 2013-05-21}]\n---\n"
    yield b"---\nwas: &a [*a, !!python/name:os.system x]\n---\n"


BEGINNINGS: Mapping[str, Callable[[], Iterator[bytes]]] = {
    "answer": _answers,
    "archive": _archives,
    "picture": _pictures,
    "printed-picture": _pictures,
    "robots": _robots,
    "address": _addresses,
    "request": _requests,
    "edits": _edits,
}
"""By target."""
