"""What fuzzing found once is tried for good, and each target runs on what other tests read."""

from pathlib import Path

import pytest

from tests.fuzzing.targets import TARGETS, seeds

FOUND = sorted(path for path in (Path(__file__).parent / "found").rglob("*") if path.is_file())


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_found_once(path):
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_targets_hold_for_known_inputs(target):
    tried = 0
    for data in list(seeds(target))[:40]:
        TARGETS[target](data)
        tried += 1
    assert tried
