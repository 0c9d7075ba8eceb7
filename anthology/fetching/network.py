"""Connections to public addresses only, each to the very address that was checked, each with a deadline.

A feed may name any host and redirect anywhere, and a name may resolve to a public address when it is checked
and to a router's when it is used.  So the check sits where the connection is made: a name is resolved once,
every address it has is checked, and the socket is opened to one of these, while TLS and the `Host` header
go on using the name.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Event
from time import monotonic
from typing import Any

import httpcore

from anthology.fetching.errors import FetchError, PrivateAddressError, StoppedError, UnreachedError

Resolve = Callable[[str, int], Sequence[str]]
Dial = Callable[[str, int, float], httpcore.NetworkStream]

_STEP = 0.5
"""Seconds after which waiting for bytes looks up."""
_ADDRESSES = 32
"""Addresses of one name that are looked at: more are no ordinary host."""
# RFC 6052: behind such a gateway every IPv4 host has an address of this form.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name as the system knows them, each once.

    Raises:
        OSError: Where it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def dial(address: str, port: int, timeout: float) -> httpcore.NetworkStream:
    """Open a connection to an address."""
    return httpcore.SyncBackend().connect_tcp(address, port, timeout=timeout)


def is_public(address: str) -> bool:
    """Tell whether an IP address can be reached by everyone, IPv4 inside IPv6 included."""
    return _all(address, lambda ip: ip.is_global and not (ip.is_multicast or ip.is_reserved))


def is_local(address: str) -> bool:
    """Tell whether an IP address is this machine's or of a private network.

    Link-local ones are not: there the cloud providers answer with a machine's secrets.
    """
    return _all(
        address,
        lambda ip: (
            (ip.is_loopback or ip.is_private)
            and not (ip.is_link_local or ip.is_unspecified or ip.is_multicast)
            and (ip.is_loopback or not ip.is_reserved)
        ),
    )


def _all(address: str, fits: Callable[[_Address], bool]) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:  # also an address that belongs to one interface, `fe80::1%eth0`
        return False
    return fits(_inner(ip))


def _inner(ip: _Address) -> _Address:
    """Return the IPv4 address that an IPv6 address stands for, or the address itself."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped or ip.sixtofour:
            return ip.ipv4_mapped or ip.sixtofour or ip
        if ip.teredo:
            return ip.teredo[1]
        if ip in _NAT64:
            return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment at which a request must be over, however little is still missing.

    Attributes:
        at: On the clock of `time.monotonic`.
        seconds: How long the request had, for the message.
        stop: Set when everything is to end.
    """

    at: float
    seconds: float
    stop: Event

    def left(self, limit: float | None) -> float:
        """Return the seconds that one step may take.

        Raises:
            FetchError: If none are left.
        """
        left = self.at - monotonic()
        if self.stop.is_set():
            raise StoppedError("was interrupted")
        if left <= 0:
            raise FetchError(f"had not answered in full after {self.seconds:g} s", temporary=True)
        return left if limit is None else min(left, limit)


@dataclass(frozen=True, slots=True)
class Guard:
    """Who may be connected to.

    Attributes:
        allow_private: Whether this machine and private networks are, too.
        resolve: From a name to its addresses.
        dial: Opens the connection.
    """

    allow_private: bool = False
    resolve: Resolve = resolve
    dial: Dial = dial

    def connect(
        self, host: str, port: int, deadline: Deadline, timeout: float | None
    ) -> httpcore.NetworkStream:
        """Open a connection to a host, at an address that was checked.

        Raises:
            FetchError: If the name is not known, or one of its addresses is not allowed.
            httpcore.ConnectError: If no address answers.
        """
        addresses = self._checked(host, port)
        problem: Exception | None = None
        for address in addresses:
            try:
                return self.dial(address, port, deadline.left(timeout))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = problem or error
        raise problem or UnreachedError(f"has no address for {host}")

    def _checked(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            again = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
            raise UnreachedError(f"there is no host {host}", temporary=again) from error
        for address in addresses[:_ADDRESSES]:
            if not (is_public(address) or (self.allow_private and is_local(address))):
                raise PrivateAddressError(
                    f"{host} is at {address}, which is not a public address",
                    remedy="If it is your own network, set `allow_private = true` in [fetch].",
                )
        return addresses[:_ADDRESSES]


class GuardedBackend(httpcore.NetworkBackend):
    """What httpcore opens its connections with, for one request."""

    def __init__(self, guard: Guard, deadline: Deadline) -> None:
        self._guard = guard
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect, see `Guard.connect`."""
        return _Stream(self._guard.connect(host, port, self._deadline, timeout), self._deadline)


class _Stream(httpcore.NetworkStream):
    """A connection on which no step outlasts the deadline: a server that drips bytes gains nothing."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._deadline.left(timeout)
        while True:  # in short steps, so that an interrupted run ends soon
            step = min(left, _STEP)
            try:
                return self._inner.read(max_bytes, step)
            except httpcore.ReadTimeout:
                left = self._deadline.left(left - step)
                if left <= 0:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as httpcore declares it
        return self._inner.get_extra_info(info)
