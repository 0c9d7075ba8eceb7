"""Who does the work of a stage beside this process: processes of this machine, or a Dask cluster.

Both are a `concurrent.futures.Executor`; what they are given is pure, so that work that was lost with a
worker is simply done again by another one.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import TypeVar
from urllib.parse import urlsplit

from anthology.errors import AnthologyError, ConfigError

Item = TypeVar("Item")
R = TypeVar("R")

DASK = "dask"
PATIENCE = 10
"""Seconds to wait for a cluster's scheduler, and for its first worker."""


def read_executor(address: str) -> str:
    """Return the address of a scheduler as Dask writes it; empty for processes of this machine.

    Args:
        address: `dask://host:port`, or nothing.

    Raises:
        ConfigError: If it is neither.
    """
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not port or parts.scheme != DASK or parts.path.strip("/"):
        raise ConfigError(f"--executor takes dask://host:port, not {address!r}")
    return f"tcp://{f'[{host}]' if ':' in host else host}:{port}"


@contextmanager
def open_executor(jobs: int, scheduler: str = "") -> Iterator[tuple[Executor, int]]:
    """Give an executor and how many pieces of work it does at once.

    Args:
        jobs: How many processes of this machine, where there is no cluster.
        scheduler: Address of a cluster's scheduler, as `read_executor` returns it.

    Raises:
        AnthologyError: If the cluster cannot be used.
    """
    if scheduler:
        with _cluster(scheduler) as found:
            yield found
        return
    with _processes(jobs) as pool:
        yield pool, jobs


def one_by_one(
    calls: Callable[[list[Item]], list[R]], items: Iterable[Item], name_of: Callable[[Item], str]
) -> Iterator[R]:
    """Do work one thing at a time after a process died, so that it is known which killed it.

    Args:
        calls: Does the work for a list of things.
        items: The things.
        name_of: What a user calls one of them.

    Raises:
        AnthologyError: If a process dies again.
    """
    with _processes(1) as pool:
        for item in items:
            try:
                (result,) = pool.submit(calls, [item]).result()
            except BrokenProcessPool:
                raise AnthologyError(
                    f"a process died twice, the second time over {name_of(item)}",
                    remedy="If memory was short, say it again with -j 1. Else take the post out, "
                    "and report it: no post should be able to do this.",
                ) from None
            yield result


def _processes(jobs: int) -> ProcessPoolExecutor:
    """Return processes that leave an interruption to this one, and end when it is gone."""
    return ProcessPoolExecutor(jobs, initializer=_begin)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()


def end_with_parent() -> None:
    """Let this process end when the one that started it is gone, however that ended.

    Processes of a killed build would else wait for work for ever, or still write when the next one begins.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


@contextmanager
def _cluster(scheduler: str) -> Iterator[tuple[Executor, int]]:
    try:
        from distributed import Client
        from distributed.comm import CommClosedError
        from distributed.scheduler import KilledWorker
    except ImportError as error:
        raise AnthologyError(
            "--executor dask://… needs Dask", remedy="Install it: pip install 'anthology[dask]'"
        ) from error
    try:
        client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, CommClosedError) as error:
        raise AnthologyError(
            "no Dask scheduler answers",
            scheduler,
            "Start one with `dask scheduler`, and workers with `dask worker`, or leave out --executor.",
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise AnthologyError(
                "the Dask scheduler has no workers", scheduler, f"Start one: dask worker {scheduler}"
            ) from error
        try:
            yield client.get_executor(pure=False), max(1, sum(client.ncores().values()))
        except ImportError as error:
            raise AnthologyError(
                f"a Dask worker cannot load what it needs: {error}",
                scheduler,
                "Install the same version of anthology for the workers.",
            ) from error
        except (KilledWorker, CommClosedError) as error:
            raise AnthologyError(
                f"the Dask cluster gave up: {error}", scheduler, "What was done before is kept; build again."
            ) from error
