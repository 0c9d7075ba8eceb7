"""Tables, with what the template needs to fit them to the page."""

# A visitor's name says what it visits, in docutils' own spelling.
# ruff: noqa: D102

from __future__ import annotations

from docutils import nodes

from anthology.typesetting.translator.base import BaseTranslator
from anthology.typesetting.translator.grid import Grid


class TableTranslator(BaseTranslator):
    """Simple tables and list-tables alike."""

    def visit_table(self, node: nodes.Element) -> None:
        self.put_places(node)

    def depart_table(self, node: nodes.Element) -> None:
        self.put("\n\n")

    def visit_tgroup(self, node: nodes.Element) -> None:
        rows = list(node.findall(nodes.row))
        widest = max(
            (sum(int(e.get("morecols", 0)) + 1 for e in row.findall(nodes.entry)) for row in rows), default=0
        )
        declared = len(list(node.findall(nodes.colspec)))
        self.grids.append(Grid(max(declared or widest, 1)))
        self.narrow += 1
        self.put("\n#data-table((")

    def depart_tgroup(self, node: nodes.Element) -> None:
        self.narrow -= 1
        grid = self.grids.pop()
        heads = [
            len(list(head.findall(nodes.row))) for head in node.children if isinstance(head, nodes.thead)
        ]
        # Inside a list or a box no page can be turned.
        free = "false" if self.narrow or self.in_note or self.in_cell else "true"
        self.put(
            f"), words: {_numbers(grid.words)}, texts: {_numbers(grid.texts)}, "
            f"head: {sum(heads)}, spanned: {'true' if grid.spanned else 'false'}, free: {free})"
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


def _numbers(values: list[float]) -> str:
    return "(" + "".join(f"{value:.2f}, " for value in values) + ")"
