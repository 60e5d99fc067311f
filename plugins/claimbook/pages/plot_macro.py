"""The macro `plot(...)`: what a figure is to show, as the tables that `table(...)` would make.

An expression walks over the names that stand in it, so those with a name in common are one table
and those without are tables of their own beside it. What cannot be drawn is told here, where it
is written: quantities that share no axis, and nothing or less on a logarithmic one.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from claimbook.diagnostics import did_you_mean
from claimbook.pages.display import Display
from claimbook.pages.grid import Grid, Plot
from claimbook.pages.walk import MOST_NAMES, read_grid, texts_of, values_of
from claimbook.quantities import DIMENSIONLESS, Dimension, Quantity

if TYPE_CHECKING:
    from claimbook.pages.evaluator import Run

KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "bars": ("", ("",)),
    "dots": ("x", ("", "x")),
    "line": ("", ("", "x", "y", "xy")),
    "roofline": ("xy", ("xy",)),
}
"""For each kind the axes that are logarithmic unless `log=` says otherwise, and what it may say."""
MOST_SERIES = 4
"""So many marks are told apart without colour."""
_OPTIONS = ("title", "header", "label", "axis", "log", "line", "at")
_USAGE = (
    "plot takes a kind, a title, and expressions with the names that they walk over",
    'plot("bars", roofline(system, "fp8").balance, system=["gb300", "h800"], title="Balances")',
)


def read_plot(run: "Run", node: ast.Call, named: dict[str, ast.expr]) -> Plot:
    """What a plot is to show, with the value of every cell.

    Raises:
        EvaluationStopped: its arguments do not fit, or a cell has a fault or cannot be drawn.
    """
    return _Reader(run, node, named).plot()


class _Reader:
    """One plot being read; `labels` and `headers` are the author's words, given out in turn."""

    def __init__(self, run: "Run", node: ast.Call, named: dict[str, ast.expr]) -> None:
        self.run, self.node = run, node
        given = {word: named.pop(word) for word in _OPTIONS if word in named}
        self.kind = self.kind_of(node)
        self.title = self.text(given, "title")
        if not self.title:
            run.stop(node, "invalid-argument", *_USAGE)
        self.axis = self.text(given, "axis")
        default, choices = KINDS[self.kind]
        self.log = self.text(given, "log") if "log" in given else default
        if self.log not in choices:
            told = " or ".join(f'"{each}"' for each in choices)
            run.stop(
                given["log"],
                "invalid-argument",
                f"log= of {self.kind} is {told}",
                "a bar begins at nothing, which no logarithmic axis has: draw dots"
                if self.kind == "bars"
                else None,
            )
        self.line, self.at = given.get("line"), given.get("at")
        self.headers = texts_of(run, given.get("header"), "header")
        self.labels = texts_of(run, given.get("label"), "label")
        self.has_header = bool(self.headers)
        self.walked = {name: values_of(run, name, value) for name, value in named.items()}

    def kind_of(self, node: ast.Call) -> str:
        first = node.args[0] if node.args else None
        kind = first.value if isinstance(first, ast.Constant) else None
        if first is None or not isinstance(kind, str) or len(node.args) < 2:
            self.run.stop(node, "invalid-argument", *_USAGE)
        if kind not in KINDS:
            hint = did_you_mean(kind, KINDS, f"there are: {', '.join(KINDS)}")
            self.run.stop(first, "invalid-argument", f"there is no kind of plot {kind}", hint)
        return kind

    def text(self, given: Mapping[str, ast.expr], word: str) -> str:
        node = given.get(word)
        value = node.value if isinstance(node, ast.Constant) else None
        if node is not None and not isinstance(value, str):
            self.run.stop(node, "invalid-argument", f"{word}= is a text")
        return value.strip() if isinstance(value, str) else ""

    # -- tables ------------------------------------------------------------------------------

    def plot(self) -> Plot:
        parts = self.parts()
        line = self.line
        if line is not None and self.kind == "roofline":
            self.run.stop(line, "invalid-argument", "a roofline has no line=")
        number = line.value if isinstance(line, ast.Constant) else None
        is_plain = line is None or isinstance(number, int | float)
        everything = parts if is_plain or line is None else [*parts, [line]]
        self.require_names(everything)
        grids = [self.grid(part, is_only=len(everything) == 1) for part in everything]
        if self.labels or self.headers:
            word, left = ("label", self.labels) if self.labels else ("header", self.headers)
            self.run.stop(
                self.node, "invalid-argument", f"{word}= has {len(left)} texts more than there are"
            )
        fixed: tuple[Fraction, ...] = ()
        if is_plain and isinstance(line, ast.Constant):
            fixed = (self.run.number(line)[0],)
            along = "x" if self.kind == "dots" else "y"
            if along in self.log and fixed[0] <= 0:
                self.run.stop(line, "invalid-argument", *_off_log(str(fixed[0])))
        drawn = grids if is_plain else grids[:-1]
        plot = Plot(
            self.kind,
            self.title,
            tuple(drawn),
            self.log,
            self.axis,
            None if is_plain else grids[-1],
            fixed,
            self.places(parts[0]) if self.kind == "line" and self.at is None else (),
            self.has_header,
        )
        self.check(plot, parts)
        return plot

    def parts(self) -> list[list[ast.expr]]:
        """The expressions of each table."""
        expressions = self.node.args[1:]
        if self.kind == "roofline":
            if len(expressions) % 2:
                self.run.stop(
                    self.node,
                    "invalid-argument",
                    "a roofline takes a peak and a bandwidth, then pairs of an intensity and a "
                    "performance",
                    'plot("roofline", spec("gb300.peak", p), roofline("gb300", "fp8", '
                    'level=l).bandwidth, p=["fp8"], l=["hbm"], title="...")',
                )
            pairs = [expressions[at : at + 2] for at in range(2, len(expressions), 2)]
            return [[expressions[0]], [expressions[1]], *pairs]
        if self.kind == "line":
            return [[*([self.at] if self.at is not None else []), *expressions]]
        if self.at is not None:
            self.run.stop(self.at, "invalid-argument", "at= belongs to a plot of kind line")
        tables: dict[tuple[str, ...], list[ast.expr]] = {}
        for expression in expressions:
            tables.setdefault(self.names_in([expression]), []).append(expression)
        return list(tables.values())

    def names_in(self, expressions: Sequence[ast.expr]) -> tuple[str, ...]:
        """The names that expressions walk over, in the order of their lists."""
        found = {
            inner.id
            for expression in expressions
            for inner in ast.walk(expression)
            if isinstance(inner, ast.Name)
        }
        return tuple(name for name in self.walked if name in found)

    def require_names(self, parts: Sequence[Sequence[ast.expr]]) -> None:
        """Refuse names that no expression has, and more of them than a table has sides."""
        used = {name for part in parts for name in self.names_in(part)}
        for keyword in self.node.keywords:
            if keyword.arg in self.walked and keyword.arg not in used:
                options = ", ".join(_OPTIONS)
                self.run.stop(
                    keyword,
                    "invalid-argument",
                    f"no expression has the name {keyword.arg}",
                    did_you_mean(keyword.arg, _OPTIONS, f"it has: {options}", form="{}="),
                )
        for part in parts:
            names = self.names_in(part)
            if len(names) > MOST_NAMES or (len(names) == MOST_NAMES and len(part) > 1):
                self.run.stop(
                    part[0],
                    "invalid-argument",
                    f"expressions that walk over {' and '.join(names)} make no one table",
                    "let each walk over one name, or a single one over two",
                )

    def grid(self, part: Sequence[ast.expr], *, is_only: bool) -> Grid:
        names = self.names_in(part)
        walked = {name: self.walked[name] for name in names}
        height = len(walked[names[0]]) if names else 1
        width = len(walked[names[1]]) if len(names) > 1 else len(part)
        if is_only:
            header, labels = self.headers, self.labels
            self.headers, self.labels = [], []
        else:
            header, self.headers = self.headers[: width + 1], self.headers[width + 1 :]
            labels, self.labels = self.labels[:height], self.labels[height:]
        return read_grid(self.run, self.node, part, walked, header, labels)

    def places(self, part: Sequence[ast.expr]) -> tuple[Fraction, ...]:
        """Where the rows of a line stand: the numbers that their name walks over."""
        names = self.names_in(part)
        values = self.walked[names[0]] if names else [self.node]
        found = []
        for value in values:
            is_negative = isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub)
            number = value.operand if isinstance(value, ast.UnaryOp) else value
            if not isinstance(number, ast.Constant) or isinstance(number.value, str):
                self.run.stop(
                    value,
                    "invalid-argument",
                    "a line is drawn over numbers",
                    "let its name walk over numbers, or say where each stands: at=...",
                )
            found.append(self.run.number(number)[0] * (-1 if is_negative else 1))
        if "x" in self.log and (low := min(found)) <= 0:
            self.run.stop(self.node, "invalid-argument", *_off_log(str(low)))
        return tuple(found)

    # -- what can be drawn -------------------------------------------------------------------

    def check(self, plot: Plot, parts: Sequence[Sequence[ast.expr]]) -> None:
        """Refuse what no axis can show."""
        grids = plot.tables
        columns = sum(len(grid.header) - 1 for grid in plot.grids) - (self.at is not None)
        if self.kind != "roofline" and columns > MOST_SERIES:
            self.run.stop(
                self.node, "invalid-argument", f"a plot tells at most {MOST_SERIES} series apart"
            )
        nodes = [*parts, *([[self.line]] if plot.line is not None and self.line else [])]
        found: dict[str, Dimension] = {}
        if plot.lines:
            found["y"] = DIMENSIONLESS
        drawn = 0
        for place, (grid, expressions) in enumerate(zip(grids, nodes, strict=True)):
            for node, axis, quantity in self.quantities(place, grid, expressions):
                drawn += grid is not plot.line
                self.require(node, axis, quantity, found)
        if not drawn or (self.kind == "roofline" and not self.has_roof(plot)):
            self.run.stop(
                self.node,
                "invalid-argument",
                "nothing is left to draw: the formulas refuse every value",
            )
        balance = found.get("balance")
        if balance is not None and balance != found["y"] / found["slope"]:
            self.run.stop(
                parts[2][0],
                "dimension-mismatch",
                f"an intensity in {balance} does not belong to a peak in {found['y']} "
                f"and a bandwidth in {found['slope']}",
            )

    def has_roof(self, plot: Plot) -> bool:
        return all(
            any(cell.refusal is None for row in grid.rows for cell in row.cells)
            for grid in plot.grids[:2]
        )

    def quantities(
        self, place: int, grid: Grid, expressions: Sequence[ast.expr]
    ) -> Iterator[tuple[ast.expr, str, Quantity]]:
        """What is drawn of a table, each with its expression and the axis that it stands on."""
        for row in grid.rows:
            for column, cell in enumerate(row.cells):
                node = expressions[column if len(expressions) > 1 else 0]
                value = cell.value.subject if isinstance(cell.value, Display) else cell.value
                if cell.refusal is not None:
                    continue
                if not isinstance(value, Quantity):
                    self.run.stop(node, "invalid-argument", "a plot draws quantities")
                yield node, self.axis_of(place, column), value

    def axis_of(self, place: int, column: int) -> str:
        if self.kind == "roofline":
            return {0: "y", 1: "slope"}.get(place, "balance" if column == 0 else "y")
        return "x" if self.kind == "line" and self.at is not None and column == 0 else "y"

    def require(
        self, node: ast.expr, axis: str, quantity: Quantity, found: dict[str, Dimension]
    ) -> None:
        """Refuse a value that does not belong on the axis that others stand on."""
        known = found.setdefault(axis, quantity.dimension)
        if known != quantity.dimension:
            self.run.stop(
                node,
                "dimension-mismatch",
                f"one axis cannot show values in {known} and in {quantity.dimension}",
                "make a plot of each",
            )
        # The values of bars and dots lie along x; those of a line along y.
        along = "x" if self.kind == "dots" and axis == "y" else axis
        if (self.kind == "roofline" or along in self.log) and quantity.value <= 0:
            self.run.stop(node, "invalid-argument", *_off_log(str(quantity.value)))


def _off_log(value: str) -> tuple[str, str]:
    return (
        f"{value} has no place on a logarithmic axis, which begins above 0",
        'log="" makes the axis of dots or of a line linear',
    )
