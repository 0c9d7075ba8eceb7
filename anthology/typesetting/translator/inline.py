"""Text, emphasis, links, and the inline HTML that MyST leaves as it is."""

# A visitor's name says what it visits, in docutils' own spelling.
# ruff: noqa: D102, N802

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

from docutils import nodes
from lxml import etree
from lxml import html as lxml_html

from anthology.typesetting.escape import breakable, clean, markup, raw, string
from anthology.typesetting.page import place_label
from anthology.typesetting.targets import LONGEST_URL, external, internal_label
from anthology.typesetting.translator.base import BaseTranslator

_HTML_ELEMENTS = {
    "s": "strike", "del": "strike", "strike": "strike", "kbd": "kbd", "sub": "sub", "sup": "super",
    "u": "underline", "ins": "underline", "mark": "highlight", "b": "strong", "strong": "strong",
    "i": "emph", "em": "emph", "cite": "emph", "code": "mono", "tt": "mono", "samp": "mono",
    "small": "smaller",
}  # fmt: skip
_CLASSES = {"del": "strike", "strike": "strike", "post-details": "smaller", "kbd": "kbd"}
"""Classes of inline text that print shows."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^>]*>")


class InlineTranslator(BaseTranslator):
    """Everything that stands in a line."""

    def visit_Text(self, node: nodes.Text) -> None:
        text = node.astext()
        self.put_text(breakable(text, 60 if self.in_title else 40) if len(text) > 40 else text)

    def depart_Text(self, node: nodes.Text) -> None:
        pass

    def _open(self, function: str, node: nodes.Element) -> None:
        self.put_places(node)
        self.put(f"#{function}[")

    def _close(self, node: nodes.Element) -> None:
        self.close_html(node)
        self.put("]")

    def visit_emphasis(self, node: nodes.Element) -> None:
        self._open("emph", node)

    def visit_strong(self, node: nodes.Element) -> None:
        self._open("strong", node)

    def visit_subscript(self, node: nodes.Element) -> None:
        self._open("sub", node)

    def visit_superscript(self, node: nodes.Element) -> None:
        self._open("super", node)

    depart_emphasis = depart_strong = depart_subscript = depart_superscript = _close
    visit_title_reference = visit_literal_emphasis = visit_abbreviation = visit_emphasis
    depart_title_reference = depart_literal_emphasis = depart_abbreviation = _close
    visit_literal_strong = visit_problematic = visit_manpage = visit_strong
    depart_literal_strong = depart_problematic = depart_manpage = _close

    def visit_inline(self, node: nodes.Element) -> None:
        self.put_places(node)
        self.put("".join(f"#{function}[" for function in _functions(node)))

    def depart_inline(self, node: nodes.Element) -> None:
        self.close_html(node)
        self.put("]" * len(_functions(node)))

    def visit_literal(self, node: nodes.Element) -> None:
        self.put_places(node)
        text = " ".join(clean(node.astext()).split("\n"))
        if text:
            function = "kbd-raw" if "kbd" in node.get("classes", ()) else "raw"
            self.put(raw(text if self.in_title else breakable(text, 16 if self.in_cell else 24), function))
        raise nodes.SkipNode

    visit_math = visit_literal

    # -- links

    def visit_reference(self, node: nodes.Element) -> None:
        uri = node.get("refuri", "")
        label = place_label(self.page.docname, node["refid"]) if node.get("refid") else internal_label(uri)
        if self.in_title or self.in_link:
            self.put("#[")
        elif label is not None:
            self.put(self.reference_to(self.builder.printed_label(label)))
        elif external(uri):
            self.put(f"#link({string(uri)})[")
        else:
            self.put("#[")
        self.in_link = True

    def depart_reference(self, node: nodes.Element) -> None:
        self.close_html(node)
        self.in_link = False
        self.put("]")
        uri = node.get("refuri", "")
        if not external(uri) or self.in_title or _same_address(node.astext(), uri):
            return
        if any(isinstance(child, nodes.image) for child in node.findall(nodes.image)):
            return
        self.put_address(uri)

    def put_address(self, uri: str) -> None:
        """Print an address once in a post: at the foot of the page, or inline where no note can stand."""
        if uri in self.addresses or len(uri) > LONGEST_URL:
            return
        self.addresses.add(uri)
        function = "address" if self.in_note or self.in_cell else "address-note"
        self.put(f"#{function}[{markup(breakable(uri, 12))}]")

    def visit_target(self, node: nodes.Element) -> None:
        self.put_places(node)

    def depart_target(self, node: nodes.Element) -> None:
        pass

    # -- HTML that came through

    def visit_raw(self, node: nodes.Element) -> None:
        formats = node.get("format", "").split()
        if "html" in formats:
            if isinstance(node.parent, nodes.TextElement):
                for tag in re.split(r"(<[^>]*>)", node.astext()):
                    self._inline_html(tag, node)
            else:
                self._block_html(node.astext())
        raise nodes.SkipNode

    def _inline_html(self, text: str, node: nodes.Element) -> None:
        tag = _TAG.fullmatch(text.strip())
        if not tag:
            if not text.startswith("<"):
                self.put_text(unescape(text))
            return
        name = tag[2].lower()
        function = _HTML_ELEMENTS.get(name)
        if name == "br":
            self.put(" " if self.in_title else " \\\n")
        elif name == "input" and "checkbox" in text:
            self.put("☑ " if re.search(r"\bchecked\b", text) else "☐ ")
        elif function and not tag[1]:
            self.open_html.append((name, node.parent))
            self.put(f"#{function}[")
        elif function and self.open_html and self.open_html[-1] == (name, node.parent):
            self.open_html.pop()
            self.put("]")

    def _block_html(self, text: str) -> None:
        """Print the words of a block of HTML: its form is for the web, its words are the author's."""
        try:
            tree = lxml_html.fromstring(f"<div>{clean(text)}</div>")
        except (ValueError, etree.ParserError):
            return
        etree.strip_elements(tree, "script", "style", "template", with_tail=False)
        words = "".join(str(text) for text in tree.itertext()).strip()
        if words:
            self.put_text(words)
            self.put("\n\n")


def _functions(node: nodes.Element) -> list[str]:
    """Return the template's functions for the classes of inline text."""
    classes: list[str] = node.get("classes", [])
    return [_CLASSES[name] for name in classes if name in _CLASSES]


def _same_address(text: str, uri: str) -> bool:
    """Tell whether a link's text already shows its address."""

    def bare(value: str) -> str:
        return re.sub(r"^(?:https?://|mailto:)(?:www\.)?", "", unquote(value).strip().lower()).rstrip("/")

    return bare(text) == bare(uri)
