"""Whatever a feed holds, the published page does nothing but show it."""

from __future__ import annotations

import html
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from docutils import nodes
from lxml import html as lxml_html
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from anthology.conversion import html_to_myst
from anthology.conversion.markdown import convert_markdown

from .attacks import MARKUP, PLACES, SECRET, WORDS

CONF = {
    "extensions": ["myst_parser"],
    "html_theme": "basic",
    "smartquotes": False,
    "trim_doctest_flags": False,
    "highlight_language": "none",
    "html_permalinks": False,
    "html_sidebars": {"**": []},
    "html_use_index": False,
    "html_copy_source": False,
    "myst_enable_extensions": ["attrs_inline", "colon_fence", "deflist", "tasklist"],
    "myst_url_schemes": ["http", "https", "mailto", "ftp"],
}
BASE = "https://blog.example/2015/06/post/"
FORBIDDEN = {
    "script",
    "object",
    "embed",
    "iframe",
    "form",
    "button",
    "base",
    "meta",
    "link",
    "style",
    "svg",
    "math",
}
FOREIGN = (
    nodes.comment,
    nodes.substitution_reference,
    nodes.math,
    nodes.math_block,
    nodes.system_message,
)
# Box to tick in a task list, made by MyST itself.
ALLOWED_RAW = re.compile(r'<input class="task-list-item-checkbox"[^>]*>|<br ?/?>\n?')


def attacks() -> dict[str, tuple[str, str]]:
    """Name of a page to its MyST and the words that must be readable in each of its places."""
    pages: dict[str, tuple[str, str]] = {}
    for number, words in enumerate(WORDS):
        literal = html.escape(words)
        # Each place by itself, one after the other: what one leaves open must not reach the next.
        places = [html_to_myst(place.replace("{}", literal), BASE) for place in PLACES.values()]
        notes = [place for place in places if "[^fn1]" in place]
        others = [place for place in places if "[^fn1]" not in place]
        pages[f"words{number}"] = "\n".join(others + notes), words
        pages[f"first{number}"] = html_to_myst(f"{literal}<br>{literal}<p>{literal}</p>", BASE), words
        pages[f"text{number}"] = (
            convert_markdown(f"{words}\n\nx {words}\n\n- {words}\n  {words}\n", BASE).myst,
            "",
        )
        pages[f"open{number}"] = convert_markdown(f"{words}\nsecret.txt\n\n```\n:::\n", BASE).myst, ""
    for number, markup in enumerate(MARKUP):
        pages[f"alone{number}"] = html_to_myst(markup, BASE), ""
        pages[f"inside{number}"] = html_to_myst(f"<div>a{markup}b</div><ul><li>{markup}</li></ul>", BASE), ""
        pages[f"markdown{number}"] = convert_markdown(f"x\n\n{markup}\n\n- {markup}\n", BASE).myst, ""
    return pages


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sphinx, str, dict[str, tuple[str, str]]]:
    """All attacks in one book, built once, with everything that MyST can execute left on."""
    folder = tmp_path_factory.mktemp("hostile")
    source = folder / "source"
    source.mkdir()
    (source / "secret.txt").write_text(SECRET)
    pages = attacks()
    assert len(WORDS) * len(PLACES) + len(MARKUP) > 200
    names = "\n".join(pages)
    (source / "index.md").write_text(f"# Attacks\n\n```{{toctree}}\n{names}\n```\n")
    for name, (text, _) in pages.items():
        (source / f"{name}.md").write_text(f"# Page {name}\n\n{text}", encoding="utf-8")
    warnings = io.StringIO()
    with docutils_namespace():
        app = Sphinx(
            source,
            None,
            folder / "out",
            folder / "doctrees",
            "html",
            dict(CONF),
            status=None,
            warning=warnings,
        )
        app.build()
    lines = [line for line in warnings.getvalue().splitlines() if "not readable" not in line]
    return app, "\n".join(lines), pages


def test_builds_without_warnings(book):
    _, warnings, _ = book
    assert warnings == ""


