"""A post as words: what its title, prose, headings and code say, apart from each other.

Labels need to know where a word stands: a release named in a sentence is meant, one in a path is not; a
project in the title weighs more than one in a listing.  One pass over the lines, no Markdown parser: a
parser costs more than all other labelling together and nothing here needs its exactness.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

LEAD_LENGTH = 600

_FENCE = re.compile(r" {0,12}(?P<mark>`{3,}|~{3,}|:{3,})\s*(?P<info>[^\n`]*)")
_HEADING = re.compile(r"#{1,6}\s+(?P<text>.*)")
_OPTION = re.compile(r"\s*:[\w-]+:")
_CODE_SPAN = re.compile(r"(?:\{[\w:+-]{1,40}\})?(`{1,3})(?!`)(.{1,400}?)(?<!`)\1(?!`)")
_IMAGE_OR_LINK = re.compile(
    r"!?\[([^\[\]]{0,400})\]\((?:<[^<>\n]{0,2000}>|[^()\s]{0,2000})(?:\s+\"[^\"]{0,200}\")?\)"
)
_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>()\[\]]+|www\.[^\s<>()\[\]]+|<[a-z][\w+.-]{1,12}:[^<>\s]*>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_ATTRIBUTES = re.compile(r"(?<=[\])`])\{[^{}\n]{0,200}\}")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a post.

    Attributes:
        title: The title, or nothing.
        lead: The beginning of the prose.
        prose: All of the prose, paragraphs on lines of their own, without code and addresses.
        headings: One a line.
        code: Listings and code inside the text.
    """

    title: str
    lead: str
    prose: str
    headings: str
    code: str

    @property
    def length(self) -> int:
        """How many words of prose there are, roughly."""
        return self.prose.count(" ") + self.prose.count("\n") + 1


def read_body(title: str | None, myst: str) -> Reading:
    """Take a converted body apart.

    Args:
        title: The post's title, plain text.
        myst: The body, MyST Markdown.
    """
    prose: list[str] = []
    headings: list[str] = []
    code: list[str] = []
    fence = ""
    for line in myst.split("\n"):
        found = _FENCE.match(line)
        if fence:
            if found and found["mark"].startswith(fence) and not found["info"].strip():
                fence = ""
            else:
                code.append(line)
            continue
        if found:
            # A directive's content is prose, and so is what stands between colons.
            if found["mark"][0] != ":" and not found["info"].startswith("{"):
                fence = found["mark"]
            continue
        if not line.strip() or _OPTION.match(line):
            continue
        heading = _HEADING.match(line)
        text = plain(heading["text"] if heading else line, code)
        (headings if heading else prose).append(text)
    joined = "\n".join(prose)
    return Reading(title or "", joined[:LEAD_LENGTH], joined, "\n".join(headings), "\n".join(code))


def plain(line: str, code: list[str] | None = None) -> str:
    """Return the words of a line of MyST without markup and addresses.

    Args:
        line: One line.
        code: Where code inside the line is put.
    """
    if "`" in line:
        if code is not None:
            code.extend(found[2] for found in _CODE_SPAN.finditer(line))
        line = _CODE_SPAN.sub(" ", line)
    if "](" in line:
        line = _ATTRIBUTES.sub("", _IMAGE_OR_LINK.sub(r"\1", line))
    if ":" in line or "www." in line:
        line = _ADDRESS.sub(" ", line)
    if "<" in line:
        line = _TAG.sub(" ", line)
    if "\\" in line:
        line = _ESCAPE.sub(r"\1", line)
    if "&" in line:
        line = html.unescape(line)
    return line.replace("**", "").replace("\u00a0", " ")
