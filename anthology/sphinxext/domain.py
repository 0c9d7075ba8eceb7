"""The `anthology` domain: roles that name posts, people, projects, cycles and topics; objects; indices."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Set
from pathlib import Path
from typing import Any, ClassVar, cast

from docutils import nodes
from docutils.nodes import Element, Text, reference
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, Index, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import RoleFunction

from anthology.pages.catalogue_file import CATALOGUE_FILE
from anthology.sphinxext.directives import DIRECTIVES
from anthology.sphinxext.indices import AuthorIndex, ProjectIndex
from anthology.sphinxext.quotes import REMOVED, warn_taken_down
from anthology.sphinxext.records import Link, Records
from anthology.takedown.prints import name_print

logger = logging.getLogger(__name__)

KINDS = ("post", "author", "project", "cycle", "topic", "channel", "series")


class NameRole(XRefRole):
    """A role that names something of the book: `{author}` and its siblings."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make the reference; nothing of a post that was taken down goes into it."""
        if self.name.endswith("post") and domain_of(self.env).records.is_taken_down(self.target):
            self.target = name_print(self.target)
            self.rawtext = self.text = self.title = REMOVED
        return super().run()

    def process_link(
        self, env: BuildEnvironment, refnode: Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Note that this page shows the name, so that it is written again when the name changes."""
        domain_of(env).note(env.current_document.docname, "name", (refnode["reftype"], target))
        return title, target


class AnthologyDomain(Domain):
    """What `anthology` knows, for Sphinx.

    `data["shows"]` holds, for each page with roles or directives of ours, what they ask for; `data["stamps"]`
    size and time of each file that was read.

    Attributes:
        records: The catalogue.
        elsewhere: From a docname to the folder with the parsed page if it is in another volume.
    """

    name = "anthology"
    label = "Anthology"
    object_types: ClassVar[dict[str, ObjType]] = {kind: ObjType(kind, kind) for kind in KINDS}
    roles: ClassVar[dict[str, RoleFunction | XRefRole]] = {
        kind: NameRole(innernodeclass=nodes.inline) for kind in KINDS
    }
    directives = DIRECTIVES
    indices: ClassVar[list[type[Index]]] = [AuthorIndex, ProjectIndex]
    initial_data: ClassVar[dict[str, Any]] = {"shows": {}, "stamps": {}}
    data_version = 2

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        path = env.srcdir / CATALOGUE_FILE
        try:
            self.records = Records.load(path)
        except (OSError, ValueError, KeyError, TypeError) as error:
            message = f"{path} cannot be read: {error}\n  Run `anthology build`, which writes it anew."
            raise ExtensionError(message, modname="anthology.sphinxext") from error
        self.elsewhere: Callable[[str], Path | None] = lambda docname: None

    def doctree(self, docname: str) -> nodes.document:
        """Return a page as it was parsed, by this run of Sphinx or by that of the volume it is in."""
        folder = self.elsewhere(docname)
        if folder is None:
            return self.env.get_doctree(docname)
        parsed = pickle.loads((folder / f"{docname}.doctree").read_bytes())  # noqa: S301 - as Sphinx does
        return cast("nodes.document", parsed)

    def note(self, docname: str, kind: str, what: object) -> None:
        """Remember what a page shows of the catalogue."""
        self.data["shows"].setdefault(docname, []).append((kind, what))

    def identifier(self, kind: str, name: str, location: str) -> str:
        """Return the id that a directive's option means; warn about one that nothing has."""
        if name in self.records.known_names(kind):
            return name
        found = self.records.identify(kind, name)
        if found is None:
            self._warn_unknown(kind, name, location)
        return found or name

    def _warn_unknown(self, kind: str, name: str, location: nodes.Node | str) -> None:
        close = self.records.suggest(kind, name)
        logger.warning(
            "no %s is called %r%s",
            kind,
            name,
            f"; did you mean {close!r}?" if close else "",
            location=location,
            type="anthology",
            subtype=f"unknown_{kind}",
        )

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Forget what a chapter says in the place of which it now says that a post was removed."""
        if any(self.records.is_taken_down(name) for name in self._named(docname)):
            for node in document.findall(nodes.Element):
                node.rawsource = ""

    def _named(self, docname: str) -> Iterator[str]:
        for kind, what in self.data["shows"].get(docname, ()):
            if kind == "quote":
                yield str(what)
            elif kind == "name":
                yield what[1]

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        self.data["shows"].pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        self.data["shows"].update({d: otherdata["shows"][d] for d in docnames if d in otherdata["shows"]})

    def resolve_xref(  # noqa: PLR0917 - as Sphinx declares it
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> reference | None:
        """Link a role to its page; an unknown name is a warning with the nearest known one."""
        if typ == "post" and self.records.is_taken_down(target):
            warn_taken_down(node)
            return cast("reference", nodes.inline("", REMOVED, classes=["removed"]))
        link = self.records.find(typ, target)
        if link is None:
            self._warn_unknown(typ, target, node)
            return cast("reference", contnode)
        return self._reference(builder, fromdocname, link, node, contnode)

    def resolve_any_xref(  # noqa: PLR0917 - as Sphinx declares it
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, reference]]:
        """Offer what `{any}` may mean."""
        found = [(kind, self.records.find(kind, target)) for kind in KINDS]
        return [
            (f"anthology:{kind}", self._reference(builder, fromdocname, link, node, contnode))
            for kind, link in found
            if link and link.docname in env.found_docs
        ]

    def _reference(
        self, builder: Builder, fromdocname: str, link: Link, node: pending_xref, contnode: Element
    ) -> reference:
        if not node.get("refexplicit"):
            contnode = cast("Element", Text(link.text))
        if link.docname is None or link.docname not in self.env.found_docs:
            return cast("reference", contnode)
        return make_refnode(builder, fromdocname, link.docname, "", contnode)

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield everything that has a page: id, name, kind, page, no anchor, after full text in search."""
        for r in self.records.posts.values():
            if r["docname"] in self.env.found_docs:
                yield r["id"], self.records.card(r).title.text, "post", r["docname"], "", -1
        for kind in KINDS[1:]:
            for identifier in self.records.known_names(kind):
                link = self.records.link(kind, identifier)
                if link.docname in self.env.found_docs and link.docname is not None:
                    yield identifier, link.text, kind, link.docname, "", 2


def domain_of(env: BuildEnvironment) -> AnthologyDomain:
    """Return the domain of a build."""
    return cast("AnthologyDomain", env.domains["anthology"])
