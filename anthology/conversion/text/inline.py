"""One line of a dump as inline MyST: links, code, emphasis, embedded pages; all else literal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from anthology.conversion import myst
from anthology.conversion.text.labels import label_start
from anthology.model import Loss

_ADDRESS = r"(?:https?|ftp|mailto):(?:\\.|[^\s()<>\[\]\\]|\([^\s()<>]{0,200}\))+"
_TOKEN = re.compile(
    rf"""(?isx)
      (?P<embed>`?<(?:iframe|embed|object)\b(?P<embed_attributes>[^>]{{0,3000}})>\s{{0,9}}(?:</(?:iframe|embed|object)>)?`?)
    | (?P<script><script\b(?P<script_attributes>[^>]{{0,3000}})>.{{0,3000}}?</script>)
    | (?P<debris></?(?:figure|figcaption|noscript|script|iframe|object|param|o:p|:p|style)
        (?=[\s/>])[^>]{{0,3000}}>)
    | (?P<code>(?<!`)(?P<ticks>`{{1,2}})(?!`)(?P<code_text>[^\n]{{1,1000}}?)(?<!`)(?P=ticks)(?!`))
    | \[(?P<label>[^\[\]\n]{{1,500}})\]\(<?(?P<target>{_ADDRESS})>?\)
    | \((?P<parted><?(?P<address>{_ADDRESS})>?(?:<(?P<second>{_ADDRESS})>)?)\)
    | <(?P<angle>(?:https?|ftp|mailto):[^\s<>]{{1,3000}})>
    | (?P<bare>\bhttps?://[^\s<>"“”‘’«»\[\]|`]{{1,3000}})
    | (?P<strong>(?<![\w*\\])\*\*(?=[^\s*])(?P<strong_text>[^*\n]{{1,1000}}?)(?<=[^\s*])\*\*(?![\w*]))
    | (?P<emphasis>(?<![\w*\\])\*(?=[^\s*])(?P<emphasis_text>[^*\n]{{1,500}}?)(?<=[^\s*])\*(?![\w*]))
    """
)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
_LETTER = re.compile(r"\w")
_PICTURE = re.compile(r"(?i)\.(?:png|jpe?g|gif|svg|webp|bmp)\Z")
_TRAILING = ".,;:!?'*_"


@dataclass(slots=True)
class Found:
    """What the lines of a post hold beside words.

    Attributes:
        links: Targets in order.
        pictures: Targets in order.
        losses: What could not be kept as it was.
    """

    links: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)


@dataclass(slots=True)
class _Piece:
    """A part of the line: its MyST, and the plain text if it is nothing but text."""

    markup: str
    text: str | None = None
    url: str = ""
    label_is_url: bool = False


def inline(text: str, found: Found, *, pictures: bool = True, deep: bool = True, short: bool = False) -> str:
    """Return one line of text as inline MyST, not yet safe at the start of a line.

    Args:
        text: One line.
        found: Gains the line's links, pictures and losses.
        pictures: Whether pictures may stand here; they are links otherwise.
        deep: Whether emphasis is looked for.
        short: Whether an address in running text is shown as browsers do, without `https://www.` and query.
    """
    pieces: list[_Piece] = []
    end = 0
    for token in _TOKEN.finditer(text):
        if token.start() > end:
            pieces.append(_Piece("", text[end : token.start()]))
        if token["bare"]:
            _bare(pieces, token["bare"], found, short=short and text[token.end() : token.end() + 2] != " (")
        else:
            _add(pieces, token, found, pictures=pictures, deep=deep)
        end = token.end()
    if end < len(text):
        pieces.append(_Piece("", text[end:]))
    return _joined(pieces).strip()


def _joined(pieces: list[_Piece]) -> str:
    parts: list[str] = []
    pending: list[str] = []
    for piece in pieces:
        if piece.text is not None:
            pending.append(piece.text)
            continue
        if pending:
            # Before a link a last `!` would make it a picture.
            escape = myst.escape if piece.markup[:1] == "[" else myst.escape_within
            parts.append(escape("".join(pending)))
            pending = []
        if parts and parts[-1][-1:] == "`" and piece.markup[:1] == "`":
            parts.append(" ")
        parts.append(piece.markup)
    if pending:
        parts.append(myst.escape_within("".join(pending)))
    return "".join(parts)


def _add(pieces: list[_Piece], token: re.Match[str], found: Found, *, pictures: bool, deep: bool) -> None:
    if token["embed"]:
        _embed(pieces, token["embed_attributes"], token[0], found)
    elif token["script"] and _is_spoken_of(token):
        pieces.append(_Piece(myst.code_span(token[0])))
    elif token["script"]:
        _script(pieces, token["script_attributes"], token[0], found)
    elif token["debris"]:
        _debris(pieces, token[0], found)
    elif token["code"]:
        span = myst.code_span(token["code_text"])
        pieces.append(_Piece(span) if span else _Piece("", token[0]))
    elif token["label"]:
        _link(pieces, myst.escape_within(_unescaped(token["label"])), token["target"], token[0], found)
    elif token["parted"]:
        _parted(pieces, token, found, pictures=pictures)
    elif token["angle"]:
        _link(pieces, myst.escape_within(token["angle"]), token["angle"], token[0], found)
    else:
        _emphasis(pieces, token, found, deep=deep)


def _is_spoken_of(token: re.Match[str]) -> bool:
    """Tell whether a script stands inside a sentence: an example that readers saw, not what a page ran."""
    # Looked at in place: a page may hold as many scripts as it has lines.
    text, start, end = token.string, token.start(), token.end()
    apart = text.endswith(" ", 0, start) and text.startswith(tuple(" .,;:)"), end)
    return apart and _LETTER.search(text, 0, start) is not None and _LETTER.search(text, end) is not None


def _unescaped(text: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def _link(pieces: list[_Piece], label: str, url: str, raw: str, found: Found) -> None:
    url = _unescaped(url)
    markup = myst.link(label, url)
    if markup == label:
        pieces.append(_Piece("", raw))
        return
    found.links.append(url)
    pieces.append(_Piece(markup, url=url, label_is_url=label == myst.escape_within(url)))


def _bare(pieces: list[_Piece], url: str, found: Found, *, short: bool) -> None:
    """Link an address in running text, without the punctuation that the sentence puts after it."""
    kept = url.rstrip(_TRAILING)
    while kept.endswith(")") and kept.count(")") > kept.count("("):
        kept = kept[:-1].rstrip(_TRAILING)
    shown = kept
    if short:
        shown = re.sub(r"(?i)\Ahttps?://(?:www\.)?(?=.)", "", kept)
        shown = re.sub(r"[?].+", "?…", shown)
    _link(pieces, myst.escape_within(shown), kept, kept, found)
    if len(kept) < len(url):
        pieces.append(_Piece("", url[len(kept) :]))


def _parted(pieces: list[_Piece], token: re.Match[str], found: Found, *, pictures: bool) -> None:
    """Give `words (<address>)` its link back: on the words before that it most likely had."""
    url, second = _unescaped(token["address"]), token["second"]
    is_picture = pictures and bool(_PICTURE.search(url.partition("?")[0]))
    before = pieces[-1] if pieces else None
    gap = _Piece("", "")
    if before is not None and before.text is not None and not before.text.strip() and len(pieces) > 1:
        gap = pieces.pop()
        before = pieces[-1]
    if before is not None and before.text is None and before.markup:
        if before.url == url and before.label_is_url:
            return
        if not before.url:
            markup = myst.link(before.markup, url)
            if markup != before.markup:
                pieces[-1] = _Piece(markup, url=url)
                found.links.append(url)
                return
    elif before is not None and before.text is not None and not second:
        apart = is_picture and before.text.rstrip()[-1:] in ".:!?"
        start = None if apart else label_start(before.text)
        if start is not None:
            words = before.text[start:].rstrip()
            before.text = before.text[:start]
            _link(pieces, myst.escape_within(words), url, f"{words} {token[0]}", found)
            return
    if gap.text:
        pieces.append(gap)
    if is_picture:
        markup = myst.image("", url)
        if markup:
            found.pictures.append(url)
            if second and (linked := myst.link(markup, second)) != markup:
                found.links.append(second)
                markup = linked
            pieces.append(_Piece(markup, url=url))
            return
    _link(pieces, myst.escape_within(url), url, token[0], found)
    if second:
        pieces.append(_Piece("", " "))
        _link(pieces, myst.escape_within(second), second, second, found)


def _emphasis(pieces: list[_Piece], token: re.Match[str], found: Found, *, deep: bool) -> None:
    mark, text = ("**", token["strong_text"]) if token["strong"] else ("*", token["emphasis_text"])
    content = inline(text, found, deep=False) if deep else ""
    before = token.string[: token.start()][-1:]
    after = token.string[token.end() :][:1]
    opens = content[:1].isalnum() or not before or not before.isalnum()
    closes = content[-1:].isalnum() or not after or not after.isalnum()
    if content and opens and closes:
        pieces.append(_Piece(f"{mark}{content}{mark}"))
    else:
        pieces.append(_Piece("", token[0]))


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(text)}


def _label(kind: str, tag: str, given: dict[str, str]) -> str:
    """Return the words of a link that stands for a tag; its attributes are named, for nothing may vanish."""
    rest = [
        name if not value or value.lower() == name else f"{name} {value}"
        for name, value in given.items()
        if name not in ("src", "data", "style", "class", "id", "type", "title") and len(value) < 40
    ]
    return f"{kind} ({', '.join([tag, *rest])})"


def _embed(pieces: list[_Piece], attributes: str, raw: str, found: Found) -> None:
    """Put a link in place of a page or film that was embedded."""
    given = _attributes(attributes)
    url = given.get("src") or given.get("data") or ""
    if url.startswith("//"):
        url = "https:" + url
    markup = myst.link(myst.escape(_label("Embedded content", "iframe src", given)), url)
    found.losses.append(Loss("embed", raw.strip("`")[:80], "embedded content is shown as a link"))
    if url and markup.startswith("["):
        found.links.append(url)
        pieces.append(_Piece(markup, url=url))
    elif attributes.strip():
        pieces.append(_Piece("", url))


def _script(pieces: list[_Piece], attributes: str, raw: str, found: Found) -> None:
    url = _attributes(attributes).get("src", "")
    if url.startswith("//"):
        url = "https:" + url
    gist = re.search(r"gist\.github\.com|pastebin|\.js\?file=|snippet", url)
    why = "a listing that a script loads is shown as a link" if gist else "a page of the book runs no scripts"
    found.losses.append(Loss("listing" if gist else "script", raw[:80], why))
    markup = myst.link(
        myst.escape(
            _label("Listing of a script" if gist else "Widget", "script src", _attributes(attributes))
        ),
        url,
    )
    if markup.startswith("["):
        found.links.append(url)
        pieces.append(_Piece(markup, url=url))


def _debris(pieces: list[_Piece], raw: str, found: Found) -> None:
    tag = raw.lower()
    if tag.startswith("<figcaption"):
        pieces.append(_Piece("", " Figure caption: "))
    else:
        if tag.startswith("<figure"):
            found.losses.append(Loss("picture", raw[:80], "the dump kept only the caption of a picture"))
        pieces.append(_Piece("", " "))
