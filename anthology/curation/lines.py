"""Where things stand in a decisions file, which TOML parsers do not tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from anthology.toml import header_names, statements


@dataclass(frozen=True, slots=True)
class Block:
    """A table's lines: its header's index, from 0, and the index after its last line."""

    path: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a well-formed file and the tables they form."""

    lines: Sequence[str]
    blocks: Sequence[Block]
    posts: Mapping[str, Block]

    @classmethod
    def of(cls, text: str) -> Lines:
        """Find the tables of a file; lines keep their ends."""
        lines = StringIO(text).readlines()  # as TOML has them: no other sign than a line feed ends one
        heads = [(index, path) for index, line in statements(text) if (path := header_names(line))]
        ends = [index for index, _ in heads[1:]] + [len(lines)] * bool(heads)
        blocks = [
            Block(path, start, _last(lines, start, end))
            for (start, path), end in zip(heads, ends, strict=True)
        ]
        posts = {b.path[1]: b for b in reversed(blocks) if len(b.path) == 2 and b.path[0] == "posts"}
        return cls(lines, blocks, posts)


def _last(lines: Sequence[str], start: int, end: int) -> int:
    """Leave out empty lines and comments at the end: they belong to what comes next."""
    while end > start + 1 and (not (bare := lines[end - 1].strip()) or bare.startswith("#")):
        end -= 1
    return end
