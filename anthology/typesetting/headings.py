"""The printed book's own headings, in the language of the book."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from anthology.typesetting.escape import language

FALLBACK = "en"


@cache
def all_headings() -> Mapping[str, Mapping[str, str]]:
    """Return the headings by language and key, as `headings.toml` beside this module has them."""
    text = resources.files("anthology.typesetting").joinpath("headings.toml").read_text("utf-8")
    return tomllib.loads(text)


def headings_in(tag: str) -> Mapping[str, str]:
    """Return the headings in the language of a BCP 47 tag, English ones if that is not known."""
    known = all_headings()
    code, _ = language(tag) or (FALLBACK, None)
    return known.get(code, known[FALLBACK])
