"""Fuzz one target, guided by which lines of the package each input reaches.

    pip install atheris
    python -m tests.fuzzing html -max_total_time=600

Whatever follows the target goes to libFuzzer.  An input that breaks a rule is written to the folder one
stands in; once it is understood and mended it goes to `tests/fuzzing/found/TARGET/`, where the suite tries it
for good.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzzing.targets import TARGETS, seeds

LIMITS = ("-max_len=20000", "-timeout=20", "-rss_limit_mb=3000")
QUICK = Path("/dev/shm")
"""Files are written in memory where it can be had as a folder."""


def main() -> int:
    """Fuzz the target named first; return the exit code of the process that did."""
    target, *given = sys.argv[1:]
    if target not in TARGETS:
        print(f"targets are {', '.join(TARGETS)}", file=sys.stderr)
        return 2
    with TemporaryDirectory(prefix="anthology-fuzz-", dir=QUICK if QUICK.is_dir() else None) as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for number, data in enumerate(seeds(target)):
            (corpus / f"{number:05}").write_bytes(data)
        command = [sys.executable, "-m", "tests.fuzzing.engine", target, *given, *LIMITS, str(corpus)]
        return subprocess.run(command, env={**os.environ, "TMPDIR": folder}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
