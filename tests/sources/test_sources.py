"""From a declared source to its files, readers and problems."""

from __future__ import annotations

import contextlib
import gzip
import shutil
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from anthology.errors import AnthologyError, ConfigError, SourceError
from anthology.model import Entry, Source
from anthology.sources import read
from anthology.sources.dates import dated
from anthology.sources.encoding import read_text
from anthology.sources.opml import outlines
from anthology.sources.passed_over import DRAFT, EMPTY, UNKNOWN, PassedOver, summaries
from anthology.sources.pictures import picture_type
from anthology.sources.problems import together

HERE = Path(__file__).parent
FEED = HERE / "feed" / "rss-dialects.xml"


def titles(project: Path, path: str, form: str = "auto") -> list[str | None]:
    return [entry.title for entry in read(Source("s", "S", path, format=form), project)]


def problem(project: Path, path: str | None, form: str = "auto") -> AnthologyError:
    with pytest.raises(AnthologyError) as caught:
        list(read(Source("s", "S", path, format=form), project))
    return caught.value


def test_missing_path_names_itself_and_where_it_was_sought(tmp_path: Path) -> None:
    error = problem(tmp_path, "archive/none.xml")
    assert "no file matches" in error.what
    assert error.where == "archive/none.xml"
    assert str(tmp_path) in error.remedy


def test_source_without_a_fetched_copy(tmp_path: Path) -> None:
    assert "not been fetched" in problem(tmp_path, None).what


def test_empty_file_and_file_without_posts(tmp_path: Path) -> None:
    (tmp_path / "empty.xml").write_text("")
    (tmp_path / "none.xml").write_text('<rss version="2.0"><channel><title>x</title></channel></rss>')
    assert problem(tmp_path, "empty.xml").what == "is empty"
    assert "no posts" in problem(tmp_path, "none.xml").what


def test_unknown_format_lists_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("x")
    error = problem(tmp_path, "a.xml", "rss3")
    assert isinstance(error, ConfigError)
    assert "json-feed" in error.remedy


def test_folder_is_read_sorted_without_hidden_files_and_pictures(tmp_path: Path) -> None:
    for name, title in (
        ("b/one.md", "B"),
        ("a.md", "A"),
        ("b/.hidden.md", "H"),
        (".git/x.md", "G"),
        ("c.md", "C"),
    ):
        (tmp_path / "posts" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "posts" / name).write_text(f"# {title}\n\ntext\n")
    shutil.copy(HERE / "markdown" / "lamp.png", tmp_path / "posts" / "lamp.png")
    (tmp_path / "posts" / "README.md").write_text("# How this folder is kept\n")
    assert titles(tmp_path, "posts") == ["A", "C", "B"]
    assert titles(tmp_path, "posts", "markdown") == ["How this folder is kept", "A", "C", "B"]
    assert titles(tmp_path, "posts/*.md")[1:] == ["A", "C"]
    assert titles(tmp_path, "posts/**/o*.md") == ["B"]


def test_one_bad_file_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    shutil.copy(FEED, tmp_path / "a.xml")
    (tmp_path / "b.xml").write_bytes(FEED.read_bytes()[:-300])
    (tmp_path / "c.xml").write_text("")
    found: list[Entry] = []
    with pytest.raises(SourceError) as caught:
        for entry in read(Source("s", "S", "*.xml"), tmp_path):
            found.append(entry)
    assert len(found) > 4
    assert "b.xml" in str(caught.value)
    assert "c.xml" in str(caught.value)


def test_a_markdown_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "good.md").write_text("# Good\n\nWords.\n")
    (folder / "README.md").write_text("Not a post.\n")
    (folder / "notes.bin").write_bytes(b"\0\1\2")
    (folder / "bad.md").write_bytes(b"\0\0\0\1 no text")
    found: list[Entry] = []
    with pytest.raises(SourceError) as caught:
        for entry in read(Source("a", "A", "posts"), tmp_path):
            found.append(entry)
    assert [entry.title for entry in found] == ["Good"]
    assert str(caught.value).startswith("posts/bad.md: is of no form that can be read")


