"""Processes do not outlive what started them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT

PROGRAM = """\
import os, time
from anthology.volumes.processes import Task, start
print(start(Task("a long one", lambda: time.sleep(600))).pid, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux who is alive")
def test_a_process_ends_with_the_one_that_started_it():
    with subprocess.Popen([sys.executable, "-c", PROGRAM], cwd=ROOT, stdout=subprocess.PIPE) as process:
        child = int(process.stdout.readline())
        process.kill()
    until = time.monotonic() + 30
    while is_alive(child):
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            raise AssertionError("the process is still at work")
        time.sleep(0.05)


def is_alive(process):
    """Tell whether a process runs; one that ended may stand in the list until somebody asks for its end."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
