"""One page of the book in Typst, before it is known which of its places are linked to.

A Typst label that stands twice and is linked, or is linked and stands nowhere, stops the whole book.  So
the translator leaves marks, and the text is made when all pages have been seen: labels only where something
points at them, links only where there is something to point at.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from anthology.typesetting.escape import string
from anthology.typesetting.targets import external
from anthology.typesetting.volumes import Elsewhere


@dataclass(frozen=True, slots=True)
class Place:
    """A place that links may point at."""

    label: str

    def render(self, linked: Container[str]) -> str:
        """Return a label on an invisible element, or nothing."""
        return f"#metadata(none)#label({string(self.label)})" if self.label in linked else ""


@dataclass(frozen=True, slots=True)
class CrossReference:
    """The beginning of a link inside the book; the link's text and `]` follow.

    Attributes:
        label: Where it points.
        page: Whether print adds the page's number, or the volume's name.
        titled: Whether the link's text is the title of what it points at.
    """

    label: str
    page: bool = True
    titled: bool = False

    def render(self, places: Container[str], elsewhere: Mapping[str, Elsewhere]) -> str:
        """Return the opening of a link, or of plain text if there is no such place."""
        if self.label in places:
            return f"#{'xref' if self.page else 'jump'}({string(self.label)})["
        other = elsewhere.get(self.label.partition("#")[0]) if self.page else None
        if other is None:
            return "#["
        title = "" if self.titled else other.title
        url = other.url if external(other.url) else ""
        return f"#elsewhere({string(title)}, {string(other.volume)}, {string(url)})["


Mark = Place | CrossReference


@dataclass(slots=True)
class TypstPage:
    """What the translator made of one document.

    Attributes:
        docname: Sphinx's name of it.
        parts: Markup and marks, in order.
        title: Its plain title.
        heading: Markup of its title.
        warnings: What could not be shown and why, one line each.
    """

    docname: str
    parts: list[str | Mark] = field(default_factory=list)
    title: str = ""
    heading: list[str | Mark] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The page's file, relative to the output folder."""
        return PurePosixPath("pages", f"{self.docname}.typ").as_posix()

    def labels(self) -> list[str]:
        """The labels of its places, in order, each once."""
        return list(dict.fromkeys(part.label for part in self.parts if isinstance(part, Place)))

    def targets(self) -> set[str]:
        """The labels its links point at."""
        return {part.label for part in self.parts if isinstance(part, CrossReference)}

    def render(
        self,
        places: Container[str],
        linked: Container[str],
        elsewhere: Mapping[str, Elsewhere] | None = None,
    ) -> str:
        """Return the markup.

        Args:
            places: Labels that stand somewhere in the volume.
            linked: Labels that something points at.
            elsewhere: Documents of other volumes.
        """
        seen: set[str] = set()
        out: list[str] = []
        for part in self.parts:
            if isinstance(part, Place):
                if part.label not in seen:
                    seen.add(part.label)
                    out.append(part.render(linked))
            elif isinstance(part, CrossReference):
                out.append(part.render(places, elsewhere or {}))
            else:
                out.append(part)
        return "".join(out)


def document_label(docname: str) -> str:
    """Return the label of the beginning of a document."""
    return f"{docname}#"


def place_label(docname: str, node_id: str) -> str:
    """Return the label of an id in a document."""
    return f"{docname}#{node_id}"
