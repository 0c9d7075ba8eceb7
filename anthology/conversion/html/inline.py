"""Runs of inline pieces: white space as browsers show it, paragraphs at double line breaks, then MyST."""

from __future__ import annotations

from anthology.conversion import myst
from anthology.conversion.html.document import Link, Mark, Piece
from anthology.conversion.html.emphasis import Token, settle

_SPACES = " \xa0"
_OBJECTS = frozenset({"img", "note", "task"})
_ORDER = {"del": 0, "strong": 2, "em": 3}
HARD_BREAK = "\\\n"


def paragraphs(run: list[Piece]) -> list[list[Piece]]:
    """Return the run as paragraphs: white space collapsed, edges trimmed, two line breaks end a paragraph.

    Paragraphs without anything to see are left out, unless a link points into them.
    """
    if len(run) == 1 and run[0].kind == "text":  # most paragraphs
        piece = run[0]
        piece.text = myst.WHITE_SPACE.sub(" ", piece.text).strip(_SPACES)
        return [[piece]] if piece.text else []
    found: list[list[Piece]] = []
    current: list[Piece] = []
    breaks: list[Piece] = []
    for piece in run:
        if piece.kind == "br":
            breaks.append(piece)
            continue
        if piece.kind in ("text", "code", "sup", "sub"):
            if breaks and not piece.text.replace("\xa0", " ").strip():
                continue
            if not piece.text:
                continue
        elif piece.kind == "anchor" and breaks:
            current.append(piece)
            continue
        if len(breaks) > 1:
            found.append(current)
            current = []
        elif breaks:
            current.append(breaks[0])
        breaks = []
        current.append(piece)
    found.append(current)
    tidied = [_spaced(paragraph) for paragraph in found]
    return [paragraph for paragraph in tidied if paragraph]


def _spaced(run: list[Piece]) -> list[Piece]:
    """Collapse white space across the pieces and take it out of marks where it stands at their edges."""
    pieces: list[Piece] = []
    open_space = False  # a space is due before the next thing that shows
    space_kind = ""  # which kind of piece it stood in
    for piece in run:
        if piece.kind not in ("text", "code", "sup", "sub"):
            if piece.kind == "br":
                open_space = False
            elif open_space and piece.kind != "anchor":
                pieces.append(Piece("text", " "))
                open_space = False
            pieces.append(piece)
            open_space = open_space or piece.kind == "task"
            continue
        text = myst.WHITE_SPACE.sub(" ", piece.text)
        core = text.strip() if piece.marks or piece.kind != "text" else text.strip(" ")
        if not core:
            if text and (not open_space or piece.kind == "text"):
                space_kind = piece.kind
            open_space = open_space or bool(text)
            if "\xa0" in text:
                pieces.append(Piece("text", text.strip(" ")))
            continue
        start = text.index(core)
        lead, trail = text[:start], text[start + len(core) :]
        inside = (
            piece.kind != "text" and (open_space or lead) and (not open_space or space_kind == piece.kind)
        )
        if inside and pieces and pieces[-1].kind == piece.kind and pieces[-1].marks == piece.marks:
            pieces[-1].text += f" {core}"  # one code, written in parts
            open_space, space_kind = trail[-1:] == " ", piece.kind
            continue
        if (open_space or lead) and _shows(pieces):
            pieces.append(Piece("text", lead if "\xa0" in lead else " "))
        pieces.append(Piece(piece.kind, core, piece.marks))
        open_space, space_kind = trail[-1:] == " ", piece.kind
        if "\xa0" in trail:
            pieces.append(Piece("text", trail.rstrip(" ")))
    return _joined(pieces)


