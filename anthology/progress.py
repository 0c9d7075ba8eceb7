"""How long work tells that it goes on; the core knows this interface, the command line draws it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, TypeVar

T = TypeVar("T")


class Progress(Protocol):
    """What a stage reports to."""

    def track(self, items: Iterable[T], stage: str, total: int | None = None) -> Iterator[T]:
        """Yield the items, counting them under the stage's name."""
        ...

    def stage(self, name: str, count: int | None = None) -> AbstractContextManager[None]:
        """Surround work that has no steps to count, on so many things."""
        ...

    def note(self, text: str) -> None:
        """Say a finished fact: one line."""
        ...


class Silent:
    """Progress that nobody watches."""

    def track(self, items: Iterable[T], stage: str, total: int | None = None) -> Iterator[T]:
        """Yield the items."""
        yield from items

    def stage(self, name: str, count: int | None = None) -> AbstractContextManager[None]:
        """Do nothing."""
        return nullcontext()

    def note(self, text: str) -> None:
        """Say nothing."""
