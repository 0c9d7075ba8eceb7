"""Footnotes as weblogs write them: a short link to a place in the post that links back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from anthology.conversion.html.tree import Element

_LONGEST_MARK = 12
_DOCUTILS_LABELS = frozenset({"label", "backrefs", "fn-bracket"})
_LETTERS = re.compile(r"[^\W\d_]")
_BODIES = frozenset({"li", "p", "div", "aside", "dd", "td"})
_NOT_BODIES = frozenset({"section", "[document]", "body"})
_AROUND_MARK = frozenset({"sup", "span", "small", "b"})
_BOXES = frozenset({"ol", "ul", "div", "section", "aside", "footer"})


@dataclass(slots=True)
class References:
    """Links inside a post, by identity of the elements.

    Attributes:
        notes: A footnote's body to its label, in order of first mention.
        marks: The element that shows a footnote's number to the label.
        skipped: Links back, and what only held footnotes.
        targets: Names that links of the post point at and the post has, to the element with that name.
        answers: Whether a body holds a link back to a name.
    """

    notes: dict[Element, str] = field(default_factory=dict)
    marks: dict[Element, str] = field(default_factory=dict)
    skipped: set[Element] = field(default_factory=set)
    targets: dict[str, Element] = field(default_factory=dict)
    answers: dict[tuple[Element, str], bool] = field(default_factory=dict)


def local_name(href: str) -> str:
    """Return the name that a link inside the page points at, or nothing."""
    return unquote(href[1:]) if href.startswith("#") and len(href) > 1 else ""


def find_references(root: Element) -> References:
    """Return the footnotes and targets of a post, in two walks over it."""
    found = References()
    links: list[tuple[Element, str]] = []
    names: dict[str, Element] = {}
    before: dict[Element, Element] = {}
    last: Element | None = None
    for element in root.elements():
        previous, last = last, element
        attrs = element.attrs
        if not attrs:
            continue
        if "id" in attrs:
            names.setdefault(attrs["id"], element)
        if element.name == "a":
            if "name" in attrs:
                names.setdefault(attrs["name"], element)
            name = local_name(attrs.get("href", "").strip())
            if name:
                links.append((element, name))
                if previous is not None and previous.parent is element.parent:
                    before[element] = previous
    if not links:
        return found
    found.targets = {name: names[name] for _, name in links if name in names}
    back: dict[str, list[Element]] = {}
    for link, name in links:
        back.setdefault(name, []).append(link)
    for link, name in links:
        if link not in found.skipped and name in found.targets:
            _note(link, found.targets[name], _names_of(link, before.get(link)), back, found)
    # What only footnotes pointed at needs no name any more.
    pointed_at = {name for link, name in links if link not in found.skipped}
    found.targets = {name: element for name, element in found.targets.items() if name in pointed_at}
    looked_at: set[Element] = set()
    for body in found.notes:
        _skip_empty_boxes(body, found, looked_at)
    return found


def _note(
    link: Element, target: Element, own: list[str], back: dict[str, list[Element]], found: References
) -> None:
    """Take the link as a footnote's mark if the place it points at holds a link that points back at it.

    Args:
        link: The link that may show a footnote's number.
        target: What it points at.
        own: The names under which a link back may know it.
        back: All links inside the post by the name they point at.
        found: What is known so far.
    """
    body: Element | None = target
    while body is not None and not _can_be_body(body) and body.name not in _NOT_BODIES:
        body = body.parent
    if body is None or body.name in _NOT_BODIES or _inside(link, body):
        return
    if len("".join(link.text().split())) > _LONGEST_MARK:
        return
    returns: list[Element] = []
    answered = False
    for name in own:
        if (body, name) not in found.answers:  # many marks may share one name: ask once
            inside = [other for other in back.get(name, ()) if _inside(other, body)]
            found.answers[body, name] = bool(inside)
            returns += inside
        answered = answered or found.answers[body, name]
    if not answered:
        return
    for other in returns:
        found.skipped.add(other)
        around = other.parent
        while around is not None and around is not body and around.name in ("sup", "span"):
            if _LETTERS.search(around.text()):
                break
            found.skipped.add(around)  # brackets and numbers around the link back
            around = around.parent
    for child in body.children:
        if isinstance(child, Element) and not _DOCUTILS_LABELS.isdisjoint(child.classes()):
            found.skipped.add(child)
    label = found.notes.setdefault(body, f"fn{len(found.notes) + 1}")
    mark = link
    while (
        mark.parent is not None
        and mark.parent.name in ("sup", "small")
        and mark.parent.text().strip() == link.text().strip()
    ):
        mark = mark.parent
    found.marks[mark] = label
    found.skipped.add(link)


def _names_of(link: Element, before: Element | None) -> list[str]:
    """Return the names under which a link back may know this link: its own, and those right around it."""
    names = [link.attrs[key] for key in ("id", "name") if link.attrs.get(key)]
    names += [element.attrs["id"] for element in link.elements() if element.attrs.get("id")]
    if before is not None and before.name in ("a", "span") and not before.children:
        names += [before.attrs[key] for key in ("id", "name") if before.attrs.get(key)]
    around = link.parent
    while around is not None and around.name in _AROUND_MARK:
        if around.attrs.get("id"):
            names.append(around.attrs["id"])
        around = around.parent
    return names


def _can_be_body(element: Element) -> bool:
    # docutils once made a table of each footnote.
    return element.name in _BODIES or (element.name == "table" and "footnote" in element.classes())


def _inside(element: Element, box: Element) -> bool:
    return any(around is box for around in element.ancestors())


def _skip_empty_boxes(body: Element, found: References, looked_at: set[Element]) -> None:
    """Skip the list and section that held nothing but footnotes, and the rule above them."""
    box = body.parent
    while box is not None and box.name in _BOXES and box not in looked_at:
        looked_at.add(box)
        _skip_rule_before(box, found)
        for child in box.children:
            if isinstance(child, str):
                if child.strip():
                    return
            elif child not in found.notes and child not in found.skipped and child.name != "hr":
                return
        found.skipped.add(box)
        box = box.parent


def _skip_rule_before(box: Element, found: References) -> None:
    if box.parent is None:
        return
    before: Element | None = None
    for child in box.parent.children:
        if child is box:
            break
        if isinstance(child, Element):
            before = child
        elif child.strip():
            before = None
    if before is not None and before.name == "hr":
        found.skipped.add(before)
