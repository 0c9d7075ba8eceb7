"""How long work tells that it goes on; the core knows this interface, the command line draws it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

T = TypeVar("T")


class Progress(Protocol):
    """What a stage reports to."""

    def track(self, items: Iterable[T], stage: str, total: int | None = None) -> Iterator[T]:
        """Yield the items, counting them under the stage's name."""
        ...

    def note(self, text: str) -> None:
        """Say a finished fact: one line."""
        ...


class Silent:
    """Progress that nobody watches."""

    def track(self, items: Iterable[T], stage: str, total: int | None = None) -> Iterator[T]:
        """Yield the items."""
        yield from items

    def note(self, text: str) -> None:
        """Say nothing."""
