"""Manners: one request a host at a time, a pause between them, robots.txt, and waiting when asked to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Event, Lock
from time import monotonic, time

from protego import Protego

from anthology.fetching.errors import FetchError, RobotsError, StoppedError
from anthology.files import write_atomically

AGENT = "anthology"
"""The name by which robots.txt may address this program."""
LONGEST_PAUSE = 30.0
"""Seconds between two requests that a robots.txt may ask for."""

_DAY = 24 * 3600
"""How long a robots.txt may be believed (RFC 9309, section 2.4)."""
_ROBOTS_LIMIT = 512 * 1024


class Pace:
    """Spaces requests to one host out.

    Args:
        delay: Seconds from the end of a request to the beginning of the next.
        stop: Set when everything is to end.
    """

    def __init__(self, delay: float, stop: Event) -> None:
        self._delay = delay
        self._stop = stop
        self._hosts: dict[str, Lock] = {}
        self._free_at: dict[str, float] = {}
        self._asked: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait until a host may be asked again, and keep others waiting meanwhile."""
        with self._hosts.setdefault(host, Lock()):
            self.sleep(self._free_at.get(host, 0.0) - monotonic())
            try:
                yield
            finally:
                pause = max(self._delay, self._asked.get(host, 0.0))
                self._free_at[host] = monotonic() + pause

    def slow_down(self, host: str, seconds: float) -> None:
        """Note the pause that a host's robots.txt asks for."""
        self._asked[host] = min(seconds, LONGEST_PAUSE)

    def sleep(self, seconds: float) -> None:
        """Wait, unless everything is to end.

        Raises:
            FetchError: If it is.
        """
        if (seconds > 0 and self._stop.wait(seconds)) or self._stop.is_set():
            raise StoppedError("was interrupted")


class Robots:
    """What the robots.txt of each host allows; kept for a day, as they may be.

    Args:
        load: Returns the text of a robots.txt, None where there is none; raises `FetchError` where the server
            does not say, which RFC 9309 (section 2.3.1.4) takes for a no.
        pace: Told of the pauses that a robots.txt asks for.
        path: Where to keep them.
    """

    def __init__(self, load: Callable[[str], str | None], pace: Pace, path: Path | None = None) -> None:
        self._load = load
        self._pace = pace
        self._path = path
        self._rules: dict[str, Protego] = {}
        self._unknown: dict[str, FetchError] = {}
        self._locks: dict[str, Lock] = {}
        self._texts = self._kept()

    def check(self, address: str, origin: str, host: str) -> None:
        """Ask whether an address may be fetched.

        Args:
            address: The whole of it.
            origin: Its scheme, host and port.
            host: The name under which requests are spaced out.

        Raises:
            FetchError: If not, or if the server does not say.
        """
        with self._locks.setdefault(origin, Lock()):
            if origin in self._unknown:  # a host that is down is asked once, not for each of its feeds
                raise self._unknown[origin].again()
            rules = self._rules.get(origin)
            if rules is None:
                rules = self._rules[origin] = Protego.parse(self._text(origin))
                if delay := rules.crawl_delay(AGENT):
                    self._pace.slow_down(host, delay)
        if not rules.can_fetch(address, AGENT):
            raise RobotsError(
                f"{origin}/robots.txt forbids it",
                remedy="Ask the owner; with their leave, set `robots = false` below [fetch].",
            )

    def keep(self) -> None:
        """Write what was learnt, for the next run."""
        if self._path and self._texts != self._kept():
            content = json.dumps(self._texts, ensure_ascii=False, indent=1, sort_keys=True)
            write_atomically(self._path, content.encode("utf-8", "replace"))

    def _text(self, origin: str) -> str:
        if origin in self._texts:
            return self._texts[origin][1]
        try:
            text = (self._load(f"{origin}/robots.txt") or "")[:_ROBOTS_LIMIT]
        except FetchError as error:
            self._unknown[origin] = error
            raise
        self._texts[origin] = (int(time()), text)
        return text

    def _kept(self) -> dict[str, tuple[int, str]]:
        try:
            known = json.loads(self._path.read_bytes()) if self._path else {}
            return {o: (int(at), str(text)) for o, (at, text) in known.items() if time() - int(at) < _DAY}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Return the seconds that a `Retry-After` header asks to wait, or None where it says nothing.

    Args:
        value: A number of seconds or a date (RFC 9110, section 10.2.3).
        now: The present, if not the clock's.
    """
    if not value:
        return None
    value = value.strip()
    if value.isdecimal():
        return float(min(int(value[:9]), 10**8))
    try:
        then = parsedate_to_datetime(value)
    except ValueError:
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - (now or datetime.now(UTC))).total_seconds())
