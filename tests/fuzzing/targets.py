"""What is fuzzed: one function an input, each saying what must hold whatever the bytes are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path

from markdown_it import MarkdownIt
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from anthology.config import CONFIG_FILE, load_project
from anthology.conversion import html_to_myst
from anthology.conversion.markdown import convert_markdown
from anthology.conversion.myst import plain_text
from anthology.conversion.text import convert_text
from anthology.curation import Decisions
from anthology.curation.edits import load_edits
from anthology.errors import AnthologyError
from anthology.knowledge.dates import date_in_url, dates_in_text
from anthology.knowledge.people_file import PeopleFile
from anthology.model import Source
from anthology.sources import front_matter, read
from anthology.sources.boundaries import NONE, Boundaries
from anthology.sources.dates import dated
from anthology.takedown.tombstones import Tombstones
from anthology.vocabulary import load_vocabulary
from tests.fuzzing import network
from tests.fuzzing.beginnings import BEGINNINGS
from tests.fuzzing.folders import file

BASE = "https://blog.example/2015/06/post/"
EXTENSIONS = {"attrs_inline", "colon_fence", "deflist", "tasklist"}
FORMS = {
    "feed": ".xml",
    "wxr": ".xml",
    "blogger": ".xml",
    "json_feed": ".json",
    "opml": ".opml",
    "markdown": ".md",
    "planet_html": ".html",
    "article": ".html",
    "planet_text": ".txt",
    "blog_text": ".txt",
}
"""Formats of readers, with the suffix their files have."""


ROLES = {"sub", "sup", "emphasis", "strong"}
DIRECTIVE = re.compile(r"\{(figure|table|list-table)\}(?: (.*))?")
OPTION = re.compile(r":(alt|name|widths|header-rows|class|align): ?(.*)\n|\n")
"""What the emitter writes itself."""


RUN = ("myst_", "html_", "substitution", "colon_fence")


class Renderer:
    """Stands where MyST wants a renderer; only its tokens are looked at."""

    __output__ = "none"

    def __init__(self, parser: MarkdownIt) -> None:
        """Take the parser, as every renderer does."""


@cache
def _parser() -> MarkdownIt:
    return create_md_parser(MdParserConfig(enable_extensions=EXTENSIONS), Renderer)


def harmless(myst: str) -> None:
    """See that nothing in a body makes MyST run or read anything: no raw HTML, target, comment; no role or
    directive but the emitter's own, and in those the same."""
    waiting = _parser().parse(f"# Title\n\n{myst}")
    while waiting:
        token = waiting.pop()
        waiting.extend(token.children or ())
        if token.type == "myst_role":
            assert token.meta["name"] in ROLES, (token.meta, token.content)
        elif token.type == "fence" and token.info.strip().startswith("{"):
            directive = DIRECTIVE.fullmatch(token.info.strip())
            assert directive, token.info
            if directive[1] == "figure":
                assert re.match(r"https?://|/pictures/", directive[2]), token.info
            inner = token.content
            while option := OPTION.match(inner):
                inner = inner[option.end() :]
            harmless(inner)
        else:
            raw = token.type in ("html_inline", "html_block")
            allowed = raw and token.content.startswith(("<br", '<input class="task-list-item-checkbox"'))
            assert allowed or not token.type.startswith(RUN), (token.type, token.content)
    assert "\0" not in myst
    plain_text(myst)


def _html(data: bytes) -> None:
    harmless(html_to_myst(data.decode("utf-8", "replace"), BASE))


def _markdown(data: bytes) -> None:
    harmless(convert_markdown(data.decode("utf-8", "replace"), BASE).myst)


def _text(data: bytes) -> None:
    harmless(convert_text(data.decode("utf-8", "replace"), title="Title").myst)


def _reader(form: str, data: bytes, boundaries: Boundaries = NONE) -> None:
    path = file(f"input{FORMS[form]}", data)
    try:
        for entry in read(Source("s", "S", path.name, format=form), path.parent, boundaries):
            assert isinstance(entry.title, str | None)
            assert "\n" not in (entry.title or ""), entry.title
            assert entry.url is None or not any(c.isspace() for c in entry.url), entry.url
    except AnthologyError as error:
        assert error.what
        assert error.where


def _boundaries(data: bytes) -> None:
    """A dump, and an editor's words on where its posts begin: the first bytes are numbers of lines."""
    split, join = (
        frozenset(("input.txt", line) for line in data[start : start + 3] if line) for start in (0, 3)
    )
    for form in ("planet_text", "blog_text"):
        _reader(form, data[6:], Boundaries(split, join - split))


def _front_matter(data: bytes) -> None:
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    found = front_matter.split(text)
    assert all(isinstance(key, str) and key == key.lower() for key in found.values)
    assert 1 <= found.first <= found.line <= text.count("\n") + 1
    rest = text.split("\n")[found.line - 1 :]
    assert len(found.body.split("\n")) == len(rest)


def _dates(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    day = dated(text, "feed")
    assert day is None or re.fullmatch(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\dZ)?)?)?", day.value), day
    for found in dates_in_text(text):
        assert found
    date_in_url(text)


def _settings(data: bytes) -> None:
    path = file(f"project/{CONFIG_FILE.as_posix()}", data)
    _told(lambda: load_project(path.parent.parent))


def _decisions(data: bytes) -> None:
    _told(lambda: Tombstones(Decisions.load(file("decisions.toml", data)).tombstones))


def _edits(data: bytes) -> None:
    _told(lambda: load_edits(file("edits/a-post.md", data).parent))


def _people(data: bytes) -> None:
    _told(lambda: PeopleFile.load(file("people.toml", data)))


def _vocabulary(data: bytes) -> None:
    for name in ("topics", "cycles", "projects"):
        path = file(f"vocabulary/{name}/{name}.toml", data)
        _told(lambda folder=path.parent: load_vocabulary("blank", folder))


def _told(call: Callable[[], object]) -> None:
    """Call; an error must be one that a person can read."""
    try:
        call()
    except AnthologyError as error:
        assert error.what
        assert error.where


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "html": _html,
    "markdown": _markdown,
    "text": _text,
    "settings": _settings,
    "decisions": _decisions,
    "people": _people,
    "vocabulary": _vocabulary,
    "edits": _edits,
    "front-matter": _front_matter,
    "dates": _dates,
    "boundaries": _boundaries,
    "answer": network.answer,
    "archive": network.archive,
    "picture": network.picture,
    "printed-picture": network.printed_picture,
    "robots": network.robots,
    "address": network.address,
    "request": network.request,
    "kept": network.kept,
    **{f"read-{form}": partial(_reader, form) for form in FORMS},
}
"""By name."""


SUFFIXES = {
    "html": {".html", ".md"},
    "markdown": {".md"},
    "front-matter": {".md"},
    "text": {".txt"},
    "dates": {".txt"},
    "boundaries": {".txt"},
    "kept": {".json"},
} | {f"read-{form}": {suffix} for form, suffix in FORMS.items()}
"""Which of the tests' own files fit a target; settings are of TOML."""


def seeds(target: str) -> Iterator[bytes]:
    """Give inputs to begin with: what other tests read, as far as its kind fits the target."""
    if target in BEGINNINGS:
        yield from BEGINNINGS[target]()
        return
    tests = Path(__file__).parent.parent
    suffixes = SUFFIXES.get(target, {".toml"})
    for path in sorted(tests.parent.glob("conf/*.toml")) + sorted(tests.rglob("*")):
        if path.suffix in suffixes and path.is_file() and "found" not in path.parts:
            yield path.read_bytes()[:20_000]
