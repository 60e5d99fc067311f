"""A table as HTML: no script, no inline style, links between pages as Markdown writes them.

A link names the page's own file, as an author would; the host turns it into an address, or says
that there is no such page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from posixpath import dirname, relpath

from claimbook.diagnostics import visible
from claimbook.links import address

_FIGURE = ' class="cb-figure"'
_APART = "\n"
"""Between cells, or a search would read their words as one."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its plain text, and its inline HTML where it is more than that."""

    text: str
    html: str | None = None
    is_number: bool = False
    id: str | None = None

    @property
    def inline(self) -> str:
        """What stands in the cell."""
        return escape(visible(self.text)) if self.html is None else self.html


@dataclass(frozen=True, slots=True)
class Table:
    """Words for the columns, and rows whose first cell says what they are about.

    `above` is one line of text before the rows; a table without rows is that line alone.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    above: str = ""

    @property
    def text(self) -> str:
        """The table as plain text, a row to a line."""
        lines = [self.above] if self.above else []
        if self.rows:
            lines.append(" | ".join(self.header))
        return "\n".join([*lines, *(" | ".join(cell.text for cell in row) for row in self.rows)])


def table_html(table: Table) -> str:
    """The table as one block."""
    above = f"<p>{escape(visible(table.above))}</p>" if table.above else ""
    if not table.rows:
        return f'<div class="cb-table">{above}</div>'
    figures = [all(cell.is_number for cell in column) for column in zip(*table.rows, strict=True)]
    head = _APART.join(
        f'<th scope="col"{_FIGURE if of_figures else ""}>{escape(visible(word))}</th>'
        for word, of_figures in zip(table.header, figures, strict=True)
    )
    body = "".join(f"<tr>{_row(row)}</tr>{_APART}" for row in table.rows)
    return (
        f'<div class="cb-table">{above}<table><thead><tr>{head}</tr></thead>{_APART}'
        f"<tbody>{body}</tbody></table></div>"
    )


def link_html(text: str, page: str, *, on: str, anchor: str | None = None) -> str:
    """A link from the page `on` to a page, both relative to the folder of the pages."""
    path = "" if page == on else relpath(page, dirname(on) or ".")
    return f'<a href="{escape(address(path, anchor))}">{escape(visible(text))}</a>'


def _row(row: Sequence[Cell]) -> str:
    first, *others = row
    return f'<th scope="row"{_marks(first)}>{first.inline}</th>' + "".join(
        f"{_APART}<td{_marks(cell)}>{cell.inline}</td>" for cell in others
    )


def _marks(cell: Cell) -> str:
    anchor = f' id="{escape(cell.id)}"' if cell.id else ""
    return anchor + (_FIGURE if cell.is_number else "")
