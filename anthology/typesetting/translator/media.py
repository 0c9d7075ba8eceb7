"""Pictures and figures."""

# A visitor's name says what it visits, in docutils' own spelling.
# ruff: noqa: D102

from __future__ import annotations

import re
from pathlib import PurePosixPath

from docutils import nodes

from anthology.typesetting.escape import breakable, clean, markup, string
from anthology.typesetting.pictures import Picture
from anthology.typesetting.targets import external
from anthology.typesetting.translator.base import BaseTranslator

_LENGTH = re.compile(r"([0-9.]+)\s*(px|pt|cm|mm|in|em|%)?")
_POINTS = {"px": 0.75, "pt": 1.0, "cm": 28.35, "mm": 2.835, "in": 72.0, "em": 10.0}
_SMALL = 24.0
"""Points; a picture no higher than this that stands among words is set in the line."""


class MediaTranslator(BaseTranslator):
    """Pictures that can be shown are; the others are named, those on the web with their address."""

    def visit_image(self, node: nodes.Element) -> None:
        uri = node.get("uri", "")
        picture = self.builder.picture(uri)
        alt = " ".join(clean(node.get("alt") or "").split())
        if self.in_title:
            # The contents and the running header would show it again.
            self.put_text(alt)
            raise nodes.SkipNode
        if not isinstance(picture, Picture):
            # A picture that was never fetched is no fault of this build; its address is printed.
            if not external(uri):
                self.page.warnings.append(f"picture {uri[:200] or '(without address)'}: {picture}")
            self._name(alt, uri, node)
            raise nodes.SkipNode
        if picture.warning:
            self.page.warnings.append(f"picture {uri}: {picture.warning}")
        width = self._width(node, picture)
        height = picture.height * width / picture.width
        function = "small-picture" if _among_words(node) and height <= _SMALL else "picture"
        shown_alt = alt or _caption(node) or f"Picture {PurePosixPath(uri).stem[:20]}"
        self.put_places(node)
        file = string(f"/{picture.file}")
        self.put(f"#{function}({file}, {width:.1f}pt, {height:.1f}pt, alt: {string(shown_alt)})")
        raise nodes.SkipNode

    def _width(self, node: nodes.Element, picture: Picture) -> float:
        """Return the width in points: the declared one, else the picture's own at 96 dots an inch."""
        declared = _LENGTH.fullmatch(str(node.get("width", "")).strip())
        natural = picture.width
        if declared and float(declared[1] if declared[1] != "." else 0) > 0:
            if declared[2] == "%":
                # The template never lets a picture be wider than its column; this is that share of A4.
                natural = 410.0 * float(declared[1]) / 100
            else:
                natural = float(declared[1]) * _POINTS[declared[2] or "px"]
        return min(max(natural, 4.0), 2000.0)

    def _name(self, alt: str, uri: str, node: nodes.Element) -> None:
        remote = external(uri)
        shown = markup(breakable(uri, 12)) if remote else ""
        inline = _among_words(node) or self.in_cell
        self.put(f"#missing-{'picture' if inline else 'plate'}[{markup(alt)}][{shown}]")
        if remote and not self.in_link:
            self.addresses.add(uri)

    def visit_figure(self, node: nodes.Element) -> None:
        self.narrow += 1
        self.put("\n#plate[")
        self.put_places(node)

    def depart_figure(self, node: nodes.Element) -> None:
        self.narrow -= 1
        self.trim()
        self.put("]\n\n")

    def visit_caption(self, node: nodes.Element) -> None:
        self.put("\n#caption-text[")
        self.put_places(node)

    def depart_caption(self, node: nodes.Element) -> None:
        self.close_html(node)
        self.put("]\n")


def _among_words(node: nodes.Element) -> bool:
    """Tell whether there is text beside a picture; its own description is none."""
    return isinstance(node.parent, nodes.TextElement) and any(
        text.strip() for text in node.parent.findall(nodes.Text)
    )


def _caption(node: nodes.Element) -> str:
    figure = node.parent
    while figure is not None and not isinstance(figure, nodes.figure):
        figure = figure.parent
    captions = figure.findall(nodes.caption) if figure is not None else iter(())
    return next((" ".join(caption.astext().split()) for caption in captions), "")
