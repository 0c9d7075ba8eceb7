"""Code blocks as the many highlighters of weblogs wrote them: the text to the letter, and its language."""

from __future__ import annotations

import re

from anthology.conversion.html.tree import LINE_NUMBER, Element
from anthology.conversion.languages import known_language

_GUTTER = re.compile(
    r"(?:^|\s)(?:gutter|linenos|line_numbers|line-numbers|lineno|crayon-nums|blob-num|rouge-gutter)(?=\s|$)"
)
_CODE_TABLE = re.compile(r"(?:highlight|rouge-table|crayon|lntable|js-file-line)")
_NAMED = re.compile(
    r"brush\s*:\s*([\w#+.-]+)"
    r"|(?:^|\s)(?:language|lang|highlight-source|highlight|type|src)-([\w#+.-]+)"
    r"|(?:^|\s)(?:sourceCode|crayon-syntax-lang|syntaxhighlighter|lang:)\s*([\w#+.-]+)"
)
# Names of languages that class attributes also use for something else.
_AMBIGUOUS_NAMES = """
    block chroma code console-output container content default go-code highlight hl hljs line linenums lines
    listing output plain pre prettyprint snippet source text wp-block-code
"""
_AMBIGUOUS = frozenset(_AMBIGUOUS_NAMES.split())
_BLOCKS_IN_CODE = frozenset({"div", "p", "li"})
_HOLDS_NO_TEXT = frozenset({"ol", "ul", "table", "tbody", "thead", "tr"})
_BOXES = frozenset(["div", "figure", "td", "tr", "tbody", "table", "code", "pre", "section", "span"])
_EVIDENCE = (
    (re.compile(r"#!\s*/(?:usr/)?bin/(?:env )?(?:ba|z|k)?sh\b"), "bash"),
    (re.compile(r"#!\s*/(?:usr/)?(?:local/)?bin/(?:env )?python[\d.]*\b"), "python"),
    (re.compile(r"#!\s*/(?:usr/)?bin/(?:env )?perl\b"), "perl"),
    (re.compile(r"#!\s*/(?:usr/)?bin/(?:env )?ruby\b"), "ruby"),
    (re.compile(r"#!\s*/(?:usr/)?bin/(?:env )?node\b"), "javascript"),
    (re.compile(r"<\?xml\s"), "xml"),
    (re.compile(r"<\?php\b"), "php"),
    (re.compile(r"diff --git a/"), "diff"),
)


def code_text(element: Element) -> str:
    """Return the text of a code block: line breaks and lines made of tags as line ends, no line numbers."""
    parts: list[str] = []
    at_line_start = True
    stack: list[Element | str] = element.children[::-1]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
            at_line_start = node.endswith("\n") if node.strip(" \t") else at_line_start
            continue
        if node.name == "br":
            parts.append("\n")
            at_line_start = True
            continue
        if node.name == "button" or LINE_NUMBER.search(node.attrs.get("class", "")):
            continue
        if node.name in _BLOCKS_IN_CODE and not at_line_start:
            parts.append("\n")
            at_line_start = True
        children = node.children
        if node.name in _HOLDS_NO_TEXT:
            children = [child for child in children if not isinstance(child, str) or child.strip()]
        stack.extend(children[::-1])
    text = "".join(parts)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")


def code_language(element: Element, text: str = "") -> str | None:
    """Return the language that a code block's markup names, or that its first line proves.

    Looked at, in this order: classes and `data-lang` of the block, of the `code` inside, of the boxes around
    it.
    """
    inner = next(
        (child for child in element.children if isinstance(child, Element) and child.name == "code"), None
    )
    near = [element] if inner is None else [element, inner]
    boxes: list[Element] = []
    for box in element.ancestors():
        if box.name not in _BOXES or len(boxes) == 8:
            break
        boxes.append(box)
    for candidate in near + boxes:
        attrs = candidate.attrs
        if not attrs:
            continue
        named = attrs.get("class", "") + " " + attrs.get("data-syntaxhighlighter-params", "")
        for found in _NAMED.finditer(named):
            if language := known_language(found[1] or found[2] or found[3]):
                return language
        for name in ("data-lang", "data-language", "data-enlighter-language", "lang"):
            if language := known_language(attrs.get(name)):
                return language
    for candidate in near:
        for name in candidate.classes():
            if len(name) > 1 and name.lower() not in _AMBIGUOUS and (language := known_language(name)):
                return language
    return next((language for evidence, language in _EVIDENCE if evidence.match(text.lstrip("\n"))), None)


def is_code_table(table: Element) -> bool:
    """Return whether a table only sets line numbers beside code."""
    if _CODE_TABLE.search(table.attrs.get("class", "")):
        return table.find("td") is not None
    cells = 0
    for element in table.elements():
        if element.name == "td":
            if _GUTTER.search(element.attrs.get("class", "")):
                return True
            cells += 1
            if cells == 3:
                break
    return False


def table_code(table: Element) -> tuple[str, str | None]:
    """Return text and language of the code in a table with line numbers."""
    cells = [
        cell
        for cell in table.elements()
        if cell.name == "td" and not _GUTTER.search(cell.attrs.get("class", ""))
    ]
    texts = [(cell, code_text(cell)) for cell in cells]
    texts = [(cell, text) for cell, text in texts if text.strip()] if len(texts) <= 2 else texts
    if not texts:
        return "", None
    one_line_a_cell = "js-file-line" in table.attrs.get("class", "") or len(texts) > 2
    text = ("\n" if one_line_a_cell else "").join(text for _, text in texts)
    cell = texts[-1][0]
    language = code_language(cell.find("pre") or cell.find("code") or cell, text)
    return text, language or _crayon_language(table)


def _crayon_language(table: Element) -> str | None:
    for box in table.ancestors():
        if "crayon-syntax" in box.classes():
            for element in box.elements():
                if "crayon-language" in element.classes():
                    return known_language(element.text())
    return None
