"""Tables: rows whose cells are parted by tabs."""

from __future__ import annotations

import re

from anthology.conversion.text.clues import WEIGHTS
from anthology.conversion.text.evidence import code_features
from anthology.conversion.text.lines import Kind, Line

_OF_COLUMNS = frozenset(
    {"tab_inside", "columns", "columns_more", "indent_2", "indent_4", "number_start", "lower_start"}
)


def mark_rows(lines: list[Line]) -> None:
    """Mark runs of two or more lines with tabs inside, unless they are the output of a command.

    Args:
        lines: Changed in place.
    """
    block = 0
    n = 0
    while n < len(lines):
        end = n
        while end < len(lines) and lines[end].kind is Kind.OPEN and _is_row(lines[end].text):
            end += 1
        if end - n > 1 and _agree(lines[n:end]) and not _of_a_program(lines, n, end):
            block += 1
            for line in lines[n:end]:
                line.kind, line.block = Kind.ROW, block
        n = max(end, n + 1)


def _is_row(text: str) -> bool:
    return (
        "\t" in text.strip("\t ") or (text.startswith("\t") and "\t" in text) if len(text) < 5000 else False
    )


def _agree(rows: list[Line]) -> bool:
    """Say whether most rows have the same number of cells."""
    counts = [len(cells(row.text)) for row in rows]
    usual = max(set(counts), key=counts.count)
    return usual > 1 and counts.count(usual) * 3 >= 2 * len(counts)


def _of_a_program(lines: list[Line], start: int, end: int) -> bool:
    """Say whether the rows are code: by themselves, columns aside, or by a line that touches them."""
    around = [lines[n] for n in (start - 1, end) if 0 <= n < len(lines) and lines[n].kind is Kind.OPEN]
    if any(_score(line.text) > 2 for line in around):
        return True
    scores = [_score(line.text) for line in lines[start:end]]
    return sum(scores) / len(scores) > 2.5


def _score(text: str) -> float:
    return sum(WEIGHTS[name] * amount for name, amount in code_features(text) if name not in _OF_COLUMNS)


def cells(text: str) -> list[str]:
    """Return the cells of a row, cleaned of white space around them."""
    return [cell.strip() for cell in text.rstrip().split("\t")]


def has_header(rows: list[list[str]]) -> bool:
    """Say whether the first row names the columns: it has no figures where the rows below have."""
    if len(rows) < 2 or not all(rows[0]):
        return False
    numeric = re.compile(r"[-+~<>$€]?\d[\d.,:%]*\s?\w{0,3}\Z")
    for column in range(1, len(rows[0])):
        below = [row[column] for row in rows[1:] if column < len(row) and row[column]]
        if below and sum(bool(numeric.match(cell)) for cell in below) * 2 > len(below):
            return not numeric.match(rows[0][column])
    first_words = sum(len(cell.split()) for cell in rows[0]) / len(rows[0])
    return len(rows[0]) > 2 and first_words <= 3
