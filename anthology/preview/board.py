"""What the preview tells those who look at it: which build they see, and what is wrong with the newest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Condition
from time import monotonic, time_ns


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that somebody should mend.

    Attributes:
        what: What is wrong.
        where: `file:line`, or empty.
        remedy: What to do about it, or empty.
    """

    what: str
    where: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  {self.remedy}" if self.remedy else head


@dataclass(frozen=True, slots=True)
class Notice:
    """The state of the preview.

    Attributes:
        build: Stands for the pages that are served; another one for every finished build, in every run.
        building: Whether the next is being made.
        failed: Whether the newest build came to nothing, so that what is served is an older one.
        problems: What the newest build found.
    """

    build: str
    building: bool = False
    failed: bool = False
    problems: tuple[Problem, ...] = ()


class Board:
    """The newest notice, for one writer and many waiting readers."""

    def __init__(self) -> None:
        self._run = time_ns()
        self._count = 0
        self._changed = Condition()
        self.notice = Notice(self._build())

    def begin(self) -> None:
        """Say that a build has begun."""
        self._put(replace(self.notice, building=True))

    def end(self, problems: tuple[Problem, ...], *, failed: bool) -> None:
        """Say what came of it."""
        self._count += not failed
        self._put(Notice(self._build(), failed=failed, problems=problems))

    def wait(self, known: Notice | None, seconds: float) -> Notice:
        """Return the notice as soon as it is not the known one, or after some seconds in any case."""
        until = monotonic() + seconds
        with self._changed:
            while self.notice is known and (left := until - monotonic()) > 0:
                self._changed.wait(left)
            return self.notice

    def _build(self) -> str:
        return f"{self._run}-{self._count}"

    def _put(self, notice: Notice) -> None:
        with self._changed:
            self.notice = notice
            self._changed.notify_all()
