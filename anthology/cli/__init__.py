"""The command line: one short module a command; parsing and printing only."""


def main() -> None:
    """Run the command line."""
