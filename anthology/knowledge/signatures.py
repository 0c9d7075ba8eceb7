"""Authors named in the text of a post whose source names none."""

from __future__ import annotations

import re
from itertools import pairwise

from anthology.knowledge.bylines import is_role
from anthology.knowledge.names import is_person_name
from anthology.knowledge.reading import plain

_NAME = r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,4}"
_MAIL_ME = re.compile(
    r"\b(?:e-?mail|contact|write(?: to)?|reach|ping|tell|mail)\s+me\s+(?:at|via|on|:)?\s*"
    r"<?(?P<local>[A-Za-z]+\.[A-Za-z]+)@",
    re.IGNORECASE,
)
_BY_LINE = re.compile(
    rf"^(?:(?:guest )?(?:posted|written|contributed|article|post|blog post)?\s*by:?)\s+(?P<name>{_NAME})",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"\b(?:this|the following) (?:guest )?(?:article|post|blog|blog post|piece) (?:was|is|has been) "
    rf"(?:written|contributed|authored) by (?P<name>{_NAME})",
    re.IGNORECASE,
)
_ABOUT = re.compile(rf"^about the author:?\s+(?P<name>{_NAME}?)(?:,| is | has | works )", re.IGNORECASE)
_SIGNATURE = re.compile(r"^[—–~-]{0,3}\s*(?P<name>[A-Z][\w'’-]+(?: [A-Z][\w.'’-]*){0,3}),?$")


def signed(myst: str) -> tuple[str, str] | None:
    """Return who a text says wrote it, and the words that say so; None where it does not.

    Looked at are a byline in the first lines, a signature with a job title in the last, and `email me at`
    an address made of first and last name.

    Args:
        myst: The body.
    """
    lines = [text for line in myst.split("\n") if (text := plain(line.rstrip("\\ ")).strip(" *_"))]
    for line in lines[:3]:
        found = _BY_LINE.match(line) if len(line) < 80 else None
        if found and (name := _person(found["name"])):
            return name, line
    for line in lines[:4] + lines[-4:]:
        found = _CONTRIBUTED.search(line[:2000]) or _ABOUT.match(line[:300])
        if found and (name := _person(found["name"])):
            return name, found[0]
    for name_line, role_line in pairwise(lines[-4:]):
        found = _SIGNATURE.match(name_line) if len(name_line) < 50 and len(role_line) < 80 else None
        if found and is_role(role_line):
            return found["name"], f"{name_line} / {role_line}"
    for line in lines:
        if "@" in line and (found := _MAIL_ME.search(line)):
            return found["local"].replace(".", " ").title(), found[0].rstrip("@")
    return None


def _person(text: str) -> str | None:
    """Return the longest beginning of a text that is a person's name."""
    parts = text.rstrip(".").split()
    for length in range(min(len(parts), 5), 1, -1):
        name = " ".join(parts[:length])
        if is_person_name(name):
            return name
    return None
