"""The book around the pages: front matter, openings, indexes, and the file that includes them all."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from anthology.typesetting.apparatus import written_date
from anthology.typesetting.catalogue import PrintedCatalogue
from anthology.typesetting.escape import array, language, markup, short, string
from anthology.typesetting.headings import headings_in
from anthology.typesetting.page import TypstPage, document_label
from anthology.typesetting.plan import Chapter, Leaf, Part, Step

if TYPE_CHECKING:
    from sphinx.config import Config

IMPORTS = "".join(f'#import "/template/{name}.typ": *\n' for name in ("book", "elements", "settings"))


@dataclass(frozen=True, slots=True)
class BookFacts:
    """What the book says of itself.

    Attributes:
        built: Day of the build, ISO, or an empty string.
    """

    title: str
    author: str = ""
    license: str = ""
    language: str = "en"
    built: str = ""


def book_facts(catalogue: PrintedCatalogue, config: Config) -> BookFacts:
    """Return what the catalogue says of the book, else what `conf.py` does."""
    author = "" if config.author in ("", "Author name not set") else config.author
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    built = datetime.fromtimestamp(int(epoch), UTC).date().isoformat() if epoch.isdigit() else ""
    return BookFacts(
        title=catalogue.title or config.project or "An anthology",
        author=catalogue.author or author,
        license=catalogue.license,
        language=catalogue.language or config.language or "en",
        built=built,
    )


def part_label(key: str) -> str:
    """Return the label of a part of the book."""
    return f"part:{key}"


def opening(step: Part | Chapter, words: Mapping[str, str]) -> str:
    """Return what begins a part or a chapter; `words` are the book's headings."""
    if isinstance(step, Chapter):
        return f"#chapter([{markup(step.name)}])"
    details = []
    if step.cycle and (step.cycle.opened or step.cycle.released):
        ends = [written_date(day) for day in (step.cycle.opened, step.cycle.released)]
        details.append(" – ".join(end or "…" for end in ends))
    if step.cycle and step.cycle.version:
        details.append(f"Release {step.cycle.version}")
    details.append(f"{words['posts']}: {step.posts}")
    lines = " \\ ".join(markup(detail) for detail in details)
    number = markup(words["part"].format(_roman(step.number)))
    return (
        f"#part([{markup(step.name)}], places: {array([string(part_label(step.id))])}, "
        f"short: {string(short(step.name))}, number: [{number}], "
        f"details: [{lines}])"
    )


def main_file(facts: BookFacts, steps: Sequence[Step], pages: dict[str, TypstPage], indexes: str) -> str:
    """Return `main.typ`."""
    lang, region = language(facts.language) or ("en", None)
    words = headings_in(facts.language)
    lines = [
        IMPORTS,
        f"#show: book.with(title: {string(facts.title)}, author: {string(facts.author)}, "
        f"language: {string(lang)}, region: {'none' if region is None else string(region)}, front: [",
        *_front(facts, steps, words),
        "])",
    ]
    for step in steps:
        if isinstance(step, Leaf):
            lines.append(f"#include {string('/' + pages[step.docname].file)}")
        else:
            lines.append(opening(step, words))
    lines += [indexes, _colophon(facts)]
    return "\n".join(lines) + "\n"


def _front(facts: BookFacts, steps: Sequence[Step], words: Mapping[str, str]) -> list[str]:
    title = markup(facts.title)
    parts = [step for step in steps if isinstance(step, Part)]
    posts = [step.post for step in steps if isinstance(step, Leaf) and step.post]
    years = sorted({post.date[:4] for post in posts if post.date})
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else "".join(years)
    lines = [
        f"#half-title[{title}]",
        '#pagebreak(weak: true, to: "odd")',
        f"#title-page([{title}], [{markup(facts.author)}], [{markup(span)}])",
        f"#imprint[{_imprint(facts, steps)}]",
        "#counter(page).update(1)",
        f"#contents[{markup(words['contents'])}]",
    ]
    if len([part for part in parts if part.cycle]) > 1:
        rows = [
            f"({string(part_label(p.id))}, [{markup(p.name)}], [{markup(written_date(p.cycle.opened))}], "
            f"[{markup(written_date(p.cycle.released))}], {p.posts})"
            for p in parts
            if p.cycle
        ]
        heads = array([f"[{markup(words[key])}]" for key in ("cycle", "opened", "released", "posts", "page")])
        lines.append(f"#cycle-list([{markup(words['cycles'])}], {heads}, {array(rows)})")
    return lines


def _imprint(facts: BookFacts, steps: Sequence[Step]) -> str:
    posts = [step.post for step in steps if isinstance(step, Leaf) and step.post]
    paragraphs = [f"#strong[{markup(facts.title)}]" + (f" \\ {markup(facts.author)}" if facts.author else "")]
    if posts:
        sources = len({post.channel[0] for post in posts if post.channel})
        authors = len({key for post in posts for key, _ in post.authors})
        paragraphs.append(
            markup(
                f"{_count(len(posts), 'post')} by {_count(authors, 'author')} from "
                f"{_count(sources, 'source')}. Each post names its author, the place where it appeared "
                "first and the permission under which it is shown; the rights remain with the authors."
            )
        )
    if facts.license:
        paragraphs.append(f"The book as a whole: {markup(facts.license)}")
    if facts.built:
        paragraphs.append(f"Built on {markup(written_date(facts.built))}.")
    year = f" ({facts.built[:4]})" if facts.built else ""
    by = f"{facts.author}{year}: " if facts.author else ""
    paragraphs.append(
        f"To cite this book: {markup(by)}#emph[{markup(facts.title)}]{'' if by else markup(year)}."
    )
    paragraphs.append(
        "To cite a post, name its author, title, date and original address, then this book and the page."
    )
    return "\n\n".join(paragraphs)


def _colophon(facts: BookFacts) -> str:
    words = (
        "The text of this book is set in Libertinus Serif, its code in DejaVu Sans Mono, scripts that "
        "these do not hold in fonts of the Noto family. The pages were written as Markdown, read by Sphinx, "
        "put together by anthology and typeset by Typst."
    )
    return f"#colophon[#emph[{markup(facts.title)}] \\ \\ {markup(words)}]"


def page_opening(page: TypstPage, step: Leaf, heading: str, head: str) -> str:
    """Return the heading of a page and what stands below it.

    Args:
        page: The page.
        step: Its place in the book.
        heading: The rendered markup of its title.
        head: The rendered head of a post, or an empty string.
    """
    places = array([string(document_label(page.docname))])
    title = string(short(page.title))
    if step.post:
        more = f", head: {head}" if head else ""
        return f"#post([{heading}], places: {places}, short: {title}{more})\n\n"
    return f"#front-chapter([{heading}], level: {step.level}, places: {places}, short: {title})\n\n"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _roman(number: int) -> str:
    digits = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, letters in digits:
        while number >= value:
            text += letters
            number -= value
    return text
