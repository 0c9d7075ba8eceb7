"""The book's table of contents: all that a page shows of the others beside what the catalogue knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment


@dataclass(frozen=True, slots=True)
class Outline:
    """The table of contents of one book.

    Attributes:
        root: Docname of the front page.
        children: The pages below each page, in order.
        relations: What is above, before and after each page, as `BuildEnvironment.collect_relations` says it.
        titles: The pages' titles as they were parsed.
        contents: The front page's own list of contents.
        pages: Docnames of all pages of the book, in the table or not.
    """

    root: str
    children: Mapping[str, list[str]]
    relations: Mapping[str, Sequence[str | None]]
    titles: dict[str, nodes.title]
    contents: nodes.bullet_list
    pages: frozenset[str]

    @classmethod
    def of(cls, env: BuildEnvironment) -> Outline:
        """Return the table of contents of what Sphinx has read."""
        root = env.config.root_doc
        return cls(
            root,
            env.toctree_includes,
            env.collect_relations(),
            env.titles,
            env.tocs.get(root, nodes.bullet_list()),
            frozenset(env.found_docs),
        )

    def groups(self) -> list[tuple[str, list[str]]]:
        """Return the front page's own tables of contents: caption and docnames of each."""
        return [
            (str(tree["caption"] or ""), [doc for _, doc in tree["entries"] if doc in self.titles])
            for tree in self.contents.findall(addnodes.toctree)
        ]

    def around(self, page: str) -> list[str]:
        """Return the pages before and after a page."""
        return [doc for doc in self.relations.get(page, (None, None, None))[1:] if doc]
