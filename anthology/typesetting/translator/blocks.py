"""Sections, paragraphs, quotes, code, boxes: everything that stands by itself."""

# A visitor's name says what it visits, in docutils' own spelling.
# ruff: noqa: D102, N802, N815

from __future__ import annotations

from docutils import nodes

from anthology.typesetting.code import code_block
from anthology.typesetting.escape import right_to_left
from anthology.typesetting.page import Mark, Place, place_label
from anthology.typesetting.translator.base import BaseTranslator

_NARROWING = 5
"""Columns that a list, quote or box takes from the code inside it."""
_SHORT = 400
"""Characters of a paragraph that is some four lines long."""
_ADMONITIONS = {
    "note": "Note", "warning": "Warning", "tip": "Tip", "important": "Important", "caution": "Caution",
    "danger": "Danger", "error": "Error", "hint": "Hint", "attention": "Attention", "seealso": "See also",
}  # fmt: skip


class BlockTranslator(BaseTranslator):
    """Blocks without inner structure of their own."""

    def visit_document(self, node: nodes.Element) -> None:
        self.put(Place(self.here()))

    def depart_document(self, node: nodes.Element) -> None:
        pass

    def visit_section(self, node: nodes.Element) -> None:
        self.section_depth += 1

    def depart_section(self, node: nodes.Element) -> None:
        self.section_depth -= 1
        self.put("\n")

    def visit_title(self, node: nodes.Element) -> None:
        parent = node.parent
        self.in_title = True
        if isinstance(parent, nodes.section):
            if not self.title_seen:
                self.title_seen = True
                # The opening of the page is set when the book is put together.
                self.page.title = " ".join(node.astext().split())
                self.body_parts: list[str | Mark] = self.parts
                self.parts = self.page.heading
            else:
                self.put(f"\n#section({self.level + self.section_depth - 1})[")
        elif isinstance(parent, nodes.table):
            self.put("\n#table-title[")
        else:
            self.put("#box-title[")

    def depart_title(self, node: nodes.Element) -> None:
        self.close_html(node)
        self.in_title = False
        if self.parts is self.page.heading:
            self.parts = self.body_parts
        else:
            self.put("\u200e]" if right_to_left(node.astext()) else "]")
        if isinstance(node.parent, nodes.section):
            self.put_places(node.parent)
        self.put("\n\n")

    def visit_subtitle(self, node: nodes.Element) -> None:
        self.put("#rubric[")

    def visit_rubric(self, node: nodes.Element) -> None:
        self.put_places(node)
        self.put("\n#rubric[")

    def _close_block(self, node: nodes.Element) -> None:
        self.close_html(node)
        self.trim()
        self.put("]\n\n")

    depart_subtitle = depart_rubric = _close_block

    def visit_paragraph(self, node: nodes.Element) -> None:
        self.put_places(node)
        if "credit" in node.get("classes", ()):
            self.put("#credit[")
        elif right_to_left(node.astext()):
            self.put("#right-to-left[")
        elif self._ends_post(node):
            at = node.parent.index(node)
            after_another = at > 0 and isinstance(node.parent[at - 1], nodes.paragraph)
            self.put(f"#last-lines({str(after_another).lower()})[")

    def depart_paragraph(self, node: nodes.Element) -> None:
        self.close_html(node)
        if "credit" in node.get("classes", ()) or right_to_left(node.astext()) or self._ends_post(node):
            self.put("]")
        self.put("\n\n")

    def _ends_post(self, node: nodes.Node) -> bool:
        """Tell whether a paragraph is what a post ends with, and short enough to be kept in one piece."""
        if not self.own_apparatus or len(node.astext()) > _SHORT:
            return False
        while not isinstance(node, nodes.document):
            if not isinstance(node, nodes.paragraph | nodes.section):
                return False
            rest = node.parent.children[node.parent.index(node) + 1 :]
            if not all(self.left_out(other) or isinstance(other, nodes.Invisible) for other in rest):
                return False
            node = node.parent
        return True

    def visit_compact_paragraph(self, node: nodes.Element) -> None:
        if node.get("toctree"):
            raise nodes.SkipNode
        self.visit_paragraph(node)

    depart_compact_paragraph = depart_paragraph

    def visit_block_quote(self, node: nodes.Element) -> None:
        self.narrow += 1
        self.put_places(node)
        self.put("\n#quotation[")

    def depart_block_quote(self, node: nodes.Element) -> None:
        self.narrow -= 1
        self._close_block(node)

    def visit_attribution(self, node: nodes.Element) -> None:
        self.put("#attribution[")

    depart_attribution = _close_block

    def visit_transition(self, node: nodes.Element) -> None:
        # MyST puts a rule before footnotes, which print has at the foot of the page.
        if "footnotes" not in node.get("classes", ()):
            self.put("\n#ornament\n\n")
        raise nodes.SkipNode

    def visit_literal_block(self, node: nodes.Element) -> None:
        self.put_places(node)
        narrower = self.narrow + (6 if self.in_cell else 0)
        limit = max(40, self.builder.code_columns - _NARROWING * narrower)
        block = code_block(node.astext(), node.get("language", ""), limit=limit, nested=narrower > 0)
        self.put(f"\n{block}\n\n")
        raise nodes.SkipNode

    def visit_doctest_block(self, node: nodes.Element) -> None:
        node.setdefault("language", "pycon")
        self.visit_literal_block(node)

    visit_math_block = visit_literal_block

    # -- boxes

    def _open_box(self, name: str, node: nodes.Element) -> None:
        self.narrow += 1
        self.put(f'\n#admonition("{name}")[')
        self.put_places(node)

    def _close_box(self, node: nodes.Element) -> None:
        self.narrow -= 1
        self._close_block(node)

    def visit_Admonition(self, node: nodes.Element) -> None:
        self._open_box(_ADMONITIONS.get(type(node).__name__, ""), node)

    depart_Admonition = _close_box

    def visit_sidebar(self, node: nodes.Element) -> None:
        self._open_box("", node)

    depart_sidebar = _close_box
    visit_versionmodified = visit_sidebar
    depart_versionmodified = _close_box

    # -- blocks that print takes apart or leaves out

    def _inside(self, node: nodes.Element) -> None:
        self.put_places(node)

    def _outside(self, node: nodes.Element) -> None:
        pass

    visit_container = visit_compound = visit_topic = visit_legend = visit_generated = visit_figwrap = _inside
    depart_container = depart_compound = depart_topic = depart_legend = depart_generated = _outside
    depart_figwrap = _outside
    visit_line_block = visit_glossary = visit_start_of_file = _inside
    depart_glossary = depart_start_of_file = _outside

    def depart_line_block(self, node: nodes.Element) -> None:
        if not isinstance(node.parent, nodes.line_block):
            self.trim()
            self.put("\n\n")

    def visit_line(self, node: nodes.Element) -> None:
        self.put_places(node)

    def depart_line(self, node: nodes.Element) -> None:
        self.close_html(node)
        siblings = node.parent.children
        last = siblings[-1] is node and not isinstance(node.parent.parent, nodes.line_block)
        self.put("\n" if last else " \\\n")

    def _leave_out(self, node: nodes.Element) -> None:
        raise nodes.SkipNode

    visit_comment = visit_toctree = visit_meta = visit_substitution_definition = _leave_out
    visit_system_message = visit_pending = visit_highlightlang = visit_tabular_col_spec = _leave_out
    visit_colspec = visit_docinfo = visit_acks = visit_decoration = _leave_out

    def visit_index(self, node: nodes.Element) -> None:
        entries: list[tuple[str, str, str, str, str | None]] = node.get("entries", [])
        self.put(*(Place(place_label(self.page.docname, entry[2])) for entry in entries if entry[2]))
        raise nodes.SkipNode
