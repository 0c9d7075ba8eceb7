"""Prints what the commands of review found, in groups."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from anthology.cli.context import Context

if TYPE_CHECKING:
    from anthology.review import Group

_SHOWN = 10


def print_groups(context: Context, groups: list[Group], as_json: bool) -> None:
    """Print a report, for people or for programs."""
    if as_json:
        data = [
            {
                "type": group.type,
                "heading": group.heading,
                "remedy": group.remedy,
                "problem": group.problem,
                "count": len(group.lines),
                "posts": [{"id": line.post or None, "text": line.text} for line in group.lines],
            }
            for group in groups
        ]
        context.screen.out(json.dumps(data, ensure_ascii=False, indent=1))
        return
    groups = [group for group in groups if group.lines]
    for group in groups:
        context.screen.out(group.title)
        for line in group.lines[:_SHOWN]:
            context.screen.out(f"  {line.post}  {line.text}" if line.post else f"  {line.text}")
        if len(group.lines) > _SHOWN:
            context.screen.out(f"  … and {len(group.lines) - _SHOWN} more")
        context.screen.out(f"  → {group.remedy}\n")
    if not groups:
        context.screen.out("nothing to do")