@pytest.mark.parametrize(
    ("path", "wanted", "titles"),
    [
        ("wxr/press.xml", {}, ["Letters and lead", "Blocks", "Locked"]),
        ("wxr/press.xml", {"statuses": ("draft",)}, ["A draft"]),
        ("wxr/press.xml", {"types": ("page",)}, ["A page"]),
        (
            "wxr/press.xml",
            {"statuses": ("publish", "draft"), "types": ("post", "page")},
            ["Letters and lead", "Blocks", "A draft", "A page", "Locked"],
        ),
        ("blogger/export.xml", {"statuses": ("publish", "draft")}, ["Fog & bells", "Not yet"]),
        ("blogger/export.xml", {"types": ("page",)}, []),
    ],
)
def test_drafts_and_pages_on_request(path: str, wanted: dict[str, Any], titles: list[str]) -> None:
    found: list[Entry] = []
    with contextlib.suppress(SourceError):  # where nothing is wanted
        found.extend(read(Source("a", "A", (HERE / path).as_posix(), **wanted), HERE))
    assert [entry.title for entry in found] == titles
    lost = {entry.title: [loss.what for loss in entry.losses] for entry in found}
    assert lost.get("A draft", ["draft"]) == ["draft"]


def test_drafts_among_markdown_files_on_request(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A draft\ndraft: true\n---\nWords.\n")
    (tmp_path / "b.md").write_text("---\ntitle: A post\n---\nWords.\n")
    for statuses, titles in ((("publish",), ["A post"]), (("publish", "draft"), ["A draft", "A post"])):
        assert [e.title for e in read(Source("a", "A", "*.md", statuses=statuses), tmp_path)] == titles


def test_keys_differ_and_stay_the_same(tmp_path: Path) -> None:
    shutil.copy(FEED, tmp_path / "a.xml")
    shutil.copy(FEED, tmp_path / "b.xml")
    first = [entry.key for entry in read(Source("s", "S", "*.xml"), tmp_path)]
    assert len(set(first)) == len(first) == 8
    assert first == [entry.key for entry in read(Source("s", "S", "*.xml"), tmp_path)]


def test_files_outside_the_project_keep_their_path(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    shutil.copy(FEED, tmp_path / "a.xml")
    entry = next(read(Source("s", "S", str(tmp_path / "a.xml")), project))
    assert entry.origin.file == (tmp_path / "a.xml").as_posix()


def test_wrong_encodings(tmp_path: Path) -> None:
    text = (
        "<rss version='2.0'><channel><item><title>Größe – Köln</title><guid>1</guid></item></channel></rss>"
    )
    for number, content in enumerate(
        (
            b'<?xml version="1.0" encoding="utf-8"?>' + text.encode("cp1252"),
            b'<?xml version="1.0" encoding="iso-8859-1"?>' + text.encode("utf-8"),
            b'<?xml version="1.0" encoding="iso-8859-1"?>' + text.encode("cp1252"),
            text.encode("utf-16"),
            b"\xef\xbb\xbf" + text.encode("utf-8"),
        )
    ):
        (tmp_path / f"{number}.xml").write_bytes(content)
        assert titles(tmp_path, f"{number}.xml") == ["Größe – Köln"]


def test_half_a_character_at_the_end_is_shown_as_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("# A title\n\nWords.\n".encode("utf-16") + b"\x41")
    (entry,) = read(Source("s", "S", "a.md", format="markdown"), tmp_path)
    assert (entry.title, entry.body) == ("A title", "Words.\n\ufffd\n")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("none.md", "cannot be read: No such file or directory"),
        ("folder", "cannot be read: Is a directory"),
        ("large.md", "is 2 MB large; at most 1 MB of this format are read"),
    ],
)
def test_a_file_that_is_not_read_says_why(tmp_path: Path, name: str, what: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "large.md").write_bytes(b"x" * 2**21)
    with pytest.raises(SourceError) as caught:
        read_text(tmp_path / name, 2**20)
    assert caught.value.what == what
    assert caught.value.where == (tmp_path / name).as_posix()


@pytest.mark.parametrize(
    ("printed", "value", "confidence"),
    [
        ("2013-05-21", "2013-05-21", 1.0),
        (date(2013, 5, 21), "2013-05-21", 1.0),
        ("2013-02-30", None, 0),
        ("2013-05", "2013-05", 1.0),
        ("2013-13", None, 0),
        ("2013", "2013", 1.0),
        ("1913", "1913", 0.1),
        ("May 21, 2013", "2013-05-21", 1.0),
        ("May 2013", None, 0),
        ("yesterday", None, 0),
        ("", None, 0),
        ("2013-05-21T14:30:00+02:00", "2013-05-21T12:30:00Z", 1.0),
        ("2013-05-21 14:30", "2013-05-21T14:30:00Z", 0.9),
        ("2093-05-21T14:30:00Z", "2093-05-21T14:30:00Z", 0.1),
        ("9999-12-31T23:30:00-05:00", "9999-12-31T23:30:00Z", 0.1),
        ("0001-01-01T00:30:00+05:00", "0001-01-01T00:30:00Z", 0.1),
    ],
)
def test_printed_dates(printed: object, value: str | None, confidence: float) -> None:
    found = dated(printed, "feed", because="date")
    assert (found.value, found.confidence) == (value, confidence) if found else value is None


