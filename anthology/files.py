"""Writing a file whole: a reader, or a killed run, sees the old one or the new one, never a part."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, content: bytes, scratch: Path | None = None) -> None:
    """Put a file in place at once, with its folders; the rights of the file it replaces are kept.

    Args:
        path: The file.
        content: All of it.
        scratch: Where to write it first, on the same file system and by no other writer, so that a killed run
            leaves one file in a known place; a file of its own beside the target if not given.

    Raises:
        OSError: Where the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    rights = path.stat().st_mode & 0o777 if path.exists() else 0o644
    if scratch is None:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    else:
        handle, name = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), str(scratch)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(rights)
        Path(name).replace(path)
    except BaseException as error:
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)  # a full disk does not say for which file it has no room
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def write_if_changed(path: Path, content: bytes, scratch: Path | None = None) -> bool:
    """Put a file in place as `write_atomically` does, unless it has this content already.

    Returns:
        Whether it was written.

    Raises:
        OSError: Where the folder cannot be written.
    """
    with contextlib.suppress(OSError):
        if path.read_bytes() == content:
            return False
    write_atomically(path, content, scratch)
    return True
