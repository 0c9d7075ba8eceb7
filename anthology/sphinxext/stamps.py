"""Which files changed since they were read, whatever the clock says.

Sphinx reads a page again when its time is later than that of the last reading.  A clock that was set back, a
backup that was restored or a checkout that keeps times makes a changed page look old, and the book would go
on showing what it said before.  So here a page is read again when its size or time is another than it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from anthology.sphinxext.domain import domain_of

Stamp = tuple[int, int]


def changed_docs(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> list[str]:
    """Return the pages that are other than when they were read (`env-get-outdated`)."""
    stamps: dict[str, Stamp] = domain_of(env).data["stamps"]
    other = {name for name, stamp in stamps.items() if stamp_of(env, name) != stamp}
    if not other:
        return []
    docs = {doc for doc in env.all_docs if name_of(env, doc) in other}
    docs |= {doc for doc, files in env.dependencies.items() if any(str(file) in other for file in files)}
    return sorted((docs & env.found_docs) - added - changed - removed)


class Reading:
    """Notes what was read in this run."""

    def __init__(self) -> None:
        self.docs: tuple[str, ...] = ()

    def begins(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Take down what is to be read (`env-before-read-docs`)."""
        self.docs = tuple(docnames)
        _note(env, self.docs)

    def ended(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Take down the files that these pages depend on (`env-updated`); forget what is gone."""
        stamps: dict[str, Stamp] = domain_of(env).data["stamps"]
        if not self.docs:
            return
        for file in {
            str(file) for doc in self.docs for file in env.dependencies.get(doc, ())
        } - stamps.keys():
            stamps[file] = stamp_of(env, file)
        known = {name_of(env, doc) for doc in env.all_docs}
        known |= {str(file) for files in env.dependencies.values() for file in files}
        for name in stamps.keys() - known:
            del stamps[name]


def _note(env: BuildEnvironment, docs: Iterable[str]) -> None:
    stamps: dict[str, Stamp] = domain_of(env).data["stamps"]
    for doc in docs:
        name = name_of(env, doc)
        stamps[name] = stamp_of(env, name)
        for file in env.dependencies.get(doc, ()):
            stamps.pop(str(file), None)


def name_of(env: BuildEnvironment, doc: str) -> str:
    """Return a page's file relative to the source folder."""
    return str(env.doc2path(doc, base=False))


def stamp_of(env: BuildEnvironment, name: str) -> Stamp:
    """Return size and time of a file; nothing like them where it is not there."""
    try:
        stat = Path(env.srcdir, name).stat()
    except OSError:
        return (-1, -1)
    return stat.st_size, stat.st_mtime_ns
