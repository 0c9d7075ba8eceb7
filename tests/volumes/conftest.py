"""The small book, built in a handful of volumes."""

from __future__ import annotations

from pathlib import Path

import pytest

from anthology.volumes import plan
from anthology.volumes.run import Paths, build
from tests.sphinxext.conftest import picture

__all__ = ["picture"]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a handful of posts be many."""
    monkeypatch.setattr(plan, "LEAST", 2)
    monkeypatch.setattr(plan, "MOST", 5)


def in_volumes(folder: Path, jobs: int = 2) -> set[str]:
    """Build a site in volumes; return the parts that were built."""
    work = folder / "build" / "volumes"
    before = {path: path.stat().st_mtime_ns for path in work.glob("**/warnings.txt")}
    log = folder / "build" / "warnings.txt"
    build(Paths(folder / "source", folder / "conf", work, folder / "build" / "site", log), jobs)
    return {
        path.parent.name
        for path in work.glob("**/warnings.txt")
        if before.get(path) != path.stat().st_mtime_ns
    }
