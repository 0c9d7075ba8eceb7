"""From any HTML to a small, safe, explicit tree.

`nh3` reads the HTML as browsers do (html5ever's tree rules) and drops every tag and attribute that is not on
the lists below.  Its output is so regular that Python's expat can read it, many times faster than a soup is
made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.parsers import expat

import nh3

from anthology.conversion.myst import CONTROLS

MAX_DEPTH = 120
"""Levels of elements; deeper ones dissolve into their text, so that recursion stays within Python's limit."""

_VOID = "br|embed|hr|img|input|param|source|wbr"
_TAG_NAMES = """
    a abbr address article aside audio b big blockquote br button caption center cite code dd del details dfn
    dir div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hgroup hr i
    iframe img input ins kbd legend li main mark menu nav object ol p param picture pre q rp rt ruby s samp
    section small source span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var
    video wbr
"""
_ATTRIBUTES = {
    "*": {"class", "id", "style", "hidden", "data-lang", "data-language"},
    "a": {"href", "name", "title"},
    "img": {"src", "alt", "title", "width", "height", "data-src", "data-lazy-src", "data-original", "srcset"}
    | {"data-srcset"},
    "iframe": {"src", "data-src", "title"},
    "embed": {"src"},
    "object": {"data"},
    "param": {"name", "value"},
    "video": {"src", "title"},
    "audio": {"src", "title"},
    "source": {"src"},
    "pre": {"lang", "data-enlighter-language", "data-syntaxhighlighter-params"},
    "code": {"lang"},
    "ol": {"start"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "input": {"type", "checked"},
    "font": {"face"},
}
_DROPPED_WHOLE = """
    canvas datalist frameset head noframes noscript script select style svg template textarea title
"""
# Addresses are judged where links are made, which also records those that are left out.
_SCHEMES = """
    about blob callto data feed file ftp ftps git http https irc ircs javascript magnet mailto news skype sms
    ssh tel vbscript whatsapp xmpp
"""
_CLEANER = nh3.Cleaner(
    tags=set(_TAG_NAMES.split()),
    clean_content_tags=set(_DROPPED_WHOLE.split()),
    attributes=_ATTRIBUTES,
    strip_comments=True,
    link_rel=None,
    url_schemes=set(_SCHEMES.split()),
)
_VOID_TAG = re.compile(rf'<({_VOID})((?: [^\s=>"]+="[^"]*")*)>')
_IFRAME = re.compile(r'(<iframe(?: [^\s=>"]+="[^"]*")*>)[^<]*(?:<(?!/iframe>)[^<]*)*</iframe>')


_PRE = re.compile(r"<pre\b.*?</pre>", re.S)
_SPAN = re.compile(r'<span(?: [^\s=>"]+="[^"]*")*>')
# XML turns line ends inside an attribute into spaces unless they are written as references.
_BROKEN_VALUE = re.compile(r'="[^"<]*[\t\n\r][^"<]*"')


LINE_NUMBER = re.compile(
    r"(?<![\w-])(?:linenos?|lineno|ln|lnt|line-numbers?|line_numbers|linenodiv|linenumber|gutter|crayon-nums?"
    r"|blob-num|rouge-gutter|hljs-ln-numbers|code-line-number)(?![\w-])"
)
"""Classes of what shows the number of a line of code."""


class Element:
    """A tag with its attributes and, in order, its text and the elements inside."""

    __slots__ = ("attrs", "children", "name", "parent")

    def __init__(self, name: str, attrs: dict[str, str], parent: Element | None) -> None:
        self.name = name
        self.attrs = attrs
        self.children: list[Element | str] = []
        self.parent = parent

    def classes(self) -> list[str]:
        """Return the names in the class attribute."""
        value = self.attrs.get("class")
        return value.split() if value else []

    def elements(self) -> Iterator[Element]:
        """Yield the elements inside, in document order."""
        stack: list[Element | str] = self.children[::-1]
        while stack:
            node = stack.pop()
            if not isinstance(node, str):
                yield node
                if node.children:
                    stack.extend(node.children[::-1])

    def find(self, *names: str) -> Element | None:
        """Return the first element inside with one of the names."""
        return next((element for element in self.elements() if element.name in names), None)

    def ancestors(self) -> Iterator[Element]:
        """Yield the elements around this one, from the nearest."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def text(self) -> str:
        """Return all text inside."""
        parts: list[str] = []
        stack: list[Element | str] = [self]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                parts.append(node)
            else:
                stack.extend(node.children[::-1])
        return "".join(parts)

    def is_blank(self) -> bool:
        """Return whether nothing inside would show."""
        return (
            not self.text().strip() and self.find("img", "iframe", "embed", "object", "video", "hr") is None
        )


class _Builder:
    """What a parser's events make: a tree no deeper than `MAX_DEPTH`."""

    def __init__(self) -> None:
        self.root = Element("[document]", {}, None)
        self.current = self.root
        self.depth = 0
        self.flattened = 0

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if name == "body":  # ours, as XML wants one element around all
            return
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.flattened += 1
            self.current.children.append(" ")
            return
        element = Element(name, attrs, self.current)
        self.current.children.append(element)
        self.current = element

    def end(self, name: str) -> None:
        if name == "body":
            return
        self.depth -= 1
        if self.depth >= MAX_DEPTH:
            self.current.children.append(" ")
        elif self.current.parent is not None:
            self.current = self.current.parent

    def data(self, text: str) -> None:
        self.current.children.append(text)


class _LenientParser(HTMLParser):
    """Reads what expat refuses: vertical tabs and form feeds, which code may hold and XML may not."""

    def __init__(self, builder: _Builder) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = builder

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if re.fullmatch(_VOID, tag):
            self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if not re.fullmatch(_VOID, tag):
            self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


def _without_colours(found: re.Match[str]) -> str:
    """Drop the hundreds of spans by which highlighters colour code, unless some may be line numbers."""
    text = found[0]
    if "<span" not in text or LINE_NUMBER.search(text):
        return text
    bare, opened = _SPAN.subn("", text)
    return bare.replace("</span>", "") if opened == text.count("</span>") else text


def _referenced(found: re.Match[str]) -> str:
    return found[0].replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def parse(html: str) -> tuple[Element, int]:
    """Return the tree of a fragment of HTML and how many elements were too deep to keep.

    Args:
        html: Passed through `guard.guard` before, which keeps the work linear.
    """
    clean = _CLEANER.clean(html)
    if "<iframe" in clean:
        clean = _IFRAME.sub(r"\1</iframe>", clean)
    if "<pre" in clean:
        clean = _PRE.sub(_without_colours, clean)
    clean = _BROKEN_VALUE.sub(_referenced, clean)
    # Character references may have brought controls back.
    xml = CONTROLS.sub("", _VOID_TAG.sub(r"<\1\2/>", clean.replace("&nbsp;", "\xa0")))
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(f"<body>{xml}</body>".encode(), True)
    except expat.ExpatError:
        builder = _Builder()
        _LenientParser(builder).feed(f"<body>{clean}</body>")
    return builder.root, builder.flattened
