"""A feed file cut into its entries without building a tree of it.

Feeds and exports are XML in name, and broken in practice.  Here the text is scanned once for the tags that
begin and end an entry, past character data sections and comments: memory is bounded by the largest entry, an
ill-formed entry harms no other, a file cut off in the middle gives what is complete, and no entity is ever
expanded.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from anthology.errors import SourceError
from anthology.sources.encoding import text_blocks
from anthology.sources.window import Window

ENTRY_LIMIT = 8_000_000
"""Characters of the largest entry that is read."""
HEAD_LIMIT = 2_000_000
"""Characters that may stand before the first entry."""
TAGS_LIMIT = 100_000
"""Tags inside one entry, markup in character data not counted."""
DEPTH_LIMIT = 200
"""Tags inside one another in one entry."""

ROOT = re.compile(r"<(?:([\w.-]{1,40}):)?(rss|rdf|feed|channel)(?=[\s>])", re.I)
_LEVELS = re.compile(r"<(/?)((?:[\w.-]{1,40}:)?(?:rss|rdf|feed|channel))(?=[\s>])[^<>]*+>", re.I)
_TAG = re.compile(r"<(/?)[A-Za-z_][\w.:-]*+[^<>]*+>")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE = re.compile(r"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_SECTIONS = {"<![CDATA[": "]]>", "<!--": "-->"}
_SECTION = re.compile(r"<!\[CDATA\[|<!--")
_FEW_TAGS = 500


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry of a feed as text.

    Attributes:
        text: From `<item>` or `<entry>` to its closing tag.
        line: Line of the file on which it begins, from 1.
    """

    text: str
    line: int


class Pieces:
    """The entries of one feed file, in order; to be iterated once.

    Attributes:
        head: What stands from the root tag to the first entry; known from the first entry on.
        problems: What could not be read; complete when the iteration ends.
    """

    def __init__(self, path: Path) -> None:
        self.head = ""
        self.problems: list[SourceError] = []
        self._file = path.as_posix()
        self._window = Window(text_blocks(path))
        self._count = 0
        self._at = 0
        self._begun = -1  # where the open entry begins, or -1 between entries
        self._head_from = 0  # where the head begins, or -1 when it is known

    def __iter__(self) -> Iterator[Piece]:
        root = self._window.search(ROOT, 0, HEAD_LIMIT)
        self._at = self._head_from = root[1] if root else 0
        mark = _mark(root[0] if root else None)
        closed = False
        while found := self._next(mark):
            token, begin = found[0].group(), found[1]
            self._at = begin + len(token)
            if token in _SECTIONS:
                if not self._past_section(token):
                    break
            elif found[0].group("closing"):
                closed = True
            elif (close := self._window.find(">", self._at, self._at + ENTRY_LIMIT)) < 0:
                break
            else:
                self._at = close + 1
                empty = self._window.slice(close - 1, close) == "/"
                if not empty:
                    yield from self._entry_tag(token, begin)
        self._finish(complete=closed or not root)

    def _next(self, mark: re.Pattern[str]) -> tuple[re.Match[str], int] | None:
        """Find the next mark, leaving out an entry in which there is none for too long."""
        while True:
            limit: int | None
            if self._begun >= 0:
                limit = self._begun + ENTRY_LIMIT
            else:
                limit = self._head_from + HEAD_LIMIT if self._head_from >= 0 else None
            found = self._window.search(mark, self._at, limit)
            if found or self._begun < 0 or self._window.ended:
                return found
            self._too_large()

    def _past_section(self, token: str) -> bool:
        """Go past character data or a comment; False where the file ends inside."""
        begun = self._begun if self._begun >= 0 else self._at
        close = self._window.find(_SECTIONS[token], self._at, begun + ENTRY_LIMIT)
        if close >= 0:
            self._at = close + 3
        elif self._begun >= 0:
            if self._window.ended:
                return False
            self._too_large()
        return True

    def _entry_tag(self, token: str, begin: int) -> Iterator[Piece]:
        """Begin or end an entry; one that is never closed ends where the next begins."""
        if token.startswith("</"):
            if self._begun >= 0:
                yield self._piece(self._begun, self._at)
                self._begun = -1
                self._window.release(self._at)
            return
        if self._head_from >= 0:
            self.head, self._head_from = self._window.slice(self._head_from, begin), -1
            if is_bomb(self.head):
                self.leave_out("what stands before the entries is no feed's", self._window.line(begin))
                self.head = ""
        if self._begun >= 0:
            yield self._piece(self._begun, begin, f"</{token[1:]}>")
        self._begun = begin
        self._window.release(begin)

    def _finish(self, complete: bool) -> None:
        window = self._window
        if self._head_from >= 0:
            self.head = window.slice(self._head_from, min(window.end, self._head_from + HEAD_LIMIT))
        if self._begun >= 0:
            what = f"is cut off in the middle of an entry; the {self._count} before it are complete"
            self._problem(self._begun, what)
        elif not window.ended:
            self._problem(window.end, "has no entry near its beginning")
        elif not complete:
            self._problem(window.end, f"is cut off after {self._count} entries: the closing tag is missing")

    def _piece(self, begin: int, end: int, add: str = "") -> Piece:
        self._count += 1
        return Piece(self._window.slice(begin, end) + add, self._window.line(begin))

    def leave_out(self, what: str, line: int) -> None:
        """Note that something on a line of the file is not read."""
        remedy = "What was read is kept; get the file again to have the rest."
        self.problems.append(SourceError(what, f"{self._file}:{line}", remedy))

    def _too_large(self) -> None:
        self._problem(self._begun, f"an entry is larger than {ENTRY_LIMIT // 1_000_000} MB and was left out")
        self._begun, self._at = -1, max(self._at, self._window.end - 1)

    def _problem(self, at: int, what: str) -> None:
        self.leave_out(what, self._window.line(at))


