"""Which words a link had: a dump prints the address after them and not where they began."""

from __future__ import annotations

import re

_LOOK_BACK = 240
"""Characters before an address in which its label may begin."""

_QUOTED = re.compile(r"(?:\"[^\"]{2,160}\"|“[^“”]{2,160}”|‘[^‘’]{2,160}’|«[^«»]{2,160}»)[.,]?\Z")
_RAISED = re.compile(
    r"(?<![\w'’.-])[A-Z0-9][\w.'’&/+#:-]*"
    r"(?: (?:(?:of|the|for|and|in|to|on|a|with|&|-|–) ){0,2}[A-Z0-9][\w.'’&/+#:-]*){0,12}\Z"
)
_BRACKETED = re.compile(r"(?:\S{1,60} )?\([^()]{1,60}\)\Z|\[[^\[\]]{1,40}\]\Z")
_TITLE = re.compile(r"(?!(?:The|An?|This|That|These|Our|My|Your|In|On|At|As|For|And|But|See) )[A-Z]")
_DATE = re.compile(r"[A-Z][a-z]{2,8} \d{1,2}, \d{4}\Z")
_LAST = re.compile(r"[@#]?[^\s()\[\]{}\"“”«»]+\Z")


def label_start(text: str) -> int | None:
    """Return where the label of a link begins in the text right before its address, or None for no label.

    A title at the start of the line is the label; else words in quotes, else a note in brackets, else a run
    of capitalised words, else the last word.

    Args:
        text: Plain text up to the parenthesis, with the space before it.
    """
    bare = text.rstrip()
    if not bare or bare[-1] in ":;,(—–-/|" or not re.search(r"\w", bare[-40:]):
        return None
    whole = bare.lstrip()
    if len(whole) <= 100 and _TITLE.match(whole) and not re.search(r"[.:;,]\s", whole):
        large = [word for word in re.findall(r"[^\W\d_][\w'’-]*", whole) if len(word) > 3]
        if len(large) <= 10 and sum(word[0].isupper() for word in large) * 3 >= 2 * len(large):
            return len(text) - len(whole) - (len(text) - len(bare))
    offset = max(0, len(bare) - _LOOK_BACK)
    tail = bare[offset:]
    for pattern in (_QUOTED, _BRACKETED, _DATE, _RAISED, _LAST):
        found = pattern.search(tail)
        if found:
            return offset + found.start()
    return None
