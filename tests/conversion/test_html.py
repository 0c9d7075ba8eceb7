"""HTML to MyST: fixtures as data, what is counted as lost, and the round trip through Sphinx."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import feedparser
import pytest
from lxml import html as lxml_html
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from anthology.conversion import convert, html_to_myst
from anthology.conversion.html import convert_html
from anthology.conversion.html.losses import Losses
from anthology.conversion.html.writer import MystWriter
from anthology.model import Asset, Entry, Origin, Source

from .test_hostile import CONF

BASE = "https://blog.example/2015/06/post/"
HERE = Path(__file__).parent


def cases(folder: str) -> list:
    """Read titled cases: a title, input and expected output between lines of one full stop."""
    found = []
    for path in sorted((HERE / folder).glob("*.md")):
        parts = re.split(r"^\.\n", path.read_text(encoding="utf-8"), flags=re.M)
        for title, given, expected in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
            found.append(pytest.param(given.rstrip("\n"), expected, id=f"{path.stem}: {title.strip()}"))
    return found


@pytest.mark.parametrize(("html", "expected"), cases("html"))
def test_cases(html, expected):
    assert html_to_myst(html, BASE) == expected


@pytest.mark.parametrize(
    ("html", "what", "where"),
    [
        ('<a href="javascript:x">Click me</a>', "link", "Click me"),
        ('<a href="#nowhere">There</a>', "link", "There"),
        ('<h2>Part</h2><a href="tel:1">Call</a>', "link", "Call (under “Part”)"),
        ('<img src="data:image/png;base64,xx" alt="A plot">', "picture", "A plot"),
        ("<script>x()</script>", "script", "the post"),
        ("<svg><path></svg>", "svg", "the post"),
        ("<form><input name=q></form>", "form field", "input"),
        (f'<a href="#no">{"word " * 30}</a>', "link", ("word " * 30)[:79] + "…"),
        ('<iframe src="about:blank"></iframe>', "iframe", "without address"),
        ('<ol start="-3"><li>x</li></ol>', "number", "a list that starts at -3"),
        ("<ul><li>" * 20 + "x", "nesting", "x"),
        ("<div>" * 140 + "x", "nesting", "20 elements"),
    ],
)
def test_losses_name_what_where_and_why(html, what, where):
    (loss,) = convert_html(html, BASE).losses
    assert (loss.what, loss.where) == (what, where)
    assert loss.why


def test_what_is_whole_has_no_losses():
    html = (
        '<h2 id="x">A</h2><p><a href="#x">b</a><a href="c">c</a><img src="d.png"></p><pre>e</pre>'
        '<img src="t.gif" width=1 height=1><script src="https://gist.github.com/a/1.js"></script>'
    )
    assert convert_html(html, BASE).losses == ()


def test_links_and_pictures_are_absolute_and_in_order():
    body = convert_html(
        '<a href="/b"><img src="p.png"></a><a href="https://e.example/a">x</a><a href="/b">y</a>'
        '<a href="#z">z</a>',
        BASE,
    )
    assert body.links == ("https://blog.example/b", "https://e.example/a", "https://blog.example/b")
    assert body.pictures == (BASE + "p.png",)


def test_without_a_base_relative_addresses_are_lost_and_named():
    body = convert_html('<a href="x.html">x</a> <img src="y.png" alt="why">')
    assert body.myst == "x why\n"
    assert [loss.what for loss in body.losses] == ["link", "picture"]


def test_assets_are_shown_from_the_book(tmp_path):
    asset = Asset("images/a.png", tmp_path / "a.png", "0123abcd.png")
    body = convert_html('<img src="images/a.png" alt="a"><img src="./images/a.png">', BASE, (asset,))
    assert body.myst == "![a](/pictures/0123abcd.png)![](/pictures/0123abcd.png)\n"
    assert body.pictures == ("/pictures/0123abcd.png",) * 2


def test_an_entry_is_converted_by_its_format():
    entry = Entry(
        Source("s", "S"),
        Origin("f"),
        "k",
        "T",
        '<p><a href="a">x</a></p>',
        "html",
        url="https://e.example/p/",
    )
    assert convert(entry).myst == "[x](https://e.example/p/a)\n"


def test_nothing_in_nothing_out():
    for html in ("", " \n ", "<p></p>", "<!-- x -->", "<div><br><br></div>", "<ul></ul>", "<table></table>"):
        assert html_to_myst(html) == ""


def test_one_kind_of_block_can_be_written_otherwise():
    """markdownify's way of extending a converter works here too."""

    class Loud(MystWriter):
        def convert_blockquote(self, el, text, _parents):
            return text.upper()

    from anthology.conversion.html.document import Block, Piece

    quote = Block("blockquote")
    quote.children.append(Block("p", [Piece("text", "hush")]))
    assert Loud(Losses()).process_tag(quote) == "HUSH"


UNSTABLE = {
    # Sphinx shows headings inside quotes and lists as paragraphs, and pictures without their titles.
    "In quotes and items.",
    "A title and a rule in a quotation.",
    "Words, address, title.",
}


