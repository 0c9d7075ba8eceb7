r"""The one emitter of MyST Markdown: everything that came from outside is made literal here.

MyST executes what it reads, so text must never reach a page as it came.  The functions below take plain text
or addresses and return markup that Sphinx publishes as exactly that text.  They rely on the book's settings:
of MyST extensions only `attrs_inline`, `colon_fence`, `deflist`, `tasklist` are on, smart quotes are off;
`$` is escaped all the same, so that a book may switch `dollarmath` on.

Every function is linear in the size of its argument and has no state.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin, urlsplit

from markdown_it.common.normalize_url import normalizeLink

from anthology.conversion.languages import known_language

SCHEMES = frozenset({"http", "https", "mailto", "ftp"})
"""What a link may start with; anything else would be a script, a file, or a cross-reference of Sphinx."""

# C0 and C1 controls but tab and line ends, overrides of text direction, noncharacters, lone surrogates.
CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
WHITE_SPACE = re.compile(r"[ \t\r\n\f\v\x1c-\x1e\x85\u2028\u2029]+")
_LINE_ENDS = re.compile(r"[\t\r\n\f\v\x1c-\x1e\x85\u2028\u2029]")
_PUNCTUATION = r"!-/:-@\[-`{-~"

_INLINE = re.compile(
    rf"[`*\[\]{{$]|\\(?=[{_PUNCTUATION}]|\s*\Z)"  # always markup
    r"|~(?=~)|(?<=~)~|\A~|~\Z"  # struck out in pairs
    r"|<(?=[A-Za-z/!?]|\Z)"  # tag, comment, autolink
    r"|&(?=#?\w+;|\Z)"  # character reference
    r"|(?<![^\W_])_|_(?![^\W_])"  # emphasis, not inside a word
)
_PLAIN_URL = re.compile(r"(?:[\w;/?:@&=+$,.!~*'()#-]|%[0-9A-Fa-f]{2})*", re.A)
_IMAGE_MARK = re.compile(r"!\Z")
_LINE_START = re.compile(
    r"(?P<number>\d{1,9})(?=[.)](?:\s|\Z))"  # ordered list
    r"|(?=#{1,6}(?:\s|\Z)"  # heading
    r"|[-+*](?:\s|\Z)|\+\+\+"  # list, block break
    r"|[>%]"  # quote, comment
    r"|=+\s*\Z|-{2,}\s*\Z"  # underlined heading, rule, front matter
    r"|~{3}|:{3}"  # fences; a line of backticks is a code span of ours
    r"|[:~](?:\s|\Z)|:[\w-]+:"  # definition, field
    r"|\(.+\)=\s*\Z"  # target
    r"|[-:| ]+\Z)"  # second line of a table
)


def clean(text: str) -> str:
    """Return the text without control characters, direction overrides and noncharacters.

    They carry no words; in a page they can hide or reorder what a reader or an editor sees.
    """
    return CONTROLS.sub("", text) if not text.isascii() or not text.isprintable() else text


def escape(text: str) -> str:
    """Return plain text as MyST that is literal in any inline context.

    Args:
        text: Any text; runs of white space that hold a line end or a tab become one space.

    Returns:
        One line.  Where it begins a line of a block, pass the whole line to `escape_line_start` too.
    """
    return _IMAGE_MARK.sub(r"\\!", escape_within(text))


def escape_within(text: str) -> str:
    """Do what `escape` does for text that no link follows: a last `!` stays as it is."""
    text = clean(text)
    if _LINE_ENDS.search(text):
        text = WHITE_SPACE.sub(" ", text)
    return _INLINE.sub(r"\\\g<0>", text)


def escape_line_start(line: str) -> str:
    """Return a line of inline MyST that starts no list, heading, quote, fence, comment or target."""
    line = line.lstrip(" \t")
    found = _LINE_START.match(line)
    if not found:
        return line
    number = found["number"] or ""
    return f"{number}\\{line[len(number) :]}"


def ticks(text: str, least: int = 1) -> str:
    """Return the shortest run of at least `least` backticks that does not stand in the text."""
    runs = {len(run) for run in re.findall("`+", text)}
    length = least
    while length in runs:
        length += 1
    return "`" * length


def code_span(text: str) -> str:
    """Return text as inline code, or nothing if there are no characters to show."""
    text = WHITE_SPACE.sub(" ", clean(text).replace("\xa0", " ")).strip(" ")
    if not text:
        return ""
    mark = ticks(text)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{mark}{pad}{text}{pad}{mark}"


def role(name: str, text: str) -> str:
    """Return text inside one of our own roles (`sup`, `sub`, `strong`); the name is never content.

    Unlike a code span, a role ends at the first run of backticks as long as its own or longer, so its own
    must be longer than any inside.
    """
    text = WHITE_SPACE.sub(" ", clean(text).replace("\xa0", " ")).strip(" ")
    if not text:
        return ""
    mark = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{{{name}}}{mark}{pad}{text}{pad}{mark}"


def fence(code: str, language: str | None = None) -> str:
    """Return a code block, its fence longer than any run of backticks inside.

    Args:
        code: Kept to the letter, but for control characters and blank lines at its end.
        language: Any name; kept only if Pygments knows it.

    Returns:
        Lines without a final line end.
    """
    code = clean(code).replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    longest = max((len(run) for run in re.findall("`{3,}", code)), default=2)
    mark = "`" * (longest + 1)
    return f"{mark}{known_language(language) or ''}\n{code}\n{mark}"


def safe_url(url: str, base_url: str | None = None) -> str | None:
    """Return an absolute address that is harmless as a link, or None.

    Args:
        url: As the content has it; white space around it and line ends inside it do not count.
        base_url: What a relative address starts from; without it a relative address is None.

    Returns:
        The address, its scheme in lower case and one of `SCHEMES`, with white space, quotes, angle brackets
        and whatever else ends a Markdown destination percent-encoded.
    """
    url = CONTROLS.sub("", re.sub(r"[\t\r\n]", "", url)).strip()
    try:
        if base_url and not url.lower().startswith(("http://", "https://")):
            url = urljoin(base_url, url)
        parts = urlsplit(url)
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme == "mailto":
        url = url.replace("%40", "@", 1)  # Sphinx hides it so from harvesters
    if scheme not in SCHEMES or not (parts.netloc if scheme != "mailto" else parts.path):
        return None
    url = scheme + url[len(scheme) :]
    return _encoded(url)


def _encoded(url: str) -> str:
    """Return the address as Markdown's reader will write it: host in Punycode, the rest in ASCII."""
    if _PLAIN_URL.fullmatch(url):
        return url
    url = str(normalizeLink(re.sub(r"[\s\\<>`\"|]", _percent, url)))
    return re.sub(r"[\s\\<>`\"|]", _percent, url)


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def destination(url: str) -> str:
    """Return a safe address as it stands between the parentheses of a link or picture."""
    depth = 0
    if "(" in url or ")" in url:
        for character in url:
            depth += (character == "(") - (character == ")")
            if depth < 0:
                break
    if depth:
        url = url.replace("(", "%28").replace(")", "%29")
    url = re.sub(r"[\s\\<>`\"|]", _percent, url)
    return re.sub(r"&(?=#?\w+;)", "&amp;", url)


