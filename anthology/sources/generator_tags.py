"""Tags of site generators (Jekyll and Octopress's Liquid, Hugo's shortcodes) become plain Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anthology.model import Loss

_ANY = re.compile(r"\{%|\{\{|^\{:|<!--\s*(?:more|PELICAN_END_SUMMARY)", re.M | re.I)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_TAGS_LIMIT = 1_000
"""Tags in a body that is looked at: a page of thousands is an attack, or not for a reader."""
_LIQUID = r"\{%-?\s{0,20}"
_END = r"\s{0,20}-?%\}"
_CODE = re.compile(
    rf"{_LIQUID}(?P<name>highlight|codeblock)(?P<options>[^%\n]{{0,200}}?){_END}(?P<code>.{{0,100000}}?){_LIQUID}end(?P=name){_END}"
    r"|\{\{[<%]\s*highlight(?P<hugo>[^>%\n]{0,200}?)[>%]\}\}(?P<hugocode>.{0,100000}?)\{\{[<%]\s*/\s*highlight\s*[>%]\}\}",
    re.S,
)
_TAG = re.compile(
    rf"{_LIQUID}(?P<liquid>\w{{1,60}})(?P<words>[^%\n]{{0,500}}?){_END}"
    r"|\{\{[<%]\s{0,20}(?P<hugo>/?\s{0,20}[\w/-]{1,60})(?P<more>[^<>\n]{0,500}?)/?\s{0,20}[>%]\}\}"
    r"|\{\{-?\s*(?P<value>[\w.]+)(?:\s*\|[^{}\n]{0,100})?\s*-?\}\}"
)
_IGNORED = re.compile(
    r"<!--\s*(?:more|PELICAN_END_SUMMARY|excerpt)\s*-->"
    r"|^\* TOC[ \t]*\n\{:\s*toc\s*\}|^\{:[^{}\n]{0,200}\}[ \t]*$",
    re.M | re.I,
)
_COMMENT = re.compile(rf"{_LIQUID}comment{_END}.{{0,20000}}?{_LIQUID}endcomment{_END}", re.S)
_NAMED = re.compile(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|(\S+))")
_POST = re.compile(r"(?:.*/)?(\d{4})-(\d{2})-(\d{2})-(.+)")
_PLAYERS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "tweet": "https://twitter.com/i/status/{}",
    "twitter": "https://twitter.com/i/status/{}",
    "gist": "https://gist.github.com/{}",
    "instagram": "https://www.instagram.com/p/{}/",
}
_SILENT = frozenset(
    ("raw", "endraw", "endblockquote", "endquote", "endpullquote", "pullquote", "blockquote", "quote")
)


def plain(body: str) -> tuple[str, list[Loss]]:
    """Return a body in plain Markdown.

    Args:
        body: Markdown as a site generator reads it.

    Returns:
        The body, and tags that nothing but the generator could have filled in.
    """
    if not _ANY.search(body) or body.count("{%") + body.count("{{") > _TAGS_LIMIT:
        return body, []
    losses: list[Loss] = []
    parts = []
    for part, code in _by_fences(_CODE.sub(_fenced, body) if _closed(body) else body):
        parts.append(part if code else _replaced(part, losses))
    return "".join(parts), losses


def _replaced(text: str, losses: list[Loss]) -> str:
    text = _COMMENT.sub("", text) if "endcomment" in text else text
    return _TAG.sub(lambda tag: _shown(tag, losses), _IGNORED.sub("", text))


def _closed(body: str) -> bool:
    """Tell whether there is an end to search for: without one the search would start anew at each tag."""
    return any(end in body for end in ("endhighlight", "endcodeblock", "/highlight", "/ highlight"))


def _by_fences(body: str) -> Iterator[tuple[str, bool]]:
    """Yield runs of lines, each with whether it is fenced code."""
    run: list[str] = []
    fence = ""
    for line in body.splitlines(keepends=True):
        found = _FENCE.match(line)
        if not fence and found:
            yield "".join(run), False
            run, fence = [line], found.group(1)
        elif fence and found and found.group(1).startswith(fence) and not found.group(2).strip():
            yield "".join([*run, line]), True
            run, fence = [], ""
        else:
            run.append(line)
    yield "".join(run), bool(fence)


def _fenced(found: re.Match[str]) -> str:
    options = found["options"] if found["name"] else found["hugo"]
    code = found["code"] if found["name"] else found["hugocode"]
    words = options.replace('"', " ").split()
    if found["name"] == "codeblock":  # Octopress: a title, and the language behind `lang:`
        words = [word.removeprefix("lang:") for word in words if word.startswith("lang:")]
    language = (
        words[0] if words and re.fullmatch(r"[\w+#.-]{1,30}", words[0]) and words[0] != "linenos" else ""
    )
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"\n{fence}{language}\n{code.strip(chr(10))}\n{fence}\n"


def _shown(tag: re.Match[str], losses: list[Loss]) -> str:
    if value := tag["value"]:
        if value.startswith("site.") and value.endswith("url"):
            return ""
        losses.append(Loss("shortcode", tag.group(), "the site's settings said what stands here"))
        return ""
    name = re.sub(r"\s", "", tag["liquid"] or tag["hugo"] or "").lower()
    text = (tag["words"] or tag["more"] or "").strip()
    named = {key.lower(): a or b or c for key, a, b, c in _NAMED.findall(text)}
    first = named.get("id") or text.strip("\"'").split(" ")[0].strip("\"'")
    if name in ("figure", "img", "image"):
        return _picture(name, text, named)
    if name in _PLAYERS and first:
        address = _PLAYERS[name].format(
            "/".join(text.replace('"', "").split()[:2]) if name == "gist" else first
        )
        return f"<{address}>"
    if name in ("ref", "relref", "link") and first:
        return first
    if name == "post_url" and (post := _POST.fullmatch(first)):
        return "/{}/{}/{}/{}.html".format(*post.groups())
    if name not in _SILENT and not name.startswith(("end", "/")):
        losses.append(Loss("shortcode", tag.group()[:80], "only the site's generator knows what it shows"))
    return ""


def _picture(name: str, text: str, named: dict[str, str]) -> str:
    source = named.get("src") or named.get("link") or ""
    words = named.get("alt") or named.get("caption") or named.get("title") or ""
    if name == "img" and not source:  # Octopress: {% img [class] address [width [height]] [title [alt]] %}
        parts = re.findall(r"\"[^\"]*\"|'[^']*'|\S+", text)
        at = next((number for number, part in enumerate(parts) if "/" in part or "." in part), len(parts))
        source = parts[at] if at < len(parts) else ""
        words = " ".join(part for part in parts[at + 1 :] if not part.isdigit()).strip("\"'")
    return f"![{words}]({source})" if source else ""
