"""A page saved as text: its lines, and the links that survive at their ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from anthology.errors import unreadable

URL = r"(?:https?|ftp)://[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*"
_TRAILING_LINK = re.compile(rf"\s*(?:\(\s*<?({URL})>?\s*\)|<({URL})>|\[({URL})\])\s*$")
_BARE_URL = re.compile(rf"\s+({URL})\s*$")
_MARKDOWN_LINK = re.compile(rf"^\[(.+)\]\(<?({URL})>?\)$")
_ANY_LINK = re.compile(r"\(\s*<?(?:https?|ftp)://|<(?:https?|ftp)://")
_MARKUP = re.compile(r"^#{1,6}\s+(?=\S)")
LONGEST_HEAD = 400
"""Characters beyond which a line cannot be a title, channel or byline; keeps every test on a line cheap."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line with text on it.

    Attributes:
        number: Its line in the file, from 1.
        text: Without white space at the ends.
        label: `text` without the link at its end, where the whole line is one link; else `text`.
        url: The target of that link, or None.
        gap: Blank lines above it.
        last: Its last line, where it is a paragraph that the page wrapped.
    """

    number: int
    text: str
    label: str
    url: str | None
    gap: int
    last: int


@dataclass(frozen=True, slots=True)
class Page:
    r"""A dump: every line as it stands, and the rows, which are its lines with text.

    Attributes:
        path: The file.
        lines: Lines without their newline, as `\n` alone divides them.
        rows: In order.
    """

    path: Path
    lines: tuple[str, ...]
    rows: tuple[Row, ...]

    def body(self, first: int, last: int) -> str:
        """Return the exact lines from row `first` to row `last`, both included, joined by newlines."""
        return "\n".join(self.lines[self.rows[first].number - 1 : self.rows[last].last])


def split_link(text: str) -> tuple[str, str | None]:
    """Divide a line that is wholly one link, `words (<target>)` or `[words](target)`, into words and target.

    A line with further links is a sentence, not a head, and comes back whole.
    """
    if "://" not in text or len(text) > LONGEST_HEAD:
        return text, None
    if found := _MARKDOWN_LINK.match(text):
        return found[1].strip(), found[2]
    if (found := _TRAILING_LINK.search(text)) is None:
        return text, None
    label = text[: found.start()]
    if _ANY_LINK.search(label) or label.endswith("("):
        return text, None
    return label.strip(), found[1] or found[2] or found[3]


def strip_links(text: str) -> tuple[str, str | None]:
    """Take every link target off the end of a short line; the first of them is the one that was meant."""
    url = None
    while (found := _TRAILING_LINK.search(text) or _BARE_URL.search(text)) is not None:
        url = next(group for group in found.groups() if group)
        text = text[: found.start()]
    return text.strip(), url


def strip_markup(text: str) -> str:
    """Take off the marks that Markdown puts around a heading's words."""
    text = _MARKUP.sub("", text)
    for mark in ("**", "__", "*", "_"):
        if len(text) > 2 * len(mark) and text.startswith(mark) and text.endswith(mark):
            return text[len(mark) : -len(mark)].strip()
    return text


def page_of(path: Path, text: str) -> Page:
    """Divide the text of a dump into lines and rows."""
    lines = tuple(text.split("\n"))
    rows: list[Row] = []
    gap = 0
    for number, line in enumerate(lines, 1):
        stripped = line.strip(" \t\r\f\v\u00a0\u200b\ufeff")
        if not stripped:
            gap += 1
            continue
        label, url = split_link(stripped)
        rows.append(Row(number, stripped, label, url, gap, number))
        gap = 0
    return Page(path, lines, tuple(_unwrapped(rows, lines)))


_WRAPPED, _NARROWEST, _WIDEST = 8, 50, 120
"""Paragraphs of three lines or more from which a page wraps its lines, and the widths it may wrap them at."""


def _is_full(row: Row, following: Row, width: float) -> bool:
    """Tell whether a line is as long as it can be: the next one's first word would not have fitted."""
    word = following.text.split(" ", 1)[0]
    return len(row.text) <= width < len(row.text) + 1 + len(word)


def _unwrapped(rows: list[Row], lines: Sequence[str]) -> Iterator[Row]:
    """Make one row of each paragraph that the page wrapped; code is never so regular."""
    runs: list[list[Row]] = []
    for row in rows:
        flush = not lines[row.number - 1][:1].isspace()
        if flush and row.gap == 0 and runs and len(row.text) <= _WIDEST and len(runs[-1][-1].text) <= _WIDEST:
            runs[-1].append(row)
        else:
            runs.append([row])
    widths = sorted(
        width
        for run in runs
        if len(run) > 2 and (width := max(len(row.text) for row in run)) >= _NARROWEST
        if all(_is_full(row, following, width) for row, following in pairwise(run))
    )
    width = widths[int(0.9 * len(widths))] if len(widths) >= _WRAPPED else 0
    for run in runs:
        if (
            width
            and all(_is_full(row, following, width) for row, following in pairwise(run))
            and len(run) > 1
        ):
            text = " ".join(row.text for row in run)
            yield Row(run[0].number, text, *split_link(text), run[0].gap, run[-1].last)
        else:
            yield from run


def decode(raw: bytes) -> str:
    """Decode a dump: UTF-8, UTF-16 with its mark, else Windows' Western encoding."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # A few damaged bytes in UTF-8 are likelier than another encoding that looks like UTF-8.
        text = raw.decode("utf-8", "replace")
        return text if text.count("\ufffd") * 200 < len(text) else raw.decode("cp1252", "replace")


def load(path: Path) -> Page:
    """Read a dump.

    Raises:
        SourceError: The file cannot be read.
    """
    try:
        return page_of(path, decode(path.read_bytes()).replace("\r\n", "\n"))
    except OSError as error:
        raise unreadable(path, error) from error


def all_over(places: Iterable[int], rows: Sequence[Row]) -> bool:
    """Tell whether something shows all over a page: what shows within one post is no habit of the page."""
    found = sorted(places)
    return len(found) > 2 and found[0] < 0.4 * len(rows) and found[-1] > 0.6 * len(rows)
