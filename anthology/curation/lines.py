"""Where things stand in a decisions file, which TOML parsers do not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_HEADER = re.compile(r"\s*(\[\[?)\s*(?P<path>[^\[\]#]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*[.=]""")
_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*(?:\.|$)""")
_TOKEN = re.compile(r"""\"{3}|'{3}|"(?:[^"\\]|\\.)*"|'[^']*'|#.*""")
_CLOSING = {
    '"' * 3: re.compile(r'(?:[^"\\]|\\.|"(?!""))*"""', re.DOTALL),
    "'" * 3: re.compile(r"(?:[^']|'(?!''))*'''"),
}


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
        lines = text.splitlines(keepends=True)
        heads = [(index, path) for index in _outside_texts(lines) if (path := _path(lines[index]))]
        ends = [index for index, _ in heads[1:]] + [len(lines)] * bool(heads)
        blocks = [
            Block(path, start, _last(lines, start, end))
            for (start, path), end in zip(heads, ends, strict=True)
        ]
        posts = {b.path[1]: b for b in reversed(blocks) if len(b.path) == 2 and b.path[0] == "posts"}
        return cls(lines, blocks, posts)

    def post(self, post: str) -> int:
        """Return the line, from 1, on which the table of a post starts; 1 where it has none of its own."""
        return self.posts[post].start + 1 if post in self.posts else 1

    def key(self, post: str, key: str) -> int:
        """Return the line, from 1, of one key of a post's table."""
        if (block := self.posts.get(post)) is None:
            return 1
        return next((i + 1 for i in range(block.start + 1, block.end) if self._has(i, key)), block.start + 1)

    def top(self, key: str) -> int:
        """Return the line, from 1, of a key or table of the file itself."""
        headers = (b.start + 1 for b in self.blocks if b.path[0] == key)
        first = self.blocks[0].start if self.blocks else len(self.lines)
        keys = (i + 1 for i in range(first) if self._has(i, key))
        return next(keys, None) or next(headers, 1)

    def place(self, kind: str, number: int) -> int:
        """Return the line, from 1, of the `number`-th (from 0) table of `[[kind]]`."""
        found = [b.start + 1 for b in self.blocks if b.path == (kind,)]
        return found[number] if number < len(found) else 1

    def _has(self, index: int, key: str) -> bool:
        found = _KEY.match(self.lines[index])
        return found is not None and key in found.groups()


def _outside_texts(lines: Sequence[str]) -> Iterator[int]:
    """Yield the indices of the lines that do not begin inside a text of several lines."""
    closing = ""
    for index, line in enumerate(lines):
        if not closing:
            yield index
        at = 0
        while True:
            if closing:
                end = _CLOSING[closing].match(line, at)
                if end is None:
                    break
                at, closing = end.end(), ""
            opening = next((t for t in _TOKEN.finditer(line, at) if t[0] in _CLOSING or t[0][0] == "#"), None)
            if opening is None or opening[0] not in _CLOSING:
                break
            at, closing = opening.end(), opening[0]


def _last(lines: Sequence[str], start: int, end: int) -> int:
    """Leave out empty lines and comments at the end: they belong to what comes next."""
    while end > start + 1 and (not (bare := lines[end - 1].strip()) or bare.startswith("#")):
        end -= 1
    return end


def _path(line: str) -> tuple[str, ...]:
    found = _HEADER.match(line)
    if not found:
        return ()
    return tuple(next(part for part in parts if part) for parts in _PART.findall(found["path"]) if any(parts))
