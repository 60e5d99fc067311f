"""What holds for a figure of any numbers."""

from fractions import Fraction
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

from hypothesis import given
from hypothesis import strategies as st

from claimbook.render.axis import linear_axis, log_axis
from claimbook.render.canvas import WIDTH
from claimbook.render.chart import Chart, Group, Mark
from claimbook.render.plot import drawing

positive = st.one_of(
    st.fractions(min_value=Fraction(1, 1000), max_value=10**9, max_denominator=1000),
    st.builds(
        lambda lead, power: lead * Fraction(10) ** power, st.integers(1, 99), st.integers(-200, 200)
    ),
)
labels = st.text(max_size=30).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    kind = draw(st.sampled_from(["bars", "dots", "line", "roofline"]))
    log = {"bars": [""], "dots": ["", "x"], "line": ["", "x", "y", "xy"], "roofline": ["xy"]}[kind]
    count = {"roofline": 3}.get(kind, draw(st.integers(1, 2)) if kind != "line" else 1)
    groups = []
    for _ in range(count):
        rows = []
        for _ in range(draw(st.integers(1, 4))):
            value = draw(positive)
            around = draw(st.sampled_from([None, (value * Fraction(9, 10), value * 2)]))
            interval = around if kind != "roofline" else None
            at = draw(positive)
            rows.append((Mark(draw(labels), draw(labels), value, interval, len(groups), at),))
        groups.append(Group(draw(labels), tuple(rows)))
    lines = []
    if kind != "roofline":
        lines = [Mark(draw(labels), "", draw(positive)) for _ in range(draw(st.integers(0, 3)))]
    chosen = draw(st.sampled_from(log))
    return Chart(
        kind, draw(labels), tuple(groups), draw(labels), draw(labels), chosen, tuple(lines)
    )


def places(element: Element) -> list[tuple[float, float]]:
    """The corners of what an element draws; words may reach further."""

    def at(*names: str) -> list[float]:
        return [float(element.get(name, "0")) for name in names]

    match element.tag:
        case "line":
            x1, y1, x2, y2 = at("x1", "y1", "x2", "y2")
            return [(x1, y1), (x2, y2)]
        case "rect":
            x, y, width, height = at("x", "y", "width", "height")
            assert width >= 0
            return [(x, y), (x + width, y + height)]
        case "circle":
            x, y = at("cx", "cy")
            return [(x - 4.5, y - 4.5), (x + 4.5, y + 4.5)]
        case "polyline" | "polygon":
            pairs = [pair.split(",") for pair in element.get("points", "").split()]
            return [(float(x), float(y)) for x, y in pairs]
        case "text":
            x, y = at("x", "y")
            return [(x, y)]
        case _:
            return []


@given(charts())
def test_every_figure_is_well_formed_and_all_of_it_lies_inside(chart: Chart) -> None:
    root = fromstring(drawing(chart, "x", "d"))
    _, _, width, height = (float(each) for each in root.get("viewBox", "").split())
    assert width == WIDTH
    for element in root.iter():
        for x, y in places(element):
            assert -1 <= x <= width + 1, element.attrib
            assert -1 <= y <= height + 1, element.attrib
    marks = [
        each
        for each in root.iter()
        if {"cb-plot-mark", "cb-plot-bar"} & set(each.get("class", "").split())
    ]
    drawn = sum(
        len(row) for group in chart.groups[2 * (chart.kind == "roofline") :] for row in group.rows
    )
    assert len(marks) >= drawn


@given(st.lists(positive, min_size=1, max_size=6), st.booleans())
def test_larger_values_never_stand_further_left(values: list[Fraction], is_log: bool) -> None:
    axis = (log_axis if is_log else linear_axis)(values, 0, 400)
    stands = [axis.place(value) for value in sorted(values)]
    assert all(0 <= first <= second <= 400 for first, second in pairwise([*stands, stands[-1]]))


@given(st.lists(positive, min_size=1, max_size=6), st.booleans(), st.integers(2, 12))
def test_ticks_are_no_more_than_fit_and_in_order(
    values: list[Fraction], is_log: bool, most: int
) -> None:
    axis = (log_axis if is_log else linear_axis)(values, 0, 400)
    ticks = axis.ticks(most)
    assert len(ticks) <= most
    assert ticks == sorted(set(ticks))
    assert all(axis.low <= tick <= axis.high for tick in ticks)
