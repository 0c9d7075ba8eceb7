"""What a blog prints under its posts: where they were filed, what can be clicked."""

from __future__ import annotations

import re

from anthology.sources.text.page import strip_links

LONGEST = 200
"""Characters that a line about a post has at most."""
BOXES = re.compile(
    r"(?:\b(?:leave|add|post|write)\s+(?:an?\s+|new\s+|your\s+)?(?:comment|reply|response)s?\b"
    r"|\b(?:\d+|no|one)\s+(?:comment|repl|response|reaction|note)(?:s|y|ies)?\b"
    r"|\bcomments?\s*(?:\(\d+\)|off|are\s+closed|are\s+off)?|\bpermalink\b|\bpermanent link\b|"
    r"\bshare(?: this)?\b|\bedit\b"
    r"|\b\d+\s+min(?:ute)?s?\s+read\b)",
    re.IGNORECASE,
)

_FOOT = re.compile(
    r"^\W*(?:"
    r"(?:(?:continue|keep)\s+reading|read\s+(?:more|the\s+rest|on|full)|view\s+(?:full\s+)?post|"
    r"full\s+(?:post|story|article))\b[^.]{0,80}|more"
    r"|(?:leave|add|post|write)\s+(?:an?\s+|new\s+|your\s+)?(?:comment|reply|response)s?(?:\s+on\s+.*)?"
    r"|(?:\d+|no|one)\s+(?:comments?|responses?|repl(?:y|ies)|reactions?|notes?|likes?|claps?|shares?|views?)(?:\s+on\s+.*)?"
    r"|comments?(?:\s+(?:off|are\s+closed|are\s+off)(?:\s+on\b.*)?|\s*\(\d+\))?"
    r"|(?:(?:filed\s+under|posted\s+in|tagged(?:\s+(?:as|with))?)\s*:?|"
    r"(?:tags?(?:\s+for\s+this\s+(?:post|entry))?|labels?|topics?|categor(?:y|ies))\s*:)\s+\S.{0,200}"
    r"|this\s+(?:entry|post)\s+(?:was|is)\s+(?:posted|filed|tagged|published)\b.{0,300}"
    r"|email\s*this\s*blog\s*this.{0,120}"
    r"|(?:permalink|permanent\s+link|trackback|share(?:\s+this)?|share\s+on\s+\w+|like\s+this|"
    r"email\s+this|tweet|related\s+posts?)\b.{0,40}"
    r"|comments?\s*(?:…|\.\.\.)\s*read\s+(?:them|it)\s+below.{0,40}"
    r"|\d+\s+comments?\s*(?:…|\.\.\.)?\s*\W*(?:read\s+(?:them|it)\s+below.{0,40})?"
    r"|click\s+to\s+(?:share|e-?mail|print)\b.{0,60}|like\s+loading|loading"
    r"|(?:阅读全文|阅读更多|继续阅读|閱讀全文|続きを読む|発言する|コメント(?:を残す|する)?|더\s*보기|계속\s*읽기)"
    r"|(?:\d+\s*)?(?:条评论|則迴響|件のコメント|개의\s*댓글)|(?:评论|留言|評論|コメント|댓글)(?:数)?\s*[:：]?\s*\d*"
    r"|(?:分类|标签|分類|標籤|カテゴリー?|タグ|카테고리|태그)\s*[:：]\s*\S.{0,160}"
    r"|weiterlesen|lire\s+la\s+suite|leer\s+más|seguir\s+leyendo|continua\s+a\s+leggere|leia\s+mais|"
    r"kommentar\w*|kommentieren"
    r")[\s:.…»→>()\[\]{}]*$",
    re.IGNORECASE,
)


_BOX = re.compile(
    r"^\W*(?:link|read more|more|print|email|e-mail|like|reblog|tweet|trackbacks?"
    r"|\d+ (?:claps|likes|shares|notes)|\w+['’]s? blog)\W*$",
    re.IGNORECASE,
)


def _is_row_of_boxes(text: str) -> bool:
    """Tell whether a line is boxes side by side: `Permalink | Comments (0)`, `Link | Add new comment`."""
    parts = [part for part in re.split(r"\s*[|·•]\s*", text) if part]
    boxes = [not BOXES.sub("", part).strip(" ()[]0123456789") for part in parts]
    return (
        len(parts) > 1
        and any(boxes)
        and all(box or _BOX.match(p) for box, p in zip(boxes, parts, strict=True))
    )


def is_foot(text: str) -> bool:
    """Tell whether a line is what a blog prints under a post: `Read more »`, `3 Comments`, `Tags: cloud`."""
    text, _ = strip_links(text[: LONGEST * 2]) if "://" in text else (text, None)
    return len(text) <= 2 * LONGEST and (_FOOT.match(text) is not None or _is_row_of_boxes(text))


def filed_under(text: str) -> tuple[str, ...]:
    """Return the categories or tags of a line such as `Tags: cloud, storage`."""
    found = re.match(
        r"^\W*(?:filed\s+under|posted\s+in|tags?|tagged(?:\s+(?:as|with))?|labels?|categor(?:y|"
        r"ies)|tags\s+for\s+this\s+(?:post|entry))\s*:?\s+(.+)$",
        text,
        re.I,
    )
    if found is None:
        return ()
    names = re.split(r"\s*[,|•·;]\s*", BOXES.sub("", found[1]).strip(" ,|·•-–—»"))
    return tuple(name for name in names if name)
