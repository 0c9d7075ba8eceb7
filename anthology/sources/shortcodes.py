"""WordPress shortcodes become the HTML they stood for, as far as that can be known without WordPress."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from anthology.model import Loss
from anthology.sources.html_text import web_address

_OPEN = re.compile(r"\[(\[?)(/?)([A-Za-z][\w-]{0,40})(?=[\s\]=/:])")
_REST = re.compile(r"([^\]\"]*+(?:\"[^\"]*+\"[^\]\"]*+)*+)\](\]?)")
_REST_PLAIN = re.compile(r"([^\]]*+)\](\]?)")
_TAG_LIMIT = 4_000
_NESTING = 30
_LITERAL = re.compile(r"<(pre|script|style|textarea|code|kbd|samp|tt)(?=[\s>])[^<>]*>", re.I)
_INLINE_LITERALS = frozenset(("code", "kbd", "samp", "tt"))
_COUNT_LIMIT = 20_000
_ATTRIBUTE = re.compile(
    r"([\w-]+)\s*=\s*\"([^\"]*)\"|([\w-]+)\s*=\s*'([^']*)'|([\w-]+)\s*=\s*([^\s'\"]+)|\"([^\"]*)\"|(\S+)"
)
_CURLY = re.compile("[“”″„]|&#(?:8220|8221|8243|34|x201[cd]);|&(?:ldquo|rdquo|Prime|quot);", re.I)
_PICTURE = re.compile(r"\s*((?:<a\s[^<>]*>\s*)?<img\s[^<>]*>(?:\s*</a>)?)(.*)", re.S | re.I)
_LANGUAGES_WORDS = (
    "as3 actionscript actionscript3 arduino bash c clojure coldfusion cf cpp csharp css delphi diff "
    "erlang fsharp go groovy haskell html java javafx javascript js json latex lisp matlab objc perl "
    "php plain powershell python r rails ruby scala shell sh sql swift text typescript vb vbnet xml "
    "yaml"
)
_LANGUAGES = frozenset(_LANGUAGES_WORDS.split())
_CODE = _LANGUAGES | {"sourcecode", "code", "source", "codeblock", "cc"}
_PLAYERS = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "wpvideo": "https://videopress.com/v/",
    "videopress": "https://videopress.com/v/",
    "dailymotion": "https://www.dailymotion.com/video/",
    "slideshare": "https://www.slideshare.net/slideshow/embed_code/",
    "scribd": "https://www.scribd.com/document/",
    "gist": "https://gist.github.com/",
    "ted": "https://www.ted.com/talks/",
    "spotify": "https://open.spotify.com/track/",
}
_EMBEDS_WORDS = (
    "embed audio video tweet twitter instagram facebook flickr flickrvideo soundcloud googlemaps "
    "googlevideo polldaddy bandcamp kickstarter pinterest iframe vine crowdsignal presentation"
)
_EMBEDS = frozenset(_EMBEDS_WORDS.split()) | frozenset(_PLAYERS)
_FILES = ("src", "url", "href", "mp3", "mp4", "m4a", "m4v", "ogg", "ogv", "webm", "wav", "flv", "link", "id")
_FORMS_WORDS = "contact-form contact-field contact-form-7 poll subscribe2 blog_subscription_form mailchimp"
_FORMS = frozenset(_FORMS_WORDS.split())
_WORDPRESS_WORDS = "caption wp_caption gallery playlist slideshow archives sitemap contact jetpack latex"
_WORDPRESS = frozenset(_WORDPRESS_WORDS.split())
_KNOWN = _EMBEDS | _FORMS | _WORDPRESS


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a blog's media library; `parent` is the id of the post it was uploaded to."""

    url: str
    title: str
    parent: str


@dataclass(slots=True)
class Stash:
    """Parts of a body that later steps must not touch, each kept under a mark that no text can contain."""

    parts: list[str] = field(default_factory=list)

    def keep(self, part: str, inline: bool = False) -> str:
        """Put a part away and return its mark."""
        self.parts.append(part)
        kind = "i" if inline else "b"
        return f"\x00{kind}{len(self.parts) - 1}\x00"

    def restore(self, text: str) -> str:
        """Put all parts back, those inside others too."""
        for _ in range(4):
            text, found = re.subn(r"\x00[bi](\d+)\x00", lambda mark: self.parts[int(mark.group(1))], text)
            if not found:
                break
        return text


@dataclass(frozen=True, slots=True, eq=False)
class _Tag:
    name: str
    attributes: dict[str, str]
    closing: bool
    escaped: bool
    start: int
    end: int


