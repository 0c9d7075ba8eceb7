"""Between Sphinx and the search index: which words of a page count, and how a result is shown."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.search import SearchLanguage

from anthology.pages.list_pages import KINDS, NO_CYCLE
from anthology.sphinxext.head import description_of
from anthology.sphinxext.lists import SINGULAR, count_of
from anthology.sphinxext.records import FOLDERS, Records
from anthology.sphinxext.search_index import Result
from anthology.sphinxext.search_words import Stem, Words, weigh

if TYPE_CHECKING:
    pass

STEMS = 200_000
"""Words whose stem is remembered; a book of 10,000 posts has about that many different ones."""

LONGEST_WORD = 40
"""Longer runs of letters are hashes and packed data that nobody searches for."""

KIND_NAMES = {
    "cycle": "Release cycle",
    "topic": "Topic",
    "project": "Project",
    "author": "Author",
    "channel": "Blog",
    "series": "Series",
    "year": "All posts of the year",
}

FILTERS = ("author", "project", "topic", "cycle", "year", "channel")
"""What a search can be narrowed down to."""


def stemmer(language: SearchLanguage) -> Stem:
    """Return the way from a word to its term, as the browser goes it too."""

    @lru_cache(maxsize=STEMS)
    def stem(word: str) -> str | None:
        word = word.lower()
        if len(word) > LONGEST_WORD or word in language.stopwords:
            return None
        stemmed = language.stem(word).lower()
        return stemmed or word

    return stem


def words_of(title: str, doctree: nodes.document, language: SearchLanguage, stem: Stem, page: str) -> Words:
    """Return what search knows of a page.

    Generated lists are found by their titles only: the posts they name are found themselves.
    """
    split = language.split
    if page.partition("/")[0] in KINDS:
        return Words(title, "", weigh((), (), split(title), stem))
    text: list[str] = []
    headings: list[str] = []
    for words, in_heading in _texts(doctree, False):
        (headings if in_heading else text).extend(split(words))
    return Words(title, description_of(doctree), weigh(text, headings, split(title), stem))


def _texts(node: nodes.Node, in_heading: bool) -> Iterator[tuple[str, bool]]:
    """Yield the words of a page that are its own."""
    if isinstance(node, nodes.Text):
        yield str(node), in_heading
    elif isinstance(node, nodes.Element):
        if isinstance(node, nodes.comment | nodes.raw) or "no-search" in node["classes"]:
            return
        in_heading = in_heading or isinstance(node, nodes.title)
        for child in node.children:
            yield from _texts(child, in_heading)


def result_of(records: Records, page: str, uri: str) -> Result:
    """Return how a page is shown as a result, and by what it can be found beside its words.

    Args:
        records: The catalogue.
        page: Its docname.
        uri: Its address relative to the site's root.
    """
    record: Any = records.by_docname.get(page)
    folder, _, identifier = page.partition("/")
    if record is None:
        if folder in SINGULAR and identifier != "index":
            kind = SINGULAR[folder]
            posts = len(records.groups.get((kind, identifier), ()))
            return Result(uri, f"{KIND_NAMES[kind]} · {count_of(posts, 'post')}" if posts else "")
        return Result(uri)
    card = records.card(record)
    authors = ", ".join(author.text for author in card.authors)
    channel = card.channel.text if card.channel else ""
    date = (f"about {card.date}" if card.inferred else card.date) if record["date"] else ""
    projects = [records.link("project", i).text for i in record["projects"]]
    labels = [f"author:{author['id']}" for author in record["authors"]]
    labels += [f"project:{i}" for i in record["projects"]]
    labels += [f"topic:{i}" for i in record["topics"]]
    labels += [f"cycle:{record['cycle']}"] if record["cycle"] else []
    labels += [f"year:{record['date'][:4]}"] if record["date"] else []
    labels += [f"channel:{record['source']['id']}"] if record["source"] else []
    return Result(
        uri,
        " · ".join(filter(None, (authors or channel, date))),
        " ".join((authors, channel, *projects)),
        tuple(dict.fromkeys(labels)),
        (record["date"] or "")[: len("2013-05-21")],
    )


def names_of(records: Records) -> dict[str, dict[str, str]]:
    """Return what readers can narrow a search down to, by kind."""
    return {
        kind: {i: name for i, name in records.shelves[FOLDERS[kind]].items() if i not in NO_CYCLE}
        for kind in FILTERS
    }
