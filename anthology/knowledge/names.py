"""Whether a name is a person's, an organisation's or a mere handle, and when two names are the same."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path

# Words that people are not called, but teams, companies and blogs are.
_DATA: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "names.toml").read_text("utf-8"))
_ORGANISATION_WORDS = frozenset(_DATA["organisation_words"])
_ORGANISATIONS = frozenset(_DATA["organisations"])
_ACCOUNTS = frozenset(_DATA["accounts"])
_REMARKS = frozenset(_DATA["remarks"])
_PARTICLES = frozenset(_DATA["particles"])
# Letters that Unicode does not take for others with an accent.
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D"}
    | {"æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th"}
)
_WRITTEN_OUT = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "å": "aa",
        "ø": "oe",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "Å": "Aa",
        "Ø": "Oe",
    }
)
SIGNS = r"(?:(?<=[^\W\d_])(?:\+\+|[+#](?![^\W_])))?"
"""What may belong to a word though it is no letter: `C++` and `C#` are two languages, and neither is `C`."""

_CAMEL_WORD = re.compile(r"[A-Z][a-z]{2,}")
_PERSON_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]*)*\.?", re.UNICODE)


def is_organisation(name: str) -> bool:
    """Tell whether a name is a company's, team's or blog's, as far as its words show it."""
    folded = " ".join(name.casefold().split())
    if folded in _ORGANISATIONS:
        return True
    found = [word.casefold() for word in _CAMEL_WORD.findall(name)] + re.findall(r"[^\W_]+", folded)
    if not found or folded.split()[0] in _ORGANISATIONS:
        return True
    return any(word in _ORGANISATION_WORDS for word in found) or bool(
        re.search(r"\w\.(?:com|org|net|io|cloud|tech|me|de|fr)\b|[a-z]stack\b", folded)
    )


def is_account(name: str) -> bool:
    """Tell whether a byline is a shared account's (`admin`) rather than anybody's."""
    return re.sub(r"[\s_.-]", "", name.casefold()) in _ACCOUNTS


def is_no_affiliation(note: str) -> bool:
    """Tell whether a note beside a name says something else than for whom somebody works."""
    words = re.findall(r"[^\W_]+", note.casefold())
    return not words or words[0] in _REMARKS or words[-1] in _REMARKS


@lru_cache(maxsize=4096)
def is_person_name(name: str) -> bool:
    """Tell whether a name is like a person's full name: two to six words, capitalised but for particles."""
    parts = name.split()
    if not 2 <= len(parts) <= 6 or is_organisation(name):
        return False
    if not all(_PERSON_WORD.fullmatch(part) for part in parts):
        return False
    proper = [part for part in parts if part[0].isupper() or part.rstrip(".") not in _PARTICLES]
    # `Rob H` is a handle: only one of its words says who it is.
    if sum(len(part.rstrip(".")) > 1 for part in proper) < 2 or not proper[0][0].isupper():
        return False
    cased = [part for part in proper if part[0].isupper() or not part[0].islower()]
    shouted = [part for part in proper if len(part.rstrip(".")) > 1 and part.isupper()]
    # A family name may be shouted (`Li ZHANG`), an abbreviation (`Captain KVM`) is none.
    family = len(shouted) == 1 and len(shouted[0]) > 3 and bool(re.search("[AEIOU]", shouted[0]))
    return len(cased) == len(proper) and (len(shouted) in (0, len(proper)) or family)


def with_umlauts_written_out(name: str) -> str:
    """Return a name as Germans and Danes spell it where they have no umlauts: `Jörg` is `Joerg`."""
    return unicodedata.normalize("NFC", name).translate(_WRITTEN_OUT)


def plain_letters(text: str) -> str:
    """Return a text without accents and case: `Loïc` and `Loic` are both `loic`."""
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=16384)
def same_key(name: str) -> str:
    """Return what two spellings of a name share whatever their accents, case, dots and hyphens."""
    return " ".join(re.findall(rf"[^\W_]+{SIGNS}", plain_letters(name).replace("'", "").replace("’", "")))


@lru_cache(maxsize=16384)
def short_key(name: str) -> str:
    """Return the key of a name without middle initials: `Daniel P. Berrangé` is `daniel berrange`."""
    parts = same_key(name).split()
    if len(parts) < 3:
        return " ".join(parts)
    return " ".join([parts[0], *(part for part in parts[1:-1] if len(part) > 1), parts[-1]])


def handle_fits(handle: str, name: str) -> bool:
    """Tell whether a handle could be made of a full name: `jaypipes`, `mrunge`, `Rob H`, `ed`, `vkmc`."""
    letters = re.sub(r"[^a-z]", "", plain_letters(handle))
    parts = [re.sub(r"[^a-z]", "", part) for part in same_key(name).split()]
    parts = [part for part in parts if part]
    if len(letters) < 2 or len(parts) < 2:
        return False
    first, last = parts[0], parts[-1]
    together = "".join(parts)
    return (
        letters in (first, last, together, last + first)
        or (len(letters) >= 3 and letters in together)
        or (letters[0] == first[0] and len(letters) > 3 and last.startswith(letters[1:]))
        or (letters.startswith(first) and last.startswith(letters[len(first) :]))
        or (first.startswith(letters[:-1]) and letters[-1] == last[0] and len(letters) > 2)
        or (letters.startswith(first[:3]) and len(letters) > 4 and last[:2] in letters[3:])
        or letters == "".join(part[0] for part in parts)
    )
