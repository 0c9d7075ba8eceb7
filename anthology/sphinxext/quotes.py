"""Quotations in chapters: an excerpt of a post with credit, checked against the post."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from anthology.sphinxext.head import whole_words
from anthology.sphinxext.nodes import Placeholder, Writer, container, inline, language_class, paragraph
from anthology.sphinxext.records import Card, Records

if TYPE_CHECKING:
    from anthology.sphinxext.domain import AnthologyDomain

_PLAIN = str.maketrans("“”‘’–—", "\"\"''--")

REMOVED = "[Removed at the author’s request]"
"""What stands in the place of a post that was taken down."""

logger = logging.getLogger(__name__)


def warn_taken_down(location: nodes.Node) -> None:
    """Say that a chapter still names a post that was taken down."""
    logger.warning(
        "a post that was taken down is named here, and %r stands in its place; take it out",
        REMOVED,
        location=location,
        type="anthology",
        subtype="taken_down",
    )


def quoted_card(records: Records, target: str) -> Card | None:
    """Return the card of the post a quotation names."""
    identifier = records.identify("post", target)
    return records.card(records.posts[identifier]) if identifier else None


def quote_nodes(
    writer: Writer,
    records: Records,
    env: BuildEnvironment,
    placeholder: Placeholder,
    longest: int | None = None,
) -> list[nodes.Node]:
    """Return a quotation: the writer's excerpt, or the post's first paragraph, with its credit.

    Args:
        writer: For links.
        records: The catalogue.
        env: Knows the post's own words.
        placeholder: The post that is quoted, and around which words of it.
        longest: Characters of a first paragraph, of which no more than whole sentences within them is quoted.
    """
    target = str(placeholder["what"])
    if records.is_taken_down(target):
        warn_taken_down(placeholder)
        return [container("quote", paragraph(REMOVED, classes=["removed"]))]
    card = quoted_card(records, target)
    if card is None or card.title.docname not in env.found_docs:
        close = records.suggest("post", target)
        logger.warning(
            "no post is called %r%s",
            target,
            f"; did you mean {close!r}?" if close else "",
            location=placeholder,
            type="anthology",
            subtype="unknown_post",
        )
        return [nodes.block_quote("", *placeholder.children)] if placeholder.children else []
    post = cast("AnthologyDomain", env.domains["anthology"]).doctree(card.title.docname)
    excerpt = list(placeholder.children)
    if not excerpt:
        first = next((p for p in post.findall(nodes.paragraph) if p.astext().strip()), None)
        words = shortened(first.astext() if first else card.title.text, longest)
        excerpt = [paragraph(words)]
    elif missing := _not_in(excerpt, post):
        logger.warning(
            "the post %r does not say %r",
            card.title.text,
            missing[:60],
            location=placeholder,
            type="anthology",
            subtype="quote_not_found",
        )
    credit: list[nodes.Node] = [nodes.Text("— ")]
    if card.authors:
        credit += [*writer.links(card.authors), nodes.Text(", ")]
    credit += [writer.link(card.title), nodes.Text(", "), inline(card.date, "date")]
    quotation = nodes.block_quote("", *excerpt, classes=["quotation", *language_class(card.language)])
    return [container("quote", quotation, paragraph(*credit, classes=["credit"]))]


def shortened(text: str, longest: int | None) -> str:
    """Return the beginning of a text, to the end of a sentence if there is one, else of a word."""
    if longest is None or len(text) <= longest:
        return text
    sentences = list(re.finditer(r"[.!?…](?=\s)|[。！？]", text[:longest]))
    if sentences and sentences[-1].end() > longest // 3:
        return f"{text[: sentences[-1].end()]} […]"
    return f"{whole_words(text, longest)} […]"


def _not_in(excerpt: list[nodes.Node], post: nodes.document) -> str:
    """Return the first part of an excerpt that the post does not hold, as words; ellipses part it."""
    text = _words(post.astext())
    for node in excerpt:
        for part in node.astext().replace("[…]", "…").replace("...", "…").split("…"):
            if _words(part) not in text:
                return " ".join(part.split())
    return ""


def _words(text: str) -> str:
    """Return a text without what typography may change between two copies of it."""
    return " ".join(text.translate(_PLAIN).split()).casefold()
