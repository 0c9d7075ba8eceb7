"""Each reader's fixtures: `<format>/<name>.<ext>` is read, `<format>/<name>.yaml` says what must come out.

A YAML file has `entries`, a list of mappings of which only the fields that are written are compared, and may
have `problem`, words of the error that is raised after the last entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it.utils import read_fixture_file

from anthology.errors import SourceError
from anthology.model import Entry, Source
from anthology.sources import formats, read, recognise

HERE = Path(__file__).parent
CASES = sorted(
    path
    for form in ("feed", "wxr", "blogger", "json-feed", "markdown", "opml", "planet-html", "article")
    for path in (HERE / form).glob("*.yaml")
)


def value(entry: Entry, field: str) -> Any:
    """Return a field of an entry as a fixture writes it."""
    simple = {
        "aliases": list(entry.aliases),
        "bylines": list(entry.bylines),
        "categories": list(entry.categories),
        "date": entry.dated.value if entry.dated else None,
        "confidence": entry.dated.confidence if entry.dated else None,
        "from": entry.dated.origin if entry.dated else None,
        "channel": entry.channel.name if entry.channel else None,
        "channel_url": entry.channel.url if entry.channel else None,
        "channel_feed": entry.channel.feed if entry.channel else None,
        "labels": {key: list(values) for key, values in entry.labels.items()},
        "assets": [asset.uri for asset in entry.assets],
        "losses": [loss.what for loss in entry.losses],
        "line": entry.origin.first_line,
        "last_line": entry.origin.last_line,
        "guid": entry.origin.guid,
    }
    return simple[field] if field in simple else getattr(entry, field)


def compare(entry: Entry, expected: Mapping[str, Any]) -> None:
    for field, wanted in expected.items():
        if field == "body_has":
            missing = [words for words in wanted if words not in entry.body]
            assert missing == [], entry.body
        elif field == "body_lacks":
            present = [words for words in wanted if words in entry.body]
            assert present == [], entry.body
        else:
            assert value(entry, field) == wanted, field


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_reader(path: Path) -> None:
    wanted = yaml.safe_load(path.read_text(encoding="utf-8"))
    file = next(one for one in path.parent.glob(f"{path.stem}.*") if one.suffix != ".yaml")
    found: list[Entry] = []
    problem = ""
    try:
        for entry in read(Source("s", "S", file.name), path.parent):
            found.append(entry)
    except SourceError as error:
        problem = str(error)
    assert [entry.title for entry in found] == [entry.get("title") for entry in wanted["entries"]]
    for entry, expected in zip(found, wanted["entries"], strict=True):
        compare(entry, expected)
        assert entry.origin.file == file.name
    assert wanted.get("problem", "") in problem
    assert bool(problem) == ("problem" in wanted), problem
    reader = recognise(file)
    assert reader is not None
    assert path.parent.name == reader.FORMAT


def test_every_format_is_named_once() -> None:
    assert len(set(formats())) == len(formats())
    known = set(formats())
    expected = {"feed", "json-feed", "opml", "wxr", "blogger", "markdown", "archive"}
    assert not expected - known


FRONT_MATTER = read_fixture_file(HERE / "front_matter.md")


@pytest.mark.parametrize(
    ("line", "title", "text", "expected"), FRONT_MATTER, ids=[case[1] for case in FRONT_MATTER]
)
def test_front_matter_that_cannot_be_read_is_named(
    tmp_path: Path, line: int, title: str, text: str, expected: str
) -> None:
    (tmp_path / "post.md").write_text(text, "utf-8")
    (entry,) = read(Source("s", "S", "post.md"), tmp_path)
    assert "\n".join(f"{loss.what} at {loss.where}: {loss.why}" for loss in entry.losses) == expected.strip()
