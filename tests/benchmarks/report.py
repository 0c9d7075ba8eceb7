"""The tables of `tests.benchmarks.book` in Markdown, and their place in the guide."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.measuring import Cost, versions
from tests.benchmarks.peers import PEERS

if TYPE_CHECKING:
    from tests.benchmarks.book import Run

CONDITIONS = (
    "All build a site from the same posts of some 700 words. anthology starts with a feed in HTML and finds "
    "out authors, dates, subjects and ties; the others are given Markdown files with title, date, author and "
    "category as far as they know such things, and make their own archives or a table of contents by year. "
    "Each is set up as its guide for beginners says, with its own search where it has one."
)

BEGIN, END = "% measured: begin", "% measured: end"


def report(
    own: Mapping[int, Mapping[str, Run]],
    stages: Mapping[str, Any] | None,
    peers: Mapping[str, Mapping[int, Cost | str]],
    known: Mapping[str, str],
    machine: str,
    limit: float,
) -> str:
    """Return all tables.

    Args:
        own: By number of posts and kind of build: what it cost.
        stages: As `tests.benchmarks.stages` prints them.
        peers: By name and number of posts: what a peer cost, or its last words.
        known: The peers' versions.
        machine: What it was measured on.
        limit: Seconds that a peer was given.
    """
    parts = [_own(own)]
    if stages:
        parts.append(_stages(stages))
    if peers:
        parts += [_peers(own, peers, limit), _conditions()]
    today = datetime.now(UTC).date().isoformat()
    said = f"Measured on {today}: {machine}; {versions()}"
    others = ", ".join(f"{name} {version}" for name, version in known.items())
    parts.append(f"{said}{f'; the others: {others}' if others else ''}.")
    return "\n\n".join(parts)


def write(page: Path, text: str) -> None:
    """Put the tables in the place of the last ones on a page.

    Raises:
        ValueError: If the page has no place for them.
    """
    before = page.read_text("utf-8")
    after, found = re.subn(
        rf"(?ms)^{re.escape(BEGIN)}$.*^{re.escape(END)}$", lambda _: f"{BEGIN}\n\n{text}\n\n{END}", before
    )
    if not found:
        raise ValueError(f"{page} has no line {BEGIN!r}")
    page.write_text(after, "utf-8")


def _own(own: Mapping[int, Mapping[str, Run]]) -> str:
    kinds = list(next(iter(own.values())))
    rows = [
        f"| posts | {kinds[0]} | a post | {' | '.join(kinds[1:])} | pages written after a change, an addition"
        " | largest process |",
        "| ---: |" + " ---: |" * (len(kinds) + 3),
    ]
    for count, runs in own.items():
        first, *again = runs.values()
        rows.append(
            f"| {count:,} | {first.cost.cpu:.1f} s | {_each(first.cost.cpu, count)} | "
            + " | ".join(f"{done.cost.cpu:.1f} s" for done in again)
            + f" | {', '.join(str(done.written) for done in again[1:])}"
            + f" | {max(done.cost.memory for done in runs.values())} MB |"
        )
    return "\n".join(rows)


def _stages(stages: Mapping[str, Any]) -> str:
    count = stages["posts"]
    rows = [f"| stage, at {count:,} posts | a post |", "| --- | ---: |"]
    rows += [f"| {name} | {1000 * seconds / count:.1f} ms |" for name, seconds in stages["stages"].items()]
    rows += [
        f"| *the floor:* {name} | {1000 * seconds:.1f} ms |" for name, seconds in stages["floors"].items()
    ]
    return "\n".join(rows)


def _peers(
    own: Mapping[int, Mapping[str, Run]], peers: Mapping[str, Mapping[int, Cost | str]], limit: float
) -> str:
    sizes = list(own)
    rows = [
        "| CPU, and largest process | " + " | ".join(f"{count:,} posts" for count in sizes) + " |",
        "| --- |" + " ---: |" * len(sizes),
        "| **anthology**, from the feed on | "
        + " | ".join(_cost(next(iter(own[count].values())).cost, limit) for count in sizes)
        + " |",
    ]
    for name, costs in peers.items():
        rows.append(f"| {name} | {' | '.join(_cost(costs.get(count), limit) for count in sizes)} |")
    return "\n".join(rows)


def _cost(cost: Cost | str | None, limit: float) -> str:
    if cost is None:
        return "–"
    if isinstance(cost, str):
        return "failed"
    if not cost.ended:
        return f"more than {limit:.0f} s"
    return f"{cost.cpu:.1f} s, {cost.memory:,} MB"


def _conditions() -> str:
    notes = "; ".join(f"{peer.name}, {peer.note}" for peer in PEERS if peer.note)
    return f"{CONDITIONS} Not quite as they come: {notes}. “–”: not tried, as the smaller site took too long."


def _each(seconds: float, count: int) -> str:
    return f"{1000 * seconds / count:.0f} ms"
