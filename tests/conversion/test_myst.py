"""The emitter: what it writes is read back as exactly the text that went in."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin
from mdit_py_plugins.substitution import substitution_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from anthology.conversion import myst

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
for plugin in (
    front_matter_plugin,
    myst_block_plugin,
    myst_role_plugin,
    footnote_plugin,
    deflist_plugin,
    tasklists_plugin,
    colon_fence_plugin,
    dollarmath_plugin,
    substitution_plugin,
):
    READER.use(plugin)
READER.use(attrs_plugin, spans=True)

LETTERS = [
    (case["call"], arguments, expected)
    for case in tomllib.loads((Path(__file__).parent / "emitter.toml").read_text(encoding="utf-8"))["case"]
    for arguments, expected in case["gives"]
]

TEXT = st.text(st.sampled_from("ab1é日 *_`[](){}<>#+-=|~:!\\$%&;@^\"'./\n\t\xa0")) | st.text()


def words_of(markdown: str) -> list[tuple[str, str]]:
    """Types and contents of the tokens inside the one paragraph of a text."""
    tokens = READER.parse(markdown)
    assert [token.type for token in tokens] in (["paragraph_open", "inline", "paragraph_close"], []), markdown
    children = tokens[1].children if tokens else []
    return [(token.type, token.content) for token in children or ()]


@settings(max_examples=400, deadline=None)
@given(TEXT)
def test_any_text_is_literal(text):
    line = myst.escape_line_start(myst.escape(text))
    shown = "".join(content for kind, content in words_of(line))
    assert {kind for kind, _ in words_of(line)} <= {"text"}
    assert shown == " ".join(myst.clean(text).split()) or shown.split() == myst.clean(text).split()


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXT, min_size=2, max_size=4))
@example(["\\ ", "1"])
def test_lines_after_a_break_start_no_block(texts):
    lines = [myst.escape_line_start(myst.escape(text)).strip(" \t") for text in texts]
    lines = [line for line in lines if line]
    kinds = {kind for kind, _ in words_of("\\\n".join(lines))}
    assert kinds <= {"text", "hardbreak"}


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_code_is_kept_to_the_letter(text):
    span = myst.code_span(text)
    if span:
        (token,) = words_of(span)
        assert token == (
            "code_inline",
            " ".join(myst.clean(text).replace("\xa0", " ").split(" ")).strip(),
        ) or (token[0] == "code_inline" and token[1].split() == myst.clean(text).split())


@settings(max_examples=200, deadline=None)
@given(TEXT, st.sampled_from([None, "python", "{include}", "no such language", "c++"]))
def test_fences_hold_whatever_is_inside(code, language):
    tokens = READER.parse(myst.fence(code, language))
    assert [token.type for token in tokens] == ["fence"]
    expected = myst.clean(code).replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    assert tokens[0].content.rstrip("\n") == expected
    assert tokens[0].info in ("", "python", "c++")


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_roles_hold_whatever_is_inside(text):
    written = myst.role("sup", text)
    if written:
        (token,) = words_of(f"{written}")
        assert token[0] == "myst_role"
        assert token[1].split() == myst.clean(text).split()


@settings(max_examples=200, deadline=None)
@given(TEXT, TEXT, TEXT)
def test_links_and_pictures_hold_any_address_label_and_title(label, path, title):
    url = f"https://e.example/{path}"
    for written, kinds in (
        (myst.link(myst.escape(label) or "x", url, title), {"link_open", "text", "link_close"}),
        (myst.image(label, url, title), {"image"}),
    ):
        if myst.safe_url(url) and written.strip() not in ("", myst.escape(label)):
            assert {kind for kind, _ in words_of(written)} <= kinds, written


@pytest.mark.parametrize(
    ("url", "base", "expected"),
    [
        ("HTTP://E.example/", None, "http://E.example/"),
        ("mailto:a@e.example", None, "mailto:a@e.example"),
        ("ftp://e.example/x", None, "ftp://e.example/x"),
        ("//e.example/x", "https://b.example/", "https://e.example/x"),
        ("x y", "https://b.example/c/", "https://b.example/c/x%20y"),
        ("java\tscript:alert(1)", None, None),
        ("  javascript:alert(1)", "https://b.example/", None),
        ("\x01javascript:alert(1)", "https://b.example/", None),
        ("data:text/html,x", None, None),
        ("file:///etc/passwd", None, None),
        ("x.html", None, None),
        ("http://", None, None),
        ("http://[::1", None, None),
        ("mailto:", None, None),
        ("", None, None),
    ],
)
def test_only_harmless_addresses(url, base, expected):
    assert myst.safe_url(url, base) == expected


def test_pictures_of_the_book_and_of_nothing_else():
    assert myst.image("a", "/pictures/0a.png") == "![a](/pictures/0a.png)"
    assert myst.image("a", "/pictures/../conf.py") == "a"
    assert myst.image("a", "/etc/passwd") == "a"


def test_heading():
    assert myst.heading(2, "A #") == "## A \\#"
    assert myst.heading(9, "A") == "###### A"


PAGE = """\
## A `b` *c*

> - a [d](https://e.example/(x) "title") **e** \\*
> - [x] f{sup}`2` &amp;

```python
code = 1
```

```{list-table} Sizes
:widths: auto

* - one
  - ````
    inner
    ````
```

```{figure} https://e.example/a.png
:alt: "words"

The caption
```

| h | i |
| --- | --- |
| 1 | 2 |

text[^fn1] []{#x-y}[z]{.del} ![alt](/pictures/a.png)

[^fn1]: the note
"""


def test_plain_text_is_the_words():
    words = myst.plain_text(PAGE).split()
    expected = "A b c a d e * f2 & Sizes one words The caption h i 1 2 text z alt the note"
    assert words == expected.split()
    assert "code = 1" in myst.plain_text(PAGE, code=True)
    assert "inner" in myst.plain_text(PAGE, code=True)


@pytest.mark.parametrize(
    ("call", "arguments", "expected"), LETTERS, ids=lambda value: value if isinstance(value, str) else None
)
def test_to_the_letter(call, arguments, expected):
    assert (getattr(myst, call)(*arguments) or "") == expected


def test_code_counts_as_words_only_when_asked():
    assert myst.plain_text("a\n\n```\n*code*\n```", code=True) == "a\n\n*code*"
