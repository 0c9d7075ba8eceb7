"""Reporting files from which no post came, and posts that sources do not want."""

from __future__ import annotations

from collections.abc import Sequence

from anthology.review.reporting import Group, Line
from anthology.sources.passed_over import PassedOver

_REMEDY = (
    "take files out of the folder, or make one a source of its own, with `format`; "
    "let posts in with `statuses` or `types` of the source"
)


def files_passed_over(passed: Sequence[PassedOver]) -> list[Group]:
    """Return all files and posts of sources that were passed over; nothing must be done about any."""
    lines = tuple(Line("", str(one)) for one in passed)
    group = Group("anthology.file_passed_over", "files and posts passed over", _REMEDY, lines, problem=False)
    return [group] if lines else []
