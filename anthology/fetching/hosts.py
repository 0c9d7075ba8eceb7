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
    running: dict[Future[R], str] = {}
    with ThreadPoolExecutor(client.settings.parallel, "fetch") as pool:

        def start(host: str) -> None:
            if host not in running.values() and waiting.get(host):
                running[pool.submit(work, waiting[host].popleft())] = host

        def enlist(more: Iterable[T]) -> None:
            hosts = dict.fromkeys(_host(address_of(item), item, waiting) for item in more)
            for host in hosts:
                start(host)

        try:
            enlist(items)
            while running:
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    host = running.pop(future)
                    result = future.result()
                    enlist(further(result))
                    start(host)
                    yield result
        except BaseException:
            client.stop.set()
            raise
    client.robots.keep()


def _host(address: str, item: T, waiting: dict[str, deque[T]]) -> str:
    """Put an item in its host's queue and return the host."""
    try:
        host = urlsplit(address).netloc.lower()
    except ValueError:
        host = address
    waiting.setdefault(host, deque()).append(item)
    return host
