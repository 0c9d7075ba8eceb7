"""What a book costs, stage by stage.

    python -m tests.benchmarks.book [POSTS…] [-j PROCESSES] [--no-sphinx]

makes up as many posts, builds a book of them in a new folder three times (cold; with one post's words
changed; with nothing changed) and prints one table a number of posts: seconds of CPU of each stage with all
its processes, milliseconds a post, and the most memory that any one process had taken by its end.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from unittest import mock

from anthology import pipeline
from anthology.config import load_project
from anthology.progress import Silent
from anthology.publish import publish
from tests.made_posts import feed, posts, project

STAGES = {
    "read": "read_entries",
    "convert": "convert_entries",
    "describe": "describe",
    "tie": "build_catalogue",
    "write": "write_pages",
}


class Costs:
    """Seconds of CPU and megabytes by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.memory: dict[str, int] = {}

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        """Measure what is done inside."""
        before = cpu()
        yield
        self.seconds[stage] = self.seconds.get(stage, 0.0) + cpu() - before
        self.memory[stage] = most_memory()

    def watched(self, stage: str, function: Callable[..., object]) -> Callable[..., object]:
        """Return a function that is measured whenever it is called."""

        def call(*arguments: object, **options: object) -> object:
            with self.of(stage):
                return function(*arguments, **options)

        return call


def cpu() -> float:
    """Return seconds of CPU that this process and its ended children have used."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def most_memory() -> int:
    """Return the most megabytes that this process, or any child, has had so far."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) // 1024


def build(folder: Path, jobs: int, sphinx: bool) -> Costs:
    """Build a book once; what is no stage of its own, such as looking what changed, is called `rest`."""
    costs = Costs()
    found = load_project(folder)
    start = cpu()
    with ExitStack() as stack:
        for stage, name in STAGES.items():
            measured = costs.watched(stage, getattr(pipeline, name))
            stack.enter_context(mock.patch.object(pipeline, name, measured))
        pipeline.write_pages(found, pipeline.assemble(found, jobs=jobs), jobs=jobs)
    costs.seconds["rest"] = cpu() - start - sum(costs.seconds.values())
    costs.memory["rest"] = most_memory()
    if sphinx:
        with costs.of("sphinx"):
            list(publish(found, ("html",), Silent()))
    return costs


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("posts", nargs="*", type=int, default=[200, 1000])
    parser.add_argument("-j", dest="jobs", type=int, default=1)
    parser.add_argument("--no-sphinx", dest="sphinx", action="store_false")
    options = parser.parse_args()
    for count in options.posts:
        made = posts(count)
        with tempfile.TemporaryDirectory() as top:
            folder = project(Path(top) / "book", made)
            write_front(folder)
            runs = {"cold": build(folder, options.jobs, options.sphinx)}
            half = count // 2
            made[half] = replace(made[half], html=f"<p>A new beginning.</p>{made[half].html}")
            (folder / "posts.xml").write_text(feed(made))
            runs["one changed"] = build(folder, options.jobs, options.sphinx)
            runs["nothing"] = build(folder, options.jobs, options.sphinx)
        print(table(count, runs), flush=True)


def write_front(folder: Path) -> None:
    """Add what a new project has beside its settings."""
    (folder / "conf" / "conf.py").write_text(
        'project = "Made up"\nextensions = ["anthology.sphinxext"]\nhtml_theme = "sphinx_book_theme"\n'
    )
    (folder / "source").mkdir()
    (folder / "source" / "index.md").write_text("# Made up\n\n:::{book-contents}\n:::\n")


def table(count: int, runs: dict[str, Costs]) -> str:
    """Return a table in Markdown."""
    rows = [
        f"\n{count} posts\n",
        "| stage | " + " | ".join(f"{name}, s | ms a post" for name in runs) + " | MB |",
        "| --- |" + " ---: |" * (2 * len(runs) + 1),
    ]
    cold = runs["cold"]
    for stage in [*cold.seconds, "all"]:
        cells = []
        for costs in runs.values():
            seconds = sum(costs.seconds.values()) if stage == "all" else costs.seconds.get(stage, 0.0)
            cells.append(f"{seconds:.2f} | {1000 * seconds / count:.2f}")
        memory = max(cold.memory.values()) if stage == "all" else cold.memory[stage]
        rows.append(f"| {stage} | {' | '.join(cells)} | {memory} |")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
