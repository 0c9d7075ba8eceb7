"""Which pages must be written again: exactly those that show something else than last time.

Sphinx writes what it read.  What our pages show beyond their own text, such as titles of other posts,
counts and neighbours, is compared as facts, by checksum, between builds.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from anthology import __version__
from anthology.export import Record
from anthology.files import write_if_changed
from anthology.pages.catalogue_file import CATALOGUE_FILE
from anthology.sphinxext.deadlinks import NOTED, dead_links_on
from anthology.sphinxext.domain import domain_of
from anthology.sphinxext.filling import internal_targets
from anthology.sphinxext.front import featured_of, front_of
from anthology.sphinxext.lists import facts_of, overview_of
from anthology.sphinxext.matter import place_of
from anthology.sphinxext.navigation import Navigation
from anthology.sphinxext.outline import Outline
from anthology.sphinxext.queries import select
from anthology.sphinxext.quotes import quoted_card
from anthology.sphinxext.reading import POSTS
from anthology.sphinxext.records import BELONGS, Records

NEVER_SHOWN = frozenset({"origin", "date_from", "date_confidence", "links_to", "mentions", "status"})
"""What of a record no page shows as it is."""

LABELS = ("cycle", "topic", "project")

ORIGIN = "."
"""Stands among the pages' names for what all their facts come from."""


class Freshness:
    """Compares what the pages of one run of Sphinx show with what they showed in the last one that finished.

    The checksums lie beside the doctrees, for each output folder its own, and are kept only when the build
    finished: pages that a killed build did not come to are still due in the next one.
    """

    def __init__(self) -> None:
        self.facts: dict[str, int] = {}
        self.only_posts = False
        self.read: frozenset[str] = frozenset()

    def about_to_read(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Note what is read (`env-before-read-docs`): lists show nothing of posts but their titles."""
        self.read = frozenset(docnames)
        self.only_posts = all(docname.startswith(POSTS) for docname in docnames)

    def pages_to_write(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the pages whose shown facts changed since this output was last built (`env-updated`)."""
        try:
            old: dict[str, int] = json.loads(_facts_file(app).read_bytes())
        except (OSError, ValueError):
            old = {}
        origin = origin_of(env)
        if self.only_posts and old.get(ORIGIN) == origin:
            self.facts = old
            return sorted(featuring(env, self.read))
        self.facts = book_facts(app, env) | {ORIGIN: origin}
        if not old:
            return []
        if old.get("") != self.facts[""]:
            return sorted(env.all_docs)
        changed = {page for page in env.all_docs if page in old and old[page] != self.facts[page]}
        return sorted(changed | featuring(env, self.read))

    def keep(self, app: Sphinx, exception: Exception | None) -> None:
        """Remember what the pages show now (`build-finished`)."""
        if exception is None and self.facts:
            content = json.dumps(self.facts, separators=(",", ":")).encode()
            write_if_changed(_facts_file(app), content)


def _facts_file(app: Sphinx) -> Path:
    return Path(app.doctreedir) / f"anthology-{app.builder.name}-{checksum(str(app.outdir)):08x}.json"


def origin_of(env: BuildEnvironment) -> int:
    """Return a checksum of what all facts come from, as far as it is not in tables of contents and lists."""
    try:
        catalogue = zlib.crc32((env.srcdir / CATALOGUE_FILE).read_bytes())
    except OSError:
        catalogue = 0
    return checksum((__version__, catalogue, [(doc, env.titles[doc].astext()) for doc in sorted(env.titles)]))


def featuring(env: BuildEnvironment, read: Set[str]) -> set[str]:
    """Return the pages that quote the featured post, if that was read; chapters depend on what they quote.

    Args:
        env: Knows what pages show.
        read: Docnames.
    """
    domain = domain_of(env)
    featured = featured_of(domain.records)
    if featured is None or featured[1].title.docname not in read:
        return set()
    return {page for page, shows in domain.data["shows"].items() if any(kind == "front" for kind, _ in shows)}


def book_facts(app: Sphinx, env: BuildEnvironment) -> dict[str, int]:
    """Return a checksum of what each page shows; under the empty name, of what all of them show."""
    domain = domain_of(env)
    navigation = Navigation(Outline.of(env)) if app.builder.format == "html" else None
    facts_of_page = PageFacts(domain.records, navigation)
    new = {"": facts_of_page.everywhere}
    for page in env.all_docs:
        new[page] = checksum(list(facts_of_page(domain.data["shows"].get(page, ()), page)))
    return new


class PageFacts:
    """What pages show beyond their own text; what many of them show is put into a number once.

    Attributes:
        records: The catalogue.
        navigation: The table of contents; None where pages show none.
    """

    def __init__(self, records: Records, navigation: Navigation | None) -> None:
        self.records = records
        self.navigation = navigation
        self._cards: dict[str, int] = {}
        self._labels: dict[tuple[str, str], int] = {}

    @property
    def everywhere(self) -> int:
        """A checksum of what every page shows."""
        return checksum((self.navigation.groups, self.records.book)) if self.navigation else 0

    def __call__(self, shows: Iterable[tuple[str, Any]], page: str) -> Iterator[object]:
        """Yield everything of the catalogue and of the table of contents that a page shows."""
        for show in shows:
            yield self._shown(show)
        yield dead_links_on(self.records, page, shows)
        record = self.records.by_docname.get(page)
        if record is not None:
            yield from self._around(record)
        if self.navigation:
            yield self.navigation.trail(page)
            yield self.navigation.around(page)

    def _around(self, r: Record) -> Iterator[object]:
        """Yield what stands above, below and in a post: more rather than less than is shown of its record."""
        records, post = self.records, r["id"]
        yield {key: value for key, value in r.items() if key not in NEVER_SHOWN}
        yield self._card(r)
        yield [self._label(kind, value) for kind in LABELS for value in BELONGS[kind](r)]
        for ties in (records.data["backlinks"], records.data["related"]):
            yield [self._card(records.posts[i]) for i in ties.get(post, ()) if i in records.posts]
        yield records.data["also_at"].get(post)
        yield place_of(records, r)
        yield internal_targets(records, r)

    def _card(self, r: Record) -> int:
        known = self._cards.get(r["id"])
        if known is None:
            known = self._cards[r["id"]] = checksum(self.records.card(r))
        return known

    def _label(self, kind: str, value: str) -> int:
        known = self._labels.get((kind, value))
        if known is None:
            known = self._labels[kind, value] = checksum(self.records.link(kind, value))
        return known

    def _shown(self, show: tuple[str, Any]) -> object:
        kind, what = show
        records = self.records
        if kind == NOTED:
            return None  # of these a page shows no more than `dead_links_on` says
        if kind == "name":
            return records.find(*what)
        if kind == "posts":
            return [self._card(r) for r in select(records, what)]
        if kind == "facts":
            return facts_of(records, *what)
        if kind == "overview":
            return overview_of(records, str(what))
        if kind == "front":
            return front_of(records, what)
        return quoted_card(records, str(what))


def checksum(facts: object) -> int:
    """Return a number that is the same in every run for the same facts; Python's own hash is not."""
    return zlib.crc32(repr(facts).encode("utf-8", "replace"))
