"""Who wrote a post."""

from __future__ import annotations

from slugify import slugify


def person_id(name: str) -> str:
    """Return a person's id: the slug of the name."""
    return slugify(name, max_length=60, word_boundary=True) or "unnamed"
