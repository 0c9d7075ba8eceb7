"""Running a module until it is about to write a certain file: `python -m tests.killed FILE MODULE …`.

Then all its processes are ended at once, as by a failure of power.  A file that is not put in place whole is
left with its first bytes.
"""

from __future__ import annotations

import fnmatch
import os
import runpy
import signal
import sys

from anthology.volumes import plan

_WRITING = os.O_WRONLY | os.O_RDWR


def end_at(pattern: str) -> None:
    """End this process group when a file of this name is written, by this process or one that it forks."""
    met: list[object] = []

    def hear(event: str, given: tuple[object, ...]) -> None:
        if event == "open" and isinstance(given[2], int) and given[2] & _WRITING:
            path = given[0]
        elif event in ("os.rename", "os.link"):
            path = given[1]
        else:
            return
        if met or not fnmatch.fnmatch(str(path), pattern):
            return
        met.append(path)
        if event == "open":
            part = os.open(str(path), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.write(part, b"<!DOC")
        os.killpg(0, signal.SIGKILL)

    sys.addaudithook(hear)


if __name__ == "__main__":
    _, pattern, module, *arguments = sys.argv
    plan.LEAST, plan.MOST = 2, 5
    sys.argv = [module, *arguments]
    end_at(pattern)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
