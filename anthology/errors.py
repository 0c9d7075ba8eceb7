"""What can go wrong by a user's doing: what, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


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


def unreadable(path: Path, error: OSError) -> SourceError:
    """Return in words that a file cannot be read."""
    what = f"cannot be read: {error.strerror or error}"
    return SourceError(what, path.as_posix(), "Check the path and its permissions.")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most alike, or nothing where none is near."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(word, list(known), scorer=fuzz.WRatio, score_cutoff=70)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a question that names the nearest known word, or an empty string where none is near."""
    near = nearest(word, known)
    return f"Did you mean {near!r}?" if near else ""
