"""The key above a figure: which mark is which series, and what hollow and filled mean."""

from claimbook.render.axis import tick_text
from claimbook.render.canvas import FONT, WIDTH, Canvas, clipped, width_of
from claimbook.render.chart import Chart

_LINE = 19
_SIGN = 18
_BETWEEN = 16


def draw_legend(chart: Chart, canvas: Canvas) -> int:
    """Draw the key, as far as there is something to tell apart; returns where it ends."""
    names = max((group.series for group in chart.groups), key=len, default=())
    entries = [("series", number, name) for number, name in enumerate(names)]
    limit = chart.limit
    if limit is not None and chart.kind != "line":
        sides = {mark.value < limit for mark in chart.marks()}
        # A line with a name of its own is called by it.
        told = chart.lines[0].label or tick_text(limit, chart.locale)
        entries += [("above", 0, f"≥ {told}")] if False in sides else []
        entries += [("below", 0, f"< {told}")] if True in sides else []
        if any("cb-marginal" in chart.css(mark) for mark in chart.marks()):
            entries.append(("marginal", 0, chart.marginal))
    if any(mark.interval for mark in chart.marks()):
        entries.append(("interval", 0, chart.interval))
    x, y = 0, FONT
    for sign, number, name in entries:
        words = clipped(name, WIDTH - _SIGN)
        width = _SIGN + int(width_of(words))
        if x and x + width > WIDTH:
            x, y = 0, y + _LINE
        _sign(chart, canvas, sign, number, x + 7, y - 4)
        canvas.text(x + _SIGN, y, words, "cb-plot-key")
        x += width + _BETWEEN
    return y + _LINE - FONT if entries else 0


def _sign(chart: Chart, canvas: Canvas, sign: str, number: int, x: int, y: int) -> None:
    if sign == "interval":
        canvas.whisker(x - 6, x + 6, y, "", upright=False)
    elif chart.kind == "bars":
        css = {"series": f"cb-s{number + 1}", "above": ""}.get(sign, f"cb-{sign}")
        canvas.bar(x - 6, x + 6, y - 5, 10, f"cb-plot-bar {css}".strip())
    else:
        canvas.mark(x, y, number, f"cb-{sign}" if sign in ("below", "marginal") else "")
