"""Marks of emphasis that Markdown reads as meant.

A `*` only opens or closes where the characters on both sides allow it (CommonMark's flanking rules), and two
marks that meet melt into one run.  Where the rules forbid it, a role says the same; where a role cannot (it
holds plain text only), an invisible character parts the mark from its neighbour.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from anthology.conversion import myst
from anthology.conversion.html.document import Link, Mark, Piece

_DELIMITERS = {"em": "*", "strong": "**"}
_ROLES = {"em": "emphasis", "strong": "strong"}
_GAP = "&#8203;"  # counts as punctuation
_NO_WIDTH = "\u200b"  # counts as a letter


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
    place = depth = 0
    while place < len(tokens):
        if not _is_delimiter(tokens[place]):
            place += 1
            continue
        opening = place
        while opening < len(tokens) and _is_delimiter(tokens[opening]) and tokens[opening].kind == "close":
            opening += 1
        stop = opening
        while stop < len(tokens) and _is_delimiter(tokens[stop]) and tokens[stop].kind == "open":
            stop += 1
        depth -= opening - place
        if stop > opening and _mend_opening(tokens, opening, stop, met=opening > place, inside=depth > 0):
            depth += stop - opening
        if opening > place:
            _mend_closing(tokens, place, opening)
        place = stop


def _flanks(before: str, after: str) -> tuple[bool, bool]:
    """Return whether marks between two characters may open, and whether they may close (CommonMark 6.2)."""
    space_before, space_after = before.isspace(), after.isspace()
    mark_before, mark_after = _is_punctuation(before), _is_punctuation(after)
    return (
        not space_after and (not mark_after or space_before or mark_before),
        not space_before and (not mark_before or space_after or mark_after),
    )


def _mend_opening(tokens: list[Token], start: int, stop: int, *, met: bool, inside: bool) -> bool:
    """Make a run of marks open.

    Args:
        tokens: All tokens of a paragraph.
        start: Where the run starts.
        stop: The place after it.
        met: Whether marks that close stand right before it.
        inside: Whether other marks are open, which a run that may also close would close.

    Returns:
        Whether there still are marks; otherwise they were written as a role.
    """
    after = _first_character(tokens, stop)
    before = "*" if met else _last_character(tokens, start)
    opens, closes = _flanks(before, after)
    if opens and not met and not (closes and inside):
        return True
    if stop - start == 1 and _as_role(tokens, start):
        return False
    if met or not before.isspace():
        tokens[start].text = _GAP + tokens[start].text
    if inside and _is_punctuation(after):
        tokens[stop - 1].text += _NO_WIDTH
    return True


def _mend_closing(tokens: list[Token], start: int, stop: int) -> None:
    """Make a run of marks close."""
    _, closes = _flanks(_last_character(tokens, start), _first_character(tokens, stop))
    if closes:
        return
    opening = tokens[start].mate
    alone = not (opening and _is_delimiter(tokens[opening - 1])) and not _is_delimiter(tokens[opening + 1])
    if not (stop - start == 1 and alone and _as_role(tokens, opening)):
        tokens[stop - 1].text += _GAP


def _last_character(tokens: list[Token], place: int) -> str:
    while place and not tokens[place - 1].text:
        place -= 1
    return tokens[place - 1].text[-1] if place else " "


def _first_character(tokens: list[Token], place: int) -> str:
    while place < len(tokens) and not tokens[place].text:
        place += 1
    return tokens[place].text[0] if place < len(tokens) else " "


def _as_role(tokens: list[Token], opening: int) -> bool:
    """Write plain text between two marks as a role; return whether that was possible."""
    closing = tokens[opening].mate
    inside = tokens[opening + 1]
    if closing != opening + 2 or inside.mark != "text" or inside.piece is None:
        return False
    if any(tokens[place].text not in ("*", "**") for place in (opening, closing)):
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
