"""Whether what was published still stands: nothing Sphinx reads has changed, nothing it wrote was touched.

Sphinx itself looks at every page and loads all it knows of them to find out that there is nothing to do.
Sizes and times of files say the same in a tenth of the time.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from anthology.config import Project
from anthology.files import write_atomically

_NOT_READ = frozenset({".git", ".hg", ".venv", "venv", "node_modules", "__pycache__"})


class Standing:
    """What one run of Sphinx read and wrote, as digests in a file.

    The run reads nothing of what a `conf.py` may look at beside the project, except the variables of the
    environment that it names; so each day the first build looks again.
    """

    def __init__(self, kept: Path, project: Project, command: Sequence[str], out: Path) -> None:
        """Take stock of the inputs; do so before Sphinx runs.

        Args:
            kept: The file of the digests.
            project: The project.
            command: What runs Sphinx.
            out: The folder that it writes to.
        """
        self._kept = kept
        self._out = out
        digest = hashlib.sha256()
        for part in (*command, sys.version, *_installed(), *_around(project.conf / "conf.py")):
            digest.update(part.encode("utf-8", "surrogateescape") + b"\0")
        for line in chain(_tree(Path(__file__).parent), _tree(project.folder, {project.build_dir})):
            digest.update(line)
        self._inputs = digest.hexdigest()

    def holds(self) -> bool:
        """Tell whether the last run would make again what it made."""
        with suppress(OSError):
            return self._kept.read_text("ascii") == self._all()
        return False

    def keep(self) -> None:
        """Remember that the run ended well."""
        write_atomically(self._kept, self._all().encode())

    def forget(self) -> None:
        """Let the next run begin, whatever becomes of it."""
        self._kept.unlink(missing_ok=True)

    def _all(self) -> str:
        outputs = hashlib.sha256(b"".join(_tree(self._out))).hexdigest()
        return f"{self._inputs} {outputs}"


def _tree(folder: Path, without: Collection[Path] = ()) -> Iterator[bytes]:
    """Yield path, size and time of each file below a folder and the folders it links to, in a fixed order."""
    seen = set()
    for where, folders, names in os.walk(folder, followlinks=True):
        here = Path(where)
        folders[:] = sorted(name for name in folders if name not in _NOT_READ and here / name not in without)
        stat = here.stat()
        if (stat.st_dev, stat.st_ino) in seen:  # a link to a folder that holds it
            folders.clear()
            continue
        seen.add((stat.st_dev, stat.st_ino))
        for name in sorted(names):
            path = f"{where}/{name}"
            with suppress(OSError):
                stat = os.stat(path)  # noqa: PTH116 - with a `Path` for each of 10,000 files it takes twice as long
                yield os.fsencode(f"{path}\0{stat.st_size} {stat.st_mtime_ns}\n")


def _installed() -> Iterable[str]:
    """Return what is installed, with versions: the names of the folders in which that is written."""
    found: set[str] = set()
    for folder in sys.path:
        with suppress(OSError):
            found.update(path.name for path in Path(folder).glob("*.dist-info"))
    return sorted(found)


def _around(conf: Path) -> Iterator[str]:
    """Yield what a `conf.py` may look at: the day, and the variables that it names."""
    yield datetime.now(UTC).date().isoformat()
    with suppress(OSError):
        text = conf.read_text("utf-8", "replace")
        yield from (f"{name}={value}" for name, value in sorted(os.environ.items()) if name in text)
