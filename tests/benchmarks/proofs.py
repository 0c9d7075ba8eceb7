"""How much the safety page's tests try: cases by kind, and the bytes that must be the same everywhere.

python -m tests.benchmarks.proofs
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.books import build, copy_project
from tests.conftest import ROOT
from tests.sources.broken import inputs
from tests.test_sample_book import ELSEWHERE

GROUPS = {
    "bad bodies, titles and addresses": ["tests/conversion/test_hostile.py", "tests/conversion/test_myst.py"],
    "bad servers": ["tests/fetching/test_client.py", "tests/fetching/test_safety.py"],
    "faults of the machine": ["tests/faults", "tests/test_swapping.py", "tests/test_interruptions.py"],
    "posts taken down, and copies of them": ["tests/takedown"],
}
OUTPUTS = ("source", "build/html", "build/pdf", "build/epub")


def cases(files: Sequence[str]) -> int:
    """Return how many cases pytest finds in files."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *files]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sum("::" in line for line in said.splitlines())


def main() -> None:
    """Print the figures."""
    for name, files in GROUPS.items():
        print(f"{name}: {cases(files)}")
    print(f"bad files: {sum(1 for _ in inputs())}")
    with tempfile.TemporaryDirectory() as folder:
        book = build(copy_project(ROOT, Path(folder, "book")), "--formats", "html,pdf,epub")
        files = [path for made in OUTPUTS for path in (book.folder / made).rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
    print(f"bytes compared: {size:,} in {len(files)} files, on {len(ELSEWHERE)} other machines")


if __name__ == "__main__":
    main()
