"""The macro `plot(...)`: figures of tables, whose numbers are those of the cells."""

from collections.abc import Callable
from xml.etree.ElementTree import Element, fromstring

import pytest

from claimbook.book import Book
from claimbook.output import check_document
from claimbook.render import Figure
from claimbook.render.canvas import XLINK
from claimbook.report import MacroResult, Report

OpenBook = Callable[..., Book]

FILES = {
    "data/small.yml": "name: The small one\npower: {value: 2 kW, source: sheet}\n",
    "data/large.yml": (
        "name: The large one\npower: {value: 5 kW, source: sheet, approximate: true}\n"
        "size: {value: 3 GB, source: sheet}\n"
    ),
    "data/none.yml": "name: None\npower: {value: 0 kW, source: sheet}\n",
    "data/dense.yml": "name: Dense\nkind: dense-model\nhidden_size: {value: 8, source: sheet}\n",
    "data/chip.yml": (
        "name: Chip\nkind: accelerator\npeak:\n  fp8: {value: 4 PFLOPS, source: sheet}\n"
        "levels:\n  hbm: {bandwidth: {value: 8 TB/s, source: sheet}}\n"
        "  scale-out: {bandwidth: {value: 100 GB/s, source: sheet}}\n"
    ),
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
}
ENGLISH = (
    "site_name: A book\ndocs_dir: wiki\n"
    "plugins: [claimbook: {language: en, formulas: [claimbook_roofline]}]\n"
)
CHINESE = ENGLISH.replace("en,", "zh,")
HEATERS = 'it=["small", "large"]'


def checked(book: OpenBook, body: str, config: str = ENGLISH, **pages: str) -> Report:
    others = {f"wiki/{name}.md": text for name, text in pages.items()}
    return book({**FILES, "wiki/a.md": f"{body}\n", **others}, config).check()


def only(report: Report) -> MacroResult:
    (result,) = report.pages["a.md"].macros
    assert result.failed is None, result.failed
    return result


def figure(report: Report) -> Figure:
    block = only(report).block
    assert isinstance(block, Figure)
    return block


def words(report: Report, css: str) -> list[str]:
    root = fromstring(figure(report).drawing)
    return [each.text or "" for each in marked(root, css)]


def marked(root: Element, css: str) -> list[Element]:
    return [each for each in root.iter() if css in each.get("class", "").split()]


def test_a_plot_draws_each_number_and_shows_it_in_a_table(book: OpenBook) -> None:
    body = f'<< plot("bars", spec(it, "power"), {HEATERS}, title="Power") >>'
    report = checked(book, body)
    assert figure(report).text == (
        'Power\nit | spec(it, "power")\nThe small one | 2 kW\nThe large one | 5 kW'
    )
    assert words(report, "cb-plot-label") == ["The small one", "The large one"]
    assert words(report, "cb-plot-value") == ["2", "5"]
    assert words(report, "cb-plot-title") == ["kW"]
    assert words(report, "cb-plot-key") == ["range of an approximate value"]


def test_a_number_of_a_plot_is_the_number_of_a_macro(book: OpenBook) -> None:
    body = '<< spec("small.power") * 2 >>\n\n'
    body += f'<< plot("dots", spec(it, "power") * 2, {HEATERS}, title="P") >>'
    report = checked(book, body.replace("spec(it,", "spec(it,"))
    document = check_document(report)
    assert len(report.results) == 3
    assert [claim["value"] for claim in document["claims"]] == ["4000", "4000", "10000"]
    assert report.counts.macros == 2
    html = report.pages["a.md"].macros[1].html
    for result in report.pages["a.md"].macros[1].cells:
        assert f'popovertarget="{result.derivation_id}"' in html
        assert f'id="{result.derivation_id}"' in report.pages["a.md"].derivations_html()


def test_the_ids_of_a_plot_do_not_depend_on_its_numbers_and_are_its_own(book: OpenBook) -> None:
    body = f'<< plot("bars", spec(it, "power"), {HEATERS}, title="Power") >>'
    changed = {**FILES, "data/small.yml": FILES["data/small.yml"].replace("2 kW", "3 kW")}
    twice = f"{body}\n\n{body}\n"
    first = book({**FILES, "wiki/a.md": twice}, ENGLISH).check().pages["a.md"].macros
    second = book({**changed, "wiki/a.md": twice}, ENGLISH).check().pages["a.md"].macros

    def ids(results: tuple[MacroResult, ...]) -> list[str | None]:
        blocks = [each.block for each in results]
        roots = [fromstring(each.drawing) for each in blocks if isinstance(each, Figure)]
        return [each.get("id") for root in roots for each in root.iter() if each.get("id")]

    assert ids(first) == ids(second)
    assert len(set(ids(first))) == 4


