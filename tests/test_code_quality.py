"""The code keeps the rules it sets itself."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT

CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
}


@pytest.mark.parametrize("name", CHECKS)
def test_clean(name):
    done = subprocess.run(
        [sys.executable, "-m", *CHECKS[name]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_modules_fit_a_readers_head():
    lengths = {p: len(p.read_text("utf-8").splitlines()) for p in (ROOT / "anthology").rglob("*.py")}
    assert not {p.relative_to(ROOT).as_posix(): n for p, n in lengths.items() if n > 400}
