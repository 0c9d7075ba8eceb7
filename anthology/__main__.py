"""`python -m anthology` is `anthology`."""

from anthology.cli import main

main()
