"""The editions beside web site and PDF: an e-book that shops take, LaTeX that TeX takes."""

from __future__ import annotations

import posixpath
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZIP_STORED, ZipFile

import pytest
from lxml import etree
from sphinx.cmd.build import main as sphinx_build
from typer.testing import CliRunner

from anthology.cli import app
from anthology.cli.context import read_choices
from anthology.config import Project
from anthology.editions.xhtml import XHTML, Page, mended
from anthology.publish import DEFAULT_FORMATS, FORMATS, Output
from tests.books import copy_project, run
from tests.conftest import ROOT
from tests.typesetting.workshop import make_project

CONF = """
project = "Letters from the Workshop"
extensions = ["anthology.sphinxext"]
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "tasklist", "fieldlist", "strikethrough"]
suppress_warnings = ["myst.strikethrough", "myst.header", "image.not_readable", "misc.highlighting_failure"]
"""
JAR = Path("/usr/bin/epubcheck")


@dataclass(frozen=True)
class Editions:
    """The e-book and the LaTeX of one project, and what the build said."""

    folder: Path
    log: str

    @property
    def epub(self) -> Path:
        (found,) = (self.folder / "build" / "epub").glob("*.epub")
        return found

    @property
    def tex(self) -> Path:
        (found,) = (self.folder / "build" / "latex").glob("*.tex")
        return found


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Editions:
    """The repository's own book, its PDF in volumes, in a folder that had it in one."""
    folder = copy_project(ROOT, tmp_path_factory.mktemp("editions") / "book")
    with (folder / "conf" / "anthology.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[pdf]\nvolumes = "cycle"\n')
    (folder / "build" / "pdf").mkdir(parents=True)
    (folder / "build" / "pdf" / "the-openstack-anthology.pdf").touch()
    done = run(folder, "build", "--strict", "--formats", "pdf,epub,latex")
    assert done.returncode == 0, done.stderr
    return Editions(folder, done.stderr)


@pytest.fixture(scope="module")
def torture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of everything that ever stopped a printer; returns its folder."""
    folder = tmp_path_factory.mktemp("torture")
    make_project(folder)
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    for builder in ("epub", "latex"):
        code = sphinx_build([
            *("-q", "-b", builder, "-c", str(folder), "-d", str(folder / "trees")),
            *("-w", str(folder / f"{builder}.log")),
            *("-D", "epub_basename=book", str(folder / "source"), str(folder / builder)),
        ])  # fmt: skip
        assert code == 0
    return folder


def epubcheck(book: Path) -> subprocess.CompletedProcess[str]:
    """Check an e-book, or skip where nothing can."""
    if not shutil.which("java") or not JAR.is_file():
        pytest.skip("epubcheck (a Debian package) or Java is not installed")
    # Debian's file is a jar that starts by itself only where the kernel is told so.
    command = ["java", "-jar", str(JAR), str(book)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def pages(book: Path) -> dict[str, etree._Element]:
    """Return the pages of an e-book by name."""
    with ZipFile(book) as zipped:
        return {n: etree.fromstring(zipped.read(n)) for n in zipped.namelist() if n.endswith(".xhtml")}


def words(page: etree._Element) -> str:
    return " ".join("".join(page.itertext()).split())


def test_formats_are_chosen_by_name() -> None:
    assert DEFAULT_FORMATS == ("html", "pdf")
    assert read_choices("--formats", "latex, epub,html", FORMATS) == ("html", "epub", "latex")


def test_the_pdf_is_made_in_volumes_and_takes_the_place_of_the_one(sample: Editions) -> None:
    made = sorted(path.name for path in (sample.folder / "build" / "pdf").glob("*.pdf"))
    assert made == [f"the-openstack-anthology-{volume}.pdf" for volume in ("chapters", "grizzly", "havana")]
    assert all(f"made build/pdf/{name}" in sample.log for name in made)


@pytest.mark.parametrize(("options", "code", "said"), [((), 0, ""), (("--strict",), 1, "anthology: ")])
def test_strict_makes_a_post_that_is_set_aside_an_error(
    sample: Editions,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    def publish(project: Project, *_: object) -> Iterator[Output]:
        told = "posts/one: 'One' is set aside: it is broken [anthology.print_set_aside]"
        made = sorted((project.build_dir / "pdf").glob("*.pdf"))
        yield Output("pdf", made[0], "3 pages", (told,))

    monkeypatch.setattr("anthology.publish.publish", publish)
    done = CliRunner().invoke(app, ["-C", str(sample.folder), "build", "--formats", "pdf", *options])
    assert done.exit_code == code, done.output
    assert f"\n{said}posts/one: 'One' is set aside" in done.output


def test_the_sample_is_a_valid_epub(sample: Editions) -> None:
    checked = epubcheck(sample.epub)
    assert checked.returncode == 0, checked.stderr + checked.stdout
    assert "0 errors / 0 warnings" in checked.stdout


def test_the_torture_book_is_a_valid_epub(torture: Path) -> None:
    checked = epubcheck(torture / "epub" / "book.epub")
    assert checked.returncode == 0, checked.stderr + checked.stdout


def test_the_epub_says_what_it_is(sample: Editions) -> None:
    with ZipFile(sample.epub) as book:
        assert book.infolist()[0].filename == "mimetype"
        assert book.infolist()[0].compress_type == ZIP_STORED
        facts = book.read("content.opf").decode()
        assert book.read("_static/cover.png").startswith(b"\x89PNG")
    for fact in (
        "<dc:title>The OpenStack Anthology</dc:title>",
        "<dc:language>en</dc:language>",
        "<dc:description>18 posts by 5 authors from 5 blogs.</dc:description>",
        "<dc:rights>Apache-2.0</dc:rights>",
        "urn:uuid:",
        '<meta name="cover"',
    ):
        assert fact in facts


def test_the_contents_lead_to_chapters_cycles_and_posts_and_no_deeper(sample: Editions) -> None:
    with ZipFile(sample.epub) as book:
        nav = etree.fromstring(book.read("nav.xhtml"))
    links = list(nav.iter(f"{{{XHTML}}}a"))
    depths = {len(list(link.iterancestors(f"{{{XHTML}}}ol"))) for link in links}
    assert depths == {1, 2, 3}
    shown = [words(link) for link in links]
    assert shown.index("Chapters") < shown.index("Grizzly") < shown.index("A ring is a promise")
    assert len(set(shown)) > 30


def test_posts_in_the_epub_carry_their_header_and_nothing_for_the_web(sample: Editions) -> None:
    book = pages(sample.epub)
    post = book["posts/kitchen-of-clouds/a-ring-is-a-promise.xhtml"]
    text = words(post)
    assert "By Inés Carvalho · 19 February 2013 · Kitchen of Clouds First published at" in text
    assert "Cited by" in text
    assert "How to cite" not in text
    assert not any("web-only" in (e.get("class") or "") for page in book.values() for e in page.iter())
    assert not any(page.findall(f".//{{{XHTML}}}script") for page in book.values())
    assert not any(name.startswith("guide/") for name in book)


def test_every_link_inside_the_epub_lands(sample: Editions, torture: Path) -> None:
    for file in (sample.epub, torture / "epub" / "book.epub"):
        book = pages(file)
        ids = {name: {e.get("id") for e in page.iter()} for name, page in book.items()}
        landed = 0
        for name, page in book.items():
            for link in page.iter(f"{{{XHTML}}}a"):
                target = link.get("href", "http:")
                if re.match(r"[a-z]+:", target):
                    continue
                path, _, fragment = target.partition("#")
                there = (
                    posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))
                    if path
                    else name
                )
                assert there in book, (name, target)
                assert not fragment or unquote(fragment) in ids[there], (name, target)
                landed += 1
        assert landed > 20


def test_pictures_are_in_the_epub_or_said_in_words(torture: Path) -> None:
    page = pages(torture / "epub" / "book.epub")["posts/bench/pictures.xhtml"]
    sources = [image.get("src", "") for image in page.iter(f"{{{XHTML}}}img")]
    assert len(sources) == 11
    assert {Path(source).suffix for source in sources} <= {".png", ".jpg", ".svg"}
    (far,) = [a for a in page.iter(f"{{{XHTML}}}a") if a.get("href") == "https://example.org/far/away.png"]
    assert words(far) == "[Picture: On the web]"
    assert "[Picture: Not a picture at all]" in words(page)
    named = re.findall(r"picture (\S+):", (torture / "epub.log").read_text("utf-8"))
    assert sorted(named) == ["pictures/broken.svg", "pictures/cut.jpg", "pictures/page.png"]


def test_same_book_same_epub(sample: Editions, tmp_path: Path) -> None:
    project = sample.folder
    # In another folder, at another time, from doctrees read anew.
    code = sphinx_build([
        *("-q", "-b", "epub", "-c", str(project / "conf"), "-d", str(tmp_path / "trees")),
        *("-D", f"epub_basename={sample.epub.stem}", str(project / "source"), str(tmp_path / "out")),
    ])  # fmt: skip
    assert code == 0
    assert (tmp_path / "out" / sample.epub.name).read_bytes() == sample.epub.read_bytes()


def test_latex_holds_chapters_and_posts_and_no_list_pages(sample: Editions) -> None:
    tex = sample.tex.read_text("utf-8")
    assert "A ring is a promise" in tex
    assert "How a small cloud moved house" in tex
    assert r"\chapter{Authors}" not in tex
    assert "Bare metal" not in re.findall(r"\\section\{([^}]*)\}", tex)


@pytest.mark.skipif(
    not shutil.which("xelatex") or not shutil.which("latexmk"), reason="xelatex or latexmk is not installed"
)
def test_latex_compiles(sample: Editions, torture: Path) -> None:
    for folder in (sample.tex.parent, torture / "latex"):
        (tex,) = folder.glob("*.tex")
        done = subprocess.run(
            ["latexmk", "-xelatex", "-interaction=nonstopmode", "-halt-on-error", tex.name],
            cwd=folder,
            capture_output=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout[-3000:].decode("utf-8", "replace")
        assert tex.with_suffix(".pdf").stat().st_size > 20_000


# -- pages as XML


def test_a_page_that_is_no_xml_is_repaired() -> None:
    page = Page(f'<html xmlns="{XHTML}"><body><p>a<br>b &nbsp; <s>c</p>\x08<input disabled></body></html>')
    assert page.changed
    again = Page(page.text())
    assert not again.changed
    assert words(again.root).startswith("ab")


def test_an_id_that_comes_twice_stays_once() -> None:
    page = Page(f'<html xmlns="{XHTML}"><body><p id="a"/><p id="a"/><p id="b"/></body></html>')
    assert page.ids == {"a", "b"}
    assert page.text().count('id="a"') == 1


@pytest.mark.parametrize(
    ("href", "wanted"),
    [
        ("two.xhtml", "two.xhtml"),
        ("../one.xhtml#here", "../one.xhtml#here"),
        ("../one.xhtml#gone", "../one.xhtml"),
        ("#gone", None),
        ("three.xhtml", None),
        ("https://example.org/a b?c=[d]", "https://example.org/a%20b?c=%5Bd%5D"),
        ("https://example.org/100%#x#y", "https://example.org/100%25#x%23y"),
        ("https://example.org/é", "https://example.org/%C3%A9"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://[broken/", None),
        ("http:///nowhere", None),
        ("javascript:alert(1)", None),
        ("mailto:ann@example.org", "mailto:ann@example.org"),
    ],
)
def test_links_are_mended_or_taken_away(href: str, wanted: str | None) -> None:
    ids = {"one.xhtml": {"here"}, "posts/two.xhtml": set()}
    assert mended(href, "posts/two.xhtml", ids) == wanted
