"""Broken inputs made the same way in every run: what downloads, disks, editors and attackers do to files."""

from __future__ import annotations

import gzip
import io
import random
import tarfile
import zipfile
from collections.abc import Iterator

TEXT = "Ünïcode “quotes” — café, 日本語, naïve"
RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Lamp notes</title>
<link>https://lamp.example.org/</link>
<item><title>First light</title><link>https://lamp.example.org/1</link><guid>l1</guid>
<pubDate>Tue, 21 May 2013 14:30:00 +0200</pubDate><description>short</description>
<content:encoded><![CDATA[<p>{TEXT}</p><pre>&lt;item&gt; </item> in code</pre>]]></content:encoded></item>
<item><title>Second light &amp; more</title><link>https://lamp.example.org/2</link><guid>l2</guid>
<pubDate>Wed, 22 May 2013 08:00:00 GMT</pubDate><description>&lt;p&gt;Escaped&lt;/p&gt;</description></item>
</channel></rss>
"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Lamp notes</title><id>urn:x</id>
<updated>2013-05-22T00:00:00Z</updated>
<entry><id>urn:x:1</id><title>First</title><published>2013-05-21T00:00:00Z</published>
<author><name>Åsa</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{TEXT}</p></div>
</content></entry></feed>
"""
WXR = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Press</title><link>https://press.example.org</link>
<wp:author><wp:author_login>ann</wp:author_login>
<wp:author_display_name>Ann O.</wp:author_display_name></wp:author>
<item><title>Hello</title><dc:creator>ann</dc:creator><guid>p1</guid>
<content:encoded><![CDATA[{TEXT}

[caption id="x"]<img src="a.png" /> words[/caption] [code lang="sh"]ls[/code]]]></content:encoded>
<wp:post_id>1</wp:post_id>
<wp:post_date_gmt>2013-05-21 10:00:00</wp:post_date_gmt><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type></item></channel></rss>
"""
JSON = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": "1", "title": "One",'
    f' "content_html": "<p>{TEXT}</p>", "date_published": "2013-05-21T00:00:00Z"}},'
    ' {"id": 2, "content_text": "two"}]}'
)
MARKDOWN = "---\ntitle: One\ndate: 2013-05-21\ntags: [a]\n---\n\n# One\n\n"
MARKDOWN += f"{TEXT}\n\n```{{post}} May 3\n:tags: x\n```\n"
OPML = '<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example.org/feed"/></body></opml>'
PAGE = f"""<!doctype html><html><head><title>Lamps</title></head><body>
<article class="hentry"><h2 class="entry-title">
<a href="https://lamp.example.org/1" rel="bookmark">First</a></h2>
<time datetime="2013-05-21">May 21, 2013</time><div class="entry-content"><p>{TEXT}</p></div></article>
<article class="hentry"><h2 class="entry-title">Second</h2>
<div class="entry-content"><p>words</p></div></article>
</body></html>
"""
WHOLE = {
    "a.rss.xml": RSS,
    "a.atom.xml": ATOM,
    "a.wxr.xml": WXR,
    "a.json": JSON,
    "a.md": MARKDOWN,
    "a.opml": OPML,
    "a.html": PAGE,
}
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89" + bytes(range(256)) * 4


