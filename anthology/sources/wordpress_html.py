"""A WordPress body becomes the HTML that WordPress would have shown: paragraphs, shortcodes, blocks."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping

from anthology.model import Loss
from anthology.sources.html_text import web_address
from anthology.sources.shortcodes import Attachment, Stash, expand, keep_code

_BLOCK = re.compile(r"<!--\s+(/?)wp:([a-z][\w/-]{0,80})\s*(\{[^<\n]{0,20000}?\}\s+)?(/?)-->")
_MARKER = re.compile(r"<!--\s*(?:more\b[^>]{0,200}?|nextpage|noteaser)\s*-->")
_OLD_CODE = re.compile(r"(<pre\b[^<>]{0,500}\bwp-block-syntaxhighlighter-code\b)", re.I)
_LEVEL = (
    "address|article|aside|blockquote|caption|center|col|colgroup|dd|details|div|dl|dt|fieldset|figcaption|figure|footer"
    "|form|h[1-6]|header|hgroup|hr|iframe|legend|li|main|map|math|menu|nav|object|ol|p|section|summary|table|tbody|td|tfoot"
    "|th|thead|tr|ul|video|audio"
)
_SPLIT = re.compile(rf"(</?(?:{_LEVEL})(?=[\s/>])[^<>]*>|\x00b\d+\x00)", re.I)
_NAME = re.compile(r"<(/?)([a-z0-9]+)", re.I)
_NO_PARAGRAPHS_WORDS = (
    "p h1 h2 h3 h4 h5 h6 ul ol dl table tbody thead tfoot tr colgroup figure object video audio "
    "iframe map math li td th dt dd caption figcaption legend summary"
)
_NO_PARAGRAPHS = frozenset(_NO_PARAGRAPHS_WORDS.split())
_NO_BREAKS_WORDS = "ul ol dl table tbody thead tfoot tr colgroup figure object video audio iframe map math"
_NO_BREAKS = frozenset(_NO_BREAKS_WORDS.split())
_VOID = frozenset(("hr", "col"))
_ADDRESS = re.compile(r"(^|\n|>)[ \t]*(https?://[^\s<>\"]{3,2000})[ \t]*(?=\n|$|</(?:div|p|figure)>)")
# Blocks that show nothing of their own, so that their absence is no loss.
_SILENT_WORDS = "more nextpage spacer separator shortcode html freeform paragraph"
_SILENT = frozenset(_SILENT_WORDS.split())


def shown(body: str, post: str, attachments: Mapping[str, Attachment]) -> tuple[str, list[Loss]]:
    """Return a body as WordPress shows it.

    Args:
        body: As it stands in the export.
        post: The post's id.
        attachments: The blog's files by id.

    Returns:
        HTML without shortcodes and block comments, and what could not be shown.
    """
    stash = Stash()
    blocks = bool(_BLOCK.search(body))
    body = body.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    losses: list[Loss] = []
    if blocks:
        body = _without_blocks(body, losses)
    body = _MARKER.sub("\n\n", body)
    body = keep_code(body, stash)
    body = _ADDRESS.sub(lambda found: found.group(1) + _link(found.group(2)), body)
    body, lost = expand(body, stash, post, attachments)
    if not blocks:
        body = paragraphs(body)
    return stash.restore(body).strip(), [*losses, *lost]


def _link(address: str) -> str:
    url = html.escape(html.unescape(address))
    return f'<a href="{url}">{url}</a>'


def _without_blocks(body: str, losses: list[Loss]) -> str:
    """Remove block comments, keeping what only they say: the language of code, the target of a link."""
    out: list[str] = []
    at = 0
    language = ""
    for block in _BLOCK.finditer(body):
        text = body[at : block.start()]
        if language:
            text = _OLD_CODE.sub(rf"\1 brush: {language}", text)
        out.append(text)
        at = block.end()
        closing, name, settings, alone = block.groups()
        values = _settings(settings) if not closing else {}
        language = ""
        if "code" in name and not closing:
            language = re.sub(r"[^\w+#-]", "", str(values.get("language") or ""))[:20]
        if alone:
            out.append(_alone(name, values, losses))
    return "".join([*out, body[at:]])


def _settings(text: str | None) -> dict[str, object]:
    try:
        values = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _alone(name: str, values: dict[str, object], losses: list[Loss]) -> str:
    """Return what stands for a block that holds nothing but its settings."""
    given = values.get("url") or values.get("feedURL")
    address = web_address(given) if isinstance(given, str) else None
    if address:
        words = html.escape(str(values.get("label") or values.get("service") or address))
        link = f'<a href="{html.escape(address)}">{words}</a>'
        return f"<li>{link}</li>" if name == "social-link" else f"<p>{link}</p>"
    if name not in _SILENT:
        losses.append(Loss("block", name, "WordPress made it when the page was shown"))
    return ""


def paragraphs(text: str) -> str:
    """Give text its paragraphs and line breaks back, which WordPress stores as empty lines and line ends."""
    out: list[str] = []
    stack: list[str] = []
    for number, part in enumerate(_SPLIT.split(text)):
        if number % 2 == 0:
            out.append(_filled(part, stack))
            continue
        out.append(part)
        tag = _NAME.match(part)
        if tag is None or part.endswith("/>"):
            continue
        name = tag.group(2).lower()
        if not tag.group(1):
            if name not in _VOID and len(stack) < 1_000:
                stack.append(name)
        elif name in stack[-50:]:
            while stack.pop() != name:
                pass
    return "".join(out)


def _filled(text: str, stack: list[str]) -> str:
    inside = stack[-1] if stack else ""
    if not text.strip() or inside in _NO_BREAKS:
        return text
    chunks = [chunk.strip() for chunk in re.split(r"\n[ \t]*\n\s*", text.strip("\n"))]
    chunks = [re.sub(r"(<br\s*/?>)?[ \t]*\n", "<br />\n", chunk) for chunk in chunks if chunk]
    if inside in _NO_PARAGRAPHS and len(chunks) == 1:
        lead = " " if text[:1].isspace() else ""
        return lead + chunks[0] + (" " if text[-1:].isspace() else "")
    return "\n" + "\n".join(f"<p>{chunk}</p>" for chunk in chunks) + "\n"
