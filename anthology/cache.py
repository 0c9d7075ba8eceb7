"""A content-addressed cache of what the pure stages made, in `build/cache/`; deleting it loses nothing.

A key is the digest of everything that a stage's result depends on: its input, the code that does it and the
versions of the libraries it leans on.  So a hit is as good as the work, and nothing ever needs invalidating.
What the last run had no use for is let go once it is more than what it used.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import TracebackType

from anthology.errors import AnthologyError

_BATCH = 500  # SQLite allows 999 variables a statement in its older versions
_SPARE = 200
"""So many values that are out of use do not matter."""
_TABLE = "CREATE TABLE IF NOT EXISTS made (stage TEXT, key BLOB, value BLOB, PRIMARY KEY (stage, key))"


@cache
def code_digest(package: str, *libraries: str, without: tuple[str, ...] = ()) -> str:
    """Return a digest of the source of a sub-package of anthology and of the versions of libraries.

    Args:
        package: Its folder; `.` for all of anthology.
        libraries: Names of distributions.
        without: Folders directly below it that do not count.
    """
    folder = Path(__file__).parent / package
    digest = hashlib.sha256()
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.toml")]):
        inside = path.relative_to(folder)
        if inside.parts[0] not in without:
            digest.update(inside.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for library in libraries:
        digest.update(f"{library}={version(library)}\0".encode())
    return digest.hexdigest()


class Cache:
    """Values by stage and key in one SQLite file; a context manager.

    Each `put` is one transaction: a run that is killed leaves what was put before it.

    Raises:
        AnthologyError: On opening, if the file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = self._open(path)
        except (
            sqlite3.DatabaseError
        ):  # left damaged by a full disk: it holds nothing that cannot be made again
            path.unlink(missing_ok=True)
            self._db = self._open(path)
        except OSError as error:
            raise AnthologyError(f"cannot be written: {error.strerror}", path.as_posix()) from error
        self._used: dict[str, set[bytes]] = {}

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        db = sqlite3.connect(path)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("PRAGMA secure_delete=ON")
        db.execute(_TABLE)
        return db

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._let_go()
        self._db.close()

    def get(self, stage: str, keys: Collection[bytes]) -> dict[bytes, bytes]:
        """Return the values that are there, by key."""
        wanted, found = list(keys), dict[bytes, bytes]()
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            query = f"SELECT key, value FROM made WHERE stage = ? AND key IN ({marks})"  # noqa: S608 - marks are question marks
            found.update(self._db.execute(query, [stage, *batch]))
        self._used.setdefault(stage, set()).update(wanted)
        return found

    def put(self, stage: str, values: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep values by key."""
        rows = ((stage, key, value) for key, value in values)
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?)", rows)

    def forget(self, stage: str) -> None:
        """Delete the values of all stages whose name begins so; nothing of them stays in the file."""
        with self._db:
            self._db.execute("DELETE FROM made WHERE stage GLOB ? || '.*'", (stage,))

    def _let_go(self) -> None:
        """Delete what this run had no use for, of the stages that it ran, where that is most of it."""
        count = "SELECT count(*) FROM made WHERE stage = ?"
        full = [
            (stage, used)
            for stage, used in self._used.items()
            if self._db.execute(count, (stage,)).fetchone()[0] > 2 * len(used) + _SPARE
        ]
        if not full:
            return
        with self._db:
            self._db.execute("CREATE TEMP TABLE used (stage TEXT, key BLOB, PRIMARY KEY (stage, key))")
            for stage, used in full:
                self._db.executemany("INSERT INTO used VALUES (?, ?)", ((stage, key) for key in used))
                query = (
                    "DELETE FROM made WHERE stage = ? AND key NOT IN (SELECT key FROM used WHERE stage = ?)"
                )
                self._db.execute(query, (stage, stage))
        self._db.execute("VACUUM")
