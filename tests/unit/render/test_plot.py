"""Charts as SVG: known values at known places, and nothing that a policy forbids."""

from dataclasses import replace
from fractions import Fraction
from xml.etree.ElementTree import Element, fromstring

import pytest

from claimbook.render.canvas import WIDTH, XLINK, clipped, width_of
from claimbook.render.chart import Chart, Group, Mark, Target
from claimbook.render.plot import drawing


def mark(label: str, value: int | Fraction, **more: object) -> Mark:
    return replace(Mark(label, str(value), Fraction(value)), **more)  # type: ignore[arg-type]


def rows(*marks: Mark) -> Group:
    return Group("", tuple((each,) for each in marks))


BARS = Chart("bars", "Sizes", (rows(mark("a", 5), mark("b", 10)),), "Size")
DOTS = Chart("dots", "Sizes", (rows(mark("a", 20), mark("b", 500)),), "Size", log="x")
LINE = Chart(
    "line",
    "Growth",
    (rows(mark("1", 10, at=Fraction(1)), mark("3", 30, at=Fraction(3))),),
    "Size",
    "Time",
)
ROOFS = Chart(
    "roofline",
    "Roofs",
    (rows(mark("peak", 100)), rows(mark("link", 10)), rows(mark("p", 20, at=Fraction(2)))),
    "Work",
    "Work per byte",
    "xy",
)
ALL = [BARS, DOTS, LINE, ROOFS]


def drawn(chart: Chart) -> Element:
    return fromstring(drawing(chart, "x", "what it shows"))


def with_class(root: Element, css: str) -> list[Element]:
    return [each for each in root.iter() if css in each.get("class", "").split()]


def number(element: Element, name: str) -> float:
    return float(element.get(name, "nan"))


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.kind)
def test_a_drawing_says_what_it_is_to_whoever_does_not_see_it(chart: Chart) -> None:
    root = drawn(chart)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "x-title x-desc"
    assert [(each.tag, each.get("id"), each.text) for each in list(root)[:2]] == [
        ("title", "x-title", chart.title),
        ("desc", "x-desc", "what it shows"),
    ]
    assert root.get("viewBox", "").startswith(f"0 0 {WIDTH} ")


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.kind)
def test_a_drawing_has_nothing_that_a_security_policy_forbids(chart: Chart) -> None:
    root = drawn(chart)
    tags = {each.tag for each in root.iter()}
    assert tags <= {"svg", "title", "desc", "text", "line", "rect", "circle", "polygon", "polyline"}
    attributes = {name for each in root.iter() for name in each.keys()}  # noqa: SIM118
    assert not {name for name in attributes if name.startswith("on")}
    assert attributes.isdisjoint({"style", "href", "src"})
    colours = {each.get(name) for each in root.iter() for name in ("fill", "stroke")}
    assert colours <= {None, "none", "currentColor"}


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.kind)
def test_a_mark_that_leads_somewhere_is_a_link_with_a_name(chart: Chart) -> None:
    *others, group = chart.groups
    (first, *more), *rest = group.rows
    there = replace(first, target=Target("cb-n-é<", 'a "b" <c>'))
    linked = replace(chart, groups=(*others, replace(group, rows=((there, *more), *rest))))
    root = drawn(linked)
    # What can be reached is no part of an image; all else of the figure is one.
    assert root.get("role") == "group"
    title, description, picture, link = list(root)
    assert (title.tag, description.tag, picture.tag, link.tag) == ("title", "desc", "g", "a")
    assert picture.get("aria-hidden") == "true"
    assert link.get(f"{{{XLINK}}}href") == "#cb-n-é%3C"
    assert [each.text for each in link.iter("title")] == ['a "b" <c>']
    shapes = {"bars": ["rect"]}.get(chart.kind, ["circle", "polygon", "circle"])
    assert [each.tag for each in link][1] in shapes
    assert {each.get("class", "").split(" ")[0] for each in link} >= (
        {"cb-plot-bar"} if chart.kind == "bars" else {"cb-plot-mark"}
    )


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.kind)
def test_the_same_chart_is_the_same_drawing(chart: Chart) -> None:
    assert drawing(chart, "x", "d") == drawing(replace(chart), "x", "d")


def test_a_bar_is_as_long_as_its_value_and_begins_at_zero() -> None:
    first, second = with_class(drawn(BARS), "cb-plot-bar")
    assert number(first, "x") == number(second, "x")
    assert number(second, "width") == pytest.approx(2 * number(first, "width"), abs=0.02)
    assert (first.tag, first.get("height")) == ("rect", "13")


def test_a_bar_below_zero_goes_the_other_way() -> None:
    chart = replace(BARS, groups=(rows(mark("a", -5), mark("b", 10)),))
    below, above = with_class(drawn(chart), "cb-plot-bar")
    zero = number(above, "x")
    assert number(below, "x") + number(below, "width") == pytest.approx(zero, abs=0.02)


