"""Bodies as they were before they were packed for the way, bounded: a kilobyte may unpack to a gigabyte."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from importlib import import_module

from anthology.fetching.errors import FetchError

try:  # an extra: versions before 1.2 cannot bound their output
    brotli = import_module("brotli")
    _BROTLI = hasattr(brotli.Decompressor, "can_accept_more_data")
except ImportError:
    _BROTLI = False

ACCEPTED = "gzip, deflate, br" if _BROTLI else "gzip, deflate"
"""Value of `Accept-Encoding`."""

_GZIP = b"\x1f\x8b"
_AUTOMATIC = 32 + zlib.MAX_WBITS
_CUT = "was cut off on the way"


def decoded(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """Return a whole body.

    Args:
        chunks: As it arrives.
        encoding: Value of `Content-Encoding`.
        limit: Bytes that the body may have, packed and unpacked.

    Raises:
        FetchError: If it is larger, cut off, or packed in a way that was not asked for.
    """
    kind = encoding.strip().lower().removeprefix("x-")
    bounded = _bounded(chunks, limit)
    if kind in ("", "identity"):
        return b"".join(bounded)
    if kind in ("gzip", "deflate"):
        return _inflated(bounded, limit)
    if kind == "br" and _BROTLI:
        return _brotli(bounded, limit)
    raise FetchError(f"is packed as {encoding[:40]!r}, which was not asked for")


def _bounded(chunks: Iterable[bytes], limit: int) -> Iterable[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        _check(size, limit)
        yield chunk


def _check(size: int, limit: int) -> None:
    if size > limit:
        raise FetchError(
            f"is larger than {limit / 1e6:g} MB",
            remedy="If that is right, raise `max_megabytes` in [fetch].",
        )


def _inflated(chunks: Iterable[bytes], limit: int) -> bytes:
    """Unpack gzip and both things that servers call deflate (RFC 9110, section 8.4.1.2)."""
    made = bytearray()
    engine, started = zlib.decompressobj(_AUTOMATIC), False
    for chunk in chunks:
        data = chunk
        while data:
            try:
                made += engine.decompress(data, limit + 1 - len(made))
            except zlib.error as error:
                if started:
                    raise FetchError("is packed in a way that cannot be unpacked") from error
                engine, started = zlib.decompressobj(-zlib.MAX_WBITS), True  # deflate without its header
                continue
            started = True
            _check(len(made), limit)
            data = engine.unconsumed_tail
            if engine.eof:
                data = engine.unused_data
                if not data.startswith(_GZIP):
                    return bytes(made)
                engine = zlib.decompressobj(_AUTOMATIC)
    if started and not engine.eof:
        raise FetchError(_CUT, temporary=True)
    return bytes(made)


def _brotli(chunks: Iterable[bytes], limit: int) -> bytes:
    made = bytearray()
    engine, started = brotli.Decompressor(), False
    for chunk in chunks:
        data, started = chunk, True
        try:
            while data or not engine.can_accept_more_data():
                made += engine.process(data, output_buffer_limit=limit + 1 - len(made))
                _check(len(made), limit)
                data = b""
        except brotli.error as error:
            raise FetchError("is packed in a way that cannot be unpacked") from error
    if started and not engine.is_finished():
        raise FetchError(_CUT, temporary=True)
    return bytes(made)
