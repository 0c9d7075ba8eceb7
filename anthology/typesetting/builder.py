"""The Sphinx builder `typst`: one Typst file a page, and the book that includes them.

    sphinx-build -b typst -c conf source build/typst

`anthology.typesetting.compile` makes a PDF of the result.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.builders import Builder
from sphinx.util import logging
from sphinx.util.display import status_iterator

from anthology.typesetting.apparatus import Apparatus, Parts, index_label, prelude
from anthology.typesetting.assembly import IMPORTS, book_facts, main_file, page_opening, part_label
from anthology.typesetting.catalogue import generated_pages, load_catalogue
from anthology.typesetting.code import COLUMNS, COLUMNS_ON
from anthology.typesetting.escape import markup, right_to_left
from anthology.typesetting.headings import headings_in
from anthology.typesetting.indexes import index_labels, index_markup, make_indexes
from anthology.typesetting.page import CrossReference, Mark, Place, TypstPage, document_label
from anthology.typesetting.pictures import Picture, PictureError, locate, prepare, write
from anthology.typesetting.plan import Leaf, Part, plan_book
from anthology.typesetting.targets import page_uri
from anthology.typesetting.translator import TypstTranslator
from anthology.typesetting.volumes import (
    VOLUMES_FILE,
    Elsewhere,
    Volume,
    choose_volumes,
    elsewhere,
    write_volumes,
)

logger = logging.getLogger(__name__)

_INDEXED = {"authors": "author", "projects": "project", "channels": "source"}
"""Folders of pages that print has as entries of an index, with the index's kind."""


@dataclass(frozen=True, slots=True)
class Ties:
    """What the links of a volume can point at, and what something points at.

    Attributes:
        places: Labels that stand in the volume.
        linked: Labels that links of the volume point at.
        elsewhere: Documents of other volumes.
    """

    places: set[str]
    linked: set[str]
    elsewhere: Mapping[str, Elsewhere]