def test_two_names_make_rows_and_series(book: OpenBook) -> None:
    body = (
        f'<< plot("bars", n * spec(it, "power"), n=[1, 2], {HEATERS}, header=["n"], title="P") >>'
    )
    report = checked(book, body)
    assert words(report, "cb-plot-key")[:2] == ["The small one", "The large one"]
    assert words(report, "cb-plot-label") == ["1", "2"]
    assert words(report, "cb-plot-value") == ["2.00", "5.00", "4.00", "10.0"]


def test_expressions_of_different_names_are_tables_on_one_axis(book: OpenBook) -> None:
    body = (
        '<< plot("dots", spec(it, "power"), n * q("1 kW"), it=["small"], n=[3, 4],'
        ' label=["S", "three", "four"], header=["Heater", "Power", "Times", "Load"], title="P") >>'
    )
    report = checked(book, body)
    assert [table.text for table in figure(report).tables] == [
        "Heater | Power\nS | 2 kW",
        "Times | Load\nthree | 3.00 kW\nfour | 4.00 kW",
    ]
    assert words(report, "cb-plot-heading") == ["Heater", "Times"]
    root = fromstring(figure(report).drawing)
    assert [each.tag for each in marked(root, "cb-plot-mark")] == ["circle", "polygon", "polygon"]


def test_a_line_may_walk_over_a_name_and_has_a_table(book: OpenBook) -> None:
    body = (
        '<< plot("dots", spec(it, "power"), it=["small"], line=n * q("1 kW", source="sheet"),'
        ' n=[1, 4], header=["Heater", "Power", "Times", "Need"], title="P") >>'
    )
    report = checked(book, body)
    assert len(figure(report).tables) == 2
    assert words(report, "cb-plot-value") == ["4 4.00", "1 1.00", "2"]
    assert len(report.results) == 3


def test_a_plain_line_tells_what_lies_below_it(book: OpenBook) -> None:
    body = (
        f'<< plot("bars", spec(it, "power") / q("4.9 kW", source="sheet"), {HEATERS}, line=1,'
        ' axis="Share", title="P") >>'
    )
    root = fromstring(figure(checked(book, body)).drawing)
    small, large = marked(root, "cb-s1")
    assert "cb-below" in small.get("class", "")
    assert large.get("class") == "cb-plot-bar cb-s1 cb-marginal"
    assert [each.text for each in marked(root, "cb-plot-title")] == ["Share"]
    keys = [each.text for each in marked(root, "cb-plot-key")]
    assert keys == ["≥ 1", "< 1", "marginal", "range of an approximate value"]


def test_a_sweep_is_a_line_over_the_numbers_of_its_name(book: OpenBook) -> None:
    body = (
        f'<< plot("line", n * spec(it, "power") | to("kW"), n=[1, 2, 4], {HEATERS}, log="x",'
        ' header=["Hours"], axis="Power", title="P") >>'
    )
    report = checked(book, body)
    assert words(report, "cb-plot-title") == ["Power (kW)", "Hours"]
    root = fromstring(figure(report).drawing)
    first, second = marked(root, "cb-plot-line")
    places = [pair.split(",") for pair in first.get("points", "").split()]
    assert float(places[1][0]) - float(places[0][0]) == pytest.approx(
        float(places[2][0]) - float(places[1][0]), abs=0.02
    )
    assert len(second.get("points", "").split()) == 3


def test_a_line_may_stand_over_numbers_below_zero(book: OpenBook) -> None:
    body = '<< plot("line", 2 * n, n=[-2, +1, 4], title="P") >>'
    root = fromstring(figure(checked(book, body)).drawing)
    first, second, third = (float(each.get("cx", "0")) for each in marked(root, "cb-plot-mark"))
    assert second - first == pytest.approx(third - second, abs=0.02)


def test_a_line_may_stand_over_quantities(book: OpenBook) -> None:
    body = (
        '<< plot("line", 2 * spec(it, "power"), at=spec(it, "power") | to("W"),'
        f' {HEATERS}, header=["Heater", "Power", "Twice"], title="P") >>'
    )
    report = checked(book, body)
    assert words(report, "cb-plot-title") == ["Twice (kW)", "Power (W)"]
    assert figure(report).tables[0].rows[0][1].text == "2000 W"