def test_an_outline_that_is_none_says_so(tmp_path: Path) -> None:
    for content in ("words", "<rss></rss>"):
        (tmp_path / "list.opml").write_text(content)
        with pytest.raises(SourceError, match="is no list of feeds"):
            outlines(tmp_path / "list.opml")


@pytest.mark.parametrize(
    ("begin", "extension"),
    [
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"GIF89a", "gif"),
        (b"RIFF\0\0\0\0WEBP", "webp"),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"\0\0\0\x20ftypavif", "avif"),
        (b"\0\0\0\x20ftypmp42", None),
        (b"<?xml version='1.0'?>\n<svg>", "svg"),
        (b"<?xml version='1.0'?>\n<rss>", None),
        (b"<html><svg>", None),
    ],
)
def test_pictures_are_known_by_their_first_bytes(begin: bytes, extension: str | None) -> None:
    assert picture_type(begin + b"\0" * 40) == extension


def test_nesting_without_end_in_a_feed(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"items": ' + "[" * 200_000)
    assert problem(tmp_path, "a.json", "json-feed").what == "is nested deeper than any feed"


def test_a_folder_without_any_known_form(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.bin").write_bytes(b"\x7fELF\0\0")
    assert problem(tmp_path, "posts").what == "holds no file of a known form, in source s"
    assert "is not a usable path" in problem(tmp_path, "x" * 5_000).what


def test_a_broken_file_in_an_archive_is_named_with_both(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "posts.zip", "w") as archive:
        archive.writestr("feeds/a.xml", FEED.read_bytes()[:-300])
        archive.writestr("feeds/b.xml", FEED.read_bytes())
        archive.writestr("feeds/c.xml", b"")
    found: list[Entry] = []
    with pytest.raises(SourceError) as caught:
        for entry in read(Source("s", "S", "posts.zip"), tmp_path):
            found.append(entry)
    assert sum(entry.origin.file == "posts.zip/feeds/b.xml" for entry in found) == 4
    assert str(caught.value).startswith("posts.zip/feeds/a.xml:")
    assert "c.xml" not in str(caught.value)


def test_what_is_no_text_names_the_encodings_tried(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(bytes(range(128, 160)) * 100)
    assert "utf-8 and windows-1252" in problem(tmp_path, "a.md").what


def test_archives_hold_what_other_readers_know(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "posts.zip", "w") as archive:
        archive.write(FEED, "feeds/a.xml")
        for name in ("2013-05-21-jekyll.md", "lamp.png"):
            archive.write(HERE / "markdown" / name, f"md/{name}")
    found = list(read(Source("s", "S", "posts.zip"), tmp_path))
    assert [entry.origin.file for entry in found][::4] == [
        "posts.zip/feeds/a.xml",
        "posts.zip/md/2013-05-21-jekyll.md",
    ]
    assert found[-1].assets[0].path.is_file()
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(FEED.read_bytes()))
    assert len(titles(tmp_path, "a.xml.gz")) == 4


def test_outlines_of_a_real_list(shared: Path) -> None:
    listed = outlines(shared / "feeds" / "planet-openstack-org.opml")
    assert len(listed) > 200
    assert all(outline.title and "://" in outline.feed for outline in listed)


def test_theme_unit_test_data(shared: Path) -> None:
    path = shared / "feeds" / "themeunittest.wxr.xml"
    found = list(read(Source("s", "S", str(path)), shared))
    text = path.read_text(encoding="utf-8")
    assert len(found) == 56
    assert sum("password" in {loss.what for loss in entry.losses} for entry in found) == 1
    assert {entry.bylines for entry in found} == {("Theme Buster",), ("Theme Reviewer",)}
    assert all(entry.dated and entry.categories and str(entry.origin.guid) in text for entry in found)
    for entry in found:
        for left in (
            "<!-- wp:",
            "<!-- /wp:",
            "[caption",
            "[/caption]",
            "[gallery",
            "[audio",
            "<!--more",
            "<!--nextpage",
        ):
            assert left not in entry.body, entry.title


def test_memory_does_not_grow_with_the_feed(tmp_path: Path) -> None:
    item = "<item><title>t{0}</title><guid>{0}</guid><description>{1}</description></item>"
    for count in (100, 1000):
        body = "&lt;p&gt;" + "word " * 2000 + "&lt;/p&gt;"
        items = "".join(item.format(number, body) for number in range(count))
        (tmp_path / f"{count}.xml").write_text(f"<rss><channel>{items}</channel></rss>")
    peaks = []
    for count in (100, 1000):
        tracemalloc.start()
        assert sum(1 for _ in read(Source("s", "S", f"{count}.xml"), tmp_path)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < (tmp_path / "1000.xml").stat().st_size
    assert peaks[1] < 3 * peaks[0]


def test_a_post_shows_only_pictures_of_its_own_site(tmp_path: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
    (tmp_path / "private.png").write_bytes(png)
    site = tmp_path / "site"
    for name in ("posts/own.png", "static/shared.png"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(png)
    (site / "posts" / "link.png").symlink_to(tmp_path / "private.png")
    shown = (
        "own.png",
        "../static/shared.png",
        "/shared.png",
        "../../private.png",
        "/private.png",
        "link.png",
    )
    (site / "posts" / "a.md").write_text(
        "---\ntitle: A\n---\n\n" + " ".join(f"![x]({name})" for name in (*shown, tmp_path / "private.png")),
        "utf-8",
    )
    source = Source("s", "S", "site/posts/a.md")
    alone = next(iter(read(source, tmp_path)))
    assert [asset.uri for asset in alone.assets] == ["own.png"]
    (site / "_config.yml").touch()
    whole = next(iter(read(source, tmp_path)))
    assert [asset.uri for asset in whole.assets] == ["own.png", "../static/shared.png", "/shared.png"]
    assert len(whole.losses) == 4


def test_a_list_names_only_feeds_beside_it(tmp_path: Path) -> None:
    item = "<item><title>T</title><guid>1</guid></item>"
    feed = f"<rss version='2.0'><channel><title>F</title>{item}</channel></rss>"
    (tmp_path / "secret.xml").write_text(feed, "utf-8")
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "own.xml").write_text(feed, "utf-8")
    (tmp_path / "lists" / "planet.opml").write_text(
        "<opml version='2.0'><body><outline text='own' xmlUrl='own.xml'/>"
        "<outline text='other' xmlUrl='../secret.xml'/></body></opml>",
        "utf-8",
    )
    entries = read(Source("s", "S", "lists/planet.opml"), tmp_path)
    assert next(entries).origin.file == "lists/own.xml"
    with pytest.raises(SourceError, match="1 feed is not fetched yet: other"):
        next(entries)


def test_no_file_of_a_folder_is_passed_over_without_a_word(tmp_path: Path) -> None:
    files = {
        "post.md": "# A post\n\n![lamp](lamp.tiff)\n",
        "empty.md": "\n",
        "data.csv": "a,b\n1,2\n",
        "notes/remarks.txt": "x = 1\n",
        "draft.md": "---\ntitle: Not yet\ndraft: true\n---\nWords.\n",
        ".hidden.csv": "a\n",
        "style.css": "p {}\n",
        "menu.js": "1\n",
        "font.woff2": "x",
        "page_files/tracker.html": "x",
    }
    for name, text in files.items():
        (tmp_path / "posts" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "posts" / name).write_text(text)
    shutil.copy(HERE / "markdown" / "lamp.png", tmp_path / "posts" / "lamp.png")
    passed: list[PassedOver] = []
    entries = list(read(Source("s", "S", "posts"), tmp_path, note=passed.append))
    assert [entry.title for entry in entries] == ["A post"]
    assert [(one.file, one.why) for one in passed] == [
        ("posts/data.csv", UNKNOWN),
        ("posts/draft.md", DRAFT),
        ("posts/empty.md", EMPTY),
        ("posts/notes/remarks.txt", UNKNOWN),
    ]
    assert summaries(passed) == [
        "4 files passed over in posts (1 draft): data.csv, draft.md, empty.md, notes/remarks.txt"
    ]
    passed.clear()
    list(read(Source("s", "S", "posts", format="markdown"), tmp_path, note=passed.append))
    assert [Path(one.file).name for one in passed] == ["data.csv", "draft.md", "empty.md", "remarks.txt"]


def test_each_problem_has_its_own_remedy() -> None:
    several = together(
        [SourceError("is empty", "a.md", "Save it."), SourceError("is cut off", "b.zip", "Unpack it.")]
    )
    assert str(several) == "a.md: is empty; b.zip: is cut off\n  a.md: Save it. b.zip: Unpack it."
    alike = together(
        [SourceError("is empty", "a.md", "Save it."), SourceError("is empty", "b.md", "Save it.")]
    )
    assert str(alike) == "a.md: is empty (b.md too)\n  Save it."
