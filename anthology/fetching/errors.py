"""What can go wrong with an address, in words for an editor."""

from __future__ import annotations

from anthology.model import SourceError


class FetchError(SourceError):
    """An address did not give what it should.

    Attributes:
        temporary: Whether trying again may help.
        status: What the server answered, if it answered.
        wait: Seconds that the server asked to wait before that, or None.
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

    def __reduce__(self) -> tuple[type[FetchError], tuple[str, str, str]]:
        return type(self), (self.what, self.where, self.remedy)
