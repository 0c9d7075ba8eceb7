"""The pictures that posts show, kept for good: each once, by its content, in `source/archive/_pictures/`."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PIL import Image

from anthology.fetching.client import Client
from anthology.fetching.errors import FetchError, StoppedError
from anthology.fetching.hosts import each_host
from anthology.fetching.svg import clean_svg
from anthology.files import write_if_changed
from anthology.model import Catalogue
from anthology.sources.picture_index import Picture, save_index
from anthology.sources.pictures import picture_type

AGAIN = timedelta(days=30)
"""After this long, a picture that was not there is asked for once more."""

_WRITTEN_EVERY = 50
_ACCEPT = {"Accept": "image/png, image/jpeg, image/webp, image/svg+xml, image/gif, image/*;q=0.8"}


def wanted(catalogue: Catalogue, index: Mapping[str, Picture], today: date) -> list[str]:
    """List the addresses of pictures in shown posts that are not kept and not known to be gone."""
    addresses = dict.fromkeys(
        picture
        for post in catalogue.shown()
        for picture in post.body.pictures
        if picture.startswith(("http://", "https://"))
    )
    return [address for address in addresses if _is_due(index.get(address), today)]


def _is_due(known: Picture | None, today: date) -> bool:
    if known is None:
        return True
    return known.file is None and known.tried < (today - AGAIN).isoformat()


def fetch_pictures(
    client: Client, addresses: Iterable[str], folder: Path, index: dict[str, Picture]
) -> Iterator[tuple[str, Picture]]:
    """Fetch pictures and keep them; the index is written now and then, and at the end.

    Args:
        client: Whom to ask with.
        addresses: Of pictures.
        folder: Where pictures are kept.
        index: What is known; it is changed.

    Yields:
        Each address with what it gave.
    """

    def fetch(address: str) -> tuple[str, Picture, bool]:
        return address, *_fetch(client, address, folder)

    count = 0
    try:
        for address, picture, lasting in each_host(client, addresses, str, fetch):
            if lasting:
                index[address] = picture
                count += 1
                if count % _WRITTEN_EVERY == 0:
                    save_index(folder, index)
            yield address, picture
    finally:
        if count:
            save_index(folder, index)


def _fetch(client: Client, address: str, folder: Path) -> tuple[Picture, bool]:
    """Return what an address gave, and whether that is to be remembered."""
    today = datetime.now(UTC).date().isoformat()
    try:
        content = client.get(address, _ACCEPT).body
        extension = picture_type(content)
        if extension == "svg":
            content = clean_svg(content)
        if not extension or not content:
            return Picture(today, problem="is no picture of a known form"), True
        name = f"{hashlib.sha256(content).hexdigest()[:16]}.{extension}"
        write_if_changed(folder / name, content)
        return Picture(today, name, *_size(content)), True
    except FetchError as error:
        return Picture(today, problem=error.what), not (error.temporary or isinstance(error, StoppedError))
    except OSError as error:
        return Picture(today, problem=f"cannot be written: {error.strerror or error}"), False


def _size(content: bytes) -> tuple[int | None, int | None]:
    try:
        with Image.open(io.BytesIO(content)) as image:
            return image.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None, None
