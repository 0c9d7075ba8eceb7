"""Reporting files from which no post came."""

from __future__ import annotations

from collections.abc import Sequence

from anthology.review.reporting import Group, Line
from anthology.sources.passed_over import PassedOver

_REMEDY = (
    "take them out of the folder; or make a file a source of its own, with `format`; or allow `statuses`"
)


def files_passed_over(passed: Sequence[PassedOver]) -> list[Group]:
    """Return all files of sources from which no post came; nothing must be done about any."""
    lines = tuple(Line("", f"{one.file}: {one.why}") for one in passed)
    group = Group("anthology.file_passed_over", "files passed over", _REMEDY, lines, problem=False)
    return [group] if lines else []
