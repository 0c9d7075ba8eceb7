"""A build that is killed leaves nothing that the next one cannot mend by itself."""

import os
import random
import signal
import subprocess
import sys
import time

from tests.books import KILLS, build, copy_project
from tests.conftest import ROOT
from tests.test_sample_book import tree


def test_the_run_after_a_kill_repairs_everything(tmp_path):
    folder = copy_project(ROOT, tmp_path / "book")
    whole = build(copy_project(ROOT, tmp_path / "undisturbed"))
    chance = random.Random(2013)
    note = folder / "source" / "archive" / "field-notes" / "2013-02-08-devstack-on-a-train.md"
    first = note.read_text("utf-8")
    passing = tmp_path / "passing"
    passing.mkdir()
    environment = {**os.environ, "TMPDIR": str(passing)}
    hit = 0
    for turn in range(KILLS):
        # Something to do in each run, so that every stage can be hit.
        note.write_text(f"{first}\nTurn {turn}.\n", "utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "anthology", "-q", "-C", str(folder), "build"],
            start_new_session=True,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.3, 4.0))
        if process.poll() is None:
            hit += 1
            # By turns with all that it started, and alone: what goes on without it must do no harm either.
            (os.killpg if turn % 2 else os.kill)(process.pid, signal.SIGKILL)
            process.wait()
    assert hit > KILLS // 2, "most runs had ended before they could be killed"
    note.write_text(first, "utf-8")
    mended = build(folder, TMPDIR=str(passing))
    assert not [path.name for path in passing.glob("anthology-*")]
    assert not (folder / "build" / "cache" / "scratch").exists()
    for made in ("source", "build/html", "build/pdf"):
        assert tree(mended.folder / made) == tree(whole.folder / made)
