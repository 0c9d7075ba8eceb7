"""What a book too large for one piece costs in volumes, and whether its site is whole.

    python -m tests.benchmarks.volumes [POSTS] [--feed FILE] [-j N] [--guide PAGE]

builds a book of so many made-up posts, or of those of a feed, with `volumes = "cycle"`, follows every link of
the site, and prints what was found as rows of a table in Markdown; with `--guide` the table goes into that
page.  For 20,000 posts it takes some ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tests.benchmarks.measuring import executable, machine, run, versions
from tests.benchmarks.stages import SECTIONS, write_book
from tests.made_posts import feed, posts
from tests.sphinxext.crawler import crawl

BEGIN, END = "% in volumes: begin\n", "% in volumes: end\n"
SETTING = 'volumes = "cycle"\n'
INTERVAL = 0.5
"""Seconds between two looks at the memory."""

RESULTS = 20
"""Results that a search shows at once, at worst each from a file of its own."""


class Memory(threading.Thread):
    """Looks now and then how much memory all processes take that this one started, shared pages once.

    Attributes:
        most: Megabytes; 0 where the system does not tell.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self._ended = threading.Event()

    def run(self) -> None:
        """Look until told to end."""
        while not self._ended.wait(INTERVAL):
            self.most = max(self.most, sum(map(_megabytes, _descendants("self"))))

    def end(self) -> int:
        """Return the most that there was."""
        self._ended.set()
        self.join()
        return self.most


def _descendants(process: str) -> Iterator[str]:
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for child in task.read_text().split():
                yield child
                yield from _descendants(child)


def _megabytes(process: str) -> int:
    with suppress(OSError):
        found = re.search(r"(?m)^Pss: +(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text())
        return int(found[1]) // 1024 if found else 0
    return 0


def most_of_a_search(site: Path) -> int:
    """Return the bytes of search data that a browser loads for the worst query of one word."""
    sizes = {path.stem: path.stat().st_size for path in (site / "_search").glob("*.js")}
    terms, pages = (
        sorted((size for name, size in sizes.items() if re.match(rf"{kind}\d", name)), reverse=True)
        for kind in "tp"
    )
    return sum(sizes[name] for name in ("start", "names", "dates")) + terms[0] + sum(pages[:RESULTS])


def rows(text: str, jobs: int) -> Iterator[tuple[str, str]]:
    """Build the book of a feed, and yield what is found with its name."""
    with tempfile.TemporaryDirectory() as top:
        folder = write_book(Path(top) / "book", text)
        conf = folder / "conf" / "anthology.toml"
        conf.write_text(conf.read_text("utf-8").replace("[book]\n", f"[book]\n{SETTING}", 1), "utf-8")
        memory, begun = Memory(), time.monotonic()
        memory.start()
        cost = run([*executable(), "build", "--formats", "html", "-j", str(jobs)], folder)
        wall = time.monotonic() - begun
        parts = sum(1 for _ in (folder / "build/cache/volumes/posts").iterdir())
        yield "volumes", f"{parts}"
        yield "CPU, of all processes", f"{cost.cpu:.0f} s"
        yield f"time, with `-j {jobs}`", f"{wall:.0f} s"
        yield "largest process", f"{cost.memory:,} MB"
        yield "all processes at once", f"{memory.end():,} MB"
        site = folder / "build" / "html"
        yield "search data for one query of one word, at worst", f"{most_of_a_search(site) / 1000:.0f} KB"
        broken, _, graph = crawl(site)
        yield "pages", f"{len(graph):,}"
        yield "links between them", f"{sum(map(len, graph.values())):,}"
        yield "broken links and anchors", f"{len(broken):,}"
        for link in broken[:RESULTS]:
            print(link, file=sys.stderr)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("posts", nargs="?", type=int, default=20_000)
    parser.add_argument("--feed", type=Path, help="a feed of posts to take instead of made-up ones")
    parser.add_argument("-j", dest="jobs", type=int, default=2, help="processes")
    parser.add_argument("--guide", type=Path, help="page of the guide in which to put the table")
    options = parser.parse_args()
    where = machine()
    text = options.feed.read_text("utf-8") if options.feed else feed(posts(options.posts, SECTIONS))
    lines = [f"| {text.count('<entry>'):,} posts in volumes | |", "| --- | ---: |"]
    print("\n".join(lines), flush=True)
    for name, value in rows(text, options.jobs):
        lines.append(f"| {name} | {value} |")
        print(lines[-1], flush=True)
    lines += ["", f"Measured on {time.strftime('%Y-%m-%d')}: {where}; {versions()}."]
    print(lines[-1])
    if options.guide:
        before, rest = options.guide.read_text("utf-8").split(BEGIN)
        table = "\n".join(lines)
        options.guide.write_text(f"{before}{BEGIN}\n{table}\n\n{END}{rest.split(END)[1]}", "utf-8")


if __name__ == "__main__":
    main()
