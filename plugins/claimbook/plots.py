"""The figure of a plot: from the results of its cells to what is drawn.

Nothing is computed here but the change of unit that puts values on one axis: what a mark shows
is the number of its cell, and its words are those of the table below the figure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from claimbook.pages import Display, Grid, GridCell, Plot
from claimbook.quantities import STANDARD, Quantity, Style, as_quantity, customary_unit
from claimbook.render import Figure, Table, Words, words_of
from claimbook.render.chart import Chart, Group, Mark, Target
from claimbook.report import MacroResult

Results = Sequence[Sequence[Sequence[MacroResult | GridCell]]]
_MOST_TOLD = 12
"""A description with more values than these tells only the extremes; the table has them all."""
_JOINED = ", "
_EXACT = re.compile(r"-?[0-9]{1,1000}(?:\.[0-9]{1,1000}|/0{0,9}[1-9][0-9]{0,999})?")
"""A value as the lock has it."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """The unit of an axis: what values are divided by, and its sign."""

    factor: Fraction
    symbol: str

    def of(self, quantity: Quantity) -> Fraction:
        return quantity.value / self.factor

    def interval(self, quantity: Quantity) -> tuple[Fraction, Fraction] | None:
        """The range of an approximate value."""
        found = quantity.interval
        if found is None or found[0] == found[1]:
            return None
        return found[0] / self.factor, found[1] / self.factor


def figure_of(
    plot: Plot, results: Results, tables: Sequence[Table], identity: str, language: str
) -> Figure:
    """The figure with its tables, whose ids begin with the id of its macro.

    Args:
        plot: what the macro asks for.
        results: the cells of each of its tables.
        tables: its tables, ready to be shown.
        identity: the id of its macro, which does not depend on any value.
        language: of the page.
    """
    # Drawing takes modules that only pages with a plot need.
    from claimbook.render.plot import drawing  # noqa: PLC0415

    words = words_of(language)
    reader = _Reader(plot, results, words)
    chart = reader.roofs() if plot.kind == "roofline" else reader.chart()
    drawn = drawing(chart, f"cb-plot-{identity}", _described(chart, words))
    return Figure(plot.title, drawn, words.figures["numbers"], tuple(tables))


class _Reader:
    """The results of one plot, being put on its axes."""

    def __init__(self, plot: Plot, results: Results, words: Words) -> None:
        self.plot, self.results, self.words = plot, results, words

    def chart(self) -> Chart:
        """Bars, dots or lines: one axis of values, and for lines one that they stand over."""
        plot = self.plot
        has_own_place = plot.kind == "line" and not plot.at
        scale = self.scale_of(
            cell for rows in self.results for row in rows for cell in row[has_own_place:]
        )
        across = self.scale_of(row[0] for row in self.results[0]) if has_own_place else None
        groups, first = [], 0
        for grid, rows in zip(plot.grids, self.results, strict=False):
            drawn = []
            names = grid.header[1 + has_own_place :]
            for place, (row, cells) in enumerate(zip(grid.rows, rows, strict=True)):
                at = plot.at[place] if plot.at else Fraction(0)
                if across is not None:
                    stands = _quantity(cells[0])
                    if stands is None:
                        continue
                    at = across.of(stands)
                marks = (
                    self.mark(row.label, cell, scale, number, at, name if len(names) > 1 else "")
                    for number, (cell, name) in enumerate(
                        zip(cells[has_own_place:], names, strict=True), first
                    )
                )
                drawn.append(tuple(mark for mark in marks if mark is not None))
            groups.append(Group(grid.header[0], tuple(drawn), names if len(names) > 1 else ()))
            first += len(names)
        names = plot.grids[0].header
        title_y = plot.axis or (names[-1] if self.has_one_name(has_own_place) else "")
        title_x = names[has_own_place] if plot.kind == "line" and plot.has_header else ""
        return Chart(
            plot.kind,
            plot.title,
            tuple(groups),
            self.titled(title_y, scale),
            self.titled(title_x, across) if plot.kind == "line" else "",
            plot.log,
            tuple(self.lines(scale)),
            self.words.locale,
            self.words.figures["interval"],
            self.words.verdict("marginal"),
        )

    def has_one_name(self, has_own_place: bool) -> bool:  # noqa: FBT001 - one word of a row
        """Whether the author gave one name to all values."""
        names = self.plot.grids[0].header[1 + has_own_place :]
        return self.plot.has_header and len(self.plot.grids) == len(names) == 1

    def roofs(self) -> Chart:
        """Peaks and bandwidths, and the marks below them."""
        plot = self.plot
        peaks, links, *pairs = self.results
        scale = self.scale_of(cell for row in peaks for cell in row)
        speed = next(q for row in links for cell in row if (q := _quantity(cell)) is not None)
        peak = next(q for row in peaks for cell in row if (q := _quantity(cell)) is not None)
        across = self.scale_of(row[0] for rows in pairs for row in rows)
        if across.factor == 0:
            unit = STANDARD.base_unit(peak.dimension / speed.dimension)
            across = _Scale(unit.factor, unit.symbol)
        slope = _Scale(scale.factor / across.factor, "")
        groups = [
            Group("", tuple(self.named(grid, rows, each)))
            for grid, rows, each in zip(plot.grids, (peaks, links), (scale, slope), strict=False)
        ]
        for number, (grid, rows) in enumerate(zip(plot.grids[2:], pairs, strict=True)):
            marks = []
            for row, (where, what) in zip(grid.rows, rows, strict=True):
                stands = _quantity(where)
                mark = self.mark(row.label, what, scale, number, Fraction(0))
                if stands is not None and mark is not None:
                    told = _JOINED.join((_shown(where, across), _shown(what, scale)))
                    at = across.of(stands)
                    target = self.target(row.label, where, what)
                    marks.append((Mark(row.label, told, mark.value, None, number, at, target),))
            groups.append(Group(grid.header[0], tuple(marks)))
        has_names = plot.has_header
        title_x = plot.grids[2].header[1] if has_names and pairs else ""
        title_y = plot.axis or (plot.grids[0].header[1] if has_names else "")
        return Chart(
            plot.kind,
            plot.title,
            tuple(groups),
            self.titled(title_y, scale),
            self.titled(title_x, across),
            plot.log,
            (),
            self.words.locale,
        )

    def named(
        self, grid: Grid, rows: Sequence[Sequence[MacroResult | GridCell]], scale: _Scale
    ) -> Iterator[tuple[Mark, ...]]:
        """The rows of a table of peaks or bandwidths; each shows its value with its unit."""
        for row, cells in zip(grid.rows, rows, strict=True):
            found = []
            for name, cell in zip(grid.header[1:], cells, strict=True):
                quantity = _quantity(cell)
                if quantity is None or not isinstance(cell, MacroResult):
                    continue
                label = f"{row.label}{_JOINED}{name}" if len(cells) > 1 else row.label
                found.append(Mark(label, cell.text, scale.of(quantity)))
            yield tuple(found)

    def mark(
        self,
        label: str,
        cell: MacroResult | GridCell,
        scale: _Scale,
        series: int,
        at: Fraction,
        column: str = "",
    ) -> Mark | None:
        quantity = _quantity(cell)
        if quantity is None:
            return None
        value, interval = scale.of(quantity), scale.interval(quantity)
        target = self.target(_JOINED.join(each for each in (label, column) if each), cell)
        return Mark(label, _shown(cell, scale), value, interval, series, at, target)

    def target(self, label: str, *cells: MacroResult | GridCell) -> Target | None:
        """The derivation of the last of these cells, named by the row and by what they show."""
        anchor = cells[-1].derivation_id if isinstance(cells[-1], MacroResult) else None
        if anchor is None:
            return None
        told = _JOINED.join(cell.text for cell in cells if isinstance(cell, MacroResult))
        name = self.words.figures["one"].format(label, told) if label else told
        return Target(anchor, name)

    def lines(self, scale: _Scale) -> Iterator[Mark]:
        """The values that all others are held against."""
        for value in self.plot.lines:
            yield Mark("", "", value / scale.factor)
        if self.plot.line is None:
            return
        for row, cells in zip(self.plot.line.rows, self.results[-1], strict=True):
            for cell in cells:
                quantity = _quantity(cell)
                if quantity is not None:
                    label = f"{row.label} {_shown(cell, scale)}".strip()
                    yield Mark(label, _shown(cell, scale), scale.of(quantity))

    def scale_of(self, cells: Iterator[MacroResult | GridCell]) -> _Scale:
        """The unit of the first cell that names one, else the customary one of the largest."""
        found = [(cell, quantity) for cell in cells if (quantity := _quantity(cell)) is not None]
        if not found:
            return _Scale(Fraction(0), "")
        styles = [_style(cell) for cell, _ in found]
        if styles[0].form == "percent":
            return _Scale(Fraction(1, 100), "%")
        largest = max((quantity for _, quantity in found), key=lambda each: abs(each.value))
        named = [style.unit for style in styles] + [quantity.unit for _, quantity in found]
        unit = next((unit for unit in named if unit is not None), None) or customary_unit(largest)
        return _Scale(unit.factor, unit.symbol if not unit.dimension.is_dimensionless else "")

    def titled(self, title: str, scale: _Scale | None) -> str:
        """The name of an axis with its unit, which the author's words may have already."""
        symbol = scale.symbol if scale is not None else ""
        if not symbol or symbol in title:
            return title
        return f"{title}{self.words.aside.format(symbol)}" if title else symbol


