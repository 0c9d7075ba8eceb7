"""Which lines are code: evidence of each line, smoothed over its neighbours by a two-state Viterbi walk.

Output of a command often reads like prose and a command without options like a heading; a line is therefore
never judged alone.  Changing between prose and code costs much inside a run of lines without a blank and
little across a blank line.
"""

from __future__ import annotations

from collections.abc import Iterator

from anthology.conversion.text.clues import WEIGHTS
from anthology.conversion.text.evidence import code_features, code_score
from anthology.conversion.text.lines import Kind, Line

INSIDE_RUN = 3.5
ACROSS_BLANK = 0.4
STRONGEST = 6.0
MARKED_UP = -2.0
"""Added to each line of a post that fences its code: what is outside a fence is rarely code."""


def context_features(run: int, before: str) -> Iterator[tuple[str, float]]:
    """Yield what a line's surroundings say: length of its run of lines, and the line shown before the run."""
    if run == 1:
        yield "alone", 1.0
    elif run > 3:
        yield "long_run", 1.0
    before = before.rstrip()
    if before.endswith(":"):
        yield "after_colon", 1.0
    elif before and not before.endswith((".", "!", "?", "…", "”", ")")):
        yield "after_open", 1.0
    if before and code_score(before) > 1:
        yield "after_code", 1.0


def mark_code(lines: list[Line], *, fenced: bool, wrapped: bool = False) -> None:
    """Mark open lines that are code, and the blank lines between two of them.

    Args:
        lines: Changed in place; only `OPEN` lines are judged, any other kind counts as prose.
        fenced: Whether the post marks its code with fences.
        wrapped: Whether its paragraphs run over several lines, so that a long run of lines tells nothing.
    """
    scores = [
        _score(line, 2 if wrapped and run > 2 else run, before) + (MARKED_UP if fenced else 0.0)
        for line, run, before in _with_context(lines)
    ]
    states = _viterbi(lines, scores)
    last = None
    for n, line in enumerate(lines):
        if line.blank:
            continue
        if line.kind is Kind.OPEN and states[n]:
            line.kind = Kind.CODE
            if last is not None:
                for between in lines[last + 1 : n]:
                    if between.kind is Kind.BLANK:
                        between.kind = Kind.CODE
            last = n
        else:
            last = None


def _with_context(lines: list[Line]) -> Iterator[tuple[Line, int, str]]:
    """Yield each line with the length of its run and the line shown before the run."""
    n, before = 0, ""
    while n < len(lines):
        if lines[n].kind is not Kind.OPEN:
            if not lines[n].blank:
                before = lines[n].text
            yield lines[n], 0, ""
            n += 1
            continue
        end = n
        while end < len(lines) and lines[end].kind is Kind.OPEN:
            end += 1
        for line in lines[n:end]:
            yield line, end - n, before
        before = lines[end - 1].text
        n = end


def _score(line: Line, run: int, before: str) -> float:
    if line.blank:
        return 0.0
    if line.kind is not Kind.OPEN:
        return -100.0
    found = [*code_features(line.text), *context_features(run, before)]
    return max(-STRONGEST, min(STRONGEST, sum(WEIGHTS[name] * amount for name, amount in found)))


def _viterbi(lines: list[Line], scores: list[float]) -> list[bool]:
    """Return the cheapest run of states, True where code."""
    prose, code, cost = 0.0, -1.0, ACROSS_BLANK
    came: list[tuple[bool, bool]] = []  # for state prose, code: whether the best way came from code
    for line, score in zip(lines, scores, strict=True):
        if line.blank:
            cost = ACROSS_BLANK
            came.append((False, True))
            continue
        from_code, from_prose = code - cost > prose, prose - cost > code
        prose, code = max(prose, code - cost), max(code, prose - cost) + score
        came.append((from_code, not from_prose))
        cost = INSIDE_RUN
    states = [False] * len(lines)
    state = code > prose
    for n in range(len(lines) - 1, -1, -1):
        states[n] = state
        state = came[n][1] if state else came[n][0]
    return states
