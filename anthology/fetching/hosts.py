"""Many addresses: several hosts at a time, each host's one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar
from urllib.parse import urlsplit

from anthology.fetching.client import Client

T = TypeVar("T")
R = TypeVar("R")


def each_host(
    client: Client,
    items: Iterable[T],
    address_of: Callable[[T], str],
    work: Callable[[T], R],
    further: Callable[[R], Iterable[T]] = lambda result: (),
) -> Iterator[R]:
    """Do something with many addresses; a host with many of them does not keep the others waiting.

    Args:
        client: It says how many hosts are asked at a time, and is stopped when the caller stops.
        items: What is to be done.
        address_of: The address that an item asks.
        work: Does it, in another thread.
        further: More items that a result brings.

    Yields:
        The results, as they come.
    """
    waiting: dict[str, deque[T]] = {}
    ready: deque[str] = deque()
    running: dict[Future[R], str] = {}
    busy: set[str] = set()
    with ThreadPoolExecutor(client.settings.parallel, "fetch") as pool:

        def enlist(more: Iterable[T]) -> None:
            for item in more:
                host = _host(address_of(item))
                if host not in waiting:
                    waiting[host] = deque()
                    if host not in busy:
                        ready.append(host)
                waiting[host].append(item)

        def start() -> None:
            # No more than can run: `wait` looks at each one that it is given.
            while ready and len(running) < client.settings.parallel:
                host = ready.popleft()
                busy.add(host)
                running[pool.submit(work, waiting[host].popleft())] = host
                if not waiting[host]:
                    del waiting[host]

        try:
            enlist(items)
            start()
            while running:
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    host = running.pop(future)
                    busy.discard(host)
                    if host in waiting:
                        ready.append(host)
                    result = future.result()
                    enlist(further(result))
                    start()
                    yield result
        except BaseException:
            client.stop.set()
            raise
    client.robots.keep()


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return address
