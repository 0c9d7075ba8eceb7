"""Drawings without what a drawing does not need: scripts, links outside, foreign content."""

from __future__ import annotations

import re

from lxml import etree

from anthology.xml_names import local_name

_XHTML = "{http://www.w3.org/1999/xhtml}"
_UNWANTED = frozenset(
    (
        "script",
        "foreignobject",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "canvas",
        "handler",
        "listener",
    )
)
_HARMLESS = re.compile(r"\s*(?:#|data:image/(?:png|jpe?g|gif|webp);base64,)", re.I)
# A backslash writes any letter of a style sheet in another way, and drawings have no need of it.
_REACHES_OUT = re.compile(
    r"\\|@import|expression\s*\(|(?:image-set|src)\s*\(|url\s*\(\s*[\"']?\s*(?!#)[^\s)\"']", re.I
)


def clean_svg(content: bytes) -> bytes:
    """Return a drawing that shows the same and does nothing; empty where it is no whole SVG file.

    Entities and the document type go, so that nothing expands; links stay inside the file.
    """
    root = _parsed(content)
    if root is None or not isinstance(root.tag, str) or local_name(root.tag) != "svg":
        return b""
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or _is_unwanted(element):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
            continue
        for name, value in list(element.attrib.items()):
            if _is_unwanted_attribute(local_name(str(name)), str(value)):
                del element.attrib[name]
    # An address of a namespace that is none is let through in a full element and not in an empty one.
    cleaned = etree.tostring(root, encoding="utf-8")
    return cleaned if _parsed(cleaned) is not None else b""


def _parsed(content: bytes) -> etree._Element | None:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _is_unwanted(element: etree._Element) -> bool:
    local = local_name(element.tag)
    if local in _UNWANTED or element.tag.startswith(_XHTML):
        return True
    if local in ("set", "animate") and "href" in str(element.get("attributeName", "")).lower():
        return True
    return local == "style" and bool(_REACHES_OUT.search("".join(map(str, element.itertext()))))


def _is_unwanted_attribute(name: str, value: str) -> bool:
    if name.startswith("on") or name == "base":  # xml:base
        return True
    if name in ("href", "src"):
        return not _HARMLESS.match(value)
    return bool(_REACHES_OUT.search(value))
