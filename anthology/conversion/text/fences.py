"""Code that the dump itself sets apart: fences of backticks or tildes, and listings with a gutter of line numbers."""

from __future__ import annotations

import re

from anthology.conversion.text.evidence import LONGEST, code_score
from anthology.conversion.text.lines import Kind, Line

_FENCE = re.compile(r"\s{0,3}(?P<mark>`{3,}|~{3,})\s*(?P<info>[\w.+#-]*)[^`]*\Z")
_DEBRIS = re.compile(r"\s*<(?:iframe|script|embed|object|style)\b.*>\s*\Z", re.IGNORECASE)
_PROMPT = re.compile(r"\s*(?:\[?[\w.-]+@[^$#>]{1,60}|\([\w.-]+\))?[$#>]\s")
_HEREDOC = re.compile(r"<<-?\s*[\"']?(\w+)[\"']?")
_FIGURE = re.compile(r"\s*<figure[^>]*\bclass=[\"'][^\"']*\bcode\b[^>]*>(?P<caption>.*)\Z")
_TAGS = re.compile(r"<[^>]{0,200}>")
_LONGEST_FIGURE = 1000
_GUTTER_FROM = 3
"""Numbers that a gutter needs where no markup says that a listing follows."""


def mark_fences(lines: list[Line]) -> dict[int, str]:
    """Mark lines between fences, take the fences out, and join listings that a page break cut in two.

    Args:
        lines: Changed in place.

    Returns:
        The language named by a fence, by block number.
    """
    languages: dict[int, str] = {}
    blocks: list[tuple[int, int]] = []
    opened, mark, info = -1, "", ""
    for n, line in enumerate(lines):
        found = _FENCE.match(line.text) if line.text.lstrip()[:1] in ("`", "~") else None
        if not found:
            continue
        if opened < 0:
            opened, mark, info = n, found["mark"], found["info"]
        elif found["mark"].startswith(mark) and not found["info"]:
            lines[opened].kind = lines[n].kind = Kind.GONE
            if all(inner.blank or _DEBRIS.match(inner.text[:LONGEST]) for inner in lines[opened + 1 : n]):
                opened = -1
                continue
            blocks.append((opened + 1, n))
            for inner in lines[opened + 1 : n]:
                inner.kind, inner.block = Kind.FENCED, len(blocks)
            languages[len(blocks)] = info
            opened = -1
    if opened >= 0:
        # A fence that nothing closes: the lines after it are judged like any other.
        lines[opened].kind = Kind.GONE
    _join_cut(lines, blocks)
    return languages


def _join_cut(lines: list[Line], blocks: list[tuple[int, int]]) -> None:
    for (start, end), (after, stop) in zip(blocks, blocks[1:], strict=False):
        between = lines[end:after]
        if not all(line.blank for line in between) or not _continues(lines[start:end], lines[after:stop]):
            continue
        block = lines[start].block
        for line in between:
            if line.kind is Kind.BLANK:
                line.kind, line.block = Kind.GONE, block
        for line in lines[after:stop]:
            line.block = block


def _continues(first: list[Line], second: list[Line]) -> bool:
    """Say whether a listing goes on in the next fence: something is left open, or only output follows."""
    head = next((line.text for line in second if line.text.strip()), "")
    tail = next((line.text for line in reversed(first) if line.text.strip()), "")
    if not head or not tail:
        return False
    if head[0] in " \t)]}" or head.startswith("</") or tail.rstrip()[-1:] in "\\,{([|":
        return True
    text = "\n".join(line.text for line in first)
    word = _HEREDOC.search(text)
    if word and not any(line.text.strip() == word[1] for line in first):
        return any(line.text.strip() == word[1] for line in second)
    if sum(text.count(c) for c in "{[(") > sum(text.count(c) for c in "}])"):
        return True
    return any(_PROMPT.match(line.text) for line in first) and not any(
        _PROMPT.match(line.text) for line in second
    )


def mark_gutters(lines: list[Line]) -> None:
    """Mark code that stands after a column of line numbers, or in a figure of class `code`; drop the numbers."""
    n = 0
    block = 0
    while n < len(lines):
        figure = _FIGURE.match(lines[n].text[:LONGEST]) if "<figure" in lines[n].text else None
        start = n + 1 if figure else n
        numbers = _count_up(lines, start)
        if not figure and (numbers < _GUTTER_FROM or not _code_follows(lines, start + numbers, numbers)):
            n += max(1, numbers)
            continue
        first = start + numbers
        end = first + numbers if numbers else first + _LONGEST_FIGURE
        stop = next((at for at in range(first, min(len(lines), end + 1)) if "figure" in lines[at].text), -1)
        if stop >= 0 and "</figure>" in lines[stop].text:
            end = stop
        elif not numbers:
            n += 1
            continue
        block += 1
        end = min(end, len(lines))
        for line in lines[n:first]:
            line.kind = Kind.GONE
        if figure and (caption := _TAGS.sub(" ", figure["caption"]).strip()):
            lines[n].text, lines[n].kind = caption, Kind.CAPTION
        for line in lines[first:end]:
            line.kind, line.block = Kind.FENCED, -block
        if end < len(lines) and "</figure>" in lines[end].text:
            lines[end].text = lines[end].text.replace("</figure>", "").strip()
            lines[end].kind = Kind.OPEN if lines[end].text else Kind.GONE
        n = max(end, n + 1)


def _count_up(lines: list[Line], start: int) -> int:
    """Return how many lines from `start` are the numbers 1, 2, 3 … alone."""
    count = 0
    while start + count < len(lines):
        line = lines[start + count]
        if line.kind is not Kind.OPEN or line.text.strip() != str(count + 1):
            break
        count += 1
    return count


def _code_follows(lines: list[Line], first: int, count: int) -> bool:
    """Say whether the lines after a bare column of numbers look like the listing that it numbered."""
    after = [line for line in lines[first : first + count] if not line.blank]
    return (
        bool(after)
        and len(lines) >= first + count
        and sum(code_score(line.text) > -1 for line in after) * 2 > len(after)
    )
