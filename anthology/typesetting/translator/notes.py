"""Footnotes: set where they are first called, since Typst collects them at the foot of that page."""

# A visitor's name says what it visits, in docutils' own spelling.
# ruff: noqa: D102

from __future__ import annotations

from docutils import nodes

from anthology.typesetting.escape import string
from anthology.typesetting.page import place_label
from anthology.typesetting.translator.base import BaseTranslator


class NoteTranslator(BaseTranslator):
    """Footnotes and citations."""

    def visit_footnote_reference(self, node: nodes.Element) -> None:
        note = self.notes.get(node.get("refid", ""))
        if note is None or self.in_title or self.in_note:
            self.put("#super[")
            self.put_text(node.astext())
            self.put("]")
            raise nodes.SkipNode
        label = f"note:{place_label(self.page.docname, note['ids'][0])}"
        if note["ids"][0] in self.notes_set:
            self.put(f"#footnote(label({string(label)}))")
            raise nodes.SkipNode
        self.notes_set.update(note["ids"])
        self.in_note = True
        self.put("#note[")
        self._put_note(note)
        self.put(f"]#label({string(label)})")
        self.in_note = False
        raise nodes.SkipNode

    visit_citation_reference = visit_footnote_reference

    def visit_footnote(self, node: nodes.Element) -> None:
        """Print a note that nothing calls, where it stands: its words are the author's."""
        called = bool(node.get("backrefs")) or any(i in self.notes_set for i in node["ids"])
        if not called:
            self.put("#smaller[")
            label = next(iter(node.findall(nodes.label)), None)
            if label is not None:
                self.put_text(f"[{label.astext()}] ")
            self._put_note(node)
            self.put("]\n\n")
        raise nodes.SkipNode

    visit_citation = visit_footnote

    def _put_note(self, note: nodes.Element) -> None:
        for child in note.children:
            if not isinstance(child, nodes.label):
                child.walkabout(self)
        self.trim()
