"""Seconds of CPU and megabytes of a command, with all the processes that it starts and waits for."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from platform import processor, python_version


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took.

    Attributes:
        cpu: Seconds of CPU, of the user and of the system, of all processes.
        memory: The most megabytes that any one of its processes had.
        ended: Whether it came to its end in the time given.
    """

    cpu: float
    memory: int
    ended: bool


class BuildError(Exception):
    """A command that ended with an error."""


def run(command: Sequence[str | Path], folder: Path, limit: float | None = None) -> Cost:
    """Run a command.

    Args:
        command: The command and its arguments.
        folder: Where to run it; what it says is kept in a file beside this folder.
        limit: Seconds of CPU after which each of its processes is ended; four times as many by the clock.

    Raises:
        BuildError: If it ended with an error.
    """
    log = folder.with_suffix(".log")
    # By a small process: the kernel counts the memory of the one that starts a command as the command's.
    words = [sys.executable, __file__, log, str(limit or 0), *command]
    done = subprocess.run([str(word) for word in words], cwd=folder, check=True, stdout=subprocess.PIPE)
    told = json.loads(done.stdout)
    ended = told["code"] not in (-signal.SIGXCPU, -signal.SIGKILL)
    if told["code"] and ended:
        tail = "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
        raise BuildError(f"{' '.join(map(str, command))}\n{tail}")
    return Cost(told["cpu"], told["memory"], ended)


def tell(log: str, limit: str, *command: str) -> None:
    """Run a command and print what it took, as JSON."""
    seconds = float(limit)
    if seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    with open(log, "wb") as out:  # noqa: PTH123 - what is not imported takes no memory
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            code = child.wait(timeout=4 * seconds or None)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            code = child.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    print(json.dumps({"code": code, "cpu": cpu, "memory": used.ru_maxrss // 1024}))


def machine() -> str:
    """Return what the figures were measured on, as a sentence's part."""
    model = processor() or "an unknown processor"
    try:
        info = Path("/proc/cpuinfo").read_text("utf-8")
        model = next(line.partition(": ")[2] for line in info.splitlines() if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    cores = os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    load = os.getloadavg()[0]
    return f"{cores} cores of {' '.join(model.split())}, {memory:.0f} GB, load at the start {load:.1f}"


def versions() -> str:
    """Return the versions that matter."""
    names = ("sphinx", "docutils", "myst-parser", "sphinx-book-theme", "anthology")
    return f"Python {python_version()}, " + ", ".join(f"{name} {version(name)}" for name in names)


def executable() -> list[str]:
    """Return how this Python runs the program."""
    return [sys.executable, "-m", "anthology"]


if __name__ == "__main__":
    tell(*sys.argv[1:])
