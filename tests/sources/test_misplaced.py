"""An editor's word on a boundary is followed, or it is said why it could not be."""

import re
from pathlib import Path

import pytest
from markdown_it.utils import read_fixture_file

from anthology.curation import Decisions
from anthology.model import Source
from anthology.sources import read
from anthology.sources.text.misplaced import misplaced

HERE = Path(__file__).parent
CASES = read_fixture_file(HERE / "misplaced.md")


def warnings(folder, decisions, files="*.txt"):
    for path in (HERE / "misplaced").glob(files):
        (folder / path.name).write_bytes(path.read_bytes())
    decided = Decisions.parse(decisions)
    sources = [Source(path.stem, path.stem, path.name) for path in sorted(folder.glob("*.txt"))]
    entries = [entry for source in sources for entry in read(source, folder, decided.boundaries)]
    return entries, misplaced(decided.places, entries, folder)


@pytest.mark.parametrize(("line", "title", "word", "expected"), CASES, ids=[case[1] for case in CASES])
def test_misplaced(line, title, word, expected, tmp_path):
    kind, file, number = word.split()
    _, found = warnings(tmp_path, f'[[{kind}]]\nfile = "{file}"\nline = {number}\n')
    assert "\n".join(found) == expected.strip()


@pytest.mark.parametrize("file", sorted(path.name for path in (HERE / "misplaced").glob("*.txt")))
def test_each_line_of_a_page_is_followed_or_answered(file, tmp_path):
    """Whatever line an editor names, either the posts begin as they say, or a line is named that works."""
    untouched, _ = warnings(tmp_path, "", file)
    count = len((HERE / "misplaced" / file).read_text("utf-8").split("\n"))
    for number in range(1, count + 2, 2):
        entries, found = warnings(tmp_path, f'[[split]]\nfile = "{file}"\nline = {number}\n', file)
        if not found:
            assert len(entries) - len(untouched) in (0, 1)
            continue
        (hint,) = re.findall(r"the nearest right line is (\d+)", found[0])
        _, again = warnings(tmp_path, f'[[split]]\nfile = "{file}"\nline = {hint}\n', file)
        assert again == [], f"line {number}: the line it names is none either"
