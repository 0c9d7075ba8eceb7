"""Whatever a file holds, reading it gives posts or a reason: no traceback, no hang, no flood of memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from anthology.errors import SourceError
from anthology.model import Entry, Source
from anthology.sources import read

from .broken import inputs

SECONDS = 10
STATUS = Path("/proc/self/status")
MEGABYTES = 500


def attempt(path: Path, form: str = "auto") -> tuple[list[Entry], SourceError | None]:
    found: list[Entry] = []
    try:
        for entry in read(Source("s", "S", path.name, format=form), path.parent):
            found.append(entry)
    except SourceError as error:
        return found, error
    return found, None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("broken")


def test_every_broken_input_gives_posts_or_a_reason(folder: Path) -> None:
    count = 0
    wrong: list[str] = []
    before = 0
    if STATUS.exists():  # only Linux can forget what earlier tests took
        Path("/proc/self/clear_refs").write_text("5")
        before = memory("VmRSS")
    for name, content in inputs():
        path = folder / name
        path.write_bytes(content)
        count += 1
        start = time.process_time()
        try:
            entries, problem = attempt(path)
        except Exception as error:
            wrong.append(f"{name}: {error!r}")
            continue
        finally:
            path.unlink()
        if time.process_time() - start > SECONDS / 2:
            wrong.append(f"{name}: took {time.process_time() - start:.1f} s")
        if not entries and problem is None and ".md" not in name:
            wrong.append(f"{name}: neither posts nor a reason")
        if problem and ("\n" in problem.what or not problem.where or not problem.remedy):
            wrong.append(f"{name}: reason not fit to print: {problem!r} {problem.where!r}")
        if any("root:" in entry.body or "\0" in entry.body for entry in entries):
            wrong.append(f"{name}: took what it must not")
    assert wrong == []
    assert count >= 300
    if STATUS.exists():
        assert memory("VmHWM") - before < MEGABYTES * 1024


def memory(what: str) -> int:
    """Return a figure of this process in KiB: `VmRSS` is its memory now, `VmHWM` the most since the reset."""
    return next(int(line.split()[1]) for line in STATUS.read_text().splitlines() if line.startswith(what))


def test_a_folder_named_like_a_feed_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").mkdir()
    assert attempt(tmp_path / "feed.xml")[1] is not None


def test_fifty_megabytes_of_nesting(tmp_path: Path) -> None:
    path = tmp_path / "nested.xml"
    with path.open("wb") as file:
        file.write(b"<rss><channel><item><title>x</title><description>")
        for _ in range(50):
            file.write(b"<b>" * 350_000)
    start = time.process_time()
    entries, problem = attempt(path)
    assert time.process_time() - start < SECONDS
    assert entries == []
    assert problem is not None
