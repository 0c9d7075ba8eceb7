"""Reporting the sources, or parts of them, that could not be read."""

from __future__ import annotations

from collections.abc import Iterable

from anthology.errors import SourceError
from anthology.review.reporting import Group, Line


def unread_sources(problems: Iterable[SourceError]) -> list[Group]:
    """Return what could not be read, each with what mends it; no group where all was."""
    lines = tuple(
        Line("", "; ".join(" ".join(line.split()) for line in str(p).splitlines())) for p in problems
    )
    group = Group(
        "anthology.source_unread",
        "problems in reading sources",
        "mend the file, or its [[sources]] in conf/anthology.toml",
        lines,
    )
    return [group] if lines else []