def _title(title: str | None) -> str:
    title = WHITE_SPACE.sub(" ", clean(title or "")).strip()
    if not title:
        return ""
    title = re.sub(r"[\\\"]", r"\\\g<0>", title)
    return ' "' + re.sub(r"&(?=#?\w+;)", "&amp;", title) + '"'


def link(label_myst: str, url: str, title: str | None = None) -> str:
    """Return a link, or only its label if the address is not safe.

    Args:
        label_myst: Inline MyST, already escaped, without a link inside.
        url: Absolute.
        title: Plain text that shows when a pointer rests on the link.
    """
    target = safe_url(url)
    return (
        f"[{label_myst}]({destination(target)}{_title(title)})"
        if target and label_myst.strip()
        else label_myst
    )


def image(alt: str, url: str, title: str | None = None, width: int | None = None) -> str:
    """Return a picture, or its words if the address is not safe.

    Args:
        alt: Plain text.
        url: Absolute, or `/pictures/<name>` for a file that the book keeps.
        title: Plain text.
        width: In pixels.
    """
    target = url if re.fullmatch(r"/pictures/[\w.-]+", url) else safe_url(url)
    alt = WHITE_SPACE.sub(" ", alt).strip()
    size = f"{{width={width}px}}" if width else ""
    return f"![{escape(alt)}]({destination(target)}{_title(title)}){size}" if target else escape(alt)


