"""A build that is killed leaves nothing that the next one cannot mend by itself."""

import os
import random
import signal
import subprocess
import sys
import time

from tests.books import build, copy_project
from tests.conftest import ROOT
from tests.test_sample_book import tree

# A few moments in each run of the suite; ANTHOLOGY_KILLS=50 for a long look.
KILLS = int(os.environ.get("ANTHOLOGY_KILLS", "5"))


def test_the_run_after_a_kill_repairs_everything(tmp_path):
    folder = copy_project(ROOT, tmp_path / "book")
    whole = build(copy_project(ROOT, tmp_path / "undisturbed"))
    chance = random.Random(2013)
    note = folder / "source" / "archive" / "field-notes" / "2013-02-08-devstack-on-a-train.md"
    first = note.read_text("utf-8")
    for turn in range(KILLS):
        # Something to do in each run, so that every stage can be hit.
        note.write_text(f"{first}\nTurn {turn}.\n", "utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "anthology", "-q", "-C", str(folder), "build"],
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.3, 4.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
    note.write_text(first, "utf-8")
    mended = build(folder)
    for made in ("source", "build/html", "build/pdf"):
        assert tree(mended.folder / made) == tree(whole.folder / made)
