"""Pictures are kept once, by what they are, and what is no picture is told."""

import io
import json

import pytest
from PIL import Image

from anthology.fetching.svg import clean_svg
from tests.fetching.test_fetch import SETTINGS, declare, exported, files_of
from tests.fetching.web import Page, rss


def png(colour="red", size=(30, 20)):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def test_pictures_are_kept_and_shown(anthology, book, web):
    with (book / "conf" / "anthology.toml").open("a") as file:
        file.write(SETTINGS)
    body = (
        f"<p>Here: <img src='{web.url}/a.png?x=1&amp;y=2' alt='A red field'> "
        f"and <img alt=again src={web.url}/b.png> "
        f"<img src='/drawing.svg' alt='A drawing'> <img src='{web.url}/gone.png' alt='A gone one'> "
        f"<img src='{web.url}/page.png' alt='A page'> "
        f"<img src='http://169.254.169.254/x.png' alt='Inside'></p>"
    )
    web.pages |= {
        "/feed": Page(rss("Blog", {"One": body}, f"{web.url}/")),
        "/a.png?x=1&y=2": Page(png()),
        "/b.png": Page(png()),
        "/drawing.svg": Page(
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script><rect/></svg>"
        ),
        "/page.png": Page(b"<html>gone fishing"),
    }
    declare(book, "blog", f"{web.url}/feed")
    done = anthology("-C", book, "fetch", "--pictures")
    assert done.code == 0, done.err
    assert "3 pictures kept, 3 missing" in done.err
    assert "gone.png: is not there (404)" in done.err
    assert "page.png: is no picture of a known form" in done.err
    assert "169.254.169.254, which is not a public address" in done.err
    folder = book / "source/archive/_pictures"
    assert sorted(path.suffix for path in folder.iterdir()) == [".json", ".png", ".svg"]
    index = json.loads((folder / "index.json").read_text())
    assert (index[f"{web.url}/b.png"]["width"], index[f"{web.url}/b.png"]["height"]) == (30, 20)
    assert b"script" not in next(folder.glob("*.svg")).read_bytes()

    record = next(r for r in exported(anthology, book) if r["title"] == "One")
    assert record["body"].count("/pictures/") == 3
    assert f"{web.url}/gone.png" in record["body"]
    before, asked = files_of(book), len(web.log)
    assert "0 pictures kept, 0 missing" in anthology("-C", book, "fetch", "--pictures").err
    assert files_of(book) == before
    assert {one.path for one in web.log[asked:]} == {"/feed"}
    assert anthology("-C", book, "build", "--formats", "html").code == 0
    assert len(list((book / "source/pictures").iterdir())) == 2

    next(folder.glob("*.png")).unlink()  # an editor's slip
    assert "2 pictures kept, 0 missing" in anthology("-C", book, "fetch", "--pictures").err


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<g onload='alert(1)'/>",
        "<a href='javascript:alert(1)'><rect/></a>",
        "<image xmlns:x='http://www.w3.org/1999/xlink' x:href='https://tracker.example/alert.png'/>",
        "<use href='other.svg#alert'/>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>alert</p></foreignObject>",
        "<style>@import 'https://tracker.example/alert.css';</style>",
        "<rect style='fill: url(https://tracker.example/alert)'/>",
        "<style>rect { fill: u\\72l(https://tracker.example/alert) }</style>",
        "<style>@\\69mport 'https://tracker.example/alert.css';</style>",
        "<style>rect { fill: image-set('https://tracker.example/alert.png' 1x) }</style>",
        "<g xml:base='https://tracker.example/alert/'><use href='#a'/></g>",
        "<animate attributeName='href' values='javascript:alert(1)'/>",
        "<!-- alert --><?php alert ?>",
        "&alert;",
    ],
)
def test_drawings_do_nothing(inside):
    head = (
        "<!DOCTYPE svg [<!ENTITY alert SYSTEM 'file:///etc/passwd'>]><svg xmlns='http://www.w3.org/2000/svg'>"
    )
    svg = f"{head}<g><rect width='3' fill='url(#a)'/>{inside}</g></svg>"
    clean = clean_svg(svg.encode()).decode()
    assert "<rect width=" in clean
    assert "url(#a)" in clean
    assert "tracker" not in clean
    assert "root:" not in clean
    assert "alert" not in clean.replace("&alert;", "")


@pytest.mark.parametrize("content", [b"", b"<svg", b"<html/>", b"\x89PNG", b"<svg>" * 5000])
def test_what_is_no_drawing_is_left(content):
    assert clean_svg(content) == b""
