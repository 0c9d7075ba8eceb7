"""Testing links: what a server says of an address, in the words of a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Lock
from urllib.parse import urlsplit

from anthology.fetching.client import Client
from anthology.fetching.errors import (
    FetchError,
    PrivateAddressError,
    RobotsError,
    StoppedError,
    UnreachedError,
)
from anthology.fetching.hosts import each_host
from anthology.knowledge.links import normalised
from anthology.linkcheck.verdicts import Finding

_GONE = frozenset((404, 410))
_REFUSED = frozenset((401, 402, 403, 407, 429, 451))
_SERVER_ERROR = 500
_AFTER_ERRORS = 600
_WITNESSES = 3


class Asker:
    """Tests links for one run; may be used by several threads.

    A host that cannot be reached is asked once, not for each link to it.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._down: dict[str, Finding] = {}
        self._lock = Lock()

    def ask(self, link: str) -> Finding | None:
        """Test a link; None where the run is to end before there is an answer."""
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(link))
        if known := self._down.get(origin):
            return known
        try:
            answer = self._client.look(link)
        except StoppedError:
            return None
        except FetchError as error:
            found = finding_of(error)
            if isinstance(error, UnreachedError) and not error.redirects:
                with self._lock:
                    self._down[origin] = found
            return found
        moved_to = answer.moved_to
        if moved_to and normalised(moved_to) != normalised(link):
            return Finding("moved", answer.status, moved_to)
        return Finding("alive", answer.status)


def finding_of(error: FetchError) -> Finding:
    """Return what a failed test says of a link."""
    why = error.what
    if isinstance(error, RobotsError):
        return Finding("refused" if error.status is None else "unknown", error.status, why=why)
    if isinstance(error, PrivateAddressError):
        return Finding("unknown", why=why)
    if error.status in _GONE:
        return Finding("gone", error.status)
    if error.status in _REFUSED:
        return Finding("refused", error.status, why=why)
    if error.status is not None:
        broken = _SERVER_ERROR <= error.status < _AFTER_ERRORS
        return Finding("unreachable" if broken else "unknown", error.status, why=why)
    lost = isinstance(error, UnreachedError) or error.temporary
    return Finding("unreachable" if lost else "unknown", why=why)


def ask_all(
    client: Client, links: Iterable[str], witnesses: Iterable[str] = ()
) -> Iterator[tuple[str, Finding]]:
    """Test links, several hosts at a time and each host's one after the other.

    That nothing at all can be reached says more of this machine's network than of the links.  So the first
    findings of that kind wait until a server has answered; if none does, the witnesses are asked, and if they
    do not answer either, these findings are dropped.

    Args:
        client: Whom to ask with.
        links: What to test.
        witnesses: Addresses that are likely to answer, asked only in case of doubt.

    Yields:
        Each link with what was found, as it is found.
    """
    asker = Asker(client)
    waiting: list[tuple[str, Finding]] = []
    online = False
    for link, found in each_host(client, links, str, lambda link: (link, asker.ask(link))):
        if found is None:
            continue
        online = online or found.status is not None
        if not online and found.state == "unreachable":
            waiting.append((link, found))
            continue
        yield link, found
        if online:
            yield from waiting
            waiting.clear()
    if waiting and any(_answers(asker, witness) for witness in list(witnesses)[:_WITNESSES]):
        yield from waiting


def _answers(asker: Asker, link: str) -> bool:
    found = asker.ask(link)
    return found is not None and found.state != "unreachable"
