"""Every file that calls itself a picture becomes one the compiler takes, or a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst
from PIL import Image

from anthology.typesetting.pictures import PictureError, prepare

from .workshop import make_pictures


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures") / "in"
    make_pictures(folder)
    base = Image.new("RGB", (40, 30), "#457")
    base.save(folder / "icon.ico")
    base.save(folder / "new.avif")
    base.convert("CMYK").save(folder / "cmyk.jpg")
    Image.new("I;16", (9, 9), 40000).save(folder / "deep.png")
    exif = Image.Exif()
    exif[0x0112] = 6
    base.save(folder / "turned.jpg", exif=exif)
    base.save(folder / "half.png")
    (folder / "half.png").write_bytes((folder / "half.png").read_bytes()[:60])
    (folder / "empty.png").write_bytes(b"")
    (folder / "noise.jpg").write_bytes(bytes(range(256)) * 20)
    (folder / "entities.svg").write_text(
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><text y="9">&a;</text></svg>'
    )
    (folder / "linked.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'viewBox="0 0 40 20">'
        '<image xlink:href="http://example.org/x.png" width="9" height="9"/>'
        '<rect width="9" height="9"/></svg>'
    )
    return folder


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("red.png", "png"), ("old.bmp", "png"), ("print.tiff", "png"), ("blue.webp", "png"),
        ("moving.gif", "png"), ("icon.ico", "png"), ("new.avif", "png"), ("cmyk.jpg", "png"),
        ("deep.png", "png"), ("turned.jpg", "png"), ("jpeg-inside.png", "jpg"), ("cut.jpg", "png"),
        ("very-wide.png", "png"), ("drawing.svg", "svg"),
        ("entities.svg", "svg"), ("linked.svg", "svg"),
    ],
)  # fmt: skip
def test_sound_pictures_compile(folder: Path, tmp_path: Path, name: str, extension: str) -> None:
    picture = prepare(folder / name, tmp_path)
    file = tmp_path / picture.file
    assert file.suffix == f".{extension}"
    assert picture.width > 0
    assert picture.height > 0
    typst.compile(f'#image("/{picture.file}", alt: "x")'.encode(), root=str(tmp_path))
    if extension == "svg":
        content = file.read_text()
        assert "script" not in content
        assert "http://example.org" not in content
        assert "file:" not in content


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("page.png", "HTML page"), ("broken.svg", "broken SVG"), ("empty.png", "is empty"),
        ("noise.jpg", "can be read"), ("nowhere.png", "cannot be read"),
    ],
)  # fmt: skip
def test_broken_ones_say_why(folder: Path, tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(PictureError, match=reason):
        prepare(folder / name, tmp_path)


def test_a_truncated_picture_is_shown_as_far_as_it_goes(folder: Path, tmp_path: Path) -> None:
    assert "cut off" in prepare(folder / "cut.jpg", tmp_path).warning
    assert prepare(folder / "red.png", tmp_path).warning == ""


def test_sizes(folder: Path, tmp_path: Path) -> None:
    red = prepare(folder / "red.png", tmp_path)
    assert (red.width, red.height) == (150, 90)
    turned = prepare(folder / "turned.jpg", tmp_path)
    assert turned.width < turned.height
    assert prepare(folder / "very-wide.png", tmp_path).width == 1800
    drawing = prepare(folder / "drawing.svg", tmp_path)
    assert (drawing.width, drawing.height) == (90, 45)
    assert prepare(folder / "linked.svg", tmp_path).width == 30


def test_the_same_picture_is_kept_once(folder: Path, tmp_path: Path) -> None:
    first = prepare(folder / "red.png", tmp_path)
    (tmp_path / "copy.gif").write_bytes((folder / "red.png").read_bytes())
    assert prepare(tmp_path / "copy.gif", tmp_path) == first
