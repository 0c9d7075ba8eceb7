"""Taking away published pages whose post is gone: Sphinx itself leaves them standing for ever."""

from __future__ import annotations

import os
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from anthology.pages.list_pages import KINDS


def sweep(app: Sphinx, exception: Exception | None) -> None:
    """Remove what was published of pages that the book no longer has.

    Only the folders of generated pages are swept; what else lies in the output folder is not ours to judge.
    """
    builder = app.builder
    if exception is not None or not isinstance(builder, StandaloneHTMLBuilder):
        return
    out = Path(app.outdir)
    for folder in ("posts", *KINDS):
        _sweep(out, out / folder, builder.out_suffix, app.env.found_docs)
        _sweep(
            out / "_sources",
            out / "_sources" / folder,
            f".md{app.config.html_sourcelink_suffix}",
            app.env.found_docs,
        )


def _sweep(top: Path, folder: Path, suffix: str, docs: set[str]) -> None:
    for where, _, names in os.walk(folder):
        for name in names:
            path = Path(where, name)
            docname = path.relative_to(top).as_posix().removesuffix(suffix)
            if name.endswith(suffix) and docname not in docs:
                path.unlink()
