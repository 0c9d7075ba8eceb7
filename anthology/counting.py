"""Numbers with their nouns."""


def counted(count: int, noun: str) -> str:
    """Return a number with its noun: `1 post`, `2 posts`; the noun has a regular plural."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
