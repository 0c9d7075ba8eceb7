"""Processes do not outlive what started them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT

OF_A_VOLUME = """\
import time
from anthology.volumes.processes import Task, start
print(start(Task("a long one", lambda: time.sleep(600))).pid, flush=True)
time.sleep(600)
"""
OF_A_STAGE = """\
import os, time
from anthology.executors import open_executor
with open_executor(2) as (pool, jobs):
    pids = {pool.submit(os.getpid).result() for _ in range(20)}
    print(*pids, flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux who is alive")
@pytest.mark.parametrize("program", [OF_A_VOLUME, OF_A_STAGE])
def test_a_process_ends_with_the_one_that_started_it(program):
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE) as process:
        children = [int(word) for word in process.stdout.readline().split()]
        process.kill()
    assert children
    until = time.monotonic() + 30
    while alive := [child for child in children if is_alive(child)]:
        if time.monotonic() > until:
            for child in alive:
                os.kill(child, signal.SIGKILL)
            raise AssertionError("processes are still there")
        time.sleep(0.05)


def is_alive(process):
    """Tell whether a process runs; one that ended may stand in the list until somebody asks for its end."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
