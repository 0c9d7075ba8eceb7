"""The pages that people write: all that Sphinx reads and the tool did not make."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from anthology.pages.manifest import Manifest

_NOT_PAGES = "archive"
"""What was fetched lies below the source folder, but is no page."""


def chapters(source_dir: Path) -> dict[str, str]:
    """Return the text of each page that a person wrote, by its path below the source folder, sorted."""
    made = Manifest(source_dir).files
    found: dict[str, str] = {}
    for folder, names, files in os.walk(source_dir):
        inside = Path(folder).relative_to(source_dir)
        names[:] = [n for n in names if not n.startswith(".") and (inside / n).as_posix() != _NOT_PAGES]
        for name in files:
            path = (inside / name).as_posix()
            if name.endswith(".md") and not name.startswith(".") and path not in made:
                with suppress(OSError):  # Sphinx says so
                    found[path] = (source_dir / path).read_text("utf-8", "replace")
    return dict(sorted(found.items()))
