"""The settings of a project: `conf/anthology.toml`, checked and typed.

Every key, its default and its meaning stand here and nowhere else; the guide's table is made from these
fields.  A wrong file is a `ConfigError` that names the line and, for a misspelt key, the right one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from anthology.errors import ConfigError, did_you_mean
from anthology.model import Source
from anthology.toml import Document

CONFIG_FILE = Path("conf", "anthology.toml")
SOURCE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _source_id(value: str) -> str:
    if not SOURCE_ID.fullmatch(value) or len(value) > 60:
        raise ValueError(
            f"{value!r} is no source id: use at most 60 lower case letters, digits and single hyphens"
        )
    return value


def _copy_form(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s<>\"]*\{url\}[^\s<>\"]*", value):
        raise ValueError(
            f"{value!r} is no address of a copy: write https://… with {{url}} where the link goes"
        )
    return value


def _site_address(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s/<>\"]+(/[^\s<>\"]*)?", value):
        raise ValueError(
            f"{value!r} is no address of a site: write it whole, such as https://books.example.org/anthology/"
        )
    return value


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class BookSettings(_Table):
    """`[book]`: what the book is called and which words it sorts by."""

    title: str = Field(default="An anthology", min_length=1, description="Title of the book.")
    author: str = Field(
        default="", description="Who edits it; on the title page and in the PDF's properties."
    )
    vocabulary: str = Field(
        default="blank",
        description="`openstack`, `blank`, or a folder of TOML files, relative to the project.",
    )
    language: str = Field(default="en", description="Language of the book's own words, a BCP 47 tag.")
    license: str = Field(default="", description="Licence of the book as a whole, shown in the imprint.")
    volumes: Literal["one", "cycle"] = Field(
        default="one",
        description="`cycle` has Sphinx build the web site in parts, side by side; the site is the same.",
    )


Status = Literal["publish", "draft", "pending", "private", "future"]


class SourceSettings(_Table):
    """`[[sources]]`: where posts come from; one table for each source."""

    id: Annotated[str, AfterValidator(_source_id)] = Field(
        description="Unique; stands in post ids and page paths; lower case letters, digits, hyphens."
    )
    name: str = Field(min_length=1, description="What readers see.")
    path: str | None = Field(
        default=None, description="File, folder or glob, relative to the project or absolute."
    )
    url: str | None = Field(default=None, min_length=1, description="Address of a feed, instead of a path.")
    format: str = Field(default="auto", description="A reader's name, where recognition goes wrong.")
    license: str | None = Field(default=None, description="Permission shown on each page of this source.")
    statuses: tuple[Status, ...] = Field(
        default=("publish",),
        strict=False,
        min_length=1,
        description="What is read of a WordPress or Blogger export or of Markdown files: `publish`, "
        "`draft`, `pending`, `private`, `future`.",
    )
    types: tuple[str, ...] = Field(
        default=("post",),
        strict=False,
        min_length=1,
        description="Of what types: `post`, `page`, or another that a WordPress export names.",
    )

    @model_validator(mode="after")
    def _one_place(self) -> SourceSettings:
        if (self.path is None) == (self.url is None):
            raise ValueError("a source has either a path or a url")
        return self


class HtmlSettings(_Table):
    """`[html]`: the web site."""

    base_url: Annotated[str, AfterValidator(_site_address)] = Field(
        default="", description="Address at which the site will stand, for feeds and canonical links."
    )
    report_url: str = Field(
        default="",
        pattern=r"^((https?|mailto):.*)?$",
        description="Where readers report mistakes; `{title}`, `{id}`, `{docname}` and `{url}` stand for the "
        "page's own.",
    )


Paper = Literal["a4", "us-letter", "6x9in"]


class PdfSettings(_Table):
    """`[pdf]`: the printed book."""

    paper: Paper = Field(default="a4", description="Size of the page.")
    name: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9._-]*$",
        description="File name without `.pdf` or `.epub`; made from the title if empty.",
    )
    volumes: Literal["one", "cycle"] = Field(
        default="one", description="`cycle` makes a PDF for each release cycle, and one for the chapters."
    )
    memory: float = Field(
        default=6.0,
        gt=0,
        le=1024,
        description="Gigabytes that typesetting may take; a book that would need more is made in volumes.",
    )


class FetchSettings(_Table):
    """`[fetch]`: how feeds are fetched."""

    contact: str = Field(
        default="",
        pattern=r"^[\x20-\x7e]*$",
        description="Address by which owners of feeds can reach you, sent with the program's name.",
    )
    delay: float = Field(
        default=1.0, ge=0, le=60, description="Seconds from one request to a host to the next."
    )
    parallel: int = Field(default=8, ge=1, le=32, description="Hosts that are asked at the same time.")
    timeout: float = Field(
        default=20.0,
        gt=0,
        le=600,
        description="Seconds to wait for a connection and for each piece of an answer.",
    )
    total_timeout: float = Field(
        default=120.0, gt=0, le=3600, description="Seconds that one request may take as a whole."
    )
    retries: int = Field(
        default=2, ge=0, le=5, description="Further attempts where trying again may help, ever longer apart."
    )
    max_megabytes: float = Field(
        default=32.0, gt=0, le=512, description="Size of the largest feed, packed or unpacked."
    )
    robots: bool = Field(default=True, description="Whether to do as each host's robots.txt says.")
    allow_private: bool = Field(
        default=False, description="Whether to fetch from this machine and private networks too."
    )


class LinkSettings(_Table):
    """`[links]`: links whose pages are gone."""

    archive: Annotated[str, AfterValidator(_copy_form)] = Field(
        default="https://web.archive.org/web/{date}/{url}",
        description="Where copies of dead links are; `{date}` stands for the post's date as "
        "`yyyymmddhhmmss`, `{url}` for the link. Empty to show none.",
    )
    patience: int = Field(
        default=3,
        ge=1,
        le=1000,
        description="Days on which a host must be found unreachable before links to it count as dead.",
    )


class CheckSettings(_Table):
    """`[check]`: what an editor wants to hear of."""

    suppress: tuple[str, ...] = Field(
        default=(),
        strict=False,
        description="Types of what `anthology check` is not to report, such as `no_license`.",
    )


class Settings(_Table):
    """The whole of `conf/anthology.toml`."""

    book: BookSettings = BookSettings()
    sources: tuple[SourceSettings, ...] = Field(default=(), strict=False)
    html: HtmlSettings = HtmlSettings()
    pdf: PdfSettings = PdfSettings()
    fetch: FetchSettings = FetchSettings()
    links: LinkSettings = LinkSettings()
    check: CheckSettings = CheckSettings()


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder and its settings.

    Attributes:
        folder: Absolute path of the project.
        settings: What `conf/anthology.toml` says.
    """

    folder: Path
    settings: Settings

    @property
    def conf(self) -> Path:
        """The folder of settings, vocabularies and decisions."""
        return self.folder / "conf"

    @property
    def source_dir(self) -> Path:
        """The folder that Sphinx reads."""
        return self.folder / "source"

    @property
    def build_dir(self) -> Path:
        """The folder of everything made; deleting it loses nothing."""
        return self.folder / "build"

    @property
    def sources(self) -> tuple[Source, ...]:
        """The declared sources, as the nouns that readers take."""
        return tuple(Source(**s.model_dump()) for s in self.settings.sources)

    def sources_called(self, ids: Sequence[str]) -> list[Source]:
        """Return the sources with these ids, each once.

        Raises:
            ConfigError: If there is none of an id; suggests the nearest.
        """
        known = {source.id: source for source in self.sources}
        for name in ids:
            if name not in known:
                raise ConfigError(
                    f"there is no source {name!r}",
                    "",
                    did_you_mean(name, known) or f"Sources are {', '.join(known) or 'none'}.",
                )
        return [known[name] for name in dict.fromkeys(ids)]


