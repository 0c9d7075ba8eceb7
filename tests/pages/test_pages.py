"""Pages on disk: what is written, when, and what is left alone."""

from __future__ import annotations

import dataclasses
import json
import re
import unicodedata

import pytest
import yaml

from anthology.export import record
from anthology.model import Catalogue, Dated
from anthology.pages import clean, display_date, display_title, write
from anthology.pages.catalogue_file import catalogue_data, shown_records
from anthology.pages.list_pages import list_pages
from anthology.pages.naming import filed_under
from anthology.pages.post_page import post_page
from tests.pages.small_book import BOOK, VOCABULARY, catalogue, post


def files_of(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG not really")
    return path


def front_matter_of(page: str) -> dict:
    return yaml.safe_load(page.split("---\n")[1])


def test_everything_has_a_page(tmp_path, picture):
    report = write(catalogue(picture), VOCABULARY, tmp_path / "source", BOOK)
    files = files_of(tmp_path / "source")
    assert set(report.written) | {".anthology/manifest.json", ".anthology/catalogue.json"} == set(files)
    assert not report.conflicts
    for expected in (
        "posts/planet/post-1.md",
        "cycles/index.md",
        "cycles/birch.md",
        "cycles/undated.md",
        "topics/ropes.md",
        "projects/winch.md",
        "authors/ann-other.md",
        "authors/index-1.md",
        "channels/ann-s-boats.md",
        "series/mooring.md",
        "years/2011.md",
        "pictures/0123456789abcdef.png",
    ):
        assert expected in files
    assert "posts/planet/post-18.md" not in files, "a rejected post has no page"
    assert "topics/unused.md" not in files
    assert "authors/nobody.md" not in files


def test_nothing_is_written_twice(tmp_path, picture):
    source = tmp_path / "source"
    write(catalogue(picture), VOCABULARY, source, BOOK)
    before = {p: p.stat().st_mtime_ns for p in source.rglob("*") if p.is_file()}
    report = write(catalogue(picture), VOCABULARY, source, BOOK)
    assert report.written == report.removed == []
    assert before == {p: p.stat().st_mtime_ns for p in source.rglob("*") if p.is_file()}


def test_a_new_post_changes_no_other_post_page(tmp_path):
    source = tmp_path / "source"
    whole = catalogue()
    write(dataclasses.replace(whole, posts=whole.posts[1:]), VOCABULARY, source, BOOK)
    report = write(whole, VOCABULARY, source, BOOK)
    assert [p for p in report.written if p.startswith("posts/")] == [f"{whole.posts[0].docname}.md"]


@pytest.mark.parametrize("number", range(1, 17))
def test_front_matter_is_yaml_whatever_the_title(number):
    made = catalogue().posts[number - 1]
    page = post_page(record(made, body=False), made.body.myst)
    matter = front_matter_of(page)
    assert matter["anthology-id"] == made.id
    assert matter.get("title", "") == " ".join((made.title or "").replace("\x07", "").split())
    assert page.count("\n# ") >= 1


def test_front_matter_has_its_order():
    made = catalogue().posts[0]
    keys = list(front_matter_of(post_page(record(made, body=False), "")))
    order = ["title", "authors", "date", "source", "url", "cycle"]
    order += ["topics", "projects", "releases", "series", "license", "anthology-id"]
    assert keys == [key for key in order if key in keys]


def test_front_matter_says_employers_as_myst_does():
    made = catalogue().posts
    authors = [front_matter_of(post_page(record(post, body=False), "")).get("authors") for post in made]
    assert [{"name": "Ann Other", "affiliation": "Quay Ltd"}, "Bo"] in authors
    assert ["Ann Other"] in authors


def test_lone_surrogates_are_no_reason_to_stop(tmp_path):
    odd = post(1, "half a pair \ud83d", authors=())
    report = write(Catalogue((odd,)), VOCABULARY, tmp_path, BOOK)
    assert "posts/planet/post-1.md" in report.written


def test_a_changed_page_is_a_persons(tmp_path):
    write(catalogue(), VOCABULARY, tmp_path, BOOK)
    page = tmp_path / "posts/planet/post-1.md"
    page.write_text(page.read_text("utf-8") + "\nA word of mine.\n", "utf-8")
    changed = catalogue()
    first = dataclasses.replace(changed.posts[0], title="Retitled")
    changed = dataclasses.replace(changed, posts=(first, *changed.posts[1:]))
    for _ in range(2):
        report = write(changed, VOCABULARY, tmp_path, BOOK)
        assert [c.path for c in report.conflicts] == ["posts/planet/post-1.md"]
        assert "adopt" in report.conflicts[0].remedy
        assert "A word of mine." in page.read_text("utf-8")


def test_a_foreign_file_stays(tmp_path):
    page = tmp_path / "topics" / "boats.md"
    page.parent.mkdir(parents=True)
    page.write_text("# My own\n")
    report = write(catalogue(), VOCABULARY, tmp_path, BOOK)
    assert [c.path for c in report.conflicts] == ["topics/boats.md"]
    clean(tmp_path)
    assert list(files_of(tmp_path)) == ["topics/boats.md"]


def test_stale_pages_go_but_changed_ones_stay(tmp_path):
    whole = catalogue()
    write(whole, VOCABULARY, tmp_path, BOOK)
    kept = tmp_path / "posts/planet/post-9.md"
    kept.write_text("mine")
    report = write(dataclasses.replace(whole, posts=whole.posts[:7]), VOCABULARY, tmp_path, BOOK)
    assert "posts/planet/post-8.md" in report.removed
    assert not (tmp_path / "posts/planet/post-8.md").exists()
    assert [c.path for c in report.conflicts] == ["posts/planet/post-9.md"]
    assert kept.read_text() == "mine"


def test_clean_leaves_what_was_there(tmp_path, picture):
    source = tmp_path / "source"
    (source / "chapters").mkdir(parents=True)
    (source / "index.md").write_text("# Front\n")
    (source / "chapters" / "one.md").write_text("# One\n")
    before = files_of(source)
    report = write(catalogue(picture), VOCABULARY, source, BOOK)
    assert sorted(clean(source).removed) == sorted(report.written)
    assert files_of(source) == before
    assert sorted(p.name for p in source.iterdir()) == ["chapters", "index.md"]
    assert clean(source).removed == []


def test_catalogue_file(tmp_path):
    write(catalogue(), VOCABULARY, tmp_path, BOOK)
    data = json.loads((tmp_path / ".anthology/catalogue.json").read_bytes())
    assert data["book"]["title"] == "A Small Book"
    assert len(data["posts"]) == 16
    assert "body" not in data["posts"][0]
    assert data["posts"][0]["license"] == "CC BY 4.0, see https://license.example/by"
    assert data["also_at"] == {
        "planet-000000000001": [{"name": "Ann's boats", "url": "https://planet.example/copy"}]
    }
    assert data["related"]["planet-000000000001"] == ["planet-000000000002", "planet-00000000000b"]
    assert data["channels"]["ann-s-boats"] == {"name": "Ann's boats", "url": "https://boats.example/"}
    assert data["series"]["mooring"]["posts"] == ["planet-000000000001", "planet-000000000002"]
    assert "nobody" not in data["people"]


def test_posts_stand_once_in_the_contents_by_topic_then_date(tmp_path):
    write(catalogue(), VOCABULARY, tmp_path, BOOK)
    birch = (tmp_path / "cycles/birch.md").read_text("utf-8")
    entries = [line for line in birch.splitlines() if line.startswith("/posts/")]
    assert len(entries) == len(set(entries)) == 14
    assert entries[-2:] == ["/posts/planet/post-6", "/posts/planet/post-4"], "ropes, then other subjects"
    assert ':caption: "Boats: small & large"' in birch


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2013-05-21T14:30:00Z", "21 May 2013"),
        ("2013-05-21", "21 May 2013"),
        ("2013-05", "May 2013"),
        ("2013", "2013"),
        (None, "undated"),
        ("2013-00", "2013"),
        ("soon", "soon"),
    ],
)
def test_dates(value, shown):
    assert display_date(value) == shown


