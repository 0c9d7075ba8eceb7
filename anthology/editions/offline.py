"""What a page must lose or change to be read without a web browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from anthology.files import write_atomically
from anthology.typesetting.escape import string
from anthology.typesetting.pictures import PIXELS_PER_INCH, Picture, PictureError, prepare
from anthology.typesetting.targets import external

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

EDITIONS = ("epub", "latex")
"""Builders whose pages are read offline."""


class OfflinePictures(SphinxPostTransform):
    """Makes pictures ones that an e-reader or TeX can show; what cannot be shown is said in words.

    It comes before Sphinx's own transforms of pictures, which would fetch those that are on the web.
    """

    default_priority = 50
    formats = ("html", "latex")

    def run(self, **kwargs: Any) -> None:  # noqa: ANN401 - as Sphinx has it
        """Replace each picture's file, or the picture."""
        if self.app.builder.name not in EDITIONS:
            return
        for node in list(self.document.findall(nodes.image)):
            try:
                path, picture = self._prepared(node)
            except PictureError as error:
                if not external(node["uri"]):
                    logger.warning(
                        "picture %s: %s",
                        node["uri"],
                        error,
                        location=node,
                        type="anthology",
                        subtype="print_picture",
                    )
                _replace(node, _words_for(node))
                continue
            if picture.warning:
                logger.warning(
                    "picture %s: %s",
                    node["uri"],
                    picture.warning,
                    location=node,
                    type="anthology",
                    subtype="print_picture",
                )
            _set_size(node, picture)
            node["uri"] = str(path)
            node["candidates"] = {"*": str(path)}
            self.env.images.add_file(self.env.current_document.docname, str(path))

    def _prepared(self, node: nodes.image) -> tuple[Path, Picture]:
        uri = node["uri"]
        if not uri or "://" in uri or uri.startswith("data:"):
            raise PictureError("is not in the book")
        source = Path(self.env.srcdir)
        path = (source / uri.lstrip("/")).resolve()
        if not path.is_relative_to(source.resolve()):
            raise PictureError("is outside the source folder")
        out = Path(self.env.doctreedir) / "offline"
        picture = prepare(path, out)
        ready = out / picture.file
        if ready.suffix == ".svg" and self.app.builder.name == "latex":
            ready = _drawn_as_pdf(ready)
        return ready, picture


def _drawn_as_pdf(drawing: Path) -> Path:
    """Return a drawing as a PDF of its size, which TeX can show."""
    import typst

    pdf = drawing.with_suffix(".pdf")
    if not pdf.exists():
        page = f"#set page(width: auto, height: auto, margin: 0pt)\n#image({string('/' + drawing.name)})"
        compiler = typst.Compiler(root=str(drawing.parent), ignore_system_fonts=True)
        data = compiler.compile(page.encode(), format="pdf", timestamp=0)
        assert isinstance(data, bytes)  # noqa: S101 - format="pdf" gives one file
        write_atomically(pdf, data)
    return pdf


def _set_size(node: nodes.image, picture: Picture) -> None:
    """Say a scaled picture's width in pixels: Sphinx would look for its file where it is not."""
    scale = node.attributes.pop("scale", None)
    if scale and "width" not in node:
        node["width"] = f"{picture.width * PIXELS_PER_INCH / 72 * scale / 100:.0f}px"
    # Lazy loading is for the web.
    node.attributes.pop("loading", None)


def _words_for(node: nodes.image) -> nodes.Element:
    alt = " ".join(str(node.get("alt", "")).split())
    words = f"[Picture: {alt}]" if alt else "[Picture]"
    if external(node["uri"]) and not isinstance(node.parent, nodes.reference):
        return nodes.reference("", words, refuri=node["uri"], internal=False, classes=["missing-picture"])
    return nodes.inline("", words, classes=["missing-picture"])


def _replace(node: nodes.image, words: nodes.Element) -> None:
    around = node.parent
    if not isinstance(around, nodes.TextElement):
        node.replace_self(nodes.paragraph("", "", words))
        return
    node.replace_self(words)
    if isinstance(around, nodes.reference) and not isinstance(around.parent, nodes.TextElement):
        # Pictures alone may be links outside of a paragraph.
        paragraph = nodes.paragraph()
        around.replace_self(paragraph)
        paragraph += around


class RawHtmlForLatex(SphinxPostTransform):
    """Says line breaks in LaTeX: Markdown's raw `<br>` would vanish and glue two words together."""

    default_priority = 60
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ANN401 - as Sphinx has it
        """Put a line break beside each raw one."""
        for node in list(self.document.findall(nodes.raw)):
            if "html" not in node.get("format", "").split() or not isinstance(node.parent, nodes.TextElement):
                continue
            if re.fullmatch(r"\s*<br\s*/?>\s*", node.astext(), re.IGNORECASE):
                node.replace_self(nodes.raw("", "\\newline{}", format="latex"))


def leave_out_web_only(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Remove what only a web browser can use (`doctree-resolved`)."""
    if app.builder.name not in EDITIONS:
        return
    for node in list(doctree.findall(nodes.Element)):
        if "web-only" in node.get("classes", ()) and node.parent is not None:
            _remove(node)
    for picture in doctree.findall(nodes.image):
        picture.attributes.pop("loading", None)


def _remove(node: nodes.Element) -> None:
    """Remove a node and the dot that separated it from what stands before it."""
    parent = node.parent
    assert parent is not None  # noqa: S101 - the caller looked
    at = parent.index(node)
    # By place: texts are equal to others with the same words.
    del parent[at]
    if at and isinstance(parent[at - 1], nodes.Text) and parent[at - 1].astext().strip() == "·":
        del parent[at - 1]


def drop_metatags(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Leave out what pages say to search engines (`html-page-context`)."""
    if app.builder.name == "epub":
        context["metatags"] = ""
