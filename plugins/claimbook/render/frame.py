"""The frame of a figure with two axes: grid lines, ticks, and the names of the axes."""

from fractions import Fraction

from claimbook.render.axis import Axis, tick_text
from claimbook.render.canvas import FONT, SMALL, WIDTH, Canvas, clipped, width_of
from claimbook.render.chart import Chart

LINE = 17
SPACE = 8
_ROW = 24


def left_of(upright: Axis, locale: str) -> int:
    """Where the frame begins: beside the ticks of its upright axis."""
    widths = [width_of(tick_text(tick, locale), SMALL) for tick in _rows(upright)]
    return min(int(max(widths, default=0)), WIDTH // 3) + SPACE


def draw_frame(chart: Chart, canvas: Canvas, across: Axis, upright: Axis) -> int:
    """Draw the frame; returns where the words below it end."""
    left, right, bottom, top = across.start, across.end, upright.start, upright.end
    for tick in _rows(upright):
        y = upright.place(tick)
        canvas.line((left, y), (right, y), "cb-plot-grid")
        words = clipped(tick_text(tick, chart.locale), left - SPACE + 4, SMALL)
        canvas.text(left - SPACE + 2, y + 4, words, "cb-plot-tick", "end")
    widest = max(
        width_of(tick_text(tick, chart.locale), SMALL) for tick in (across.low, across.high)
    )
    for tick in across.ticks(max(2, int((right - left) / (widest + 2 * SPACE)))):
        x = across.place(tick)
        words = tick_text(tick, chart.locale)
        half = width_of(words, SMALL) / 2
        canvas.line((x, bottom), (x, top), "cb-plot-grid")
        shown = min(max(x, half), WIDTH - half)
        canvas.text(shown, bottom + LINE - 2, words, "cb-plot-tick", "middle")
    canvas.line((left, bottom), (right, bottom), "cb-plot-axis")
    canvas.line((left, bottom), (left, top), "cb-plot-axis")
    end = int(bottom) + LINE + 4
    if chart.title_x:
        words = clipped(chart.title_x, WIDTH, SMALL)
        canvas.text(right, end + FONT, words, "cb-plot-title", "end")
        end += LINE + 2
    return end


def draw_title(chart: Chart, canvas: Canvas, top: int) -> int:
    """The name of the upright axis above it; returns where the frame may begin."""
    if chart.title_y:
        canvas.text(0, top + FONT, clipped(chart.title_y, WIDTH, SMALL), "cb-plot-title")
        return top + LINE + SPACE
    return top + SPACE


def _rows(upright: Axis) -> list[Fraction]:
    return upright.ticks(max(2, int((upright.start - upright.end) / _ROW)))
