"""Sphinx's HTML builder, mended where its cost grows faster than the book, or for nothing.

Measured on 1,000 posts: titles without markup took a document, six transforms and a translator each;
intersecting a term's pages with a dictionary walked all pages of the book for every term of the search index.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from docutils import nodes
from jinja2 import FileSystemBytecodeCache
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.util.display import progress_message

from anthology.files import write_atomically
from anthology.sphinxext.cards import CardLists
from anthology.sphinxext.defaults import BOOK_THEME
from anthology.sphinxext.domain import domain_of
from anthology.sphinxext.freshness import checksum
from anthology.sphinxext.search_index import Entry, Store, Words, write_index
from anthology.sphinxext.searching import entries_of, names_of, stemmer, words_of
from anthology.sphinxext.weight import lighten


class BookHTMLBuilder(StandaloneHTMLBuilder):
    """Writes what Sphinx's own `html` builder writes, with the book's theme a search index of its own.

    Attributes:
        words: What the search index knows of each page; None with other themes.
        card_lists: Writes lists of posts.
        due: Docnames of the pages that this run writes.
        descriptions: The beginning of each page's text by docname, once the search index is written.
    """

    name = "html"
    words: Store | None = None
    writes_site = True
    """Whether it also writes what is no page: feeds, the map for search engines."""
    card_lists: CardLists | None = None
    due: frozenset[str] = frozenset()
    descriptions: Mapping[str, str] = MappingProxyType({})

    def init_templates(self) -> None:
        """Load the templates' code as compiled by the last build; to compile them takes half a second."""
        super().init_templates()
        self.keep_templates(Path(self.doctreedir) / "templates")

    def keep_templates(self, kept: Path) -> None:
        """Keep the templates' compiled code in a folder."""
        if isinstance(self.templates, BuiltinTemplateLoader):
            kept.mkdir(parents=True, exist_ok=True)
            self.templates.environment.bytecode_cache = FileSystemBytecodeCache(str(kept))

    @property
    def _begun_file(self) -> Path:
        """The file that names the pages of a run until it has ended well."""
        return Path(self.doctreedir) / f"anthology-begun-{checksum(str(self.outdir)):08x}.json"

    def get_outdated_docs(self) -> Iterator[str]:
        """Return the pages that are older than their source, and those of a run that did not end well.

        It may have left half of a page, or a page without its pictures and without its words in the index.
        """
        yield from super().get_outdated_docs()
        with suppress(OSError, ValueError):
            yield from json.loads(self._begun_file.read_bytes())

    def cleanup(self) -> None:
        """Forget which pages were to be written, as all of the run is done."""
        super().cleanup()
        self._begun_file.unlink(missing_ok=True)

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Make ready what all pages share."""
        super().prepare_writing(docnames)
        self.due = frozenset(docnames)
        if self.due:
            write_atomically(self._begun_file, json.dumps(sorted(self.due)).encode())
        self.card_lists = CardLists(self)

    def render_partial(self, node: nodes.Node | None) -> dict[str, str]:
        """Render a title; one that is plain words needs no document of its own."""
        if isinstance(node, nodes.title) and all(isinstance(child, nodes.Text) for child in node.children):
            words = html.escape(node.astext(), quote=False)
            return {"fragment": words, "title": words}
        return super().render_partial(node)

    def copy_static_files(self) -> None:
        """Copy static files, without what no page uses."""
        super().copy_static_files()
        if self.config.html_theme == BOOK_THEME:
            lighten(Path(self.outdir) / "_static")

    def load_indexer(self, docnames: Set[str]) -> None:
        """Take up the words of pages that are not written again."""
        if self.indexer is None or self.config.html_theme != BOOK_THEME:
            super().load_indexer(docnames)
            return
        self.stem = stemmer(self.indexer.lang)
        self.words = Store(words_file(Path(self.doctreedir), Path(self.outdir)))
        self.words.pages = {
            page: words
            for page, words in self.words.pages.items()
            if page in self.env.all_docs and page not in docnames
        }

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Note the words of a page."""
        if self.words is None or self.indexer is None:
            super().index_page(pagename, doctree, title)
        elif pagename in self.env.all_docs and not self.env.metadata.get(pagename, {}).keys() & {
            "no-search",
            "nosearch",
        }:
            title = self.env.titles[pagename].astext()
            self.words.pages[pagename] = words_of(title, doctree, self.indexer.lang, self.stem, pagename)

    def dump_search_index(self) -> None:
        """Write the search index."""
        if self.words is None:
            super().dump_search_index()
            return
        with progress_message("writing the search index"):
            # What an emptied cache left out.
            for page in sorted(self.pages_read() - self.words.pages.keys()):
                self.index_page(page, self.env.get_and_resolve_doctree(page, self, tags=self.tags), "")
            self.words.save()
            self.write_search(self.words.pages)

    def pages_read(self) -> Set[str]:
        """Return the pages that this builder read and writes."""
        return set(self.env.all_docs)

    def write_search(self, pages: dict[str, Words]) -> None:
        """Write the search index of the pages that this builder read."""
        self.write_search_files(sorted(pages), [pages])

    def write_search_files(self, order: Iterable[str], stores: Iterable[Mapping[str, Words]]) -> None:
        """Write the files of the search index and remove Sphinx's own.

        Args:
            order: Docnames of all pages.
            stores: Their words, in stores of which only one need be in memory.
        """
        records = domain_of(self.env).records
        numbers = {page: n for n, page in enumerate(order)}
        descriptions = self.descriptions = {}

        def entries() -> Iterator[tuple[int, Entry]]:
            for store in stores:
                descriptions.update((page, words.description) for page, words in store.items())
                yield from entries_of(records, store, numbers, self)

        write_index(Path(self.outdir), entries(), names_of(records), self.stem)
        (Path(self.outdir) / self.searchindex_filename).unlink(missing_ok=True)


def words_file(doctrees: Path, out: Path) -> Path:
    """Return where the words of pages are kept between builds, for each output folder its own."""
    return doctrees / f"anthology-words-{checksum(str(out)):08x}.pickle"
