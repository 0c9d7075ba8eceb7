"""The book as LaTeX: one document of chapters, cycles and posts, without the pages that only list others."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from anthology.pages.list_pages import KINDS, contents_folder
from anthology.sphinxext.domain import domain_of


def leave_out_pages(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Remove pages that are for the web from the assembled book (`doctree-resolved`).

    Links to them become their words.
    """
    if app.builder.name != "latex":
        return
    gone = {doc for doc in app.env.found_docs if _for_the_web(app, doc)} - {app.config.root_doc}
    for part in list(doctree.findall(addnodes.start_of_file)):
        if part["docname"] in gone and part.parent is not None:
            inside = [p for p in part.findall(addnodes.start_of_file) if p["docname"] not in gone]
            part.parent.remove(part) if not inside else part.replace_self(inside)
    for ref in list(doctree.findall(nodes.reference)):
        target = ref.get("refuri", "")
        if target.startswith("%") and target[1:].partition("#")[0] in gone:
            ref.replace_self(nodes.inline("", "", *ref.children, classes=ref["classes"], ids=ref["ids"]))


def _for_the_web(app: Sphinx, doc: str) -> bool:
    folder = doc.partition("/")[0]
    said = str(app.env.metadata[doc].get("web-only", "")).casefold()
    # The list pages that hold the posts are parts of the printed book; the others only list, for the web.
    kept = contents_folder(domain_of(app.env).records.shelves)
    return said == "true" or (folder in KINDS and folder != kept)
