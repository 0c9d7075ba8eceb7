"""Tables, with what the template needs to fit them to the page."""

# A visitor's name says what it visits, in docutils' own spelling.
# ruff: noqa: D102

from __future__ import annotations

from docutils import nodes

from anthology.typesetting.translator.base import BaseTranslator
from anthology.typesetting.translator.grid import Grid

_ONCE = (nodes.reference, nodes.footnote_reference, nodes.target, nodes.image)


class TableTranslator(BaseTranslator):
    """Simple tables and list-tables alike."""

    def visit_table(self, node: nodes.Element) -> None:
        self.put_places(node)

    def depart_table(self, node: nodes.Element) -> None:
        self.put("\n\n")

    def visit_tgroup(self, node: nodes.Element) -> None:
        declared = sum(isinstance(child, nodes.colspec) for child in node.children)
        self.grids.append(Grid(max(declared, 1)))
        self.narrow += 1
        self.put("\n#data-table((")

    def depart_tgroup(self, node: nodes.Element) -> None:
        self.narrow -= 1
        grid = self.grids.pop()
        heads = [head for head in node.children if isinstance(head, nodes.thead)]
        rows = sum(len(head.children) for head in heads)
        # What is repeated on the next page must not hold a link or a note.
        once = any(next(iter(head.findall(kind)), None) for head in heads for kind in _ONCE)
        # Inside a list or a box no page can be turned.
        turnable = not (self.narrow or self.in_note or self.in_cell)
        self.put(
            f"), words: {_numbers(grid.words)}, texts: {_numbers(grid.texts)}, head: {rows}, "
            f"repeat: {_truth(not once)}, spanned: {_truth(grid.spanned)}, free: {_truth(turnable)})"
        )

    def visit_thead(self, node: nodes.Element) -> None:
        pass

    def depart_thead(self, node: nodes.Element) -> None:
        pass

    visit_tbody = visit_thead
    depart_tbody = depart_thead

    def visit_row(self, node: nodes.Element) -> None:
        self.grids[-1].start_row()
        self.put("(")

    def depart_row(self, node: nodes.Element) -> None:
        self.put("[], " * self.grids[-1].missing(), "), ")

    def visit_entry(self, node: nodes.Element) -> None:
        span = self.grids[-1].add(node)
        if span is None:
            raise nodes.SkipNode
        options = [
            f"{name}: {count}" for name, count in zip(("colspan", "rowspan"), span, strict=True) if count > 1
        ]
        classes: list[str] = node.get("classes", [])
        align = next((c.removeprefix("text-") for c in classes if c.startswith("text-")), "")
        if align in ("left", "right", "center"):
            options.append(f"align: {align}")
        self.put(f"table.cell({', '.join(options)})[" if options else "[")
        self.in_cell += 1

    def depart_entry(self, node: nodes.Element) -> None:
        self.in_cell -= 1
        self.trim()
        self.put("], ")


def _truth(value: object) -> str:
    return "true" if value else "false"


def _numbers(values: list[float]) -> str:
    return "(" + "".join(f"{value:.2f}, " for value in values) + ")"
