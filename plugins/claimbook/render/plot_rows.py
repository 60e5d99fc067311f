"""Bars and dots: a row for each value, its name at the left, the value in words at its end.

Where there is one value to hold the others against, what stays below it is hollow and what
reaches it is filled, so that no colour has to be told apart.
"""

from collections.abc import Sequence
from fractions import Fraction

from claimbook.render.axis import Axis, linear_axis, log_axis, tick_text
from claimbook.render.canvas import FONT, SMALL, WIDTH, Canvas, clipped, width_of
from claimbook.render.chart import Chart, Mark
from claimbook.render.legend import draw_legend

_STEP = 18
_BAR = 13
_GAP = 8
_LINE = 17
_WIDEST_LABEL = Fraction(2, 5)
_SPACE = 8
_BESIDE_DOT = 9
_FLAG = 4


def draw_rows(chart: Chart, canvas: Canvas) -> int:
    """Draw bars or dots; returns how high they are."""
    left, right = _sides(chart)
    axis = _axis(chart, left, right)
    top = draw_legend(chart, canvas)
    top = _lines(chart, canvas, axis, top)
    bottom = top + _height(chart)
    _grid(chart, canvas, axis, top, bottom)
    for line in chart.lines:
        x = axis.place(line.value)
        canvas.line((x, top), (x, bottom), "cb-plot-reference")
    y = top + _GAP // 2
    for group in chart.groups:
        if len(chart.groups) > 1:
            canvas.text(0, y + FONT, clipped(group.heading, WIDTH), "cb-plot-heading")
            y += _LINE + _GAP // 2
        for row in group.rows:
            y = _row(chart, canvas, axis, row, y)
    title = clipped(chart.title_y, WIDTH, SMALL)
    if not title:
        return bottom + _LINE
    canvas.text(axis.end, bottom + 2 * _LINE, title, "cb-plot-title", "end")
    return bottom + 2 * _LINE + _GAP


def _row(chart: Chart, canvas: Canvas, axis: Axis, row: Sequence[Mark], y: int) -> int:
    if not row:
        return y
    zero = axis.place(Fraction(0)) if chart.kind == "bars" else axis.start
    middle = y + Fraction(_STEP * len(row), 2)
    room = min(axis.start, WIDTH * _WIDEST_LABEL)
    canvas.text(
        room - _SPACE, middle + 4, clipped(row[0].label, room - _SPACE), "cb-plot-label", "end"
    )
    for mark in row:
        centre = y + _STEP // 2
        end = axis.place(mark.value)
        css = chart.css(mark)
        if chart.kind == "bars":
            bar = f"cb-plot-bar cb-s{mark.series + 1} {css}".strip()
            canvas.bar(zero, end, centre - Fraction(_BAR, 2), _BAR, bar, mark.target)
        else:
            canvas.line((zero, centre), (end, centre), "cb-plot-stem")
        reach = [end]
        if mark.interval is not None:
            low, high = (axis.place(each) for each in mark.interval)
            canvas.whisker(low, high, centre, css, upright=False)
            reach += [low, high]
        if chart.kind == "dots":
            canvas.mark(end, centre, mark.series, css, mark.target)
        if mark.value < 0:
            canvas.text(
                min(reach) - _SPACE, centre + 4, mark.text, "cb-plot-value cb-plot-halo", "end"
            )
        else:
            beside = _SPACE if chart.kind == "bars" else _BESIDE_DOT
            canvas.text(max(reach) + beside, centre + 4, mark.text, "cb-plot-value cb-plot-halo")
        y += _STEP
    return y + _GAP


def _sides(chart: Chart) -> tuple[int, int]:
    """Where the axis begins and ends, beside the names and the values in words."""
    widest = max((width_of(row[0].label) for row in _rows(chart) if row), default=Fraction(0))
    left = int(min(widest + _SPACE, WIDTH * _WIDEST_LABEL)) + 1
    most = int(WIDTH * Fraction(3, 10))
    texts = [(mark.value < 0, int(width_of(mark.text)) + 2 * _SPACE) for mark in chart.marks()]
    after = max((width for is_left, width in texts if not is_left), default=_SPACE)
    before = max((width for is_left, width in texts if is_left), default=0)
    return left + min(before, most), WIDTH - max(min(after, most), 2 * _SPACE)


def _rows(chart: Chart) -> list[tuple[Mark, ...]]:
    return [row for group in chart.groups for row in group.rows]


def _axis(chart: Chart, left: int, right: int) -> Axis:
    values = [mark.value for mark in (*chart.marks(), *chart.lines)]
    ends = [end for mark in chart.marks() if mark.interval for end in mark.interval]
    if "x" in chart.log:
        return log_axis([*values, *(end for end in ends if end > 0)], left, right)
    return linear_axis([*values, *ends], left, right, from_zero=chart.kind == "bars")


def _height(chart: Chart) -> int:
    height = _GAP
    for group in chart.groups:
        height += _LINE + _GAP // 2 if len(chart.groups) > 1 else 0
        height += sum(_STEP * len(row) + _GAP for row in group.rows if row)
    return height


def _lines(chart: Chart, canvas: Canvas, axis: Axis, top: int) -> int:
    """The names of the lines, like flags: each beside its line, above the names further right."""
    starts: list[Fraction] = []
    flags = []
    for line in sorted(chart.lines, key=lambda each: -each.value):
        words = clipped(line.label or tick_text(line.value, chart.locale), Fraction(WIDTH, 2))
        x, width = axis.place(line.value), width_of(words)
        is_right = x + width + _FLAG <= WIDTH
        begin = x if is_right else x - width - _FLAG
        level = next(
            (i for i, start in enumerate(starts) if begin + width + _SPACE < start), len(starts)
        )
        starts[level : level + 1] = [begin]
        flags.append((level, x, words, is_right))
    bottom = top + _LINE * len(starts)
    for level, x, words, is_right in flags:
        y = bottom - _LINE * level
        beside, anchor = (x + _FLAG, "start") if is_right else (x - _FLAG, "end")
        canvas.text(beside, y - 4, words, "cb-plot-value", anchor)
        canvas.line((x, y - FONT), (x, bottom), "cb-plot-reference")
    return bottom


def _grid(chart: Chart, canvas: Canvas, axis: Axis, top: int, bottom: int) -> None:
    widest = max(
        (width_of(tick_text(tick, chart.locale), SMALL) for tick in axis.ticks(1_000)),
        default=Fraction(FONT),
    )
    for tick in axis.ticks(max(2, int((axis.end - axis.start) / (widest + 2 * _SPACE)))):
        x = axis.place(tick)
        is_zero = tick == 0 and chart.kind == "bars"
        canvas.line((x, top), (x, bottom), "cb-plot-axis" if is_zero else "cb-plot-grid")
        canvas.text(x, bottom + _LINE - 3, tick_text(tick, chart.locale), "cb-plot-tick", "middle")
    canvas.line((axis.start, bottom), (axis.end, bottom), "cb-plot-axis")
