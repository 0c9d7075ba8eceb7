"""Pages as XML: e-readers refuse a page that is not well-formed, and a link that leads nowhere.

Sphinx writes what docutils and people's raw HTML give it.  Here each page is parsed once more, repaired
where it has to be, and its links are compared with what is there.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Mapping
from urllib.parse import quote, unquote, urlsplit

from lxml import etree
from lxml import html as lxml_html

XHTML = "http://www.w3.org/1999/xhtml"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_URL_SAFE = "/:?#[]@!$&'()*+,;=%-._~"
_HOST = re.compile(r"[A-Za-z0-9._~%-]+|\[[0-9A-Fa-f:.]+\]")
_SCHEMES = ("http", "https", "ftp", "mailto")


class Page:
    """A page of the book as a tree.

    Attributes:
        changed: Whether it is other than the text it was made of.
    """

    def __init__(self, text: str) -> None:
        self.changed = False
        clean = _NOT_XML.sub("\ufffd", text)
        try:
            self.root = etree.fromstring(clean.encode(), _parser())
        except etree.XMLSyntaxError:
            self.root = _repaired(clean)
            self.changed = True
        self.changed |= clean != text
        self.ids = self._unique_ids()

    def _unique_ids(self) -> set[str]:
        """Return the ids of the page; an id that comes again is taken away."""
        seen: set[str] = set()
        for element in self.root.iter(etree.Element):
            name = element.get("id")
            if name is None:
                continue
            if name in seen or not name or re.search(r"\s", name):
                del element.attrib["id"]
                self.changed = True
            seen.add(name)
        return seen

    def mend_links(self, here: str, ids: Mapping[str, Container[str]]) -> list[str]:
        """Take away links that lead nowhere, keeping their words; return where they led.

        Args:
            here: The page's file, relative to the book.
            ids: The ids on each page of the book, by file.
        """
        lost = []
        for element in list(self.root.iter(f"{{{XHTML}}}a")):
            href = element.get("href")
            if href is None:
                continue
            target = mended(href, here, ids)
            if target == href:
                continue
            self.changed = True
            if target is None:
                lost.append(href)
                del element.attrib["href"]
            else:
                element.set("href", target)
        return lost

    def text(self) -> str:
        """Return the page's XML."""
        body = etree.tostring(self.root, encoding="unicode")
        return f"<!DOCTYPE html>\n{body}\n"


def mended(href: str, here: str, ids: Mapping[str, Container[str]]) -> str | None:
    """Return an address that a strict reader takes, or None where there is none."""
    try:
        parts = urlsplit(href.strip())
        parts.port  # noqa: B018 - raises for what is no number
    except ValueError:
        return None
    if parts.scheme or parts.netloc:
        return _external(href.strip(), parts.scheme.lower(), parts.hostname)
    file = (
        posixpath.normpath(posixpath.join(posixpath.dirname(here), unquote(parts.path)))
        if parts.path
        else here
    )
    if file not in ids:
        return None
    if parts.fragment and unquote(parts.fragment) not in ids[file]:
        # The page is there, the place on it is not.
        return quote(parts.path) if parts.path else None
    return href


def _external(href: str, scheme: str, host: str | None) -> str | None:
    if scheme not in _SCHEMES:
        return None
    if scheme != "mailto" and (not host or not _HOST.fullmatch(_ascii(host))):
        return None
    before, hash_sign, fragment = href.partition("#")
    # A percent sign that begins no code, a bracket outside of a host and a second hash are not allowed.
    encoded = "".join(quote(part, safe=_URL_SAFE) for part in (before, hash_sign)) + quote(
        fragment, safe=_URL_SAFE.replace("#", "")
    )
    encoded = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", encoded)
    head, slashes, rest = encoded.partition("://")
    authority, slash, path = rest.partition("/")
    path = path.replace("[", "%5B").replace("]", "%5D")
    return f"{head}{slashes}{_ascii_authority(authority)}{slash}{path}" if slashes else encoded


def _ascii(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return ""


def _ascii_authority(authority: str) -> str:
    plain = unquote(authority)
    return authority if plain.isascii() else _ascii(plain) or authority


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)


def _repaired(text: str) -> etree._Element:
    """Read a page as browsers do and return it as XML."""
    start = text.find("<html")
    root = lxml_html.document_fromstring(
        text[max(start, 0) :].encode(), parser=lxml_html.HTMLParser(encoding="utf-8")
    )
    for element in root.iter(etree.Element):
        for name in [n for n in map(str, element.attrib) if not re.fullmatch(r"[A-Za-z_][\w.-]*", n)]:
            if name == "xml:lang":
                continue
            del element.attrib[name]
    lxml_html.html_to_xhtml(root)
    data = etree.tostring(root, encoding="unicode")
    return etree.fromstring(data.encode(), _parser())
