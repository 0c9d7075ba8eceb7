"""What is known of the pictures that posts show: which were fetched, and into which files.

`source/archive/_pictures/index.json` says for each address which file it gave, how large the picture is and
when it was fetched, or why there is none; so a picture that is gone is not asked for in every run.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from anthology.files import write_if_changed
from anthology.model import Asset, Entry

_IMAGE = re.compile(r"<img\b([^<>]{1,8000})>", re.I)
_SOURCE = re.compile(
    r"""\b(?:data-lazy-src|data-src|data-original|src|srcset|data-srcset)\s*=\s*(?:"([^"]+)"|'([^']+)'|([^\s"'>]+))""",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """What an address gave.

    Attributes:
        tried: The day of asking, ISO.
        file: Name of the file, `<digest of the content>.<extension>`; None where there is no picture.
        width: In pixels, where the file says so.
        height: In pixels, where the file says so.
        problem: Why there is none.
    """

    tried: str
    file: str | None = None
    width: int | None = None
    height: int | None = None
    problem: str | None = None


def pictures_folder(project: Path) -> Path:
    """Return where a project keeps fetched pictures: a folder that no source's id can name."""
    return project / "source" / "archive" / "_pictures"


def load_index(folder: Path) -> dict[str, Picture]:
    """Return what is known of each address; nothing where the index is missing or damaged.

    A picture whose file is not there counts as not known.
    """
    try:
        stamp = (folder / "index.json").stat()
    except OSError:
        return {}
    return dict(_known(folder, stamp.st_mtime_ns, stamp.st_size))


@lru_cache(maxsize=2)
def _known(folder: Path, changed: int, size: int) -> Mapping[str, Picture]:
    """Read the index once for all sources of a book, unless it changed."""
    known, files = _read(folder)
    return {address: picture for address, picture in known.items() if picture.file in files}


def lost_from(folder: Path) -> list[str]:
    """Return the addresses of pictures that were kept, but whose files are not there any more."""
    known, files = _read(folder)
    return [address for address, picture in known.items() if picture.file not in files]


def _read(folder: Path) -> tuple[dict[str, Picture], set[str | None]]:
    try:
        rows = json.loads((folder / "index.json").read_bytes())
        known = {str(address): Picture(**row) for address, row in rows.items()}
        return known, {path.name for path in folder.iterdir()} | {None}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}, set()


def save_index(folder: Path, index: Mapping[str, Picture]) -> None:
    """Write the index, sorted by address.

    Raises:
        OSError: If it cannot be written.
    """
    rows: dict[str, dict[str, Any]] = {
        address: {name: value for name, value in asdict(index[address]).items() if value is not None}
        for address in sorted(index)
    }
    content = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    write_if_changed(folder / "index.json", content.encode("utf-8", "replace"))


def with_pictures(entry: Entry, index: Mapping[str, Picture], folder: Path) -> Entry:
    """Return an entry with the kept pictures that its HTML shows."""
    if entry.body_format != "html" or not index:
        return entry
    assets: dict[str, Asset] = {}
    for image in _IMAGE.finditer(entry.body):
        for found in _SOURCE.finditer(image[1]):
            uri = html.unescape(next(group for group in found.groups() if group)).strip()
            uri = uri.split(",")[0].split()[0] if "srcset" in found[0].lower() and uri.strip(", ") else uri
            kept = index.get(_absolute(uri, entry))
            if kept and kept.file:
                assets[uri] = Asset(uri, folder / kept.file, kept.file)
    return replace(entry, assets=(*entry.assets, *assets.values())) if assets else entry


def _absolute(uri: str, entry: Entry) -> str:
    try:
        return urljoin(entry.base_url or entry.url or "", uri)
    except ValueError:
        return uri
