"""Section headings: weighted evidence for each line that stands like one, and the level it has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from anthology.conversion.text.evidence import code_score
from anthology.conversion.text.heading_clues import (
    FRAME,
    HEADING_WEIGHTS,
    NUMBERED,
    SHAPES,
    SMALL_WORDS,
    VERB,
)
from anthology.conversion.text.lines import Kind, Line

LONGEST = 160
"""Characters beyond which no line is a heading."""
_SEVERAL, _FEW = 2, 6
"""Headings from which a post has a habit, and words up to which a line may stand like them."""

_OPEN_END = re.compile(r"(?i)\b(?:is|are|was|were|the|an?|of|to|for|and|or|with|in|on|by|from)\Z")
_LINKS = re.compile(r"\s*\(<?(?:https?|mailto|ftp):[^)\s]*>?\)|\s*<https?:[^>\s]*>|https?://[^\s)]+")
_NOTE = re.compile(r"\s*\([\w ]{1,20}: <?https?://[^\s()]+>?\)\Z")
_ANCHOR = re.compile(r"\s*\(<?https?:[^)\s]*>?\)\s?(?=\w)")
_WORDS = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
"""Characters of Chinese and Japanese, which put no space between words; two make one."""
_NUMBERED = re.compile(NUMBERED, re.IGNORECASE)
_VERB = re.compile(VERB)
_FRAME = re.compile(FRAME)
_SHAPES = tuple((name, re.compile(pattern)) for name, _, pattern in SHAPES)


def heading_features(
    lines: list[Line], at: int, before: Line | None, after: Line | None
) -> Iterator[tuple[str, float]]:
    """Yield what speaks for or against a line being a heading: name of the evidence and its amount.

    Args:
        lines: The whole post.
        at: The line.
        before: The line shown before it.
        after: The line shown after it.
    """
    text = lines[at].text.strip()
    bare = _LINKS.sub("", _NOTE.sub("", text)).strip() or text
    yield "bias", 1.0
    yield from _of_shape(text, bare)
    yield from _of_words(bare, _WORDS.findall(bare))
    yield from _touching(lines, at)
    yield from _preceding(before)
    yield from _following(after)
    if any(line is not None and line.text.strip() == text for line in (before, after)):
        yield "twice", 1.0


def _of_shape(text: str, bare: str) -> Iterator[tuple[str, float]]:
    for name, pattern in _SHAPES:
        if pattern.search(bare):
            yield name, 1.0
    if _NUMBERED.match(bare):
        yield "numbered", 1.0
    if _VERB.search(_NUMBERED.sub("", bare)) and not bare.endswith("?"):
        yield "verb", 1.0
    if (code := code_score(bare)) > 0:
        yield "code_like", min(1.0, code / 3)
    if _ANCHOR.match(text):
        yield "anchor", 1.0
    elif text != bare and not _NOTE.search(text):
        yield "link", 1.0
        if not text.startswith("(") and text.endswith(")"):
            yield "link_at_end", 1.0


def _of_words(bare: str, words: list[str]) -> Iterator[tuple[str, float]]:
    count = len(words) + len(_UNSPACED.findall(bare)) // 2
    yield "short" if count <= 3 else "middling" if count <= 7 else "longish" if count <= 12 else "long", 1.0
    if not words:
        yield "no_words", 1.0
    large = [word for word in words if word.lower() not in SMALL_WORDS]
    raised = sum(word[0].isupper() or word[0].isdigit() for word in large)
    if large and raised == len(large) and count > 1:
        yield "title_case", 1.0
    elif len(large) > 2 and raised * 3 >= len(large) * 2:
        yield "mostly_raised", 1.0
    if bare[:1].islower():
        yield "lower", 1.0
    if len(bare) > 3 and bare.isupper():
        yield "capitals", 1.0


def _touching(lines: list[Line], at: int) -> Iterator[tuple[str, float]]:
    if at + 1 < len(lines) and not lines[at + 1].blank:
        yield "touches_next", 1.0
        if len(lines[at + 1].text) < 60:
            yield "touches_short", 1.0
    if at and lines[at - 1].kind is Kind.OPEN:
        yield "touches_previous", 1.0


def _preceding(before: Line | None) -> Iterator[tuple[str, float]]:
    if before is None:
        yield "first", 1.0
        return
    shown = before.text.rstrip()
    if shown.endswith((":", ",")):
        yield "before_open", 1.0
    elif before.kind is Kind.OPEN:
        ended = shown.endswith((".", "!", "?", ")", "”", '"'))
        if len(before.text) > 60:
            yield "before_long" if ended else "before_unended", 1.0
        elif not ended:
            yield "before_short", 1.0
    elif before.kind in (Kind.CODE, Kind.FENCED):
        yield "before_code", 1.0
    elif before.kind is Kind.ITEM:
        yield "before_list", 1.0


def _following(after: Line | None) -> Iterator[tuple[str, float]]:
    if after is None:
        yield "last", 1.0
        return
    following = after.text.strip()
    if after.kind in (Kind.CODE, Kind.FENCED):
        yield "then_code", 1.0
    elif after.kind is Kind.ITEM:
        yield "then_list", 1.0
    elif after.kind is Kind.OPEN:
        size = len(following)
        yield "then_long" if size > 120 else "then_middling" if size > 50 else "then_short", 1.0
        if following[:1].islower():
            yield "then_lower", 1.0
        if following.startswith(("—", "–", "by ", "By ", "(<http")):
            yield "then_credit", 1.0
    else:
        yield "then_other", 1.0


def is_candidate(lines: list[Line], at: int) -> bool:
    """Say whether a line can be a heading at all: open, short, and the first of its run."""
    line = lines[at]
    if line.kind is not Kind.OPEN or len(line.text.strip()) > 400:
        return False
    bare = _LINKS.sub("", line.text).strip()
    return 0 < len(bare) <= LONGEST and bool(re.search(r"\w", bare)) and "\t" not in bare


def heading_score(lines: list[Line], at: int, before: Line | None, after: Line | None) -> float:
    """Return the log-odds that a candidate is a heading."""
    return sum(HEADING_WEIGHTS[name] * amount for name, amount in heading_features(lines, at, before, after))


def mark_headings(lines: list[Line], *, keeps_links: bool, title: str | None = None) -> None:
    """Mark headings and give them levels.

    Args:
        lines: Changed in place; lists, code and tables are already marked.
        keeps_links: Whether the dump kept link targets, and so did not lose lists that held only links.
        title: The post's title: a first line that repeats it is a heading.
    """
    wanted = " ".join((title or "").split()).casefold()
    shown = [n for n, line in enumerate(lines) if not line.blank]
    found: list[int] = []
    near: list[int] = []
    for position, n in enumerate(shown):
        if not is_candidate(lines, n):
            continue
        before = lines[shown[position - 1]] if position else None
        after = lines[shown[position + 1]] if position + 1 < len(shown) else None
        repeats = not position and " ".join(lines[n].text.split()).casefold() == wanted
        score = heading_score(lines, n, before, after)
        if repeats or score > 0:
            found.append(n)
        elif score > -HEADING_WEIGHTS["like_others"] and after is not None and _stands_alone(lines, n):
            near.append(n)
    if sum(_stands_alone(lines, n) for n in found) >= _SEVERAL:
        often = Counter(lines[n].text.strip() for n in shown)
        found = sorted([*found, *(n for n in near if often[lines[n].text.strip()] == 1)])
    for n in found:
        lines[n].kind = Kind.HEADING
    _set_levels(lines, found, shown, keeps_links=keeps_links)


def _stands_alone(lines: list[Line], at: int) -> bool:
    """Say whether a line is a few words between blank lines, begun with a capital and without a stop."""
    text = lines[at].text.strip()
    return (
        text[:1].isupper()
        and text[-1].isalnum()
        and ":" not in text
        and not _OPEN_END.search(text)
        and len(text.split()) <= _FEW
        and all(lines[n].blank for n in (at - 1, at + 1) if 0 <= n < len(lines))
    )


def _style(text: str) -> str:
    bare = _LINKS.sub("", text).strip()
    if len(bare) > 3 and bare.isupper():
        return "capitals"
    if bare.endswith("?"):
        return "question"
    return "plain"


def _numbering(text: str) -> int:
    """Return how many parts the number before a heading has; 0 without one."""
    found = _NUMBERED.match(text.strip())
    if not found or not found["dotted"]:
        return 0
    return len([part for part in re.split(r"[.)]", found["dotted"]) if part])


def _set_levels(lines: list[Line], found: list[int], shown: list[int], *, keeps_links: bool) -> None:
    """Give each heading a level from 1, no level skipped.

    A number says it (`2.1`); else a heading that stands right above another one contains it, if the two
    differ in style, or if lists of links that were lost cannot have stood between them.
    """
    position = {n: at for at, n in enumerate(shown)}
    level, inner_style = 0, ""
    for index, n in enumerate(found):
        text = lines[n].text
        stacked = index + 1 < len(found) and position[found[index + 1]] == position[n] + 1
        parts = _numbering(text)
        if parts:
            wanted = parts
        elif _FRAME.match(text.strip()):
            wanted = 1
        elif (
            stacked
            and index
            and lines[found[index - 1]].level
            and position[found[index - 1]] == position[n] - 1
        ):
            wanted = level + 1 if keeps_links and level < 3 else level
        elif stacked and (keeps_links or _style(text) != _style(lines[found[index + 1]].text)):
            wanted = 1
            inner_style = _style(lines[found[index + 1]].text)
        elif index and position[found[index - 1]] == position[n] - 1:
            over = lines[found[index - 1]]
            deeper = keeps_links or _style(over.text) != _style(text)
            wanted = over.level + 1 if deeper else over.level
        elif level > 1 and inner_style and _style(text) != inner_style:
            wanted = 1
        else:
            wanted = max(1, level)
        level = max(1, min(wanted, level + 1, 4))
        lines[n].level = level
