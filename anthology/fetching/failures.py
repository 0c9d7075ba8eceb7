"""What goes wrong between sending a request and having an answer, in words for an editor."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore

from anthology.fetching.errors import FetchError, UnreachedError
from anthology.fetching.network import Deadline


def _tls_problem(error: BaseException | None) -> ssl.SSLError | None:
    """Return the failure of TLS behind an error, if that is what it was."""
    while error:
        if isinstance(error, ssl.SSLError):
            return error
        error = error.__cause__ or error.__context__
    return None


@contextmanager
def in_words(timeout: float, deadline: Deadline) -> Iterator[None]:
    """Say what went wrong on the way in words for an editor."""
    try:
        yield
    except (httpcore.ConnectTimeout, httpcore.ReadTimeout, httpcore.WriteTimeout) as error:
        deadline.left(None)
        if isinstance(error, httpcore.ConnectTimeout):
            what = f"does not answer (no connection for {timeout:g} s)"
            raise UnreachedError(what, temporary=True) from error
        raise FetchError(f"does not answer (silence for {timeout:g} s)", temporary=True) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        cause = _tls_problem(error)
        if isinstance(cause, ssl.SSLCertVerificationError):
            raise UnreachedError(f"cannot prove who it is: {cause.verify_message}") from error
        if cause:
            raise UnreachedError(f"has no working TLS: {cause.reason or cause}") from error
        if isinstance(error, httpcore.RemoteProtocolError):
            raise FetchError("was cut off on the way, or is no HTTP", temporary=True) from error
        raise UnreachedError(f"cannot be reached: {error}", temporary=True) from error
