"""docutils nodes of the extension, and small ways to make common ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes
from sphinx.builders import Builder
from sphinx.util.nodes import make_refnode

from anthology.sphinxext.cards import CardLists
from anthology.sphinxext.records import Card, Link

ARCHIVED = "archived copy"


class Placeholder(nodes.General, nodes.Element):
    """Where a directive's list, facts or quote goes; replaced when the page is written.

    Attributes:
        kind: Name of the directive.
        what: Its arguments as a plain, picklable value.
    """


class Writer:
    """Makes nodes for one page and one builder.

    Attributes:
        builder: Knows how pages address one another.
        docname: The page that is written.
    """

    def __init__(self, builder: Builder, docname: str) -> None:
        self.builder = builder
        self.docname = docname
        self.pages = builder.env.found_docs

    def link(self, link: Link, *classes: str) -> nodes.Node:
        """Return a link; only its words where it leads to no page of this build."""
        content = (
            nodes.inline(link.text, link.text, classes=list(classes)) if classes else nodes.Text(link.text)
        )
        if link.docname is not None and link.docname in self.pages:
            ref = make_refnode(self.builder, self.docname, link.docname, "", nodes.Text(link.text))
        elif link.url:
            ref = nodes.reference("", link.text, refuri=link.url, internal=False)
        else:
            return content
        ref["classes"] += classes
        return ref

    def links(self, links: Sequence[Link], *classes: str, joiner: str = ", ") -> list[nodes.Node]:
        """Return several links with words between them."""
        made: list[nodes.Node] = []
        for n, link in enumerate(links):
            if n:
                made.append(nodes.Text(joiner))
            made.append(self.link(link, *classes))
        return made

    def indices(self) -> list[nodes.Node]:
        """Return links to the domain's indices, for builders that give them pages."""
        made: list[nodes.Node] = []
        if self.builder.name in ("html", "dirhtml"):
            for name, index, *_ in getattr(self.builder, "domain_indices", ()):
                if name.startswith("anthology-"):
                    uri = self.builder.get_relative_uri(self.docname, name)
                    made += [nodes.Text(" · ")] if made else []
                    made.append(nodes.reference("", index.shortname, refuri=uri, internal=True))
        return made

    def card_item(self, card: Card) -> nodes.list_item:
        """Return a post as an item of a list: title, authors (but the page's own), date."""
        title = self.link(card.title, "post-title", *language_class(card.language))
        line = nodes.paragraph("", "", title)
        by: list[nodes.Node] = []
        others = [author for author in card.authors if author.docname != self.docname]
        if others:
            together = "with " if len(others) < len(card.authors) else ""
            by += [nodes.Text(together), *self.links(others)] if together else self.links(others)
        elif card.channel and card.channel.docname != self.docname:
            by.append(self.link(card.channel))
        details: list[nodes.Node] = [nodes.inline("", "", *by, classes=["by"])] if by else []
        if card.date:
            details += [inline(" · ", "dot")] if details else []
            details.append(inline(f"about {card.date}" if card.inferred else card.date, "date"))
        if details:
            line += [nodes.Text(" "), nodes.inline("", "", *details, classes=["post-details"])]
        return nodes.list_item("", line)

    def card_list(self, cards: Iterable[Card]) -> nodes.Element:
        """Return posts as a list."""
        lists: CardLists | None = getattr(self.builder, "card_lists", None)
        if lists is not None:
            return nodes.raw("", lists.html(self.docname, cards), format="html")
        items = [self.card_item(card) for card in cards]
        return nodes.bullet_list("", *items, classes=["post-list"])


def inline(text: str, *classes: str) -> nodes.inline:
    """Return words with CSS classes."""
    return nodes.inline(text, text, classes=list(classes))


def paragraph(*children: nodes.Node | str, classes: Sequence[str] = ()) -> nodes.paragraph:
    """Return a paragraph of nodes and plain words."""
    content = [nodes.Text(child) if isinstance(child, str) else child for child in children]
    return nodes.paragraph("", "", *content, classes=list(classes))


def fields(rows: Iterable[tuple[str, Sequence[nodes.Node]]]) -> nodes.field_list:
    """Return rows of a name and what it says."""
    made = [
        nodes.field("", nodes.field_name("", name), nodes.field_body("", paragraph(*content)))
        for name, content in rows
    ]
    return nodes.field_list("", *made)


def copy_mark(link: str, copy: str, *classes: str, in_full: bool = False) -> nodes.inline:
    """Return what stands behind a link to name the copy that a web archive has of it.

    Args:
        link: Where the link leads.
        copy: The copy's address.
        classes: Where it is shown, such as `web-only`.
        in_full: Whether the address is to be read, not only to be followed.
    """
    ref = nodes.reference("", copy if in_full else ARCHIVED, refuri=copy, internal=False)
    # For those who hear one link after the other.
    ref["reftitle"] = f"{ARCHIVED} of {link}"
    before = f" ({ARCHIVED}: " if in_full else " ("
    return nodes.inline("", "", nodes.Text(before), ref, nodes.Text(")"), classes=["archived-copy", *classes])


def container(name: str, *children: nodes.Node) -> nodes.container:
    """Return a container with one or more CSS classes, separated by blanks."""
    return nodes.container("", *children, classes=name.split())


def language_class(language: str | None) -> list[str]:
    """Return the class that docutils' HTML writer turns into a `lang` attribute."""
    return [f"language-{language}"] if language else []
