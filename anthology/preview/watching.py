"""Noticing what people change: settings, decisions, chapters, sources; not what the tool writes itself."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from types import TracebackType

from watchfiles import watch

from anthology.config import CONFIG_FILE, Project, load_project
from anthology.errors import AnthologyError, SourceError
from anthology.pages.list_pages import KINDS
from anthology.pages.manifest import Manifest
from anthology.sources.files import find

GENERATED = ("posts", "pictures", *KINDS)
"""Folders of the source folder that hold what the tool writes."""

_LOOK_OUTSIDE_EVERY = 1.0
"""Seconds between two looks at files that are not in the project."""

Stamps = dict[Path, tuple[int, int]]


class Watch:
    """Watches a project from the moment it is opened; a context manager.

    What changes while nobody waits is kept for the next one who does.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._outside = _outside(project)
        self._events: Queue[set[Path]] = Queue()
        self._stop = Event()
        self._thread = Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def wait(self) -> set[Path]:
        """Return, as soon as there are any, the files that people changed."""
        while True:
            changed = by_people(self._project, self._heard())
            if self._project.folder / CONFIG_FILE in changed:
                with suppress(AnthologyError):  # wrong settings are the next build's to report
                    self._project = load_project(self._project.folder)
            before, self._outside = self._outside, _outside(self._project)
            paths = before.keys() | self._outside.keys()
            changed |= {path for path in paths if before.get(path) != self._outside.get(path)}
            if changed:
                return changed

    def _heard(self) -> set[Path]:
        paths: set[Path] = set()
        with suppress(Empty):
            paths |= self._events.get(timeout=_LOOK_OUTSIDE_EVERY)
            while True:
                paths |= self._events.get_nowait()
        return paths

    def _listen(self) -> None:
        folders = [folder for folder in (self._project.conf, self._project.source_dir) if folder.is_dir()]
        for events in watch(*folders, step=50, debounce=400, stop_event=self._stop, rust_timeout=500):
            self._events.put({Path(path) for _, path in events})


def by_people(project: Project, paths: set[Path]) -> set[Path]:
    """Return the files below `conf/` and `source/` that the tool did not write itself."""
    manifest: Manifest | None = None
    theirs = set()
    for path in paths:
        if path.is_dir():
            continue
        inside = path.relative_to(project.source_dir) if path.is_relative_to(project.source_dir) else None
        if inside is not None and inside.parts[0].startswith("."):
            continue
        if inside is not None and inside.parts[0] in GENERATED:
            manifest = manifest or Manifest(project.source_dir)
            if _ours(manifest, inside.as_posix()):
                continue
        theirs.add(path)
    return theirs


def _ours(manifest: Manifest, name: str) -> bool:
    """Tell whether a generated file is as the tool left it, or was taken away by it."""
    state = manifest.state(name, manifest.read(name))
    return state == "ours" or (state == "absent" and name not in manifest.files)


def _outside(project: Project) -> Stamps:
    """Return size and time of the files of sources that do not lie in the source folder."""
    stamps: Stamps = {}
    for source in project.sources:
        if not source.path or (project.folder / source.path).is_relative_to(project.source_dir):
            continue
        with suppress(SourceError, OSError):
            for path in find(source, project.folder)[0]:
                stat = path.stat()
                stamps[path] = stat.st_size, stat.st_mtime_ns
    return stamps