class TypstBuilder(Builder):
    """Writes the book as Typst markup."""

    name = "typst"
    format = "typst"
    epilog = "The Typst files are in %(outdir)s; main.typ is the book."
    allow_parallel = False
    # Nothing is fetched here: what the book keeps of the web was kept before.
    supported_remote_images = True
    supported_image_types: ClassVar[list[str]] = [
        f"image/{kind}" for kind in ("svg+xml", "png", "jpeg", "gif", "webp", "bmp", "tiff", "avif", "x-icon")
    ]
    default_translator_class = TypstTranslator

    def init(self) -> None:
        """Start with nothing known of the book."""
        self.unknown_nodes: set[str] = set()
        self.pictures: dict[str, Picture | str] = {}
        self.series_starts: dict[str, str] = {}
        self.code_columns = COLUMNS_ON.get(self.config.anthology_pdf_paper, COLUMNS)

    def get_outdated_docs(self) -> str:
        """All pages are written anew: what stands around a post depends on the others."""
        return "all documents"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the builder's own address of a document."""
        return page_uri(docname)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the builder's own address of a document: addresses are all absolute."""
        return page_uri(to)

    def printed_label(self, label: str) -> str:
        """Return where print has what the web has on a list page: parts and entries of the indexes."""
        docname = label.partition("#")[0]
        folder, _, key = docname.partition("/")
        if folder == "cycles":
            return part_label(key)
        if folder == "series":
            return self.series_starts.get(key, label)
        kind = _INDEXED.get(folder)
        return index_label(kind, key) if kind and key else label

    def picture(self, uri: str) -> Picture | str:
        """Return a picture of the source folder, made fit for print, or why there is none."""
        if uri not in self.pictures:
            try:
                self.pictures[uri] = prepare(locate(uri, Path(self.srcdir)), Path(self.outdir))
            except PictureError as error:
                self.pictures[uri] = str(error)
        return self.pictures[uri]

    # -- writing

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Nothing is written page by page."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Nothing is written page by page."""

    def write_documents(self, _docnames: Set[str]) -> None:
        """Translate all pages, then write what is linked to as labels and nothing else."""
        catalogue = load_catalogue(Path(self.srcdir))
        documents, root = self.env.found_docs, str(self.config.root_doc)
        left_out = generated_pages(Path(self.srcdir)) | self._web_only()
        steps = plan_book(catalogue, documents, self.env.toctree_includes, root, left_out)
        leaves = [step for step in steps if isinstance(step, Leaf)]
        apparatus = Apparatus(catalogue, {leaf.docname for leaf in leaves})
        self.series_starts = {
            key: document_label(apparatus.posts[first].docname)
            for key, (_, ids) in catalogue.series.items()
            if (first := next((i for i in ids if i in apparatus.posts), None)) is not None
        }
        pages: dict[str, TypstPage] = {}
        for leaf in status_iterator(
            leaves,
            "writing output... ",
            "darkgreen",
            len(leaves),
            self.config.verbosity,
            lambda leaf: leaf.docname,
        ):
            pages[leaf.docname] = self.translate(leaf)
        volumes, reason = choose_volumes(
            steps, self.config.anthology_pdf_volumes, self.config.anthology_pdf_memory
        )
        for volume in volumes:
            self._write_volume(volume, volumes, pages, apparatus)
        self._write(VOLUMES_FILE, write_volumes(volumes, reason))
        self._write_template()
        self._remove_stale(pages, volumes)

    def _write_volume(
        self, volume: Volume, volumes: Sequence[Volume], pages: dict[str, TypstPage], apparatus: Apparatus
    ) -> None:
        """Write what a PDF is made of: its pages and the file that includes them."""
        catalogue = apparatus.catalogue
        leaves = [step for step in volume.steps if isinstance(step, Leaf)]
        heads = {leaf.docname: apparatus.head(leaf.post) for leaf in leaves if leaf.post}
        feet = {leaf.docname: apparatus.foot(leaf.post) for leaf in leaves if leaf.post}
        facts = book_facts(catalogue, self.config)
        posts = [leaf.post for leaf in leaves if leaf.post]
        indexes = make_indexes(posts, catalogue, headings_in(facts.language))

        places = index_labels(indexes) | {part_label(s.id) for s in volume.steps if isinstance(s, Part)}
        linked: set[str] = set()
        for leaf in leaves:
            page = pages[leaf.docname]
            places.add(document_label(leaf.docname))
            places.update(page.labels())
            linked |= page.targets() | _targets(heads.get(leaf.docname, ()))
            linked |= _targets(feet.get(leaf.docname, ()))

        titles = {name: page.title for name, page in pages.items()}
        ties = Ties(places, linked, elsewhere(volumes, volume, titles, self.config.html_baseurl))
        book: list[dict[str, Any]] = []
        for leaf in leaves:
            name = leaf.docname
            book.append(self._write_page(leaf, pages[name], (heads.get(name, []), feet.get(name, [])), ties))
        if volume.id:
            facts = replace(facts, title=f"{facts.title}: {volume.name}")
        back = "\n".join(index_markup(index, first=not n) for n, index in enumerate(indexes))
        self._write(volume.main_file, main_file(facts, volume.steps, pages, back))
        told = {"title": facts.title, "code_columns": self.code_columns, "pages": book}
        self._write(volume.book_file, json.dumps(told, ensure_ascii=False, indent=1))

    def _web_only(self) -> set[str]:
        """Return the pages whose front matter says `web-only: true`: print passes over them."""
        fields = self.env.metadata.items()
        return {name for name, said in fields if str(said.get("web-only", "")).casefold() == "true"}

    def translate(self, leaf: Leaf) -> TypstPage:
        """Return one document in Typst."""
        doctree = self.env.get_and_resolve_doctree(leaf.docname, self, tags=self.tags)
        # Sphinx would keep every page's tree, a quarter of a megabyte each, though none is needed twice.
        self.env._pickled_doctree_cache.pop(leaf.docname, None)
        page = TypstPage(leaf.docname)
        translator = TypstTranslator(
            doctree, self, page, level=leaf.level, own_apparatus=leaf.post is not None
        )
        doctree.walkabout(translator)
        if not page.title:
            page.title = (leaf.post.title if leaf.post else None) or "Untitled"
            page.heading = [markup(page.title)]
        for warning in page.warnings:
            logger.warning("%s", warning, location=leaf.docname, type="anthology", subtype="print_picture")
        return page

    def _write_page(
        self,
        leaf: Leaf,
        page: TypstPage,
        around: tuple[Parts, Parts],
        ties: Ties,
    ) -> dict[str, Any]:
        name = leaf.docname

        def render(parts: Parts) -> str:
            return TypstPage(name, list(parts)).render(ties.places, ties.linked, ties.elsewhere)

        heading, head = render(page.heading), render(around[0])
        if right_to_left(page.title):
            # Without it the page's number in the contents would go to the wrong side.
            heading += "\u200e"
        page.parts = [part for part in page.parts if part != Place(document_label(name))]
        text = [
            IMPORTS,
            prelude(leaf.post.language, page.title) if leaf.post else "",
            page_opening(page, leaf, heading, head),
            page.render(ties.places, ties.linked, ties.elsewhere),
            render(around[1]),
        ]
        self._write(page.file, "".join(text))
        wanted = [document_label(name), *(label for label in page.labels() if label in ties.linked)]
        return {
            "file": page.file,
            "docname": name,
            "title": page.title,
            "url": leaf.post.url if leaf.post else None,
            "head": head,
            "places": list(dict.fromkeys(wanted)),
            "level": leaf.level,
        }

    def _write(self, name: str, text: str) -> None:
        write(Path(self.outdir, name), text.encode("utf-8", "replace"))

    def _write_template(self) -> None:
        for file in resources.files("anthology.typesetting").joinpath("template").iterdir():
            if file.name.endswith(".typ"):
                write(Path(self.outdir, "template", file.name), file.read_bytes())

    def _remove_stale(self, pages: dict[str, TypstPage], volumes: Sequence[Volume]) -> None:
        """Remove pages and pictures of an earlier build: nothing includes them, but they would add up."""
        out = Path(self.outdir)
        if any(volume.id for volume in volumes):
            for name in (Volume("", "").main_file, Volume("", "").book_file):
                (out / name).unlink(missing_ok=True)
        kept = {out / page.file for page in pages.values()}
        kept |= {out / p.file for p in self.pictures.values() if isinstance(p, Picture)}
        kept |= {out / file for volume in volumes for file in (volume.main_file, volume.book_file)}
        for folder in (out / "pages", out / "pictures", out / "volumes"):
            for path in folder.rglob("*") if folder.is_dir() else ():
                if path.is_file() and path not in kept:
                    path.unlink()
        shutil.rmtree(out / "set-aside", ignore_errors=True)

    def finish(self) -> None:
        """Everything was written with the pages."""


def _targets(parts: Iterable[str | Mark]) -> set[str]:
    return {part.label for part in parts if isinstance(part, CrossReference)}
