"""Front matter in the spellings of Pelican, Hugo, Jekyll, ABlog and MyST, as one mapping."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from dataclasses import dataclass

import yaml

_LIMIT = 64_000
_BRACKETS_LIMIT = 500
_FENCED = re.compile(r"(---|\+\+\+)[ \t]*\n")
_YAML_END = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.M)
_TOML_END = re.compile(r"^\+\+\+[ \t]*(?:\n|\Z)", re.M)
_LINE = re.compile(r"([A-Za-z][\w -]{0,40}?)[ \t]*:(?:[ \t]+(.*)|[ \t]*)$")
_PELICAN = frozenset(
    ("title", "date", "author", "authors", "category", "tags", "slug", "modified", "lang", "status")
)
_DIRECTIVE = re.compile(
    r"^(?P<fence>`{3,}|~{3,}|:{3,})[ \t]*\{(?:post|blogpost)\}[ \t]*(?P<date>[^\n]*)\n"
    r"(?P<options>(?:(?!(?P=fence)).*\n)*?)(?P=fence)[`~:]*[ \t]*(?:\n|\Z)",
    re.M,
)
# Tables in which generators keep what is theirs or their themes': MyST and ABlog, Zola, Hugo.
_NESTED = ("myst", "blog", "site", "extra", "params", "taxonomies")
_OPTION = re.compile(r"[ \t]*:([\w-]+):[ \t]*(.*)")

_BROKEN = (yaml.YAMLError, ValueError, RecursionError)
"""What parsers of YAML and TOML raise on what is none."""

Value = str | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file says before its text.

    Attributes:
        values: By lower-case key, with `-` and spaces as `_`; scalars are the text that was written.
        body: The rest of the file.
        line: Line of the file on which the body begins, from 1.
        first: Line on which the front matter begins.
        broken: `YAML` or `TOML` where it is none and its lines were read one by one; else empty.
    """

    values: dict[str, Value]
    body: str
    line: int
    first: int = 1
    broken: str = ""


def split(text: str) -> FrontMatter:
    """Separate a file's front matter from its body.

    Front matter that its own format does not allow (`title: Part 1: the beginning`) is read line by line, as
    its author meant it.
    """
    text = text.lstrip("\ufeff")
    blank = len(text) - len(text.lstrip("\n"))
    text = text[blank:]
    values: dict[str, Value] = {}
    end = 0
    broken = ""
    if fence := _FENCED.match(text):
        close = (_YAML_END if fence.group(1) == "---" else _TOML_END).search(text, fence.end(), _LIMIT)
        if close:
            block = text[fence.end() : close.start()]
            form, parse = ("YAML", _yaml) if fence.group(1) == "---" else ("TOML", _toml)
            try:
                values = parse(block)
            except _BROKEN:
                values, broken = _lines(block) if form == "YAML" else _assignments(block), form
            end = close.end() if values or not block.strip() else 0
    elif text.startswith("{"):
        values, end = _json(text)
    else:
        values, end = _lines_at_top(text)
    body = text[end:]
    line = 1 + blank + text.count("\n", 0, end)
    values = {_key(key): value for key, value in _with_nested(values).items()}
    if post := _DIRECTIVE.search(body, 0, _LIMIT):
        values = {**_options(post), **values}
        body = f"{body[: post.start()]}{_content(post)}{body[post.end() :]}"
    return FrontMatter(values, body, line, 1 + blank, broken if end else "")


def _with_nested(values: dict[str, Value]) -> dict[str, Value]:
    """Return values with those of nested tables, which give way to those at the top."""
    found: dict[str, Value] = {}
    for name in _NESTED:
        nested = values.get(name)
        if isinstance(nested, dict):
            found |= nested
    return found | values


def _key(key: str) -> str:
    return re.sub(r"[\s-]+", "_", key.strip().lower())


def _yaml(block: str) -> dict[str, Value]:
    if block.count("[") + block.count("{") > _BRACKETS_LIMIT:
        return _lines(block)  # the parser's time grows with the square of their number
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(block, Loader=yaml.SafeLoader)):
        return _lines(block)  # references can grow without bound
    # The base loader keeps dates, numbers and `no` as they were written.
    values = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506 - makes text, lists, mappings only
    return {str(key): value for key, value in values.items()} if isinstance(values, dict) else {}


def _toml(block: str) -> dict[str, Value]:
    return _as_text(tomllib.loads(block))


def _assignments(block: str) -> dict[str, Value]:
    """Read TOML that is none line by line."""
    pairs = (line.partition("=") for line in block.splitlines())
    return {key: value.strip("\"' ") for key, _, value in pairs if value}


def _json(text: str) -> tuple[dict[str, Value], int]:
    try:
        values, end = json.JSONDecoder().raw_decode(text[:_LIMIT])
    except (ValueError, RecursionError):
        return {}, 0
    return (_as_text(values), end) if isinstance(values, dict) else ({}, 0)


def _as_text(values: dict[str, object]) -> dict[str, Value]:
    return {str(key): _value(value) for key, value in values.items()}


def _value(value: object) -> Value:
    if isinstance(value, dict):
        return _as_text(value)
    if isinstance(value, list):
        return [_value(one) for one in value]
    if isinstance(value, bool) or value is None:
        return str(value or "").lower()
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def _lines_at_top(text: str) -> tuple[dict[str, Value], int]:
    """Read Pelican's form: keys from the first line to the first empty one."""
    end = text.find("\n\n", 0, _LIMIT)
    block = text if end < 0 else text[:end]
    lines = block.splitlines()
    first = _LINE.match(lines[0]) if lines else None
    if first is None or _key(first.group(1)) not in _PELICAN or len(block) > _LIMIT:
        return {}, 0
    if not all(_LINE.match(line) or line.startswith((" ", "\t")) for line in lines):
        return {}, 0
    return _lines(block), len(text) if end < 0 else end + 1


def _lines(block: str) -> dict[str, Value]:
    values: dict[str, Value] = {}
    last = ""
    for line in block.splitlines():
        found = _LINE.match(line)
        if found and not line.startswith((" ", "\t")):
            last = found.group(1)
            values[last] = (found.group(2) or "").strip().strip("\"'")
            continue
        item = line.strip()
        if last and item.startswith("- "):
            before = values[last]
            values[last] = [*(before if isinstance(before, list) else []), item[2:].strip().strip("\"'")]
        elif last and item and isinstance(values[last], str):
            values[last] = f"{values[last]} {item}".strip()
    return values


def _options(post: re.Match[str]) -> dict[str, Value]:
    values: dict[str, Value] = {"date": post["date"].strip()} if post["date"].strip() else {}
    for line in post["options"].splitlines():
        if option := _OPTION.match(line):
            values[_key(option.group(1))] = option.group(2).strip()
    return values


def _content(post: re.Match[str]) -> str:
    """Return what stands in a `post` directive below its options, on the lines on which it stood.

    It is the excerpt, and begins the post unless `exclude` is among the options.
    """
    lines = post.group().split("\n")
    inside = range(1, 1 + post["options"].count("\n"))
    shown = "exclude" not in _options(post)
    return "\n".join(
        line if shown and number in inside and not _OPTION.match(line) else ""
        for number, line in enumerate(lines)
    )
