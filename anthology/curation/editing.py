"""Writing decisions without touching anything else in the file: comments, order and layout stay."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from anthology import toml
from anthology.curation.decisions import Decisions
from anthology.curation.lines import Lines
from anthology.errors import ConfigError
from anthology.files import write_atomically
from anthology.model import Tombstone

_MOST_ON_A_LINE = 4

Change = str | int | bool | list[str] | dict[str, Any] | None
"""A new value of a key; None removes the key."""


def decide(path: Path, post: str, changes: Mapping[str, Change], *, title: str | None = None) -> None:
    """Write a decision on one post into the file, which is made if it does not exist.

    The file is replaced at once: a reader sees the old one or the new one.

    Args:
        path: `conf/decisions.toml`.
        post: Id of the post.
        changes: New values by key; None removes a key, and a decision without keys disappears.
        title: The post's title, put beside a new decision for human eyes.

    Raises:
        ConfigError: The file is not well-formed, or a change has no meaning.
    """
    _write(path, revised(_read(path), post, changes, title=title))


def _read(path: Path) -> str:
    return toml.read_text(path, toml.shown(path)) if path.exists() else ""


def _write(path: Path, text: str) -> None:
    """Replace the file, if it is to say something else that can be understood."""
    Decisions.parse(text, toml.shown(path))
    if text != _read(path):
        # Line ends as an editor on Windows left them: a diff shows what was decided and nothing else.
        ends = "\r\n" if path.exists() and b"\r\n" in path.read_bytes() else "\n"
        write_atomically(path, text.replace("\n", ends).encode())


def entomb(path: Path, stones: Iterable[Tombstone]) -> None:
    """Write tombstones in the place of everything that was decided and noted on posts.

    Args:
        path: `conf/decisions.toml`.
        stones: Of the posts that are taken down.

    Raises:
        ConfigError: The file is not well-formed.
    """
    text = _read(path)
    for stone in stones:
        changes: dict[str, Change] = {
            "status": "taken-down",
            "reason": stone.reason,
            "prints": list(stone.prints),
        }
        text = _appended(without(text, stone.post), stone.post, changes, None)
    _write(path, text)


def without(text: str, post: str) -> str:
    """Return the text of a decisions file without a post's tables and the comments that stand on them.

    Raises:
        ConfigError: The text is not TOML.
    """
    try:
        lines = Lines.of(text)
        kept: list[str] = []
        at = 0
        for block in lines.blocks:
            if block.path[:2] == ("posts", post):
                start = max(at, _with_comments(lines.lines, block.start))
                kept += lines.lines[at:start]
                # One empty line is enough between what stood before and after.
                after_it = lines.lines[block.end : block.end + 1]
                at = block.end + (after_it == ["\n"] and (not kept or kept[-1] == "\n"))
        after = "".join([*kept, *lines.lines[at:]])
        if post in tomllib.loads(after).get("posts", {}):  # as an inline table or with dotted keys
            document: Any = tomlkit.parse(after)
            del document["posts"][post]
            after = tomlkit.dumps(document)
    except (tomllib.TOMLDecodeError, TOMLKitError) as error:
        raise ConfigError(f"decisions are not TOML: {error}") from error
    return after


def _with_comments(lines: Sequence[str], start: int) -> int:
    """Return where the comment begins that stands directly above a table; that of the file itself is none."""
    first = start
    while first and lines[first - 1].startswith("#"):
        first -= 1
    return first or start


def revised(text: str, post: str, changes: Mapping[str, Change], *, title: str | None = None) -> str:
    """Return the text of a decisions file with one post's decision changed.

    Only the lines of that decision differ; a new one is added at the end, so that the file reads as the
    history it is.

    Raises:
        ConfigError: The text is not TOML.
    """
    try:
        wanted = _data_after(tomllib.loads(text), post, changes)
        lines = Lines.of(text)
        block = lines.posts.get(post)
        if block is not None:
            old = "".join(lines.lines[block.start : block.end])
            new = _changed(old, ("posts", post), changes)
            after = "".join([*lines.lines[: block.start], new, *lines.lines[block.end :]])
        else:
            after = _appended(text, post, changes, title)
        if _well(after) == wanted:
            return after
        # Something unusual, such as an inline table: the parser that knows all of TOML does it less neatly.
        return _changed(text, ("posts", post), changes)
    except (tomllib.TOMLDecodeError, TOMLKitError) as error:
        raise ConfigError(f"decisions are not TOML: {error}") from error


def _data_after(data: dict[str, Any], post: str, changes: Mapping[str, Change]) -> dict[str, Any]:
    posts = {**data.get("posts", {})}
    table = {**posts.get(post, {}), **changes}
    posts[post] = {key: value for key, value in table.items() if value is not None}
    if not posts[post]:
        del posts[post]
    return {**{k: v for k, v in data.items() if k != "posts"}, **({"posts": posts} if posts else {})}


def _well(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _changed(text: str, path: tuple[str, str], changes: Mapping[str, Change]) -> str:
    document = tomlkit.parse(text)
    posts: Any = document.setdefault(path[0], tomlkit.table(is_super_table=True))
    table: Any = posts.setdefault(path[1], tomlkit.table())
    for key, value in changes.items():
        if value is None:
            table.pop(key, None)
        elif table.get(key) != value:
            table[key] = _item(value)
    if not table:
        del posts[path[1]]
        if not posts:
            del document[path[0]]
    return tomlkit.dumps(document)


def _appended(text: str, post: str, changes: Mapping[str, Change], title: str | None) -> str:
    kept = {key: value for key, value in changes.items() if value is not None}
    if not kept:
        return text
    document = tomlkit.document()
    for key, value in kept.items():
        document[key] = _item(value)
    note = "  # " + " ".join(title.split()) if title and title.strip() else ""
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    return f"{text}{gap}[posts.{tomlkit.key(post).as_string()}]{note}\n{tomlkit.dumps(document)}"


def _item(value: Change) -> object:
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update(value)
        return table
    if isinstance(value, list) and len(value) > _MOST_ON_A_LINE:
        array = tomlkit.array()
        array.extend(value)
        return array.multiline(True)
    return value
