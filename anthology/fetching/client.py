"""Addresses by HTTP: bounded, checked, patiently, without cookies or passwords."""

from __future__ import annotations

import random
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import monotonic

import httpcore
import httpx

from anthology import __version__
from anthology.config import FetchSettings
from anthology.fetching.decoding import ACCEPTED, decoded
from anthology.fetching.errors import FetchError, PrivateAddressError, RobotsError, UnreachedError
from anthology.fetching.failures import in_words
from anthology.fetching.network import Deadline, Guard, GuardedBackend
from anthology.fetching.politeness import AGENT, Pace, Robots, retry_after

REDIRECTS = 10
"""Redirects followed for one address."""
LONGEST_WAIT = 60.0
"""Seconds that a server's `Retry-After` is waited for; if it asks for more, the next run tries again."""

_PERMANENT = frozenset((301, 308))
_REDIRECTS = _PERMANENT | {302, 303, 307}
_TEMPORARY = frozenset((408, 425, 429, 500, 502, 503, 504))
_ALSO_WITH_GET = _TEMPORARY - {500}
"""What a server answers to HEAD as it would to GET; other refusals may be of HEAD itself."""
_PAGES = "text/html, application/xhtml+xml, */*;q=0.8"
_FEEDS = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_MEANINGS = {
    401: "asks for a password, and none is ever sent",
    403: "is forbidden",
    404: "is not there",
    410: "is gone for good",
    429: "has been asked too often",
    451: "is withheld for legal reasons",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server gave.

    Attributes:
        status: 200 or 304.
        headers: Of the last answer.
        body: Unpacked.
        address: Where it came from after all redirects.
        moved_to: Where the address has moved for good, if it has.
    """

    status: int
    headers: httpx.Headers
    body: bytes
    address: str
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked of each address on the way.

    Attributes:
        method: GET or HEAD.
        headers: Beside those that every request has.
        whole: Whether the body is wanted.
    """

    method: str
    headers: Mapping[str, str]
    whole: bool = True


@dataclass(slots=True)
class Client:
    """Fetches addresses for one run; may be used by several threads.

    Attributes:
        settings: The `[fetch]` table.
        guard: Who may be connected to; what the settings allow if None.
        robots_file: Where to keep what robots.txt files said, if anywhere.
        backoff: Seconds before the first new attempt; they double with each.
        stop: Set it to end everything.
    """

    settings: FetchSettings
    guard: Guard | None = None
    robots_file: Path | None = None
    backoff: float = 2.0
    stop: Event = field(default_factory=Event)
    pace: Pace = field(init=False)
    robots: Robots = field(init=False)
    _tls: ssl.SSLContext = field(init=False)

    def __post_init__(self) -> None:
        """Prepare what all requests share."""
        self.guard = self.guard or Guard(self.settings.allow_private)
        self.pace = Pace(self.settings.delay, self.stop)
        self.robots = Robots(self._robots_text, self.pace, self.robots_file)
        self._tls = httpx.create_ssl_context()

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch an address, following redirects, each checked like the first.

        Args:
            address: http or https.
            headers: Further ones; they are sent to redirects too.

        Returns:
            The answer: 200, or 304 where the headers asked for changes only.

        Raises:
            FetchError: If there is none, in words for an editor.
        """
        try:
            return self._follow(address, _Request("GET", headers or {}), asks_robots=self.settings.robots)
        except FetchError as error:
            error.where = error.where or address
            raise

    def look(self, address: str) -> Answer:
        """Ask whether an address is there, following redirects as `get` does, without reading what it holds.

        It is asked with HEAD and, since some servers refuse that, hang, or lie where they would give the
        page, then with GET, whose answer is left as soon as its head has come.

        Args:
            address: http or https.

        Returns:
            The answer, with a status from 200 to 299 and no body.

        Raises:
            FetchError: If there is none, in words for an editor.
        """
        head, get = (_Request(method, {"Accept": _PAGES}, whole=False) for method in ("HEAD", "GET"))
        try:
            return self._follow(address, head, asks_robots=self.settings.robots)
        except (PrivateAddressError, RobotsError, UnreachedError):
            raise
        except FetchError as error:
            if error.status in _ALSO_WITH_GET:
                raise
        return self._follow(address, get, asks_robots=self.settings.robots)

    def _follow(self, address: str, request: _Request, *, asks_robots: bool) -> Answer:
        url, moved_to, seen = parsed(address), None, set[httpx.URL]()
        moving = True
        while True:
            if url in seen:
                raise FetchError("redirects in a circle")
            if len(seen) > REDIRECTS:
                raise FetchError(f"redirects more than {REDIRECTS} times")
            seen.add(url)
            try:
                if asks_robots:
                    self.robots.check(str(url), _origin(url), _host(url))
                status, received, body = self._patiently(url, request)
            except FetchError as error:
                error.redirects = len(seen) - 1
                raise
            location = received.get("location")
            if status not in _REDIRECTS:
                return Answer(status, received, body, str(url), moved_to)
            if not location:
                raise FetchError(f"redirects ({status}) without saying where")
            url = parsed(location, url)
            moving = moving and status in _PERMANENT
            moved_to = str(url) if moving else moved_to

    def _patiently(self, url: httpx.URL, request: _Request) -> tuple[int, httpx.Headers, bytes]:
        """Ask until there is an answer or no more patience."""
        for attempt in range(self.settings.retries + 1):
            try:
                with self.pace.turn(_host(url)):
                    return self._once(url, request)
            except FetchError as error:
                wait = error.wait
                if not error.temporary or attempt == self.settings.retries:
                    raise
                silent = error.status is None and not isinstance(error, UnreachedError)
                if silent and request.method == "HEAD":
                    raise  # it may be HEAD that the server does not know
                if wait is not None and wait > LONGEST_WAIT:
                    error.what += f"; it asks to wait {wait / 60:.0f} minutes"
                    raise
                doubled = self.backoff * 2**attempt
                self.pace.sleep(doubled * random.uniform(0.75, 1.25) if wait is None else wait)  # noqa: S311 - no secret
        raise AssertionError("unreachable")

    def _once(self, url: httpx.URL, request: _Request) -> tuple[int, httpx.Headers, bytes]:
        """Send one request on a connection of its own."""
        settings = self.settings
        deadline = Deadline(monotonic() + settings.total_timeout, settings.total_timeout, self.stop)
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        sent = {
            "User-Agent": user_agent(settings.contact),
            "Accept": _FEEDS,
            "Accept-Encoding": ACCEPTED,
            "Connection": "close",
        } | dict(request.headers)
        sent_bytes = [(name.encode(), value.encode("latin-1", "replace")) for name, value in sent.items()]
        steps = dict.fromkeys(("connect", "read", "write"), settings.timeout)
        backend = GuardedBackend(self.guard or Guard(), deadline)
        with (
            in_words(settings.timeout, deadline),
            httpcore.ConnectionPool(ssl_context=self._tls, network_backend=backend) as pool,
            pool.stream(
                request.method, target, headers=sent_bytes, extensions={"timeout": steps}
            ) as response,
        ):
            received = httpx.Headers(response.headers)
            wanted = (200, 304) if request.whole else range(200, 300)
            if response.status in wanted or response.status in _REDIRECTS:
                whole = request.whole and response.status == 200
                limit = int(settings.max_megabytes * 1_000_000)
                encoding = received.get("content-encoding", "")
                return (
                    response.status,
                    received,
                    decoded(response.iter_stream(), encoding, limit) if whole else b"",
                )
            said = _MEANINGS.get(response.status, "gives no feed" if request.whole else "gives no page")
            raise FetchError(
                f"{said} ({response.status})",
                temporary=response.status in _TEMPORARY,
                status=response.status,
                wait=retry_after(received.get("retry-after")),
            )

    def _robots_text(self, address: str) -> str | None:
        try:
            request = _Request("GET", {"Accept": "text/plain, */*;q=0.5"})
            answer = self._follow(address, request, asks_robots=False)
        except FetchError as error:
            if error.status is None:
                raise  # the host is not there at all
            if 400 <= error.status < 500 and not error.temporary:
                return None
            what = f"may not be fetched, since its robots.txt {error.what}"
            raise RobotsError(what, status=error.status) from error
        return answer.body.decode("utf-8", "replace")


def user_agent(contact: str = "") -> str:
    """Return how this program names itself."""
    return f"{AGENT}/{__version__} (archives feeds for a book{f'; {contact}' if contact else ''})"


def parsed(address: str, base: httpx.URL | None = None) -> httpx.URL:
    """Read an address, or a redirect's place.

    Raises:
        FetchError: If it is no http or https address, or carries a password.
    """
    try:
        url = base.join(address) if base else httpx.URL(address.strip())
        host = url.raw_host
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchError(f"{address[:200]!r} is no address") from error
    if url.scheme not in ("http", "https") or not host:
        raise FetchError(
            f"redirects to {str(url)[:200]!r}, which is no http or https address"
            if base
            else f"{address.strip()[:200]!r} is no http or https address"
        )
    if url.userinfo:
        raise FetchError("has a user name or password in its address, and none is ever sent")
    return url.copy_with(fragment=None)


def _host(url: httpx.URL) -> str:
    return url.netloc.decode("ascii")


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{_host(url)}"
