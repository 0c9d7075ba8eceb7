"""Lists: marked items, how deep they are nested, and how they are numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from anthology.conversion.text.evidence import LONGEST, code_score
from anthology.conversion.text.lines import Kind, Line

_ITEM = re.compile(
    r"(?P<indent>\s*)"
    r"(?:(?P<bullet>[•◦▪▫‣⁃∙●○■□➢➤►✓✔·*+–—-])|\(?(?P<number>\d{1,3}|[a-z]|[ivx]{2,5})(?P<close>[.)]))"
    r"(?P<space>\s+)(?P<text>\S.*)\Z",
    re.DOTALL,
)
_TYPOGRAPHIC = "•◦▪▫‣⁃∙●○■□➢➤►✓✔·"
_INNER = {"◦": 1, "○": 1, "▪": 2, "■": 2, "□": 2, "▫": 2}
_DEEPEST = 12
"""Nesting that is kept; markdown-it drops what lies deeper than 20 levels of anything."""


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands before the words of an item.

    Attributes:
        indent: Columns before the marker, in quarters.
        bullet: The sign, or an empty string in a numbered list.
        number: As it counts from 1, letters and Roman numerals included; 0 for a bullet.
        style: Two items of one list agree in it.
        text: The words of the item.
    """

    indent: int
    bullet: str
    number: int
    style: str
    text: str


def marker(text: str) -> Marker | None:
    """Return the marker of a line that may be an item, or None."""
    found = _ITEM.match(text)
    if not found:
        return None
    # Signs for inner lists count like a deeper column: some dumps lose the spaces before them.
    indent = 4 * len(found["indent"].expandtabs(4)) + _INNER.get(found["bullet"], 0)
    if found["bullet"]:
        return Marker(indent, found["bullet"], 0, found["bullet"], found["text"].rstrip())
    written = found["number"]
    if written.isdigit():
        number, style = int(written), "1" + found["close"]
    elif set(written) <= set("ivx") and written not in ("v", "x"):
        number, style = _roman(written), "i" + found["close"]
    else:
        number, style = ord(written) - 96, "a" + found["close"]
    return Marker(indent, "", number, style, found["text"].rstrip())


def _roman(written: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10}[c] for c in written]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def mark_items(lines: list[Line], *, marked_up: bool) -> None:
    """Mark lines that are items.

    A bullet sign of typography marks an item wherever it stands.  A dash or an asterisk does unless its line
    or the run of lines around it is code.  A number does if it starts or continues a count, or has a
    neighbour in one; a letter only in a count.

    Args:
        lines: Changed in place.
        marked_up: Whether the post marks its code with fences: then a dash outside of them is a bullet.
    """
    candidates: list[tuple[int, Marker]] = []
    for start, end in _runs(lines):
        plain = [line.text for line in lines[start:end] if not marker(line.text[:LONGEST])]
        among_code = bool(plain) and sum(code_score(text) for text in plain[:50]) / min(50, len(plain)) > 1.5
        for n in range(start, end):
            found = marker(lines[n].text)
            if not found:
                continue
            if found.bullet in _TYPOGRAPHIC and found.bullet:
                lines[n].kind = Kind.ITEM
            elif found.bullet:
                if found.bullet == "-" and marked_up:
                    lines[n].kind = Kind.ITEM
                elif not among_code and not _is_code(lines[n].text, found) and not _of_key(lines, n, start):
                    candidates.append((n, found))
            elif not among_code and (code_score(found.text) < 5 or "`" in found.text):
                candidates.append((n, found))
    _settle(lines, candidates)


def _runs(lines: list[Line]) -> Iterator[tuple[int, int]]:
    n = 0
    while n < len(lines):
        end = n
        while end < len(lines) and lines[end].kind is Kind.OPEN:
            end += 1
        if end > n:
            yield n, end
        n = max(end, n + 1)


