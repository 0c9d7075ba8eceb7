"""Several problems of a source told as one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from anthology.errors import SourceError
from anthology.sources.files import relative

_TOLD = 10


def together(problems: Sequence[SourceError], project: Path | None = None) -> SourceError:
    """Make one error of several, on one line; the same problem in many places is told once.

    Each problem stands beside its places, and so does each remedy where they differ.
    """
    places: dict[tuple[str, str], list[str]] = {}
    for error in problems:
        where = relative(error.where, project) if project and error.where else error.where
        places.setdefault((error.what, error.remedy), []).append(where)
    ((what, _), wheres), *others = places.items()
    first = what if len(wheres) == 1 else f"{what} ({_and_more(wheres[1:])} too)"
    told = [first, *(f"{_and_more(there)}: {what}" for (what, _), there in others[: _TOLD - 1])]
    more = f"; and {len(places) - _TOLD} problems more" if len(places) > _TOLD else ""
    remedies: dict[str, str] = {}
    for (_, remedy), there in list(places.items())[:_TOLD]:
        if remedy:
            remedies.setdefault(remedy, _and_more(there))
    apart = [f"{there}: {remedy}" for remedy, there in remedies.items()]
    return SourceError("; ".join(told) + more, wheres[0], " ".join(apart if len(apart) > 1 else remedies))


def _and_more(places: Sequence[str]) -> str:
    return ", ".join(places[:3]) + (f" and {len(places) - 3} more places" if len(places) > 3 else "")
