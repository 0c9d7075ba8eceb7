"""Where targets put what is read from files: a folder for each process."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path


@cache
def _folder(process: int) -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix=f"anthology-{process}-")


def place(name: str) -> Path:
    """Return a path of this process; the folder above it exists."""
    path = Path(_folder(os.getpid()).name, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def file(name: str, data: bytes) -> Path:
    """Write a file of this process and return its path."""
    path = place(name)
    path.write_bytes(data)
    return path
