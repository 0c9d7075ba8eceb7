"""How a stage does one thing for each of many posts.

Stages are pure and know nothing of caches or processes: what is to be done post by post, they hand to an
`Each`.  `in_turn` simply does it.  `Remembered` gives the same results sooner: what was done in an earlier
run comes from a cache, the rest is done by several processes where that pays.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from functools import cache, partial
from time import perf_counter
from types import TracebackType
from typing import Any, Protocol, TypeVar

from anthology.cache import Cache, code_digest
from anthology.packing import pack, unpack
from anthology.progress import Progress, Silent

R = TypeVar("R")
Item = tuple[Any, ...]

_WORTH_A_PROCESS = 0.5
"""Seconds of one stage's work from which on others help; what takes less is done sooner by this one."""
_LARGEST_CHUNK = 40

_LIBRARIES = (
    "markdownify",
    "nh3",
    "beautifulsoup4",
    "markdown-it-py",
    "pygments",
    "feedparser",
    "rapidfuzz",
    "pyyaml",
)
_LATER_STAGES = ("cli", "review", "sphinxext", "templates", "typesetting")


class Each(Protocol):
    """Calls a function for each of many items."""

    def __call__(
        self,
        function: Callable[..., R],
        items: Iterable[Item],
        *given: object,
        by: Callable[..., Item] | None = None,
        label: str = "",
    ) -> list[R]:
        """Return `function(*item, *given)` of each item, in order.

        Args:
            function: A pure function, of a module's top level so that other processes find it.
            items: The arguments that differ.
            given: The arguments that do not.  One whose `repr` is not the same for the same value has an
                attribute `fingerprint` that is.
            by: Takes an item's arguments and returns what of them the result depends on, as values whose
                `repr` says it all; by default the item itself.
            label: What to call this where progress is shown; nothing to show none.
        """
        ...


def in_turn(
    function: Callable[..., R],
    items: Iterable[Item],
    *given: object,
    by: Callable[..., Item] | None = None,
    label: str = "",
) -> list[R]:
    """Call a function for each item, one after the other."""
    return [function(*item, *given) for item in items]


class Remembered:
    """An `Each` that looks into a cache first; a context manager, as it may start processes.

    Results are kept by a digest of everything they depend on (function, code, arguments), so that the same
    come out whatever was kept before and however many processes work.
    """

    def __init__(self, kept: Cache, progress: Progress | None = None, jobs: int = 1) -> None:
        """Prepare.

        Args:
            kept: Where results are looked up and put.
            progress: Told of stages that have a label.
            jobs: How many processes may work at once.
        """
        self._cache = kept
        self._progress = progress or Silent()
        self._jobs = jobs
        self._pool: Executor | None = None
        self._alone: dict[str, float] = {}
        self._open = ExitStack()

    def __enter__(self) -> Remembered:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def __call__(
        self,
        function: Callable[..., R],
        items: Iterable[Item],
        *given: object,
        by: Callable[..., Item] | None = None,
        label: str = "",
    ) -> list[R]:
        """Do as `Each` says."""
        every = list(items)
        stage = f"{function.__module__}.{function.__qualname__}"
        common = repr((_code(), stage, [getattr(one, "fingerprint", one) for one in given]))
        keys = [_key(common, by(*item) if by else item) for item in every]
        known = self._cache.get(stage, keys)
        results: dict[bytes, R] = {}
        todo = {k: item for k, item in zip(keys, every, strict=True) if k not in known}
        done = self._results(stage, partial(_call, function, given), list(todo.values()))
        if label:
            done = self._progress.track(done, label, len(todo))
        results.update(zip(todo, done, strict=True))
        self._cache.put(stage, ((k, pack(value)) for k, value in results.items()))
        results.update((k, unpack(value)) for k, value in known.items())
        return [results[k] for k in keys]

    def forget(self, module: str) -> None:
        """Delete what is kept of all functions of a module or package."""
        self._cache.forget(module)

    def _results(self, stage: str, call: Callable[[Item], R], items: Sequence[Item]) -> Iterator[R]:
        """Work alone at first; with others once a stage has shown that it takes long."""
        for number, item in enumerate(items):
            if self._jobs > 1 and self._alone.get(stage, 0.0) >= _WORTH_A_PROCESS:
                yield from self._together(call, items[number:])
                return
            begun = perf_counter()
            yield call(item)
            self._alone[stage] = self._alone.get(stage, 0.0) + perf_counter() - begun

    def _together(self, call: Callable[[Item], R], items: Sequence[Item]) -> Iterator[R]:
        if self._pool is None:
            self._pool = self._open.enter_context(ProcessPoolExecutor(self._jobs))
        size = max(1, min(_LARGEST_CHUNK, len(items) // (4 * self._jobs)))
        return self._pool.map(call, items, chunksize=size)


def _call(function: Callable[..., R], given: Item, item: Item) -> R:
    return function(*item, *given)


@cache
def _code() -> str:
    """Return what stands for all code that makes a result; what runs only after it does not count."""
    return code_digest(".", *_LIBRARIES, without=_LATER_STAGES)


def _key(common: str, item: Item) -> bytes:
    try:
        # In this version equal values give equal bytes; on long texts it takes a tenth of what `repr` takes.
        said = marshal.dumps(item, 2)
    except ValueError:
        said = repr(item).encode("utf-8", "surrogatepass")
    return hashlib.sha256(common.encode() + said).digest()