def _is_code(text: str, found: Marker) -> bool:
    # `- name: value` is YAML, `+ if (a)` a line of a patch; an item of a list begins with words or a link.
    if "`" in text or "](" in text:
        return False
    if re.match(r"[\w.-]+:\s+\S|[\w.-]+:\Z", found.text) and code_score(text) > 0:
        return True
    return code_score(found.text) > 4.5 or (found.bullet == "*" and found.text.startswith("*"))


def _of_key(lines: list[Line], at: int, start: int) -> bool:
    """Say whether the items of a run stand below a key alone on its line, as in YAML."""
    n = at - 1
    while n >= start and at - n < 50 and lines[n].text.lstrip()[:2] == "- ":
        n -= 1
    return n >= start and bool(re.match(r"\s*[\w.-]+:\s*\Z", lines[n].text))


def _settle(lines: list[Line], candidates: list[tuple[int, Marker]]) -> None:
    """Accept bullets by their neighbours and numbers by their count."""
    count: dict[str, tuple[int, int]] = {}  # style: last number, its line
    started: dict[str, int] = {}
    for position, (n, found) in enumerate(candidates):
        if found.bullet:
            if found.bullet in "*+–—" and not _has_sibling(candidates, position):
                continue
            lines[n].kind = Kind.ITEM
            continue
        last = count.get(found.style)
        if found.number == 1:
            started[found.style] = n
            count[found.style] = (1, n)
            following = _next_of(candidates, position, found.style)
            if following and following[1].number == 2 and not _is_outline(lines, n, following[0]):
                lines[n].kind = Kind.ITEM
        elif last and found.number == last[0] + 1:
            if lines[last[1]].kind is Kind.ITEM or not _is_outline(lines, last[1], n):
                lines[n].kind = Kind.ITEM
            count[found.style] = (found.number, n)
        elif found.style[0] == "1" and found.number < 100 and _close_sibling(candidates, position):
            lines[n].kind = Kind.ITEM
            count[found.style] = (found.number, n)


def _next_of(candidates: list[tuple[int, Marker]], position: int, style: str) -> tuple[int, Marker] | None:
    for n, found in candidates[position + 1 : position + 60]:
        if found.style == style:
            return n, found
    return None


def _has_sibling(candidates: list[tuple[int, Marker]], position: int) -> bool:
    n, found = candidates[position]
    for at in (position - 1, position + 1):
        if not 0 <= at < len(candidates) or abs(candidates[at][0] - n) >= 4:
            continue
        other = candidates[at][1]
        # Some browsers print another sign for each depth.
        if other.style == found.style or (other.bullet and other.indent != found.indent):
            return True
    return False


def _close_sibling(candidates: list[tuple[int, Marker]], position: int) -> bool:
    n, found = candidates[position]
    for at, step in ((position - 1, -1), (position + 1, 1)):
        if 0 <= at < len(candidates):
            m, other = candidates[at]
            if other.style == found.style and other.number == found.number + step and abs(m - n) < 4:
                return True
    return False


def _is_outline(lines: list[Line], first: int, second: int) -> bool:
    """Say whether two numbered lines are headings: short, without a full stop, with prose between them."""
    if any(lines[n].text.rstrip().endswith((".", ":", ";", ",")) for n in (first, second)):
        return False
    if max(len(lines[first].text), len(lines[second].text)) > 80:
        return False
    return any(
        line.kind is Kind.OPEN and len(line.text) > 60 and code_score(line.text) < 0
        for line in lines[first + 1 : min(second, first + 60)]
    )


def depths(indents: list[int]) -> list[int]:
    """Return how deep each item is nested, from 0, by the columns before its marker."""
    stack: list[int] = []
    found: list[int] = []
    for indent in indents:
        while stack and indent < stack[-1]:
            stack.pop()
        if not stack or indent > stack[-1]:
            stack.append(indent)
        found.append(min(len(stack) - 1, _DEEPEST))
    return found
