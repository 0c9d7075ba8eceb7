"""Finding copies: one post that arrived by several routes, or was published twice."""

from __future__ import annotations

DISTINCT = ""
"""In `Post.duplicate_of`, an editor's word that the post is a copy of nothing, however alike."""
