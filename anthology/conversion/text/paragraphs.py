"""What page breaks, wrapping and lost pictures did to paragraphs."""

from __future__ import annotations

import itertools
import re

from anthology.conversion.text.evidence import LONGEST, code_score
from anthology.conversion.text.lines import Kind, Line

_CUT = re.compile(r"\(<?https?://[^\s()<>\[\]]*[-_/.=>]>?-?\s*\Z|\(<https?://[^\s()<>]*\Z")
_CUT_LINK = re.compile(r"\(\[[^\]\s]+\]\((?P<url>https?://[^\s()]+)\)\s*\Z")
_REST = re.compile(r"[\w%./?=&#+~:;,@!$'*-]{4,}\)")
_LINK = re.compile(r"\(<https?://|\]\(https?://|<https?://")
_EMBED = re.compile(r"(?i)\s*`?<(?:iframe|embed|object|script|figure|figcaption)\b")


def keeps_links(lines: list[Line]) -> bool:
    """Say whether the dump kept link targets: then it kept fences too, and lists of nothing but links."""
    return any(line.kind is Kind.OPEN and _LINK.search(line.text) for line in lines)


def join_cut_addresses(lines: list[Line]) -> None:
    """Join an address in parentheses that a page break cut in two, with blank lines between or without.

    Args:
        lines: Changed in place: the second part moves to the end of the first.
    """
    for n, line in enumerate(lines):
        if line.kind is not Kind.OPEN or "(" not in line.text:
            continue
        text = line.text.rstrip()
        start = text.rfind("(")
        link = _CUT_LINK.search(text[-4000:])
        if not link and not _CUT.fullmatch(text[start:]):
            continue
        after = n + 1
        while after < len(lines) and after - n < 4 and lines[after].blank:
            after += 1
        if after >= len(lines) or lines[after].kind is not Kind.OPEN:
            continue
        rest = lines[after].text
        if link and re.match(rf"\[[^\]\s]+\]\({re.escape(link['url'])}\)", rest):
            line.text = text + rest
        elif not link and _REST.match(rest):
            line.text = text[:start] + text[start:].replace("<", "").replace(">", "") + rest
        else:
            continue
        lines[after].kind = Kind.GONE


def join_cut_paragraphs(lines: list[Line]) -> None:
    """Join a paragraph that a page break cut in mid-sentence.

    Args:
        lines: Changed in place; code and lists are already marked.
    """
    last: Line | None = None
    touching = False
    for line in lines:
        if line.blank:
            touching = False
            continue
        text = line.text.strip()
        if (
            last is not None
            and not touching
            and line.kind is Kind.OPEN is last.kind
            and text[:1].islower()
            and len(text) > 60
            and len(last.text) > 80
            and len(last.text) < 20_000
            and last.text.rstrip()[-1:].isalnum()
        ):
            last.text = f"{last.text.rstrip()} {text}"
            line.kind = Kind.GONE
        else:
            last = line
        touching = True


def mark_embeds(lines: list[Line]) -> None:
    """Mark lines that are the remains of embedded pages and pictures, lest they pass for code.

    Args:
        lines: Changed in place.
    """
    for line in lines:
        if line.kind is Kind.OPEN and "<" in line.text[:40] and _EMBED.match(line.text):
            line.kind = Kind.CAPTION


def is_wrapped(lines: list[Line]) -> bool:
    """Say whether paragraphs are wrapped to a width, so that a line end is no end of a paragraph."""
    inner = 0
    broken = 0
    longest = 0
    for line, following in itertools.pairwise(lines):
        if line.kind is not Kind.OPEN or code_score(line.text[:LONGEST]) > 1:
            continue
        longest = max(longest, len(line.text))
        if following.kind is Kind.OPEN:
            inner += 1
            ends = line.text.rstrip()[-1:] in ".!?:…"
            broken += 50 <= len(line.text) <= 110 and not ends
    return inner >= 3 and longest <= 120 and broken * 2 >= inner
