"""A machine that fails: no room, no rights, processes that die."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

OUTPUTS = ("html", "pdf", "epub", "latex")
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
"""From linux/prctl.h and linux/capability.h."""


def tree(folder: Path) -> dict[str, str]:
    """Return the digest of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def outputs(project: Path) -> dict[str, dict[str, str]]:
    """Return the digests of all that a reader could have opened."""
    return {name: tree(project / "build" / name) for name in OUTPUTS}


def command(project: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "anthology", "-C", str(project), *arguments]


def run(project: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run a command in a project, with options of `subprocess.run`."""
    made = command(project, *arguments)
    return subprocess.run(made, capture_output=True, text=True, check=False, timeout=600, **options)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a disk of some megabytes on a folder; skip where this process may not."""
    folder.mkdir()
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=777", "none", str(folder)]
    if not mount or subprocess.run([mount, *options], capture_output=True, check=False).returncode:
        pytest.skip("this process may not mount a small disk; see test_no_file_may_be_so_large")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(disk: Path, room: int) -> Path:
    """Fill a disk up to so many bytes."""
    filler = disk / "filler"
    filler.write_bytes(b"x" * max(0, shutil.disk_usage(disk).free - room))
    return filler


def files_up_to(size: int) -> Callable[[], None]:
    """Return what makes a new process unable to write larger files."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def bound_by_permissions() -> None:
    """Take from a new process what lets an administrator write everywhere."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "prctl")


def children(pid: int) -> list[int]:
    """Return the processes that a process started."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    except (OSError, ValueError):
        return []


def wait_for_child(process: subprocess.Popen[str], word: str, seconds: float = 120) -> int:
    """Return the id of the first process that another starts with a word in its command line."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        for child in children(process.pid):
            try:
                if word in Path(f"/proc/{child}/cmdline").read_text("utf-8", "replace"):
                    return child
            except OSError:
                continue
        time.sleep(0.01)
    raise AssertionError(f"no process with {word!r} was started")
