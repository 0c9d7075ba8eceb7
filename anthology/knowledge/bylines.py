"""A printed byline taken apart: `by Ann Other (noreply@blogger.com), Red Hat and Bo Else` is two people."""

from __future__ import annotations

import re
from dataclasses import dataclass

from anthology.knowledge.names import is_organisation, is_person_name, same_key

_ADDRESS = re.compile(r"<?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b>?")
_BRACKETS = re.compile(r"\s*[(\[<]([^()\[\]<>]*)[)\]>]")
_BY = re.compile(r"^(?:posted |written |published |guest post |post )?by[:\s]+", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|und|et|y|&|\+)\s+|\s*[;|]\s*|\s*&\s*", re.IGNORECASE)
_FOREIGN_AND = re.compile(r"\s(?:und|et|y)\s", re.IGNORECASE)
_ROLE = re.compile(
    r"^(?:the |an? |guest |our )?(?:senior |sr\.? |junior |lead |chief |principal |staff |vice |executive |"
    r"technical |product |software |cloud |community |marketing |general |managing |founding |co-?|global |"
    r"distinguished |open source |solutions? |systems? |technology |project |program |devops |"
    r"site reliability |openstack )*"
    r"(?:engineer|developer|manager|director|architect|president|founder|cto|ceo|coo|cio|vp|evangelist|writer|"
    r"editor|"
    r"analyst|consultant|administrator|officer|fellow|scientist|researcher|advocate|lead|ptl|ambassador|contributor|"
    r"author|blogger|intern|student|professor|head|specialist|strategist|operator|member|chair|leader|partner)\b",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv|phd|ph\.d|md|msc|rhca|rhce|cissp|mba)\.?$", re.IGNORECASE)
_AT_COMPANY = re.compile(r"\s+(?:@|at|of|from|with)\s+(?=[A-Z@]).*$")
_NOBODY = frozenset(
    {"", "by", "unknown", "none", "n/a", "anonymous", "author", "nobody", "noreply", "no author"}
)


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a byline.

    Attributes:
        text: Cleaned.
        affiliation: What the byline says of employer or job, or an empty string.
    """

    text: str
    affiliation: str = ""


def clean_bylines(bylines: tuple[str, ...], known: frozenset[str] = frozenset()) -> tuple[Name, ...]:
    """Return the names of a post's bylines in printed order, each once.

    Args:
        bylines: As printed.
        known: Keys (`names.same_key`) of people named elsewhere, which settle whether what follows a comma is
            another author or an employer.
    """
    names: dict[str, Name] = {}
    for byline in bylines:
        for name in _names(byline, known):
            names.setdefault(same_key(name.text), name)
    return tuple(names.values())


def _names(byline: str, known: frozenset[str]) -> list[Name]:
    address = _ADDRESS.search(byline)
    text = _ADDRESS.sub(" ", byline.replace("\u00a0", " "))
    notes = [note for note in _BRACKETS.findall(text) if note.strip()]
    text = _BY.sub("", " ".join(_BRACKETS.sub(" ", text).split()).strip(" ,;-–—|·"))
    if not text and notes:
        # RSS asks for `address (Name)`.
        text, notes = notes[0], notes[1:]
    if text.casefold() in _NOBODY:
        local = address[0].strip("<>").partition("@")[0] if address else ""
        return [] if local.casefold().replace("-", "") in (*_NOBODY, "donotreply") else [Name(local)]
    found: list[Name] = []
    for part in _AND.split(text) if _splits(text) else [text]:
        found += _comma_separated(part.strip(), known)
    if found and notes and not found[-1].affiliation:
        found[-1] = Name(found[-1].text, notes[0].strip())
    return [name for name in found if name.text.casefold() not in _NOBODY]


def _splits(text: str) -> bool:
    """Tell whether `and` stands between people: not in the name of a company or a team."""
    parts = [part.split(",")[0].strip() for part in _AND.split(text)]
    if len(parts) < 2 or not all(parts):
        return False
    # `y` stands inside names too: Santiago Ramón y Cajal.
    plain = not _FOREIGN_AND.search(text) and not is_organisation(_AND.sub(" ", text))
    return plain or all(is_person_name(part) for part in parts)


def _comma_separated(text: str, known: frozenset[str]) -> list[Name]:
    parts = [part.strip() for part in re.split(r"\s*,\s*|\s+[-–—]\s+", text) if part.strip()]
    if not parts:
        return []
    found = [_without_company(parts[0])]
    for part in parts[1:]:
        if _SUFFIX.match(part):
            continue
        if _is_affiliation(part, parts[0], known):
            said = ", ".join(filter(None, (found[-1].affiliation, part)))
            found[-1] = Name(found[-1].text, said)
        else:
            found.append(_without_company(part))
    return found


def _is_affiliation(part: str, first: str, known: frozenset[str]) -> bool:
    """Tell whether what follows a comma is employer or job rather than another author."""
    if same_key(part) in known:
        return False
    if _ROLE.match(part) or is_organisation(part):
        return True
    # Beside a full name another author has one too; beside a handle, another handle.
    both_handles = " " not in part and " " not in first
    return not is_person_name(part) and not both_handles


def _without_company(text: str) -> Name:
    """Take ` @ Company` off a person's name, but leave a handle its `@`."""
    company = _AT_COMPANY.search(text)
    if company and is_person_name(text[: company.start()]):
        return Name(text[: company.start()].strip(), company[0].strip())
    return Name(text)


def is_role(text: str) -> bool:
    """Tell whether a text begins with a job title: `Director, Example Ltd`."""
    return bool(_ROLE.match(text))
