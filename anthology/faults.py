"""What the machine may do to a run, in words: no room, no right, no memory, a process that died."""

from __future__ import annotations

import errno
import re
import signal
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from anthology.errors import AnthologyError

_STANDS = "The last book that was finished is still there"

_REMEDIES = {
    errno.ENOSPC: f"Make room and say it again. {_STANDS}.",
    errno.EDQUOT: f"Make room, or ask for more, and say it again. {_STANDS}.",
    errno.EFBIG: f"No file may be so large here: see `ulimit -f`. {_STANDS}.",
    errno.EROFS: f"Nothing can be written there: work in another folder. {_STANDS}.",
    errno.EACCES: "Look whom it belongs to and what its permissions are.",
    errno.EPERM: "Look whom it belongs to and what its permissions are.",
    errno.ENOENT: "It was there a moment ago: say it again when nothing else changes the project.",
    errno.EMFILE: "See `ulimit -n`, or work with fewer processes: -j 1.",
    errno.ENOMEM: "Work with fewer processes, -j 1, or close other programs.",
    errno.EIO: "The disk or the network drive has a fault: copy the project elsewhere.",
}

_SQLITE = (
    ("full", errno.ENOSPC),
    ("readonly", errno.EACCES),
    ("unable to open", errno.EACCES),
    ("disk I/O", errno.EIO),
)

_ERROR = re.compile(r"(?:[\w.]+\.)?(?P<kind>[A-Z]\w*(?:Error|Exit|Interrupt)): (?P<words>.*)")
_NUMBER = re.compile(
    r"(?:\[Errno |OSError\()(?P<number>\d+)(?:\]|,) '?(?P<words>[^:']*)'?(?:: '(?P<file>[^']*)')?"
)


def explained(error: BaseException) -> AnthologyError | None:
    """Return what an error of the machine means to the user; None where it is none of the machine's.

    Args:
        error: Such as a full disk, no permission, no memory; a database on such a disk.
    """
    if isinstance(error, MemoryError):
        return AnthologyError("the memory is full", remedy=_REMEDIES[errno.ENOMEM])
    if isinstance(error, OSError):
        return _of(error.errno, error.strerror or str(error), str(error.filename or ""))
    if isinstance(error, sqlite3.OperationalError):
        number = next((number for word, number in _SQLITE if word in str(error)), None)
        return _of(number, str(error), "build/cache/made.sqlite") if number else None
    return None


def why_it_stopped(returncode: int, lines: Iterable[str]) -> AnthologyError | None:
    """Return why another process stopped; None where it is not known.

    Args:
        returncode: As `subprocess` gives it.
        lines: The last lines that it said.
    """
    if returncode < 0:
        name = signal.Signals(-returncode).name if -returncode in set(signal.Signals) else str(-returncode)
        remedy = "The system may have been short of memory: work with fewer processes, -j 1."
        return AnthologyError(f"was ended by the signal {name}", remedy=remedy if name == "SIGKILL" else "")
    for line in reversed([*lines]):
        found = _ERROR.match(line.strip())
        if found and found["kind"] == "MemoryError":
            return AnthologyError("the memory is full", remedy=_REMEDIES[errno.ENOMEM])
        if number := _NUMBER.search(line):
            return _of(int(number["number"]), number["words"].strip(), number["file"] or "")
        if line.strip() == "MemoryError":
            return AnthologyError("the memory is full", remedy=_REMEDIES[errno.ENOMEM])
    return None


def _of(number: int | None, words: str, where: str) -> AnthologyError:
    what = words[:1].lower() + words[1:]
    if number == errno.ENOSPC:
        what = "there is no room left on the disk"
    path = Path(where)
    place = str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else where
    return AnthologyError(what, place, _REMEDIES.get(number or 0, ""))
