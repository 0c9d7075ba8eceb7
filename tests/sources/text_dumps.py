"""Cases of text dumps: `NAME.txt` is what is read, `NAME.json` what must come out.

`posts` lists what each post must have, in order; what is not named there is not compared.  `split` and `join`
are lines on which an editor has spoken; `why` says what the case is about.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from anthology.model import Entry, Source
from anthology.sources.boundaries import Boundaries

HERE = Path(__file__).parent
SOURCE = Source("dump", "A dump")


def cases(folder: str) -> list[Any]:
    """All cases of a folder, as parameters of a test."""
    return [pytest.param(path, id=path.stem) for path in sorted((HERE / folder).glob("*.txt"))]


def read(reader: ModuleType, path: Path, text: str) -> list[Entry]:
    """Read a text as the file `path`."""
    path.write_text(text, encoding="utf-8")
    return list(reader.read(SOURCE, path))


def told(entry: Entry) -> dict[str, Any]:
    """What a case can say of a post."""
    channel, dated = entry.channel, entry.dated
    return {
        "title": entry.title,
        "blog": channel.name if channel else None,
        "site": channel.url if channel else None,
        "feed": channel.feed if channel else None,
        "url": entry.url,
        "bylines": list(entry.bylines),
        "date": dated.value if dated else None,
        "date_from": dated.origin if dated else None,
        "categories": list(entry.categories),
        "losses": [loss.where for loss in entry.losses],
        "lines": [entry.origin.first_line, entry.origin.last_line],
    }


def check(reader: ModuleType, path: Path) -> None:
    """Read a case and compare it with what is expected; bodies must be the exact lines."""
    case = json.loads(path.with_suffix(".json").read_text("utf-8"))
    boundaries = Boundaries(
        frozenset((path.name, line) for line in case.get("split", ())),
        frozenset((path.name, line) for line in case.get("join", ())),
    )
    found = list(reader.read(SOURCE, path, boundaries))
    wanted = case["posts"]
    assert [e.title for e in found] == [post["title"] for post in wanted]
    for entry, post in zip(found, wanted, strict=True):
        have = told(entry)
        assert {key: have[key] for key in post} == post
    lines = path.read_text("utf-8").split("\n")
    for entry in found:
        first, last = entry.origin.first_line, entry.origin.last_line
        if entry.body:
            assert entry.body == "\n".join(lines[first - 1 : last])
            assert lines[first - 1].strip() and lines[last - 1].strip()
    assert len({entry.key for entry in found}) == len(found)
    assert all(entry.body_format == "text" for entry in found)
