"""A roofline: what a machine can reach at each intensity, below its peaks and its bandwidths.

Both axes are logarithmic, so that a bandwidth is a straight line of slope one up to the highest
peak, and peaks are level. Where a kernel stands is a mark; the foot of it shows its intensity.
"""

import math
from collections.abc import Sequence
from fractions import Fraction

from claimbook.render.axis import Axis, log_axis
from claimbook.render.canvas import WIDTH, Box, Canvas, box_of, clipped, width_of
from claimbook.render.chart import Chart, Mark
from claimbook.render.frame import SPACE, draw_frame, draw_title, left_of

_HEIGHT = 300
_ROOM = 2
_DOT = 6
_MOST_BELOW = 10**5
"""So far below the highest peak the figure goes at most, where no mark is lower."""
_CLOSE = 15


def draw_roofs(chart: Chart, canvas: Canvas) -> int:
    """Draw the roofs and what stands below them; returns how high the figure is.

    The first group has the peaks, the second the bandwidths, in units of the two axes.
    """
    peaks, links = (_marks(chart, place) for place in (0, 1))
    points = [mark for place in range(2, len(chart.groups)) for mark in _marks(chart, place)]
    top = draw_title(chart, canvas, 0)
    upright, across = _axes(chart, peaks, links, points, top)
    bottom = draw_frame(chart, canvas, across, upright)
    highest = max(mark.value for mark in peaks)
    fastest = max(mark.value for mark in links)
    for mark in peaks:
        y = upright.place(mark.value)
        _roof(canvas, (across.place(mark.value / fastest), y), (across.end, y))
    _name_peaks(canvas, across, upright, peaks)
    slants: list[Fraction] = []
    for mark in sorted(links, key=lambda each: -each.value):
        _slant(canvas, across, upright, mark, highest, slants)
    for mark in points:
        x, y = across.place(mark.at), upright.place(mark.value)
        canvas.line((x, y), (x, upright.start), "cb-plot-drop")
    for mark in points:
        x, y = across.place(mark.at), upright.place(mark.value)
        canvas.mark(x, y, mark.series, "", mark.target)
        canvas.taken.append(Box(x - 6, y - 6, x + 6, y + 6))
    for mark in points:
        _name_point(canvas, across, upright, mark)
    return bottom


def _marks(chart: Chart, place: int) -> list[Mark]:
    return [mark for row in chart.groups[place].rows for mark in row]


def _axes(
    chart: Chart, peaks: Sequence[Mark], links: Sequence[Mark], points: Sequence[Mark], top: int
) -> tuple[Axis, Axis]:
    highest = max(mark.value for mark in peaks)
    ridges = [peak.value / link.value for peak in peaks for link in links]
    intensities = [*ridges, *(mark.at for mark in points)]
    room = Fraction(_ROOM)
    rough = log_axis(intensities, 0, WIDTH, room=room)
    low = min(rough.low * link.value for link in links)
    low = min(max(low, highest / _MOST_BELOW), *(mark.value / 2 for mark in (*peaks, *points)))
    values = [low, *(mark.value for mark in (*peaks, *points))]
    upright = log_axis(values, top + _HEIGHT, top, room=Fraction(3, 2))
    left = left_of(upright, chart.locale)
    return upright, log_axis(intensities, left, WIDTH - 2 * SPACE, room=room)


def _name_peaks(canvas: Canvas, across: Axis, upright: Axis, peaks: Sequence[Mark]) -> None:
    """The names of the peaks above their right ends, and below where the next one is close."""
    places = sorted((upright.place(mark.value), mark) for mark in peaks)
    for place, (y, mark) in enumerate(places):
        is_close = place > 0 and y - places[place - 1][0] < _CLOSE
        words = clipped(_told(mark), across.end - across.start)
        canvas.text(
            across.end, y + 14 if is_close else y - 5, words, "cb-plot-value cb-plot-halo", "end"
        )


def _slant(
    canvas: Canvas,
    across: Axis,
    upright: Axis,
    mark: Mark,
    highest: Fraction,
    slants: list[Fraction],
) -> None:
    """A bandwidth from where it comes into the frame up to the highest peak, its name along it."""
    first = max(across.low, upright.low / mark.value)
    last = highest / mark.value
    start = (across.place(first), upright.place(first * mark.value))
    end = (across.place(last), upright.place(highest))
    _roof(canvas, start, end)
    run, rise = end[0] - start[0], start[1] - end[1]
    if not run or not rise:
        return
    length = Fraction(math.hypot(run, rise))
    words = clipped(_told(mark), length - SPACE)
    # How far the line lies from the last one that was named, to the right.
    offset = end[0] + (end[1] - upright.end) * run / rise
    is_close = any(abs(offset - other) < _CLOSE for other in slants)
    slants.append(offset)
    along = length - width_of(words) - SPACE if is_close else Fraction(SPACE + 4)
    share = along / length
    x, y = start[0] + run * share, start[1] - rise * share
    turn = -Fraction(math.degrees(math.atan2(rise, run)))
    lift = Fraction(7)
    x, y = x - lift * rise / length, y - lift * run / length
    canvas.text(x, y, words, "cb-plot-value", turn=turn)


def _roof(canvas: Canvas, start: tuple[Fraction, Fraction], end: tuple[Fraction, Fraction]) -> None:
    """A roof, which words are kept away from."""
    canvas.line(start, end, "cb-plot-roof")
    run, rise = end[0] - start[0], end[1] - start[1]
    steps = int(max(abs(run), abs(rise))) // _DOT + 1
    for step in range(steps + 1):
        x, y = start[0] + run * step / steps, start[1] + rise * step / steps
        half = Fraction(_DOT, 2)
        canvas.taken.append(Box(x - half, y - half, x + half, y + half))


def _name_point(canvas: Canvas, across: Axis, upright: Axis, mark: Mark) -> None:
    """The name of a mark on the side where it covers least."""
    x, y = across.place(mark.at), upright.place(mark.value)
    words = clipped(mark.label, (across.end - across.start) / 2)
    places: list[tuple[Fraction, Fraction, str]] = [
        (x + 9, y + 18, "start"),
        (x + 10, y + 4, "start"),
        (x - 4, y - 9, "end"),
        (x - 10, y - 7, "end"),
        (x, y + 22, "middle"),
        (x - 10, y + 4, "end"),
        (x, y - 11, "middle"),
    ]

    def cost(place: tuple[Fraction, Fraction, str]) -> Fraction:
        box, none = box_of(place[0], place[1], words, place[2]), Fraction(0)
        out = max(across.start - box.left, none) + max(box.right - across.end, none)
        out += max(box.bottom - upright.start, none) + max(upright.end - box.top, none)
        return sum((box.overlap(other) for other in canvas.taken), out * 100)

    chosen = min(places, key=cost)
    canvas.text(chosen[0], chosen[1], words, "cb-plot-label cb-plot-halo", chosen[2])


def _told(mark: Mark) -> str:
    return f"{mark.label} {mark.text}".strip()
