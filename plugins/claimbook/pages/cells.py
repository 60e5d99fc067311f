"""The cells of a table, split as the tables extension splits them.

A `|` in a code span or behind a backslash does not separate cells; one inside a macro does not
either, because macros are hidden before a table is looked for.
"""

import re

from claimbook.pages.traced import Traced

_TOKEN = re.compile(r"(\\\\)|(\\`+)|(`+)|(\\\|)|(\|)")
_RIGHT_BORDER = re.compile(r"(?<!\\)(?:\\\\)*\|$")


def split_table(block: Traced) -> list[Traced] | None:
    """The cells of the table in file order, or None where the block is no table."""
    if "|" not in block.text or "\n" not in block.text:
        return None
    rows = [row.strip(" ") for row in block.split("\n")]
    header, separator = rows[0], rows[1]
    border = header.text.startswith("|") or _RIGHT_BORDER.search(header.text) is not None
    titles = _split_row(header, border=border)
    is_table = len(titles) > 1
    if not is_table and border:
        is_table = all(
            row.text.startswith("|") or _RIGHT_BORDER.search(row.text) for row in rows[1:]
        )
    if not is_table:
        return None
    rules = _split_row(separator, border=border)
    if len(rules) != len(titles) or not set("".join(rule.text for rule in rules)) <= set("|:- "):
        return None
    cells = titles
    for row in rows[2:]:
        cells += _split_row(row, border=border)
    return [cell.strip(" ") for cell in cells]


def _split_row(row: Traced, *, border: bool) -> list[Traced]:
    if border:
        if row.text.startswith("|"):
            row = row.part(1)
        match = _RIGHT_BORDER.search(row.text)
        if match:
            row = row.part(0, match.start())
    cells = []
    position = 0
    for pipe in _separators(row.text):
        cells.append(row.part(position, pipe))
        position = pipe + 1
    cells.append(row.part(position))
    return cells


def _separators(row: str) -> list[int]:
    """The places of the `|` that separate cells."""
    if "`" not in row and "\\" not in row:
        return [match.start() for match in re.finditer(r"\|", row)]
    pipes: list[int] = []
    ticks: list[tuple[int, int, int, int]] = []
    for match in _TOKEN.finditer(row):
        if match[2]:
            ticks.append((len(match[2]) - 1, match.start(), match.end() - 1, 1))
        elif match[3]:
            ticks.append((len(match[3]), match.start(), match.end() - 1, 0))
        elif match[5]:
            pipes.append(match.start())
    return _outside(pipes, _code_regions(ticks))


def _code_regions(ticks: list[tuple[int, int, int, int]]) -> list[tuple[int, int]]:
    sizes = [size for size, *_ in ticks]
    regions = []
    position = 0
    while position < len(ticks):
        size = sizes[position] - ticks[position][3]
        try:
            if size == 0:
                raise ValueError
            closing = sizes.index(size, position + 1)
        except ValueError:
            position += 1
        else:
            regions.append((ticks[position][1], ticks[closing][2]))
            position = closing + 1
    return regions


def _outside(pipes: list[int], regions: list[tuple[int, int]]) -> list[int]:
    outside = []
    index = 0
    for pipe in pipes:
        while index < len(regions) and regions[index][1] < pipe:
            index += 1
        if index == len(regions) or pipe < regions[index][0]:
            outside.append(pipe)
    return outside