def test_a_built_page_converts_to_the_same_again(tmp_path):
    """HTML to MyST to HTML to MyST: nothing drifts."""
    first = {
        case.id: html_to_myst(case.values[0], BASE)
        for case in cases("html")
        if case.id.split(": ")[1] not in UNSTABLE
    }
    source = tmp_path / "source"
    source.mkdir()
    names = {name: f"page{number}" for number, name in enumerate(first)}
    toctree = "\n".join(names.values())
    (source / "index.md").write_text(f"# Index\n\n```{{toctree}}\n{toctree}\n```\n")
    for name, text in first.items():
        (source / f"{names[name]}.md").write_text(f"# Title\n\n{text}", encoding="utf-8")
    with docutils_namespace():
        Sphinx(
            source,
            None,
            tmp_path / "out",
            tmp_path / "dt",
            "html",
            {**CONF, "html_scaled_image_link": False},
            status=None,
            warning=None,
        ).build()
    changed = {}
    for name, text in first.items():
        page = lxml_html.parse(str(tmp_path / "out" / f"{names[name]}.html")).getroot()
        body = page.find_class("body")[0]
        body.find(".//h1").drop_tree()
        again = html_to_myst(lxml_html.tostring(body, encoding="unicode"), BASE)
        if again != text:
            changed[name] = again
    assert not changed


TARGETS = {  # score and share of perfect fragments
    "commonmark": (0.999, 0.995),
    "gfm": (0.998, 0.98),
    "blogs": (0.995, 0.98),
    "fuzz_inline": (0.99, 0.90),
    "fuzz_block": (0.98, 0.60),
}


@pytest.mark.shared
@pytest.mark.parametrize("name", TARGETS)
def test_published_pages_of_the_reference_sets(shared, name):
    result = _round_trip(shared, shared / "eval" / "sets" / f"{name}.jsonl")
    score, perfect = TARGETS[name]
    assert float(result["score"]) >= score
    assert float(result["perfect"]) >= perfect


@pytest.mark.shared
def test_published_pages_of_real_feeds(shared, tmp_path):
    feeds = sorted((shared / "feeds").glob("*.atom.xml")) + sorted((shared / "feeds").glob("*.rss.xml"))
    made = subprocess.run(
        [sys.executable, shared / "eval" / "make_feed_set.py", *feeds],
        capture_output=True,
        text=True,
        check=True,
    )
    path = tmp_path / "feeds.jsonl"
    path.write_text(made.stdout, encoding="utf-8")
    result = _round_trip(shared, path)
    assert float(result["score"]) >= 0.995
    assert float(result["perfect"]) >= 0.90
    assert float(result["text"]) >= 0.999
    assert float(result["code"]) == 1.0
    assert result["warn"] == "0"


@pytest.mark.shared
def test_what_goes_in_comes_out_or_is_lost_by_name(shared):
    """Pictures, links, code blocks, tables and headings of real posts, counted."""
    for path in sorted((shared / "feeds").glob("*.atom.xml")):
        for entry in feedparser.parse(path.read_bytes(), sanitize_html=False).entries:
            content = entry.get("content")
            html = content[0].value if content else entry.get("summary", "")
            root = lxml_html.fromstring(f"<div>{html}</div>")
            unseen = root.xpath(
                "//script | //style | //noscript | //textarea | //*[@hidden]"
                " | //*[contains(@class, 'headerlink') or contains(@class, 'gutter')]"
            )
            for note in unseen:
                note.drop_tree()
            body = convert_html(html, BASE)
            lost = [loss.what for loss in body.losses]
            pictures = [image for image in root.iter("img") if image.get("width") != "1"]
            assert len(pictures) == len(body.pictures) + lost.count("picture"), entry.link
            fences = re.findall(r"^[ >]*(?:[-*+] |\d+[.)] )*`{3,}[\w+#.-]*$", body.myst, re.M)
            blocks = [pre for pre in root.iter("pre") if pre.text_content().strip()]
            assert len(fences) == 2 * len(blocks), entry.link
            headings = re.findall(r"^#{2,6} ", body.myst, re.M)
            code = sum(text.count("\n#") for pre in blocks for text in ["\n" + pre.text_content()])
            titles = [h for level in range(1, 7) for h in root.iter(f"h{level}") if h.text_content().strip()]
            assert len(titles) <= len(headings) <= len(titles) + code, entry.link


def _round_trip(shared: Path, path: Path) -> dict[str, str]:
    script = shared / "eval" / "roundtrip.py"
    converter = "anthology.conversion:html_to_myst"
    done = subprocess.run(
        [sys.executable, script, "--jobs", "1", "--converter", converter, "--set", path],
        capture_output=True,
        text=True,
        check=True,
    )
    result = dict(pair.split("=", 1) for pair in done.stdout.split())
    for name in ("broken", "failed", "unsafe", "raw_pages"):
        assert result[name] == "0", (name, done.stdout)
    return result
