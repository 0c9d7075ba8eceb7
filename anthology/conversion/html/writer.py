"""The document as MyST: markdownify's converter, one `convert_…` method for each kind of block."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection

from markdownify import MarkdownConverter

from anthology.conversion import myst
from anthology.conversion.html import tables
from anthology.conversion.html.document import Block
from anthology.conversion.html.inline import render, words
from anthology.conversion.html.losses import Losses

DEEPEST_NESTING = 16
"""Levels of markdown-it inside one another; at 20 it drops the rest of the page without a word."""

_COST = {"ul": 2, "ol": 2, "dl": 2, "blockquote": 1, "fn": 1}
Parents = Collection[str] | None
Convert = Callable[[Block, str, Parents], str]
_NOTHING = "&#8203;"
_LIST_MARKS = {"ul": "-*", "ol": ".)"}
_FIGURE = re.compile(
    r"\[?!\[(?P<alt>(?:[^\]\\]|\\.)*)\]\((?P<source>[^\s()]*)\)(?:\{width=(?P<width>\d+px)\})?"
    r"(?:\]\((?P<target>[^\s()\"]*)\))?\Z"
)
_UNSAFE_CAPTION = re.compile(r"[-+*>#|:`]|\d+[.)]|\[\^|:::|\\?:")


class MystWriter(MarkdownConverter):
    """Writes a `Block` as MyST.

    markdownify's dispatch and protocol (`process_tag`, `convert_<name>(el, text, parent_tags)`) are kept, so
    that a subclass can change how one kind of block is written; its handling of text and white space is not
    needed, as the document holds neither markup nor stray spaces.

    Args:
        losses: Where nesting too deep for the page is noted.
    """

    def __init__(self, losses: Losses) -> None:
        super().__init__()
        self.losses = losses
        self.nesting = 0
        self.marks: dict[Block, str] = {}  # of a list, its bullet or delimiter
        self.methods: dict[str, Convert] = {}
        self.texts: dict[Block, str] = {}  # of a cell, its content

    def process_tag(self, node: Block, parent_tags: Parents = None) -> str:
        """Return the MyST of a block, its children first."""
        name = node.name
        if node.inline:
            text = render(node.inline, " " if name[0] == "h" or name in ("dt", "caption") else "\\\n")
        elif node.children:
            cost = _COST.get(name, 0)
            if cost and self.nesting + cost > DEEPEST_NESTING:
                return self.flattened(node)
            saved = self.nesting
            # The body of a directive is parsed by itself: nesting starts again.
            self.nesting = 0 if name == "table" and not tables.is_simple(node) else saved + cost
            text = self.joined(node)
            self.nesting = saved
        else:
            text = node.text
        convert = self.methods.get(name)
        if convert is None:
            convert = self.methods[name] = self.get_conv_fn(name)
        return str(convert(node, text, parent_tags))

    def get_conv_fn(self, tag_name: str) -> Convert:
        """Return the method that writes a kind of block."""
        if re.fullmatch(r"h[1-6]", tag_name):
            return self.convert_heading
        method: Convert = getattr(self, f"convert_{tag_name.strip('[]')}")
        return method

    def joined(self, node: Block) -> str:
        """Return the children a blank line apart, or the items of a tight list a line apart."""
        parts: list[str] = []
        before: Block | None = None
        for child in node.children:
            if child.name in _LIST_MARKS:
                marks = _LIST_MARKS[child.name]
                after_same = (
                    before is not None and before.name == child.name and self.marks[before] == marks[0]
                )
                self.marks[child] = marks[1] if after_same else marks[0]
            part = self.process_tag(child)
            if part or node.name in _COST:
                parts.append(part)
            if part:
                before = child
        if node.name in _LIST_MARKS:
            return self.items(node, parts)
        if node.name == "dl":
            return self.definitions(node, parts)
        if node.name == "li" and _is_tight(node):
            return "\n".join(parts)
        return "\n\n".join(part for part in parts if part)

    def flattened(self, node: Block) -> str:
        """Return the paragraphs of a block that nests too deep, one after the other."""
        self.losses.add(
            "nesting", _beginning(node), f"more than {DEEPEST_NESTING} levels of lists and quotes"
        )
        parts: list[str] = []
        stack = [node]
        while stack:
            block = stack.pop()
            if block.inline:
                parts.append(render(block.inline))
            elif block.name == "pre":
                parts.append(myst.fence(block.text, block.language))
            stack.extend(block.children[::-1])
        return "\n\n".join(part for part in parts if part)

    def items(self, node: Block, parts: list[str]) -> str:
        """Return the items of a list with their bullets."""
        mark = self.marks.get(node, _LIST_MARKS[node.name][0])
        lines = []
        for number, part in enumerate(parts):
            bullet = f"{mark} " if node.name == "ul" else f"{node.number + number}{mark} "
            box = {"☐": "[ ]", "☑": "[x]"}.get(part[:1], "")
            text = box + part[1:] if box else part
            lines.append((bullet + tables.indented(text, len(bullet))).rstrip())
        return ("\n\n" if any("\n\n" in part for part in parts) else "\n").join(lines)

    def definitions(self, node: Block, parts: list[str]) -> str:
        """Return terms, each with its definitions; MyST knows one term a definition."""
        made: list[str] = []
        previous = ""
        for child, part in zip(node.children, parts, strict=True):
            if child.name == "dt":
                if previous == "dt":  # a term needs a definition: one that shows nothing
                    made[-1] += f"\n: {_NOTHING}"
                made.append(part)
            elif child.name == "dd" and previous in ("dt", "dd"):
                definition = ": " + tables.indented(part or _NOTHING, 2)
                if previous == "dt":
                    made[-1] += "\n" + definition
                else:
                    made.append(definition)
            elif part:
                made.append(part)
            previous = child.name if child.name == "dt" or previous in ("dt", "dd") else ""
        if previous == "dt":
            made[-1] += f"\n: {_NOTHING}"
        return "\n\n".join(made)

    def as_it_is(self, _el: Block, text: str, _parents: Parents) -> str:
        """Return what the children make."""
        return text

    convert_p = convert_li = convert_ul = convert_ol = convert_dl = convert_dt = convert_dd = as_it_is
    convert_caption = convert_figcaption = convert_tr = convert_document = as_it_is

    def convert_heading(self, el: Block, text: str, _parents: Parents) -> str:
        """Return a heading."""
        return myst.heading(int(el.name[1]), text) if text else ""

    def convert_hr(self, _el: Block, _text: str, _parents: Parents) -> str:
        """Return a rule."""
        return "---"

    def convert_pre(self, el: Block, _text: str, _parents: Parents) -> str:
        """Return a code block."""
        return myst.fence(el.text, el.language)

    def convert_blockquote(self, _el: Block, text: str, _parents: Parents) -> str:
        """Return a quote."""
        return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))

    def convert_fn(self, el: Block, text: str, _parents: Parents) -> str:
        """Return a footnote."""
        return f"[^{el.label}]: {tables.indented(text, 4)}"

    def convert_figure(self, el: Block, text: str, _parents: Parents) -> str:
        """Return one picture with a caption as a `figure`, anything else as it stands."""
        captions = [child for child in el.children if child.name == "figcaption"]
        others = [child for child in el.children if child.name != "figcaption"]
        if len(captions) != 1 or len(others) != 1 or len(others[0].inline) != 1:
            return text
        caption = self.process_tag(captions[0])
        found = _FIGURE.match(render(others[0].inline))
        plain = all(child.name == "p" for child in captions[0].children)
        if not found or not plain or not caption or _UNSAFE_CAPTION.match(caption):
            return text
        alt = html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", found["alt"])).strip()
        # Without one, docutils takes the address for the alternative text.
        quoted = alt.replace("\\", "\\\\").replace('"', '\\"')
        options = f':alt: "{quoted}"\n' if alt else ":alt:\n"
        if found["width"]:
            options += f":width: {found['width']}\n"
        if found["target"]:
            options += f":target: {found['target']}\n"
        return tables.directive("figure", found["source"], options, caption)

    def convert_td(self, el: Block, text: str, _parents: Parents) -> str:
        """Keep the text of a cell for its table."""
        self.texts[el] = text.strip()
        return ""

    convert_th = convert_td

    def convert_table(self, el: Block, _text: str, _parents: Parents) -> str:
        """Return a table."""
        captions = [render(child.inline, " ") for child in el.children if child.name == "caption"]
        for row in el.children:
            for cell in row.children:
                self.texts.setdefault(cell, "")
        return tables.write_table(el, self.texts, tables.as_caption(" ".join(captions)))


def _is_tight(item: Block) -> bool:
    """Return whether an item is a line and a list that may follow it without a blank line between."""
    if [child.name for child in item.children] not in (["p", "ul"], ["p", "ol"]):
        return False
    inner = item.children[1]
    return (
        (inner.name == "ul" or inner.number == 1)
        and bool(inner.children[0].children)
        and inner.children[0].children[0].name == "p"
    )


def _beginning(node: Block) -> str:
    stack = [node]
    while stack:
        block = stack.pop()
        if block.inline:
            return words(block.inline)
        stack.extend(block.children[::-1])
    return ""
