"""Sphinx's HTML builder, mended where its cost grows faster than the book, or for nothing.

Measured on 1,000 posts: titles without markup took a document, six transforms and a translator each;
intersecting a term's pages with a dictionary walked all pages of the book for every term of the search index.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Set
from contextlib import suppress
from pathlib import Path

from docutils import nodes
from jinja2 import FileSystemBytecodeCache
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.util.display import progress_message

from anthology import __version__
from anthology.files import write_atomically
from anthology.sphinxext.cards import CardLists
from anthology.sphinxext.defaults import BOOK_THEME
from anthology.sphinxext.domain import domain_of
from anthology.sphinxext.freshness import checksum
from anthology.sphinxext.search_index import Result, Table, table_of, write_index
from anthology.sphinxext.search_store import Store
from anthology.sphinxext.search_words import Words
from anthology.sphinxext.searching import names_of, result_of, stemmer, words_of
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

    def init(self) -> None:
        """Begin with no page described."""
        super().init()
        self.descriptions: dict[str, str] = {}

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
        self.words = Store(words_folder(Path(self.doctreedir), Path(self.outdir)))
        self.words.forget(docnames)

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Note the words of a page."""
        if self.words is None:
            super().index_page(pagename, doctree, title)
        elif self._is_searched(pagename):
            self.words.note(pagename, self._words(pagename, doctree))

    def dump_search_index(self) -> None:
        """Write the search index."""
        if self.words is None:
            super().dump_search_index()
            return
        with progress_message("writing the search index"):
            self.words.save(filter(self._is_searched, self.pages_read()), self.words_again)
            self.write_search(self.words)

    def pages_read(self) -> Set[str]:
        """Return the pages that this builder read and writes."""
        return set(self.env.all_docs)

    def words_again(self, page: str) -> Words:
        """Return the words of a page that this run does not write, for want of what was kept of them."""
        parsed = domain_of(self.env).doctree(page)
        doctree = self.env.get_and_resolve_doctree(page, self, tags=self.tags, doctree=parsed)
        return self._words(page, doctree)

    def write_search(self, store: Store) -> None:
        """Write the search index of the pages that this builder read."""
        self.write_tables(self._tables(store))

    def write_tables(self, tables: Iterator[Table]) -> None:
        """Write the files of the search index and remove Sphinx's own."""
        write_index(Path(self.outdir), tables, names_of(domain_of(self.env).records))
        (Path(self.outdir) / self.searchindex_filename).unlink(missing_ok=True)

    def result(self, page: str) -> Result:
        """Return how a page is shown where it is found."""
        return result_of(domain_of(self.env).records, page, self.get_target_uri(page))

    def _tables(self, store: Store) -> Iterator[Table]:
        """Yield the tables of all sections, making those anew in which something changed."""
        for section in store.sections:
            results = [self.result(page) for page in section.pages]
            stamp = checksum((__version__, results))
            table = store.table(section, stamp)
            if table is None:
                words = store.words(section, self.words_again)
                entries = zip(range(len(results)), words.values(), results, strict=True)
                table = table_of(entries, self.stem)
                store.keep_table(section, stamp, table)
            self.descriptions |= {page: row[-1] for page, row in zip(section.pages, table.rows, strict=True)}
            yield table

    def _is_searched(self, page: str) -> bool:
        unwanted = self.env.metadata.get(page, {}).keys() & {"no-search", "nosearch"}
        return page in self.env.all_docs and not unwanted

    def _words(self, page: str, doctree: nodes.document) -> Words:
        assert self.indexer is not None  # noqa: S101 - as `load_indexer` found
        return words_of(self.env.titles[page].astext(), doctree, self.indexer.lang, self.stem, page)


def words_folder(doctrees: Path, out: Path) -> Path:
    """Return where the words of pages are kept between builds, for each output folder its own."""
    return doctrees / f"anthology-words-{checksum(str(out)):08x}"
