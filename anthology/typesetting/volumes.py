"""A book in volumes: one for the chapters, one for each part; and when a book has to be made so.

The compiler holds a whole PDF in memory, so that a large book's memory is bounded by its largest volume.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from anthology.typesetting.plan import Leaf, Part, Step

GIGABYTES = 0.3
"""Memory that the compiler needs for any book: fonts and itself."""
GIGABYTES_A_PAGE = 0.005
"""Memory for one page of Markdown of some 800 words, measured; the whole book is held at once."""
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

    Args:
        steps: The whole book.
        wanted: One volume, or one for each cycle.
        megabytes: Memory that typesetting may take.
    """
    needed = memory_of(steps)
    if wanted == "one" and needed * 1000 <= megabytes:
        return [Volume("", "", tuple(steps))], ""
    volumes = _split(steps)
    if len(volumes) < 2:
        return [Volume("", "", tuple(steps))], ""
    if wanted == "cycle":
        return volumes, ""
    return volumes, (
        f"one PDF would need about {needed:.1f} GB of memory, more than the {megabytes / 1000:g} GB "
        "that [pdf] memory allows: making a volume of each cycle"
    )


def _split(steps: Sequence[Step]) -> list[Volume]:
    """Return what stands before the first part as a volume, and each part as one."""
    groups: list[tuple[str, str, list[Step]]] = [(CHAPTERS, "Chapters", [])]
    for step in steps:
        if isinstance(step, Part):
            key = f"{step.id}-cycle" if step.id == CHAPTERS else step.id
            groups.append((key, step.name, []))
        groups[-1][2].append(step)
    return [Volume(key, name, tuple(own)) for key, name, own in groups if own]


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
