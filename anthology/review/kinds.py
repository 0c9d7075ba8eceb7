"""The types of what `anthology check` reports, and leaving out those that an editor knows of."""

from __future__ import annotations

from collections.abc import Iterable

from anthology.errors import ConfigError, did_you_mean
from anthology.review.reporting import Group

KINDS = frozenset(
    (
        "anthology.author_ambiguous",
        "anthology.author_unknown",
        "anthology.boundary_doubtful",
        "anthology.date_ambiguous",
        "anthology.date_cluster",
        "anthology.date_doubtful",
        "anthology.date_future",
        "anthology.date_impossible",
        "anthology.date_republished",
        "anthology.decision_conflict",
        "anthology.decision_unknown_post",
        "anthology.duplicate_doubtful",
        "anthology.edit_conflict",
        "anthology.edit_unknown_post",
        "anthology.file_passed_over",
        "anthology.link_dead",
        "anthology.link_dead_chapter",
        "anthology.link_moved",
        "anthology.loss",
        "anthology.no_author",
        "anthology.no_cycle",
        "anthology.no_license",
        "anthology.other",
        "anthology.reference_broken",
        "anthology.source_unread",
        "anthology.taken_down_copy",
        "anthology.taken_down_quoted",
        "anthology.unclassified",
        "anthology.undated",
        "anthology.untitled",
    )
)


def without_suppressed(groups: Iterable[Group], suppress: Iterable[str]) -> list[Group]:
    """Return the groups whose type is not suppressed.

    Args:
        groups: A report.
        suppress: Types, with or without `anthology.` in front.

    Raises:
        ConfigError: If a type does not exist.
    """
    left_out = set()
    for name in suppress:
        full = name if name.startswith("anthology.") else f"anthology.{name}"
        if full not in KINDS:
            raise ConfigError(
                f"check.suppress: nothing that is checked has the type {name!r}",
                "conf/anthology.toml",
                did_you_mean(full, KINDS) or "`anthology check --json` shows the types.",
            )
        left_out.add(full)
    return [group for group in groups if group.type not in left_out]