def _shows(pieces: list[Piece]) -> bool:
    """Return whether a space is to be seen after the pieces: not at the start of a line."""
    for piece in reversed(pieces):
        if piece.kind != "anchor":
            return piece.kind != "br"
    return False


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Give spaces and breaks the marks on both sides of them; join what then is alike."""
    count = len(pieces)
    following: list[tuple[Mark, ...]] = [()] * (count + 1)
    for place in range(count - 1, -1, -1):
        piece = pieces[place]
        following[place] = following[place + 1] if _is_gap(piece) else piece.marks
    joined: list[Piece] = []
    before: tuple[Mark, ...] = ()
    for place, piece in enumerate(pieces):
        if _is_gap(piece):
            after = following[place]
            piece.marks = tuple(mark for mark in before if mark in after) if before and after else ()
        else:
            before = piece.marks
        _append(joined, piece)
    return _trimmed(joined)


_JOINED = frozenset({"text", "code", "sup", "sub"})


def _append(joined: list[Piece], piece: Piece) -> None:
    """Add a piece, joining it with what is alike before it."""
    last = joined[-1] if joined else None
    if last is None or last.kind != piece.kind or last.marks != piece.marks or piece.kind not in _JOINED:
        joined.append(piece)
        return
    if piece.marks:
        # A mark may have to end at a space between two words, so the space stays apart until it is known that
        # the same words go on.
        if _is_gap(piece):
            joined.append(piece)
            return
        if _is_gap(last):
            before = joined[-2] if len(joined) > 1 else None
            if before is None or before.kind != piece.kind or before.marks != piece.marks:
                joined.append(piece)
                return
            before.text += last.text
            joined.pop()
            last = before
    last.text += piece.text


def _is_gap(piece: Piece) -> bool:
    return piece.kind in ("br", "anchor") or (piece.kind == "text" and not piece.text.strip())


def _trimmed(pieces: list[Piece]) -> list[Piece]:
    """Drop breaks and spaces at both edges; anchors stay."""
    while pieces and pieces[0].kind == "text" and not pieces[0].text.strip():
        del pieces[0]
    while pieces and (pieces[-1].kind == "br" or (pieces[-1].kind == "text" and not pieces[-1].text.strip())):
        del pieces[-1]
    start = 0
    while start < len(pieces) and pieces[start].kind == "anchor":
        start += 1
    stop = start
    while stop < len(pieces) and _is_gap(pieces[stop]) and pieces[stop].kind != "anchor":
        stop += 1
    del pieces[start:stop]
    if pieces:
        first = pieces[start] if start < len(pieces) else pieces[0]
        if first.kind == "text":
            first.text = first.text.lstrip(_SPACES)
        if pieces[-1].kind == "text":
            pieces[-1].text = pieces[-1].text.rstrip(_SPACES)
    return pieces


def has_words(pieces: list[Piece]) -> bool:
    """Return whether there is anything to see."""
    return any(piece.kind in _OBJECTS or (piece.kind != "anchor" and piece.text.strip()) for piece in pieces)


def words(pieces: list[Piece]) -> str:
    """Return the plain words of the pieces."""
    return "".join(
        " " if piece.kind == "br" else piece.text for piece in pieces if piece.kind not in ("anchor", "note")
    )


def render(pieces: list[Piece], line_break: str = HARD_BREAK) -> str:
    """Return pieces as inline MyST; with hard breaks, each of its lines is safe at the start of a block.

    Args:
        pieces: One paragraph of `paragraphs`.
        line_break: What a `br` becomes: the hard break, or a space where a line must not end.
    """
    if len(pieces) == 1 and pieces[0].kind == "text" and not pieces[0].marks:
        return myst.escape_line_start(myst.escape_within(pieces[0].text))
    text = settle(_tokens(_anchors_before_links(pieces), line_break))
    if "\n" in text:
        return "\n".join(myst.escape_line_start(line) for line in text.split("\n"))
    return myst.escape_line_start(text)


def _anchors_before_links(pieces: list[Piece]) -> list[Piece]:
    """Move targets out of links, which they would break, and give up struck text inside a longer link."""
    if not any(isinstance(mark, Link) for piece in pieces for mark in piece.marks):
        return pieces
    struck: dict[Link, bool] = {}
    for piece in pieces:
        for mark in piece.marks:
            if isinstance(mark, Link):
                struck[mark] = struck.get(mark, True) and ("del" in piece.marks)
    ordered: list[Piece] = []
    first_of: dict[Link, int] = {}
    for piece in pieces:
        link = next((mark for mark in piece.marks if isinstance(mark, Link)), None)
        if link is None:
            ordered.append(piece)
            continue
        if not struck[link] and "del" in piece.marks:
            piece.marks = tuple(mark for mark in piece.marks if mark != "del")
        place = first_of.setdefault(link, len(ordered))
        if piece.kind == "anchor":
            piece.marks = ()
            ordered.insert(place, piece)
            first_of[link] = place + 1
        else:
            ordered.append(piece)
    return ordered


def _tokens(pieces: list[Piece], line_break: str) -> list[Token]:
    """Return text and the marks that open and close around it, properly nested, as few as can be."""
    tokens: list[Token] = []
    extents = _extents(pieces)
    opened: list[tuple[Mark, int]] = []  # mark and the token that opened it

    def close(from_level: int) -> None:
        while len(opened) > from_level:
            mark, place = opened.pop()
            tokens.append(Token("close", mark, mate=place))
            tokens[place].mate = len(tokens) - 1

    for piece, extent in zip(pieces, extents, strict=True):
        wanted = piece.marks
        if opened or wanted:
            level = next((n for n, (mark, _) in enumerate(opened) if mark not in wanted), len(opened))
            # A link may not be cut in two: what would end inside it ends before it and starts again.
            still_open = [mark for mark, _ in opened[:level]]
            for link in wanted:
                if isinstance(link, Link) and link not in still_open:
                    short = (n for n, mark in enumerate(still_open) if extent[mark] < extent[link])
                    level = next(short, level)
            close(level)
            still_open = [mark for mark, _ in opened]
            # Marks do not begin at a space or a break.
            new = [] if _is_gap(piece) else [mark for mark in wanted if mark not in still_open]
            new.sort(key=lambda mark: (-extent[mark], _ORDER.get(mark, 1) if isinstance(mark, str) else 1))
            for mark in new:
                opened.append((mark, len(tokens)))
                tokens.append(Token("open", mark))
        tokens.append(Token("text", piece.kind, _text(piece, line_break), piece))
    close(0)
    return tokens


def _extents(pieces: list[Piece]) -> list[dict[Mark, int]]:
    """For each piece and each of its marks: the place after the last of the unbroken run with this mark."""
    extents: list[dict[Mark, int]] = []
    after: dict[Mark, int] = {}
    for place in range(len(pieces) - 1, -1, -1):
        after = {mark: after.get(mark, place + 1) for mark in pieces[place].marks}
        extents.append(after)
    extents.reverse()
    return extents


def _text(piece: Piece, line_break: str) -> str:
    kind = piece.kind
    if kind == "text":
        return myst.escape_within(piece.text)
    if kind == "code":
        return myst.code_span(piece.text)
    if kind in ("sup", "sub"):
        return myst.role(kind, piece.text)
    if kind == "br":
        return line_break
    if kind == "img":
        return myst.image(piece.text, piece.url, piece.title, piece.width)
    if kind == "anchor":
        return f"[]{{#{piece.text}}}"
    if kind == "note":
        return f"[^{piece.text}]"
    return "☑" if piece.text else "☐"
