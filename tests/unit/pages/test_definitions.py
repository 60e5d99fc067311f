"""Names that a page gives to values: they hold on that page alone, from their definition on."""

from collections.abc import Callable
from typing import Any

import pytest

from claimbook.book import Book
from claimbook.quantities import Definition, walk
from claimbook.render import explain
from claimbook.report import PageReport

OpenBook = Callable[..., Book]

CONFIG = """\
site_name: A book
docs_dir: wiki
markdown_extensions: [pymdownx.snippets]
plugins:
  - claimbook: {formulas: [claimbook_roofline], language: en}
"""
DATA = {
    "data/heater.yml": "power: {value: 2 kW, source: sheet}\n"
    "loss: {value: 0.5 kW, source: sheet, approximate: true}\n",
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
}
GAP = '<< define("gap", spec("heater.power") - spec("heater.loss")) >>\n\n'


@pytest.fixture
def check(book: OpenBook) -> Callable[..., Any]:
    """The report of a book with these pages."""

    def checked(**pages: str) -> Any:
        files = {f"wiki/{name}.md": text for name, text in pages.items()}
        return book({**DATA, **files}, CONFIG).check()

    return checked


def texts(page: PageReport) -> list[str]:
    return [result.text for result in page.numbers]


def told(report: Any) -> list[tuple[str, str, str, str | None]]:
    return [
        (each.code.slug, str(each.location), each.message, each.hint) for each in report.diagnostics
    ]


def test_a_definition_prints_nothing_and_its_name_is_the_quantity(check: Any) -> None:
    report = check(a=f'# A\n\n{GAP}<< defined("gap") >> << defined("gap") | to("W") >>\n')
    assert told(report) == []
    assert texts(report.pages["a.md"]) == ["1.50 kW", "1500 W"]
    assert report.pages["a.md"].macros[0].html == ""
    assert report.counts.macros == 3


def test_its_derivation_names_it_and_says_where_it_was_defined(check: Any) -> None:
    report = check(a=f'# A\n\n{GAP}<< defined("gap") / 3 >>\n')
    (result,) = report.pages["a.md"].numbers
    assert explain(result.subjects[0]).splitlines()[:5] == [
        "gap / 3 = 0.500 kW (0.483 to 0.517 kW)",
        "└─ gap (defined on this page) = 1.50 kW (1.45 to 1.55 kW)",
        "   │  = heater.power - heater.loss",
        "   │  defined at wiki/a.md:3:4",
        "   ├─ heater.power = 2 kW",
    ]
    (named,) = [
        node.derivation
        for node in walk(result.subjects[0])
        if isinstance(node.derivation, Definition)
    ]
    assert (named.name, str(named.span.location)) == ("gap", "wiki/a.md:3:4")
    foot = report.pages["a.md"].derivations_html()
    assert "<code>gap</code> (defined on this page) = 1.50\u00a0kW" in foot
    assert "<code>wiki/a.md:3:4</code>" in foot


def test_two_pages_may_give_one_name_to_different_values(check: Any) -> None:
    use = '<< defined("gap") >> << claim("{}", defined("gap")) >>\n'
    report = check(
        a=GAP + use.format("1.50 kW"),
        b='<< define("gap", spec("heater.power")) >>\n\n' + use.format("2 kW"),
        c=use.format("2 kW"),
    )
    assert texts(report.pages["a.md"]) == ["1.50 kW", "1.50 kW"]
    assert texts(report.pages["b.md"]) == ["2 kW", "2 kW"]
    assert [(slug, place) for slug, place, _, _ in told(report)] == [
        ("unknown-name", "wiki/c.md:1:4"),
        ("unknown-name", "wiki/c.md:1:39"),
    ]


def test_what_the_same_words_come_to_elsewhere_is_not_taken_over(check: Any) -> None:
    # The value is named, so it is no other page's; the expression of the definition may be.
    page = '<< define("gap", {}) >>\n\n<< defined("gap") >>\n'
    report = check(
        a=page.format('spec("heater.power")'),
        b=page.format('spec("heater.loss")'),
        c=page.format('spec("heater.power")'),
    )
    shown = [texts(report.pages[name]) for name in ("a.md", "b.md", "c.md")]
    assert shown == [["2 kW"], ["0.5 kW"], ["2 kW"]]
    for name in ("a", "b", "c"):
        (result,) = report.pages[f"{name}.md"].numbers
        assert isinstance(result.subjects[0].derivation, Definition)
        assert result.subjects[0].derivation.span.path == f"wiki/{name}.md"


