"""What all tests share: where the reference corpus is, and a plain word when it is not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference corpus (real dumps, feeds, hand labels), which is not part of the project."""
    path = Path(os.environ.get("ANTHOLOGY_SHARED") or ROOT.parent / "shared")
    if not (path / "seeds").is_dir():
        pytest.skip(f"the reference corpus is not at {path}; set ANTHOLOGY_SHARED to its folder")
    return path
