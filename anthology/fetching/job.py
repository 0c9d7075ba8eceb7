"""A feed to fetch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from anthology.model import Source
from anthology.takedown import NONE, Tombstones


@dataclass(frozen=True, slots=True)
class Job:
    """A feed to fetch.

    Attributes:
        source: The source it belongs to.
        url: Its address.
        name: What to call it in messages.
        folder: Where its posts are kept.
        tombstones: Of posts that are never kept again.
    """

    source: Source
    url: str
    name: str
    folder: Path
    tombstones: Tombstones = NONE
