"""What a conversion could not keep, named where it happened."""

from __future__ import annotations

from anthology.model import Loss

_LONGEST_PLACE = 80


class Losses:
    """Collects losses; the place is the heading under which they happened."""

    def __init__(self) -> None:
        self.found: list[Loss] = []
        self.heading = ""

    def add(self, what: str, where: str, why: str) -> None:
        """Note one loss.

        Args:
            what: One or two words that can be counted.
            where: The beginning of what was lost; the heading above it is added.
            why: The reason, for the editor.
        """
        place = " ".join(where.split())
        if len(place) > _LONGEST_PLACE:
            place = place[: _LONGEST_PLACE - 1] + "…"
        if self.heading:
            place = f"{place} (under “{self.heading[:_LONGEST_PLACE]}”)"
        self.found.append(Loss(what, place, why))
