"""The e-book: Sphinx's EPUB 3 builder, with what a book of thousands of posts by hundreds of people needs."""

from __future__ import annotations

import html
import os
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sphinx.application import Sphinx
from sphinx.builders.epub3 import HTML_TAG, Epub3Builder, NavPoint
from sphinx.environment import BuildEnvironment

from anthology.editions.cover import draw_cover
from anthology.editions.xhtml import Page
from anthology.export import Record
from anthology.sphinxext.domain import domain_of
from anthology.sphinxext.lists import count_of

COVER_FILE = "_static/cover.png"
STYLE_FILE = "anthology-epub.css"
STYLE_FILES = ("pygments.css", STYLE_FILE)
MOST_IN_CONTENTS = 500
"""Posts that the contents name one by one; in a larger book the page of each cycle does."""
DEFAULT_DAY = "2000-01-01"
FIRST_ZIP_YEAR = 1980


class BookEpubBuilder(Epub3Builder):
    """Writes the book as an EPUB 3 file."""

    name = "epub"
    # Nothing is fetched: what the book keeps of the web was kept before.
    supported_remote_images = True

    def __init__(self, app: Sphinx, env: BuildEnvironment) -> None:
        super().__init__(app, env)
        self.left_out: set[str] = set()

    @property
    def posts(self) -> Mapping[str, Record]:
        """The posts by docname."""
        return domain_of(self.env).records.by_docname

    def init(self) -> None:
        """Say the book's language on every page: Sphinx's own tag for EPUB does not."""
        super().init()
        language = html.escape(self.config.epub_language)
        self.html_tag = f'{HTML_TAG[:-1]} lang="{language}" xml:lang="{language}">'

    def init_css_files(self) -> None:
        """Use a style sheet for e-readers and none for the web."""
        self._css_files = []
        for name in STYLE_FILES:
            super().add_css_file(name)

    def add_css_file(self, filename: str, **kwargs: Any) -> None:  # noqa: ANN401 - as Sphinx has it
        """Take no style sheets of extensions: they are for the web."""

    def init_js_files(self) -> None:
        """Use no scripts."""
        self._js_files = []

    def copy_static_files(self) -> None:
        """Copy the style sheets and draw the cover."""
        self._static_dir.mkdir(parents=True, exist_ok=True)
        self.create_pygments_style_file()
        shutil.copyfile(Path(__file__).parent / "static" / STYLE_FILE, self._static_dir / STYLE_FILE)
        draw_cover(
            self.config.epub_title,
            self.config.epub_author,
            self.config.epub_language,
            Path(self.outdir, COVER_FILE),
        )

    def copy_extra_files(self) -> None:
        """Copy nothing: these files are for a web server."""

    def get_outdated_docs(self) -> Iterator[str]:
        """Return all pages: an e-book is written as a whole."""
        return iter(sorted(self.env.found_docs))

    def write_documents(self, docnames: Set[str]) -> None:
        """Write all pages but those for the web."""
        said = self.env.metadata
        self.left_out = {
            doc for doc in docnames if str(said[doc].get("web-only", "")).casefold() == "true"
        } - {self.config.root_doc}
        super().write_documents(set(docnames) - self.left_out)

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Do without the domain's indices: the overview pages list the same."""
        super().prepare_writing(docnames)
        self.domain_indices = []

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """Return what the page's template asks for: no neighbours and no contents, which readers have.

        Rendering these took a fifth of the time of the whole book.
        """
        title = self.env.longtitles.get(docname)
        return {
            "title": html.escape(title.astext() if title is not None else "", quote=False),
            "body": body,
            "metatags": metatags,
            "meta": None,
            "parents": [],
            "prev": None,
            "next": None,
            "rellinks": [],
            "toc": "",
            "display_toc": False,
            "has_source": False,
            "sourcename": "",
        }

    def gen_pages_from_extensions(self) -> None:
        """Make no pages for the web."""

    def gen_additional_pages(self) -> None:
        """Make no pages for the web."""

    def handle_finish(self) -> None:
        """Remove what an earlier build left, make the pages strict XML, then pack them."""
        self._remove_stale()
        self._mend_pages()
        super().handle_finish()

    def _files(self) -> list[Path]:
        return [
            Path(self.outdir, f"{doc}{self.out_suffix}")
            for doc in sorted(self.env.found_docs - self.left_out)
        ]

    def _remove_stale(self) -> None:
        out = Path(self.outdir)
        kept = {*self._files(), *(out / self.imagedir / name for name in self.images.values())}
        kept.add(out / f"{self.config.epub_basename}.epub")
        old = [*out.rglob(f"*{self.out_suffix}"), *(out / self.imagedir).glob("*"), *out.glob("*.epub")]
        for path in old:
            if path not in kept:
                path.unlink()

    def _mend_pages(self) -> None:
        """Make each page well-formed and each link lead to something.

        Each page is parsed twice, because all pages at once would not fit into memory.
        """
        files = {path.relative_to(self.outdir).as_posix(): path for path in self._files()}
        ids: dict[str, set[str]] = {}
        for name, path in files.items():
            page = Page(path.read_text("utf-8"))
            ids[name] = page.ids
            if page.changed:
                path.write_text(page.text(), encoding="utf-8")
        for name, path in files.items():
            page = Page(path.read_text("utf-8"))
            page.mend_links(name, ids)
            if page.changed:
                path.write_text(page.text(), encoding="utf-8")

    # -- contents and reading order

    def get_toc(self) -> None:
        """List the book's pages in reading order, each once, from the tables of contents."""
        self.refnodes = [
            {
                "level": level,
                "refuri": f"{doc}{self.out_suffix}",
                "text": html.escape(self._title(doc)),
                "doc": doc,
            }
            for doc, level in self._reading_order()
        ]

    def _reading_order(self) -> list[tuple[str, int]]:
        root = self.config.root_doc
        order = [(root, 1)]
        seen = {root, *self.left_out}
        waiting = [(doc, 1) for doc in reversed(self.env.toctree_includes.get(root, ()))]
        while waiting:
            doc, level = waiting.pop()
            printed = doc not in seen and doc in self.env.found_docs
            if printed:
                order.append((doc, level))
            if printed or doc in self.left_out:
                deeper = level + 1 if printed else level
                children = self.env.toctree_includes.get(doc, ()) if doc not in seen or not printed else ()
                waiting += [(child, deeper) for child in reversed(children) if child not in seen]
            seen.add(doc)
        return order

    def _title(self, doc: str) -> str:
        title = self.env.titles.get(doc)
        return (" ".join(title.astext().split()) if title is not None else "") or doc

    def _contents(self, refnodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return what the contents name."""
        if len(self.posts) <= MOST_IN_CONTENTS:
            return refnodes
        return [node for node in refnodes if node["doc"] not in self.posts]

    def build_navlist(self, navnodes: list[dict[str, Any]]) -> list[NavPoint]:
        """Return the contents."""
        return super().build_navlist(self._contents(navnodes))

    def build_navpoints(self, nodes: list[dict[str, Any]]) -> list[Any]:
        """Return the contents as readers of EPUB 2 want them."""
        return super().build_navpoints(self._contents(nodes))

    def toc_metadata(self, level: int, navpoints: list[Any]) -> dict[str, Any]:
        """Name the book as `content.opf` does."""
        return {**super().toc_metadata(level, navpoints), "uid": html.escape(self._identifier())}

    # -- what the book says of itself

    def content_metadata(self) -> dict[str, Any]:
        """Return what `content.opf` says: the book's own settings and counts."""
        records = domain_of(self.env).records
        shelves = records.shelves
        metadata = super().content_metadata()
        described = (
            f"{count_of(len(records.posts), 'post')} by {count_of(len(shelves['authors']), 'author')} "
            f"from {count_of(len(shelves['channels']), 'blog')}."
        )
        if records.posts and self.config.epub_description == _default(self, "epub_description"):
            metadata["description"] = html.escape(described)
        if records.book.get("license"):
            metadata["copyright"] = html.escape(records.book["license"])
        metadata["id"] = html.escape(self._identifier())
        metadata["date"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", self._moment())
        return metadata

    def _identifier(self) -> str:
        """Return the book's name among all books: its address, or one made of its title and author."""
        if self.config.epub_identifier != _default(self, "epub_identifier"):
            return str(self.config.epub_identifier)
        of = self.config.html_baseurl or f"{self.config.epub_title}\n{self.config.epub_author}"
        return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, of)}"

    def _moment(self) -> time.struct_time:
        """Return SOURCE_DATE_EPOCH, or the day of the newest post: the same book has the same bytes."""
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        if epoch.isdigit():
            return time.gmtime(int(epoch))
        days = [str(r["date"])[:10] for r in self.posts.values() if r["date"] and len(str(r["date"])) >= 10]
        newest = max((day for day in days if day >= DEFAULT_DAY), default=DEFAULT_DAY)
        return time.strptime(newest, "%Y-%m-%d")

    def build_epub(self) -> None:
        """Pack the book; the file's bytes depend on nothing but the book."""
        target = Path(self.outdir, f"{self.config.epub_basename}.epub")
        part = target.with_suffix(".part")
        moment = self._moment()
        stamp = (max(moment[0], FIRST_ZIP_YEAR), *moment[1:6])
        with ZipFile(part, "w", ZIP_DEFLATED) as epub:
            for name in ("mimetype", "META-INF/container.xml", "content.opf", "toc.ncx", *self.files):
                info = ZipInfo(name, stamp)
                info.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                info.create_system = 3
                epub.writestr(info, Path(self.outdir, name).read_bytes())
        part.replace(target)


def _default(builder: BookEpubBuilder, name: str) -> str:
    """Return Sphinx's own value of a setting: what no editor wrote."""
    from anthology.sphinxext.defaults import DEFAULTS

    return str(DEFAULTS.get(name, builder.config.values[name].default))
