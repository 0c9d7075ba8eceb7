"""Links that lead nowhere any more: the web archive's copy nearest to the page's date goes beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder

from anthology.linkcheck.addresses import plain_link
from anthology.linkcheck.archived import copies_of
from anthology.sphinxext.domain import domain_of
from anthology.sphinxext.nodes import copy_mark
from anthology.sphinxext.reading import POSTS
from anthology.sphinxext.records import Records

NOTED = "links"
"""The kind under which a page that a person wrote says which links it has; posts' stand in the catalogue."""

_WHERE_SHOWN = frozenset(("web-only", "print-only"))


def note_links(app: Sphinx, doctree: nodes.document) -> None:
    """Note the links of a page that a person wrote (`doctree-read`)."""
    docname = app.env.current_document.docname
    if not docname.startswith(POSTS):
        links = {plain_link(ref["refuri"]) for ref in doctree.findall(nodes.reference) if _leads_out(ref)}
        if links:
            domain_of(app.env).note(docname, NOTED, tuple(sorted(links)))


def dead_links_on(records: Records, docname: str, shows: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Return the copies of the dead links of a page, by plain address.

    Args:
        records: What is known of the book.
        docname: The page.
        shows: What the page noted to show.
    """
    told = records.data["dead_links"]
    if not told:
        return {}
    record = records.by_docname.get(docname)
    if record is not None:
        return copies_of(told, told["of"].get(record["id"], ()), record["date"])
    noted = [link for kind, what in shows if kind == NOTED for link in what]
    return copies_of(told, noted, None)


def mark_dead_links(builder: Builder, tree: nodes.Element, copies: Mapping[str, str]) -> None:
    """Put its copy beside each dead link of a page.

    In print, where a link's address stands at the foot of the page, the copy's address takes its place: it
    holds the old one.
    """
    if not copies:
        return
    for ref in [ref for ref in tree.findall(nodes.reference) if _leads_out(ref)]:
        link = plain_link(ref["refuri"])
        copy = copies.get(link)
        if copy is None:
            continue
        _, hash_, place = ref["refuri"].partition("#")
        copy += hash_ + place
        if builder.name == "typst":
            ref["refuri"] = copy
        else:
            ref["classes"].append("dead-link")
            if not _has_mark(ref):
                shown = sorted(_WHERE_SHOWN.intersection(ref["classes"]))
                _put_after(ref, copy_mark(ref["refuri"], copy, *shown, in_full=builder.format != "html"))


def _has_mark(ref: nodes.reference) -> bool:
    """Tell whether the copy is named beside the link already: that of a post's original always is."""
    after = ref.next_node(descend=False, siblings=True)
    return isinstance(after, nodes.inline) and "archived-copy" in after["classes"]


def _put_after(ref: nodes.reference, mark: nodes.inline) -> None:
    at: nodes.Element = ref
    made: nodes.Element = mark
    if not isinstance(ref.parent, nodes.TextElement):  # a picture that is a link
        made = nodes.paragraph("", "", mark)
        while isinstance(at.parent, nodes.figure):
            at = at.parent
    if at.parent is not None:
        at.parent.insert(at.parent.index(at) + 1, made)


def _leads_out(ref: nodes.reference) -> bool:
    return str(ref.get("refuri", "")).startswith(("http://", "https://"))
