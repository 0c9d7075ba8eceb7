"""Fuzz one target, guided by which lines of the package each input reaches.

    pip install atheris
    python -m tests.fuzzing html -max_total_time=600

Whatever follows the target goes to libFuzzer.  An input that breaks a rule is written to the folder one
stands in; once it is understood and mended it goes to `tests/fuzzing/found/TARGET/`, where the suite tries it
for good.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory


def main() -> None:
    """Run libFuzzer on the target named first."""
    import atheris

    with atheris.instrument_imports(include=["anthology"]):
        from tests.fuzzing.targets import TARGETS, seeds

        target = TARGETS[sys.argv[1]]
        import anthology.conversion.html
        import anthology.sources

        anthology.sources.readers()
    with TemporaryDirectory() as corpus:
        for number, data in enumerate(seeds(sys.argv[1])):
            (Path(corpus) / f"{number:05}").write_bytes(data)
        atheris.Setup(
            [sys.argv[0], *sys.argv[2:], "-max_len=20000", "-timeout=20", "-rss_limit_mb=3000", corpus],
            target,
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
