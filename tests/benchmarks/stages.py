"""Where the time goes, stage by stage, with the floor of the libraries beside it.

`python -m tests.benchmarks.stages POSTS` prints them as JSON: seconds of CPU by stage of a first build, and
of what the libraries below take for the same pages.  Its memory is that of one process doing it all, so run
it in a process of its own for each number of posts.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from os import times
from pathlib import Path
from unittest import mock

from anthology import pipeline
from anthology.config import Project, load_project
from anthology.progress import Silent
from anthology.publish import publish
from tests.made_posts import feed, posts

STAGES = {
    "read the feed": "read_entries",
    "convert to MyST": "convert_entries",
    "describe": "describe",
    "tie together": "build_catalogue",
    "write pages": "write_pages",
}
SECTIONS = 3
"""Sections of a post: some 700 words."""

SAMPLE = 100
"""So many pages are enough to see what the libraries take for one."""


def cpu() -> float:
    """Return seconds of CPU that this process and its ended children have used."""
    used = times()
    return used.user + used.system + used.children_user + used.children_system


class Costs:
    """Seconds of CPU by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        """Measure what is done inside."""
        before = cpu()
        yield
        self.seconds[stage] = self.seconds.get(stage, 0.0) + cpu() - before

    def watched(self, stage: str, function: Callable[..., object]) -> Callable[..., object]:
        """Return a function that is measured whenever it is called."""

        def call(*arguments: object, **options: object) -> object:
            with self.of(stage):
                return function(*arguments, **options)

        return call


def build(found: Project) -> dict[str, float]:
    """Build a book once and return seconds by stage; what is no stage of its own is called `rest`."""
    costs = Costs()
    start = cpu()
    with ExitStack() as stack:
        for stage, name in STAGES.items():
            measured = costs.watched(stage, getattr(pipeline, name))
            stack.enter_context(mock.patch.object(pipeline, name, measured))
        pipeline.write_pages(found, pipeline.assemble(found))
    rest = cpu() - start - sum(costs.seconds.values())
    with costs.of("Sphinx, HTML and search"):
        list(publish(found, ("html",), Silent()))
    return {**costs.seconds, "rest": rest}


def floors(pages: list[str]) -> dict[str, float]:
    """Return seconds a page that the libraries take which no Sphinx project in Markdown does without."""
    from docutils.core import publish_doctree, publish_from_doctree
    from markdown_it import MarkdownIt
    from myst_parser.docutils_ import Parser

    settings = {"report_level": 5, "myst_enable_extensions": ["colon_fence"], "doctitle_xform": False}
    costs, plain, trees = Costs(), MarkdownIt("commonmark"), []
    with costs.of("markdown-it-py, to HTML"):
        for page in pages:
            plain.render(page)
    with costs.of("myst-parser, to docutils' tree"):
        for page in pages:
            trees.append(publish_doctree(page, parser=Parser(), settings_overrides=settings))
    with costs.of("docutils, from the tree to HTML"):
        for tree in trees:
            publish_from_doctree(tree, writer="html5", settings_overrides=settings)
    return {name: seconds / len(pages) for name, seconds in costs.seconds.items()}


def write_book(folder: Path, text: str) -> Path:
    """Write a new project, as `anthology init` does, whose only source is a feed."""
    from typer.testing import CliRunner

    from anthology.cli import app

    CliRunner().invoke(app, ["init", str(folder)], catch_exceptions=False)
    conf = folder / "conf" / "anthology.toml"
    settings = conf.read_text("utf-8").partition("[[sources]]")[0]
    conf.write_text(f'{settings}[[sources]]\nid = "made"\nname = "Made up"\npath = "posts.xml"\n', "utf-8")
    (folder / "posts.xml").write_text(text, "utf-8")
    return folder


def main() -> None:
    """Print what was measured."""
    made = posts(int(sys.argv[1]), SECTIONS)
    with tempfile.TemporaryDirectory() as top:
        found = load_project(write_book(Path(top) / "book", feed(made)))
        seconds = build(found)
    floor = floors([post.markdown for post in made[:SAMPLE]])
    print(json.dumps({"posts": len(made), "stages": seconds, "floors": floor}))


if __name__ == "__main__":
    main()