ROOFS = (
    '<< plot("roofline", spec("chip.peak.fp8"), roofline("chip", "fp8", level=l).bandwidth,'
    ' q(i, source="sheet"), attainable(spec("chip.peak.fp8"), spec("chip.levels.hbm.bandwidth"),'
    ' q(i, source="sheet")), l=["hbm", "scale-out"], i=["100 FLOP/B"],'
    ' label=["FP8", "HBM", "NIC", "kernel"], title="Chip") >>'
)


def test_a_roofline_has_roofs_and_marks(book: OpenBook) -> None:
    report = checked(book, ROOFS)
    assert words(report, "cb-plot-value") == ["FP8 4 PFLOPS", "HBM 8 TB/s", "NIC 100 GB/s"]
    assert words(report, "cb-plot-label") == ["kernel"]
    assert words(report, "cb-plot-title") == ["PFLOPS", "FLOP/B"]
    root = fromstring(figure(report).drawing)
    assert len(marked(root, "cb-plot-roof")) == 3
    assert [len(table.rows) for table in figure(report).tables] == [1, 2, 1]
    described = root[1].text or ""
    assert described.startswith("Roofline chart. FP8: 4 PFLOPS; HBM: 8 TB/s; NIC: 100 GB/s;")


def test_a_roofline_needs_no_marks(book: OpenBook) -> None:
    body = (
        '<< plot("roofline", spec("chip.peak.fp8"), roofline("chip", "fp8", level=l).bandwidth,'
        ' l=["hbm"], title="Chip") >>'
    )
    report = checked(book, body)
    assert words(report, "cb-plot-title") == ["PFLOPS", "FLOP/B"]


def test_what_a_formula_refuses_is_left_out_and_stands_in_the_table(book: OpenBook) -> None:
    body = (
        '<< plot("bars", roofline("chip", "fp8", level=l).bandwidth,'
        ' l=["hbm", "dc-fabric", "scale-out"], title="B") >>'
    )
    report = checked(book, body)
    assert [found.code.slug for found in report.diagnostics] == []
    assert words(report, "cb-plot-label") == ["hbm", "scale-out"]
    assert [row[1].text for row in figure(report).tables[0].rows] == [
        "8 TB/s",
        "refused",
        "100 GB/s",
    ]


def test_a_long_description_tells_the_extremes(book: OpenBook) -> None:
    many = ", ".join(str(each) for each in range(1, 15))
    body = f'<< plot("dots", n * q("1 kW", source="sheet"), n=[{many}], title="P") >>'
    root = fromstring(figure(checked(book, body)).drawing)
    assert root[1].text == "Dot chart of 14 values, from 1: 1.00 to 14: 14.0."


def test_a_chinese_page_has_chinese_words(book: OpenBook) -> None:
    body = f'<< plot("bars", spec(it, "power"), {HEATERS}, axis="功率", title="功率") >>'
    report = checked(book, body, CHINESE)
    assert words(report, "cb-plot-title") == ["功率（kW）"]
    assert "<summary>图中的数</summary>" in only(report).html
    root = fromstring(figure(report).drawing)
    assert root[1].text == "条形图。The small one：2；The large one：5。"


