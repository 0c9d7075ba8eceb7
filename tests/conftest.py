"""What all tests share: where the reference corpus is, and a plain word when it is not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# What decides whether a change lands must not depend on chance; anywhere else each run tries new examples.
settings.register_profile("decisive", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("decisive")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference corpus (real dumps, feeds, hand labels), which is not part of the project."""
    path = Path(os.environ.get("ANTHOLOGY_SHARED") or ROOT.parent / "shared")
    if not (path / "seeds").is_dir():
        pytest.skip(f"the reference corpus is not at {path}; set ANTHOLOGY_SHARED to its folder")
    return path
