"""Putting a finished output in the place of the last one, whole: readers see the one or the other.

Sphinx writes into a folder of its own below `build/cache/`; only when it has finished is the result put in
place.  What cannot be finished, for want of room or for any other reason, leaves the last good book as it is.
"""

from __future__ import annotations

import filecmp
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from anthology.files import write_if_changed

_Stamp = list[int]


def swap_in(work: Path, target: Path) -> bool:
    """Make a folder the same as another that has just been finished.

    Unchanged files are linked, not copied.  Files that somebody put into the target stay; which ones are ours
    stands in a list beside it, `.<name>.json`.

    Args:
        work: The finished folder; it is not changed.
        target: The folder to replace, on the same file system; it need not exist.

    Returns:
        Whether anything was different.

    Raises:
        OSError: If the new folder cannot be made; the target is then as it was.
    """
    target = target.resolve()
    new, old = target.with_name(f".{target.name}.new"), target.with_name(f".{target.name}.old")
    _recover(target, new, old)
    record = target.with_name(f".{target.name}.json")
    wanted, before = _stamps(work), _stamps(target)
    ours = _read(record)
    foreign = before.keys() - ours.keys() if ours else before.keys() - wanted.keys()
    kept = {name for name in wanted if name not in foreign and before.get(name) == wanted[name]}
    if len(kept) == len(wanted.keys() - foreign) and before.keys() == wanted.keys() | foreign:
        _remember(record, wanted.keys() - foreign)
        return False
    try:
        for folder in sorted({Path(name).parent for name in (*wanted, *foreign)}):
            (new / folder).mkdir(parents=True, exist_ok=True)
        for name in sorted(wanted.keys() - foreign - kept):
            shutil.copy2(work / name, new / name)
        for name in sorted(kept | foreign):
            _link(target / name, new / name)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    # Whatever moment a run is killed at, the list holds all files of ours that are in the target.
    _remember(record, ours.keys() | wanted.keys() - foreign)
    if target.exists():
        target.rename(old)
    new.rename(target)
    _remember(record, wanted.keys() - foreign)
    shutil.rmtree(old, ignore_errors=True)
    return True


def move_in(files: Mapping[Path, Path], stale: Iterable[Path] = ()) -> None:
    """Put finished files in place, then remove what they supersede; what is there already is not touched.

    Args:
        files: Where each goes, by where it is.
        stale: Files to remove.

    Raises:
        OSError: If a folder cannot be written; all targets are then as they were.
    """
    due = {made: target for made, target in files.items() if not _is_same(made, target)}
    parts = {target.with_name(f".{target.name}.part"): target for target in due.values()}
    try:
        for made, part in zip(due, parts, strict=True):
            part.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(made, part)
    except BaseException:
        for part in parts:
            part.unlink(missing_ok=True)
        raise
    for part, target in parts.items():
        part.replace(target)
    for path in {*stale} - {*files.values()}:
        path.unlink(missing_ok=True)


def _is_same(made: Path, target: Path) -> bool:
    return target.is_file() and filecmp.cmp(made, target, shallow=False)


def _recover(target: Path, new: Path, old: Path) -> None:
    """Take up where a killed run stopped."""
    if old.exists() and not target.exists():
        old.rename(target)
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)


def _stamps(folder: Path) -> dict[str, _Stamp]:
    """Return size and time of each file below a folder, by relative path."""
    found = {}
    for where, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(where, name)  # noqa: PTH118 - twice as fast for ten thousands of files
            stat = os.stat(path)  # noqa: PTH116
            found[os.path.relpath(path, folder).replace(os.sep, "/")] = [stat.st_size, stat.st_mtime_ns]
    return found


def _link(made: Path, place: Path) -> None:
    try:
        place.hardlink_to(made)
    except OSError:  # a file system without links
        shutil.copy2(made, place)


def _read(record: Path) -> dict[str, None]:
    with suppress(OSError, ValueError, TypeError):
        return dict.fromkeys(map(str, json.loads(record.read_bytes())))
    return {}


def _remember(record: Path, names: Iterable[str]) -> None:
    content = json.dumps(sorted(names), ensure_ascii=False, indent=0).encode("utf-8", "surrogateescape")
    write_if_changed(record, content)
