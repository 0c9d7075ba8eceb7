"""Directives: lists of posts, facts about a cycle or person, overviews, the front page, quotes.

Each leaves a placeholder and a note of what it asks for; the page is filled in when it is written, so that
a change in the catalogue needs no page to be read again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, cast

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from docutils.statemachine import StringList
from sphinx.directives.other import TocTree
from sphinx.util.docutils import SphinxDirective
from sphinx.util.matching import patfilter
from sphinx.util.typing import OptionSpec

from anthology.pages.list_pages import KINDS, UNSORTED
from anthology.sphinxext.nodes import Placeholder
from anthology.sphinxext.queries import FILTERS, SORTS, Query
from anthology.sphinxext.records import FOLDERS
from anthology.takedown.prints import name_print

if TYPE_CHECKING:
    from anthology.sphinxext.domain import AnthologyDomain


class _Filled(SphinxDirective):
    """A directive whose content comes when the page is written."""

    def placeholder(self, kind: str, what: object) -> list[nodes.Node]:
        domain = cast("AnthologyDomain", self.env.domains["anthology"])
        domain.note(self.env.current_document.docname, kind, what)
        node = Placeholder("", kind=kind, what=what)
        self.set_source_info(node)
        return [node]


def _dated(value: str | None, pattern: str, example: str) -> str:
    """Return the value of an option that names a time.

    Raises:
        ValueError: If it does not.
    """
    if not value or not re.fullmatch(pattern, value):
        raise ValueError(f"{value!r} is no such time; write it as {example}")
    return value


class Posts(_Filled):
    """A list of posts: `{posts}` with filters, an order and a limit."""

    option_spec: ClassVar[OptionSpec] = {
        **dict.fromkeys(FILTERS, directives.unchanged_required),
        "year": lambda value: _dated(value, r"\d{4}|undated", "2013"),
        "month": lambda value: _dated(value, r"\d{4}(-\d{2})?|undated", "2013-05"),
        "about": directives.unchanged_required,
        "written": lambda value: directives.choice(value, ("elsewhere",)),
        "sort": lambda value: directives.choice(value, SORTS),
        "limit": directives.nonnegative_int,
        "empty": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder for the list."""
        domain = cast("AnthologyDomain", self.env.domains["anthology"])
        filters = []
        for name in FILTERS:
            if name in self.options:
                kind = {"release": "cycle", "mention": "author"}.get(name, name)
                value = self.options[name]
                if name not in ("year", "month"):
                    value = domain.identifier(kind, value, self.get_location())
                filters.append((name, value))
        about = self.options.get("about")
        if about and about != UNSORTED:
            about = domain.identifier("topic", about, self.get_location())
        query = Query(
            tuple(filters),
            about=about,
            elsewhere="written" in self.options,
            sort=self.options.get("sort", "date"),
            limit=self.options.get("limit"),
            empty=self.options.get("empty", "No posts yet."),
        )
        return self.placeholder("posts", query)


class Facts(_Filled):
    """What is known of one cycle, topic, project, author, channel or series."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder for the facts."""
        domain = cast("AnthologyDomain", self.env.domains["anthology"])
        kind = directives.choice(self.arguments[0], tuple(FOLDERS))
        identifier = domain.identifier(kind, self.arguments[1], self.get_location())
        return self.placeholder("facts", (kind, identifier))


class Overview(_Filled):
    """All list pages of one folder, with counts."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder for the overview."""
        return self.placeholder("overview", directives.choice(self.arguments[0], tuple(KINDS)))


class Front(_Filled):
    """What the book holds and the ways into it, for the front page."""

    option_spec: ClassVar[OptionSpec] = {"latest": directives.nonnegative_int}

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder for the front page's own part."""
        return self.placeholder("front", self.options.get("latest", 5))


class Quote(_Filled):
    """An excerpt of a post with credit and link; without content, its first paragraph."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder for the quotation, the excerpt inside it."""
        domain = cast("AnthologyDomain", self.env.domains["anthology"])
        target = self.arguments[0]
        if domain.records.is_taken_down(target):
            # Neither the excerpt nor the title goes into any file that is made of this page.
            return self.placeholder("quote", name_print(target))
        link = domain.records.find("post", target)
        if link is not None and link.docname in self.env.found_docs:
            # The excerpt is checked against the post, or taken from it.
            self.env.note_dependency(self.env.doc2path(link.docname))
        made = self.placeholder("quote", target)
        for node in made:
            cast("nodes.Element", node).extend(self.parse_content_to_nodes())
        return made


class BookContents(TocTree):
    """The book's table of contents: chapters, then the generated overviews, as far as they exist."""

    required_arguments = 0
    option_spec: ClassVar[OptionSpec] = {"chapters": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Make one hidden table of contents for the chapters and one for the posts."""
        found = self.env.found_docs
        chapters = sorted(patfilter(found, self.options.get("chapters", "chapters/*")))
        if "chapters/index" in chapters:
            chapters = ["chapters/index"]
        overviews = [doc for doc in (f"{folder}/index" for folder in KINDS) if doc in found]
        made: list[nodes.Node] = []
        for caption, docs in (("Chapters", chapters), ("The posts", overviews)):
            # As a globbing one, it makes Sphinx read this page again when pages come or go.
            self.options = {"hidden": None, "glob": None, "caption": caption}
            self.content = StringList([f"/{doc}" for doc in docs], source="")
            made += super().run()
        return made


DIRECTIVES: dict[str, type[Directive]] = {
    "posts": Posts,
    "facts": Facts,
    "overview": Overview,
    "front": Front,
    "quote": Quote,
    "book-contents": BookContents,
}
