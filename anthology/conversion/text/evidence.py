"""Weighted evidence that a line is code: the sum of the clues it shows, each line seen alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from anthology.conversion.text.clues import AT_START, COMMANDS, COUNTED, FUNCTION_WORDS, WEIGHTS

LONGEST = 600
"""Characters of a line that are looked at; what a line is shows in its beginning."""

KNOWN_COMMAND = re.compile(rf"\s*(?:sudo\s+)?(?:{COMMANDS})(?:\s|\Z)")
"""A line that begins with a command of a Unix shell."""

_AT_START = tuple((name, re.compile(pattern)) for name, _, pattern in AT_START)
_COUNTED = tuple((name, full, re.compile(pattern)) for name, _, full, pattern in COUNTED)
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SYMBOLS = re.compile(r"[{}()\[\]<>=;|&$\\/_+*#@%~^:\"`]")
_ADDRESS = re.compile(r"\(?<?https?://\S+")
_COMMAND_CLEAN = re.compile(rf"(?:sudo\s+)?(?:{COMMANDS})\s[^.!?:;]*\Z")
_COMMAND_SHAPE = re.compile(r"[a-z][a-z0-9_.-]* (?:\S+ )*?\S*[\d/_=-]\S*(?: [^\s.!?:;,]+)*\Z")
_PROSE = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("sentences", r"[a-z)”\"’][.!?]['”\"’)]?\s+[A-Z“]"),
        ("curly", r"[“”‘’…–—«»]"),
        (
            "apostrophe",
            r"\b(?:[A-Za-z]+n['’]t|(?:I|[Ww]e|[Yy]ou|[Tt]hey|[Ii]t|[Tt]hat|[Ll]et)['’](?:m|s|re|ve|ll|d))\b",
        ),
        ("link", r"\(<?http|\]\(http"),
        ("ends_url", r"https?://\S+\Z"),
    )
)
_SENTENCE_END = re.compile(r"[a-z)”\"’][.!?…]['”\"’)]*\Z")
_SHORT_LEAD_IN = re.compile(r"[A-Z][a-z]+(?: [A-Za-z]+)?\s?:\Z")


def code_features(text: str) -> tuple[tuple[str, float], ...]:
    """Return what speaks for or against a line being code: name of the clue and its amount from 0 to 1."""
    return _features(text[:LONGEST])


# Several stages ask about the same line within a moment of each other.
@lru_cache(maxsize=4096)
def _features(text: str) -> tuple[tuple[str, float], ...]:
    bare = text.strip()
    if not re.search(r"\w", bare) and len(set(bare)) <= 1 and bare[:1] not in "})];":
        # A rule of dashes or number signs fits both; its neighbours tell.
        return ()
    words = _WORDS.findall(bare)
    return (
        ("bias", 1.0),
        *_of_patterns(text, bare),
        *_of_words(bare, words),
        *_of_sentence(bare, len(words)),
    )


def _of_patterns(text: str, bare: str) -> Iterator[tuple[str, float]]:
    for name, pattern in _AT_START:
        if pattern.match(text):
            yield name, 1.0
    for name, full, pattern in _COUNTED:
        if count := len(pattern.findall(text)):
            yield name, min(count, full) / full
    for name, pattern in _PROSE:
        if pattern.search(bare):
            yield name, 1.0


def _of_words(bare: str, words: list[str]) -> Iterator[tuple[str, float]]:
    count = len(words)
    function_words = sum(word.lower() in FUNCTION_WORDS for word in words)
    symbols = len(_SYMBOLS.findall(_ADDRESS.sub("", bare)))
    yield "symbols", min(1.0, 4 * symbols / max(1, len(bare)))
    if count > 2 and "   " not in bare:
        yield "function_words", min(1.0, 2 * function_words / count)
    if 0 < count <= 6 and not symbols and all(word[0].isupper() for word in words if len(word) > 3):
        yield "title", 1.0
    if len(bare.split()) == 1:
        yield "one_word", 1.0
        if re.fullmatch(r"[\w-]+", bare):
            yield "plain_word", 1.0
    elif count < 10 and not function_words:
        if _COMMAND_CLEAN.match(bare):
            yield "command_clean", 1.0
        if _COMMAND_SHAPE.match(bare):
            yield "command_shape", 1.0


def _of_sentence(bare: str, count: int) -> Iterator[tuple[str, float]]:
    if bare[:1].isupper() or bare[:1] in '“‘"':
        yield "capital", 1.0
        if count > 4 and bare[-1] in ".!?…”)":
            yield "sentence", 1.0
    elif bare[:1].islower():
        yield "lower_start", 1.0
    if count > 3 and _SENTENCE_END.search(bare):
        yield "sentence_end", 1.0
    if bare[-1:] == ":" and count > 2 and bare[:1].isupper():
        yield "lead_in", 1.0
    elif _SHORT_LEAD_IN.match(bare):
        yield "short_lead_in", 1.0


def code_score(text: str) -> float:
    """Return the log-odds that a line, seen alone, is code."""
    return sum(WEIGHTS[name] * amount for name, amount in code_features(text))