def test_nothing_runs_in_a_reader_s_browser(book):
    app, _, pages = book
    for name in pages:
        page = lxml_html.fromstring((Path(app.outdir) / f"{name}.html").read_text(encoding="utf-8"))
        body = page.find_class("body")[0]
        for element in body.iter():
            if not isinstance(element.tag, str):
                continue
            assert element.tag not in FORBIDDEN, (name, element.tag)
            for key, value in element.attrib.items():
                assert not key.startswith("on"), (name, key)
                if key in ("href", "src", "data", "action", "poster"):
                    scheme = re.match(r"\s*([a-zA-Z][\w+.-]*):", re.sub(r"[\x00-\x20]", "", value))
                    assert scheme is None or scheme[1].lower() in ("http", "https", "mailto", "ftp"), (
                        name,
                        value,
                    )
                    assert scheme or value.startswith(("#", "index.html")), (name, value)


def test_nothing_of_the_machine_is_read(book):
    app, _, _ = book
    for path in Path(app.outdir).rglob("*"):
        if path.is_file() and path.name != "secret.txt":
            assert SECRET.encode() not in path.read_bytes(), path
    assert not list(Path(app.outdir).rglob("secret.txt"))


def test_no_raw_nodes_and_no_foreign_nodes(book):
    app, _, pages = book
    for name in pages:
        tree = app.env.get_doctree(name)
        for node in tree.findall(nodes.raw):
            if "html" in node["format"].split():
                assert ALLOWED_RAW.fullmatch(node.astext()), (name, node.astext())
        for kind in FOREIGN:
            assert not list(tree.findall(kind)), (name, kind)


def test_words_are_read_as_written(book):
    app, _, pages = book
    for name, (_, words) in pages.items():
        if words:
            page = lxml_html.fromstring((Path(app.outdir) / f"{name}.html").read_text(encoding="utf-8"))
            shown = " ".join(page.find_class("body")[0].text_content().split())
            times = len(PLACES) if name.startswith("words") else 3
            assert shown.count(" ".join(words.split())) >= times, (name, words)


def test_direction_overrides_are_gone():
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", "".join(html_to_myst(m) for m in MARKUP))


HUGE = {
    "deep boxes": "<div>" * 10_000 + "x",
    "deep quotes": "<blockquote>" * 10_000 + "x",
    "deep lists": "<ul><li>" * 10_000 + "x",
    "deep tables": "<table><tr><td>" * 3_000 + "x",
    "deep marks in paragraphs": "<p><b>" * 10_000 + "x",
    "one paragraph of 5 MB": "<p>" + "word *x* [y] " * 400_000,
    "many attributes": "<p " + " ".join(f'a{n}="<"' for n in range(100_000)) + ">x</p>",
    "many raised": "<p>" + "<sup>x</sup>" * 20_000,
    "many items": "<ul>" + "<li>x" * 20_000,
    "many notes": "".join(f'<sup id="r"><a href="#n">{n}</a></sup>' for n in range(3_000))
    + "<ol>"
    + '<li id="n">x <a href="#r">b</a></li>' * 3_000,
    "open quotes": '<a "' * 100_000,
    "open comments": "<!--" * 100_000,
    "open formulas": "<math><annotation>" * 30_000 + "</math>",
    "spanning cells": "<table>" + "<tr><td rowspan=100 colspan=100>a" * 2_000,
    "crossed tags": "<b><i>x</b></i>" * 10_000,
    "breaks": "a<br>" * 20_000,
    "backslashes": "\\" * 1_000_000,
}


@pytest.mark.parametrize("name", HUGE)
def test_malformed_and_huge_input_is_linear(name):
    """5 µs a character is ten times the usual cost; anything quadratic is far above."""
    before = os.times().user
    myst = html_to_myst(HUGE[name], BASE)
    assert "x" in myst or "a" in myst or "\\" in myst or not myst
    assert os.times().user - before < 1 + 5e-6 * len(HUGE[name])


def test_nul_and_controls_leave_the_text():
    assert html_to_myst("\0<p>a\0b\x1b[0m\x07</p>") == "ab\\[0m\n"


def test_recursion_limit_is_never_met():
    """Also where a caller has used most of Python's stack already."""
    code = (
        "import sys; sys.setrecursionlimit(700)\n"
        "from anthology.conversion import html_to_myst as c\n"
        "for t in ('<div>', '<ul><li>', '<blockquote>', '<table><tr><td>', '<b>', '<dl><dd>'):\n"
        "    c(t * 10000 + 'x')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