def keep_code(text: str, stash: Stash) -> str:
    """Turn code shortcodes into `pre` elements; put these and all other code away, with what is in it."""
    tags = [tag for tag in _tags(text) if tag.name in _CODE and not tag.escaped]
    closings = {name: iter([tag for tag in tags if tag.closing and tag.name == name]) for name in _CODE}
    nearest: dict[str, _Tag | None] = {}
    out: list[str] = []
    at = 0
    for tag in tags:
        if tag.closing or tag.start < at:
            continue
        closing = nearest.get(tag.name)
        if tag.name not in nearest or (closing and closing.start < tag.end):
            closing = nearest[tag.name] = next(
                (one for one in closings[tag.name] if one.start >= tag.end), None
            )
        if closing:
            out += [text[at : tag.start], stash.keep(_code(tag, text[tag.end : closing.start]))]
            at = closing.end
    text = "".join([*out, text[at:]])
    text = re.sub(r"<pre(?:\s[^<>]*)?>\s*(\x00b\d+\x00)\s*</pre>", r"\1", text)
    return _without_literals(text, stash)


def _without_literals(text: str, stash: Stash) -> str:
    out: list[str] = []
    at = 0
    unclosed: set[str] = set()
    while opening := _LITERAL.search(text, at):
        name = opening.group(1).lower()
        closing = None if name in unclosed else re.compile(rf"</{name}\s*>", re.I).search(text, opening.end())
        if closing is None:
            unclosed.add(name)
            out.append(text[at : opening.end()])
            at = opening.end()
            continue
        inline = name in _INLINE_LITERALS
        out += [text[at : opening.start()], stash.keep(text[opening.start() : closing.end()], inline)]
        at = closing.end()
    return "".join([*out, text[at:]])


def expand(
    text: str, stash: Stash, post: str, attachments: Mapping[str, Attachment]
) -> tuple[str, list[Loss]]:
    """Turn all other shortcodes into HTML.

    Args:
        text: A body whose code was put away.
        stash: Where literal text goes.
        post: The post's id, whose own attachments a gallery shows.
        attachments: All files of the blog by id.

    Returns:
        The body, and what could not be shown.
    """
    losses: list[Loss] = []

    def shown(tag: _Tag, content: str) -> str:
        if tag.name in ("caption", "wp_caption"):
            return _figure(tag, content)
        if tag.name in ("gallery", "slideshow", "playlist"):
            return _gallery(tag, post, attachments, losses)
        if tag.name in _EMBEDS:
            return _embed(tag, content, losses)
        why = (
            "it asked readers for an answer"
            if tag.name in _FORMS
            else "WordPress made it when the page was shown"
        )
        losses.append(Loss("form" if tag.name in _FORMS else "shortcode", f"[{tag.name}]", why))
        return "" if tag.name in _FORMS else content

    tags = list(_tags(text))
    closed = {tag.name for tag in tags if tag.closing}
    wanted = [tag for tag in tags if tag.escaped or tag.name in _KNOWN or _is_unknown(tag, closed)]
    return _replaced(text, wanted, shown, stash), losses


def _tags(text: str) -> Iterator[_Tag]:
    at = count = 0
    while (found := _OPEN.search(text, at)) and count < _COUNT_LIMIT:
        at = found.end()
        count += 1
        rest = _REST.match(text, at, at + _TAG_LIMIT) or _REST_PLAIN.match(text, at, at + _TAG_LIMIT)
        if rest is None or "\x00" in rest.group(1):
            continue
        escaped = bool(found.group(1)) and bool(rest.group(2))
        start = found.start() if escaped or not found.group(1) else found.start() + 1
        end = rest.end() if escaped else rest.end(1) + 1
        name = found.group(3).lower()
        yield _Tag(name, _attributes(rest.group(1)), bool(found.group(2)), escaped, start, end)
        at = end


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    text = _CURLY.sub('"', text).strip().rstrip("/").lstrip("=:")
    for match in _ATTRIBUTE.finditer(text):
        name = match.group(1) or match.group(3) or match.group(5)
        value = match.group(2) or match.group(4) or match.group(6) or match.group(7) or match.group(8) or ""
        if not name or "/" in (match.group(8) or ""):
            found.setdefault("", html.unescape(value.strip("\"'")))
        else:
            found.setdefault(name.lower(), html.unescape(value))
    return found


def _is_unknown(tag: _Tag, closed: set[str]) -> bool:
    """Tell a plugin's shortcode from words in brackets: it has a closing tag, or attributes with values."""
    return tag.name in closed or bool(tag.attributes.keys() - {""} and re.match(r"[a-z]", tag.name))