def test_a_name_works_in_claims_tables_plots_other_names_headings_and_titles(check: Any) -> None:
    report = check(
        a=f'{GAP}# Of << defined("gap") >>\n\n'
        '<< define("share", defined("gap") / spec("heater.power")) >>\n\n'
        'It is << claim("75 %", defined("share")) >>, '
        '<< claim("enough", defined("gap") > q("1 kW", source="sheet")) >>, '
        '<< reported("70 %", defined("share"), source="sheet") >>.\n\n'
        '<< table(defined("gap") / n, n=[1, 2]) >>\n\n'
        '<< plot("bars", defined("gap") / n, n=[1, 2], title="Gap") >>\n',
        b="[[a]]\n",
    )
    assert told(report) == []
    assert texts(report.pages["a.md"]) == [
        "1.50 kW",
        "75 %",
        "enough",
        "70 % (recomputed: 75 %)",
        "1.50 kW",
        "0.750 kW",
        "1.50 kW",
        "0.750 kW",
    ]
    assert report.counts.claims_checked == 2
    assert report.pages["a.md"].title == "Of 1.50 kW"


def test_a_name_is_one_variable_of_the_interval(check: Any) -> None:
    report = check(a=f'{GAP}<< defined("gap") - defined("gap") >>\n')
    assert report.pages["a.md"].numbers[0].subjects[0].interval == (0, 0)


def test_a_page_that_lacks_the_name_is_told_which_has_it(check: Any) -> None:
    use = '<< defined("gap") >>\n'
    report = check(a=use, b=f"{use}\n{GAP}", c='<< define("gop", 3) >><< defined("gop") >>\n' + use)
    unknown = [each for each in told(report) if each[0] == "unknown-name"]
    assert unknown == [
        (
            "unknown-name",
            "wiki/a.md:1:4",
            "the page has not defined gap",
            "b.md defines it, and such a name holds on its own page alone",
        ),
        (
            "unknown-name",
            "wiki/b.md:1:4",
            "the page has not defined gap",
            "the page defines it further down; move the definition up",
        ),
        (
            "unknown-name",
            "wiki/c.md:2:4",
            "the page has not defined gap",
            "b.md defines it, and such a name holds on its own page alone",
        ),
    ]
    assert told(check(a='<< define("gop", 3) >><< defined("gop") >><< defined("gap") >>\n')) == [
        ("unknown-name", "wiki/a.md:1:46", "the page has not defined gap", "did you mean gop?")
    ]
    assert told(check(a=use))[0][3] == 'write << define("gap", ...) >> above'


def test_a_name_that_nothing_uses_is_told(check: Any) -> None:
    assert told(check(a=GAP)) == [
        (
            "unused-definition",
            "wiki/a.md:1:4",
            "nothing on the page uses gap, which is defined here",
            'write << defined("gap") >> further down, or remove the definition',
        )
    ]


def test_a_name_is_given_once(check: Any) -> None:
    report = check(a=f'{GAP}<< define("gap", 4) >>\n\n<< defined("gap") >>\n')
    assert told(report) == [
        (
            "duplicate-definition",
            "wiki/a.md:3:11",
            "gap is defined already, at wiki/a.md:1:4",
            "give one of them another name",
        )
    ]
    assert report.pages["a.md"].numbers[-1].text == "1.50 kW"


def test_a_definition_with_a_fault_is_told_there_and_where_it_is_used(check: Any) -> None:
    report = check(a='<< define("gap", spec("heater.powr")) >>\n\n<< defined("gap") >>\n')
    assert [each[:3] for each in told(report)] == [
        ("unknown-spec", "wiki/a.md:1:18", "there is no spec heater.powr"),
        (
            "unknown-name",
            "wiki/a.md:3:4",
            "gap has no value: its definition at wiki/a.md:1:4 is not right",
        ),
    ]
    itself = check(a='<< define("gap", defined("gap")) >>\n')
    assert [each[:2] for each in told(itself)] == [("unknown-name", "wiki/a.md:1:18")]


