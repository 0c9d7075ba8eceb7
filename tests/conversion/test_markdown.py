"""Markdown of weblogs to MyST: fixtures as data, and what is lost."""

from __future__ import annotations

import pytest

from anthology.conversion.markdown import convert_markdown
from anthology.model import Asset

from .test_html import BASE, cases


@pytest.mark.parametrize(("text", "expected"), cases("markdown"))
def test_cases(text, expected):
    assert convert_markdown(text, BASE).myst == expected


def test_pictures_beside_the_post(tmp_path):
    asset = Asset("pics/a b.png", tmp_path / "a b.png", "00ff.png")
    body = convert_markdown("![x](<pics/a b.png>) ![y](pics/a%20b.png)", BASE, (asset,))
    assert body.pictures == ("/pictures/00ff.png",) * 2


def test_what_a_directive_would_do_is_a_loss():
    (loss,) = convert_markdown("```{include} /etc/passwd\n```\n").losses
    assert (loss.what, loss.where) == ("directive", "{include} /etc/passwd")


def test_notes_in_notes_end_somewhere():
    text = "x"
    for depth in range(30):
        mark = "`" * (depth + 3)
        text = f"{mark}{{note}}\n{text}\n{mark}"
    assert "x" in convert_markdown(text).myst


def test_nesting_never_drops_text():
    assert "deep" in convert_markdown("> " * 200 + "deep\n\nafter").myst
    assert "after" in convert_markdown("> " * 200 + "deep\n\nafter").myst
    assert "after" in convert_markdown("- " * 50 + "deep\n\nafter").myst
