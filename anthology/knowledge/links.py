"""Links between posts: addresses that are the same, internal references, and titles that are quoted."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit
from zlib import crc32

from markdown_it import MarkdownIt
from markdown_it.token import Token

from anthology.conversion.myst import plain_text
from anthology.model import Post

# Parameters that say how a reader came, not what is read.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|_hs\w+|replytocom|share|m", re.IGNORECASE)
_COUNTRY_BLOG = re.compile(r"\.blogspot\.(?:com?\.)?[a-z]{2,3}\Z")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)\Z", re.IGNORECASE)
_ARCHIVED = re.compile(
    r"https?://web\.archive\.org/(?:web/)?\d{4,14}(?:[a-z]{2}_)?/(?P<url>.+)", re.IGNORECASE
)
_SCHEME_TWICE = re.compile(r"(?:https?:/*)+(?=https?://)", re.IGNORECASE)
_SAFE = "/-._~!$&'()*+,;=:@"
_PLAIN = re.compile(rf"[A-Za-z0-9{re.escape(_SAFE)}]*")

_REDIRECTS = 5
"""How many times an address may have moved."""
_LEAST_QUOTED = 4
_SURE_WHEN_QUOTED = 7
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@lru_cache(maxsize=200_000)
def normalised(url: str) -> str | None:
    """Return what all spellings of an address have in common, or None for what is no web address.

    Scheme, `www.`, port, fragment, trailing slash, index page, tracking parameters and a blog's country
    domain make no difference; neither does a copy in the web archive, nor a scheme that was pasted twice.
    """
    url = _SCHEME_TWICE.sub("", url.strip())
    if archived := _ARCHIVED.match(url):
        url = archived["url"] if "://" in archived["url"] else f"http://{archived['url']}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    host = _COUNTRY_BLOG.sub(".blogspot.com", host)
    if port not in (None, 80, 443):
        host = f"{host}:{port}"
    path = parts.path
    if "//" in path or not _PLAIN.fullmatch(path):  # most have one spelling only
        path = quote(unquote(re.sub(r"//+", "/", path)), safe=_SAFE)
    path = _INDEX.sub("", path).rstrip("/")
    if not parts.query:
        return f"{host}{path}"
    given = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode(sorted((key, value) for key, value in given if not _TRACKING.fullmatch(key)))
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def permalink(url: str | None) -> str | None:
    """Return the normalised address if it can be one post's own: not a home page."""
    address = normalised(url) if url else None
    return address if address and ("/" in address or "?" in address) else None


def redirects(moved: Mapping[str, str]) -> dict[str, str]:
    """Return where normalised addresses lead in the end.

    Args:
        moved: Addresses that moved for good, to where each was found to have moved.
    """
    steps = {
        start: end
        for old, new in sorted(moved.items())
        if (start := permalink(old)) and (end := permalink(new)) and start != end
    }
    found: dict[str, str] = {}
    for start in steps:
        end = start
        for _ in range(_REDIRECTS):  # some lead in a circle
            end = steps.get(end, end)
        found[start] = end
    return found