def test_untitled():
    assert display_title(record(post(3, None), body=False)) == "Untitled, Ann's boats, 3 May 2012"
    assert display_title(record(post(3, " \u200b ", dated=None), body=False)) == "Untitled, Ann's boats"


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Daniel P. Berrangé", "berrange"),
        ("Ann Other Jr.", "other"),
        ("Bo (the boatman) Ek", "ek"),
        ("Ek, Bo", "ek, bo"),
        ("@handle", "handle"),
        ("佐藤 恵", "佐藤 恵"),
        ("홍 길동", unicodedata.normalize("NFKD", "홍 길동")),
        ("", ""),
    ],
)
def test_authors_are_filed_under_their_families_names(name, family):
    assert filed_under(name)[0] == family


def lists_of(pages: dict[str, str], page: str) -> list[str]:
    """Return the headings of a list page, and the filters of its lists."""
    return re.findall(r"^(?:## |:(?:cycle|year): )(.*)$", pages[page], re.MULTILINE)


@pytest.mark.parametrize(
    ("number", "cycles", "lists"),
    [
        (20, True, []),
        (21, True, ["Birch", '"birch"', "Alder", '"alder"', "Undated", '"undated"']),
        (21, False, ["2012", '"2012"', "2011", '"2011"', "Undated", '"undated"']),
    ],
)
def test_long_lists_are_divided_by_time(number, cycles, lists):
    made = [
        post(2, "Early", dated=Dated("2011-10-03", "url"), cycle="alder" if cycles else None),
        post(3, "Undated", dated=None, cycle=None),
        *(post(n, f"Post {n}", cycle="birch" if cycles else None) for n in range(4, number + 2)),
    ]
    whole = dataclasses.replace(catalogue(), posts=tuple(made))
    vocabulary = VOCABULARY if cycles else dataclasses.replace(VOCABULARY, cycles={})
    pages = dict(list_pages(catalogue_data(whole, shown_records(whole), vocabulary, BOOK)))
    for page in ("topics/boats.md", "projects/quay.md", "channels/ann-s-boats.md"):
        assert lists_of(pages, page) == lists, page
