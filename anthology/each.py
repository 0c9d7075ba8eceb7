"""How a stage does one thing for each of many posts.

Stages are pure and know nothing of caches or processes: what is to be done post by post, they hand to an
`Each`.  `in_turn` simply does it.  `Remembered` gives the same results sooner: what was done in an earlier
run comes from a cache, the rest is done by several processes where that pays.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from functools import cache, partial
from socket import gethostname
from threading import Lock
from time import perf_counter
from types import TracebackType
from typing import Any, Protocol, TypeVar

from anthology.cache import Cache, code_digest
from anthology.errors import AnthologyError
from anthology.executors import one_by_one, open_executor
from anthology.model import Entry
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

    def __init__(
        self, kept: Cache, progress: Progress | None = None, jobs: int = 1, scheduler: str = ""
    ) -> None:
        """Prepare.

        Args:
            kept: Where results are looked up and put.
            progress: Told of stages that have a label.
            jobs: How many processes may work at once.
            scheduler: Address of a Dask cluster that works in their place; empty for none.
        """
        self._cache = kept
        self._progress = progress or Silent()
        self._jobs = jobs
        self._scheduler = scheduler
        self._pool: Executor | None = None
        self._alone: dict[str, float] = {}
        self._open = ExitStack()

    def __enter__(self) -> Remembered:
        if self._scheduler:
            # Now rather than once there is much to do: an address that is wrong should not go unnoticed.
            self._connect()
        return self

    def _connect(self) -> Executor:
        if self._pool is None:
            opened = open_executor(self._jobs, self._scheduler)
            self._pool, self._jobs = self._open.enter_context(opened)
        return self._pool

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)

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
        done = self._results(stage, partial(_calls, function, given, _code()), list(todo.values()))
        if label:
            done = self._progress.track(done, label, len(todo))
        results.update(zip(todo, done, strict=True))
        self._cache.put(stage, ((k, pack(value)) for k, value in results.items()))
        results.update((k, unpack(value)) for k, value in known.items())
        return [results[k] for k in keys]

    def forget(self, module: str) -> None:
        """Delete what is kept of all functions of a module or package."""
        self._cache.forget(module)

    def _results(self, stage: str, calls: Callable[[list[Item]], list[R]], items: list[Item]) -> Iterator[R]:
        """Work alone at first; with others once a stage has shown that it takes long."""
        for number, item in enumerate(items):
            if (self._jobs > 1 or self._scheduler) and self._alone.get(stage, 0.0) >= _WORTH_A_PROCESS:
                yield from self._together(calls, items[number:])
                return
            begun = perf_counter()
            yield from calls([item])
            self._alone[stage] = self._alone.get(stage, 0.0) + perf_counter() - begun

    def _together(self, calls: Callable[[list[Item]], list[R]], items: list[Item]) -> Iterator[R]:
        pool = self._connect()
        size = max(1, min(_LARGEST_CHUNK, len(items) // (4 * self._jobs)))
        chunks = [items[start : start + size] for start in range(0, len(items), size)]
        done = 0
        try:
            for results in pool.map(calls, chunks):
                done += len(results)
                yield from results
        except BrokenProcessPool:
            self._pool = None
            yield from one_by_one(calls, items[done:], _name_of)


_one_at_a_time = Lock()
"""Workers of a cluster may be threads of one process; not all libraries that stages use allow for that."""


def _calls(function: Callable[..., R], given: Item, code: str, items: list[Item]) -> list[R]:
    """Call a function for each item, in whatever process this is."""
    if code != _code():
        raise AnthologyError(
            "a worker has another version of anthology, or of a library that its results depend on",
            gethostname(),
            "Install the same versions for the workers.",
        )
    with _one_at_a_time:
        return [_call(function, item, given) for item in items]


def _call(function: Callable[..., R], item: Item, given: Item) -> R:
    try:
        return function(*item, *given)
    except (AnthologyError, OSError, MemoryError):
        raise
    except Exception as error:
        raise AnthologyError(
            f"{function.__name__} failed on {_name_of(item)}: {type(error).__name__}: {str(error)[:300]}",
            remedy="This is a fault of the program: report it, and take the post out of its source.",
        ) from error


def _name_of(item: Item) -> str:
    """Return what an editor calls the post that some work is about."""
    for part in item:
        if isinstance(part, Entry):
            return f"{part.title or 'an untitled post'} ({part.origin})"
        if isinstance(part, Mapping) and "docname" in part:
            return f"{part['id']} ({part['docname']})"
        if isinstance(part, str) and part.strip():
            return f"“{' '.join(part.split())[:60]}”"
    return "a post"


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
