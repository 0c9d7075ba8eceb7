"""Which links the book holds: those of the posts that have a page, and those of chapters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from markdown_it import MarkdownIt
from markdown_it.token import Token

from anthology.linkcheck.addresses import is_testable, plain_link
from anthology.model import Catalogue, Post

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_DIRECTIVE = re.compile(r"\{([\w:-]+)\}")
_LITERAL = frozenset(
    (
        "code",
        "code-block",
        "sourcecode",
        "code-cell",
        "literalinclude",
        "math",
        "raw",
        "eval-rst",
        "parsed-literal",
    )
)
"""Directives whose content is no MyST."""


def links_of(post: Post, catalogue: Catalogue) -> list[str]:
    """Return the links that a post's page shows, without those that lead to other posts of the book."""
    inside = catalogue.internal.get(post.id, {})
    written = (post.url or "", *(link for link in post.body.links if link not in inside))
    return list(
        dict.fromkeys(plain_link(link) for link in written if link.startswith(("http://", "https://")))
    )


def links_in(myst: str) -> Iterator[str]:
    """Yield the links that a chapter shows, in order."""
    yield from _links(
        _PARSER.parse(re.sub(r"\A---\n.*?^---\n", "", myst, count=1, flags=re.DOTALL | re.MULTILINE))
    )


def _links(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "link_open":
            link = str(token.attrGet("href") or "")
            if link.startswith(("http://", "https://")):
                yield plain_link(link)
        elif token.type == "fence" and (named := _DIRECTIVE.match(token.info)):
            if named[1] not in _LITERAL:
                yield from links_in(token.content)
        elif token.children:
            yield from _links(token.children)


def links_of_book(catalogue: Catalogue, chapters: Mapping[str, str]) -> dict[str, list[str]]:
    """Return every link that can be tested, with where it stands: ids of posts, names of chapters' files.

    Args:
        catalogue: All posts.
        chapters: The text of each chapter by its name.
    """
    found: dict[str, list[str]] = {}
    for place, links in (
        *((post.id, links_of(post, catalogue)) for post in catalogue.shown()),
        *((name, list(dict.fromkeys(links_in(text)))) for name, text in chapters.items()),
    ):
        for link in links:
            if is_testable(link):
                found.setdefault(link, []).append(place)
    return found
