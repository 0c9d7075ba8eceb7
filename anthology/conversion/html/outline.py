"""Headings and rules that Sphinx accepts: no level skipped, no rule where docutils forbids one."""

from __future__ import annotations

import re

from anthology.conversion.html.document import Block

_HEADING = re.compile(r"h[1-6]\Z")
_DEEPEST = 6


def settle_outline(document: Block) -> None:
    """Re-base the headings of a post under its page's title and drop rules that separate nothing.

    A heading's level becomes its depth in the post's own outline plus one; headings inside quotes, lists,
    tables and notes are no part of the outline and keep at least the second level.
    """
    open_levels: list[int] = []
    kept: list[Block] = []
    last = "start"
    for block in document.children:
        if _HEADING.match(block.name):
            while open_levels and open_levels[-1] >= block.number:
                open_levels.pop()
            open_levels.append(block.number)
            block.name = f"h{min(_DEEPEST, len(open_levels) + 1)}"
            last = "heading"
        elif block.name == "hr":
            if last in ("start", "heading", "hr"):
                continue
            last = "hr"
        elif block.name != "fn":
            _settle_inside(block)
            last = "block"
        else:
            _settle_inside(block)
        kept.append(block)
    while any(block.name == "hr" for block in kept[-1:]) or _rule_before_notes(kept):
        _drop_last_rule(kept)
    document.children = kept


def _rule_before_notes(blocks: list[Block]) -> bool:
    place = len(blocks) - 1
    while place >= 0 and blocks[place].name == "fn":
        place -= 1
    return place >= 0 and blocks[place].name == "hr"


def _drop_last_rule(blocks: list[Block]) -> None:
    place = len(blocks) - 1
    while blocks[place].name != "hr":
        place -= 1
    del blocks[place]


def _settle_inside(block: Block) -> None:
    if not block.children:
        return
    block.children = [child for child in block.children if child.name != "hr"]
    for child in block.children:
        if child.name == "h1":
            child.name = "h2"
        _settle_inside(child)
