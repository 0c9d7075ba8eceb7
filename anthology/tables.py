"""Tables of the TOML files that people write as typed rows; what does not fit is named with its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from anthology.errors import ConfigError, did_you_mean
from anthology.toml import Document, Step, label, shown

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = TypeVar("Row", bound="DataclassInstance")


def read_document(path: Path, known: Iterable[str]) -> Document:
    """Read a TOML file; none is the same as an empty one.

    Args:
        path: The file.
        known: Names that may stand at its top.

    Raises:
        ConfigError: Where it is no TOML or has an unknown key.
    """
    document = Document.load(path) if path.exists() else Document(shown(path), "", {})
    for key in document.tables:
        if key not in known:
            raise _unknown(document, known, (key,))
    return document


def rows_of(document: Document, path: Sequence[Step], example: str) -> list[Mapping[str, Any]]:
    """Return the tables of a list; nothing where there is no list.

    Args:
        document: The file.
        path: Where in it the list stands.
        example: How such a list is written.

    Raises:
        ConfigError: If there is something else.
    """
    value: Any = document.tables
    for step in path[:-1]:
        value = value[step]
    rows = value.get(path[-1], [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise document.wrong(f"{label(path)} must be a list of tables", path, f"write {example}")
    return rows


def row_of(kind: type[Row], row: Mapping[str, Any], document: Document, path: Sequence[Step]) -> Row:
    """Make a dataclass of a table.

    Args:
        kind: The dataclass.
        row: The table.
        document: The file.
        path: Where in it the table stands.

    Raises:
        ConfigError: If a key is unknown, missing or of the wrong kind.
    """
    known = {f.name: f for f in fields(kind)}
    values: dict[str, Any] = {}
    for key, value in row.items():
        if key not in known:
            raise _unknown(document, known, (*path, key))
        values[key] = _fit(value, str(known[key].type), document, (*path, key))
    for key in ("id", "name"):
        if key in known and known[key].default is MISSING and not values.get(key):
            raise document.wrong(f"{label(path)} lacks {key}", path, f'add {key} = "…"')
    return kind(**values)


def _fit(value: object, kind: str, document: Document, path: Sequence[Step]) -> object:
    """Return a TOML value as the field's type; a TOML date becomes ISO text."""
    where = label(path)
    if isinstance(value, date):
        value = value.isoformat()
    if kind.startswith("Mapping"):
        if isinstance(value, dict) and all(
            isinstance(v, int | float) and not isinstance(v, bool) for v in value.values()
        ):
            return {str(k): float(v) for k, v in value.items()}
        raise document.wrong(f"{where} must be a table of numbers", path, '"a term" = 2.5')
    if kind.startswith("tuple"):
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        raise document.wrong(f"{where} must be a list of texts", path, 'such as ["one", "two"]')
    if kind == "float":
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        raise document.wrong(f"{where} must be a number, not {value!r}", path, "such as 1.5")
    wanted, said = (bool, "true or false") if kind == "bool" else (str, "a text in quotes")
    if not isinstance(value, wanted):
        raise document.wrong(f"{where} must be {said}, not {value!r}", path)
    if isinstance(value, str) and path[-1] in ("released", "opened"):
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise document.wrong(f"{where} = {value!r} is no date", path, "write YYYY-MM-DD") from error
    return value


def _unknown(document: Document, known: Iterable[str], path: Sequence[Step]) -> ConfigError:
    remedy = did_you_mean(str(path[-1]), known) or f"known are {', '.join(known)}"
    return document.wrong(f"unknown key {label(path)}", path, remedy)
