"""What a blog never showed its readers, and an editor may want all the same."""

from __future__ import annotations

from anthology.model import Loss


def unpublished(status: str) -> Loss:
    """Return what names a draft, or another post that was not published, to its editor."""
    why = "the blog did not show it; reject it unless its author agrees"
    return Loss(status, "the whole post", why)
