"""A book in volumes is the book in one piece, built another way."""

from __future__ import annotations

import dataclasses
import os
import posixpath
import signal
import zlib

import pytest
from sphinx.util.inventory import InventoryFile

from anthology.model import Body
from anthology.pages import write
from anthology.sphinxext.front import featured_of
from anthology.sphinxext.parts import VolumeBuilder
from anthology.sphinxext.records import Records
from anthology.volumes.plan import plan
from anthology.volumes.processes import PartError
from tests.pages.small_book import BOOK, VOCABULARY, catalogue
from tests.sphinxext.conftest import CHAPTER, build, make_project
from tests.sphinxext.crawler import crawl
from tests.sphinxext.test_bare import NO_CYCLES, without_cycles
from tests.sphinxext.test_rebuild import many
from tests.test_sample_book import tree
from tests.volumes.conftest import in_volumes

TOML = '[html]\nbase_url = "https://books.example/small/"\n'


@pytest.fixture
def project(tmp_path, picture):
    folder = make_project(tmp_path / "book", catalogue(picture))
    (folder / "conf" / "anthology.toml").write_text(TOML)
    return folder


@pytest.fixture
def site(project):
    in_volumes(project)
    return project / "build" / "site"


def changed(folder, **fields):
    """Write the posts again, of which one has other fields."""
    write(many(60, **fields), VOCABULARY, folder / "source", BOOK)


def home(page, pieces):
    return f"birch.{zlib.crc32(page.encode()) % pieces}"


@pytest.fixture
def long_cycle(tmp_path):
    """Sixty posts of one cycle, split into sixteen volumes."""
    folder = make_project(tmp_path / "book", many(60), "# A chapter\n\nSee {post}`planet-000000000014`.\n")
    parts = in_volumes(folder)
    assert len(parts) > 8
    return folder


def test_the_site_is_the_same_byte_for_byte(project, site):
    volumes = sorted(path.name for path in (project / "build/volumes/posts").glob("*"))
    assert volumes == ["alder.0", "alder.1", "alder.2", "alder.3", "undated"]
    whole = build(project)
    assert tree(site) == tree(whole.html)
    assert (project / "build/warnings.txt").read_text() == "" and whole.warnings == []


def test_a_book_without_cycles_has_volumes_of_years(tmp_path):
    project = make_project(tmp_path / "book", without_cycles(), "# A chapter\n", NO_CYCLES)
    in_volumes(project)
    volumes = sorted(path.name for path in (project / "build/volumes/posts").glob("*"))
    assert {name.split(".")[0] for name in volumes} == {"2011", "undated"}
    assert tree(project / "build/site") == tree(build(project).html)


def test_pages_of_volumes_take_no_more_disk_space(project, site):
    page = "posts/planet/post-1.html"
    (made,) = (project / "build/volumes/posts").glob(f"*/html/{page}")
    assert made.samefile(site / page)


def test_the_number_of_processes_changes_nothing(project, site, tmp_path, picture):
    other = make_project(tmp_path / "other", catalogue(picture))
    (other / "conf" / "anthology.toml").write_text(TOML)
    in_volumes(other, jobs=1)
    assert tree(other / "build" / "site") == tree(site)


def test_every_link_lands_across_volumes(site):
    broken, foreign, graph = crawl(site)
    assert (broken, foreign) == ([], set())
    assert "posts/planet/post-3.html" in graph["posts/planet/post-1.html"]
    assert "posts/planet/post-2.html" in graph["chapters/one.html"]


