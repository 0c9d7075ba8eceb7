"""HTML to MyST.

    guard         raw text made safe for parsers
    shortcodes    what WordPress left unexpanded
    tree          the HTML as browsers read it, only what is allowed
    structure     blocks and runs of pieces, with `elements`, `footnotes`, `code`, `media`
    outline       headings and rules that Sphinx accepts
    writer        MyST, with `inline`, `emphasis`, `tables` and the emitter `anthology.conversion.myst`

Each stage looks at each part of the post a fixed number of times.
"""

from __future__ import annotations

from collections.abc import Iterable

from anthology.conversion.html.document import targets_of
from anthology.conversion.html.elements import HANDLERS
from anthology.conversion.html.footnotes import find_references
from anthology.conversion.html.guard import guard
from anthology.conversion.html.losses import Losses
from anthology.conversion.html.outline import settle_outline
from anthology.conversion.html.shortcodes import expand_shortcodes
from anthology.conversion.html.structure import StructureBuilder
from anthology.conversion.html.tree import MAX_DEPTH, parse
from anthology.conversion.html.writer import MystWriter
from anthology.model import Asset, Body

__all__ = ["convert_html"]


def convert_html(html: str, base_url: str | None = None, assets: Iterable[Asset] = ()) -> Body:
    """Return a body in HTML made ready for the book.

    Args:
        html: Any HTML: a fragment or a page, however malformed or hostile.
        base_url: What relative links and pictures start from; without it they lose their target.
        assets: Files that the book keeps, by the address the body gives them.
    """
    losses = Losses()
    root, flattened = parse(guard(expand_shortcodes(html), losses))
    if flattened:
        losses.add("nesting", f"{flattened} elements", f"more than {MAX_DEPTH} levels of elements")
    names = {asset.uri: asset.name for asset in assets}
    builder = StructureBuilder(HANDLERS, find_references(root), base_url, names, losses)
    document = builder.build(root)
    settle_outline(document)
    links, pictures = targets_of(document)
    text = MystWriter(losses).process_tag(document).strip("\n")
    return Body(
        myst=text + "\n" if text else "",
        losses=tuple(losses.found),
        links=links,
        pictures=pictures,
    )