def test_dots_stand_by_the_logarithm_of_their_values() -> None:
    chart = replace(DOTS, groups=(rows(mark("a", 20), mark("b", 200), mark("c", 2000)),))
    first, second, third = (number(each, "cx") for each in with_class(drawn(chart), "cb-plot-mark"))
    assert second - first == pytest.approx(third - second, abs=0.02)


def test_a_line_goes_through_its_marks() -> None:
    root = drawn(LINE)
    (path,) = with_class(root, "cb-plot-line")
    places = [f"{each.get('cx')},{each.get('cy')}" for each in with_class(root, "cb-plot-mark")]
    assert path.get("points") == " ".join(places)
    assert len(places) == 2


def test_a_bandwidth_meets_the_peak_where_it_is_just_enough_and_a_mark_stands_on_it() -> None:
    root = drawn(ROOFS)
    peak, slant = with_class(root, "cb-plot-roof")
    assert (slant.get("x2"), slant.get("y2")) == (peak.get("x1"), peak.get("y1"))
    assert peak.get("y1") == peak.get("y2")
    (dot,) = with_class(root, "cb-plot-mark")
    x1, y1, x2, y2 = (number(slant, name) for name in ("x1", "y1", "x2", "y2"))
    share = (number(dot, "cx") - x1) / (x2 - x1)
    assert 0 < share < 1
    assert number(dot, "cy") == pytest.approx(y1 + share * (y2 - y1), abs=0.05)


def test_what_stays_below_the_limit_is_hollow_and_what_may_reach_it_has_a_rim() -> None:
    close = mark("c", Fraction(9, 10), interval=(Fraction(8, 10), Fraction(11, 10)))
    reaches = mark("d", 1, interval=(Fraction(1), Fraction(2)))
    chart = replace(
        BARS,
        groups=(rows(mark("a", 2), mark("b", Fraction(1, 2)), close, reaches),),
        lines=(mark("", 1),),
    )
    bars = [each.get("class") for each in with_class(drawn(chart), "cb-s1")]
    assert bars == [
        "cb-plot-bar cb-s1",
        "cb-plot-bar cb-s1 cb-below",
        "cb-plot-bar cb-s1 cb-below cb-marginal",
        "cb-plot-bar cb-s1",
    ]
    key = [each.text for each in with_class(drawn(chart), "cb-plot-key")]
    assert key == ["≥ 1", "< 1", "marginal", "interval"]


def test_series_are_told_apart_by_shape() -> None:
    marks = tuple(mark("1", each + 1, series=each, at=Fraction(1)) for each in range(4))
    root = drawn(replace(LINE, groups=(Group("", (marks,), ("a", "b", "c", "d")),)))
    shapes = [
        (each.tag, len(each.get("points", "").split())) for each in with_class(root, "cb-plot-mark")
    ]
    key, drawn_marks = shapes[:4], shapes[4:]
    assert key == drawn_marks == [("circle", 0), ("polygon", 4), ("polygon", 4), ("polygon", 3)]
    first, second = with_class(root, "cb-plot-mark")[5:7]
    assert first.get("points") != second.get("points")
    assert [each.text for each in with_class(root, "cb-plot-key")] == ["a", "b", "c", "d"]


HOSTILE = "</text><script>alert(1)</script>&\"'\x1b[31m\u202e"


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.kind)
def test_hostile_words_stay_words(chart: Chart) -> None:
    groups = tuple(
        Group(HOSTILE, tuple(tuple(replace(one, label=HOSTILE) for one in row) for row in g.rows))
        for g in chart.groups
    )
    hostile = replace(
        chart, title=HOSTILE, groups=groups, title_y=HOSTILE, lines=(mark(HOSTILE, 7),)
    )
    source = drawing(hostile, "x", HOSTILE)
    assert "<script" not in source
    assert not {"\x1b", "\u202e"} & set(source)
    root = fromstring(source)
    assert root[0].text == HOSTILE.replace("\x1b", "\ufffd").replace("\u202e", "\ufffd")


def test_words_are_as_wide_as_their_script() -> None:
    assert width_of("昇腾", 10) == 20
    assert width_of("H800", 10) < width_of("昇腾算力", 10)
    assert clipped("昇腾算力", 30, 10) == "昇腾…"
    assert clipped("昇腾", 20, 10) == "昇腾"


def test_the_names_of_close_lines_stand_above_one_another() -> None:
    lines = tuple(mark(f"line {each}", each) for each in (100, 105, 110))
    names = [
        each
        for each in with_class(drawn(replace(DOTS, lines=lines)), "cb-plot-value")
        if (each.text or "").startswith("line")
    ]
    assert len({each.get("y") for each in names}) == 3
