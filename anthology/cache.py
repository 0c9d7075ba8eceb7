"""A content-addressed cache of what the pure stages made, in `build/cache/`; deleting it loses nothing.

A key is the digest of everything that a stage's result depends on: its input, the code that does it and the
versions of the libraries it leans on.  So a hit is as good as the work, and nothing ever needs invalidating.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import TracebackType

from anthology.model import AnthologyError

_BATCH = 500  # SQLite allows 999 variables a statement in its older versions


@cache
def code_digest(package: str, *libraries: str) -> str:
    """Return a digest of the source of a sub-package of anthology and of the versions of libraries."""
    folder = Path(__file__).parent / package
    digest = hashlib.sha256()
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.toml")]):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for library in libraries:
        digest.update(f"{library}={version(library)}\0".encode())
    return digest.hexdigest()


def key(*parts: str | None) -> str:
    """Return a cache key for a list of texts; None is told apart from an empty text."""
    digest = hashlib.sha256()
    for part in parts:
        data = b"" if part is None else b"+" + part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


class Cache:
    """Texts by key in one SQLite file.

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

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        db = sqlite3.connect(path)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute(
            "CREATE TABLE IF NOT EXISTS made (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
        )
        return db

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.commit()
        self._db.close()

    def get(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the values that are there, by key."""
        wanted, found = list(keys), dict[str, str]()
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            query = f"SELECT key, value FROM made WHERE key IN ({marks})"  # noqa: S608 - marks are question marks
            found.update(self._db.execute(query, batch))
        return found

    def put(self, values: Mapping[str, str]) -> None:
        """Keep values by key."""
        self._db.executemany("INSERT OR REPLACE INTO made VALUES (?, ?)", values.items())
        self._db.commit()
