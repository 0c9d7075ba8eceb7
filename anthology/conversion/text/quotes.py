"""Quotes: lines marked with `>`, and messages that end in the sign-off of a social network."""

from __future__ import annotations

import re

from anthology.conversion.text.evidence import LONGEST, code_score
from anthology.conversion.text.lines import Kind, Line

_MARKED = re.compile(r"\s{0,3}>\s?(?=\S)|\s{0,3}>\s*\Z")
_SIGNED = re.compile(
    r"\s*[—–-]{1,2}\s?[^()\n]{1,80}\s\(@\w{1,30}\)\s.{0,20}\b\d{1,2}\b.{0,20}\b(?:19|20)\d\d\b(?:\s*\(<?https?://[^\s)]+>?\))?\s*\Z"
)
_REACH = 6
"""Lines above its sign-off that a short message may have."""


def mark_quotes(lines: list[Line]) -> None:
    """Mark quoted lines.

    Args:
        lines: Changed in place.
    """
    block = 0
    n = 0
    while n < len(lines):
        end = n
        while end < len(lines) and lines[end].kind is Kind.OPEN and _MARKED.match(lines[end].text[:LONGEST]):
            end += 1
        if end > n:
            # At a prompt `>` stands before commands; in a letter before sentences.
            scores = [
                code_score(_MARKED.sub("", line.text[:LONGEST], count=1))
                for line in lines[n : min(end, n + 50)]
            ]
            if sum(scores) / len(scores) < -1:
                block += 1
                for line in lines[n:end]:
                    line.kind, line.block = Kind.QUOTE, block
        n = max(end, n + 1)
    for n, line in enumerate(lines):
        if line.kind is Kind.OPEN and line.text.lstrip()[:1] in "—–-" and _SIGNED.match(line.text[:400]):
            start = _message_start(lines, n)
            if start < n:
                block += 1
                for inner in lines[start : n + 1]:
                    if inner.kind is Kind.OPEN:
                        inner.kind, inner.block = Kind.QUOTE, block


def _message_start(lines: list[Line], signed: int) -> int:
    """Return the first line of the message above a sign-off: the run of lines right before it."""
    n = signed - 1
    while n >= 0 and lines[n].blank and signed - n < 4:
        n -= 1
    start = signed
    while n >= 0 and lines[n].kind is Kind.OPEN and signed - n < _REACH + 3 and len(lines[n].text) < 700:
        start = n
        n -= 1
    return start