@pytest.mark.parametrize(
    ("body", "slug", "column", "message"),
    [
        ("<< plot() >>", "invalid-argument", 4, "plot takes a kind"),
        ('<< plot("bars", 1) >>', "invalid-argument", 4, "plot takes a kind"),
        ('<< plot("bar", 1, title="T") >>', "invalid-argument", 9, "no kind of plot bar"),
        ('<< plot("bars", 1, title=2) >>', "invalid-argument", 26, "title= is a text"),
        (
            '<< plot("bars", n, n=[1], log="x", title="T") >>',
            "invalid-argument",
            31,
            "log= of bars",
        ),
        ('<< plot("bars", n, n=[1], at=n, title="T") >>', "invalid-argument", 30, "of kind line"),
        ('<< plot("bars", 1, n=[1], title="T") >>', "invalid-argument", 20, "has the name n"),
        (
            '<< plot("bars", n * m, n, n=[1], m=[2], title="T", label=["a", "b", "c"]) >>',
            "invalid-argument",
            4,
            "texts more than there are",
        ),
        (
            '<< plot("line", n * m, n, n=[1], m=[2], title="T") >>',
            "invalid-argument",
            17,
            "no one table",
        ),
        (
            '<< plot("line", spec(it, "power"), it=["small"], title="T") >>',
            "invalid-argument",
            40,
            "drawn over numbers",
        ),
        (
            '<< plot("line", n, n=[0, 1], log="x", title="T") >>',
            "invalid-argument",
            4,
            "0 has no place on a logarithmic axis",
        ),
        (
            '<< plot("dots", spec(it, "power"), it=["none"], title="T") >>',
            "invalid-argument",
            17,
            "0 has no place on a logarithmic axis",
        ),
        (
            '<< plot("dots", n, n=[1], line=0 - 1, title="T") >>',
            "invalid-argument",
            32,
            "-1 has no place",
        ),
        (
            '<< plot("dots", n, n=[1], line=0, title="T") >>',
            "invalid-argument",
            32,
            "0 has no place",
        ),
        (
            '<< plot("bars", spec(it), it=["small.power", "large.size"], title="T") >>',
            "dimension-mismatch",
            17,
            "one axis cannot show",
        ),
        (
            '<< plot("bars", spec(it), it=["small.power"], line=1, title="T") >>',
            "dimension-mismatch",
            17,
            "one axis cannot show",
        ),
        ('<< plot("bars", n > 1, n=[1], title="T") >>', "invalid-argument", 17, "draws quantities"),
        (
            '<< plot("bars", threshold(m), m=["dense"], title="T") >>',
            "invalid-argument",
            4,
            "nothing is left to draw",
        ),
        (
            '<< plot("bars", n, 2 * n, 3 * n, 4 * n, 5 * n, n=[1], title="T") >>',
            "invalid-argument",
            4,
            "at most 4 series",
        ),
        ('<< plot("roofline", 1, title="T") >>', "invalid-argument", 4, "a peak and a bandwidth"),
        (
            (
                '<< plot("roofline", spec("chip.peak.fp8"), spec("chip.levels.hbm.bandwidth"),'
                ' q("1 B", source="sheet"), spec("chip.peak.fp8"), title="T") >>'
            ),
            "dimension-mismatch",
            79,
            "does not belong to a peak",
        ),
        (
            '<< plot("bars", spec(it, "powr"), it=["small"], title="T") >>',
            "unknown-spec",
            17,
            'where it = "small"',
        ),
        (
            'Text << plot("bars", n, n=[1], title="T") >>',
            "block-misplaced",
            6,
            "plot(...) makes a block",
        ),
    ],
)
def test_what_makes_no_plot_is_told_at_its_place(
    book: OpenBook, body: str, slug: str, column: int, message: str
) -> None:
    report = checked(book, body)
    (found,) = report.diagnostics
    assert found.location is not None
    assert (found.code.slug, found.location.column) == (slug, column), found.message
    assert message in found.message


def test_the_same_plot_has_the_same_bytes(book: OpenBook) -> None:
    assert only(checked(book, ROOFS)).html == only(checked(book, ROOFS)).html


def links(report: Report) -> list[tuple[str | None, str | None]]:
    root = fromstring(figure(report).drawing)
    return [(each.get(f"{{{XLINK}}}href"), each.findtext("title")) for each in root.iter("a")]


def test_each_mark_leads_to_the_derivation_of_its_number(book: OpenBook) -> None:
    body = f'<< plot("bars", spec(it, "power"), {HEATERS}, title="Power") >>'
    report = checked(book, body)
    small, large = (cell.derivation_id for cell in only(report).cells)
    assert links(report) == [
        (f"#{small}", "The small one: 2 kW"),
        (f"#{large}", "The large one: 5 kW"),
    ]
    foot = report.pages["a.md"].derivations_html()
    assert f'<li id="{small}"' in foot


def test_a_point_below_roofs_leads_to_what_it_attains(book: OpenBook) -> None:
    body = (
        '<< plot("roofline", spec("chip.peak.fp8"), spec("chip.levels.hbm.bandwidth"),'
        ' q("9 FLOP/B", source="sheet") * n, q("1 PFLOPS", source="sheet") * n, n=[2],'
        ' label=["Peak", "Link", "Point"], title="R") >>'
    )
    report = checked(book, body)
    anchors = [cell.derivation_id for cell in only(report).cells]
    assert links(report) == [(f"#{anchors[-1]}", "Point: 18.0 FLOP/B, 2.00 PFLOPS")]
