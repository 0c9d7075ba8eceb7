"""What a book costs, beside what other generators take for the same posts.

    python -m tests.benchmarks.book [POSTS…] [--peers | --no-peers] [--write] [--limit SECONDS]

makes up as many posts, builds a book of them in a new folder (first; again with nothing changed; with one
post's words changed; with one post added), has the other generators build their site, and prints the tables
in Markdown: seconds of CPU with all processes, milliseconds a post, the most memory of one process.  With
`--write` the tables go into the guide's page on performance.  All of it, for 100, 1,000, 5,000 and 10,000
posts, takes some twenty minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks.measuring import BuildError, Cost, executable, machine, run
from tests.benchmarks.peers import PEERS, Peer, install, installed
from tests.benchmarks.report import report, write
from tests.benchmarks.stages import SECTIONS, write_book
from tests.made_posts import Made, feed, posts

SIZES = (100, 1000, 5000, 10_000)
STAGES_AT = 1000
LIMIT = 120.0
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Run:
    """One build of a book: its cost, and how many pages of the site it wrote."""

    cost: Cost
    written: int


def own_runs(count: int, jobs: int) -> dict[str, Run]:
    """Build a book of so many posts again and again, and return what each build cost."""
    made = posts(count, SECTIONS)
    with tempfile.TemporaryDirectory() as top:
        folder = write_book(Path(top) / "book", feed(made))
        runs = {"first build": _build(folder, jobs), "nothing changed": _build(folder, jobs)}
        half = count // 2
        made[half] = replace(made[half], html=f"<p>A new beginning.</p>{made[half].html}")
        (folder / "posts.xml").write_text(feed(made))
        runs["one post changed"] = _build(folder, jobs)
        made.append(replace(made[half], number=count, title="The newest of all", html=made[0].html[:900]))
        (folder / "posts.xml").write_text(feed(made))
        runs["one post added"] = _build(folder, jobs)
    return runs


def _build(folder: Path, jobs: int) -> Run:
    site = folder / "build" / "html"
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*.html")}
    command = [*executable(), "build", "--formats", "html", "-j", str(jobs)]
    cost = run(command, folder)
    written = sum(1 for path in site.rglob("*.html") if before.get(path) != path.stat().st_mtime_ns)
    return Run(cost, written)


def peer_run(peer: Peer, made: Sequence[Made], programs: Path, limit: float) -> Cost | str:
    """Let a peer build its site; return the cost, or the last words of one that failed."""
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top) / "site"
        peer.prepare(folder, made, programs)
        try:
            return run(peer.command(programs), folder, limit)
        except BuildError as error:
            return str(error).splitlines()[-1]


def peer_runs(sizes: Sequence[int], programs: Path, limit: float) -> dict[str, dict[int, Cost | str]]:
    """Let each peer build sites of growing size, for as long as it can be expected to end in time."""
    found: dict[str, dict[int, Cost | str]] = {}
    for peer in PEERS:
        costs = found.setdefault(peer.name, {})
        last: tuple[int, float] | None = None
        for count in sizes:
            if last and last[1] * count / last[0] > limit:
                break
            cost = costs[count] = peer_run(peer, posts(count, SECTIONS), programs, limit)
            _say(f"{peer.name}, {count:,} posts: {cost}")
            if isinstance(cost, str) or not cost.ended:
                break
            last = count, cost.cpu
    return found


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Print the tables, and write them into the guide where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("posts", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("-j", dest="jobs", type=int, default=1, help="processes of our own builds")
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--stages", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--write", action="store_true", help="put the tables into the guide")
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds of CPU that a peer may take")
    parser.add_argument("--environment", type=Path, help="where the peers are, or are to be installed")
    options = parser.parse_args()
    where, sizes = machine(), sorted(options.posts)
    own: dict[int, dict[str, Run]] = {}
    for count in sizes:
        own[count] = own_runs(count, options.jobs)
        for name, done in own[count].items():
            _say(f"{count:,} posts, {name}: {done.cost}, {done.written} pages written")
    stages = None
    if options.stages:
        command = [sys.executable, "-m", "tests.benchmarks.stages", str(min(STAGES_AT, sizes[-1]))]
        stages = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout)
    peers, known = {}, {}
    if options.peers:
        with tempfile.TemporaryDirectory() as top:
            programs = install(options.environment or Path(top))
            known = installed(programs)
            peers = peer_runs(sizes, programs, options.limit)
    text = report(own, stages, peers, known, where, options.limit)
    print(text)
    if options.write:
        write(ROOT / "source" / "guide" / "performance.md", text)


if __name__ == "__main__":
    main()