def find_project(start: Path) -> Path:
    """Return the project folder at or above a folder.

    Raises:
        ConfigError: If there is none.
    """
    start = start.resolve()
    if not start.is_dir():
        raise ConfigError("there is no such folder", str(start), "Look whether it is spelt right.")
    for folder in (start, *start.parents):
        if (folder / CONFIG_FILE).is_file():
            return folder
    raise ConfigError(
        f"no {CONFIG_FILE.as_posix()} here or in any folder above",
        str(start),
        "Go to a project folder, name one with -C DIR, or make one with `anthology init DIR`.",
    )


def load_project(folder: Path) -> Project:
    """Read and check a project's settings.

    Raises:
        ConfigError: If the file cannot be read, is not TOML, or has wrong or unknown keys.
    """
    document = Document.load(folder / CONFIG_FILE)
    try:
        settings = Settings.model_validate(document.tables)
    except ValidationError as error:
        raise _config_error(error, document) from error
    ids = [source.id for source in settings.sources]
    for source_id, count in Counter(ids).items():
        if count > 1:
            places = [document.at("sources", n, "id") for n, one in enumerate(ids) if one == source_id]
            lines = ", ".join(place.rpartition(":")[2] for place in places)
            raise ConfigError(
                f"{count} sources are called {source_id!r} (lines {lines})",
                places[-1],
                "Give each source an id of its own.",
            )
    return Project(folder, settings)


def _config_error(error: ValidationError, document: Document) -> ConfigError:
    """Name the first problem that pydantic found: line, key, what is wrong, what would be right."""
    first = error.errors(include_url=False)[0]
    loc = first["loc"]
    where = document.at(*loc)
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
    if first["type"] == "extra_forbidden":
        known = _known_keys(loc)
        remedy = f"{did_you_mean(str(loc[-1]), known)} Known here: {', '.join(known)}.".lstrip()
        return ConfigError(f"unknown key {key!r}", where, remedy)
    if first["type"] == "missing":
        return ConfigError(f"{key!r} is missing", where, f"Add a line `{loc[-1]} = …`.")
    if first["type"] in ("tuple_type", "model_type", "model_attributes_type"):
        table = f"[[{loc[0]}]]" if loc[0] == "sources" else f"[{loc[0]}]"
        return ConfigError(f"{key!r} is not a table", where, f"Write its keys below a line `{table}`.")
    message = re.sub(r"^Value error, ", "", first["msg"])
    given = first.get("input")
    shown_input = (
        f", not {given!r}"
        if isinstance(given, str | int | float | bool) and "Value" not in first["msg"]
        else ""
    )
    return ConfigError(f"{key}: {message[:1].lower() + message[1:]}{shown_input}", where)


def _known_keys(loc: tuple[int | str, ...]) -> list[str]:
    model: Any = Settings
    for part in loc[:-1]:
        if isinstance(part, str):
            annotation = model.model_fields[part].annotation
            model = next((a for a in get_args(annotation) if a is not Ellipsis), annotation)
    return sorted(model.model_fields)
