"""Keeps Python's collector of cycles from walking millions of values of which none is garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the collector wait: for work that makes many values that stay, and no cycles.

    At 5,000 posts it takes a tenth of the time of the commands that look at all posts.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
