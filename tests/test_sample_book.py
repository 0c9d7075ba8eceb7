"""The repository's own book: everything that is in its sources is in its site and in its PDF."""

import hashlib
import os
import re
import shutil
import subprocess
import sys

import pytest

from anthology.conversion.myst import plain_text
from tests.books import build, copy_project, run, squeezed
from tests.conftest import ROOT
from tests.sphinxext.crawler import crawl


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    folder = copy_project(ROOT, tmp_path_factory.mktemp("sample") / "book")
    return build(folder, "--formats", "html,pdf,epub")


def test_every_route_brings_posts(sample):
    by_route = {
        record["origin"].get("file", "") + record["origin"].get("feed", "") for record in sample.records
    }
    kinds = {"planet-2013-05.txt", "cold-aisle", "kitchen-of-clouds", "field-notes"}
    assert {kind for kind in kinds if any(kind in route for route in by_route)} == kinds
    assert len(sample.shown) == 18
    assert len(sample.records) == 19


def test_what_the_sample_shows(sample):
    records = {record["title"]: record for record in sample.shown}
    assert {record["cycle"] for record in sample.shown} == {"grizzly", "havana"}
    parts = [records[title]["series"] for title in records if title.startswith("Moving house")]
    assert sorted(part["part"] for part in parts) == [1, 2, 3]
    assert len({part["id"] for part in parts}) == 1
    copies = [record for record in sample.records if record["duplicate_of"]]
    assert [record["title"] for record in copies] == ["A floating address is a rule, not a wire"]
    names = {author["name"] for record in sample.shown for author in record["authors"]}
    assert names == {"Mara Lindqvist", "Dele Okafor", "Inés Carvalho", "Jiří Dvořáček", "Tomoko Mizuno"}
    cited = records["A floating address is a rule, not a wire"]["id"]
    assert cited in records["A load balancer made of two guests"]["links_to"]


def test_drafts_stay_in_the_drawer(sample):
    assert not any("quotas" in (record["title"] or "") for record in sample.records)


def test_every_link_of_the_site_resolves(sample):
    broken, foreign, _ = crawl(sample.html)
    assert broken == []
    assert foreign == set()


def test_every_post_has_a_page_with_its_byline(sample):
    for record in sample.shown:
        page = (sample.html / f"{record['docname']}.html").read_text("utf-8")
        for author in record["authors"]:
            assert f"authors/{author['id']}.html" in page


def test_every_title_is_in_the_outline(sample):
    assert {squeezed(record["title"]) for record in sample.shown} <= sample.outline


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")
def test_print_holds_every_title_and_last_sentence(sample):
    text = subprocess.run(["pdftotext", sample.pdf, "-"], capture_output=True, text=True, check=True).stdout
    printed = squeezed(re.sub(r"\(p\.\s+\d+\)", "", text))  # links between posts name their page
    for record in sample.shown:
        assert squeezed(record["title"]) in printed
        last = plain_text(record["body"]).strip().splitlines()[-1]
        assert squeezed(last.rsplit(". ", 1)[-1]) in printed, record["title"]


def test_another_build_changes_nothing(sample):
    stamps = {p: p.stat().st_mtime_ns for p in (sample.folder / "source").rglob("*") if p.is_file()}
    again = build(sample.folder)
    assert "0 written, 0 removed" in again.log
    assert {p: p.stat().st_mtime_ns for p in stamps} == stamps


def test_conf_of_new_projects_is_the_books_own():
    template = ROOT / "anthology" / "templates" / "project" / "conf" / "conf.py"
    assert template.read_text("utf-8") == (ROOT / "conf" / "conf.py").read_text("utf-8")


SHUFFLED = str(ROOT / "tests" / "shuffled")
ELSEWHERE = {
    "reversed": (("-j", "2"), {"TZ": "Asia/Tokyo", "LC_ALL": "xx_XX.UTF-8", "PYTHONHASHSEED": "7"}),
    "shuffled": (
        ("-j", "1"),
        {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.ISO8859-9", "LANG": "tr_TR", "PYTHONHASHSEED": "11"},
    ),
}


@pytest.mark.parametrize("machine", ELSEWHERE)
def test_the_same_project_gives_the_same_bytes_elsewhere(sample, tmp_path, machine):
    """In another folder, time zone and locale, with sources or files in another order, at another -j."""
    arguments, environment = ELSEWHERE[machine]
    folder = copy_project(ROOT, tmp_path / "a folder with another, longer name")
    if machine == "reversed":
        conf = folder / "conf" / "anthology.toml"
        head, *tables = conf.read_text("utf-8").split("[[sources]]")
        conf.write_text(
            "[[sources]]".join([head, *reversed([f"{table.rstrip()}\n\n" for table in tables])]), "utf-8"
        )
    else:
        environment["PYTHONPATH"] = os.pathsep.join([SHUFFLED, os.environ.get("PYTHONPATH", str(ROOT))])
    other = build(folder, "--formats", "html,pdf,epub", *arguments, **environment)
    for made in ("source", "build/html", "build/pdf", "build/epub"):
        assert tree(other.folder / made) == tree(sample.folder / made), made
    exported = [run(one, "-q", "export", "--format", "atom").stdout for one in (folder, sample.folder)]
    assert exported[0] == exported[1] != ""


def test_a_shuffled_machine_lists_files_in_another_order(tmp_path):
    for number in range(50):
        (tmp_path / f"{number:02}").touch()
    code = f"import os, pathlib; print(*(p.name for p in pathlib.Path({str(tmp_path)!r}).iterdir()))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": SHUFFLED},
        ).stdout
        for _ in range(3)
    }
    assert len(runs) > 1


def tree(folder):
    """The digest of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
