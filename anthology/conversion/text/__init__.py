"""Posts that survive as plain text: the markup that the dump lost is given back.

The stages each look at all lines and mark those they are sure of; what no stage claims is prose:

1. what the dump itself sets apart: fences, gutters of line numbers (`fences`);
2. residue of feeds and themes, dropped and named (`residue`);
3. items, rows, quotes (`lists`, `tables`, `quotes`);
4. code, by weighted evidence smoothed over neighbours (`evidence`, `listing`);
5. headings, by weighted evidence, and their levels (`headings`);
6. writing, through the emitter that escapes (`blocks`, `inline`, `labels`, `language`).
"""

from __future__ import annotations

from anthology.conversion.text.blocks import Writer
from anthology.conversion.text.fences import mark_fences, mark_gutters
from anthology.conversion.text.headings import mark_headings
from anthology.conversion.text.inline import Found
from anthology.conversion.text.lines import read_lines
from anthology.conversion.text.listing import mark_code
from anthology.conversion.text.lists import mark_items
from anthology.conversion.text.paragraphs import (
    is_wrapped,
    join_cut_addresses,
    join_cut_paragraphs,
    keeps_links,
    mark_embeds,
)
from anthology.conversion.text.quotes import mark_quotes
from anthology.conversion.text.residue import drop_residue
from anthology.conversion.text.tables import mark_rows
from anthology.model import Body

__all__ = ["convert_text"]


def convert_text(text: str, *, title: str | None = None) -> Body:
    """Return the body of a post from a text dump as MyST.

    Args:
        text: The post's lines without title and byline.
        title: The post's title, if known; not repeated in the body unless the text does.
    """
    lines = read_lines(text)
    languages = mark_fences(lines)
    mark_gutters(lines)
    found = Found(losses=drop_residue(lines))
    join_cut_addresses(lines)
    mark_embeds(lines)
    mark_rows(lines)
    mark_quotes(lines)
    linked = keeps_links(lines)
    marked_up = bool(languages) or linked
    mark_items(lines, marked_up=marked_up)
    wrapped = is_wrapped(lines)
    mark_code(lines, fenced=marked_up, wrapped=wrapped)
    join_cut_paragraphs(lines)
    mark_headings(lines, keeps_links=linked, title=title)
    myst = Writer(lines, languages, wrapped, found).write()
    return Body(myst, tuple(found.losses), tuple(found.links), tuple(found.pictures))
