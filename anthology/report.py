"""What a build leaves behind for its editor: `build/changes.md`, what is different from the one before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from anthology.config import Project
from anthology.curation.edits import digest
from anthology.export import record
from anthology.files import write_atomically
from anthology.model import Catalogue
from anthology.review.changes import as_markdown, changes
from anthology.review.reporting import Group

CHANGES_FILE = "changes.md"
REPORT_FILE = "report.json"


def write_changes(project: Project, catalogue: Catalogue) -> int:
    """Compare the book with the one of the build before and write what came, went and changed.

    The first build has nothing to compare with and writes no report; a build that changes nothing leaves
    the last report standing.

    Returns:
        How many lines the report has.
    """
    before, after = _load(_kept(project)), _records(catalogue)
    groups = changes(before, after) if before is not None else []
    if groups:
        text = f"# Changes in {project.settings.book.title}\n\n{as_markdown(groups)}"
        write_atomically(project.build_dir / CHANGES_FILE, text.encode("utf-8", "replace"))
    if before != after:
        write_atomically(_kept(project), json.dumps(after).encode())
    return sum(len(group.lines) for group in groups)


def changes_to_come(project: Project, catalogue: Catalogue) -> list[Group]:
    """Return what the next build will change in the book; nothing where none was built."""
    before = _load(_kept(project))
    return changes(before, _records(catalogue)) if before is not None else []


def _kept(project: Project) -> Path:
    return project.build_dir / "cache" / "records.json"


def _records(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [{**record(post), "body": digest(post.body.myst)} for post in catalogue.posts]


def _load(path: Path) -> list[dict[str, Any]] | None:
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, list) else None
