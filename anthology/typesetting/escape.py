"""Text made literal in Typst markup and in Typst strings."""

from __future__ import annotations

import re

# Typst takes a backslash before any ASCII punctuation mark, so nothing needs to be known of its syntax.
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Control characters mean nothing on paper and NUL or a lone surrogate stops the compiler; the line and
# paragraph separators would end a paragraph in the middle of a sentence.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_BREAK = "#h(0.01pt);"
"""Where a line may end: a space too narrow to see. A zero-width one would stand in text that is copied."""
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
# Where an unbroken run may go on in the next line: after the marks that join words in paths and names.
_JOINTS = re.compile(r"([/\\_.,:;=&?#@+|)\]}>-])(?=[^\s\u200b])")


def clean(text: str) -> str:
    """Return text without what no font can show, its line ends all newlines."""
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text))


def markup(text: str) -> str:
    """Return text that Typst markup shows to the letter; blank lines in it do not end the paragraph."""
    escaped = _PUNCTUATION.sub(r"\\\1", _BLANK_LINES.sub("\n", clean(text)))
    return escaped.replace("\u200b", _BREAK)


def string(text: str) -> str:
    """Return a Typst string literal."""
    escaped = clean(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def raw(text: str, function: str = "raw") -> str:
    """Return calls that show text in the type of code; zero-width spaces are where lines may end."""
    return _BREAK.join(f"#{function}({string(part)})" for part in text.split("\u200b") if part)


def array(items: list[str]) -> str:
    """Return a Typst array of ready expressions; the comma keeps one item an array."""
    return f"({', '.join(items)},)" if items else "()"


def breakable(text: str, longest: int = 24) -> str:
    """Return text whose long unbroken runs may be broken, by zero-width spaces, after joining marks.

    Args:
        text: Plain text.
        longest: Runs of up to this many characters stay whole.
    """

    def loosen(run: re.Match[str]) -> str:
        loose = _JOINTS.sub("\\1\u200b", run[0])
        return "\u200b".join(_in_pieces(part, max(8, longest // 2)) for part in loose.split("\u200b"))

    return re.sub(rf"[^\s\u200b]{{{longest + 1},}}", loosen, text)


def _in_pieces(text: str, size: int) -> str:
    return "\u200b".join(text[start : start + size] for start in range(0, len(text), size))


def short(text: str, length: int = 70) -> str:
    """Return one line of at most `length` characters, cut at a word, for running headers and messages."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    head = line[: length - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[length // 2 :] else head).rstrip(" ,;:-–—") + "…"


_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_LETTER = re.compile(r"[^\W\d_]")


def right_to_left(text: str) -> bool:
    """Tell whether the first letter of the text belongs to a script written from right to left."""
    first = _LETTER.search(text)
    return first is not None and _RIGHT_TO_LEFT.match(first[0]) is not None


_LANGUAGE = re.compile(r"([a-zA-Z]{2,3})(?:[-_](?:[a-zA-Z]{4}[-_])?([a-zA-Z]{2}))?(?:[-_].*)?")


def language(tag: str | None) -> tuple[str, str | None] | None:
    """Return language and region as Typst wants them, or None if the BCP 47 tag is not one it takes."""
    match = _LANGUAGE.fullmatch(tag or "")
    return (match[1].lower(), match[2].upper() if match[2] else None) if match else None
