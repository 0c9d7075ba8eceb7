"""Section headings: weighted evidence for each line that stands like one, and the level it has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anthology.conversion.text.evidence import code_score
from anthology.conversion.text.lines import Kind, Line

LONGEST = 160
"""Characters beyond which no line is a heading."""

HEADING_WEIGHTS: dict[str, float] = {
    "numbered": 2.6,
    "then_long": 2.3,
    "capitals": 1.9,
    "asks": 1.8,
    "section_name": 1.6,
    "short": 1.5,
    "then_middling": 1.2,
    "middling": 1.2,
    "before_list": 1.1,
    "mostly_raised": 0.9,
    "title_case": 0.9,
    "ends_dots": 0.8,
    "anchor": 0.8,
    "ends_question": 0.7,
    "then_short": 0.5,
    "before_long": 0.2,
    "markup": 0.0,
    "then_list": 0.0,
    "before_unended": -0.2,
    "before_code": -0.2,
    "before_short": -0.3,
    "link_at_end": -0.4,
    "longish": -0.4,
    "bias": -0.6,
    "touches_next": -0.6,
    "before_open": -0.8,
    "clauses": -1.0,
    "then_lower": -1.0,
    "verb": -1.2,
    "then_other": -1.4,
    "ends_bang": -1.5,
    "touches_previous": -1.6,
    "lower": -1.6,
    "opening": -1.6,
    "sentences": -1.7,
    "first": -1.8,
    "then_code": -1.9,
    "ends_open": -1.9,
    "then_credit": -2.0,
    "long": -2.0,
    "code_characters": -2.1,
    "last": -2.4,
    "file_name": -3.2,
    "ends_stop": -3.4,
    "twice": -3.4,
    "link": -3.5,
    "ends_colon": -3.7,
    "picture": -3.8,
    "speaker": -4.0,
    "no_words": -4.0,
    "touches_short": -2.0,
    "admonition": -3.0,
    "credit": -3.0,
    "code_like": -3.0,
    "starts_quote": -4.2,
}
"""Log-odds, fitted by logistic regression on hand-labelled dumps, with every post once held back, and rounded."""

_LINKS = re.compile(r"\s*\(<?(?:https?|mailto|ftp):[^)\s]*>?\)|\s*<https?:[^>\s]*>|https?://[^\s)]+")
_NOTE = re.compile(r"\s*\([\w ]{1,20}: <?https?://[^\s()]+>?\)\Z")
_ANCHOR = re.compile(r"\s*\(<?https?:[^)\s]*>?\)\s?(?=\w)")
_WORDS = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "how",
        "in",
        "into",
        "is",
        "its",
        "nor",
        "of",
        "off",
        "on",
        "onto",
        "or",
        "over",
        "per",
        "so",
        "than",
        "that",
        "the",
        "to",
        "up",
        "via",
        "vs",
        "with",
        "your",
        "our",
        "you",
        "i",
        "de",
        "la",
        "le",
        "les",
        "des",
        "du",
        "et",
        "en",
        "der",
        "die",
        "das",
        "und",
        "für",
        "im",
    ]
)
_NUMBERED = re.compile(
    r"(?P<dotted>\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[IVX]{1,4}(?:\.\d{1,2})*[.)]|[A-H][.)])\s+\S|"
    r"(?:step|part|day|phase|chapter|section|episode|lesson|rule|tip|example|option|stage|week|case|exercise)\s+"
    r"[#\d]|#\d+\b",
    re.IGNORECASE,
)
_VERBS = re.compile(
    r"(?i)\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must|may|i|i['’]\w+|we|we['’]\w+|you['’]\w+|"
    r"it|it['’]s|they|he|she|this|these|here|there|below|above|following|let['’]?s|please|says?|said)\b"
)
_QUESTION = re.compile(
    r"(?i)(?:how|what|why|when|where|who|which|do|does|did|is|are|can|could|should|will)\b"
)
_OPENING = re.compile(
    r"(?i)(?:ok(?:ay)?\b|here|this is|these are|let['’]?s|now|then|so|but|and|also|please|thanks|thank you|regards|cheers|"
    r"best|sincerely|yours|enjoy|happy|good luck|hope|see you|stay tuned|note\b|nb\b|ps\b|p\.s|edit\b|update:|to\s|"
    r"by\b|by:|via\b|source:|photo|cover|image|figure|fig\.|table|screen ?shot|diagram|courtesy|credit|"
    r"example\s*:|output\s*:|result\s*:|first,|next,|finally,|for example|(?:once|after|before|with|if|as|in|on|at)\b)"
)
_SECTION = re.compile(
    r"(?i)(?:\d\W*)?(?:introduction|overview|background|motivation|summary|conclusions?|references?|resources|links|credits|"
    r"acknowledge?ments?|requirements|prerequisites|installation|configuration|setup|usage|testing|results?|"
    r"performance|details|implementation|next steps|future(?: work)?|features|architecture|design|discussion|"
    r"further reading|more information|about|faq|getting started|troubleshooting|limitations|final thoughts|tl;?dr|"
    r"what['’]?s new|changelog|appendix|notes|preparations?|wrap[- ]?up|updates?|miscellane\w+|events)\b[\w\s]{0,12}[.!:]?\Z"
)
_NAME_OF_FILE = re.compile(r"\S*(?:[_]\S*|\w-\w+-?\w*\d+|\.(?:png|jpe?g|gif|svg|webp))\s*\Z")
_PICTURE = re.compile(
    r"(?i)(?:screen ?shot|img|dsc|image|photo|picture|figure|fig)[\s._-]*\d|.*\.(?:png|jpe?g|gif|svg|webp)\Z"
)
_CODE_CHARACTERS = re.compile(r"[{}\\$;=|<>~^]|\w/\w|_")


def heading_features(
    lines: list[Line], at: int, before: Line | None, after: Line | None
) -> Iterator[tuple[str, float]]:
    """Yield what speaks for or against a line being a heading: name of the evidence and its amount.

    Args:
        lines: The whole post.
        at: The line.
        before: The line shown before it.
        after: The line shown after it.
    """
    text = lines[at].text.strip()
    bare = _LINKS.sub("", _NOTE.sub("", text)).strip() or text
    words = _WORDS.findall(bare)
    count = len(words)
    yield "bias", 1.0
    yield "short" if count <= 3 else "middling" if count <= 7 else "longish" if count <= 12 else "long", 1.0
    yield from _shape(text, bare, words)
    if (code := code_score(bare)) > 0:
        yield "code_like", min(1.0, code / 3)
    large = [w for w in words if w.lower() not in _SMALL]
    raised = sum(w[0].isupper() or w[0].isdigit() for w in large)
    if large and raised == len(large) and count > 1:
        yield "title_case", 1.0
    elif len(large) > 2 and raised * 3 >= len(large) * 2:
        yield "mostly_raised", 1.0
    if bare[:1].islower():
        yield "lower", 1.0
    if len(bare) > 3 and bare.isupper():
        yield "capitals", 1.0
    alone_after = at + 1 >= len(lines) or lines[at + 1].blank
    alone_before = at == 0 or lines[at - 1].blank or lines[at - 1].kind is not Kind.OPEN
    if not alone_after:
        yield "touches_next", 1.0
        if len(lines[at + 1].text) < 60:
            yield "touches_short", 1.0
    if not alone_before:
        yield "touches_previous", 1.0
    if at == 0 or before is None:
        yield "first", 1.0
    elif before.text.rstrip().endswith((":", ",")):
        yield "before_open", 1.0
    elif before.kind is Kind.OPEN:
        ended = before.text.rstrip().endswith((".", "!", "?", ")", "”", '"'))
        if len(before.text) > 60:
            yield "before_long" if ended else "before_unended", 1.0
        elif not ended:
            yield "before_short", 1.0
    elif before.kind in (Kind.CODE, Kind.FENCED):
        yield "before_code", 1.0
    elif before.kind is Kind.ITEM:
        yield "before_list", 1.0
    yield from _following(bare, after)
    if (before and before.text.strip() == text) or (after and after.text.strip() == text):
        yield "twice", 1.0


def _shape(text: str, bare: str, words: list[str]) -> Iterator[tuple[str, float]]:
    end = bare[-1:]
    if bare.endswith(("...", "…")):
        yield "ends_dots", 1.0
    elif end == ".":
        yield "ends_stop", 1.0
    elif end == ":":
        yield "ends_colon", 1.0
    elif end in ",;-–—":
        yield "ends_open", 1.0
    elif end == "!":
        yield "ends_bang", 1.0
    elif end == "?":
        yield "ends_question", 1.0
        if _QUESTION.match(bare):
            yield "asks", 1.0
    if _ANCHOR.match(text):
        yield "anchor", 1.0
    elif text != bare and not _NOTE.search(text):
        yield "link", 1.0
        if bare and not text.startswith("(") and text.rstrip().endswith(")"):
            yield "link_at_end", 1.0
    if _NUMBERED.match(bare):
        yield "numbered", 1.0
    if _SECTION.match(bare):
        yield "section_name", 1.0
    if _OPENING.match(bare):
        yield "opening", 1.0
    if _VERBS.search(_NUMBERED.sub("", bare)) and not bare.endswith("?"):
        yield "verb", 1.0
    if re.search(r"[a-z)][.!?]\s+[A-Z]", bare):
        yield "sentences", 1.0
    if re.search(r"[a-z],\s+[a-z]", bare):
        yield "clauses", 1.0
    if _CODE_CHARACTERS.search(bare):
        yield "code_characters", 1.0
    if _NAME_OF_FILE.match(bare):
        yield "file_name", 1.0
    if "`" in bare or "*" in bare:
        yield "markup", 0.5
    if _PICTURE.match(bare):
        yield "picture", 1.0
    if bare[:1] in "([—–<@/":
        yield "starts_quote", 1.0
    if re.fullmatch(
        r"(?i)(?:note|warning|tip|important|caution|attention|hint|n\.?b\.?|disclaimer)[.:!]*", bare
    ):
        yield "admonition", 1.0
    if re.match(r"(?i)(?:(?:written|posted|photo|image|cover photo) )?by:? [A-Z]", bare):
        yield "credit", 1.0
    if not words:
        yield "no_words", 1.0
    if re.match(r"[A-Z]{1,3}:\s", bare):
        yield "speaker", 1.0


def _following(bare: str, after: Line | None) -> Iterator[tuple[str, float]]:
    if after is None:
        yield "last", 1.0
        return
    following = after.text.strip()
    if after.kind in (Kind.CODE, Kind.FENCED):
        yield "then_code", 1.0
    elif after.kind is Kind.ITEM:
        yield "then_list", 1.0
    elif after.kind is Kind.OPEN:
        size = len(following)
        yield "then_long" if size > 120 else "then_middling" if size > 50 else "then_short", 1.0
        if following[:1].islower():
            yield "then_lower", 1.0
        if following.startswith(("—", "–", "by ", "By ", "(<http")):
            yield "then_credit", 1.0
    else:
        yield "then_other", 1.0


def is_candidate(lines: list[Line], at: int) -> bool:
    """Say whether a line can be a heading at all: open, short, and the first of its run."""
    line = lines[at]
    if line.kind is not Kind.OPEN or len(line.text.strip()) > 400:
        return False
    bare = _LINKS.sub("", line.text).strip()
    return 0 < len(bare) <= LONGEST and bool(re.search(r"\w", bare)) and "\t" not in bare


def heading_score(lines: list[Line], at: int, before: Line | None, after: Line | None) -> float:
    """Return the log-odds that a candidate is a heading."""
    return sum(HEADING_WEIGHTS[name] * amount for name, amount in heading_features(lines, at, before, after))


def mark_headings(lines: list[Line], *, keeps_links: bool, title: str | None = None) -> None:
    """Mark headings and give them levels.

    Args:
        lines: Changed in place; lists, code and tables are already marked.
        keeps_links: Whether the dump kept link targets, and so did not lose lists that held only links.
        title: The post's title: a first line that repeats it is a heading.
    """
    wanted = " ".join((title or "").split()).casefold()
    shown = [n for n, line in enumerate(lines) if not line.blank]
    found: list[int] = []
    for position, n in enumerate(shown):
        if not is_candidate(lines, n):
            continue
        before = lines[shown[position - 1]] if position else None
        after = lines[shown[position + 1]] if position + 1 < len(shown) else None
        repeats = not position and " ".join(lines[n].text.split()).casefold() == wanted
        if repeats or heading_score(lines, n, before, after) > 0:
            found.append(n)
    for n in found:
        lines[n].kind = Kind.HEADING
    _set_levels(lines, found, shown, keeps_links=keeps_links)


def _style(text: str) -> str:
    bare = _LINKS.sub("", text).strip()
    if len(bare) > 3 and bare.isupper():
        return "capitals"
    if bare.endswith("?"):
        return "question"
    return "plain"


def _numbering(text: str) -> int:
    """Return how many parts the number before a heading has; 0 without one."""
    found = _NUMBERED.match(text.strip())
    if not found or not found["dotted"]:
        return 0
    return len([part for part in re.split(r"[.)]", found["dotted"]) if part])


def _set_levels(lines: list[Line], found: list[int], shown: list[int], *, keeps_links: bool) -> None:
    """Give each heading a level from 1, no level skipped.

    A number says it (`2.1`); else a heading that stands right above another one contains it, if the two differ
    in style, or if lists of links that were lost cannot have stood between them.
    """
    position = {n: at for at, n in enumerate(shown)}
    level, inner_style = 0, ""
    for index, n in enumerate(found):
        text = lines[n].text
        stacked = index + 1 < len(found) and position[found[index + 1]] == position[n] + 1
        parts = _numbering(text)
        if parts:
            wanted = parts
        elif (
            stacked
            and index
            and lines[found[index - 1]].level
            and position[found[index - 1]] == position[n] - 1
        ):
            wanted = level + 1 if keeps_links and level < 3 else level
        elif stacked and (keeps_links or _style(text) != _style(lines[found[index + 1]].text)):
            wanted = 1
            inner_style = _style(lines[found[index + 1]].text)
        elif index and position[found[index - 1]] == position[n] - 1:
            over = lines[found[index - 1]]
            deeper = keeps_links or _style(over.text) != _style(text)
            wanted = over.level + 1 if deeper else over.level
        elif level > 1 and inner_style and _style(text) != inner_style:
            wanted = 1
        else:
            wanted = max(1, level)
        level = max(1, min(wanted, level + 1, 4))
        lines[n].level = level