def heading(level: int, label_myst: str) -> str:
    """Return a heading of level 1 to 6; the label is inline MyST of one line."""
    label = re.sub(r"#+\Z", r"\\\g<0>", label_myst.strip())
    return f"{'#' * max(1, min(6, level))} {label}"


_FENCE = re.compile(
    r"(?P<mark>`{3,}(?=[^`]*\Z)|~{3,})(?P<directive>\{(?:figure|list-table|table)\})?(?P<rest>.*)\Z"
)
_BLOCK_MARKS = re.compile(
    r"\s*(?:(?:>|[-*:](?=\s|\Z)|\d{1,9}[.)](?=\s|\Z)|#{1,6}(?=\s)|\[[ x]\](?=\s)|\[\^[\w-]+\]:)\s*)*"
)
_INLINE_MARKS = re.compile(
    r"(?P<escaped>\\[!-/:-@\[-`{-~])"
    r"|(?:\{[\w-]+\})?(?<!`)(?P<ticks>`+)(?!`)(?P<code>.*?[^`])(?P=ticks)(?!`)"
    r"|(?P<drop>\[\]\{#[\w-]+\}|\[\^[\w-]+\]|\]\{[.#][\w-]+\}"
    r"|\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?: \"(?:[^\"\\]|\\.)*\")?\)(?:\{width=\d+px\})?|!?\[|\]|\*+|~~)"
    r"|(?P<entity>&#?\w+;)"
)


def _inline_words(found: re.Match[str]) -> str:
    if found["escaped"]:
        return found["escaped"][1]
    if found["code"] is not None:
        return found["code"]
    return html.unescape(found["entity"]) if found["entity"] else ""


def plain_text(myst: str, *, code: bool = False) -> str:
    """Return the words of a MyST body as this module writes it, one line per line, without markup.

    Args:
        myst: A body without front matter.
        code: Whether the text of code blocks counts.
    """
    lines: list[str] = []
    closing: list[tuple[str, bool]] = []  # open fences: mark, and whether a directive's body of MyST
    for raw in myst.split("\n"):
        verbatim = bool(closing) and not closing[-1][1]
        line = _BLOCK_MARKS.sub("", raw, count=1)
        if closing and line.strip() == closing[-1][0]:
            closing.pop()
        elif verbatim:
            if code:
                lines.append(raw)
        elif opened := _FENCE.match(line):
            closing.append((opened["mark"], bool(opened["directive"])))
            if opened["directive"] in ("{list-table}", "{table}") and opened["rest"].strip():
                lines.append(_INLINE_MARKS.sub(_inline_words, opened["rest"].strip()))
        elif closing and re.match(r":[a-z-]+:", line):
            alt = re.match(r':alt: "(.*)"', line)
            if alt:
                lines.append(alt[1])
        elif re.fullmatch(r"---|(?:\| *:?-+:? *)+\||\([\w-]+\)=", line):
            continue
        else:
            words = _INLINE_MARKS.sub(_inline_words, line.replace(" | ", " ").strip("|"))
            lines.append(words.removesuffix("\\"))
    return "\n".join(lines).strip("\n")
