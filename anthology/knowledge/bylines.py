"""A printed byline taken apart: `by Ann Other (noreply@blogger.com), Red Hat and Bo Else` is two people."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from anthology.knowledge.names import is_organisation, is_person_name, same_key

_ADDRESS = re.compile(r"<?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b>?")
_BRACKETS = re.compile(r"\s*[(\[<]([^()\[\]<>]*)[)\]>]")
_EMPTY_BRACKETS = re.compile(r"[(\[<]\s*[)\]>]")
_AROUND = " ,;-–—|·"
_COMMA = re.compile(r"\s*,\s*|\s+[-–—]\s+")
_BAR = re.compile(r"\s*[|;]\s*")
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
_SUFFIX = re.compile(
    r"^(?:jr|sr|ii|iii|iv|phd|ph\.d|md|msc|rhca|rhce|cissp|mba|inc|ltd|llc|gmbh|corp|plc)\.?$", re.IGNORECASE
)
_AT_COMPANY = re.compile(r"\s+(?:@|at|of|for|from|with)\s+(?=[A-Z@]).*$")
_VIA = re.compile(r"\s+via\s+.*$", re.IGNORECASE)
_HANDLE = re.compile(r"\s+@\w+$")
_BESIDE = re.compile(r"\s*/\s*|\s+with\s+")
_DASHES = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00a0": " "})
_NICKNAME = re.compile(r"(?<=\w)\s+[\"“”„«'‘][^\"“”«»'‘’]{1,20}[\"”“»'’]\s+(?=\w)")
_DATE_AT_END = re.compile(
    r"\s*(?:[|,·–—-]|\bon\b)\s*(?:[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?|"
    r"\d{1,2} [A-Z][a-z]{2,8}\.?,? \d{4}|\d{4}-\d\d-\d\d)$"
)
_HONORIFIC = re.compile(r"^(?:dr|prof|mr|mrs|ms)\b\.?\s+", re.IGNORECASE)
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
    byline = _tidied(byline)
    address = _ADDRESS.search(byline)
    text = " ".join(_ADDRESS.sub(" ", byline).split())
    text = _BY.sub("", _EMPTY_BRACKETS.sub(" ", text).strip(_AROUND))
    bare, notes = _without_notes(text)
    if not bare and notes:
        # RSS asks for `address (Name)`.
        text = bare = notes[0]
    if bare.casefold() in _NOBODY:
        local = address[0].strip("<>").partition("@")[0] if address else ""
        return [] if local.casefold().replace("-", "") in (*_NOBODY, "donotreply") else [Name(local)]
    people = _BESIDE.split(bare)
    if len(people) > 1 and all(map(is_person_name, people)):
        text = bare = " and ".join(people)
    found: list[Name] = []
    for joint, part in _pieces(_AND, text) if _splits(bare) else [("", text)]:
        if found and _BAR.fullmatch(joint) and is_organisation(part) and is_person_name(found[-1].text):
            found[-1] = _with(found[-1], part)
        else:
            found += _comma_separated(part, known)
    return [name for name in found if name.text.casefold() not in _NOBODY]


def _tidied(byline: str) -> str:
    """Return a byline without what no name has: entities, unseen characters, pictures, nicknames, dates."""
    text = unicodedata.normalize("NFC", html.unescape(byline)).translate(_DASHES)
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "So"))
    return _DATE_AT_END.sub("", _NICKNAME.sub(" ", text.strip()))


def _pieces(joint: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a text, each after what joins it to the one before; brackets stay whole."""
    brackets = [found.span() for found in _BRACKETS.finditer(text)]
    before, start = "", 0
    for found in joint.finditer(text):
        if not any(first <= found.start() < end for first, end in brackets):
            yield before, text[start : found.start()].strip()
            before, start = found[0], found.end()
    yield before, text[start:].strip()


def _without_notes(text: str) -> tuple[str, list[str]]:
    """Return a text without what stands in brackets, and that."""
    notes = [note.strip() for note in _BRACKETS.findall(text) if note.strip()]
    return " ".join(_BRACKETS.sub(" ", text).split()).strip(_AROUND), notes


def _splits(text: str) -> bool:
    """Tell whether `and` stands between people: not in the name of a company or a team."""
    parts = [part.split(",")[0].strip() for part in _AND.split(text)]
    if len(parts) < 2 or not all(parts):
        return False
    # `y` stands inside names too: Santiago Ramón y Cajal.
    plain = not _FOREIGN_AND.search(text) and not is_organisation(_AND.sub(" ", text))
    return plain or all(is_person_name(part) for part in parts)


def _comma_separated(text: str, known: frozenset[str]) -> list[Name]:
    found: list[Name] = []
    first = ""
    pieces = [piece for _, piece in _pieces(_COMMA, text)]
    if len(pieces) == 2 and same_key(f"{pieces[1]} {pieces[0]}") in known:
        pieces = [f"{pieces[1]} {pieces[0]}"]  # `Other, Ann`, as libraries have it
    for piece in pieces:
        part, notes = _without_notes(piece)
        if not part or (found and _SUFFIX.match(part)):
            continue
        if found and _is_affiliation(part, first, known):
            found[-1] = _with(found[-1], part)
            continue
        first = first or part
        found.append(_noted(_without_company(part), notes[0] if notes else ""))
    return found


def _noted(name: Name, note: str) -> Name:
    """Add what stands in brackets: an employer, or who writes under a handle or for a company."""
    if is_person_name(note) and not is_person_name(name.text):
        return Name(note, name.text if is_organisation(name.text) else "")
    return _with(name, note) if note and not name.affiliation else name


def _with(name: Name, said: str) -> Name:
    return Name(name.text, ", ".join(filter(None, (name.affiliation, said))))


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
    """Take ` @ Company`, `via` and `Dr.` off a person's name, but leave a handle its `@`."""
    for more in (_VIA, _HONORIFIC, _HANDLE):
        if is_person_name(without := more.sub("", text)):
            text = without
    company = _AT_COMPANY.search(text)
    if company and is_person_name(text[: company.start()]):
        return Name(text[: company.start()].strip(), company[0].strip())
    return Name(text)


def is_role(text: str) -> bool:
    """Tell whether a text begins with a job title: `Director, Example Ltd`."""
    return bool(_ROLE.match(text))
