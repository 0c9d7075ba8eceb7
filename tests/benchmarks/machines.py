"""The same bytes on other machines, as far as one machine can be made to differ from itself.

    pip install libfaketime
    python -m tests.benchmarks.machines [--python PATH …]

builds the project's own book once, then again in each of the ways below, and says which files differ.  Each
PATH is another interpreter, of an environment in which the project is installed with other versions.  What a
machine lacks (`unshare`, `taskset`, libfaketime, a file system in memory) is named and left out.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from tests.books import copy_project
from tests.conftest import ROOT
from tests.test_sample_book import SHUFFLED, tree

MADE = ("source", "build/html", "build/pdf", "build/epub")
MEMORY = Path("/dev/shm")
LONG_AGO = 1_000_000_000
"""Seconds: a day in 2001."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A way to build the book.

    Attributes:
        name: What differs.
        before: Words before the command.
        words: Further arguments of the command.
        environment: What differs in it.
        python: The interpreter.
        place: The folder in which the project is put, if not the usual one.
        needs: Programs and modules without which it cannot be done.
    """

    name: str
    before: Sequence[str] = ()
    words: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    python: str = sys.executable
    place: Path | None = None
    needs: Sequence[str] = ()

    @property
    def lacks(self) -> str:
        """What this machine lacks for it, or nothing."""
        found = (need for need in self.needs if not shutil.which(need) and not find_spec(need))
        return ", ".join(found) or ("" if not self.place or self.place.is_dir() else str(self.place))


def machines(home: str, pythons: Sequence[str]) -> Iterator[Machine]:
    """Yield the ways to build, the usual one first."""
    yield Machine("this machine")
    yield Machine(
        "another order of hashes and of files in folders",
        environment={
            "PYTHONHASHSEED": "4242",
            "PYTHONPATH": os.pathsep.join((SHUFFLED, os.environ.get("PYTHONPATH", str(ROOT)))),
        },
    )
    yield Machine(
        "another user, home and umask",
        before=("unshare", "--user", "--map-user=1234", "sh", "-c", 'umask 077; exec "$@"', "sh"),
        environment={"HOME": home, "USER": "somebody", "LOGNAME": "somebody"},
        needs=("unshare",),
    )
    yield Machine(
        "another host name",
        before=("unshare", "--uts", "sh", "-c", 'hostname elsewhere.example && exec "$@"', "sh"),
        needs=("unshare",),
    )
    yield Machine("one processor", before=("taskset", "-c", "0"), words=("-j", "1"), needs=("taskset",))
    yield Machine("more processes than processors", words=("-j", "5"))
    yield Machine(
        "another time zone and locale",
        environment={"TZ": "Pacific/Chatham", "LC_ALL": "tr_TR.ISO8859-9", "LANG": "tr_TR"},
    )
    yield Machine("a file system in memory, files of another time", place=MEMORY)
    if find_spec("libfaketime"):
        from libfaketime import get_reload_information

        yield Machine(
            "a day some three years later",
            environment={
                **get_reload_information()[1],
                "FAKETIME": "+1000d",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            },
        )
    else:
        yield Machine("a day some three years later", needs=("libfaketime",))
    for python in pythons:
        yield Machine(_versions(python), python=python)


def _versions(python: str) -> str:
    """Return the version of an interpreter, and of what most of the bytes come from."""
    names = (
        "sphinx",
        "myst-parser",
        "docutils",
        "sphinx-book-theme",
        "pygments",
        "lxml",
        "pillow",
        "pikepdf",
    )
    code = "import platform, importlib.metadata as m; print('Python', platform.python_version(), *("
    code += f"f'{{n}} {{m.version(n)}}' for n in {names!r}), sep=', ')"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def built(machine: Machine, folder: Path) -> dict[str, str]:
    """Build the book in a folder and return the digests of all that was made.

    Raises:
        RuntimeError: If it cannot be built.
    """
    copy_project(ROOT, folder)
    if machine.place:
        for path in folder.rglob("*"):
            os.utime(path, (LONG_AGO, LONG_AGO))
    command = [*machine.before, machine.python, "-m", "anthology", "-C", str(folder), "build", "--strict"]
    command += ["--formats", "html,pdf,epub", *machine.words]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env={**os.environ, **machine.environment}
    )
    if done.returncode:
        raise RuntimeError(f"{machine.name}: {done.stderr[-2000:]}")
    return {f"{made}/{name}": digest for made in MADE for name, digest in tree(folder / made).items()}


def main() -> int:
    """Print what differs; return 1 where anything does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--python", action="append", default=[], help="another interpreter")
    parser.add_argument("--keep", type=Path, help="keep the books in this folder, to look at what differs")
    given = parser.parse_args()
    usual: dict[str, str] = {}
    code = 0
    with tempfile.TemporaryDirectory() as top:
        for number, machine in enumerate(machines(top, given.python)):
            if machine.lacks:
                print(f"{machine.name}: left out for want of {machine.lacks}", flush=True)
                continue
            with tempfile.TemporaryDirectory(dir=machine.place or top) as folder:
                book = given.keep / str(number) if given.keep and not machine.place else Path(folder, "book")
                made = built(machine, book)
            usual = usual or made
            differing = sorted(
                name for name in made.keys() | usual.keys() if made.get(name) != usual.get(name)
            )
            said = f"{len(differing)} of {len(usual)} files differ: {', '.join(differing[:8])}"
            print(f"{machine.name}: {said if differing else f'the same {len(made)} files'}", flush=True)
            code = code or bool(differing)
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
