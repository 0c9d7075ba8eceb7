"""Reading the TOML files that people write, with errors that name the line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from anthology.errors import ConfigError


def shown(path: Path) -> str:
    """Return how a file in the `conf` folder is called wherever its project lies: `conf/people.toml`."""
    return "/".join(path.parts[-2:])


def read_text(path: Path, where: str) -> str:
    """Return the text of a file that people write.

    Args:
        path: The file.
        where: How errors call it.

    Raises:
        ConfigError: If it is not there, may not be read or is not UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError("is not UTF-8 text", f"{where}:{line}", "Save the file as UTF-8.") from error
    except OSError as error:
        remedy = "" if isinstance(error, FileNotFoundError) else "Check that it is a file you may read."
        raise ConfigError(f"cannot be read: {error.strerror}", where, remedy) from error


def parse(text: str, where: str) -> dict[str, Any]:
    """Return the tables of a text.

    Args:
        text: TOML.
        where: How errors call the file it is from.

    Raises:
        ConfigError: If it is not TOML; names the line.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        raise ConfigError(
            f"is not TOML: {error}",
            f"{where}:{line}",
            "Text stands in quotation marks, a list in brackets, and every table and key once.",
        ) from error
