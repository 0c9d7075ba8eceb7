"""What changed in the book between two builds, post by post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from anthology.review.reporting import Group, Line

Record = Mapping[str, Any]

_LABELS = (
    "title",
    "authors",
    "date",
    "cycle",
    "releases",
    "topics",
    "projects",
    "series",
    "license",
    "status",
)


def changes(before: Iterable[Record], after: Iterable[Record]) -> list[Group]:
    """Compare the posts of two builds.

    Args:
        before: Export records of the earlier build, with or without bodies.
        after: Those of the later one.

    Returns:
        Posts that came, went, moved, whose labels or text changed; empty groups are left out.  A post whose
        page is gone because it was rejected or found to be a copy has vanished, too, and it is said why.
    """
    old = {post["id"]: post for post in before}
    new = {post["id"]: post for post in after}
    both = [(old[id_], post) for id_, post in new.items() if id_ in old and _shown(old[id_]) and _shown(post)]
    came = [post for id_, post in new.items() if _shown(post) and not _shown(old.get(id_))]
    went = [post for id_, post in old.items() if _shown(post) and not _shown(new.get(id_))]
    groups = [
        _group("added", "posts added", (Line(p["id"], _title(p)) for p in came)),
        _group(
            "vanished", "posts gone", (Line(p["id"], f"{_title(p)}: {_why(new.get(p['id']))}") for p in went)
        ),
        _group(
            "moved",
            "posts moved",
            (
                Line(b["id"], f"{a['docname']} -> {b['docname']}")
                for a, b in both
                if a["docname"] != b["docname"]
            ),
        ),
        _group(
            "relabelled",
            "posts whose labels changed",
            (Line(b["id"], t) for a, b in both if (t := _labels(a, b))),
        ),
        _group(
            "rewritten",
            "posts whose text changed",
            (
                Line(b["id"], _title(b))
                for a, b in both
                if "body" in a and "body" in b and a["body"] != b["body"]
            ),
        ),
    ]
    return [group for group in groups if group.lines]


def as_markdown(groups: Iterable[Group]) -> str:
    """Return groups as the text of a report, such as `build/changes.md`."""
    parts = []
    for group in groups:
        lines = "\n".join(
            f"- `{line.post}` {line.text}" if line.post else f"- {line.text}" for line in group.lines
        )
        parts.append(f"## {group.title}\n\n{lines}\n")
    return "\n".join(parts)


def _group(type_: str, heading: str, lines: Iterable[Line]) -> Group:
    ordered = tuple(sorted(lines, key=lambda line: line.post))
    return Group(f"anthology.{type_}", heading, "anthology explain POST says why", ordered, problem=False)


def _shown(post: Record | None) -> bool:
    return post is not None and post["status"] != "rejected" and post["duplicate_of"] is None


def _why(post: Record | None) -> str:
    if post is None:
        return "no source has it any more"
    return f"a copy of {post['duplicate_of']}" if post["duplicate_of"] else str(post["status"])


def _title(post: Record) -> str:
    return str(post["title"] or post["docname"])


def _labels(before: Record, after: Record) -> str:
    """Return `topics: doors -> windows` for each label that changed."""
    return "; ".join(
        f"{key}: {_said(before.get(key))} -> {_said(after.get(key))}"
        for key in _LABELS
        if before.get(key) != after.get(key)
    )


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value) or "none"
    if isinstance(value, Mapping):
        part = f" {value['part']}" if value.get("part") else ""
        return f"{value['name']}{part}"
    return "none" if value is None else str(value)
