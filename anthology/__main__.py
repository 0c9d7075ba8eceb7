"""`python -m anthology` is `anthology`."""

import sys


def main() -> None:
    """Run the command line; an interruption while it is still being loaded ends it in peace, too."""
    try:
        from anthology.cli import main as run
    except KeyboardInterrupt:
        sys.stderr.write("anthology: interrupted before it began\n")
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
