"""Which function takes in which element; an element that is not here is only what is inside it."""

from __future__ import annotations

from collections.abc import Mapping

from anthology.conversion.html import block_elements as blocks
from anthology.conversion.html import inline_elements as inlines
from anthology.conversion.html.structure import BLOCKS, HEADINGS, Handler

HANDLERS: Mapping[str, Handler] = {
    **dict.fromkeys(BLOCKS, blocks.flow),
    **dict.fromkeys(HEADINGS, blocks.heading),
    **dict.fromkeys(inlines.MARKS, inlines.mark),
    **dict.fromkeys(inlines.VERBATIM, inlines.verbatim),
    **dict.fromkeys(("iframe", "embed", "object", "video", "audio"), inlines.embed),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), blocks.list_items),
    **dict.fromkeys(("param", "source", "rp", "wbr"), inlines.nothing),
    "a": inlines.link,
    "blockquote": blocks.quote,
    "br": inlines.line_break,
    "button": inlines.button,
    "dd": blocks.definition,
    "dl": blocks.definitions,
    "dt": blocks.term,
    "figcaption": blocks.caption,
    "figure": blocks.figure,
    "font": inlines.font,
    "hr": blocks.rule,
    "img": inlines.image,
    "input": inlines.field,
    "li": blocks.item,
    "pre": blocks.preformatted,
    "q": inlines.quotation,
    "rt": inlines.reading,
    "span": inlines.span,
    "table": blocks.table,
}
