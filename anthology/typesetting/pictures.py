"""Pictures made fit for print: one bad file would stop the whole book.

Every picture is decoded once before the compiler sees it.  What is not a sound PNG or JPEG file is made
one; SVG is parsed, rid of what could act or reach out, and compiled once by itself.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from PIL import Image, ImageFile, ImageOps

from anthology.files import write_atomically
from anthology.typesetting.escape import string
from anthology.typesetting.targets import external
from anthology.xml_names import local_name

PIXELS_PER_INCH = 96
LARGEST_SIDE = 2400
"""Pixels; more than 300 dots an inch over the whole page is nothing a reader could see."""
MOST_PIXELS = 100_000_000
LARGEST_FILE = 64 * 2**20
"""Bytes."""
_PRINTABLE_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the compiler will take.

    Attributes:
        file: Path relative to the output folder.
        width: Points, at 96 pixels an inch.
        height: Points.
        warning: What of it had to be left out, or nothing.
    """

    file: str
    width: float
    height: float
    warning: str = ""


class PictureError(Exception):
    """A picture that cannot be shown; its text is the reason."""


def locate(uri: str, source_dir: Path) -> Path:
    """Return the file that a picture's address means.

    Raises:
        PictureError: If it can be no file of the source folder.
    """
    if external(uri):
        raise PictureError("is on the web, not in the book")
    if not uri or uri.startswith("data:") or "://" in uri:
        raise PictureError("has no address that can be read")
    path = (source_dir / uri.lstrip("/")).resolve()
    if not path.is_relative_to(source_dir.resolve()):
        raise PictureError("is outside the source folder")
    return path


def prepare(source: Path, out: Path) -> Picture:
    """Copy or convert a picture into the output folder, named by its content.

    Args:
        source: Any file.
        out: The output folder; the picture goes to `pictures/` in it.

    Raises:
        PictureError: If there is nothing to show.
    """
    try:
        if source.stat().st_size > LARGEST_FILE:
            raise PictureError("is too large")
        data = source.read_bytes()
    except OSError as error:
        raise PictureError("cannot be read") from error
    if not data.strip():
        raise PictureError("is empty")
    name = hashlib.sha256(data).hexdigest()[:24]
    folder = out / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<", data):
        return _vector(data, folder, name)
    return _raster(data, folder, name)


def _raster(data: bytes, folder: Path, name: str) -> Picture:
    image, warning = _decode(data)
    if warning or image.format not in ("PNG", "JPEG") or _must_change(image):
        image, extension = _redrawn(image), "png"
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        data = buffer.getvalue()
    else:
        extension = {"PNG": "png", "JPEG": "jpg"}[image.format]
    write(folder / f"{name}.{extension}", data)
    scale = 72 / PIXELS_PER_INCH
    return Picture(f"pictures/{name}.{extension}", image.width * scale, image.height * scale, warning)


def _decode(data: bytes) -> tuple[Image.Image, str]:
    """Return the first frame, and what is wrong with it if only a part could be read."""
    try:
        image = Image.open(io.BytesIO(data))
        if image.width * image.height > MOST_PIXELS:
            raise PictureError(f"has {image.width} x {image.height} pixels, which is too large")
        try:
            image.load()
        except OSError:
            return _decode_part(data), "the file is cut off: shown as far as it goes"
    except PictureError:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError) as error:
        raise PictureError("is not a picture that can be read") from error
    except Exception as error:  # decoders raise whatever a hostile file leads them to
        raise PictureError("is not a picture that can be read") from error
    return image, ""


def _decode_part(data: bytes) -> Image.Image:
    """Return what a truncated file still holds; the switch for it is a global of Pillow's."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image = Image.open(io.BytesIO(data))
        image.load()
        return image
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _must_change(image: Image.Image) -> bool:
    turned = image.getexif().get(0x0112, 1) != 1
    moving = getattr(image, "is_animated", False)
    too_large = max(image.size) > LARGEST_SIDE
    return turned or moving or too_large or image.mode not in _PRINTABLE_MODES


def _redrawn(image: Image.Image) -> Image.Image:
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        image = ImageOps.autocontrast(image.convert("L"))
    elif image.mode not in ("L", "RGB"):
        image = image.convert("RGBA")
        if image.getchannel("A").getextrema() == (255, 255):
            image = image.convert("RGB")
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    # What else the file carries (profiles, comments) is not needed and may be broken.
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    return clean


# -- SVG

_SVG = "{http://www.w3.org/2000/svg}"
_ACTIVE = frozenset({"script", "foreignobject", "iframe", "audio", "video", "handler", "listener"})
_NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?"
_LENGTH = re.compile(rf"\s*({_NUMBER})\s*(px|pt|pc|cm|mm|in|em|ex|%)?\s*")
_LARGEST_BOX = 1e6
_UNITS = {"px": 0.75, "pt": 1.0, "pc": 12.0, "cm": 28.35, "mm": 2.835, "in": 72.0, "em": 12.0, "ex": 6.0}


def _vector(data: bytes, folder: Path, name: str) -> Picture:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        kind = (
            "an HTML page"
            if re.search(rb"<(?:!doctype\s+html|html)\b", data[:1000], re.I)
            else "a broken SVG file"
        )
        raise PictureError(f"is no picture but {kind}") from error
    if root.tag not in (f"{_SVG}svg", "svg"):
        kind = local_name(str(root.tag))
        raise PictureError(f"is no picture but {'an HTML page' if kind == 'html' else f'a {kind} document'}")
    _disarm(root)
    width, height = _vector_size(root)
    file = folder / f"{name}.svg"
    write(file, etree.tostring(root))
    if not _compiles(file):
        file.unlink()
        raise PictureError("is an SVG file that cannot be drawn")
    return Picture(f"pictures/{name}.svg", width, height)


def _disarm(root: etree._Element) -> None:
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or local_name(element.tag) in _ACTIVE:
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
            continue
        for key in list(element.attrib):
            local = local_name(str(key))
            value = str(element.attrib[key]).strip()
            outward = local == "href" and not value.startswith(("#", "data:image/"))
            if outward or local.startswith("on"):
                del element.attrib[key]


def _vector_size(root: etree._Element) -> tuple[float, float]:
    box = [float(n) for n in re.findall(f"-?{_NUMBER}", str(root.get("viewBox", "")))[:4]]
    viewed = (
        (box[2] * 0.75, box[3] * 0.75)
        if len(box) == 4 and all(0 < side < _LARGEST_BOX for side in box[2:])
        else (225.0, 112.5)
    )
    width, height = (_points(str(root.get(side, ""))) for side in ("width", "height"))
    if width and height:
        return width, height
    if width:
        return width, width * viewed[1] / viewed[0]
    if height:
        return height * viewed[0] / viewed[1], height
    return viewed


def _points(value: str) -> float | None:
    match = _LENGTH.fullmatch(value)
    if not match or match[2] == "%":
        return None
    points = float(match[1]) * _UNITS[match[2] or "px"]
    return points if 0 < points < 20_000 else None


def _compiles(file: Path) -> bool:
    import typst

    document = f"#set page(width: 10cm, height: 10cm)\n#image({string('/' + file.name)}, width: 5cm)"
    try:
        typst.Compiler(root=str(file.parent), ignore_system_fonts=True).compile(
            document.encode(), format="pdf"
        )
    except BaseException as error:  # a panic of the compiler is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return False
    return True


def write(path: Path, data: bytes) -> None:
    """Write a file unless it is there already with this content: its time tells what has changed."""
    if not path.exists() or path.read_bytes() != data:
        write_atomically(path, data)
