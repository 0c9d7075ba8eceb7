"""Code that the dump itself sets apart: fences, and listings with a gutter of line numbers."""

from __future__ import annotations

import itertools
import re

from anthology.conversion.text.evidence import LONGEST, code_score
from anthology.conversion.text.lines import Kind, Line

_FENCE = re.compile(r"\s{0,3}(?P<mark>`{3,}|~{3,})\s*(?P<info>[\w.+#-]*)(?P<rest>[^`]*)\Z")
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
    hopeless: dict[str, int] = {}  # length from which a mark is known to be closed by nothing
    at = 0
    while at < len(lines):
        found = _fence(lines[at])
        if not found or len(found["mark"]) >= hopeless.get(found["mark"][0], len(found["mark"]) + 1):
            if found:
                _keep_words(lines[at], found)
            at += 1
            continue
        end = _closing(lines, at, found["mark"])
        if end is None:
            # The lines after a fence that nothing closes are judged like any other.
            hopeless[found["mark"][0]] = len(found["mark"])
            continue
        _keep_words(lines[at], found)
        lines[end].kind = Kind.GONE
        inside = lines[at + 1 : end]
        if not all(line.blank or _DEBRIS.match(line.text[:LONGEST]) for line in inside):
            blocks.append((at + 1, end))
            for line in inside:
                line.kind, line.block = Kind.FENCED, len(blocks)
            languages[len(blocks)] = found["info"]
        at = end + 1
    _join_cut(lines, blocks)
    return languages


def _fence(line: Line) -> re.Match[str] | None:
    return _FENCE.match(line.text) if line.text.lstrip()[:1] in ("`", "~") else None


def _closing(lines: list[Line], opened: int, mark: str) -> int | None:
    for at in range(opened + 1, len(lines)):
        found = _fence(lines[at])
        if found and found["mark"].startswith(mark) and not found["info"] and not found["rest"].strip():
            return at
    return None


def _keep_words(line: Line, found: re.Match[str]) -> None:
    """Take a fence out; words that stand in it beside a language stay as text."""
    rest = found["rest"].strip()
    line.kind = Kind.CAPTION if re.search(r"\w", rest) else Kind.GONE
    if line.kind is Kind.CAPTION:
        line.text = f"{found['info']} {rest}".strip()


def _join_cut(lines: list[Line], blocks: list[tuple[int, int]]) -> None:
    for (start, end), (after, stop) in itertools.pairwise(blocks):
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
    """Mark code after a column of line numbers, or in a figure of class `code`; drop the numbers."""
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
