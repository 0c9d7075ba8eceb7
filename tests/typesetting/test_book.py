"""The torture book, as a reader finds it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from anthology.typesetting.catalogue import load_catalogue
from anthology.typesetting.compile import compile_pdf
from anthology.typesetting.escape import right_to_left
from anthology.typesetting.headings import headings_in
from anthology.typesetting.indexes import make_indexes

from .conftest import Printed, build
from .reading import boxes_outside, outline, pages, squeezed
from .workshop import HERE, LISTING, LONG_LINE, LONG_TITLE, UNBROKEN, catalogue

pikepdf = pytest.importorskip("pikepdf")


@pytest.fixture(scope="module")
def text(workshop: Printed) -> list[str]:
    return pages(workshop.pdf)


def records(workshop: Printed) -> list[dict]:
    return json.loads((workshop.source / ".anthology/catalogue.json").read_text())["posts"]


def test_comes_out_whole_accessible_and_archival(workshop: Printed) -> None:
    assert workshop.report.set_aside == ()
    assert workshop.report.standards == ("ua-1", "a-2a")
    assert workshop.report.pages == len(pages(workshop.pdf))


def test_sphinx_names_only_the_pictures_that_are_broken(workshop: Printed) -> None:
    named = re.findall(r"picture (\S+):", workshop.warnings)
    assert sorted(named) == ["pictures/broken.svg", "pictures/cut.jpg", "pictures/page.png"]
    assert len(workshop.warnings.splitlines()) == 3


def words_of(source: Path) -> list[str]:
    """Return the words of a Markdown page that every reader should find."""
    body = (
        source.read_text("utf-8").split("---\n", 2)[-1]
        if source.name == "clamps.md"
        else source.read_text("utf-8")
    )
    body = re.sub(r"<[^>\s]*>|\]\([^)]*\)|\[\^\w+\]:?|^\s*[-|: ]+$|```\S*|:\w+:.*", " ", body, flags=re.M)
    return re.findall(r"\w{2,}", body.replace("_", " "))


def test_every_word_of_the_source_is_found(workshop: Printed, text: list[str]) -> None:
    whole = squeezed("".join(text)).replace("_", "").replace("↩↪", "").casefold()
    found = missed = 0
    for record in records(workshop):
        for word in words_of(workshop.source / f"{record['docname']}.md"):
            if word.casefold() in whole:
                found += 1
            else:
                missed += 1
                print(record["docname"], word)
    assert found > 5000
    assert missed / (found + missed) < 0.001


def test_no_text_leaves_the_page(workshop: Printed) -> None:
    assert boxes_outside(workshop.pdf) == []


def test_code_comes_out_to_the_letter(text: list[str]) -> None:
    whole = squeezed("".join(text)).replace("↩↪", "")
    assert squeezed(LONG_LINE) in whole
    assert UNBROKEN in whole
    listing = squeezed(LISTING)
    lines = [squeezed(line) for line in LISTING.split("\n")]
    assert len(listing) == sum(map(len, lines))
    assert all(line in whole for line in lines)
    assert "print(" in whole


def test_all_titles_are_bookmarks_that_land_on_them(workshop: Printed, text: list[str]) -> None:
    marks = outline(workshop.pdf)
    names = [squeezed(title) for title, _ in marks]
    for title in (
        "Clamps, and why you never have enough",
        'Glue: an introduction to <patience> & "care"',
        LONG_TITLE,
    ):
        assert squeezed(title) in names
    for part in (
        "Winter",
        "Spring",
        "Undated",
        "Tools",
        "Materials",
        "Authors",
        "Projects",
        "Sources",
    ):
        assert squeezed(part) in names
    for title, page in marks:
        # Scripts from right to left come out of a PDF in another order.
        if title.isascii():
            assert squeezed(title)[:40] in squeezed(text[page])


def numbers_of(workshop: Printed) -> list[str]:
    """Return the printed number of each page."""
    with pikepdf.open(workshop.pdf) as pdf:
        return [page.label for page in pdf.pages]


def test_index_numbers_are_right(workshop: Printed, text: list[str]) -> None:
    """Every entry of every index lists the pages on which its posts begin, no other, and stands on them."""
    numbers = numbers_of(workshop)
    places = [(squeezed(title), page) for title, page in outline(workshop.pdf)]
    begins = {
        docname: next(page for name, page in places if name == squeezed(title))
        for docname, title in titles_of(workshop).items()
    }
    # Without the number at the foot of the page, which would be one more of the last entry.
    without = [
        page.rstrip().removesuffix(number).rstrip() for page, number in zip(text, numbers, strict=True)
    ]
    printed = load_catalogue(workshop.source)
    checked = 0
    for index in make_indexes(printed.posts, printed, headings_in("en")):
        start = next(page for title, page in reversed(places) if title == index.name)
        lines = "\n".join(without[start:])
        for entry in index.entries:
            line = re.search(rf"^{re.escape(entry.name)}, ([\d–, \n]+)", lines, re.M)
            if not line:
                # Scripts from right to left come out of a PDF in another order.
                assert right_to_left(entry.name), entry.name
                continue
            expected = {numbers[begins[docname]] for docname in entry.docnames}
            assert set(unfolded(line[1])) == expected, entry.name
            assert all(entry.name in text[numbers.index(number)] for number in expected)
            checked += 1
    assert checked == 7


def unfolded(listed: str) -> list[str]:
    """Return the numbers of a list that may have ranges."""
    found: list[str] = []
    for item in re.findall(r"\d+(?:–\d+)?", listed):
        first, _, last = item.partition("–")
        found += [str(number) for number in range(int(first), int(last or first) + 1)]
    return found


def titles_of(workshop: Printed) -> dict[str, str]:
    book = json.loads((workshop.typst / "book.json").read_text("utf-8"))
    return {page["docname"]: page["title"] for page in book["pages"]}


def test_contents_and_page_references_are_right(workshop: Printed, text: list[str]) -> None:
    numbers = numbers_of(workshop)
    glue = next(i for i, page in enumerate(text) if "Glue dries while you look" in page)
    target = re.search(r"look for clamps \(p\.\s(\d+)\)", text[glue])
    assert target
    assert "bar clamps" in text[numbers.index(target[1])]
    contents = text[next(page for title, page in outline(workshop.pdf) if title == "Contents")]
    listed = re.search(r"Tables of every width[. ]*\s*(\d+)", contents)
    assert listed
    assert "Tables of every width" in text[numbers.index(listed[1])]


def test_an_opening_of_one_page_has_no_running_head(workshop: Printed, text: list[str]) -> None:
    page = text[next(page for title, page in outline(workshop.pdf) if title == "On names")]
    assert page.count("On names") == 1


def test_series_citations_and_copies_are_told(text: list[str]) -> None:
    whole = " ".join(" ".join(text).split())
    assert "Part 1 of 2 of the series Tools & patience. After it: Glue" in whole
    assert re.search(r"Cited by Glue: an introduction to <patience> & \"care\" \(p\.\s\d+\); A note", whole)
    assert "Also at Planet Workshop (https://planet.example.org/1)" in whole
    assert "Shown under: CC BY 4.0" in whole


def test_pages_for_the_web_are_not_printed_and_links_to_them_lead_to_the_index(workshop: Printed) -> None:
    names = {
        path.relative_to(workshop.typst / "pages").as_posix()
        for path in (workshop.typst / "pages").rglob("*.typ")
    }
    assert "posts/bench/clamps.typ" in names
    assert "chapters/on-names.typ" in names
    assert not any(name.startswith(("authors/", "cycles/", "projects/", "index")) for name in names)
    chapter = (workshop.typst / "pages/chapters/how-to-read.typ").read_text("utf-8")
    assert '#jump("index:author:ann-other")[' in chapter
    assert '#jump("index:project:lathe")[' in chapter
    assert '#jump("part:winter")[' in chapter


def test_every_link_inside_the_book_lands(workshop: Printed) -> None:
    landed = 0
    with pikepdf.open(workshop.pdf) as pdf:
        known = {page.objgen for page in pdf.pages}
        named = pdf.Root.get("/Names", {}).get("/Dests") if "/Names" in pdf.Root else None
        for page in pdf.pages:
            for link in page.get("/Annots", []):
                target = link.get("/Dest") or (link.get("/A") or {}).get("/D")
                if target is None:
                    assert str(link.A.URI).startswith(("https:", "mailto:"))
                elif isinstance(target, pikepdf.Array):
                    assert target[0].objgen in known
                    landed += 1
                else:
                    assert named is not None
                    assert pikepdf.NameTree(named)[str(target)][0].objgen in known
                    landed += 1
    assert landed > 40


def test_fonts_are_embedded_and_title_author_language_set(workshop: Printed) -> None:
    with pikepdf.open(workshop.pdf) as pdf:
        assert str(pdf.Root.Lang).startswith("en")
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.docinfo["/Title"]) == "Letters from the Workshop"
        assert str(pdf.docinfo["/Author"]) == "The Workshop"
        files = ("/FontFile", "/FontFile2", "/FontFile3")
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"]
        described = [
            font.FontDescriptor for font in fonts if "/FontDescriptor" in font and font.Subtype != "/Type3"
        ]
        assert len(described) > 5
        assert all(any(key in descriptor for key in files) for descriptor in described)


def test_same_book_same_bytes(workshop: Printed, tmp_path: Path) -> None:
    compile_pdf(workshop.typst, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == workshop.pdf.read_bytes()


@pytest.mark.parametrize(("paper", "size"), [("us-letter", (612, 792)), ("6x9in", (432, 648))])
def test_other_papers(workshop: Printed, tmp_path: Path, paper: str, size: tuple[int, int]) -> None:
    report = compile_pdf(workshop.typst, tmp_path / "book.pdf", paper=paper)
    assert report.standards == ("ua-1", "a-2a")
    with pikepdf.open(tmp_path / "book.pdf") as pdf:
        assert tuple(round(float(n)) for n in pdf.pages[0].mediabox[2:]) == size
    assert boxes_outside(tmp_path / "book.pdf") == []


def test_each_post_has_the_language_it_is_written_in(workshop: Printed) -> None:
    def page(name: str) -> str:
        return (workshop.typst / "pages/posts" / f"{name}.typ").read_text("utf-8")

    assert '#set text(lang: "ja", region: none, font: fonts-of("ja", none), dir: ltr)' in page(
        "letters/scripts"
    )
    assert '#set text(lang: "pt", region: "BR"' in page("bench/tables")
    assert '#set text(lang: "en"' in page("bench/code")


def test_a_short_topic_shares_its_page_with_the_next(tmp_path: Path) -> None:
    source = tmp_path / "source"
    data = catalogue()
    posts = data["posts"] = [
        {**post, "topics": [topic]}
        for post, topic in zip(catalogue()["posts"][:2], ("tools", "materials"), strict=True)  # type: ignore[index]
    ]
    for post in posts:
        page = source / f"{post['docname']}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"# {post['slug']}\n\nWords and [a note](https://example.org/{post['slug']}).\n")
    (source / ".anthology").mkdir()
    (source / ".anthology" / "catalogue.json").write_text(json.dumps(data))
    (source / "index.md").write_text("# Book\n")
    shutil.copyfile(HERE / "project" / "conf.py", tmp_path / "conf.py")
    build(tmp_path)
    compile_pdf(tmp_path / "typst", tmp_path / "book.pdf")
    places = dict(outline(tmp_path / "book.pdf"))
    assert places["Tools"] == places["clamps"] == places["Materials"] == places["glue"]
    # Their notes share the page too, so that they count on.
    page = pages(tmp_path / "book.pdf")[places["Tools"]]
    assert re.findall(r"(?m)^(\d)\s?https://example.org/(\w+)", page) == [("1", "clamps"), ("2", "glue")]
