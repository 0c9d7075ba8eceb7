"""Any text is shown to the letter."""

from __future__ import annotations

import json

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from anthology.typesetting.code import columns, cut_runs, cuts, highlight
from anthology.typesetting.escape import breakable, clean, language, markup, raw, right_to_left, short, string

COMPILER = typst.Compiler(ignore_system_fonts=True)
EVALUATOR = typst.Compiler(ignore_system_fonts=True)


def compiled(text: str) -> bytes:
    data = COMPILER.compile(text.encode(), format="pdf")
    assert isinstance(data, bytes)
    return data


def evaluated(expression: str) -> str:
    """Return what Typst makes of an expression, as JSON."""
    return EVALUATOR.eval(expression)


@given(st.text())
@settings(max_examples=150, deadline=None)
def test_strings_keep_every_character(text: str) -> None:
    assert json.loads(evaluated(string(text))) == clean(text)


# Anything but words, spaces and places where a line may end shows up by its name.
FLATTEN = (
    '{{ let flat(c) = if c.has("text") {{ c.text }} '
    'else if c.has("children") {{ c.children.map(flat).join("") }} '
    'else if c.func() in ([ ].func(), h) {{ " " }} else {{ repr(c.func()) }}; '
    "let all = flat([.{}.]); all.slice(1, all.len() - 1) }}"
)
PIECES = [
    *"#*_`$<>@\\[]{}()=-+/~'\";:.,1a \n\t\u200b\u00a0é日א",
    *("//", "/*", "*/", "http://", "\n\n", "\n= ", "\n1. "),
]
NASTY = st.lists(st.sampled_from(PIECES)).map("".join)


@given(NASTY)
@settings(max_examples=150, deadline=None)
def test_markup_is_one_run_of_text(text: str) -> None:
    """No mark-up, comment, link or paragraph comes of text: Typst sees words and spaces only."""
    compiled(f"#let body = [{markup(text)}]\n#body")
    shown = json.loads(evaluated(FLATTEN.format(markup(text))))
    assert "".join(shown.split()) == "".join(clean(text).replace("\u200b", "").split())


@pytest.mark.parametrize(
    "text",
    ["= no heading", "- no list", "1. no list", "/ no: term", "#let x = 1", "@ref <label> $x$", "---", "..."],
)
def test_text_at_the_start_of_a_line_means_nothing(text: str) -> None:
    assert evaluated(f"repr([{markup(text)}])").count("text") <= 1


@given(st.text(st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_compiles(text: str) -> None:
    try:
        compiled(f"{markup(text)} #raw({string(text)}) {raw(breakable(text, 3))}")
    except BaseException as error:
        # The compiler panics on some marks that combine with nothing: the book sets such a post aside.
        if type(error).__name__ != "PanicException":
            raise


@given(st.text(st.sampled_from("ab .,;/()日é\t"), max_size=300), st.integers(10, 60))
def test_cut_lines_fit_and_lose_nothing(line: str, limit: int) -> None:
    pieces = cut_runs([("k", line[:7]), ("", line[7:])] if len(line) > 7 else [("", line)], cuts(line, limit))
    texts = ["".join(run[1] for run in piece) for piece in pieces]
    assert "".join(texts) == line
    assert all(columns(text) <= limit for text in texts)


@pytest.mark.parametrize("name", ["python", "console", "ini", "xml", "diff", "no-such-language", "", "pycon"])
def test_highlighting_keeps_every_letter(name: str) -> None:
    code = "\n\n  def f(x):\n\treturn '''a\n\nb''' # c\n$ ls\n<a b='c'>&amp;</a>\n+added\n\n"
    lines = highlight(code, name)
    assert "\n".join("".join(run[1] for run in line) for line in lines) == code


def test_long_runs_may_break_after_joints_and_anywhere_if_there_are_none() -> None:
    assert breakable("short words stay") == "short words stay"
    assert "/\u200b" in breakable("https://example.org/a/long/path/to/a/page.html")
    assert "\u200b" in breakable("x" * 200)
    assert breakable("x" * 200).replace("\u200b", "") == "x" * 200


def test_small_helpers() -> None:
    assert short("one two  three", 20) == "one two three"
    assert len(short("word " * 100)) <= 70
    assert short("x" * 100).endswith("…")
    assert right_to_left("«שלום» hello")
    assert not right_to_left("hello שלום")
    assert language("pt-BR") == ("pt", "BR")
    assert language("zh-Hant-TW") == ("zh", "TW")
    assert language("de") == ("de", None)
    assert language("not a tag") is None
    assert language(None) is None