def inputs() -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of broken files."""
    chance = random.Random(20130521)
    for name, text in WHOLE.items():
        whole = text.encode()
        for number in range(14):
            yield f"cut-{number}-{name}", whole[: chance.randrange(len(whole))]
        for number in range(10):
            yield f"noise-{number}-{name}", _noise(whole, chance)
        for number in range(6):
            start, end = sorted(chance.randrange(len(whole)) for _ in range(2))
            yield f"hole-{number}-{name}", whole[:start] + whole[end:]
        for number in range(4):
            at = chance.randrange(len(whole))
            yield f"nul-{number}-{name}", whole[:at] + b"\0" * chance.choice((1, 20, 5000)) + whole[at:]
        yield f"twice-{name}", whole + whole
        yield f"reversed-{name}", whole[::-1]
        yield f"junk-before-{name}", b"Warning: cannot connect in /srv/index.php on line 3\n" + whole
        yield f"blank-before-{name}", b"\n\n  " + whole
        yield from _encodings(name, text)
    yield from _bombs()
    yield from _archives()
    yield "empty.xml", b""
    yield "blank.md", b" \n\n\t"
    yield "picture.xml", PNG
    yield "picture.md", PNG
    yield "random.bin", chance.randbytes(20_000)
    yield "random.txt", chance.randbytes(20_000)
    yield "nul.xml", b"\0" * 10_000
    yield "page.xml", b"<!DOCTYPE html><html><body><p>404 not found</p></body></html>"


def _noise(whole: bytes, chance: random.Random) -> bytes:
    broken = bytearray(whole)
    for _ in range(chance.choice((1, 5, 40))):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken)


def _encodings(name: str, text: str) -> Iterator[tuple[str, bytes]]:
    for declared in ("utf-16", "iso-8859-1", "x-klingon", "zlib", "shift_jis", "ascii", ""):
        yield (
            f"declared-{declared}-{name}",
            text.replace("utf-8", declared).replace("UTF-8", declared).encode(),
        )
    for real in ("cp1252", "utf-16", "utf-16-be", "utf-32", "shift_jis", "gb18030", "cp037"):
        yield f"really-{real}-{name}", text.encode(real, "replace")
    half = len(text) // 2
    yield f"mixed-{name}", text[:half].encode() + text[half:].encode("cp1252", "replace")
    yield f"surrogates-{name}", text.replace("ü", "\ud800").encode("utf-8", "surrogatepass")


def _bombs() -> Iterator[tuple[str, bytes]]:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>'
    yield "laughs.xml", RSS.replace("<rss", f"{bomb}<rss").replace("short", "&l11;").encode()
    wide = f'<!DOCTYPE rss [<!ENTITY w "{"w" * 100_000}">]>'
    yield "quadratic.xml", RSS.replace("<rss", f"{wide}<rss").replace("short", "&w;" * 20_000).encode()
    yield "external.xml", RSS.replace("<rss", '<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss').encode()
    inside = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    yield "inclusion.xml", RSS.replace("<rss", f"{inside}<rss").replace("short", "&x;").encode()
    for tag in (
        "<a>",
        "<div>",
        "<item>",
        "<a b='",
        "<![CDATA[",
        "<!--",
        "&amp;",
        "&lt;p&gt;",
        "<",
        "&",
        "]]>",
    ):
        count = 400_000 // len(tag)
        yield f"many-{tag[1:4].strip('!&-[')}-inside.xml", RSS.replace("short", tag * count).encode()
        yield f"many-{tag[1:4].strip('!&-[')}-wxr.xml", WXR.replace("words", tag * count).encode()
        yield (
            f"many-{tag[1:4].strip('!&-[')}-head.xml",
            RSS.replace("<item>", tag * count + "<item>", 1).encode(),
        )
        yield f"many-{tag[1:4].strip('!&-[')}-page.html", PAGE.replace("words", tag * count).encode()
        yield (
            f"many-{tag[1:4].strip('!&-[')}-article.html",
            PAGE.replace("article", "div" + tag * count).encode(),
        )
    yield "deep.xml", b"<rss><channel><item><description>" + b"<b>" * 1_000_000
    yield "deep.json", b'{"items": ' + b"[" * 500_000
    yield "deep.opml", b"<opml>" + b"<outline>" * 200_000
    yield "deep.md", b"---\na: " + b"[" * 50_000 + b"\n---\nx\n"
    yield "references.md", b"---\na: &a [x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b]\n---\nx\n"
    yield "fences.md", b"```\n``` x\n" * 20_000
    yield "brackets.md", b"![" * 100_000
    yield "shortcodes.xml", WXR.replace("words", "[caption " * 50_000).encode()
    yield "big-entry.xml", RSS.replace("short", "x" * 9_000_000).encode()


def _archives() -> Iterator[tuple[str, bytes]]:
    def zipped(*files: tuple[str, bytes]) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files:
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return made.getvalue()

    good = zipped(("a.xml", RSS.encode()), ("b.md", MARKDOWN.encode()))
    yield "good.zip", good
    for part in (5, 30, 60, 90, 99):
        yield f"cut-{part}.zip", good[: len(good) * part // 100]
    yield "bomb.zip", zipped(*((f"{n}.xml", b"\0" * 30_000_000) for n in range(4)))
    yield (
        "outside.zip",
        zipped(("../../evil.xml", RSS.encode()), ("/etc/evil.xml", b"x"), ("C:\\evil.md", b"x")),
    )
    yield "many.zip", zipped(*((f"{n}.md", b"x") for n in range(300)))
    yield "nested.zip", zipped(("inner.zip", good))
    yield "empty.zip", zipped()
    yield "bomb.xml.gz", gzip.compress(b"<rss>" + b" " * 60_000_000)
    tarred = io.BytesIO()
    with tarfile.open(fileobj=tarred, mode="w:gz") as tar:
        for name in ("../evil.xml", "good.xml"):
            member = tarfile.TarInfo(name)
            member.size = len(RSS.encode())
            tar.addfile(member, io.BytesIO(RSS.encode()))
        link = tarfile.TarInfo("link.xml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    yield "links.tar.gz", tarred.getvalue()
    yield "cut.tar.gz", tarred.getvalue()[:-100]
