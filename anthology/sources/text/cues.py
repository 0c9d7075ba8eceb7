"""Words by which blogs open and close: what a heading is called, how a post begins, how it ends."""

from __future__ import annotations

import re

_SECTION = re.compile(
    r"^(?:\d+[.)]?\s*)?(?:(?:an? |the |some |our |my |quick |brief |short |final |general |more |other |"
    r"further |basic |what'?s |"
    r"getting |key |main )*)(?:introduction|intro|overview|background|abstract|motivation|goals?|"
    r"objectives?|agenda|"
    r"requirements?|pre-?requisites?|preparations?|preface|installation|install(?:ing)?|set ?up|"
    r"configuration|configuring|"
    r"configure|usage|using|examples?|demo|testing|tests?|results?|performance|benchmarks?|architecture|"
    r"design|"
    r"implementation|deployment|deploy|troubleshooting|debugging|verification|verify|build(?:ing)?|"
    r"running|run|steps?|"
    r"environment|details?|features?|changes|changelog|new features|bug ?fixes|fixes|upgrade notes|"
    r"known issues|issues|"
    r"problems?|solutions?|the fix|workarounds?|limitations|caveats|notes?|tips|warnings?|faqs?|questions?|"
    r"q&a|activities|statistics|highlights|events?|news|announcements|meetings|reports?|people|projects?|"
    r"community|"
    r"upcoming|videos?|slides?|presentations?|download|source(?: code)?|code|licen[cs]e|screenshots?|"
    r"what|why|how|who|when|"
    r"where|table of contents|contents|key takeaways|takeaways|lessons learned|first steps|(?:next|"
    r"started)|started)\W*$",
    re.IGNORECASE,
)
_CLOSING_SECTION = re.compile(
    r"^(?:\d+[.)]?\s*)?(?:(?:in |some |final |further |additional |useful |related |more |the |my |"
    r"external )*)"
    r"(?:conclusions?|summary|wrap(?:ping)?(?: it)?[ -]?up|closing(?: \w+)?|final (?:words|thoughts|"
    r"notes)|thoughts|"
    r"references?|further reading|reading|resources|links?|bibliography|see also|credits|"
    r"acknowledge?ments?|thanks|"
    r"feedback|comments?|next steps|what'?s next|the future|future(?: work)?|footnotes|"
    r"about the authors?|more info(?:rmation)?|"
    r"learn more|get involved|tl;?dr|zusammenfassung|fazit|conclusión|参考|总结|小结|结论)\W*$",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^[\W_]*(?:in (?:this|my (?:last|previous)|the (?:last|previous|past)|recent) (?:post|blog|article|"
    r"entry|tutorial|series|episode|edition|"
    r"weeks?|months?|years?|talk|session)|this (?:post|article|blog|entry|tutorial|week(?:ly)?|month|"
    r"year|is (?:the|a|an|my|our|part)|"
    r"weekend|morning|afternoon|past|webinar|newsletter|edition|talk|presentation|guide|document|series|"
    r"howto)|today\b|yesterday\b|tonight\b|"
    r"recently\b|lately\b|last (?:week|month|year|night|weekend|monday|tuesday|wednesday|thursday|friday|"
    r"summer|fall|spring|winter|time)\b|"
    r"(?:a|the other) (?:few|couple of|day|while|year|week|month)\b|over the (?:past|last|course)\b|"
    r"for (?:a while|some time|(?:the )?(?:past|last)|too long|years)\b|"
    r"it(?:'s| is| has|’s)? been\b|there (?:has|have|is|are|was|were) (?:been|a lot|many|some|much)|"
    r"i(?:'ve| have|'m| am|’ve|’m)? (?:just|recently|been|finally|had|was|often|decided|spent|gave|"
    r"attended|wrote|started|got|wanted|happy|pleased|excited|proud)\b|"
    r"we(?:'ve| have|'re| are|’ve|’re)? (?:just|recently|been|finally|had|published|announced|released|"
    r"pleased|excited|happy|proud|released)\b|"
    r"welcome\b|here(?:'s| is| are|’s)\b|as (?:many|some|most|you (?:may|might)|we|i|part|promised|"
    r"announced)\b|many (?:people|of|thanks)|"
    r"(?:cross|re|originally )[- ]?post|originally (?:published|appeared)|update:|disclaimer|note:|"
    r"nb[,:]|edit:|dear \w+|hi |hello|hey |"
    r"join |register |the (?:team|openstack|next|latest|new(?:est)?|upcoming|first|second|third) )",
    re.IGNORECASE,
)
_CONTINUING = re.compile(
    r"^[\W_]*(?:these|those|they|it (?:is|can|will|has|should|does|also)|also|however|but|and|so|then|"
    r"now\b|next\b|once\b|after\b|before\b|"
    r"finally|first(?:ly)?\b|second(?:ly)?\b|third(?:ly)?\b|to \w+|additionally|furthermore|moreover|"
    r"similarly|likewise|instead|"
    r"as (?:mentioned|described|shown|noted|you (?:can )?see|above|before|said)|the (?:above|following|"
    r"same|second|third|last|other|rest|reason|output|result|"
    r"command|file|image|script|code|only)|another|you (?:can|need|should|will|may|must|have|could)|"
    r"make sure|please|let'?s|let us|use\b|run\b|"
    r"create\b|add\b|install\b|edit\b|start\b|check\b|open\b|download\b|there (?:is|are)|each\b|every\b|"
    r"all\b|both\b|one (?:of|thing)|when\b|by (?:default|\w+ing)|"
    r"that'?s|this (?:is (?:because|where|why|how|what|done|needed|not)|will|can|command|file|means|"
    r"allows|creates|option|script|step|way))",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"(?:\bthank(?:s| you)\b|\bcheers\b|\bfeedback\b|\bcomments?\b|\blet (?:me|us) know\b|"
    r"\bcontact (?:me|us)\b|\bstay tuned\b|\bsee you\b|"
    r"\blook(?:ing)? forward\b|\benjoy\b|\bhave fun\b|\bhappy \w+ing\b|\bhope (?:this|that|you|it)\b|"
    r"\bread (?:the )?(?:complete|full|more|rest|whole|entire)\b|"
    r"\bmore (?:information|details|info)\b|\bfollow (?:me|us)\b|\bquestions?\b|\bnext (?:post|part|"
    r"article|time|episode|week)\b|\bregist(?:er|ration)\b|"
    r"\bcomplete (?:blog|post|article)\b|\bjoin (?:me|us)\b|\bsign up\b|\bget involved\b|\bthat'?s (?:it|"
    r"all)\b|\bgood luck\b|\bwelcome\b|"
    r"\bappeared first on\b|\bfollow(?:ing)? (?:post|up)\b|\bbest,|\bregards\b|\bupdates?:|\[\.\.\.\]|"
    r"\[…\]|…$|\.\.\.$)",
    re.IGNORECASE,
)
_PERIODIC = re.compile(
    r"(?:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? ?\d{1,2}\b|\b(?:19|20)\d\d\b|"
    r"#\s?\d+|\b(?:part|episode|vol(?:ume)?|issue|week|day|chapter) "
    r"(?:\d+|[ivx]+|one|two|three|four)\b|\b(?:weekly|monthly|newsletter|roundup|recap|digest|"
    r"announc(?:e|es|ed|ing|ement)|released?|webinar|interview|review)\b|\d{8})",
    re.IGNORECASE,
)
_STEP = re.compile(
    r"^(?:\(?\d+(?:\.\d+)*[.):]?\s|step\s+\w+|[ivx]+[.)]\s|[a-z][.)]\s|day \d|q\d?:|a\d?:|q\.|phase \d|"
    r"task \d)",
    re.IGNORECASE,
)


def is_section(text: str) -> bool:
    """Tell whether a line is what sections inside posts are called: `Introduction`, `Configuration`."""
    return _SECTION.match(text) is not None


def is_closing_section(text: str) -> bool:
    """Tell whether a line is what a post's last section is called: `Conclusion`, `References`, `Credits`."""
    return _CLOSING_SECTION.match(text) is not None


def opens(text: str) -> bool:
    """Tell whether a paragraph begins as a post does: `In this post`, `Last week`, `I have just`."""
    return _OPENING.match(text[:120]) is not None


def continues(text: str) -> bool:
    """Tell whether a paragraph leans on what stands before it: `These`, `Next`, `To install`."""
    return _CONTINUING.match(text[:80]) is not None


def ends(text: str) -> bool:
    """Tell whether a paragraph ends as a post does: thanks, an invitation, a pointer elsewhere."""
    return _ENDING.search(text[-400:]) is not None


def is_periodic(text: str) -> bool:
    """Tell whether a title names a date, a number in a row, or an occasion."""
    return _PERIODIC.search(text) is not None


def is_step(text: str) -> bool:
    """Tell whether a line counts: `1. `, `Step two`, `Q: `."""
    return _STEP.match(text) is not None
