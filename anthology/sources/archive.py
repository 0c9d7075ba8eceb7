"""Archives (.zip, .tar, .tar.gz, .gz) of files that other readers know, bounded in size, count and path."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO

from anthology.errors import SourceError
from anthology.model import Entry, Source
from anthology.scratch import new_folder
from anthology.sources.boundaries import Boundaries
from anthology.sources.passed_over import EMPTY, Note, PassedOver, belongs_to_posts, ignore, place_of
from anthology.sources.pictures import UNPACKED_MARK
from anthology.sources.problems import together

FORMAT = "archive"

LEAVES_OUT = True

SIZE_LIMIT = 512 * 1024 * 1024
"""Bytes that an archive may hold when unpacked."""
COUNT_LIMIT = 20_000
"""Files that it may hold."""
RATIO_LIMIT = 200
"""How many times larger than the archive its content may be: text shrinks to a tenth, not to a thousandth."""

_ALWAYS = 16 * 1024 * 1024
_DEPTH = 30
BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What is raised by archives that are damaged, encrypted or packed in a way that Python does not know."""
# Folders of unpacked archives, kept until the program ends since entries name pictures in them.
_unpacked: list[tempfile.TemporaryDirectory[str]] = []


def sniff(path: Path, head: bytes) -> float:
    """Recognise the first bytes of an archive, whatever posts stand in it unpacked, for all to see."""
    if head.startswith((b"PK\x03\x04", b"\x1f\x8b", b"PK\x05\x06", b"\xfd7zXZ")) or head[257:262] == b"ustar":
        return 1.0
    return 0.9 if head.startswith(b"BZh") else 0.0


def read(source: Source, path: Path, boundaries: Boundaries, note: Note = ignore) -> Iterator[Entry]:
    """Yield the entries of all files in an archive that are recognised, by their names.

    Args:
        source: What the archive belongs to.
        path: The archive.
        boundaries: Where posts of text dumps in it begin.
        note: Is told of the files in it from which no post comes.

    Raises:
        SourceError: At the end, where the archive is broken, too large or names files outside itself, or a
            file in it could not be read.
    """
    from anthology.sources import SURE, recognise, why_empty, why_unknown

    folder = new_folder()
    (Path(folder.name) / UNPACKED_MARK).touch()
    _unpacked.append(folder)
    root = Path(folder.name)

    def shown(text: str) -> str:
        return text.replace(root.as_posix(), path.as_posix())

    problems = _unpack(path, root)
    recognised = 0
    passed: dict[Path, str] = {}
    used: set[Path] = set()
    left_out: list[PassedOver] = []
    for file in _files(root):
        try:
            reader = recognise(file, SURE)
            if reader is None or reader.FORMAT == FORMAT:
                passed[file] = "an archive inside an archive" if reader else why_unknown(file)
                continue
            recognised += 1
            more = {"note": left_out.append} if getattr(reader, "LEAVES_OUT", False) else {}
            gave, told = False, len(left_out)
            for entry in reader.read(source, file, boundaries, **more):
                used.update(asset.path for asset in entry.assets)
                gave = True
                origin = replace(entry.origin, file=shown(entry.origin.file))
                yield replace(entry, key=entry.key.replace(root.as_posix(), ""), origin=origin)
            if not gave and len(left_out) == told:
                passed[file] = why_empty(reader, file)
        except SourceError as error:
            if error.what == "is empty":
                passed[file] = EMPTY
            else:
                problems.append(SourceError(shown(error.what), shown(error.where), error.remedy))
    for file, why in passed.items():
        if file not in used and not belongs_to_posts(file.relative_to(root)):
            left_out.append(PassedOver(source.id, place_of(source), file.as_posix(), why))
    for one in left_out:
        note(replace(one, file=shown(one.file)))
    if not recognised and not problems:
        problems.append(
            SourceError("holds no file of a known form", path.as_posix(), "Unpack it and look inside.")
        )
    if problems:
        raise together(problems)


def _files(root: Path) -> Iterator[Path]:
    """Yield the files below a folder but for hidden ones, in the order of their names."""
    for file in sorted(one for one in root.rglob("*") if one.is_file()):
        if not any(part.startswith((".", "__")) for part in file.relative_to(root).parts):
            yield file


def _unpack(path: Path, root: Path) -> list[SourceError]:
    """Write the archive's files below a folder and return what was left out."""
    problems: list[SourceError] = []
    room = min(SIZE_LIMIT, max(_ALWAYS, path.stat().st_size * RATIO_LIMIT))
    try:
        for count, (name, content) in enumerate(_members(path)):
            if count >= COUNT_LIMIT:
                problems.append(
                    _problem(path, f"holds more than {COUNT_LIMIT} files; the first ones are read")
                )
                break
            target = _inside(root, name)
            if target is None:
                problems.append(
                    _problem(path, f"names a file outside itself, which was left out: {name[:80]!r}")
                )
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            room = _copy(content, target, room)
            if room < 0:
                target.unlink()
                problems.append(_problem(path, "is larger unpacked than is safe; the files before are read"))
                break
    except BROKEN as error:
        problems.append(_problem(path, f"is a broken archive ({type(error).__name__})"))
    return problems


def _problem(path: Path, what: str) -> SourceError:
    return SourceError(what, path.as_posix(), "Unpack it yourself and make the folder the source.")


def _members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the plain files of an archive: no links, no devices."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if not info.is_dir() and (info.external_attr >> 28) != 0o12:  # a symbolic link
                    with archive.open(info) as content:
                        yield info.filename, content
        return
    try:
        with tarfile.open(path, "r|*") as tar:
            for member in tar:
                content_of = tar.extractfile(member) if member.isreg() else None
                if content_of is not None:
                    yield member.name, content_of
            return
    except tarfile.ReadError:
        with path.open("rb") as file:
            if file.read(2) != b"\x1f\x8b":
                raise
    with gzip.open(path) as single:  # one file, compressed
        yield path.stem or "file", io.BufferedReader(single)


def _inside(root: Path, name: str) -> Path | None:
    """Return where a member goes, or None where its name leads out of the folder or is no usable name."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or len(parts) > _DEPTH or name.startswith(("/", "\\")) or "\0" in name or len(name) > 1_000:
        return None
    if any(part == ".." or ":" in part or len(part.encode("utf-8", "replace")) > 200 for part in parts):
        return None
    return root.joinpath(*parts)


def _copy(content: IO[bytes], target: Path, room: int) -> int:
    """Write a file and return how many bytes may still follow, negative where it is too large."""
    with target.open("wb") as file:
        while block := content.read(1024 * 1024):
            room -= len(block)
            if room < 0:
                return room
            file.write(block)
    return room
