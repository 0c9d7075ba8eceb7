"""How long work tells that it goes on; the core knows this interface, the command line draws it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from time import monotonic
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


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage that ended: how many things it did, None where they were not counted, in how many seconds."""

    name: str
    count: int | None
    seconds: float


class Timed:
    """Progress that remembers each stage.

    Attributes:
        stages: In the order in which they ended.
    """

    def __init__(self, told: Progress) -> None:
        """Prepare; `told` is told of everything too."""
        self.stages: list[Stage] = []
        self._told = told

    def track(self, items: Iterable[T], stage: str, total: int | None = None) -> Iterator[T]:
        """Yield the items."""
        begun, count = monotonic(), 0
        for item in self._told.track(items, stage, total):
            count += 1
            yield item
        self.stages.append(Stage(stage, count, monotonic() - begun))

    @contextmanager
    def stage(self, name: str, count: int | None = None) -> Iterator[None]:
        """Time what is done inside."""
        begun = monotonic()
        with self._told.stage(name, count):
            yield
        self.stages.append(Stage(name, count, monotonic() - begun))

    def note(self, text: str) -> None:
        """Say it."""
        self._told.note(text)
