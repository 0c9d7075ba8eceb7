"""Which files of the source folder are the tool's own: their hashes, so that a person's change is seen.

A file that is not listed, or whose content is no longer what was written, belongs to a person and is
never overwritten or deleted.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Literal

from anthology.files import write_atomically, write_if_changed
from anthology.pages.catalogue_file import CATALOGUE_FILE

MANIFEST_FILE = ".anthology/manifest.json"
JOURNAL_FILE = ".anthology/journal.txt"
SCRATCH_FILE = ".anthology/scratch"

State = Literal["absent", "ours", "changed", "foreign"]


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def seal(folder: Path) -> str:
    """Return what stands for the state of all generated files, other whenever one was touched since.

    Sizes and times are looked at, not contents, so that a build with nothing to do reads nothing.  Empty
    where files are missing, or where a run was killed.
    """
    try:
        listed = json.loads((folder / MANIFEST_FILE).read_bytes())["files"]
        state = hashlib.sha256()
        for path in (MANIFEST_FILE, CATALOGUE_FILE, *listed):
            stat = (folder / path).stat()
            state.update(f"{path}\0{stat.st_size} {stat.st_mtime_ns}\n".encode("utf-8", "replace"))
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return "" if (folder / JOURNAL_FILE).exists() else state.hexdigest()


class Manifest:
    """The generated files of one source folder.

    Attributes:
        folder: The source folder.
        files: Path relative to it (POSIX) to the hash of what was written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, str] = {}
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            data = json.loads((folder / MANIFEST_FILE).read_bytes())
            self.files = {str(path): str(value) for path, value in data["files"].items()}
        self._recover()

    def _recover(self) -> None:
        """Take over what a run wrote that was killed before it could save the manifest."""
        with contextlib.suppress(OSError, UnicodeDecodeError):
            for line in (self.folder / JOURNAL_FILE).read_text("utf-8").splitlines():
                value, _, path = line.partition(" ")
                content = self.read(path) if path else None
                if content is not None and digest(content) == value:
                    self.files[path] = value

    def write(self, path: str, content: bytes) -> None:
        """Write a generated file; the journal knows its hash before the file is there."""
        value = digest(content)
        journal = self.folder / JOURNAL_FILE
        journal.parent.mkdir(parents=True, exist_ok=True)
        with journal.open("a", encoding="utf-8") as file:
            file.write(f"{value} {path}\n")
        write_atomically(self.folder / path, content, self.folder / SCRATCH_FILE)
        self.files[path] = value

    def save(self) -> None:
        """Write the manifest if it changed; the journal has done its work."""
        data = {"version": 1, "files": dict(sorted(self.files.items()))}
        content = (json.dumps(data, ensure_ascii=False, indent=0) + "\n").encode()
        write_if_changed(self.folder / MANIFEST_FILE, content, self.folder / SCRATCH_FILE)
        for name in (JOURNAL_FILE, SCRATCH_FILE):
            (self.folder / name).unlink(missing_ok=True)

    def state(self, path: str, content: bytes | None) -> State:
        """Tell whose a file is, given its content on disk (None where there is no file)."""
        if content is None:
            return "absent"
        if path not in self.files:
            return "foreign"
        return "ours" if digest(content) == self.files[path] else "changed"

    def read(self, path: str) -> bytes | None:
        """Return what stands on disk under a relative path, or None."""
        try:
            return (self.folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def remove(self, path: str) -> None:
        """Delete one generated file and the folders it leaves empty."""
        target = self.folder / path
        target.unlink(missing_ok=True)
        self.files.pop(path, None)
        for parent in target.parents:
            if parent == self.folder:
                break
            try:
                parent.rmdir()
            except OSError:
                break