def addresses(posts: Sequence[Post], moved: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return ids of shown posts by their normalised addresses.

    Copies' addresses lead to the copy that is kept.  An address that two different posts claim leads nowhere.

    Args:
        posts: All posts.
        moved: From `redirects`.
    """
    moved = moved or {}
    found: dict[str, str] = {}
    contested: set[str] = set()
    hidden = {post.id for post in posts if post.status == "rejected"}
    for post in posts:
        target = post.duplicate_of or post.id
        if target in hidden or post.id in hidden:
            continue
        for url in (post.url, post.origin.guid, *post.aliases):
            address = permalink(url)
            for one in filter(None, (address, moved.get(address or ""))):
                if found.setdefault(one, target) != target:
                    contested.add(one)
    return {address: post for address, post in found.items() if address not in contested}


def links_between(posts: Sequence[Post], moved: Mapping[str, str] | None = None) -> dict[str, dict[str, str]]:
    """Find the links from shown posts to other shown posts.

    Args:
        posts: All posts.
        moved: Addresses that moved for good, as they are written, to where they moved.

    Returns:
        By the id of the post that has the links: ids of posts by the address as it is written there.
    """
    leading = redirects(moved or {})
    known = addresses(posts, leading)
    known |= {old: known[new] for old, new in leading.items() if new in known and old not in known}
    found: dict[str, dict[str, str]] = {}
    for post in posts:
        own = post.duplicate_of or post.id
        targets = {
            url: target
            for url in dict.fromkeys(post.body.links)
            if (address := permalink(url)) and (target := known.get(address)) and target != own
        }
        if targets:
            found[post.id] = targets
    return found


# Blocks only: most paragraphs have no link that matters, and parsing what is in them costs the most.
_BLOCKS = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_BLOCKS.core.ruler.disable("inline")
_INLINE = MarkdownIt("commonmark").enable(["strikethrough"])
_DESTINATION = re.compile(
    r"\\.|(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)"  # an escaped character, a code span: as they are
    r"|\]\((?:<(?P<wrapped>[^<>\n]*)>|(?P<bare>[^\s<>]+?))(?=(?: \"(?:[^\"\\]|\\.)*\")?\))",
    re.DOTALL,
)


def internalise(myst: str, targets: Mapping[str, str]) -> str:
    """Turn links to other posts of the book into internal references.

    Args:
        myst: A body as the emitter writes it.
        targets: What to put in an address's place, such as `/posts/planet/a-post.md`, by address.

    Returns:
        The body with other link destinations and nothing else changed.  A body in which that is not
        certain, after parsing it again, is returned as it was: an outward link is better than a broken page.
    """
    wanted = {address: target for url, target in targets.items() if (address := normalised(url))}
    if not wanted or "](" not in myst:
        return myst
    hosts = {re.split("[/?]", address)[0].removesuffix(".blogspot.com") for address in wanted}
    env: dict[str, object] = {}
    before = _BLOCKS.parse(myst, env)
    lines = myst.split("\n")
    done: set[int] = set()
    aimed: dict[int, list[Token]] = {}
    for number, token in enumerate(before):
        if token.type != "inline" or token.map is None or not _names(token.content, hosts):
            continue
        inside = _INLINE.parseInline(token.content, env)
        if not any(_aim(link, wanted) for link in inside[0].children or ()):
            continue
        aimed[number] = inside
        start, end = token.map
        # Cells of one table row share a line.
        if start not in done:
            done.add(start)
            lines[start:end] = _redirected("\n".join(lines[start:end]), wanted).split("\n")
    after = "\n".join(lines)
    return after if _same_but_links(before, _BLOCKS.parse(after, env), aimed, wanted) else myst


def _names(text: str, hosts: Iterable[str]) -> bool:
    text = text.lower()
    return any(host in text for host in hosts)


def _same_but_links(
    before: Sequence[Token],
    after: Sequence[Token],
    aimed: Mapping[int, list[Token]],
    wanted: Mapping[str, str],
) -> bool:
    """Whether two parsed bodies differ in nothing but the links that were to change."""
    if len(before) != len(after):
        return False
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        if (old.type, old.tag, old.info, old.map, old.attrs) != (
            new.type,
            new.tag,
            new.info,
            new.map,
            new.attrs,
        ):
            return False
        if number not in aimed:
            if old.content != new.content:
                return False
        elif _shapes(aimed[number], wanted) != _shapes(_INLINE.parseInline(new.content), {}):
            return False
    return True


def _aim(token: Token, wanted: Mapping[str, str]) -> str | None:
    if token.type != "link_open":
        return None
    return wanted.get(normalised(str(token.attrGet("href") or "")) or "")


def _redirected(text: str, wanted: Mapping[str, str]) -> str:
    def redirect(found: re.Match[str]) -> str:
        url = found["wrapped"] or found["bare"]
        aim = wanted.get(normalised(url.replace("&amp;", "&")) or "") if url else None
        return f"]({aim}" if aim else found[0]

    return _DESTINATION.sub(redirect, text)


def _shapes(tokens: Iterable[Token], wanted: Mapping[str, str]) -> list[object]:
    """What must stay the same inside a paragraph: everything but the destinations that are to change."""
    shapes: list[object] = []
    for token in tokens:
        attributes = dict(token.attrs)
        if aim := _aim(token, wanted):
            attributes["href"] = aim
        content = "" if token.type == "inline" else token.content
        shapes.append((token.type, token.tag, content, attributes, _shapes(token.children or (), wanted)))
    return shapes


def word_runs(myst: str) -> array[int]:
    """Return a checksum of each run of as many words as the shortest title has that counts as quoted."""
    folded = [word.casefold() for word in _words(plain_text(myst))]
    starts = range(len(folded) - _LEAST_QUOTED + 1)
    return array("I", {_checksum(folded[at : at + _LEAST_QUOTED]) for at in starts})


def quoted_titles(
    posts: Sequence[Post], runs: Mapping[str, Iterable[int]] | None = None
) -> dict[str, tuple[str, ...]]:
    """Find shown posts whose text quotes another's title word by word, as newsletters do.

    Titles of fewer than four words, or that several posts share, are no quotations; those of four to six
    words must stand there with the same capitals, as a sentence may hold the same words by chance.
    One pass over each text: only where the first words of some title stand is anything compared.

    Args:
        posts: The shown posts.
        runs: What `word_runs` gives for each post's text, by its id; made here where it is not given.

    Returns:
        Ids of the quoted posts, in order of appearance, by id of the quoting one.
    """
    starts = _titles_by_first_words(posts)
    checksums = {_checksum(start) for start in starts}
    found: dict[str, tuple[str, ...]] = {}
    for post in posts:
        # Almost no text has the first words of any title but its own.
        if runs is not None and checksums.isdisjoint(runs[post.id]):
            continue
        words = _words(plain_text(post.body.myst))
        folded = [word.casefold() for word in words]
        quoted: dict[str, None] = {}
        for at in range(len(words) - _LEAST_QUOTED + 1):
            for title, other in starts.get(tuple(folded[at : at + _LEAST_QUOTED]), ()):
                here = words[at : at + len(title)]
                same = here == title or (
                    len(title) >= _SURE_WHEN_QUOTED
                    and folded[at : at + len(title)] == [w.casefold() for w in title]
                )
                if same and other.id != post.id and _may_quote(post, other):
                    quoted[other.id] = None
        if quoted:
            found[post.id] = tuple(quoted)
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).replace("’", "'"))


def _checksum(run: Iterable[str]) -> int:
    return crc32(" ".join(run).encode("utf-8", "replace"))


def _titles_by_first_words(posts: Sequence[Post]) -> dict[tuple[str, ...], list[tuple[list[str], Post]]]:
    by_title: dict[tuple[str, ...], list[tuple[list[str], Post]]] = {}
    for post in posts:
        words = _words(post.title or "")
        if len(words) >= _LEAST_QUOTED:
            by_title.setdefault(tuple(w.casefold() for w in words), []).append((words, post))
    starts: dict[tuple[str, ...], list[tuple[list[str], Post]]] = {}
    for folded, owners in by_title.items():
        if len(owners) == 1:
            starts.setdefault(folded[:_LEAST_QUOTED], []).append(owners[0])
    # A beginning that many titles have, as newsletters' do, would make the pass over texts quadratic.
    return {start: titles for start, titles in starts.items() if len(titles) <= 16}


def _may_quote(post: Post, other: Post) -> bool:
    """A post quotes what was there before; dates that are known to the day only may be off by one."""
    if post.dated is None or other.dated is None:
        return True
    return other.dated.value[:10] <= f"{post.dated.value[:10]}~"
