"""Declaring sources in `conf/anthology.toml`: at its end, or no longer, every other line as it was."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import tomlkit

from anthology.config import CONFIG_FILE, Project
from anthology.curation.lines import Block, Lines
from anthology.errors import ConfigError
from anthology.files import write_atomically
from anthology.model import Source


def declare(project: Project, source: Source) -> None:
    """Append a source to the settings."""
    path = project.folder / CONFIG_FILE
    text = path.read_text("utf-8")
    keys = {"id": source.id, "name": source.name, "path": source.path, "url": source.url}
    keys["license"] = source.license
    lines = [f"{key} = {tomlkit.item(value).as_string()}" for key, value in keys.items() if value]
    added = text.rstrip("\n") + "\n\n[[sources]]\n" + "\n".join(lines) + "\n"
    write_atomically(path, added.encode())


def undeclare(project: Project, source_id: str) -> None:
    """Take a source out of the settings, with the comment right above it.

    Raises:
        ConfigError: If its table cannot be told from the others, as when sources stand in one line.
    """
    path = project.folder / CONFIG_FILE
    text = path.read_text("utf-8")
    before = _sources(text)
    number = [one.get("id") for one in before].index(source_id)
    found = Lines.of(text)
    blocks = [block for block in found.blocks if block.path == ("sources",)]
    after = _without(found, blocks[number]) if len(blocks) == len(before) else text
    if _rest(after) != _rest(text) or _sources(after) != before[:number] + before[number + 1 :]:
        raise ConfigError(
            f"source {source_id!r} cannot be taken out without touching others",
            CONFIG_FILE.as_posix(),
            "Take it out by hand.",
        )
    write_atomically(path, after.encode())


def shown_path(path: Path, project: Path) -> str:
    """Return a path as settings name it: relative to the project, unless they have no folder in common."""
    path = path.parent.resolve() / path.name
    try:
        common = os.path.commonpath((path, project))
    except ValueError:  # on another drive
        return path.as_posix()
    if common == path.anchor:
        return path.as_posix()
    return Path(os.path.relpath(path, project)).as_posix()


def _without(found: Lines, block: Block) -> str:
    lines, start, end = list(found.lines), block.start, block.end
    while start and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    while end < len(lines) and not lines[end].strip():
        end += 1
    before = "".join(lines[:start]).rstrip("\n")
    after = "".join(lines[end:])
    return "\n\n".join(part for part in (before, after) if part.strip()).rstrip("\n") + "\n"


def _sources(text: str) -> list[dict[str, Any]]:
    try:
        found = tomllib.loads(text).get("sources", [])
    except tomllib.TOMLDecodeError:
        return []
    return list(found)


def _rest(text: str) -> dict[str, Any]:
    try:
        return {key: value for key, value in tomllib.loads(text).items() if key != "sources"}
    except tomllib.TOMLDecodeError:
        return {"": None}
