"""Values as bytes and back, quickly: most of a cache's cost is taking its values apart and together."""

from __future__ import annotations

import dataclasses
import io
import pickle
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

DAMAGED = (
    pickle.UnpicklingError,
    AttributeError,
    EOFError,
    ImportError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
)
"""What `unpack` raises on bytes that were cut short or come from other code."""


def pack(value: object) -> bytes:
    """Return a value as bytes that `pickle.loads` understands.

    Python lists a class's fields anew for each dataclass with slots that it packs or unpacks; such a value is
    packed as a call of its class instead, which is five times as fast.
    """
    file = io.BytesIO()
    _Packer(file, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    return file.getvalue()


def unpack(packed: bytes) -> Any:  # noqa: ANN401 - whatever was packed
    """Return a value from bytes that this program itself packed.

    Raises:
        DAMAGED: One of these, if it cannot be made of them.
    """
    return pickle.loads(packed)  # noqa: S301 - our own file, in a folder only this project writes to


class _Packer(pickle.Pickler):
    def reducer_override(self, obj: object) -> Any:  # noqa: ANN401 - as the base class has it
        """Say how to make an object again."""
        kind: type = type(obj)
        values = _values(kind)
        return (type(obj), values(obj)) if values else NotImplemented


@cache
def _values(kind: type) -> Callable[[object], tuple[object, ...]] | None:
    """Return what gives the arguments with which an equal value is made, for dataclasses with slots."""
    if not dataclasses.is_dataclass(kind) or "__slots__" not in kind.__dict__:
        return None
    fields = dataclasses.fields(kind)
    if not fields or not all(field.init and not field.kw_only for field in fields):
        return None
    names = [field.name for field in fields]
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)
