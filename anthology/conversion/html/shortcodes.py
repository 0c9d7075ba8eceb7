"""WordPress's shortcodes that reached a feed or export unexpanded."""

from __future__ import annotations

import html as entities
import re

from anthology.conversion.languages import known_language

_ANY = re.compile(
    r"\[/?(?:caption|wp_caption|(?:source)?code|gallery|embed|youtube|vimeo|columns?|row)\b", re.I
)
_VERBATIM = re.compile(r"(<pre\b.*?</pre\s*>|<code\b.*?</code\s*>)", re.S | re.I)
_CAPTION = re.compile(r"\[(?:wp_)?caption\b([^\]<>]*)\](.*?)\[/(?:wp_)?caption\]", re.S | re.I)
_PICTURE = re.compile(r"\s*(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?", re.S | re.I)
_CAPTION_ATTRIBUTE = re.compile(r"caption=(?:\"([^\"]*)\"|'([^']*)')")
_CODE = re.compile(
    r"(?:<p>\s*)?\[((?:source)?code)\b((?:[^\]\[<>]|&[^;]+;)*)\](.*?)\[/\1\](?:\s*</p>)?", re.S | re.I
)
_LANGUAGE = re.compile(r"(?:lang(?:uage)?\s*=\s*)?(?:[\"'”″“]|&quot;|&#8221;|&#8243;)?([\w#+-]+)")
_EMBED = re.compile(r"\[embed\b[^\]]*\]\s*(https?://[^\s\[\]<>]+)\s*\[/embed\]", re.I)
_VIDEO = re.compile(r"\[(?:youtube|vimeo)(?:\s+|=)[\"']?(https?://[^\s\[\]<>\"']+)[\"']?[^\]<>]*\]", re.I)
_LAYOUT = re.compile(r"(?:<p>\s*)?\[/?(?:gallery|columns?|row)\b[^\]\[<>]*\](?:\s*</p>)?", re.I)


def expand_shortcodes(html: str) -> str:
    """Return HTML with captions, code and embeds as HTML, and layout left out; code and `pre` keep theirs."""
    if "[" not in html or not _ANY.search(html):
        return html
    html = _CODE.sub(_code, html[: _end(html)]) + html[_end(html) :]
    parts = _VERBATIM.split(html) if "</code" in html or "</pre" in html else [html]
    parts[::2] = [_expand(part) for part in parts[::2]]
    return "".join(parts)


def _end(html: str) -> int:
    """Return where the last closing shortcode ends: a search for one that is missing would look n² times."""
    return max((found.end() for found in re.finditer(r"\[/(?:source)?code\](?:\s*</p>)?", html)), default=0)


def _expand(html: str) -> str:
    last = max(html.rfind("[/caption]"), html.rfind("[/wp_caption]"))
    if last >= 0:
        last = html.index("]", last) + 1
        html = _CAPTION.sub(_caption, html[:last]) + html[last:]
    html = _EMBED.sub(r'<p><a href="\1">\1</a></p>', html)
    html = _VIDEO.sub(r'<p><a href="\1">\1</a></p>', html)
    return _LAYOUT.sub("", html)


def _caption(found: re.Match[str]) -> str:
    inside = found[2]
    picture = _PICTURE.match(inside)
    if not picture:
        return inside
    words = inside[picture.end() :].strip()
    if not words and (attribute := _CAPTION_ATTRIBUTE.search(found[1])):
        words = attribute[1] or attribute[2] or ""
    return f"<figure>{picture[0]}<figcaption>{words}</figcaption></figure>"


def _code(found: re.Match[str]) -> str:
    text = re.sub(r"<br\s*/?>\n?", "\n", found[3])
    text = re.sub(r"</p>\s*<p>", "\n\n", text)
    text = re.sub(r"<[^<>]+>", "", text).strip("\r\n")
    named = re.search(r"lang(?:uage)?\s*=", found[2])
    language = _LANGUAGE.match(found[2][named.start() :] if named else found[2].strip())
    name = known_language(language[1]) if language else None
    return f'<pre class="language-{entities.escape(name)}">{text}</pre>' if name else f"<pre>{text}</pre>"
