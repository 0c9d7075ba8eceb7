"""What must be mended before any parser sees the HTML: depth, giant tags, content parsers would drop.

Tree builders are quadratic in the depth of nesting and in the attributes of a tag; hostile or broken input is
cut down to where they are linear.  Each rule below looks once along the text.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable

from anthology.conversion.html.losses import Losses
from anthology.conversion.myst import CONTROLS

MAX_NESTING = 150
"""Open tags at once; what nests deeper loses its tags and keeps its text."""

LONG_TAG = 20_000
"""Characters inside one tag from which its attributes are looked at."""

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)[^<>]*>?")
# Void tags, and tags that the next of their kind closes: they never nest by themselves.
_NEVER_NEST_NAMES = """
    area base br col embed hr img input link meta param source track wbr
    p li dt dd tr td th tbody thead tfoot option optgroup colgroup rt rp
"""
_NEVER_NEST = frozenset(_NEVER_NEST_NAMES.split())
# Always matches at a tag's start, if only as far as a quote that nothing closes: so nothing is looked at
# twice.
_WHOLE_TAG = re.compile(r"<[a-zA-Z][^\s/>]*+(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>?")
_ATTRIBUTE = re.compile(r"\s(href|src|alt|title|class|id)\s*=\s*(\"[^\"]*\"|'[^']*')")
_MANY_ATTRIBUTES = 500

_GIST = re.compile(
    r"<script\b[^<>]*\bsrc\s*=\s*[\"']?((?:https?:)?//gist\.github\.com/[\w/.-]+?)(?:\.js)?"
    r"(?:\?[^\"'\s<>]*)?[\"'\s][^<>]*>",
    re.I,
)
_ANY_TAG = re.compile(r"<[^<>]*>")
_LOST = re.compile(r"<(script|svg|canvas|select|textarea|applet|frameset|marquee)\b", re.I)
_WHY_LOST = {
    "script": "scripts do not run in a book",
    "svg": "drawings inside the text are not kept",
    "canvas": "a script would draw it",
    "select": "a form field",
    "textarea": "a form field",
}


def guard(html: str, losses: Losses) -> str:
    """Return HTML that parsers take in linear time, with what they would drop made visible.

    Args:
        html: As it came.
        losses: Where scripts, drawings and form fields are noted.
    """
    if CONTROLS.search(html):
        html = CONTROLS.sub("", html)
    if "<script" in html:
        html = _GIST.sub(r'<iframe src="\1"></iframe>\g<0>', html)
    for found in _LOST.finditer(html):
        if found[1].lower() != "script" or not _GIST.match(html, found.start()):
            name = found[1].lower()
            losses.add(name, "the post", _WHY_LOST.get(name, "not part of a book"))
    if "</math" in html:
        html = _between(html, "math", _formula)
    if "</xmp" in html:
        html = _between(html, "xmp", lambda inner: f"<pre>{entities.escape(inner)}</pre>")
    if len(html) > LONG_TAG:
        html = _WHOLE_TAG.sub(_fewer_attributes, html)
    return _shallow(html)


def _formula(inner: str) -> str:
    """Return the characters of a formula, without its second copy in another notation."""
    for name in ("annotation", "annotation-xml"):
        if f"</{name}" in inner:
            inner = _between(inner, name, lambda _: "")
    return _ANY_TAG.sub("", inner)


def _between(html: str, name: str, replace: Callable[[str], str]) -> str:
    """Replace each `<name>…</name>` up to the last closing tag: to search for a missing one costs n²."""
    end = html.rfind(f"</{name}")
    end = html.find(">", end) + 1 or len(html)
    pattern = re.compile(rf"<{name}\b[^<>]*>(.*?)</{name}\s*>", re.S | re.I)
    return pattern.sub(lambda found: replace(found[1]), html[:end]) + html[end:]


def _fewer_attributes(found: re.Match[str]) -> str:
    tag = found[0]
    if len(tag) < LONG_TAG or tag.count("=") + tag.count(" ") < _MANY_ATTRIBUTES:
        return tag  # the long ones are pictures inside their own address, as a rule
    name = re.match(r"<[a-zA-Z0-9]+", tag)
    kept: dict[str, str] = {}
    for attribute in _ATTRIBUTE.finditer(tag):
        kept.setdefault(attribute[1], attribute[2])
    return (name[0] if name else "<a") + "".join(f" {key}={value}" for key, value in kept.items()) + ">"


def _shallow(html: str) -> str:
    """Drop the tags that nest deeper than `MAX_NESTING`."""
    if html.count("<") <= MAX_NESTING:
        return html
    depth = deepest = 0
    for found in _TAG.finditer(html):
        if found[2].lower() in _NEVER_NEST:
            continue
        if found[1]:
            depth -= depth > 0
        else:
            depth += 1
            deepest = max(deepest, depth)
    if deepest <= MAX_NESTING:
        return html
    depth = 0

    def keep(found: re.Match[str]) -> str:
        nonlocal depth
        if found[2].lower() in _NEVER_NEST:
            return found[0]
        if found[1]:
            depth -= depth > 0
            return found[0] if depth < MAX_NESTING else " "
        depth += 1
        return found[0] if depth <= MAX_NESTING else " "

    return _TAG.sub(keep, html)
