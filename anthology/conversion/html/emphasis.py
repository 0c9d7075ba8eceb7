"""Marks of emphasis that Markdown reads as meant.

A `*` only opens or closes where the characters on both sides allow it (CommonMark's flanking rules), and two marks
that meet melt into one run.  Where the rules forbid it, a role says the same; where a role cannot (it holds plain
text only), an invisible character parts the mark from its neighbour.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from anthology.conversion import myst
from anthology.conversion.html.document import Link, Mark, Piece

_DELIMITERS = {"em": "*", "strong": "**"}
_ROLES = {"em": "emphasis", "strong": "strong"}
_GAP = "&#8203;"


class Token:
    """Text, or a mark that opens or closes.

    Attributes:
        kind: `text`, `open` or `close`.
        mark: What opens or closes; of text, the kind of its piece.
        text: As it is written.
        piece: Of text, where it comes from.
        mate: Of a mark, the place of the other end.
    """

    __slots__ = ("kind", "mark", "mate", "piece", "text")

    def __init__(
        self, kind: str, mark: Mark, text: str = "", piece: Piece | None = None, mate: int = -1
    ) -> None:
        self.kind = kind
        self.mark = mark
        self.text = text
        self.piece = piece
        self.mate = mate


@lru_cache(maxsize=4096)
def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def settle(tokens: list[Token]) -> str:
    """Return the tokens as one text whose marks Markdown reads as they are nested."""
    emphasis = False
    for token in tokens:
        if token.kind == "text":
            continue
        if isinstance(token.mark, Link):
            token.text = "[" if token.kind == "open" else _link_end(token.mark)
        elif token.mark == "del":
            token.text = "[" if token.kind == "open" else "]{.del}"
        else:
            token.text = _DELIMITERS[token.mark]
            emphasis = True
    if emphasis:
        _part(tokens)
    return _glued(tokens)


def _link_end(link: Link) -> str:
    written = myst.link("x", link.url, link.title) if not link.url.startswith("#") else f"[x]({link.url})"
    return written[2:]


def _is_delimiter(token: Token) -> bool:
    return token.kind != "text" and token.mark in _DELIMITERS


def _part(tokens: list[Token]) -> None:
    """Look at each run of marks between two texts and mend those that Markdown would not read."""
    place, count = 0, len(tokens)
    while place < count:
        if not _is_delimiter(tokens[place]):
            place += 1
            continue
        stop = place
        while stop < count and _is_delimiter(tokens[stop]):
            stop += 1
        before = _last_character(tokens, place)
        after = _first_character(tokens, stop)
        _mend(tokens, place, stop, before, after)
        place = stop


def _last_character(tokens: list[Token], place: int) -> str:
    while place and not tokens[place - 1].text:
        place -= 1
    return tokens[place - 1].text[-1] if place else " "


def _first_character(tokens: list[Token], place: int) -> str:
    while place < len(tokens) and not tokens[place].text:
        place += 1
    return tokens[place].text[0] if place < len(tokens) else " "


def _mend(tokens: list[Token], start: int, stop: int, before: str, after: str) -> None:
    opening = next((n for n in range(start, stop) if tokens[n].kind == "open"), stop)
    if start < opening < stop:  # marks that close meet marks that open
        if not (stop - opening == 1 and _as_role(tokens, opening)):
            tokens[opening].text = _GAP + tokens[opening].text
        elif opening - start >= 1:
            _mend(tokens, start, opening, before, "{")
        return
    space_before, space_after = before.isspace(), after.isspace()
    mark_before, mark_after = _is_punctuation(before), _is_punctuation(after)
    if opening < stop:
        if space_after or (mark_after and not space_before and not mark_before):
            if not (stop - start == 1 and _as_role(tokens, start)):
                tokens[start].text = _GAP + tokens[start].text
    elif space_before or (mark_before and not space_after and not mark_after):
        first = tokens[start].mate
        if not (stop - start == 1 and _alone(tokens, first) and _as_role(tokens, first)):
            tokens[stop - 1].text += _GAP


def _alone(tokens: list[Token], opening: int) -> bool:
    """Return whether no mark opens or closes right before the opening one, whose run was settled already."""
    return not (opening and _is_delimiter(tokens[opening - 1])) and tokens[opening].text in ("*", "**")


def _as_role(tokens: list[Token], opening: int) -> bool:
    """Write plain text between two marks as a role; return whether that was possible."""
    closing = tokens[opening].mate
    inside = tokens[opening + 1]
    if closing != opening + 2 or inside.mark != "text" or inside.piece is None:
        return False
    if tokens[closing].text not in ("*", "**"):
        return False
    mark = tokens[opening].mark
    written = myst.role(_ROLES[str(mark)], inside.piece.text)
    if not written:
        return False
    tokens[opening].text = tokens[closing].text = ""
    inside.text = written
    # No longer marks: neighbours look through them.
    tokens[opening].mark = tokens[closing].mark = "role"
    tokens[opening].kind = tokens[closing].kind = "text"
    return True


def _glued(tokens: list[Token]) -> str:
    """Join the tokens; mind the characters that only mean something beside another token."""
    parts: list[str] = []
    last = ""
    for token in tokens:
        text = token.text
        if not text:
            continue
        if last:
            if text[0] == "[" and last[-1] == "!":
                parts[-1] = last[:-1] + "\\!"
            elif last[-1] == "]" and text[0] in ":(" and token.mark == "text":
                text = "\\" + text
            elif last[-1] == "`" and text[0] == "`":
                parts.append(_GAP)
        parts.append(text)
        last = text
    return "".join(parts)