def test_search_map_and_inventory_hold_every_volume(site):
    index = "".join(path.read_text("utf-8") for path in sorted((site / "_search").glob("*.js")))
    for word in ("moor", "word199", "朝は", "knot", "undat"):
        assert f'"{word}":' in index, word
    found = {page.relative_to(site).as_posix() for page in site.glob("posts/planet/*.html")}
    assert len(found) == 16
    names = (site / "sitemap.xml").read_text("utf-8")
    with (site / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", posixpath.join)
    pages = {entry.uri for entry in inventory["std:doc"].values()}
    assert all(f"https://books.example/small/{page}<" in names for page in found)
    assert found <= pages


def test_nothing_to_do_touches_nothing(project, site):
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    assert in_volumes(project) == {"front"}
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before


def test_a_changed_post_touches_its_volume_only(long_cycle):
    site = long_cycle / "build" / "site"
    before = tree(site)
    changed(long_cycle, body=Body("Other words, and barnacles.\n"))
    assert in_volumes(long_cycle) == {"front", home("posts/planet/post-20", 16)}
    after = tree(site)
    pages = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert {path for path in pages if path.endswith(".html")} == {"posts/planet/post-20.html"}
    assert any("barnacl" in path.read_text("utf-8") for path in (site / "_search").glob("t*.js"))
    assert after == tree(build(long_cycle).html)


def test_a_changed_title_reaches_the_other_volumes(long_cycle):
    changed(long_cycle, title="Renamed")
    in_volumes(long_cycle)
    site = long_cycle / "build" / "site"
    for page in ("posts/planet/post-40", "posts/planet/post-19", "chapters/one", "cycles/birch"):
        assert "Renamed" in (site / f"{page}.html").read_text("utf-8"), page
    assert tree(site) == tree(build(long_cycle).html)


def test_a_removed_post_leaves_no_trace(long_cycle):
    made = many(60)
    gone = made.posts[30]
    kept = tuple(post for post in made.posts if post is not gone)
    write(dataclasses.replace(made, posts=kept), VOCABULARY, long_cycle / "source", BOOK)
    in_volumes(long_cycle)
    site = long_cycle / "build" / "site"
    assert not any(gone.title in page.read_text("utf-8") for page in site.rglob("*.html"))
    assert tree(site) == tree(build(long_cycle).html)


def test_a_killed_volume_is_named_and_the_site_stays(long_cycle, monkeypatch):
    site = long_cycle / "build" / "site"
    before = tree(site)
    changed(long_cycle, title="Renamed")
    written = VolumeBuilder.write_doc

    def stop(builder, docname, doctree):
        if docname == "posts/planet/post-20":
            os.kill(os.getpid(), signal.SIGKILL)
        written(builder, docname, doctree)

    with monkeypatch.context() as patch:
        patch.setattr(VolumeBuilder, "write_doc", stop)
        with pytest.raises(PartError, match=r"the volume 'birch\.\d+' \(\d+ posts\) was ended by SIGKILL"):
            in_volumes(long_cycle)
    assert tree(site) == before
    in_volumes(long_cycle)
    assert tree(site) == tree(build(long_cycle).html)


def test_an_error_in_the_front_is_told_without_a_traceback(project, capfd):
    (project / "conf" / "conf.py").write_text("extensions = ['no_such_extension']")
    with pytest.raises(PartError, match="the book's front stopped with exit code 1"):
        in_volumes(project)
    said = capfd.readouterr()
    assert "Could not import extension no_such_extension" in said.out
    assert "Traceback" not in said.out + said.err


def test_a_chapter_sees_what_a_post_in_a_volume_says_now(long_cycle):
    quoting = "# A chapter\n\n```{quote} planet-000000000014\n```\n"
    (long_cycle / "source/chapters/one.md").write_text(quoting)
    in_volumes(long_cycle)
    page = long_cycle / "build/site/chapters/one.html"
    assert "Text of post 20." in page.read_text("utf-8")
    changed(long_cycle, body=Body("Quite other words.\n"))
    in_volumes(long_cycle)
    assert "Quite other words." in page.read_text("utf-8")


def test_the_front_page_quotes_the_featured_post_as_it_is_now(project):
    write(many(60), VOCABULARY, project / "source", BOOK)
    in_volumes(project)
    records = Records.load(project / "source/.anthology/catalogue.json")
    number = int(featured_of(records)[1].title.docname.rpartition("-")[2])
    page = project / "build/site/index.html"
    assert f"Text of post {number}." in page.read_text("utf-8")
    made = many(60)
    posts = [
        dataclasses.replace(p, body=Body("Not as before.\n")) if p.slug == f"post-{number}" else p
        for p in made.posts
    ]
    write(dataclasses.replace(made, posts=tuple(posts)), VOCABULARY, project / "source", BOOK)
    in_volumes(project)
    assert "Not as before." in page.read_text("utf-8")


def test_a_warning_stands_while_its_volume_is_skipped(project):
    source = project / "source/posts/planet/post-4.md"
    source.write_text(source.read_text("utf-8") + "\n# Another title\n\n#### Too deep\n")
    for _ in range(2):
        in_volumes(project)
        assert "post-4.md" in (project / "build/warnings.txt").read_text("utf-8")


def test_other_files_in_the_site_stay(project, site):
    (site / "robots.txt").write_text("User-agent: *\nDisallow: /\n")
    (site / "CNAME").write_text("books.example\n")
    (project / "conf" / "anthology.toml").write_text("")
    in_volumes(project)
    assert (site / "CNAME").is_file()
    assert not (site / "sitemap.xml").exists()
    assert "Disallow" in (site / "robots.txt").read_text()


def test_a_site_of_one_piece_becomes_one_in_volumes(project, picture):
    whole = build(project)
    whole.html.rename(project / "build" / "site")
    made = catalogue(picture)
    fewer = dataclasses.replace(made, posts=tuple(post for post in made.posts if post.title != "Undated"))
    write(fewer, VOCABULARY, project / "source", BOOK)
    (project / "source/chapters/one.md").write_text(CHAPTER)
    in_volumes(project)
    assert not (project / "build/site/posts/planet/post-16.html").exists()


@pytest.mark.parametrize(("count", "sizes"), [(3, 1), (5, 1), (6, 2), (60, 16)])
def test_a_cycle_is_split_by_twos(count, sizes, project):
    write(many(max(count, 41)), VOCABULARY, project / "source", BOOK)
    records = Records.load(project / "source/.anthology/catalogue.json")
    records = Records({**records.data, "posts": records.data["posts"][:count]})
    volumes = plan(records)
    placed = sorted(post for pages in volumes.values() for post in pages)
    assert placed == sorted(r["docname"] for r in records.data["posts"])
    assert len(volumes) == sizes or (sizes > 2 and sizes // 2 < len(volumes) <= sizes)


def test_a_new_post_moves_no_other(project):
    write(many(60), VOCABULARY, project / "source", BOOK)
    data = Records.load(project / "source/.anthology/catalogue.json").data
    before = plan(Records({**data, "posts": data["posts"][:-1]}))
    after = plan(Records(data))
    assert all(set(pages) <= set(after[volume]) for volume, pages in before.items())