def _replaced(text: str, tags: list[_Tag], shown: Callable[[_Tag, str], str], stash: Stash) -> str:
    """Replace tags from the inside out; one that is never closed has no content."""
    matched = _matches(tags)
    whole: list[str] = []
    frames: list[tuple[_Tag, list[str]]] = []

    def add(*parts: str) -> None:
        (frames[-1][1] if frames else whole).extend(parts)

    def leave() -> None:
        """Leave the innermost tag as one without content: another is closed before it."""
        opening, content = frames.pop()
        add(shown(opening, ""), *content)

    at = 0
    for tag in tags:
        add(text[at : tag.start])
        at = tag.end
        if tag.escaped:
            add(stash.keep(text[tag.start + 1 : tag.end - 1], inline=True))
        elif not tag.closing and tag in matched:
            frames.append((tag, []))
        elif not tag.closing:
            add(shown(tag, ""))
        elif any(opening.name == tag.name for opening, _ in frames[-_NESTING:]):
            while frames[-1][0].name != tag.name:
                leave()
            opening, content = frames.pop()
            add(shown(opening, "".join(content)))
    add(text[at:])
    while frames:
        leave()
    return "".join(whole)


def _matches(tags: list[_Tag]) -> set[_Tag]:
    """Return the opening tags that have a closing one."""
    waiting: dict[str, list[_Tag]] = {}
    matched = set()
    for tag in tags:
        if tag.escaped:
            continue
        if not tag.closing:
            waiting.setdefault(tag.name, []).append(tag)
        elif waiting.get(tag.name):
            matched.add(waiting[tag.name].pop())
    return matched


def _code(tag: _Tag, content: str) -> str:
    language = tag.attributes.get("language") or tag.attributes.get("lang") or tag.attributes.get("", "")
    language = tag.name if tag.name in _LANGUAGES else language.lower()
    content = re.sub(r"<br\s*/?>\n?", "\n", content).strip("\r\n")
    content = re.sub(r"^\s*<pre(?:\s[^<>]*)?>|</pre>\s*$", "", content)
    # Blogs stored code either escaped or as it was typed.
    typed = (
        html.unescape(content)
        if re.search(r"&(?:lt|gt|amp|quot|#\d+);", content) and "<" not in content
        else content
    )
    brush = f' class="brush: {language}"' if re.fullmatch(r"[a-z0-9+#-]{1,20}", language) else ""
    return f"<pre{brush}>{html.escape(typed, quote=False)}</pre>"


def _figure(tag: _Tag, content: str) -> str:
    picture = _PICTURE.match(content)
    shown, words = picture.groups() if picture else (content, "")
    caption = tag.attributes.get("caption") or words.strip()
    return (
        f"<figure>{shown}<figcaption>{caption}</figcaption></figure>"
        if caption
        else f"<figure>{shown}</figure>"
    )


def _gallery(tag: _Tag, post: str, attachments: Mapping[str, Attachment], losses: list[Loss]) -> str:
    named = tag.attributes.get("ids") or tag.attributes.get("include") or ""
    parent = tag.attributes.get("id", post)
    files: Sequence[Attachment | None]
    if named:
        files = [attachments.get(one) for one in re.findall(r"\d+", named)[:500]]
    else:
        files = [one for one in attachments.values() if one.parent == parent and parent != "0"][:500]
    if not files or None in files:
        losses.append(Loss("picture", f"[{tag.name}]", "the export does not hold all of its files"))
    shown = [_attached(file) for file in files if file]
    return "\n\n" + "\n\n".join(shown) + "\n\n"


def _attached(file: Attachment) -> str:
    url, title = html.escape(file.url), html.escape(file.title)
    if re.search(r"\.(?:jpe?g|png|gif|webp|svg|bmp|avif)$", file.url, re.I):
        return f'<figure><img src="{url}" alt="{title}"></figure>'
    return f'<p><a href="{url}">{title or url}</a></p>'


def _embed(tag: _Tag, content: str, losses: list[Loss]) -> str:
    found = [tag.attributes[name] for name in _FILES if tag.attributes.get(name)]
    candidates = [re.sub(r"<[^<>]*>", "", content).strip(), tag.attributes.get("", ""), *found]
    for candidate in candidates:
        # Old spellings hold several values in one: `[audio http://…|titles=x]`, `[slideshare id=1&doc=x]`.
        value = html.unescape(candidate).split("|")[0].split("&doc=")[0].strip()
        address = web_address(value)
        if not address and tag.name in _PLAYERS and re.fullmatch(r"[\w./-]{2,100}", value):
            address = _PLAYERS[tag.name] + value
        if address:
            shown = html.escape(address)
            return f'\n\n<p><a href="{shown}">{shown}</a></p>\n\n'
    losses.append(Loss("embed", f"[{tag.name}]", "it names no address"))
    return content
