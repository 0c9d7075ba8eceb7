"""Tables as MyST: a pipe table where each cell is one line under one row of heads, else a `list-table`."""

from __future__ import annotations

import re

from anthology.conversion import myst
from anthology.conversion.html.document import Block

Grid = list[dict[int, str]]
_WIDEST = 200
"""Columns after which cells no longer span others: no table is wider but by malice."""
_PIPE = re.compile(r"(\\*)\|")


def is_simple(table: Block) -> bool:
    """Return whether a table fits into pipes: one row of heads, and no cell with breaks or blocks inside."""
    if table.number != 1:
        return False
    for row in table.children:
        if row.name != "tr":
            continue
        for cell in row.children:
            if len(cell.children) > 1:
                return False
            if cell.children:
                block = cell.children[0]
                if block.name != "p" or any(piece.kind == "br" for piece in block.inline):
                    return False
    return True


def grid_of(rows: list[Block], texts: dict[Block, str]) -> Grid:
    """Return the text of each cell by row and column; what a wide or tall one covers is left free."""
    grid: Grid = []
    taken: dict[int, int] = {}  # column to the row from which it is free again
    for row_number, row in enumerate(rows):
        line: dict[int, str] = {}
        column = 0
        for cell in row.children:
            while taken.get(column, 0) > row_number:
                column += 1
            line[column] = texts[cell]
            wide, tall = cell.spans if column < _WIDEST else (1, 1)
            if tall > 1:
                taken.update(dict.fromkeys(range(column, column + wide), row_number + tall))
            column += wide
        grid.append(line)
    return grid


def write_table(table: Block, texts: dict[Block, str], caption: str) -> str:
    """Return the MyST of a table.

    Args:
        table: Its children are captions and rows.
        texts: What each cell holds, written already.
        caption: Inline MyST of one line, or nothing.
    """
    grid = grid_of([row for row in table.children if row.name == "tr"], texts)
    columns = sorted({column for line in grid for column, text in line.items() if text})
    shown = [(number, line) for number, line in enumerate(grid) if any(line.values())]
    heads = sum(1 for number, _ in shown if number < table.number)
    body = [[line.get(column, "") for column in columns] for _, line in shown]
    if not body:
        return caption
    if heads == 1 and is_simple(table):
        return _pipes(body, caption)
    return _list_table(body, heads if heads < len(body) else 0, caption)


def _pipes(body: list[list[str]], caption: str) -> str:
    lines = ["| " + " | ".join(_in_pipes(cell) for cell in row) + " |" for row in body]
    lines.insert(1, "|" + " --- |" * len(body[0]))
    if caption:
        return directive("table", caption, ":widths: auto\n", "\n".join(lines))
    return "\n".join(lines)


def _in_pipes(cell: str) -> str:
    """Escape pipes even inside code: rows are cut before code is seen, by the character before each."""

    def escaped(found: re.Match[str]) -> str:
        slashes = found[1]
        if len(slashes) % 2:
            return found[0]
        return slashes + ("&#124;" if slashes else "\\|")

    return _PIPE.sub(escaped, cell)


def _list_table(body: list[list[str]], heads: int, caption: str) -> str:
    items = []
    for row in body:
        for number, cell in enumerate(row):
            lead = "  - " if number else "* - "
            items.append((lead + indented(cell, 4)).rstrip())
    inner = "\n".join(items)
    options = f":header-rows: {heads}\n:widths: auto\n" if heads else ":widths: auto\n"
    return directive("list-table", caption, options, inner)


def indented(text: str, width: int) -> str:
    """Return lines moved right, all but the first and the empty ones."""
    if "\n" not in text:
        return text
    pad = " " * width
    return "\n".join(pad + line if line and number else line for number, line in enumerate(text.split("\n")))


def directive(name: str, argument: str, options: str, inner: str) -> str:
    """Return a directive whose fence nothing in it closes.

    Args:
        name: `figure`, `table` or `list-table`.
        argument: One line, or nothing.
        options: Lines with their ends.
        inner: MyST.
    """
    # A line with backticks opens no fence of backticks: what follows would no longer stand in the directive.
    mark = "~" if "`" in argument else "`"
    longest = max((len(run) for run in re.findall(f"{mark}{{3,}}", inner)), default=2)
    fence = mark * (longest + 1)
    return f"{fence}{{{name}}} {argument}".rstrip() + f"\n{options}\n{inner}\n{fence}"


def as_caption(text: str) -> str:
    """Return one line of inline MyST for the first line of a directive."""
    return myst.WHITE_SPACE.sub(" ", text).strip()
