"""Lists of every kind."""

# A visitor's name says what it visits, in docutils' own spelling.
# ruff: noqa: D102

from __future__ import annotations

from docutils import nodes

from anthology.typesetting.translator.base import BaseTranslator

_NUMBERING = {
    "arabic": "1", "loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I",
}  # fmt: skip


class ListTranslator(BaseTranslator):
    """Bullets, numbers, terms, fields."""

    def visit_bullet_list(self, node: nodes.Element) -> None:
        self._open_list()
        marker = ", marker: []" if _all_tasks(node) else ""
        self.put(f"#list(tight: {_tight(node)}{marker}, ")

    def depart_bullet_list(self, node: nodes.Element) -> None:
        self.narrow -= 1
        self.put(")\n\n" if self.narrow else ")]\n\n")

    def _open_list(self) -> None:
        """Begin a list: one that is not inside of anything stands a little apart from the text."""
        self.put("\n" if self.narrow else "\n#apart[")
        self.narrow += 1

    def visit_enumerated_list(self, node: nodes.Element) -> None:
        self._open_list()
        numbering = _NUMBERING.get(node.get("enumtype", "arabic"), "1")
        # A list must not start below zero: that stops the compiler.
        start = max(0, int(node.get("start", 1)))
        self.put(f'#enum(tight: {_tight(node)}, start: {start}, numbering: "{numbering}.", ')

    depart_enumerated_list = depart_bullet_list

    def visit_list_item(self, node: nodes.Element) -> None:
        self.put("[")
        self.put_places(node)

    def depart_list_item(self, node: nodes.Element) -> None:
        self.trim()
        self.put("], ")

    # -- terms and what they mean

    def visit_definition_list(self, node: nodes.Element) -> None:
        self.put_places(node)
        self._open_list()
        self.put("#terms(tight: false, ")

    depart_definition_list = depart_bullet_list

    def visit_definition_list_item(self, node: nodes.Element) -> None:
        self.put("terms.item([")
        if not any(isinstance(child, nodes.term) for child in node.children):
            self.put("], [")

    def depart_definition_list_item(self, node: nodes.Element) -> None:
        if not any(isinstance(child, nodes.definition) for child in node.children):
            self.put("], [")
        self.trim()
        self.put("]), ")

    def visit_term(self, node: nodes.Element) -> None:
        first = next(child for child in node.parent.children if isinstance(child, nodes.term))
        if first is not node:
            self.put(" \\\n")
        self.put_places(node)

    def depart_term(self, node: nodes.Element) -> None:
        self.close_html(node)

    def visit_classifier(self, node: nodes.Element) -> None:
        self.put(" (#emph[")

    def depart_classifier(self, node: nodes.Element) -> None:
        self.put("])")

    def visit_definition(self, node: nodes.Element) -> None:
        first = next(c for c in node.parent.children if isinstance(c, nodes.definition))
        self.put("], [" if first is node else "\n\n")
        self.put_places(node)

    def depart_definition(self, node: nodes.Element) -> None:
        self.trim()

    # Field and option lists are lists of terms under other names.

    visit_field_list = visit_option_list = visit_definition_list
    depart_field_list = depart_option_list = depart_bullet_list

    def visit_field(self, node: nodes.Element) -> None:
        self.put("terms.item(")

    def depart_field(self, node: nodes.Element) -> None:
        self.put("), ")

    def _open_part(self, node: nodes.Element) -> None:
        self.put("[")

    def _close_part(self, node: nodes.Element) -> None:
        self.trim()
        self.put("], ")

    visit_field_name = visit_field_body = visit_option_group = visit_description = _open_part
    depart_field_name = depart_field_body = depart_option_group = depart_description = _close_part
    visit_option_list_item = visit_field
    depart_option_list_item = depart_field

    def visit_option(self, node: nodes.Element) -> None:
        self.put(", " if node.parent.children[0] is not node else "")

    def depart_option(self, node: nodes.Element) -> None:
        pass

    def visit_option_string(self, node: nodes.Element) -> None:
        pass

    depart_option_string = depart_option

    def visit_option_argument(self, node: nodes.Element) -> None:
        self.put_text(node.get("delimiter", " "))

    depart_option_argument = depart_option


def _tight(node: nodes.Element) -> str:
    """Return whether no item is more than a line and a list below it, as a Typst boolean."""
    return "true" if all(_is_tight(item) for item in node.children) else "false"


def _is_tight(item: nodes.Node) -> bool:
    rest = item.children[1:] if item.children else []
    return not any(not isinstance(child, (nodes.bullet_list, nodes.enumerated_list)) for child in rest)


def _all_tasks(node: nodes.Element) -> bool:
    return bool(node.children) and all(
        isinstance(item, nodes.Element) and "task-list-item" in item.get("classes", ())
        for item in node.children
    )