@pytest.mark.parametrize(
    ("macro", "slug", "message"),
    [
        ('define("Gap", 3)', "invalid-argument", '"Gap" cannot be a name'),
        ('define("", 3)', "invalid-argument", '"" cannot be a name'),
        (
            "define(3, 3)",
            "invalid-argument",
            "define takes a name and the value that it stands for",
        ),
        (
            'define("gap")',
            "invalid-argument",
            "define takes a name and the value that it stands for",
        ),
        (
            'define("gap", 3, unit="W")',
            "invalid-argument",
            "define takes a name and the value that it stands for",
        ),
        ('define("gap", "text")', "invalid-argument", "'text' is text, not a quantity"),
        ('define("gap", 1 < 2)', "invalid-argument", "a comparison is not a number"),
        (
            'define("gap", 3 | sig(2))',
            "invalid-argument",
            "a filtered result is a display, not a number to compute with",
        ),
        ('define("gap", 3) + 1', "invalid-argument", "define(...) names a value; it is not one"),
        (
            'define("gap", 3) | plain',
            "invalid-argument",
            "define(...) names a value; it is not one",
        ),
        ("defined(3)", "invalid-argument", "defined takes one name"),
        ('defined("a", "b")', "invalid-argument", "defined takes one name"),
        ('defined(name="a")', "invalid-argument", "defined takes one name"),
    ],
)
def test_what_the_two_macros_cannot_take_is_told(
    check: Any, macro: str, slug: str, message: str
) -> None:
    report = check(a=f"<< {macro} >>\n")
    assert [(each[0], each[2]) for each in told(report)] == [(slug, message)]


def test_what_a_page_includes_is_its_own(book: OpenBook) -> None:
    part = {**DATA, "shared/part.md": GAP}
    use = '--8<-- "shared/part.md"\n\n<< defined("gap") >>\n'
    pages = {
        "wiki/a.md": use,
        "wiki/b.md": f"{use}\n{use}",
        "wiki/c.md": '--8<-- "shared/part.md"\n',
    }
    report = book({**part, **pages}, CONFIG).check()
    assert told(report) == []
    assert texts(report.pages["b.md"]) == ["1.50 kW", "1.50 kW"]
    derivation = report.pages["a.md"].numbers[0].subjects[0].derivation
    assert isinstance(derivation, Definition)
    assert str(derivation.span.location) == "shared/part.md:1:4"


def test_a_number_is_explained_by_its_id_with_the_names_of_its_page(book: OpenBook) -> None:
    page = f'{GAP}<< claim("1.50 kW", defined("gap"), id="the-gap") >>\n'
    opened = book({**DATA, "wiki/a.md": page}, CONFIG)
    found = opened.expression_of("the-gap")
    assert found is not None
    expression, where = found
    answer = opened.evaluate(expression, page=where)
    assert not answer.failed
    changed = opened.evaluate('defined("gap")', overrides=["heater.power=3 kW"], page=where)
    assert changed.printed is not None
    assert changed.printed.text == "2.50 kW"
    # Off its page the name says where it belongs, and a definition is no answer.
    (alone,) = opened.evaluate('defined("gap")').diagnostics
    assert (alone.message, alone.hint) == (
        "there is no page to define gap",
        "a.md defines it for itself; ask for the id of a number on that page",
    )
    (answered,) = opened.evaluate('define("gap", 3)').diagnostics
    assert answered.code.slug == "not-printable"
    assert opened.evaluate('defined("gap")').failed


def test_a_definition_ties_no_number_of_the_page(check: Any) -> None:
    page = check(a=f'{GAP}<< defined("gap") >> and 7 W.\n').pages["a.md"]
    assert (page.coverage.tied, page.untied) == (1, 1)


def test_a_literal_without_a_source_counts_where_the_name_is_used(check: Any) -> None:
    page = check(a='<< define("x", q("3 W")) >>\n\n<< defined("x") >>\n').pages["a.md"]
    assert [leaf.name for leaf in page.unsourced] == ["3 W"]
