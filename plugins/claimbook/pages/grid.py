"""What the macros that stand alone on a line come to: grids of values, or a list to be filled.

A grid is made of expressions like any other, one for each cell. A listing shows what is known
only when every page has been evaluated; here it is no more than what was asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from claimbook.diagnostics import Diagnostic
from claimbook.pages.display import Printable

CellValue = Printable | None


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: its value, or why it has none, and the expression that it stands for.

    It has none where a formula refused it, or where its subject states no such figure.

    `canonical` and `expression` have the row's and column's own words in place of their names, so
    that the cell is the same number as a macro of that expression.
    """

    value: CellValue
    expression: str
    canonical: str
    refusal: Diagnostic | None = None


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: what it is about, and its cells; `source` is the id of a spec's source."""

    label: str
    cells: tuple[GridCell, ...]
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of values; `header` has a word for the labels and one for each column.

    `is_subject` marks the specs of one subject, each of which shows its source beside it.
    """

    header: tuple[str, ...]
    rows: tuple[GridRow, ...]
    is_subject: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of what the page or the book holds, such as `ledger()`."""

    kind: str
    options: Mapping[str, str | int | bool] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure of the numbers of some tables, each drawn and shown below it.

    Of "bars", "dots" and "line" the data is `grids`; of a "roofline" the first holds peaks, the
    second bandwidths, and each further one intensities and performances. `lines` are values that
    all others are held against: plain numbers, or the rows of `line`. `log` names the axes that
    are logarithmic, x, y or both. `at` says where the rows of a "line" stand, if their names do.
    """

    kind: str
    title: str
    grids: tuple[Grid, ...]
    log: str = ""
    axis: str = ""
    line: Grid | None = None
    lines: tuple[Fraction, ...] = ()
    at: tuple[Fraction, ...] = ()
    has_header: bool = False
    """Whether the author named the columns; else their names are expressions, for tables only."""

    @property
    def tables(self) -> tuple[Grid, ...]:
        """Every table of its numbers."""
        return self.grids if self.line is None else (*self.grids, self.line)


Block = Grid | Listing | Plot
