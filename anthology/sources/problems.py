"""Several problems of a source told as one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from anthology.model import SourceError
from anthology.sources.files import relative


def together(problems: Sequence[SourceError], project: Path | None = None) -> SourceError:
    """Make one error of several, on one line; the same problem in many places is told once."""
    places: dict[str, list[str]] = {}
    for error in problems:
        where = relative(error.where, project) if project and error.where else error.where
        places.setdefault(error.what, []).append(where)
    remedy = next((error.remedy for error in problems if error.remedy), "")
    if len(places) == 1:
        what, wheres = next(iter(places.items()))
        return SourceError(
            what if len(wheres) == 1 else f"{what} ({_and_more(wheres[1:])} too)", wheres[0], remedy
        )
    first = next(iter(places.values()))[0]
    told = [f"{what} ({_and_more(wheres)})" for what, wheres in list(places.items())[:10]]
    more = f"; and {len(places) - 10} problems more" if len(places) > 10 else ""
    return SourceError("; ".join(told) + more, first, remedy)


def _and_more(places: Sequence[str]) -> str:
    return ", ".join(places[:3]) + (f" and {len(places) - 3} more places" if len(places) > 3 else "")
