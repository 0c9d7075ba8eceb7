from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from anthology.typesetting.headings import all_headings, headings_in

from .conftest import build

REQUIRED = {key for key in headings_in("en") if not key.endswith("-pages")}


@pytest.mark.parametrize("code", sorted(all_headings()))
def test_a_language_has_every_heading(code: str) -> None:
    own = all_headings()[code]
    assert own.keys() >= REQUIRED
    assert own.keys() <= headings_in("en").keys()
    assert "II" in own["part"].format("II") != own["part"]
    assert all(word.strip() for word in own.values())


def test_regions_have_their_languages_headings_and_unknown_languages_english_ones() -> None:
    assert headings_in("pt-BR") is headings_in("pt")
    assert headings_in("DE")["contents"] == "Inhalt"
    assert headings_in("tlh") is headings_in("not a tag") is headings_in("en")


def test_a_book_has_headings_in_its_language(small_book: Callable[[dict[str, str]], Path]) -> None:
    typst = small_book({"eins": "# Eins\n\nWorte."})
    assert "#contents[Contents]" in (typst / "main.typ").read_text("utf-8")
    catalogue = typst.parent / "source" / ".anthology" / "catalogue.json"
    catalogue.parent.mkdir()
    catalogue.write_text(json.dumps({"book": {"language": "de-AT"}}))
    build(typst.parent)
    assert "#contents[Inhalt]" in (typst / "main.typ").read_text("utf-8")
