"""A book in volumes: one for the chapters, one for each part; and how a book that is too large is divided.

The compiler holds a whole PDF in memory, so that a large book's memory is bounded by its largest volume.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from anthology.typesetting.plan import Chapter, Leaf, Part, Step

GIGABYTES = 0.3
"""Memory that the compiler needs for any book: fonts and itself."""
GIGABYTES_A_PAGE = 0.004
"""Memory for one page of Markdown: 3.4 MB measured at some 800 words; the whole book is held at once."""
DEFAULT_MEGABYTES = 6000

VOLUMES_FILE = "volumes.json"
"""In the builder's output: which volumes there are and why."""
CHAPTERS = "chapters"


@dataclass(frozen=True, slots=True)
class Volume:
    """One PDF of the book.

    Attributes:
        id: Stands in file names; empty for a book in one piece.
        name: What it is called besides the book's title.
        steps: What it holds, in order.
    """

    id: str
    name: str
    steps: tuple[Step, ...] = ()

    @property
    def leaves(self) -> int:
        """Its number of documents."""
        return sum(isinstance(step, Leaf) for step in self.steps)

    @property
    def main_file(self) -> str:
        """The Typst file of the volume, relative to the output folder."""
        return f"volumes/{self.id}.typ" if self.id else "main.typ"

    @property
    def book_file(self) -> str:
        """What compiling needs to know of its pages, relative to the output folder."""
        return f"volumes/{self.id}.json" if self.id else "book.json"


def memory_of(steps: Sequence[Step]) -> float:
    """Return the gigabytes that typesetting takes at once."""
    return GIGABYTES + GIGABYTES_A_PAGE * sum(isinstance(step, Leaf) for step in steps)


def choose_volumes(
    steps: Sequence[Step], wanted: Literal["one", "cycle"], megabytes: int
) -> tuple[list[Volume], str]:
    """Return the volumes of a book, and why it is made in volumes if nobody asked for it.

    A volume that memory demands holds as many cycles as fit in; a cycle that does not fit is divided.

    Args:
        steps: The whole book.
        wanted: One volume, or one for each cycle.
        megabytes: Memory that typesetting may take.
    """
    needed = memory_of(steps)
    if wanted == "one" and needed * 1000 <= megabytes:
        return [Volume("", "", tuple(steps))], ""
    most = max(1, int((megabytes / 1000 - GIGABYTES) / GIGABYTES_A_PAGE))
    volumes = _by_part(steps)
    if wanted == "one":
        volumes = _grouped(volumes, most)
    volumes = [piece for volume in volumes for piece in _divided(volume, most)]
    if len(volumes) < 2:
        return [Volume("", "", tuple(steps))], ""
    if wanted == "cycle":
        return volumes, ""
    return volumes, (
        f"one PDF would need about {needed:.1f} GB of memory, more than the {megabytes / 1000:g} GB "
        f"that [pdf] memory allows: making {len(volumes)} volumes"
    )


def _by_part(steps: Sequence[Step]) -> list[Volume]:
    """Return what stands before the first part as a volume, and each part as one."""
    groups: list[tuple[str, str, list[Step]]] = [(CHAPTERS, "Chapters", [])]
    for step in steps:
        if isinstance(step, Part):
            key = f"{step.id}-cycle" if step.id == CHAPTERS else step.id
            groups.append((key, step.name, []))
        groups[-1][2].append(step)
    return [Volume(key, name, tuple(own)) for key, name, own in groups if own]


def _divided(volume: Volume, most: int) -> list[Volume]:
    """Return a volume of at most so many pages as it is, a larger one in pieces of about the same size.

    Each piece of a part opens with the part, and with the topic that it goes on with.
    """
    count = volume.leaves
    if count <= most:
        return [volume]
    number = -(-count // most)
    pieces: list[list[Step]] = [[] for _ in range(number)]
    part: Part | None = None
    chapter: Chapter | None = None
    seen = 0
    for step in volume.steps:
        if isinstance(step, Part):
            part = step
        elif isinstance(step, Chapter):
            chapter = step
        else:
            piece = pieces[seen * number // count]
            if part and not piece:
                piece.append(part)
            if chapter and not _goes_on(piece, chapter):
                piece.append(chapter)
            piece.append(step)
            seen += 1
    divided = []
    for at, piece in enumerate(pieces, 1):
        name = f"{volume.name}, {at} of {number}"
        posts = sum(isinstance(step, Leaf) for step in piece)
        own = [replace(step, name=name, posts=posts) if isinstance(step, Part) else step for step in piece]
        divided.append(Volume(f"{volume.id}-{at}-of-{number}", name, tuple(own)))
    return divided


def _goes_on(piece: Sequence[Step], chapter: Chapter) -> bool:
    """Tell whether the last chapter that opens in a piece is this one."""
    return next((step for step in reversed(piece) if isinstance(step, Chapter)), None) == chapter


def _grouped(volumes: Sequence[Volume], most: int) -> list[Volume]:
    """Return volumes of neighbours, each of at most so many pages."""
    groups: list[list[Volume]] = []
    for volume in volumes:
        if groups and sum(v.leaves for v in groups[-1]) + volume.leaves <= most:
            groups[-1].append(volume)
        else:
            groups.append([volume])
    joined = []
    for group in groups:
        # A volume that opens with the chapters is named by its cycles.
        named = [volume for volume in group if volume.id != CHAPTERS] or group
        ends = (named[0], named[-1]) if len(named) > 1 else (named[0],)
        steps = tuple(step for volume in group for step in volume.steps)
        joined.append(Volume("-to-".join(v.id for v in ends), " to ".join(v.name for v in ends), steps))
    return joined


def write_volumes(volumes: Sequence[Volume], reason: str) -> str:
    """Return the content of the file that names the volumes."""
    named = [{"id": volume.id, "name": volume.name} for volume in volumes]
    return json.dumps({"volumes": named, "reason": reason}, ensure_ascii=False, indent=1)


def read_volumes(typst_dir: Path) -> tuple[list[Volume], str]:
    """Return the volumes that the `typst` builder wrote, empty, and why there are several."""
    data: Mapping[str, Any] = json.loads((typst_dir / VOLUMES_FILE).read_text("utf-8"))
    return [Volume(v["id"], v["name"]) for v in data["volumes"]], data["reason"]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A document in another volume, as print names it.

    Attributes:
        title: Its title.
        volume: Name of the volume.
        url: Where it stands on the web, or an empty string.
    """

    title: str
    volume: str
    url: str = ""


def elsewhere(
    volumes: Sequence[Volume], here: Volume, titles: Mapping[str, str], base_url: str
) -> dict[str, Elsewhere]:
    """Return the documents of the other volumes by name.

    Args:
        volumes: All volumes.
        here: The one that refers to the others.
        titles: Titles by document.
        base_url: Address of the book's web site, for what has no address of its own.
    """
    site = base_url.rstrip("/")
    return {
        step.docname: Elsewhere(
            titles[step.docname],
            volume.name,
            (step.post.url if step.post and step.post.url else "")
            or (f"{site}/{step.docname}.html" if site else ""),
        )
        for volume in volumes
        if volume.id != here.id
        for step in volume.steps
        if isinstance(step, Leaf)
    }
