"""Lines of a kind put together to blocks, and each block written as MyST."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from textwrap import dedent

from anthology.conversion import myst
from anthology.conversion.text.inline import Found, inline
from anthology.conversion.text.language import language_of
from anthology.conversion.text.lines import Kind, Line
from anthology.conversion.text.lists import Marker, depths, marker
from anthology.conversion.text.tables import cells, has_header

_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)\]]*\s*\Z")
_FROM_LEVEL = 2
"""Level of a section of a post: its title is the page's heading."""


@dataclass(slots=True)
class Writer:
    """Writes the blocks of one post in order.

    Attributes:
        lines: The post, every line with its kind.
        languages: What fences say, by block number.
        wrapped: Whether paragraphs are wrapped over several lines.
        found: Gains links, pictures and losses.
    """

    lines: list[Line]
    languages: dict[int, str]
    wrapped: bool
    found: Found

    def write(self) -> str:
        """Return the body."""
        blocks: list[str] = []
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            if line.blank:
                at += 1
                continue
            end = self._end(at)
            block = self._writers()[line.kind](at, end)
            if block.strip():
                blocks.append(block)
            at = end
        return "\n\n".join(blocks)

    def _writers(self) -> dict[Kind, Callable[[int, int], str]]:
        return {
            Kind.OPEN: self._paragraphs,
            Kind.CAPTION: self._paragraphs,
            Kind.HEADING: self._heading,
            Kind.CODE: self._code,
            Kind.FENCED: self._code,
            Kind.ITEM: self._list,
            Kind.ROW: self._table,
            Kind.QUOTE: self._quote,
        }

    def _end(self, start: int) -> int:
        """Return the line after the block that begins at `start`."""
        kind, block = self.lines[start].kind, self.lines[start].block
        if kind is Kind.HEADING:
            return start + 1
        if kind is Kind.ITEM:
            return self._list_end(start)
        last = start
        for at in range(start + 1, len(self.lines)):
            line = self.lines[at]
            if line.blank:
                joined = kind in (Kind.QUOTE, Kind.FENCED) or (line.kind is Kind.GONE and kind is Kind.CODE)
                if not joined:
                    break
            elif line.kind is not kind or line.block != block:
                break
            else:
                last = at
        return last + 1

    def _heading(self, start: int, end: int) -> str:
        line = self.lines[start]
        text = line.text.strip()
        before = ""
        anchor = re.match(r"\(<?(?P<url>https?:[^)\s<>]*)>?(?:<[^)\s<>]*>)?\)\s*(?=\S)", text)
        if anchor:
            text = text[anchor.end() :]
            if re.search(r"(?i)\.(?:png|jpe?g|gif|svg|webp)\Z", anchor["url"]):
                # The picture that stood in the heading goes above it.
                before = inline(anchor[0], self.found) + "\n\n"
            else:
                label = inline(text, Found(), pictures=False)
                if "](" not in label:
                    self.found.links.append(anchor["url"])
                    return myst.heading(_FROM_LEVEL - 1 + line.level, myst.link(label, anchor["url"]))
        label = inline(text, self.found, pictures=False)
        return before + myst.heading(_FROM_LEVEL - 1 + max(1, line.level), label)

    def _paragraphs(self, start: int, end: int) -> str:
        texts = [line.text.strip() for line in self.lines[start:end] if not line.blank]
        if self.wrapped:
            texts = [" ".join(texts)]
        written: list[str] = []
        breaks: list[bool] = []
        for at, text in enumerate(texts):
            done = myst.escape_line_start(inline(text, self.found, short=True))
            if not done:
                continue
            written.append(done)
            following = texts[at + 1] if at + 1 < len(texts) else ""
            breaks.append(len(text) > 80 or len(following) > 80)
        parts: list[str] = []
        for done, apart in zip(written, breaks, strict=True):
            parts += [done, "\n\n" if apart else "\\\n"]
        return "".join(parts[:-1])

    def _code(self, start: int, end: int) -> str:
        first = self.lines[start]
        texts = [line.text for line in self.lines[start:end] if line.kind is not Kind.GONE]
        if not any(text.strip() for text in texts):
            return ""
        while not texts[0].strip():
            texts.pop(0)
        while not texts[-1].strip():
            texts.pop()
        code = "\n".join(text.rstrip() if not text.strip() else text for text in texts)
        if first.kind is not Kind.FENCED:
            code = dedent(code)  # the margin is the page's way to show that it is code
        named = self.languages.get(first.block, "") if first.kind is Kind.FENCED else ""
        return myst.fence(code, language_of(code, named=named))

    def _quote(self, start: int, end: int) -> str:
        paragraphs: list[str] = []
        for line in self.lines[start:end]:
            text = re.sub(r"\A\s{0,3}>\s?", "", line.text).strip()
            if text and (done := myst.escape_line_start(inline(text, self.found))):
                paragraphs.append(f"> {done}")
        return "\n>\n".join(paragraphs)

    def _table(self, start: int, end: int) -> str:
        rows = [cells(line.text) for line in self.lines[start:end]]
        width = max(len(row) for row in rows)
        rows = [row + [""] * (width - len(row)) for row in rows]
        header = has_header(rows)
        written = [[inline(cell, self.found) for cell in row] for row in rows]
        if header:
            lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in written]
            lines.insert(1, "|" + " --- |" * width)
            return "\n".join(lines)
        mark = "`" * max(
            3, 1 + max((len(run) for row in written for run in re.findall("`+", " ".join(row))), default=0)
        )
        lines = [f"{mark}{{list-table}}"]
        for row in written:
            for at, cell in enumerate(row):
                lines.append(f"{'  - ' if at else '* - '}{myst.escape_line_start(cell)}".rstrip())
        return "\n".join([*lines, mark])

    def _list_end(self, start: int) -> int:
        """Return the line after a list: over blank and wrapped lines, and code between its numbers."""
        last, number, at = start, self._number(start), start + 1
        while at < len(self.lines):
            line = self.lines[at]
            if line.kind is Kind.ITEM:
                following = self._number(at)
                if (number == 0) != (following == 0) and not self._nested(start, at):
                    break
                number = following or number
                last = at
            elif line.kind in (Kind.CODE, Kind.FENCED):
                if not number or self._item_after(at, number) is None:
                    break
            elif not line.blank and not self._wrapped_item(at, last):
                break
            elif not line.blank:
                last = at
            at += 1
        return last + 1

    def _number(self, at: int) -> int:
        found = marker(self.lines[at].text)
        return found.number if found else 0

    def _nested(self, start: int, at: int) -> bool:
        first, other = marker(self.lines[start].text), marker(self.lines[at].text)
        return bool(first and other and other.indent > first.indent)

    def _item_after(self, at: int, number: int) -> int | None:
        """Return the line of the item that counts on after code, if nothing else stands between."""
        for n in range(at, len(self.lines)):
            line = self.lines[n]
            if line.kind is Kind.ITEM:
                return n if self._number(n) == number + 1 else None
            if not line.blank and line.kind not in (Kind.CODE, Kind.FENCED):
                return None
        return None

    def _wrapped_item(self, at: int, last: int) -> bool:
        """Say whether an open line goes on with the item right above it."""
        line = self.lines[at]
        if line.kind is not Kind.OPEN or at != last + 1:
            return False
        return self.wrapped or (line.text[:1] == " " and not _SENTENCE_END.search(self.lines[last].text))

    def _list(self, start: int, end: int) -> str:
        items: list[tuple[Marker, list[str], list[str]]] = []  # marker, words, code blocks
        at = start
        while at < end:
            line = self.lines[at]
            if line.kind is Kind.ITEM:
                found = marker(line.text)
                if found:
                    items.append((found, [found.text], []))
            elif line.kind in (Kind.CODE, Kind.FENCED):
                stop = self._end(at)
                items[-1][2].append(self._code(at, stop))
                at = stop
                continue
            elif not line.blank:
                items[-1][1].append(line.text.strip())
            at += 1
        return self._items(items)

    def _items(self, items: list[tuple[Marker, list[str], list[str]]]) -> str:
        written: list[str] = []
        columns: list[int] = []  # where the words of the open item of each depth begin
        styles: list[tuple[str, int]] = []  # style and last number of the open list of each depth
        for (found, words, code), depth in zip(
            items, depths([item[0].indent for item in items]), strict=True
        ):
            del columns[depth:]
            if len(styles) > depth + 1:
                del styles[depth + 1 :]
            mark = self._mark(found, styles, depth)
            text = myst.escape_line_start(inline(" ".join(words), self.found))
            margin = " " * (columns[-1] if columns else 0)
            written.append(f"{margin}{mark} {text}".rstrip())
            columns.append(len(margin) + len(mark) + 1)
            inner = " " * columns[-1]
            for block in code:
                written.append(
                    "\n" + "\n".join(inner + line if line else "" for line in block.split("\n")) + "\n"
                )
        return "\n".join(written).rstrip("\n")

    @staticmethod
    def _mark(found: Marker, styles: list[tuple[str, int]], depth: int) -> str:
        """Return the marker of an item; a new list beside an old one gets another sign, to stay apart."""
        last = styles[depth] if depth < len(styles) else None
        if not found.number:
            sign = "-"
            entry = (sign, 0)
        else:
            sign = last[0] if last and last[0] in ".)" else "."
            if last and last[0] in ".)" and found.number != last[1] + 1:
                sign = ")" if last[0] == "." else "."
            entry = (sign, found.number)
        if depth < len(styles):
            styles[depth] = entry
        else:
            styles.append(entry)
        return f"{found.number}{sign}" if found.number else sign