def _quantity(cell: MacroResult | GridCell) -> Quantity | None:
    """What a cell is about; None where a formula refused it.

    In a past entry that is what was published, whatever the inputs give now.
    """
    if not isinstance(cell, MacroResult) or not cell.subjects:
        return None
    subject, frozen = cell.subjects[0], cell.outcome.frozen
    # Whoever writes a lock may write anything.
    if frozen is None or not _EXACT.fullmatch(str(frozen.value)):
        return subject
    value = Fraction(str(frozen.value)) * STANDARD.base_unit(subject.dimension).factor
    return replace(as_quantity(value), dimension=subject.dimension, unit=subject.unit)


def _style(cell: MacroResult | GridCell) -> Style:
    return cell.value.style if isinstance(cell.value, Display) else Style()


def _shown(cell: MacroResult | GridCell, scale: _Scale) -> str:
    """The words of a mark: those of its cell, without the unit that the axis names."""
    assert isinstance(cell, MacroResult)
    printed = cell.outcome.printed
    is_told = printed.unit == scale.symbol and printed.unit not in ("", "%")
    return printed.number if is_told else printed.text


def _described(chart: Chart, words: Words) -> str:
    """The figure in words, for whoever does not see it."""
    told = words.figures
    several = chart.groups[0].series if len(chart.groups) == 1 else ()

    def one(mark: Mark) -> str:
        label = mark.label
        if mark.series < len(several):
            label = f"{label}{_JOINED}{several[mark.series]}"
        return told["one"].format(label, mark.text) if label else mark.text

    marks, kind = list(chart.marks()), told[chart.kind]
    if len(marks) <= _MOST_TOLD or chart.kind == "roofline":
        return told["all"].format(kind, told["between"].join(one(mark) for mark in marks))
    marks.sort(key=lambda mark: mark.value)
    return told["extremes"].format(kind, len(marks), one(marks[0]), one(marks[-1]))
