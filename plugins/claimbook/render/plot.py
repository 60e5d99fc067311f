"""A chart as one inline SVG element.

It follows the page in its colours; whoever does not see it has its title and a description. All
of it is text that any page may restyle by class.
"""

from claimbook.render.canvas import Canvas
from claimbook.render.chart import Chart
from claimbook.render.plot_lines import draw_lines
from claimbook.render.plot_roofs import draw_roofs
from claimbook.render.plot_rows import draw_rows

_DRAWN = {"bars": draw_rows, "dots": draw_rows, "line": draw_lines, "roofline": draw_roofs}


def drawing(chart: Chart, identity: str, description: str) -> str:
    """The chart as one SVG element, the same for the same chart; its ids begin with `identity`."""
    canvas = Canvas()
    height = _DRAWN[chart.kind](chart, canvas)
    return canvas.finished(height, identity, chart.title, description)
