"""What a chapter's MyST holds, without running Sphinx: links, roles and directives, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_PARSER.use(front_matter_plugin).use(myst_role_plugin).use(colon_fence_plugin)
_TITLED = re.compile(r"[^`]*<([^<>]+)>\s*", re.DOTALL)
_OPTION = re.compile(r":([\w-]+):[ \t]*(.*)")
_DIRECTIVE = re.compile(r"\{([\w:-]+)\}[ \t]*(.*)")
_LITERAL = frozenset(
    (
        "code",
        "code-block",
        "code-cell",
        "sourcecode",
        "literalinclude",
        "parsed-literal",
        "math",
        "raw",
        "eval-rst",
    )
)
"""Directives whose content is no MyST."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that refers to something else.

    Attributes:
        kind: What it is.
        name: Of a role or directive, without the domain; empty for a link.
        target: A link's address, a role's content, a directive's argument.
        line: From 1; of the paragraph that holds it.
        content: Of a directive.
    """

    kind: Literal["link", "role", "directive"]
    name: str
    target: str
    line: int
    content: str = ""

    @property
    def meant(self) -> str:
        """What a role or directive names, without the words it is shown with."""
        titled = _TITLED.fullmatch(self.target) if self.kind == "role" else None
        return " ".join((titled[1] if titled else self.target).split()).strip("\"'")

    def options(self) -> dict[str, str]:
        """Return a directive's options."""
        found: dict[str, str] = {}
        for line in self.content.splitlines():
            option = _OPTION.fullmatch(line.strip())
            if option is None:
                break
            found[option[1]] = option[2].strip("\"'")
        return found


def pieces(myst: str, first_line: int = 1) -> Iterator[Piece]:
    """Yield all that a chapter refers to, in order.

    Args:
        myst: The chapter.
        first_line: Its first line's number.
    """
    yield from _pieces(_PARSER.parse(myst), first_line)


def _pieces(tokens: Iterable[Token], line: int) -> Iterator[Piece]:
    for token in tokens:
        here = line + token.map[0] if token.map else line
        if token.type == "link_open":
            yield Piece("link", "", str(token.attrGet("href") or ""), here)
        elif token.type == "myst_role":
            yield Piece("role", _plain(str(token.meta["name"])), token.content, here)
        elif token.type in ("fence", "colon_fence") and (found := _DIRECTIVE.match(token.info.strip())):
            name = _plain(found[1])
            yield Piece("directive", name, found[2].strip(), here, token.content)
            if name not in _LITERAL:
                yield from pieces(token.content, here + 1)
        elif token.children:
            yield from _pieces(token.children, here)


def _plain(name: str) -> str:
    return name.removeprefix("anthology:")
