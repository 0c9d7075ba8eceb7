"""What can go wrong by a user's doing: what, where, and what to do about it."""

from __future__ import annotations


class AnthologyError(Exception):
    """A problem that a user can cause and mend; printed as it is, without a traceback.

    Attributes:
        what: What went wrong, a sentence without a full stop.
        where: `file`, `file:line` or URL, or an empty string where the whole project is meant.
        remedy: What to do about it, or an empty string.
    """

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  {self.remedy}" if self.remedy else head

    def __reduce__(self) -> tuple[type[AnthologyError], tuple[str, str, str]]:
        return type(self), (self.what, self.where, self.remedy)


class ConfigError(AnthologyError):
    """The project's own settings or vocabularies are wrong: exit code 2."""


class SourceError(AnthologyError):
    """One source cannot be read: the others still are; exit code 1."""
