"""Parts of a book that Sphinx builds side by side: the volumes, which hold posts, and the front, the rest.

Each part is a Sphinx project of its own, with an environment and an output folder of its own, over the same
source folder.  What a page shows of pages in other parts it has from the catalogue and from the outline that
the front makes, so that every page comes out as it would in one project.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.project import Project

from anthology.sphinxext.builder import BookHTMLBuilder, words_folder
from anthology.sphinxext.domain import domain_of
from anthology.sphinxext.freshness import featuring
from anthology.sphinxext.front import featured_of
from anthology.sphinxext.outline import Outline
from anthology.sphinxext.search_index import Result, table_of
from anthology.sphinxext.search_store import Store
from anthology.sphinxext.search_words import Words

V = TypeVar("V")
FIRST = 100
"""Priority before which no handler of the extension's own comes."""


class Shared(dict[str, V]):
    """What the book has for each page, of which one part's environment keeps only its own."""

    def __init__(self, own: Mapping[str, V], others: Mapping[str, V]) -> None:
        super().__init__({**own, **others})
        self.own = {page: value for page, value in own.items() if page not in others}

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the part's own pages, as a plain dictionary."""
        return dict, (self.own,)


class FrontProject(Project):
    """The source folder without the posts that are in volumes."""

    def __init__(self, whole: Project, elsewhere: Set[str]) -> None:
        super().__init__(whole.srcdir, whole.source_suffix)
        self.elsewhere = elsewhere
        self.before = frozenset(whole.docnames & elsewhere)
        self.posts: frozenset[str] = self.before
        self.restore(whole)
        self.docnames = whole.docnames - elsewhere

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find all pages and set apart those in volumes."""
        found = set(super().discover(exclude_paths, include_paths))
        self.posts = frozenset(found & self.elsewhere)
        self.docnames = found - self.elsewhere
        return self.docnames

    def complete(self) -> None:
        """Let all pages be known, so that links and lists may name them."""
        self.docnames = self.docnames | self.posts


class VolumeProject(Project):
    """Some posts of the source folder."""

    def __init__(self, whole: Project, own: Set[str]) -> None:
        super().__init__(whole.srcdir, whole.source_suffix)
        self.own = own
        self.discover()

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Return the volume's pages; the front has found them already."""
        self.docnames = set(self.own)
        self._docname_to_path = {page: Path(f"{page}.md") for page in self.own}
        self._path_to_docname = {path: page for page, path in self._docname_to_path.items()}
        return self.docnames


class FrontBuilder(BookHTMLBuilder):
    """Writes all but the posts: chapters, lists, indices, search, static files."""

    hand_over: Callable[[], None]
    volumes_done: Callable[[], None]
    posts: Set[str] = frozenset()
    homes: Mapping[str, Path] = MappingProxyType({})
    _begun = 0

    def copy_assets(self) -> None:
        """Write what all pages load, then let the volumes be built."""
        super().copy_assets()
        self._begun = time.time_ns()
        self.hand_over()

    def await_volumes(self) -> None:
        """Return once the volumes are done."""
        if self._begun:
            self.volumes_done()
            written = {post for post in self.posts if _written(self.get_output_path(post)) >= self._begun}
            self.due |= written
            self._begun = 0

    def doctrees_of(self, page: str) -> Path | None:
        """Return the folder with a page's doctree if it is in a volume, once it is there."""
        home = self.homes.get(page)
        if home is None:
            return None
        self.await_volumes()
        return home / "doctrees"

    def handle_finish(self) -> None:
        """Write what needs the volumes: the search index."""
        self.await_volumes()
        super().handle_finish()

    def get_output_path(self, page_name: str, /) -> Path:
        """Return the file of a page, which of posts are in the volumes' folders."""
        path = super().get_output_path(page_name)
        home = self.homes.get(page_name)
        return home / "html" / path.relative_to(self.outdir) if home else path

    def pages_read(self) -> Set[str]:
        """Return all pages but the posts in volumes."""
        return set(self.env.all_docs) - self.posts

    def write_search(self, store: Store) -> None:
        """Write one index over all volumes, of which one at a time is in memory."""
        homes = sorted(set(self.homes.values()))
        stores = [store, *(Store(words_folder(home / "doctrees", home / "html")) for home in homes)]
        pages = sorted(page for one in stores for page in one.pages())
        numbers = {page: n for n, page in enumerate(pages)}

        def entries() -> Iterator[tuple[int, Words, Result]]:
            for one in stores:
                for section in one.sections:
                    for page, words in one.words(section, self.words_again).items():
                        self.descriptions[page] = words.description
                        yield numbers[page], words, self.result(page)

        self.write_tables(iter([table_of(entries(), self.stem)]))


