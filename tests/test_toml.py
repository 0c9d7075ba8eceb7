"""Files of TOML: every table and key is found on its line."""

import re
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.utils import read_fixture_file

from anthology.toml import Document, shown

LINES = read_fixture_file(Path(__file__).with_name("toml_lines.md"))
MISLEADING = ["x", "[[k1]]", "\nk2 = 1\n[k3]\n", '"""', "'''", "# [", "\\", "]\nk1 = 4", "{\n[k1.k2]\n"]


def steps(label: str) -> list[str | int]:
    """Read a path as errors print it; `%` stands for a full stop in a name."""
    names = (
        re.match(r"([^\[]*)(?:\[(\d+)\])?$", part) or re.match(r"(.*)()", part) for part in label.split(".")
    )
    found: list[str | int] = []
    for name in names:
        found += [name[1].replace("%", ".")] + ([int(name[2]) - 1] if name[2] else [])
    return found


@pytest.mark.parametrize(("line", "title", "text", "expected"), LINES, ids=[case[1] for case in LINES])
def test_lines(line, title, text, expected):
    document = Document.parse(text, "x.toml")
    for path, number in (row.rsplit(" ", 1) for row in expected.splitlines()):
        assert document.at(*steps(path)) == f"x.toml:{number}", path


@st.composite
def documents(draw):
    """Return a document, and the path of each of its values; each key has a name of its own."""
    names = (f"k{n}" for n in range(1, 1000))
    paths: dict[str, tuple[str | int, ...]] = {}

    def table(path, depth):
        made = tomlkit.table()
        for _ in range(draw(st.integers(0, 3))):
            key = next(names)
            paths[key] = (*path, key)
            text = draw(st.sampled_from(MISLEADING))
            made[key] = draw(
                st.sampled_from([1, text, tomlkit.string(text.replace('"', ""), multiline=True), [text]])
            )
        for _ in range(draw(st.integers(0, 2)) if depth else 0):
            key = next(names)
            paths[key] = (*path, key)
            if draw(st.booleans()):
                made[key] = table((*path, key), depth - 1)
            else:
                several = tomlkit.aot()
                for number in range(draw(st.integers(1, 3))):
                    several.append(table((*path, key, number), depth - 1))
                made[key] = several
        return made

    document = tomlkit.document()
    for key, value in table((), 2).items():
        document[key] = value
    return tomlkit.dumps(document), paths


@given(documents())
def test_every_key_is_found_where_it_stands(made):
    text, paths = made
    document = Document.parse(text, "x")
    lines = text.split("\n")
    for key, path in paths.items():
        line = lines[int(document.at(*path).rpartition(":")[2]) - 1]
        assert re.match(rf"{key} = |\[.*\b{key}\b", line), (key, line)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/home/ann/book/conf/people.toml", "conf/people.toml"),
        ("/home/ann/conf/book/conf/gadgets/cycles.toml", "conf/gadgets/cycles.toml"),
        ("/home/ann/words/cycles.toml", "/home/ann/words/cycles.toml"),
        ("decisions.toml", "decisions.toml"),
    ],
)
def test_files_are_called_as_editors_do(path, name):
    assert shown(Path(path)) == name
