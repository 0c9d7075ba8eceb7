"""A warning is said by every build until what it is about is mended."""

from __future__ import annotations

import re

import pytest

from tests.sphinxext.conftest import CHAPTER, build

FAULTY = """\
# A chapter

By {author}`An Other`.

```{quote} planet-000000000001
Never said.
```

```{posts}
:project: Qay
```

```{nothing-like-this}
```
"""
SAID = ("An Other", "Never said.", "Qay", "nothing-like-this")


def said_by(built):
    """Return the warnings without the folder."""
    return sorted(line.replace(f"{built.folder}/", "") for line in built.warnings)


@pytest.fixture
def faulty(fresh):
    folder = fresh(FAULTY)
    first = said_by(build(folder))
    assert all(any(words in line for line in first) for words in SAID)
    return folder, first


def test_nothing_changed(faulty):
    folder, first = faulty
    for _ in range(2):
        again = build(folder)
        assert said_by(again) == first
    assert "chapters/one" not in again.written


def test_another_page_changed(faulty):
    folder, first = faulty
    (folder / "source/chapters/two.md").write_text("---\norphan: true\n---\n\n# Two\n\n{topic}`rope`\n")
    more = [line for line in said_by(build(folder)) if line not in first]
    assert len(more) == 1
    assert "two.md:7" in more[0]
    assert said_by(build(folder)) == sorted([*first, *more])


def test_another_format(faulty):
    folder, first = faulty
    assert said_by(build(folder, builder="epub")) == first
    assert said_by(build(folder)) == first


def test_in_several_processes(fresh):
    folder = fresh(FAULTY)
    first = said_by(build(folder, parallel=2))
    assert all(any(words in line for line in first) for words in SAID)
    assert said_by(build(folder, parallel=2)) == first
    (folder / "source/chapters/one.md").write_text(CHAPTER)
    assert build(folder, parallel=2).warnings == []


def test_mended_one_by_one(faulty):
    folder, first = faulty
    chapter = folder / "source/chapters/one.md"
    chapter.write_text(FAULTY.replace("An Other", "Ann Other"))
    assert said_by(build(folder)) == [line for line in first if "An Other" not in line]
    chapter.write_text(CHAPTER)
    assert build(folder).warnings == []
    assert build(folder).warnings == []


def test_a_page_that_is_gone(faulty):
    folder, _ = faulty
    (folder / "source/chapters/one.md").unlink()
    assert build(folder).warnings == []


def test_a_page_in_no_table_of_contents(fresh):
    folder = fresh(CHAPTER)
    (folder / "source/lost.md").write_text("# Lost\n")
    first = said_by(build(folder))
    assert "isn't included in any toctree" in first[0]
    assert said_by(build(folder)) == first
    (folder / "source/chapters/one.md").write_text(f"{CHAPTER}\nMore.\n")
    assert said_by(build(folder)) == first
    (folder / "source/lost.md").unlink()
    assert build(folder).warnings == []


@pytest.mark.parametrize(
    ("directive", "said"),
    [
        ("{facts} author anni", "no author is called 'anni'; did you mean 'annie'?"),
        ("{facts} project qay", "no project is called 'qay'; did you mean 'quay'?"),
        ("{posts}\n:about: rope", "no topic is called 'rope'; did you mean 'ropes'?"),
        ("{posts}\n:channel: nothing", "no channel is called 'nothing'"),
        ("{posts}\n:year: last", "'last' is no such time; write it as 2013"),
        ("{posts}\n:month: May", "'May' is no such time; write it as 2013-05"),
    ],
)
def test_what_a_directive_names_must_be_there(fresh, directive, said):
    folder = fresh(f"# A chapter\n\n```{directive}\n```\n")
    first = said_by(build(folder))
    assert len(first) == 1
    assert re.search(r"source/chapters/one\.md:[34]: ", first[0])
    assert said in first[0]