class VolumeBuilder(BookHTMLBuilder):
    """Writes the pages of one volume and their pictures, nothing else."""

    writes_site = False
    own: Set[str] = frozenset()
    static: Path

    def get_outdated_docs(self) -> Iterator[str]:
        """Return the volume's own pages that are due."""
        return (page for page in super().get_outdated_docs() if page in self.own)

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Prepare for the volume's own pages; Sphinx adds the front page and lists that name them."""
        super().prepare_writing(docnames & self.own)

    def copy_assets(self) -> None:
        """Copy the front's static files: their checksums are in every page."""
        shutil.rmtree(self._static_dir, ignore_errors=True)
        shutil.copytree(self.static, self._static_dir)

    def write_documents(self, docnames: Set[str]) -> None:
        """Write the volume's own pages."""
        if own := docnames & self.own:
            super().write_documents(own)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a page as a new file: the last one is also that of the site."""
        self.get_output_path(docname).unlink(missing_ok=True)
        super().write_doc(docname, doctree)

    def pages_read(self) -> Set[str]:
        """Return the posts of the volume."""
        return self.own

    def finish(self) -> None:
        """Copy pictures and keep the pages' words for the front's search index."""
        self.finish_tasks.add_task(self.copy_image_files)
        self.finish_tasks.add_task(self.write_buildinfo)
        self.finish_tasks.add_task(self.dump_search_index)

    def write_search(self, store: Store) -> None:
        """Leave the index to the front."""


def join_front(
    app: Sphinx,
    posts: Mapping[str, nodes.title],
    homes: Mapping[str, Path],
    templates: Path,
    *,
    hand_over: Callable[[FrontProject], None],
    volumes_done: Callable[[], None],
) -> None:
    """Make a run of Sphinx the front of a book in volumes.

    Args:
        app: Before it builds.
        posts: Titles of the posts that are in volumes, by docname.
        homes: The folders of the volumes, each with its doctrees and its pages, by docname.
        templates: Where to keep the templates' compiled code.
        hand_over: Called when all pages are read and what they load is written, so that volumes can be built.
        volumes_done: Returns when they are.
    """
    builder = app.builder
    assert isinstance(builder, FrontBuilder)  # noqa: S101 - set by `anthology_part`
    project = app.project = app.env.project = FrontProject(app.project, frozenset(posts))
    builder.keep_templates(templates)
    builder.hand_over, builder.volumes_done = partial(hand_over, project), volumes_done
    builder.homes = homes
    domain_of(app.env).elsewhere = builder.doctrees_of

    def reread_globs(app: Sphinx, env: BuildEnvironment, *changes: Set[str]) -> list[str]:
        return sorted(env.glob_toctrees) if project.posts != project.before else []

    def about_to_read(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        project.complete()

    def read(app: Sphinx, env: BuildEnvironment) -> list[str]:
        builder.posts = project.posts
        env.titles = Shared(env.titles, {page: posts[page] for page in project.posts})
        return [
            page
            for page, post in _featuring(env)
            if _written(env.doc2path(post)) > _written(builder.get_output_path(page))
        ]

    def about_to_write(app: Sphinx, builder: object) -> None:
        app.env.all_docs |= dict.fromkeys(project.posts, 0)

    app.connect("env-get-outdated", reread_globs)
    app.connect("env-before-read-docs", about_to_read, FIRST)
    app.connect("env-updated", read, FIRST)
    app.connect("write-started", about_to_write, FIRST)


def _featuring(env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Yield the pages that quote the featured post, with that post."""
    featured = featured_of(domain_of(env).records)
    if featured is not None and (post := featured[1].title.docname):
        yield from ((page, post) for page in sorted(featuring(env, {post})))


def _written(path: Path) -> int:
    """Return when a file was written, in nanoseconds; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def join_volume(app: Sphinx, own: Set[str], outline: Outline, static: Path, templates: Path) -> None:
    """Make a run of Sphinx one volume of a book.

    Args:
        app: Before it builds.
        own: Docnames of the volume's posts.
        outline: The whole book's table of contents.
        static: The folder of the site's static files.
        templates: Where to keep the templates' compiled code.
    """
    builder = app.builder
    assert isinstance(builder, VolumeBuilder)  # noqa: S101 - set by `anthology_part`
    builder.own, builder.static = own, static
    builder.keep_templates(templates)
    project = app.project = app.env.project = VolumeProject(app.project, own)
    root = outline.root

    def about_to_read(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        project.docnames = project.docnames | outline.pages
        env.files_to_rebuild.clear()
        env.all_docs[root] = 0  # without a front page Sphinx stops

    def read(app: Sphinx, env: BuildEnvironment) -> None:
        del env.all_docs[root]
        others = {page: title for page, title in outline.titles.items() if page not in own}
        env.titles = Shared(env.titles, others)
        env.tocs = Shared(env.tocs, {root: outline.contents})
        env.toctree_includes = Shared({}, outline.children)
        for parent, children in outline.children.items():
            for page in own & set(children):
                env.files_to_rebuild.setdefault(page, set()).add(parent)

    def about_to_write(app: Sphinx, builder: object) -> None:
        app.env.all_docs |= dict.fromkeys(outline.pages - own, 0)

    def written(app: Sphinx, error: Exception | None) -> None:
        project.discover()

    app.connect("env-before-read-docs", about_to_read, FIRST)
    app.connect("env-updated", read, FIRST)
    app.connect("write-started", about_to_write, FIRST)
    app.connect("build-finished", written, FIRST)
