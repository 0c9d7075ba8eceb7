"""What is known of each link: a text file of one JSON object a line, sorted by address.

    {"url": "http://a.example/", "state": "gone", "checked": "2026-11-20", "since": "2026-05-01", …}

It belongs to the project and into version control: a host that answers nobody counts as dead only when it
was found so on several days, and these days are counted here.  While links are tested, each verdict is
appended to a journal, so that a killed run loses none; the file itself is written whole at the end.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, get_args

from anthology.files import write_atomically

State = Literal["alive", "moved", "gone", "refused", "unreachable", "unknown"]
STATES: tuple[State, ...] = get_args(State)

_ASKED_TOO_OFTEN = 429


@dataclass(frozen=True, slots=True)
class Finding:
    """What one test of a link found.

    Attributes:
        state: `alive`; `moved` for good to another address; `gone`, as the server says; `refused`: there, but
            not for us; `unreachable`: no name, no answer, no TLS, or a server's own error; `unknown`.
        status: What the server answered, if it answered.
        moved_to: Where it has moved.
        why: What was wrong, in words.
    """

    state: State
    status: int | None = None
    moved_to: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a link.

    Attributes:
        state: What the last test found, see `Finding`.
        checked: The day of the last test, ISO.
        since: The first day of this state.
        days: Days on which it was found unreachable, one after the other.
        alive: The last day on which it was alive or moved, or None.
        status: As in `Finding`.
        moved_to: As in `Finding`.
        why: As in `Finding`.
    """

    state: State
    checked: str
    since: str
    days: int = 0
    alive: str | None = None
    status: int | None = None
    moved_to: str | None = None
    why: str | None = None

    def is_dead(self, patience: int) -> bool:
        """Tell whether readers find nothing there: gone, or unreachable on as many days."""
        return self.state == "gone" or (self.state == "unreachable" and self.days >= patience)

    def is_due(self, today: date, stale: int, patience: int) -> bool:
        """Tell whether it is time to test again.

        Args:
            today: The present day.
            stale: Days for which a verdict holds; one that may be passing holds for the day only.
            patience: Days on which a link must be unreachable to be dead.
        """
        passing = (
            self.state == "unknown"
            or self.status == _ASKED_TOO_OFTEN
            or (self.state == "unreachable" and self.days < patience)
        )
        try:
            age = today - date.fromisoformat(self.checked)
        except ValueError:
            return True
        return age >= timedelta(days=1 if passing else max(stale, 0))


def judge(before: Verdict | None, found: Finding, today: str) -> Verdict:
    """Return what is known of a link after one more test.

    Args:
        before: What was known.
        found: What the test found.
        today: The day of the test, ISO.
    """
    same = before is not None and before.state == found.state
    alive = today if found.state in ("alive", "moved") else before.alive if before else None
    days = 0
    if found.state == "unreachable":
        days = before.days + (before.checked != today) if same and before else 1
    since = before.since if same and before else today
    return Verdict(found.state, today, since, days, alive, found.status, found.moved_to, found.why)


def verdicts_file(project: Path) -> Path:
    """Return where a project keeps what is known of its links: a name that no source has."""
    return project / "source" / "archive" / "_links.jsonl"


def read_verdicts(path: Path) -> dict[str, Verdict]:
    """Return the verdicts by address; a line that says nothing is passed over, and its link tested again."""
    found: dict[str, Verdict] = {}
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return found
    for line in lines:
        with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
            row: dict[str, Any] = json.loads(line)
            link = str(row.pop("url"))
            verdict = Verdict(**row)
            if verdict.state in STATES:
                found[link] = verdict
    return found


def forget(path: Path, is_gone: Callable[[str], bool]) -> None:
    """Take the verdicts on some addresses out of the file.

    Raises:
        OSError: If it cannot be written.
    """
    known = read_verdicts(path)
    kept = {link: verdict for link, verdict in known.items() if not is_gone(link)}
    if len(kept) < len(known):
        write_atomically(path, _content(kept.items()))


def dead_links(verdicts: Mapping[str, Verdict], patience: int) -> dict[str, str]:
    """Return the dead links, each with the day to look for a copy near to where no other day is known."""
    return {
        link: verdict.alive or verdict.since
        for link, verdict in verdicts.items()
        if verdict.is_dead(patience)
    }


def moved_links(verdicts: Mapping[str, Verdict]) -> dict[str, str]:
    """Return where links that moved for good have moved."""
    return {link: verdict.moved_to for link, verdict in verdicts.items() if verdict.moved_to}


class Journal:
    """Takes verdicts down while links are tested; a context manager, at whose end the file is written.

    Attributes:
        verdicts: All that is known, by address, what a killed run left included.
    """

    def __init__(self, path: Path, journal: Path) -> None:
        """Read what is known.

        Args:
            path: The file of verdicts.
            journal: Where to take down what is found until that is written.
        """
        self._path = path
        self._journal = journal
        left = read_verdicts(journal)
        kept = read_verdicts(path)
        self._before = kept.keys()
        self.verdicts: dict[str, Verdict] = kept | left
        self._changed = bool(left)

    def __enter__(self) -> Journal:
        self._journal.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._journal.open("ab")
        self._file.write(b"\n")  # after a line that a killed run left unfinished
        return self

    def note(self, link: str, verdict: Verdict) -> None:
        """Take a verdict down for good."""
        self.verdicts[link] = verdict
        self._changed = True
        self._file.write(_line(link, verdict))
        self._file.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if self._changed:
            forgotten = self._before - read_verdicts(self._path).keys()  # meanwhile, with a post
            kept = ((link, verdict) for link, verdict in self.verdicts.items() if link not in forgotten)
            write_atomically(self._path, _content(kept))
        self._journal.unlink(missing_ok=True)


def _content(verdicts: Iterable[tuple[str, Verdict]]) -> bytes:
    return b"".join(_line(link, verdict) for link, verdict in sorted(verdicts, key=lambda item: item[0]))


def _line(link: str, verdict: Verdict) -> bytes:
    told = {name: value for name, value in asdict(verdict).items() if value}
    return json.dumps({"url": link, **told}, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
