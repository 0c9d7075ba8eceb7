"""Clues that a line is a heading: what each looks like and how much it weighs.

Like those of `clues`, the weights are log-odds fitted on hand-labelled dumps with posts and dumps held back.
"""

from __future__ import annotations

import re

SMALL_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        a an and as at but by for from how in into is its nor of off on onto or over per so than that the to
        up via vs with your our you i de la le les des du et en der die das und für im
        """,
    )
)
"""Words that titles write small."""

NUMBERED = (
    r"(?P<dotted>\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[IVX]{1,4}(?:(?:\.\d{1,2})+[.)]?|[.)])|[A-H][.)])\s+\S|"
    r"(?:step|part|day|phase|chapter|section|episode|lesson|rule|tip|example|option|stage|week|case|exercise)\s+"
    r"[#\d]|#\d+\b"
)
VERB = (
    r"(?i)\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must|may|i|i['’]\w+|we|we['’]\w+|"
    r"you['’]\w+|it|it['’]s|they|he|she|this|these|here|there|below|above|following|let['’]?s|please|says?|said)\b"
)
FRAME = (
    r"(?i)(?:introduction|summary|conclusions?|references?|credits|acknowledge?ments?|about the authors?|"
    r"appendix|wrap(?:ping)?[- ]?up|final thoughts|closing thoughts)[.:!]?\Z"
)
"""Sections that open or close a whole post."""

_OPENING = (
    r"(?i)\A(?:ok(?:ay)?\b|here|this is|these are|let['’]?s|now|then|so|but|and|also|please|thanks|thank you|"
    r"regards|cheers|best|sincerely|yours|enjoy|happy|good luck|hope|see you|stay tuned|note\b|nb\b|ps\b|"
    r"p\.s|edit\b|update:|to\s|by\b|by:|via\b|source:|photo|cover|image|figure|fig\.|table|screen ?shot|"
    r"diagram|courtesy|credit|example\s*:|output\s*:|result\s*:|first,|next,|finally,|for example|"
    r"(?:once|after|before|with|if|as|in|on|at)\b)"
)
_SECTION = (
    r"(?i)\A(?:\d\W*)?(?:introduction|overview|background|motivation|summary|conclusions?|references?|resources|"
    r"links|credits|acknowledge?ments?|requirements|prerequisites|installation|configuration|setup|usage|testing|"
    r"results?|performance|details|implementation|next steps|future(?: work)?|features|architecture|design|"
    r"discussion|further reading|more information|about|faq|getting started|troubleshooting|limitations|"
    r"final thoughts|tl;?dr|what['’]?s new|changelog|appendix|notes|preparations?|wrap[- ]?up|updates?|"
    r"miscellane\w+|events)\b[\w\s]{0,12}[.!:]?\Z"
)

SHAPES: tuple[tuple[str, float, str], ...] = (
    ("section_name", 1.6, _SECTION),
    (
        "asks",
        1.8,
        r"(?i)\A(?:how|what|why|when|where|who|which|do|does|did|is|are|can|could|should|will)\b.*\?\Z",
    ),
    (
        "tells_what",
        1.6,
        r"(?i)\A(?:how|what|why|when|where|who|which)(?:['’]s)?\s[^.!?:;,]{3,60}(?<!\bis)(?<!\bare)\Z",
    ),
    ("doing", 0.8, r"\A[A-Z][a-z]{2,}ing\s[^.!?:;]{3,60}\Z"),
    ("ends_dots", 0.8, r"(?:\.\.\.|…)\Z"),
    ("ends_question", 0.7, r"[?？]\Z"),
    ("ends_bang", -1.5, r"[!！]\Z"),
    ("ends_open", -1.9, r"[,;–—、，；-]\Z"),
    ("ends_stop", -3.4, r"(?<!\.\.)\.\Z|[。．｡]\Z"),
    ("ends_colon", -3.7, r"[:：]\Z"),
    ("clauses", -1.0, r"[a-z],\s+[a-z]|[、，]\w"),
    ("sentences", -1.7, r"[a-z)][.!?]\s+[A-Z]|[。．！？]\s*\w"),
    ("opening", -1.6, _OPENING),
    ("code_characters", -2.1, r"[{}\\$;=|<>~^]|\w/\w|_"),
    ("file_name", -3.2, r"\A\S*(?:[_]\S*|\w-\w+-?\w*\d+|\.(?:png|jpe?g|gif|svg|webp))\s*\Z"),
    (
        "picture",
        -3.8,
        r"(?i)\A(?:screen ?shot|img|dsc|image|photo|picture|figure|fig)[\s._-]*\d|"
        r"\.(?:png|jpe?g|gif|svg|webp)\Z",
    ),
    ("starts_quote", -4.2, r"\A[(\[—–<@/]"),
    (
        "admonition",
        -3.0,
        r"(?i)\A(?:note|warning|tip|important|caution|attention|hint|n\.?b\.?|disclaimer)[.:!]*\Z",
    ),
    ("credit", -3.0, r"\A(?i:(?:(?:written|posted|photo|image|cover photo) )?by:?) [A-Z]"),
    ("speaker", -4.0, r"\A[A-Z]{1,3}:\s"),
)
"""Name, weight and pattern of what the line itself shows."""

OTHER: dict[str, float] = {
    "bias": -0.6,
    "short": 1.5,
    "middling": 1.2,
    "longish": -0.4,
    "long": -2.0,
    "numbered": 2.6,
    "title_case": 0.9,
    "mostly_raised": 0.9,
    "capitals": 1.9,
    "lower": -1.6,
    "verb": -1.2,
    "no_words": -4.0,
    "code_like": -3.0,
    "anchor": 0.8,
    "link": -3.5,
    "link_at_end": -0.4,
    # What stands before and after.
    "first": -1.8,
    "last": -2.4,
    "twice": -3.4,
    "before_list": 1.1,
    "before_long": 0.2,
    "before_unended": -0.2,
    "before_code": -0.2,
    "before_short": -0.3,
    "before_open": -0.8,
    "then_long": 2.3,
    "then_middling": 1.2,
    "then_short": 0.5,
    "then_list": 0.0,
    "then_lower": -1.0,
    "then_other": -1.4,
    "then_code": -1.9,
    "then_credit": -2.0,
    "like_others": 1.5,
    "touches_next": -0.6,
    "touches_short": -2.0,
    "touches_previous": -1.6,
}
"""Weights of what `headings` sees by counting words and looking around.

`like_others` is set by hand: it is for what stands like the headings already found in its post.
"""

HEADING_WEIGHTS: dict[str, float] = OTHER | {name: weight for name, weight, _ in SHAPES}
