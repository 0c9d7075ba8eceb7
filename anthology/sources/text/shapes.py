"""What a line looks like: prose, a title, a name, an item, code.  Judged from the line alone."""

from __future__ import annotations

import re

_ITEM = re.compile(r"^(?:[•◦▪‣●○*+–-]\s+|\(?\d{1,2}[.)]\s+|[a-z][.)]\s+)")
_CODE = re.compile(
    r"^(?:[$#%>]\s?\S|sudo\s|\S+@\S+[:~].*[$#]|[{}\[\]<>|+=]|(?:import|from|def|class|export|apt-get|yum|pip|git|cd|cat|curl|wget)\s\S+$"
    r"|[\w.-]+\s*=\s*\S|.*[;{}]$|--?\w|/\w+/|\w+\(.*\)$|[\w-]+:\s*$|\S+\.(?:py|sh|conf|xml|json|ya?ml)$|.*\s--\w)"
)
_COMMAND = re.compile(
    r"^[a-z][\w./-]* (?=.*(?:(?<=\s)--?\w|(?<=\s)[|&>]|[$={}@]|\w_\w|(?<=\s)[.~]?/\w))"
    r"[^.!?]*(?:[.!?](?=\S)[^.!?]*)*$"
)
_NAME_WORD = re.compile(r"^(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.-]*|de|la|da|di|van|von|der|den|le|del|dos|bin|al)$")
_END = (".", "!", "?", "…", ":", ";", ",", ".)", ".”", '."', "?”", ".’", *"。！？：；，｡")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]")


def is_item(text: str) -> bool:
    """Tell whether the line is an item of a list."""
    return _ITEM.match(text) is not None


def looks_like_code(text: str) -> bool:
    """Tell whether the line could stand in a shell, a program or a settings file."""
    return len(text) < 400 and _CODE.match(text) is not None


def is_command(text: str) -> bool:
    """Tell whether the line is a command by itself: a small word, then options, pipes, paths."""
    return len(text) < 400 and _COMMAND.match(text) is not None


def is_prose(text: str) -> bool:
    """Tell whether the line is a paragraph: too long for a title, or a sentence with its end."""
    if len(text) > 160:
        return True
    # A character of Chinese, Japanese or Korean says as much as two or three letters.
    width = len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))
    return width > 160 or (width > 60 and text.endswith(_END) and not text.endswith(("?", "？")))


def is_title_like(text: str) -> bool:
    """Tell whether the line could be a post's title."""
    if not 2 <= len(text) <= 200 or len(text.split()) > 30 or not any(c.isalpha() for c in text):
        return False
    if (
        is_item(text)
        or text.endswith((",", ";", ":", "，", "；", "："))
        or text.startswith(("http://", "https://", "<", "|", "```", "—"))
    ):
        return False
    return not (text.endswith(".") and len(text.split()) > 12)


def is_name_like(text: str) -> bool:
    """Tell whether the line could be a person's name: two to five words, each begun with a capital."""
    words = text.split()
    return (
        2 <= len(words) <= 5
        and len(text) <= 45
        and all(_NAME_WORD.match(word) for word in words)
        and not any(c.isdigit() or c in ":?!&@/()" for c in text)
    )


def ends_sentence(text: str) -> bool:
    """Tell whether the line ends as a sentence does."""
    return text.endswith(_END)
