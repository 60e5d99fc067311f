"""Numbers and derivations as HTML: what opens, what it says, and that no words become markup."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import fromstring

import pytest

from claimbook.book import Book
from claimbook.render import words_of
from claimbook.render.mathml import mathml

OpenBook = Callable[..., Book]

CONFIG = """\
site_name: A book
docs_dir: wiki
plugins: [claimbook: {language: en, formulas: [claimbook_roofline], generated: false}]
"""
FILES = {
    "data/chip.yml": (
        "name: A chip\nkind: accelerator\n"
        "peak: {fp8: {value: 5 PFLOPS, sparsity: dense, source: note, approximate: true,"
        " quote: up to 5 PFLOPS}}\n"
        "levels: {scale-up: {bandwidth: {value: 900 GB/s, direction: one-way, source: sheet}}}\n"
    ),
    "data/sources/sheet.yml": "title: <i>A sheet</i>\nkind: secondary\ncites: '<b>Maker</b>'\n",
    "data/sources/note.yml": "title: N\nkind: primary\nraw: {file: n.md, form: note}\n",
    "raw/n.md": "It does up to 5 PFLOPS.\n",
}
BALANCE = '<< roofline("chip", "fp8") >>'


def page(book: OpenBook, body: str) -> tuple[list[str], str]:
    report = book({**FILES, "wiki/a.md": body}, CONFIG).check()
    assert [found.code.slug for found in report.diagnostics] == []
    result = report.pages["a.md"]
    return [number.html for number in result.numbers], result.derivations_html()


def test_a_number_is_a_button_that_opens_its_derivation(book: OpenBook) -> None:
    (number, again), foot = page(book, f"{BALANCE} and {BALANCE}\n")
    assert number == again
    button = fromstring(number)
    assert (button.tag, button.get("type")) == ("button", "button")
    target = button.get("popovertarget")
    assert f'<li id="{target}" class="cb-derivation" popover>' in foot
    assert (
        '<button type="button" class="cb-close" aria-label="Close" '
        f'popovertarget="{target}" popovertargetaction="hide">' in foot
    )


def test_a_derivation_has_the_whole_value_the_formula_set_and_the_words_of_the_source(
    book: OpenBook,
) -> None:
    _, foot = page(book, f"{BALANCE}\n")
    assert "exactly 5.5555556… TFLOPS/GBps = 50/9 TFLOPS/GBps" in foot
    assert "<math><mfrac><mi>C</mi><mi>B</mi></mfrac></math>" in foot
    assert "<q>up to 5 PFLOPS</q> (as quoted in our note)" in foot
    assert "direction: one-way" in foot
    assert "&lt;i&gt;A sheet&lt;/i&gt;" in foot
    assert "&lt;b&gt;Maker&lt;/b&gt;" in foot


def test_a_value_that_is_shown_whole_is_not_said_twice(book: OpenBook) -> None:
    _, foot = page(book, '<< spec("chip.levels.scale-up.bandwidth") >>\n')
    assert "exactly" not in foot


@pytest.mark.parametrize(
    ("macro", "classes"),
    [
        ('spec("chip.levels.scale-up.bandwidth")', "cb-computed"),
        ('spec("chip.peak.fp8")', "cb-computed cb-approximate"),
        ('claim("5 PFLOPS", spec("chip.peak.fp8"))', "cb-asserted cb-holds cb-approximate"),
        ('reported("7 GB/s", spec("chip.levels.scale-up.bandwidth"), source="sheet")',
         "cb-reported cb-contradicted"),
        ('reported("7 GB/s", source="sheet", note="n")', "cb-reported cb-open"),
    ],
)  # fmt: skip
def test_each_kind_of_number_has_its_classes_and_the_legend_tells_them(
    book: OpenBook, macro: str, classes: str
) -> None:
    (number,), foot = page(book, f"<< {macro} >>\n")
    button = fromstring(f"<p>{number}</p>").find("button")
    assert button is not None
    assert button.get("class") == f"cb-number {classes}"
    assert f'class="cb-sample {classes.removesuffix(" cb-approximate")}' in foot


def test_nothing_of_a_derivation_is_inline_style_or_script(book: OpenBook) -> None:
    numbers, foot = page(book, f"{BALANCE}\n")
    for markup in (*numbers, foot):
        assert " style=" not in markup
        assert "<script" not in markup
        assert not re.search(r"<[^>]*\son\w+=", markup)


@pytest.mark.parametrize("latex", ["\\frac{a", "\\notacommand{x}", "", "x^{", "<b>x</b>"])
def test_latex_that_cannot_be_set_breaks_nothing(latex: str) -> None:
    set_as = mathml(latex)
    assert set_as is None or fromstring(set_as).tag.endswith("math")


def test_what_recomputes_stands_behind_the_button_and_its_unit_stays_beside_it(
    book: OpenBook,
) -> None:
    macro = 'reported("7 GB/s", spec("chip.levels.scale-up.bandwidth"), source="sheet")'
    (number,), _ = page(book, f"<< {macro} >>\n")
    assert number.endswith("<q>7\u00a0GB/s</q></button> (recomputed: 900\u00a0GB/s)")


def test_the_line_of_a_file_is_told_where_no_page_tells_of_the_spec(book: OpenBook) -> None:
    files = {**FILES, "wiki/a.md": '<< spec("chip.peak.fp8") >>\n'}
    place = "<code>data/chip.yml:3:21</code>"
    for generated, is_told in (("false", True), ("reference", False)):
        config = CONFIG.replace("generated: false", f"generated: {generated}")
        foot = book(files, config).check().pages["a.md"]
        told = foot.derivations_html(lambda page, anchor: f"{page}#{anchor}")
        assert (place in told) is is_told
        assert ('href="reference/subjects/chip.md#chip.peak.fp8"' in told) is not is_told


@pytest.mark.parametrize(
    ("language", "marks", "cites"),
    [
        ("en", "confidence: low, as of 2026-02, direction: one-way", "Maker (not read by us)"),
        ("zh", "可信度: 低，截至 2026-02，方向: 单向", "Maker（我们没有读过）"),
    ],
)
def test_what_qualifies_a_spec_is_told_in_the_language_of_the_page(
    book: OpenBook, language: str, marks: str, cites: str
) -> None:
    files = {
        **FILES,
        "data/chip.yml": FILES["data/chip.yml"].replace(
            "direction: one-way,", "direction: one-way, confidence: low, as_of: 2026-02,"
        ),
        "data/sources/sheet.yml": "title: S\nkind: secondary\ncites: Maker (not read by us)\n",
        "wiki/a.md": '<< spec("chip.levels.scale-up.bandwidth") >>\n',
    }
    config = CONFIG.replace("language: en", f"language: {language}")
    foot = book(files, config).check().pages["a.md"].derivations_html()
    assert f"<br>{marks}<br>" in foot
    assert cites in foot


@pytest.mark.parametrize(
    ("cites", "told"),
    [
        ("A (not named in the page, not read by us)", "A（页面里没有点名，我们没有读过）"),
        ("A (2020), table 1 (not read by us)", "A (2020), table 1（我们没有读过）"),
        ("A (not read by us, or not)", "A (not read by us, or not)"),
        ("A (2020)", "A (2020)"),
        ("(not read by us)", "(not read by us)"),
    ],
)
def test_only_remarks_of_ours_are_translated(cites: str, told: str) -> None:
    assert words_of("zh").origin_of(cites) == told
    assert words_of("en").origin_of(cites) == cites
