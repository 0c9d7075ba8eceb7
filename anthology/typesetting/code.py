"""Code for print: coloured in Python, cut into lines that fit, marked where a line goes on.

Typst's own highlighter costs 4 ms a line and knows other languages than the web pages do; Pygments, which
Sphinx uses for those, costs a twentieth.  And only what is cut here, by columns, can carry a mark where a
long line goes on.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Token, _TokenType
from pygments.util import ClassNotFound

from anthology.typesetting.escape import array, clean, string

COLUMNS = 84
"""Columns of a code block at the width of the text block; the template sets the size of its type so."""
COLUMNS_ON = {"6x9in": 72}
"""On papers on which that would be too small to read."""
DRAWING_COLUMNS = 132
"""Up to this width, drawings made of characters are shrunk instead of wrapped."""
LONGEST_HIGHLIGHTED = 200_000
"""Characters; above this a lexer's worst case is not worth its colours."""

_DRAWING = re.compile(r"^\s*[+|┌└├╔╚╠][-=+|─═┬┼┴╦╩╬ ].*[+|┐┘┤╗╝╣]\s*$", re.MULTILINE)
_STYLES: dict[_TokenType, str] = {
    Token.Keyword: "k",
    Token.Operator.Word: "k",
    Token.Comment.Preproc: "p",
    Token.Comment: "c",
    Token.Literal.String: "s",
    Token.Literal.Number: "n",
    Token.Name.Function: "f",
    Token.Name.Class: "f",
    Token.Name.Tag: "k",
    Token.Name.Attribute: "f",
    Token.Name.Builtin: "b",
    Token.Name.Decorator: "p",
    Token.Name.Variable: "b",
    Token.Generic.Prompt: "p",
    Token.Generic.Output: "o",
    Token.Generic.Heading: "k",
    Token.Generic.Subheading: "k",
    Token.Generic.Deleted: "d",
    Token.Generic.Inserted: "i",
    Token.Generic.Error: "d",
}
_PLAIN = frozenset({"", "text", "none", "default", "output"})

Run = tuple[str, str]
"""A style (one letter, or nothing) and text without newlines."""


@lru_cache(maxsize=4096)
def style_of(token: _TokenType) -> str:
    """Return the style of a Pygments token type: a letter that the template knows, or nothing."""
    return next((_STYLES[kind] for kind in reversed(token.split()) if kind in _STYLES), "")


@lru_cache(maxsize=256)
def lexer(language: str) -> Lexer | None:
    """Return the Pygments lexer of a language, or None for plain text and unknown names."""
    if language in _PLAIN:
        return None
    try:
        # Most lexers would drop blank lines at both ends of the code.
        return get_lexer_by_name(
            "pycon" if language == "doctest" else language, stripnl=False, ensurenl=False
        )
    except ClassNotFound:
        return None


def highlight(text: str, language: str) -> list[list[Run]]:
    """Return the lines of the code as runs of one style.

    The letters of all runs are the letters of the text, whatever the lexer makes of it.
    """
    plain: list[list[Run]] = [[("", line)] if line else [] for line in text.split("\n")]
    reader = lexer(language) if len(text) <= LONGEST_HIGHLIGHTED else None
    if reader is None:
        return plain
    lines: list[list[Run]] = [[]]
    for kind, value in reader.get_tokens(text):
        style = style_of(kind)
        for number, part in enumerate(value.split("\n")):
            if number:
                lines.append([])
            if not part:
                continue
            if lines[-1] and lines[-1][-1][0] == style:
                lines[-1][-1] = (style, lines[-1][-1][1] + part)
            else:
                lines[-1].append((style, part))
    same = "\n".join("".join(run[1] for run in line) for line in lines) == text
    return lines if same else plain


def width(character: str) -> int:
    """Return the columns a character takes: wide East Asian ones and emoji two, marks that combine none."""
    if character < "\u0300":
        return 1
    if unicodedata.combining(character) or character in "\u200b\u200c\u200d\u2060\ufe0e\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def columns(line: str) -> int:
    """Return the columns a line takes."""
    return len(line) if line.isascii() else sum(map(width, line))


def cuts(line: str, limit: int) -> list[int]:
    """Return the indices at which a line is cut so that no piece is wider than `limit` columns.

    A cut comes after white space or a comma in the second half of the piece, else after another mark that
    separates in its last third, else after the last character that fits.  Pieces after the first are two
    columns narrower, for the mark before them.
    """
    found: list[int] = []
    start, used, room = 0, 0, limit
    good, fair = 0, 0
    for index, character in enumerate(line):
        used += width(character)
        if used > room and index > start:
            start = good or fair or index
            found.append(start)
            room, good, fair = limit - 2, 0, 0
            used = columns(line[start : index + 1])
        if character in " ,;" and used > room // 2:
            good = index + 1
        elif character in "/|&=()[]{}-_.:" and used > room * 2 // 3:
            fair = index + 1
    return found


def cut_runs(runs: list[Run], at: list[int]) -> list[list[Run]]:
    """Return the runs of a line, cut into pieces at these indices of the line."""
    pieces: list[list[Run]] = [[]]
    position, pending = 0, list(at)
    for style, text in runs:
        rest = text
        while pending and position + len(rest) > pending[0]:
            head = pending.pop(0) - position
            if head:
                pieces[-1].append((style, rest[:head]))
            pieces.append([])
            rest, position = rest[head:], position + head
        if rest:
            pieces[-1].append((style, rest))
            position += len(rest)
    return pieces


def drawing(text: str, widest: int, limit: int) -> bool:
    """Tell whether the text is a table or picture drawn with characters that must not be wrapped."""
    return limit < widest <= DRAWING_COLUMNS and _DRAWING.search(text) is not None


def code_block(text: str, language: str, *, limit: int = COLUMNS, nested: bool = False) -> str:
    """Return the Typst call that shows a code block.

    Args:
        text: The code.
        language: A name that Pygments knows; anything else is plain text.
        limit: Columns in which it has to fit.
        nested: Whether it stands inside something narrower than the text block.
    """
    text = clean(text).rstrip("\n").expandtabs(8)
    lines = highlight(text, language)
    widths = [columns("".join(run[1] for run in line)) for line in lines]
    widest = max(widths, default=0)
    own_size = nested
    if drawing(text, widest, limit):
        limit, own_size = widest, True
    shown = [_line(line, limit, wide > limit) for line, wide in zip(lines, widths, strict=True)]
    options = f", columns: {limit}" if own_size else ""
    return f"#code({string(text)}, {array(shown)}{options})"


def _line(runs: list[Run], limit: int, too_wide: bool) -> str:
    if not too_wide:
        return _content(runs)
    text = "".join(run[1] for run in runs)
    pieces = cut_runs(runs, cuts(text, limit))
    return "{" + "; goes-on; ".join(_expressions(piece) for piece in pieces) + "}"


def _content(runs: list[Run]) -> str:
    if not runs:
        return "none"
    if len(runs) == 1 and not runs[0][0]:
        return string(runs[0][1])
    return "{" + _expressions(runs) + "}"


def _expressions(runs: list[Run]) -> str:
    return "; ".join(f"hl-{style}({string(text)})" if style else string(text) for style, text in runs)
