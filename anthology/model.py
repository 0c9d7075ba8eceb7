"""The nouns of an anthology as plain, immutable values.

Data flows one way through them: a `Source` is read into `Entry` values, an entry's body is converted into a
`Body`, both are described as a `Post`, posts are tied together in a `Catalogue`.  Nothing here changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

BodyFormat = Literal["html", "text", "markdown"]
Status = Literal["accepted", "rejected", "new"]
DateDoubt = Literal["ambiguous", "cluster", "future", "impossible", "republished"]
DateOrigin = Literal["byline", "feed", "front-matter", "url", "text", "neighbours", "decision"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where posts come from, as declared in `conf/anthology.toml` (one `[[sources]]` table).

    Attributes:
        id: Unique among the sources; stands in post ids and page paths; `[a-z0-9-]+`.
        name: What readers see.
        path: File, folder or glob; relative to the project folder unless absolute.
        url: Address of a feed that `anthology fetch` keeps a copy of, instead of a path.
        format: Name of a reader, or `auto` to recognise the content.
        license: Permission under which the posts are shown, for each of their pages.
        statuses: What of a blog's export is read: `publish`, as blogs showed it, or `draft` and the like too.
        types: Of what types: `post`, and perhaps `page`, or another that the export names.
    """

    id: str
    name: str
    path: str | None = None
    url: str | None = None
    format: str = "auto"
    license: str | None = None
    statuses: tuple[str, ...] = ("publish",)
    types: tuple[str, ...] = ("post",)


