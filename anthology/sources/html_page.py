"""Saved web pages as trees, and the questions that readers of pages ask of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree, html

from anthology.errors import SourceError
from anthology.model import Loss
from anthology.sources.encoding import read_text
from anthology.sources.html_text import web_address

LIMIT = 16 * 1024 * 1024
"""Bytes of the largest page that is read."""
TAGS_LIMIT = 250_000
"""Tags of the largest page that is read: a year of a planet has a tenth."""

_BODIES_WORDS = (
    "entry-content e-content post-content post-body post-contents postcontent postbody article- "
    "content article-body articlebody item-content item-body entry-body entrytext entry-text "
    "post-entry post_content blog-content content "
)
BODIES = tuple(_BODIES_WORDS.split())
_FURNITURE_WORDS = (
    "sharedaddy share-buttons social-share addtoany_share_save_container jp-relatedposts "
    "related-posts yarpp comments comment-list comments-area respond post-navigation nav-links "
    "navigation breadcrumbs author-box sidebar edit-link entry-meta entry-footer entry-header "
    "post-footer post-header post-meta feedflare wp-block-post-comments "
)
_FURNITURE = tuple(_FURNITURE_WORDS.split())
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://[^\s<>]{4,2000})")
_IS_HTML = re.compile(rb"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)

Element = Any  # lxml's types do not know what only HTML elements can do


def looks_like_page(head: bytes) -> bool:
    """Tell whether a file's first bytes are those of a web page."""
    return bool(_IS_HTML.search(head[:4096].replace(b"\0", b"")))


def parse(path: Path) -> Element:
    """Return a page's tree.

    Raises:
        SourceError: Where the file is no text or has no elements.
    """
    text = read_text(path, LIMIT)
    if text.count("<") > TAGS_LIMIT:
        raise SourceError(
            "has more tags than any page of posts", path.as_posix(), "Split it into smaller files."
        )
    parser = html.HTMLParser(recover=True, no_network=True, encoding="utf-8", remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceError("is no web page", path.as_posix(), "Mend `path` or `format`.") from error
    saved = _SAVED_FROM.search(text[:4096])
    if saved:
        root.set("data-saved-from", saved.group(1))
    return root


def with_class(root: Element, names: Iterable[str]) -> Element | None:
    """Return the first element that has one of the classes; earlier names win."""
    found: dict[str, Element] = {}
    wanted = list(names)
    for element in elements(root):
        for name in classes(element):
            if name in wanted:
                found.setdefault(name, element)
    return next((found[name] for name in wanted if name in found), None)


def elements(root: Element) -> Iterator[Element]:
    """Yield an element and all below it, without comments."""
    for element in root.iter():
        if isinstance(element.tag, str):
            yield element


def classes(element: Element) -> list[str]:
    """Return an element's classes in lower case."""
    return (element.get("class") or "").lower().split()


def words(element: Element | None) -> str:
    """Return an element's text on one line."""
    return "" if element is None else " ".join(str(element.text_content()).split())


def inner(element: Element) -> str:
    """Return what is inside an element as HTML."""
    parts = [etree.tostring(child, encoding="unicode", method="html") for child in element]
    return (html_escaped(element.text or "") + "".join(parts)).strip()


def html_escaped(text: str) -> str:
    """Return text with its markup characters as references."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def without_furniture(element: Element, title: str | None) -> list[Loss]:
    """Take out what belongs to the page and not to the post, and name it."""
    losses: list[Loss] = []
    taken: set[Element] = set()
    for part in list(elements(element)):
        if part is element or part.getparent() in taken:
            taken |= {part} - {element}
            continue
        is_title = part.tag in ("h1", "h2", "h3") and title is not None and words(part) == title
        names = [name for name in classes(part) if name in _FURNITURE]
        if is_title:
            taken.add(part)
            part.drop_tree()
        elif names or part.tag in ("nav", "form", "script", "style"):
            text = words(part) if part.tag not in ("script", "style") else ""
            if text:
                losses.append(
                    Loss("residue", text[:60], f"furniture of the page ({names[0] if names else part.tag})")
                )
            taken.add(part)
            part.drop_tree()
    return losses


def meta(root: Element, *names: str) -> str | None:
    """Return the first of these properties that the page's head gives."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        found.setdefault(name, (element.get("content") or "").strip())
    return next((found[name] for name in names if found.get(name)), None)


def page_address(root: Element) -> str | None:
    """Return the address that a saved page says it came from."""
    links = (one.get("href") for one in root.iter("link") if (one.get("rel") or "").lower() == "canonical")
    given = (*links, meta(root, "og:url"), root.get("data-saved-from"))
    return next((found for one in given if (found := web_address(one))), None)
