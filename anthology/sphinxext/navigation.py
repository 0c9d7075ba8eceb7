"""The left sidebar: where a page stands, its neighbours, the ways out; at a cost that no page adds to.

The theme's own sidebar renders the whole book for every page.  This one is built once a build from
Sphinx's table of contents and answers for a page in the size of a window.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import cached_property

from sphinx.builders import Builder

from anthology.sphinxext.outline import Outline

WINDOW = 5
"""Neighbours shown on either side."""

LONGEST = 80
"""Characters of a title that the sidebar shows."""


@dataclass(frozen=True, slots=True)
class Level:
    """One open level of the sidebar: some children of `parent`, and whether there are more."""

    parent: str
    children: tuple[tuple[str, str], ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Trail:
    """All that the sidebar shows for one page beyond the book's top level.

    Attributes:
        path: The page and what contains it, from the outermost.
        levels: The open levels, from the outermost.
    """

    path: tuple[str, ...]
    levels: tuple[Level, ...]


class Navigation:
    """The book's table of contents, ready to be asked about any page."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.parent: dict[str, str] = {}
        self.position: dict[str, int] = {}
        self._titles: dict[str, str] = {}
        for page in sorted(outline.children):
            for n, child in enumerate(outline.children[page]):
                if child not in self.parent:
                    self.parent[child] = page
                    self.position[child] = n

    @cached_property
    def groups(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """The front page's own tables of contents: caption, then docname and title of each entry."""
        return tuple(
            (caption, tuple((doc, self.title(doc)) for doc in docs))
            for caption, docs in self.outline.groups()
        )

    def title(self, page: str) -> str:
        """Return a page's title, shortened."""
        title = self._titles.get(page)
        if title is None:
            known = self.outline.titles.get(page)
            title = known.astext() if known is not None else page
            title = self._titles[page] = title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"
        return title

    def around(self, page: str) -> list[tuple[str, str]]:
        """Return docname and title of the pages before and after a page."""
        return [(doc, self.title(doc)) for doc in self.outline.around(page)]

    def path(self, page: str) -> tuple[str, ...]:
        """Return what contains a page, from just below the front page down to the page itself."""
        found: list[str] = []
        while page in self.parent and page not in found:
            found.append(page)
            page = self.parent[page]
        return tuple(reversed(found))

    def trail(self, page: str) -> Trail:
        """Return what the sidebar shows for a page: on each level below the top, its neighbourhood.

        Only the page's own level shows neighbours; the levels above show the way only.
        """
        path = self.path(page)
        levels = []
        for depth, parent in enumerate(path):
            below = self.outline.children.get(parent, ())
            if not below:
                break
            at = path[depth + 1] if depth + 1 < len(path) else None
            deepest = depth + 2 >= len(path)
            if at is None:
                low, high = 0, 2 * WINDOW + 1
            elif deepest:
                low, high = max(0, self.position[at] - WINDOW), self.position[at] + WINDOW + 1
            else:
                low, high = self.position[at], self.position[at] + 1
            shown = tuple((child, self.title(child)) for child in below[low:high])
            more = low > 0 or high < len(below)
            levels.append(Level(parent, shown, more and (deepest or at is None)))
        return Trail(path, tuple(levels))


class Sidebar:
    """Renders the sidebar of one builder's pages."""

    def __init__(self, navigation: Navigation, builder: Builder) -> None:
        self.navigation = navigation
        self.builder = builder
        self._uris: dict[str, str] = {}

    def render(self, page: str, root: str) -> str:
        """Return the sidebar's HTML.

        Args:
            page: The docname; of no page of the book, for generated pages such as the search.
            root: Relative address of the site's root as seen from the page, such as `../`.
        """
        trail = self.navigation.trail(page)
        out: list[str] = []
        for caption, entries in self.navigation.groups:
            if caption and entries:
                out.append(f'<p class="caption"><span class="caption-text">{html.escape(caption)}</span></p>')
            out.append('<ul class="nav bd-sidenav">')
            out += [self._entry(doc, title, trail, page=page, root=root) for doc, title in entries]
            out.append("</ul>")
        return "".join(out)

    def crumbs(self, page: str, root: str) -> str:
        """Return the way down to a page as links, without the page itself; empty for pages at the top.

        Args:
            page: The docname.
            root: As for `render`.
        """
        path = self.navigation.path(page)[:-1]
        return "".join(
            f'<li><a href="{root}{self._uri(doc)}">{html.escape(self.navigation.title(doc))}</a></li>'
            for doc in path
        )

    def _entry(self, doc: str, title: str, trail: Trail, *, page: str, root: str, depth: int = 0) -> str:
        here = doc in trail.path
        state, style = (" current active", " current") if here else ("", "")
        current = ' aria-current="page"' if doc == page else ""
        out = [
            f'<li class="toctree-l{depth + 1}{state}">'
            f'<a class="reference internal{style}" href="{root}{self._uri(doc)}"{current}>'
            f"{html.escape(title)}</a>"
        ]
        level = trail.levels[depth] if depth < len(trail.levels) else None
        if level and level.parent == doc:
            out.append("<ul>")
            out += [
                self._entry(child, name, trail, page=page, root=root, depth=depth + 1)
                for child, name in level.children
            ]
            if level.more and doc != page:
                out.append(
                    f'<li class="toctree-l{depth + 2} more"><a class="reference internal" '
                    f'href="{root}{self._uri(doc)}">Show all…</a></li>'
                )
            out.append("</ul>")
        out.append("</li>")
        return "".join(out)

    def _uri(self, doc: str) -> str:
        uri = self._uris.get(doc)
        if uri is None:
            uri = self._uris[doc] = html.escape(self.builder.get_target_uri(doc))
        return uri
