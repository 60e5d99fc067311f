"""A figure as HTML: the drawing, its words, and the tables of its numbers below it."""

from dataclasses import dataclass
from html import escape

from claimbook.diagnostics import visible
from claimbook.render.table import Table, table_html


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its title; `summary` is what opens the tables of its numbers."""

    title: str
    drawing: str
    summary: str
    tables: tuple[Table, ...]

    @property
    def text(self) -> str:
        """The figure as plain text: its title and its numbers."""
        return "\n".join([self.title, *(table.text for table in self.tables)])


def figure_html(figure: Figure) -> str:
    """The figure as one block."""
    tables = "".join(table_html(table) for table in figure.tables)
    return (
        f'<figure class="cb-plot"><figcaption>{escape(visible(figure.title))}</figcaption>'
        f"{figure.drawing}<details><summary>{escape(figure.summary)}</summary>{tables}</details>"
        "</figure>"
    )