def _mark(root: re.Match[str] | None) -> re.Pattern[str]:
    """Return the pattern of everything the scan has to stop at, in a feed with this root tag."""
    name = "entry" if root and root.group(2).lower() == "feed" else "item"
    own = rf"{re.escape(root.group(1))}|" if root and root.group(1) else ""
    prefix = rf"(?:(?:{own}atom|rss|ns\d{{0,3}}):)?"
    return re.compile(
        rf"<(?:!\[CDATA\[|!--|(?P<closing>/(?:[\w.-]{{1,40}}:)?(?:rss|rdf|feed)\s*>)|/?{prefix}{name}(?=[\s/>]))",
        re.I,
    )


def document(head: str, pieces: Iterable[str]) -> str:
    """Put entries into a small feed of their own that begins as the whole feed does."""
    open_tags: list[str] = []
    for level in _LEVELS.finditer(head):
        if not level.group(1):
            open_tags.append(level.group(2))
        elif level.group(2) in open_tags:
            open_tags.remove(level.group(2))
    start = head or '<rss version="2.0"><channel>'
    ends = [f"</{tag}>" for tag in reversed(open_tags)] if head else ["</channel></rss>"]
    return "".join(['<?xml version="1.0" encoding="utf-8"?>\n', start, *pieces, *ends])


def with_characters(text: str) -> str:
    """Return XML with HTML's named entities as characters and stray ampersands escaped: well-formed again."""

    def character(found: re.Match[str]) -> str:
        if found.group(1) in _XML_ENTITIES:
            return found.group()
        plain = html.unescape(found.group())
        return plain if plain != found.group() else f"&amp;{found.group(1)};"

    return "".join(
        part if literal else _ENTITY.sub(character, _BARE.sub("&amp;", part))
        for part, literal in _sections(text)
    )


def is_bomb(text: str) -> bool:
    """Tell whether an entry has more tags, or deeper ones, than any post: parsing it would take minutes."""
    if text.count("<") < _FEW_TAGS:
        return False
    depth = count = 0
    for part, literal in _sections(text):
        if literal:
            continue
        if part.count("<") > TAGS_LIMIT:
            return True
        for tag in _TAG.finditer(part):
            count += 1
            if tag.group(1):
                depth -= 1
            elif not tag.group().endswith("/>"):
                depth += 1
            if depth > DEPTH_LIMIT or count > TAGS_LIMIT:
                return True
    return False


def _sections(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text, each with whether it is character data or a comment."""
    at = 0
    while begin := _SECTION.search(text, at):
        end = text.find(_SECTIONS[begin.group()], begin.end())
        if end < 0:
            break
        yield text[at : begin.start()], False
        yield text[begin.start() : end + 3], True
        at = end + 3
    yield text[at:], False
