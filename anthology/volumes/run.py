"""Building a web site in volumes, from the written pages to the finished folder."""

from __future__ import annotations

import gc
import importlib
import shutil
import sys
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.console import nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from anthology.pages.catalogue_file import CATALOGUE_FILE
from anthology.pages.naming import display_title
from anthology.sphinxext.freshness import PageFacts
from anthology.sphinxext.navigation import Navigation
from anthology.sphinxext.outline import Outline
from anthology.sphinxext.parts import FrontProject, join_front, join_volume
from anthology.sphinxext.records import Records
from anthology.volumes.gathering import gather
from anthology.volumes.plan import plan
from anthology.volumes.processes import FORK, PartError, Task, finish, start, together
from anthology.volumes.stamps import Stamps, look_of, stamp_of

_LOADED_BY_ALL = (
    "bs4",
    "myst_parser.sphinx_ext.main",
    "pydata_sphinx_theme",
    "sphinx.builders.html",
    "sphinx.search.en",
    "sphinx_book_theme",
    "sphinx_copybutton",
)


@dataclass(frozen=True, slots=True)
class Paths:
    """Where things are.

    Attributes:
        source: The folder that Sphinx reads.
        conf: The folder of `conf.py`.
        work: Holds a folder for each part: its doctrees, its pages and its warnings.
        site: The folder of the finished site.
        log: Where all warnings go.
    """

    source: Path
    conf: Path
    work: Path
    site: Path
    log: Path

    @property
    def front(self) -> Path:
        """The folder of the front."""
        return self.work / "front"

    @property
    def templates(self) -> Path:
        """Where all parts keep the templates' compiled code."""
        return self.work / "templates"

    def volume(self, volume: str) -> Path:
        """Return the folder of a volume."""
        return self.work / "posts" / volume


@dataclass(frozen=True, slots=True)
class Known:
    """What the front tells when it has read its pages.

    Attributes:
        outline: The book's table of contents, without the titles of posts.
        posts: Docnames of the posts that have a page.
        look: A digest of what makes every page look as it does.
    """

    outline: Outline
    posts: frozenset[str]
    look: str


def build(paths: Paths, jobs: int) -> None:
    """Build a site in volumes.

    Args:
        paths: Where things are.
        jobs: How many volumes are built at once.

    Raises:
        PartError: If a part could not be built; the site is then as it was.
    """
    records = Records.load(paths.source / CATALOGUE_FILE)
    volumes = plan(records)
    titles = {r["docname"]: nodes.title(title := display_title(r), title) for r in records.data["posts"]}
    homes = {page: paths.volume(volume) for volume, pages in volumes.items() for page in pages}
    for name in _LOADED_BY_ALL:
        with suppress(ImportError):
            importlib.import_module(name)
    assert FORK is not None  # noqa: S101 - asked before
    gc.freeze()
    ours, theirs = FORK.Pipe()
    front = start(Task("the book's front", partial(_build_front, paths, titles, homes, theirs)))
    theirs.close()
    try:
        try:
            known: Known = ours.recv()
        except EOFError:
            finish(front)
            raise PartError("the book's front stopped early") from None
        outline = replace(known.outline, titles={p: titles[p] for p in known.posts} | known.outline.titles)
        parts = {volume: known.posts.intersection(docs) for volume, docs in volumes.items()}
        due = _due(paths, records, replace(known, outline=outline), parts)
        # The largest first, so that none is left alone at the end.
        by_size = sorted(due, key=lambda volume: (-len(parts[volume]), volume))
        tasks = (_task(paths, volume, parts[volume], outline, due[volume]) for volume in by_size)
        together(tasks, jobs)
        with suppress(BrokenPipeError):  # where the front has failed meanwhile
            ours.send(None)
        finish(front)
    finally:
        if front.is_alive():
            front.terminate()
            front.join()
    folders = [home / "html" for home in (paths.front, *map(paths.volume, parts))]
    gather(folders, paths.site, paths.work / "site.json")
    # Those of volumes that were not looked at still stand.
    logs = (home / "warnings.txt" for home in (paths.front, *map(paths.volume, sorted(parts))))
    paths.log.write_text("".join(log.read_text("utf-8") for log in logs), "utf-8")


def _due(
    paths: Paths, records: Records, known: Known, parts: Mapping[str, frozenset[str]]
) -> dict[str, Callable[[], None]]:
    """Return the volumes in which something changed, each with what to do when it is built."""
    for home in (paths.work / "posts").glob("*"):
        if home.name not in parts:
            shutil.rmtree(home)
    stamps = Stamps(paths.work / "volumes.json")
    if stamps.look != known.look:
        stamps.look, stamps.volumes = known.look, {}
        for volume in parts:
            shutil.rmtree(paths.volume(volume) / "html", ignore_errors=True)
    facts_of_page = PageFacts(records, Navigation(known.outline))
    new = {volume: stamp_of(facts_of_page, paths.source, docs) for volume, docs in parts.items()}
    stamps.keep(
        {
            volume: stamp
            for volume, stamp in new.items()
            if stamp == stamps.volumes.get(volume)
            and all((paths.volume(volume) / "html" / f"{page}.html").is_file() for page in parts[volume])
        }
    )
    return {
        volume: partial(stamps.add, volume, stamp)
        for volume, stamp in new.items()
        if volume not in stamps.volumes
    }


def _task(
    paths: Paths, volume: str, pages: frozenset[str], outline: Outline, done: Callable[[], None]
) -> Task:
    def join(app: Sphinx) -> None:
        join_volume(app, pages, outline, paths.front / "html" / "_static", paths.templates)

    run = partial(_run_sphinx, paths, paths.volume(volume), "volume", join)
    return Task(f"the volume {volume!r} ({len(pages):,} posts)", run, done)


def _build_front(
    paths: Paths, titles: Mapping[str, nodes.title], homes: Mapping[str, Path], others: Connection
) -> None:
    def join(app: Sphinx) -> None:
        def hand_over(project: FrontProject) -> None:
            others.send(Known(Outline.of(app.env), project.posts, look_of(app)))

        join_front(app, titles, homes, paths.templates, hand_over=hand_over, volumes_done=others.recv)

    _run_sphinx(paths, paths.front, "front", join)


def _run_sphinx(paths: Paths, home: Path, part: str, join: Callable[[Sphinx], None]) -> None:
    nocolor()
    home.mkdir(parents=True, exist_ok=True)
    settings = {"nitpicky": True, "anthology_part": part}
    html, doctrees = home / "html", home / "doctrees"
    try:
        with (
            (home / "warnings.txt").open("w", encoding="utf-8") as log,
            patch_docutils(paths.conf),
            docutils_namespace(),
        ):
            app = Sphinx(
                paths.source, paths.conf, html, doctrees, "html", settings, status=sys.stdout, warning=log
            )
            join(app)
            app.build()
    except Exception as error:
        story = home / "error.txt"
        story.write_text(traceback.format_exc(), "utf-8")
        print(f"{getattr(error, 'category', type(error).__name__)}: {error}\n(the whole story: {story})")
        sys.exit(1)
