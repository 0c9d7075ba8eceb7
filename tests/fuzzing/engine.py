"""The process that fuzzes.  libFuzzer ends it without cleaning up, so another one looks after it."""

from __future__ import annotations

import sys


def main() -> None:
    """Run libFuzzer on the target named first, with what follows."""
    import atheris

    with atheris.instrument_imports(include=["anthology"]):
        import anthology.conversion.html
        import anthology.sources
        from tests.fuzzing.targets import TARGETS

        anthology.sources.readers()
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
