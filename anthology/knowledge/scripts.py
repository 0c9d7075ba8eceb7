"""In which language a post is written, as far as its script says so.

Feeds rarely name a language, or name that of their blog's menus.  Readers' browsers choose fonts, hyphens and
voices by it.  Scripts that several languages share equally, such as Latin and Cyrillic, tell nothing.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"(?ms)^[ \t>]*(`{3,}|~{3,}).*?^[ \t>]*\1|`[^`\n]+`|\]\([^)\s]*\)|https?://\S+")

_SCRIPTS = {
    "kana": re.compile("[\u3041-\u30ff]"),
    "han": re.compile("[\u3400-\u9fff]"),
    "ko": re.compile("[\uac00-\ud7a3]"),
    "ar": re.compile("[\u0620-\u064a\u066e-\u06d3]"),
    "he": re.compile("[\u05d0-\u05ea]"),
    "th": re.compile("[\u0e01-\u0e4e]"),
    "el": re.compile("[\u0370-\u03ff]"),
}
_PERSIAN = re.compile("[\u067e\u0686\u0698\u06af]")
_OTHER_LETTERS = re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u052f]")

WEIGHT = {"kana": 2, "han": 3, "ko": 2}
"""Letters of an alphabet that say as much as one character of these."""

_OWN_SCRIPT = frozenset({"ar", "el", "fa", "he", "ja", "ko", "th", "ur", "yue", "zh"})


def written_in(text: str, said: str | None) -> str | None:
    """Return the language of a post, a BCP 47 tag, or None where nothing tells.

    Args:
        text: The post as MyST; code and addresses in it do not count.
        said: What its source says.
    """
    if text.isascii() or (said or "").partition("-")[0].lower() in _OWN_SCRIPT:
        return said
    prose = _CODE.sub(" ", text)
    found = {name: len(script.findall(prose)) * WEIGHT.get(name, 1) for name, script in _SCRIPTS.items()}
    kana, han = found.pop("kana"), found.pop("han")
    # Chinese quotes a word in kana now and then; Japanese does not do without.
    found["ja" if kana * 10 > han else "zh"] = kana + han
    best = max(found, key=lambda name: found[name])
    if found[best] <= len(_OTHER_LETTERS.findall(prose)) or found[best] < 20:
        return said
    return "fa" if best == "ar" and _PERSIAN.search(prose) else best