@dataclass(frozen=True, slots=True)
class Channel:
    """The blog on which a post appeared; a planet page or a feed of feeds carries many.

    Attributes:
        name: As printed, cleaned of white space.
        url: The blog's address, if known.
        feed: The address of the blog's feed, if known.
    """

    name: str
    url: str | None = None
    feed: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """The exact place an entry came from.

    Attributes:
        file: Path of the file read: relative to the project folder (POSIX) if it lies inside, else as given.
        first_line: First line of the body, from 1; only in text dumps and Markdown files.
        last_line: Last line of the body.
        feed: Address of the feed, where the file is a feed that says so.
        guid: The entry's own identifier in its feed or export.
    """

    file: str
    first_line: int | None = None
    last_line: int | None = None
    feed: str | None = None
    guid: str | None = None

    def __str__(self) -> str:
        return f"{self.file} ({self.guid})" if self.guid and self.first_line is None else self.place

    @property
    def place(self) -> str:
        """The file, with the line or the lines where it has some: `a.md`, `a.md:7`, `a.md:7-9`."""
        if self.first_line is None:
            return self.file
        last = "" if self.last_line in (None, self.first_line) else f"-{self.last_line}"
        return f"{self.file}:{self.first_line}{last}"


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that can be defended.

    Attributes:
        value: ISO 8601 in UTC, as precise as it is known: `2013-05-21T14:30:00Z`, `2013-05-21`, `2013-05`,
            `2013`.
        origin: What said so.
        confidence: From 0 (a guess) to 1 (printed beside the post).
        because: One line of evidence for `anthology explain`, such as the text that was read.
        doubt: What an editor should look at it for, or None.
    """

    value: str
    origin: DateOrigin
    confidence: float = 1.0
    because: str = ""
    doubt: DateDoubt | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """Something of the original that the book cannot show.

    Attributes:
        what: What was lost, a word or two that can be counted: `form`, `script`, `residue`, `picture`.
        where: The place: a line, a heading, or the beginning of the lost text.
        why: The reason, for the editor.
    """

    what: str
    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reader's guess that an editor may want to settle.

    Attributes:
        line: Line of the file, from 1.
        what: What was decided and what else was possible.
        confidence: From 0 to 1.
    """

    line: int
    what: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Asset:
    """A file beside a post, such as a picture, that the book keeps.

    Attributes:
        uri: As the body names it.
        path: The file on this machine.
        name: `<content hash>.<extension>`, the name under which the book keeps it.
    """

    uri: str
    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One post as a source gave it: raw body, raw metadata, exact origin.

    Attributes:
        source: Where it was read.
        origin: The exact place.
        key: What keeps its id the same in every run: guid, permalink, or channel, title and printed date.
        title: Plain text without markup, or None.
        bylines: Authors as printed, uncleaned (`Ann Other, Red Hat`, `admin`).
        dated: The date that the source itself gives.
        url: Permalink.
        aliases: Other addresses that lead there, such as a feed's own that counts readers.
        channel: The blog, where the source says.
        body: Raw, untouched.
        body_format: How to convert it.
        base_url: What relative links in the body start from.
        categories: Tags and categories of the blog, as printed.
        labels: What front matter says about labels, by our front matter key: `topics`, `projects`, `series` …
        language: BCP 47 tag, if the source says.
        license: From front matter or feed, overriding the source's.
        assets: Files that the body refers to by relative path.
        doubts: Where a boundary or label was guessed.
        losses: What the reader itself left out.
    """

    source: Source
    origin: Origin
    key: str
    title: str | None
    body: str
    body_format: BodyFormat
    bylines: tuple[str, ...] = ()
    dated: Dated | None = None
    url: str | None = None
    aliases: tuple[str, ...] = ()
    channel: Channel | None = None
    base_url: str | None = None
    categories: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: str | None = None
    license: str | None = None
    assets: tuple[Asset, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A body made ready for the book.

    Attributes:
        myst: MyST Markdown without front matter and without page title; headings start at level 2.
        losses: What could not be kept.
        links: Targets of its links, absolute, in order, with repetitions.
        pictures: Targets of its pictures, in order.
    """

    myst: str
    losses: tuple[Loss, ...] = ()
    links: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Author:
    """A person as named on a post, with the employer of then; `id` is a key of `Catalogue.people`."""

    id: str
    name: str
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class SeriesPart:
    """A post's place in a run of posts; `part` counts from 1, or is None in an unnumbered run."""

    id: str
    name: str
    part: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for one label.

    Attributes:
        label: What it speaks for: `topic:compute`, `project:nova`, `release:havana`, `author:ann-other`,
            `date`.
        weight: How much it counts; negative where it speaks against.
        because: What was seen, with the words that were seen.
    """

    label: str
    weight: float
    because: str


@dataclass(frozen=True, slots=True)
class Post:
    """An entry made ready for the book.  `anthology export` prints these fields.

    Attributes:
        id: Stable across runs and machines: `<source id>-<12 hex digits of the entry's key>`.
        slug: ASCII, at most 60 characters, last part of `docname`.
        docname: `posts/<source id>/<slug>`; a duplicate carries the docname of the copy that is kept.
        title: None where the original has none.
        authors: In printed order.
        channel: The blog, else the source's own name.
        source: The declared source.
        url: Permalink of the original.
        aliases: Other addresses that lead there.
        dated: None where nothing is known.
        cycle: Id of the cycle open on the date.
        releases: Ids of the releases the text mentions by name.
        topics: One to three, best first.
        projects: What the post is about.
        series: The run it belongs to.
        duplicate_of: Id of the copy that is kept.
        links_to: Ids of the posts of this book that it links to.
        mentions: Ids of the authors of other posts whom the text names in full.
        body: What readers read.
        status: An editor's word; `new` until there is one.
        source_title: What its source calls it, where an editor decided otherwise; a name of it still.
    """

    id: str
    slug: str
    docname: str
    title: str | None
    authors: tuple[Author, ...]
    channel: Channel
    source: Source
    origin: Origin
    url: str | None
    dated: Dated | None
    cycle: str | None
    releases: tuple[str, ...]
    topics: tuple[str, ...]
    projects: tuple[str, ...]
    series: SeriesPart | None
    body: Body
    duplicate_of: str | None = None
    links_to: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()
    status: Status = "new"
    license: str | None = None
    language: str | None = None
    categories: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    assets: tuple[Asset, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    source_title: str | None = None


@dataclass(frozen=True, slots=True)
class Affiliation:
    """For whom somebody worked, from and until a day, month or year, ISO; an empty text sets no bound."""

    name: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who wrote, or an organisation or account that did.

    Attributes:
        id: Slug of the preferred name; `-2`, `-3` tell namesakes apart.
        name: Preferred spelling.
        kind: `person`, `organisation`, or `account` (`admin`, a handle nobody explained).
        aliases: Other spellings and handles seen.
        url: Home page or blog.
        affiliations: As `people.toml` declares them.
    """

    id: str
    name: str
    kind: Literal["person", "organisation", "account"] = "person"
    aliases: tuple[str, ...] = ()
    url: str | None = None
    affiliations: tuple[Affiliation, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """A run of posts; `posts` are ids in reading order."""

    id: str
    name: str
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tombstone:
    """All that is kept of a post that was taken down.

    Attributes:
        post: Its id.
        reason: Why, in the editor's words.
        prints: What it is known by when it comes again; see `anthology.takedown.prints`.
    """

    post: str
    reason: str = ""
    prints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All posts and what ties them.

    Attributes:
        posts: Every post, rejected ones and duplicates too, by date then id; undated ones last.
        people: By id.
        series: By id.
        backlinks: Post id to ids of the posts that link to it or quote its title, by date.
        related: Post id to ids of three to five related posts, best first.
        also_at: Id of a kept post to ids of its copies.
        internal: Id of a post to the links of its body that lead to other posts: docname by address as
            written.  Bodies keep the addresses; pages are written with references in their place.
        warnings: What an editor should know, one line each, with its type in brackets, such as
            `[anthology.duplicate_doubtful]`.
        tombstones: Of the posts that were taken down, which are in none of the above.
    """

    posts: tuple[Post, ...]
    people: Mapping[str, Person] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)
    backlinks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    also_at: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    internal: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()

    def shown(self) -> tuple[Post, ...]:
        """Return the posts that have a page: neither rejected nor a copy of another."""
        return tuple(p for p in self.posts if p.status != "rejected" and p.duplicate_of is None)
