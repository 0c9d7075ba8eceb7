"""Lists of posts as HTML.

A post stands in some eight lists, and a list of thousands is written anew whenever one of them changes.  As
docutils' nodes an item took ten objects and as many calls to write; as text it is made once for all pages of
a folder.  Other builders than HTML's get nodes, from `anthology.sphinxext.nodes`; both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from docutils.writers._html_base import HTMLTranslator
from sphinx.builders import Builder

from anthology.sphinxext.records import Card, Link


class CardLists:
    """Writes the lists of posts of one builder's pages."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._pages = builder.env.found_docs
        self._folder = ""
        self._items: dict[str | None, str] = {}
        self._uris: dict[str, str] = {}

    def html(self, page: str, cards: Iterable[Card]) -> str:
        """Return a list as a page shows it."""
        folder = page.rpartition("/")[0]
        if folder != self._folder:
            # Pages come sorted; what no page asks for any more would only fill memory.
            self._folder, self._items, self._uris = folder, {}, {}
        items = "\n".join(self._item(page, card) for card in cards)
        return f'<ul class="post-list simple">\n{items}\n</ul>\n'

    def _item(self, page: str, card: Card) -> str:
        if any(maker.docname == page for maker in (*card.authors, card.channel) if maker):
            return self._made(page, card)
        post = card.title.docname
        made = self._items.get(post)
        if made is None:
            made = self._items[post] = self._made(page, card)
        return made

    def _made(self, page: str, card: Card) -> str:
        title = self._link(page, card.title, "post-title", card.language)
        by = ""
        others = [author for author in card.authors if author.docname != page]
        if others:
            together = "with " if len(others) < len(card.authors) else ""
            by = together + ", ".join(self._link(page, author) for author in others)
        elif card.channel and card.channel.docname != page:
            by = self._link(page, card.channel)
        details = [f'<span class="by">{by}</span>'] if by else []
        if card.date:
            date = encode(f"about {card.date}" if card.inferred else card.date)
            details.append(f'<span class="date">{date}</span>')
        dot = '<span class="dot"> · </span>'
        more = f' <span class="post-details">{dot.join(details)}</span>' if details else ""
        return f"<li><p>{title}{more}</p></li>"

    def _link(self, page: str, link: Link, style: str = "", language: str | None = None) -> str:
        words = encode(link.text)
        lang = f' lang="{encode(language)}"' if language else ""
        if link.docname is not None and link.docname in self._pages:
            uri, kind = self._uri(page, link.docname), "internal"
        elif link.url:
            uri, kind = encode(link.url), "external"
        else:
            return f'<span class="{style}"{lang}>{words}</span>' if style or lang else words
        return f'<a class="{f"{style} " if style else ""}reference {kind}" href="{uri}"{lang}>{words}</a>'

    def _uri(self, page: str, docname: str) -> str:
        uri = self._uris.get(docname)
        if uri is None or page == docname:
            uri = encode(self._builder.get_relative_uri(page, docname))
            if page != docname:
                self._uris[docname] = uri
        return uri


def encode(text: str) -> str:
    """Return words as docutils writes them into HTML."""
    return text.translate(HTMLTranslator.special_characters)
