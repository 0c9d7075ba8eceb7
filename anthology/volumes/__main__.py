"""`python -m anthology.volumes`: what `anthology build` starts, in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

from anthology.volumes.processes import PartError
from anthology.volumes.run import Paths, build


def main(arguments: list[str]) -> int:
    """Build the site; the arguments are those of `Paths`, in order, and a number of processes."""
    *places, jobs = arguments
    # Whole lines, as several processes write to one pipe.
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    try:
        build(Paths(*map(Path, places)), int(jobs))
    except PartError as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
