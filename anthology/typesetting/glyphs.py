"""Which characters of the book no font can show.

Typst prints a box for them and says nothing; only its check of PDF/A names them.  So all characters of the
book, each once, are set on a page of their own and checked, before the book is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from anthology.typesetting.escape import string

_NAMED = re.compile(r"the text `\"(.*?)\"` could not be displayed")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Cs"})
_SHOWN_PLACES = 5

Check = Callable[[str], str]
"""Compiles a document as PDF/A-2b; returns what the compiler complains of, or nothing."""


def characters(folder: Path, files: Iterable[str]) -> dict[str, list[str]]:
    """Return the characters beyond ASCII of the files, each with the first files it stands in."""
    found: dict[str, list[str]] = {}
    for file in files:
        for character in set((folder / file).read_text("utf-8")):
            if character > "\x7f" and unicodedata.category(character) not in _INVISIBLE:
                places = found.setdefault(character, [])
                if len(places) < _SHOWN_PLACES:
                    places.append(file)
    return found


def missing(found: Mapping[str, Sequence[str]], check: Check) -> list[str]:
    """Return those of the characters that no font has, in order."""
    return sorted(_missing(sorted(found), check))


def _missing(wanted: list[str], check: Check) -> set[str]:
    if not wanted:
        return set()
    try:
        complaint = check(probe(wanted))
    except BaseException as error:  # the compiler panics on some marks that stand alone
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        if len(wanted) == 1:
            return set()
        half = len(wanted) // 2
        return _missing(wanted[:half], check) | _missing(wanted[half:], check)
    named = set("".join(_unescape(text) for text in _NAMED.findall(complaint)))
    return named & set(wanted)


def probe(wanted: Sequence[str]) -> str:
    """Return a document with each character in a paragraph of its own."""
    lines = "\n\n".join(f"#{string(c)}" for c in wanted)
    return f'#set page(width: 10cm, height: auto)\n#set document(title: "x")\n{lines}\n'


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)


def name(character: str) -> str:
    """Return code point and name of a character, for people."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'unnamed')}"
