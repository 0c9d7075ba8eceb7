"""The fonts of the book: those that come by pip, and fonts of the Noto family where they are installed.

The system's other fonts are not looked at, so that a book looks the same on every machine that has the
same fonts of this list.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

# File names as Debian, Fedora and Arch have them; scripts that the fonts from pip lack or have in one
# weight only.  Typst cannot use variable fonts, whose names differ.
_WANTED = (
    "NotoColorEmoji.ttf",
    *(
        f"{family}-{weight}.ttf"
        for family in (
            "NotoNaskhArabic", "NotoSerifHebrew", "NotoSerifDevanagari", "NotoSerifThai", "NotoSerifBengali",
            "NotoSerifTamil", "NotoSerifTelugu", "NotoSerifKannada", "NotoSerifMalayalam",
            "NotoSerifGujarati", "NotoSerifGurmukhi", "NotoSerifSinhala", "NotoSerifKhmer", "NotoSerifLao",
            "NotoSerifMyanmar",
            "NotoSerifEthiopic", "NotoSansSymbols",
            "NotoSansSymbols2", "NotoSansMath",
        )
        for weight in ("Regular", "Bold")
    ),
)  # fmt: skip
_FOLDERS = (
    "/usr/share/fonts/truetype/noto",
    "/usr/share/fonts/noto",
    "/usr/share/fonts/google-noto",
    "/usr/share/fonts/google-noto-emoji",
    "/usr/share/fonts/google-noto-color-emoji-fonts",
)
_EMOJI = "Noto Color Emoji"
_CJK = "Noto Sans CJK SC"
_IN_WHEEL = ("New Computer Modern", "New Computer Modern Math", "DejaVu Sans Mono")
"""Fonts that come with Typst and have letters that the book's own type lacks."""


@dataclass(frozen=True, slots=True)
class BookFonts:
    """Where fonts are and in which order they are asked for a letter that the book's type lacks.

    Attributes:
        folders: Folders that Typst is to read.
        families: Names of families.
    """

    folders: tuple[str, ...]
    families: tuple[str, ...]


def find_fonts(work: Path, *, installed: bool = True) -> BookFonts:
    """Return the fonts for the book.

    Args:
        work: A folder of ours, in which the installed fonts that are used are gathered.
        installed: Whether to look for installed fonts at all.
    """
    import typst

    gathered = _gather(work / "fonts") if installed else None
    folders = [str(folder) for folder in (_cjk_folder(), gathered) if folder]
    here = set(typst.Fonts(False, True, list(folders)).families())
    extra = set(typst.Fonts(False, False, [str(gathered)]).families()) if gathered else set()
    families = [*sorted(extra - {_EMOJI}), _CJK, *_IN_WHEEL, _EMOJI]
    return BookFonts(tuple(folders), tuple(family for family in families if family in here))


def _cjk_folder() -> Path | None:
    spec = find_spec("noto_cjk_sans_otc")
    return Path(spec.origin).parent if spec and spec.origin else None


def _gather(folder: Path) -> Path | None:
    """Link the wanted fonts into one folder: Typst reads whole folders, and Noto has a thousand files."""
    found = {name: path for name in _WANTED if (path := _installed(name)) is not None}
    if not found:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.name not in found:
            old.unlink()
    for name, path in found.items():
        link = folder / name
        if link.is_symlink() or link.exists():
            link.unlink()
        if sys.platform == "win32":
            shutil.copyfile(path, link)
        else:
            link.symlink_to(path)
    return folder


def _installed(name: str) -> Path | None:
    return next((path for folder in _FOLDERS if (path := Path(folder, name)).is_file()), None)
