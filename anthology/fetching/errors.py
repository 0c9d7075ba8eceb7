"""What can go wrong with an address, in words for an editor."""

from __future__ import annotations

from typing import Self

from anthology.errors import SourceError


class FetchError(SourceError):
    """An address did not give what it should.

    Attributes:
        temporary: Whether trying again may help.
        status: What the server answered, if it answered.
        wait: Seconds that the server asked to wait before that, or None.
        redirects: How many were followed before it.
    """

    def __init__(
        self,
        what: str,
        where: str = "",
        remedy: str = "",
        *,
        temporary: bool = False,
        status: int | None = None,
        wait: float | None = None,
    ) -> None:
        super().__init__(what, where, remedy)
        self.temporary = temporary
        self.status = status
        self.wait = wait
        self.redirects = 0

    def __reduce__(self) -> tuple[type[FetchError], tuple[str, str, str]]:
        return type(self), (self.what, self.where, self.remedy)

    def again(self) -> Self:
        """Return the same problem for another address of the same host."""
        return type(self)(self.what, "", self.remedy, temporary=self.temporary, status=self.status)


class StoppedError(FetchError):
    """Everything is to end."""


class PrivateAddressError(FetchError):
    """The address is of this machine or a private network: nothing was sent."""


class RobotsError(FetchError):
    """A robots.txt forbids it, or the server would not say what its robots.txt is."""


class UnreachedError(FetchError):
    """No conversation came about: the name is not known, nobody listens, or TLS fails."""
