"""A sweep: how a quantity changes with another, a line for each series."""

from fractions import Fraction

from claimbook.render.axis import Axis, linear_axis, log_axis
from claimbook.render.canvas import WIDTH, Canvas, clipped
from claimbook.render.chart import Chart, Mark
from claimbook.render.frame import SPACE, draw_frame, draw_title, left_of
from claimbook.render.legend import draw_legend

_HEIGHT = 240


def draw_lines(chart: Chart, canvas: Canvas) -> int:
    """Draw the lines; returns how high they are."""
    top = draw_title(chart, canvas, draw_legend(chart, canvas))
    upright = _upright(chart, top, top + _HEIGHT)
    across = _across(chart, left_of(upright, chart.locale), WIDTH - 2 * SPACE)
    bottom = draw_frame(chart, canvas, across, upright)
    for line in chart.lines:
        y = upright.place(line.value)
        canvas.line((across.start, y), (across.end, y), "cb-plot-reference")
        words = clipped(line.label, across.end - across.start)
        canvas.text(across.end, y - 5, words, "cb-plot-value cb-plot-halo", "end")
    for series in sorted({mark.series for mark in chart.marks()}):
        marks = sorted(_of(chart, series), key=lambda mark: mark.at)
        places = [(across.place(mark.at), upright.place(mark.value)) for mark in marks]
        canvas.path(places, f"cb-plot-line cb-s{series + 1}")
        for mark, (x, y) in zip(marks, places, strict=True):
            if mark.interval is not None:
                low, high = (upright.place(end) for end in mark.interval)
                canvas.whisker(low, high, x, "", upright=True)
            canvas.mark(x, y, series, chart.css(mark), mark.target)
    return bottom


def _of(chart: Chart, series: int) -> list[Mark]:
    return [mark for mark in chart.marks() if mark.series == series]


def _across(chart: Chart, left: int, right: int) -> Axis:
    values = [mark.at for mark in chart.marks()]
    return log_axis(values, left, right) if "x" in chart.log else linear_axis(values, left, right)


def _upright(chart: Chart, top: int, bottom: int) -> Axis:
    values = [mark.value for mark in (*chart.marks(), *chart.lines)]
    ends = [end for mark in chart.marks() if mark.interval for end in mark.interval]
    if "y" in chart.log:
        return log_axis([*values, *(end for end in ends if end > 0)], bottom, top)
    # A line far above nothing would lie flat if its axis began there.
    is_near = 0 <= min(values) < max(values) * Fraction(3, 4)
    return linear_axis([*values, *ends], bottom, top, from_zero=is_near)
