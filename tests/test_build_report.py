"""What a build says of itself: in its report, with `-v`, and of the post on which anything went wrong."""

import json
import re

import pytest

from anthology.each import Remembered
from anthology.errors import AnthologyError
from anthology.model import Entry, Origin, Source
from tests.books import run
from tests.cli.conftest import anthology, book  # noqa: F401 - fixtures
from tests.conftest import ROOT

HTML = ("build", "--formats", "html")
LOSSY = """---
title: A form
date: 2024-04-01
---

Words.

<form><input name='x'></form>

<script>x</script>
"""


def report_of(folder):
    return json.loads((folder / "build" / "report.json").read_text("utf-8"))


@pytest.fixture
def lossy(book):  # noqa: F811
    (book / "source/archive/first-posts/2024-04-01-a-form.md").write_text(LOSSY, "utf-8")
    with (book / "conf" / "anthology.toml").open("a") as file:
        file.write('\n[[sources]]\nid = "gone"\nname = "Gone"\npath = "gone.xml"\n')
    return book


def test_the_report_counts_and_names(anthology, lossy):  # noqa: F811
    assert anthology("-C", lossy, *HTML).code == 1
    report = report_of(lossy)
    counts = report["counts"]
    assert (counts["read"], counts["shown"], counts["problems"]) == (3, 3, 1)
    assert report["sources"] == [{"id": "first-posts", "posts": 3}, {"id": "gone", "posts": 0}]
    assert counts["losses"] == len(report["losses"]) > 0
    assert {loss["origin"] for loss in report["losses"]} == {
        "source/archive/first-posts/2024-04-01-a-form.md:6-10"
    }
    assert re.fullmatch(r"first-posts-[0-9a-f]{12}", report["losses"][0]["post"])
    assert "gone.xml" in report["problems"][0]["where"]
    assert [output["file"] for output in report["outputs"]] == ["build/html/index.html"]
    assert {"anthology", "python", "sphinx"} <= report["versions"].keys()
    assert {"reading posts", "converting", "describing", "building html"} <= {
        stage["stage"] for stage in report["run"]["stages"]
    }


def test_the_same_book_has_the_same_report_but_for_its_run(anthology, lossy):  # noqa: F811
    anthology("-C", lossy, *HTML)
    first = report_of(lossy)
    anthology("-C", lossy, *HTML)
    again = report_of(lossy)
    anthology("-C", lossy, "clean")
    anthology("-C", lossy, *HTML, "-j", "2")
    anew = report_of(lossy)
    for report in (first, again, anew):
        del report["run"]
    assert first == again == anew


def test_the_guide_describes_every_field(anthology, lossy):  # noqa: F811
    anthology("-C", lossy, *HTML)
    report = report_of(lossy)
    guide = (ROOT / "source" / "guide" / "publishing.md").read_text("utf-8")
    named = set(re.findall(r"^\| `([\w.]+)` \|", guide, re.M))
    fields = {
        *report,
        *(f"counts.{name}" for name in report["counts"]),
        *(f"run.{name}" for name in report["run"]),
    }
    assert fields <= named, fields - named


def test_each_stage_is_told_with_count_and_seconds(anthology, book):  # noqa: F811
    done = anthology("-v", "-C", book, *HTML)
    for stage in (
        "reading posts: 2",
        "converting: 2",
        "describing: 2",
        "tying together: 2",
        "writing pages: 2",
    ):
        assert re.search(rf"^{stage} in \d+\.\d s$", done.err, re.M), stage
    assert re.search(r"^building html: \d+ in \d+\.\d s$", done.err, re.M)


def test_a_warning_names_the_post_and_where_it_came_from(tmp_path):
    folder = tmp_path / "book"
    assert run(tmp_path, "init", str(folder)).returncode == 0
    archive = folder / "source" / "archive" / "first-posts"
    (archive / "broken.md").write_text(
        "---\ntitle: Broken\ndate: 2024-05-01\n---\n\n![A lamp](lamp.png)\n", "utf-8"
    )
    (archive / "lamp.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(60))
    done = run(folder, "build", "--formats", "html,pdf")
    assert done.returncode == 0, done.stderr
    (warning,) = [one for one in report_of(folder)["warnings"] if one["type"] == "anthology.print_picture"]
    assert warning["origin"] == "source/archive/first-posts/broken.md:6"
    assert f"  in {warning['post']}, from source/archive/first-posts/broken.md:6" in done.stderr


def fails(entry):
    raise ZeroDivisionError("by nought")


class NoCache:
    def get(self, stage, keys):
        return {}

    def put(self, stage, values):
        list(values)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_stage_that_fails_names_the_post(monkeypatch, jobs):
    monkeypatch.setattr("anthology.each._WORTH_A_PROCESS", 0.0)
    entry = Entry(Source("s", "S"), Origin("planet.txt", 12, 40), "k", "A title", "x", "text")
    with Remembered(NoCache(), jobs=jobs) as each, pytest.raises(AnthologyError) as caught:
        each(fails, [(entry,)], by=lambda entry: (entry.key,))
    assert "fails failed on A title (planet.txt:12-40): ZeroDivisionError: by nought" in str(caught.value)


def test_files_passed_over_are_named_everywhere(anthology, book):  # noqa: F811
    """By `add --look` and `build` in a line, by `check` and the report one by one; no exit code says so."""
    folder = book / "source/archive/first-posts"
    (folder / "data.csv").write_text("a,b\n", "utf-8")
    (folder / "empty.md").write_text("", "utf-8")
    said = "2 files passed over in source/archive/first-posts: data.csv, empty.md"
    looked = anthology("-C", book, "add", "--look", folder)
    assert looked.code == 0
    assert said in looked.out
    built = anthology("-C", book, *HTML)
    assert built.code == 0
    assert said in built.err
    report = report_of(book)
    assert report["counts"]["passed_over"] == 2
    assert [one["file"] for one in report["passed_over"]] == [
        "source/archive/first-posts/data.csv",
        "source/archive/first-posts/empty.md",
    ]
    assert "first-posts/data.csv" in anthology("-C", book, "check").out
