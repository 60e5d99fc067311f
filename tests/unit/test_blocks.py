"""Macros that stand alone on a line: tables of expressions, and what a page or the book lists."""

from collections.abc import Callable

import pytest

from claimbook.book import Book
from claimbook.output import check_document
from claimbook.report import MacroResult, Report

OpenBook = Callable[..., Book]

FILES = {
    "data/small.yml": ("name: The small one\npower: {value: 2 kW, source: sheet}\n"),
    "data/large.yml": (
        "name: The large one\npower: {value: 5 kW, source: other, approximate: true}\n"
    ),
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\nurl: https://example.org/a\n",
    "data/sources/other.yml": "title: <b>Other</b>\nkind: secondary\ncites: A sheet\n",
    "wiki/own.md": "",
}
ENGLISH = "site_name: A book\ndocs_dir: wiki\nplugins: [claimbook: {language: en}]\n"
ROOFLINE = (
    "site_name: A book\ndocs_dir: wiki\nplugins: [claimbook: {formulas: [claimbook_roofline]}]\n"
)


def checked(book: OpenBook, body: str, config: str = ENGLISH, **pages: str) -> Report:
    others = {f"wiki/{name}.md": text for name, text in pages.items()}
    return book({**FILES, "wiki/a.md": body, **others}, config).check()


def only(report: Report) -> MacroResult:
    (result,) = report.pages["a.md"].macros
    assert result.failed is None, result.failed
    return result


def rows(result: MacroResult) -> list[str]:
    assert result.block is not None
    return [" | ".join(cell.text for cell in row) for row in result.block.rows]


def test_the_table_of_a_subject_has_every_spec_with_its_source(book: OpenBook) -> None:
    result = only(checked(book, '<< table("small") >>\n'))
    assert result.block is not None
    assert result.block.header == ("spec", "value", "source")
    assert rows(result) == ["power | 2 kW | A sheet"]


def test_a_word_of_data_stands_in_the_table_of_its_subject(book: OpenBook) -> None:
    model = {"data/m.yml": "name: M\nkind: moe-model\ndispatch: {value: fp4, source: sheet}\n"}
    report = book({**FILES, **model, "wiki/a.md": '<< table("m") >>\n'}, ROOFLINE).check()
    assert rows(only(report)) == ["dispatch | fp4 | A sheet"]


def test_a_table_walks_over_a_name_and_has_a_column_for_each_expression(book: OpenBook) -> None:
    body = '<< table(spec(it, "power"), spec(it, "power") * 2 | to("W"), it=["small", "large"]) >>'
    result = only(checked(book, body))
    assert result.block is not None
    assert result.block.header == ("it", 'spec(it, "power")', 'spec(it, "power") * 2 | to("W")')
    assert rows(result) == ["The small one | 2 kW | 4000 W", "The large one | 5 kW | 10000 W"]


def test_a_table_of_two_names_has_rows_and_columns(book: OpenBook) -> None:
    body = '<< table(n * spec(it, "power"), n=[1, 2.5], it=["small", "large"], header=["n"]) >>'
    result = only(checked(book, body))
    assert result.block is not None
    assert result.block.header == ("n", "The small one", "The large one")
    assert rows(result) == ["1 | 2.00 kW | 5.00 kW", "2.5 | 5.00 kW | 12.5 kW"]


def test_the_columns_of_two_names_may_be_named_too(book: OpenBook) -> None:
    body = (
        '<< table(n * spec(it, "power"), n=[1], it=["small", "large"], header=["n", "S", "L"]) >>'
    )
    result = only(checked(book, body))
    assert result.block is not None
    assert result.block.header == ("n", "S", "L")


def test_words_of_the_author_stand_for_columns_and_rows(book: OpenBook) -> None:
    body = '<< table(spec(it, "power"), it=["small"], header=["Heater", "Power"], label=["S"]) >>'
    result = only(checked(book, body))
    assert result.text == "Heater | Power\nS | 2 kW"


def test_a_cell_is_the_number_that_a_macro_of_its_own_would_be(book: OpenBook) -> None:
    body = '<< spec("small.power") * 2 >>\n\n<< table(spec(it) * 2, it=["small.power"]) >>\n'
    report = checked(book, body)
    first, cell = report.results
    assert cell.key == first.key
    assert (first.id, cell.id) == (f"{first.key}-1", f"{first.key}-2")
    assert cell.macro.expression == 'spec("small.power") * 2'
    assert report.counts.macros == 2
    # The one derivation at the foot serves both.
    assert report.pages["a.md"].derivations_html().count("<li id=") == 1


def test_a_comparison_in_a_cell_is_yes_no_or_marginal(book: OpenBook) -> None:
    body = '<< table(spec("large.power") > q(x), x=["4 kW", "5.1 kW", "6 kW"]) >>'
    assert rows(only(checked(book, body))) == ["4 kW | yes", "5.1 kW | marginal", "6 kW | no"]


def test_what_a_formula_refuses_is_a_cell_that_says_so(book: OpenBook) -> None:
    model = {
        "data/dense.yml": (
            "name: Dense\nkind: dense-model\nhidden_size: {value: 8, source: sheet}\n"
        )
    }
    body = '<< table(threshold(model), model=["dense"]) >>\n'
    report = book({**FILES, **model, "wiki/a.md": body}, ROOFLINE).check()
    assert [found.code.slug for found in report.diagnostics] == []
    result = only(report)
    assert rows(result) == ["Dense | refused"]
    assert 'title="dense is a dense model' in result.html
    assert report.results == []


@pytest.mark.parametrize(
    ("body", "slug", "column", "words"),
    [
        ('<< table(spec(it, "powr"), it=["small"]) >>', "unknown-spec", 10, 'where it = "small"'),
        ('<< table(spec("nothing.power"), it=["x"]) >>', "unknown-spec", 10, "no subject nothing"),
        ('<< table("nothing") >>', "unknown-spec", 10, "there is no subject nothing"),
        ("<< table() >>", "invalid-argument", 4, "table takes a subject"),
        ('<< table(spec("small.power")) >>', "invalid-argument", 4, "table takes a subject"),
        ('<< table(spec(it), it="small") >>', "invalid-argument", 23, "it= is a list"),
        ("<< table(spec(it), it=[]) >>", "invalid-argument", 23, "it= is a list"),
        ('<< table(spec(it), it=[spec("a")]) >>', "invalid-argument", 24, "texts or numbers"),
        ('<< table(spec(it), it=["a"], q=["b"]) >>', "invalid-argument", 32, "q is a formula"),
        ('<< table(it, 1, it=["a"], x=["b"]) >>', "invalid-argument", 14, "one expression"),
        ('<< table(it, it=["a"], header=["b"]) >>', "invalid-argument", 4, "1 texts for 2"),
        (
            '<< table(it * x, it=[1], x=[1], header=["a", "b", "c"]) >>',
            "invalid-argument",
            4,
            "3 texts for 2",
        ),
        ('<< table(it, it=["a"], label=["b", "c"]) >>', "invalid-argument", 4, "2 texts for 1"),
        ('<< table([1], it=["a"]) >>', "invalid-argument", 10, "a cell is a quantity"),
        ('<< table(claim("a", 1), it=["a"]) >>', "invalid-argument", 10, "states something"),
        ('<< table(table("small"), it=["a"]) >>', "invalid-argument", 10, "makes a block"),
        ("<< table(other, it=[1]) >>", "unknown-name", 10, "no value named other"),
        ('<< table("small") | plain >>', "invalid-argument", 4, "makes a block"),
        ("<< ledger(1) >>", "invalid-argument", 11, "named arguments"),
        ('<< ledger(stnce="x") >>', "invalid-argument", 17, "no argument stnce"),
        ('<< ledger(stance="x") >>', "invalid-argument", 18, "asserted, reported, waived"),
        ("<< ledger(counts=1) >>", "invalid-argument", 18, "True or False"),
        ("<< journal(limit=0) >>", "invalid-argument", 18, "whole number"),
        ("<< journal(limit=True) >>", "invalid-argument", 18, "whole number"),
        ('Text << table("small") >>', "block-misplaced", 6, "stands alone on its line"),
        ("# << ledger() >>", "block-misplaced", 3, "ledger(...) makes a block"),
        ("<div>\n<< journal() >>\n</div>", "block-misplaced", 1, "journal(...) makes a block"),
        ("| a |\n|---|\n| << table(1, x=[1]) >> |", "block-misplaced", 3, "table(...) makes"),
    ],
)
def test_what_makes_no_table_is_told_at_its_place(
    book: OpenBook, body: str, slug: str, column: int, words: str
) -> None:
    report = checked(book, f"{body}\n")
    (found,) = report.diagnostics
    assert found.location is not None
    assert (found.code.slug, found.location.column) == (slug, column)
    assert words in found.message


def test_a_table_has_bounds(book: OpenBook) -> None:
    many = ", ".join(["1"] * 60)
    report = checked(book, f"<< table(x * y, x=[{many}], y=[{many}]) >>\n")
    assert [found.code.slug for found in report.diagnostics] == ["limit-exceeded"]


CLAIMS = """\
<< ledger(counts=True) >>

<< claim("2 kW", spec("small.power")) >> and
<< reported("7 kW", spec("large.power"), source="sheet", note="as sold", id="theirs") >> and
<< reported("warm", source="other", note="nothing to compare") >>

<< ledger() >>

<< ledger(stance="reported") >>
"""


def test_a_ledger_has_the_claims_of_its_page_and_counts_them(book: OpenBook) -> None:
    report = checked(book, CLAIMS, b='<< claim("5 kW", spec("large.power")) >>\n')
    counts, _, _, _, ledger, reported = report.pages["a.md"].macros
    assert counts.text == "claims: 3, holds 1, contradicted 1, open 1"
    assert rows(ledger) == [
        "2 kW | holds | 2 kW | 1.5 to 2.5 kW | A sheet | ",
        "7 kW | contradicted | 5 kW | 6.5 to 7.5 kW | A sheet | as sold",
        "warm | open |  |  | <b>Other</b> | nothing to compare",
    ]
    assert rows(reported) == rows(ledger)[1:]
    assert '<a href="#cb-id-theirs">7 kW</a>' in ledger.html
    assert "<b>Other</b>" not in ledger.html
    assert report.counts.reported == 2


def test_one_source_for_all_claims_is_said_once_above_them(book: OpenBook) -> None:
    body = """\
<< reported("7 kW", spec("large.power"), source="sheet") >> and
<< reported("2 kW", spec("small.power"), source="sheet", note="as sold") >>

<< ledger() >>
"""
    *_, ledger = checked(book, body).pages["a.md"].macros
    assert rows(ledger) == [
        "7 kW | contradicted | 5 kW | 6.5 to 7.5 kW | ",
        "2 kW | holds | 2 kW | 1.5 to 2.5 kW | as sold",
    ]
    assert "claims: 2, holds 1, contradicted 1, source A sheet" in ledger.html


def test_what_an_author_says_of_a_reported_figure_is_in_its_derivation(book: OpenBook) -> None:
    body = f'{CLAIMS}\n<< claim("2 kW", spec("small.power"), note="at the plug") >>\n'
    foot = checked(book, body).pages["a.md"].derivations_html()
    assert "<p>note: at the plug</p>" in foot
    assert "<p>note: as sold</p>" in foot
    assert "<p>note: nothing to compare</p>" in foot


def test_discrepancies_are_those_of_the_whole_book(book: OpenBook) -> None:
    report = checked(book, "<< discrepancies() >>\n", **{"sub/b": f"---\ntitle: B\n---\n{CLAIMS}"})
    result = only(report)
    assert rows(result) == ["7 kW | contradicted | 5 kW | A sheet | B"]
    assert '<a href="sub/b.md#cb-id-theirs">B</a>' in result.html


ENTRY = "---\ntitle: {}\ndescription: from << spec('small.power') >>\n---\n# Heading\n"


def test_the_journal_has_its_newest_entries_first(book: OpenBook) -> None:
    entries = {
        "journal/2026-01-02": ENTRY.format("Second"),
        "journal/2025-12-31": ENTRY.format("First"),
        "journal/undated": "# No date\n",
        "journal/named": "---\ntitle: Third\ncreated: 2026-02-01\n---\n",
        "elsewhere/2026-03-01": ENTRY.format("No entry"),
    }
    report = checked(book, "<< journal() >>\n", **entries)
    assert rows(only(report)) == [
        "2026-02-01 | Third | ",
        "2026-01-02 | Second | from 2 kW",
        "2025-12-31 | First | from 2 kW",
    ]
    limited = checked(book, "<< journal(limit=1) >>\n", **entries)
    assert rows(only(limited)) == ["2026-02-01 | Third | "]


def test_the_folder_of_the_journal_is_a_setting(book: OpenBook) -> None:
    config = ENGLISH.replace("language: en", "language: en, journal: log")
    report = checked(book, "<< journal() >>\n", config, **{"log/2026-01-02": ENTRY.format("A")})
    assert rows(only(report)) == ["2026-01-02 | A | from 2 kW"]


def test_all_sources_are_listed_with_an_anchor_each(book: OpenBook) -> None:
    result = only(checked(book, '<< table("sources") >>\n'))
    assert rows(result) == [
        "<b>Other</b> |  | secondary, cites A sheet | ",
        "A sheet |  | primary | ",
    ]
    assert '<th scope="row" id="source-sheet"><a href="https://example.org/a"' in result.html
    assert "<b>Other</b>" not in result.html


def test_a_listed_source_leads_to_its_generated_page_if_there_is_one(book: OpenBook) -> None:
    config = ENGLISH.replace("language: en", "language: en, generated: reference")
    body = '<< table("sources") >>\n'
    opened = book({**FILES, "wiki/sub/a.md": body, "wiki/reference/sources/other.md": "#"}, config)
    result = opened.check().pages["sub/a.md"].macros[0]
    page = '<a href="../reference/sources/sheet.md">A sheet</a>'
    assert f'<th scope="row" id="source-sheet">{page}</th>' in result.html
    # A page that an author wrote at such a place is not about the source.
    assert '<th scope="row" id="source-other">&lt;b&gt;Other&lt;/b&gt;</th>' in result.html
    alone = opened.page("b.md", body).macros[0]
    assert '<a href="reference/sources/sheet.md">A sheet</a>' in alone.html


def test_a_page_on_its_own_lists_what_the_book_has(book: OpenBook) -> None:
    opened = book({**FILES, "wiki/b.md": CLAIMS}, ENGLISH)
    report = opened.page("a.md", "<< discrepancies() >>\n")
    assert rows(report.macros[0]) == ["7 kW | contradicted | 5 kW | A sheet | b"]


def test_an_expression_of_the_command_line_makes_no_block(book: OpenBook) -> None:
    answer = book(FILES, ENGLISH).evaluate('table("small")')
    assert [found.code.slug for found in answer.diagnostics] == ["block-misplaced"]


def test_programs_get_the_source_of_a_reported_figure_and_the_note_on_it(book: OpenBook) -> None:
    document = check_document(checked(book, CLAIMS))
    reported = next(claim for claim in document["claims"] if claim["id"] == "theirs")
    assert reported["sources"] == ["other", "sheet"]
    assert reported["note"] == "as sold"
    assert "note" not in document["claims"][0]


def test_a_name_may_walk_over_numbers_with_a_sign(book: OpenBook) -> None:
    result = only(checked(book, "<< table(n ** 2, 5 - n, n=[-3, +2, 1_000]) >>\n"))
    assert rows(result) == ["-3 | 9.00 | 8.00", "+2 | 4.00 | 3.00", "1_000 | 1000000 | -995"]
    assert result.cells[0].macro.expression == "(-3) ** 2"


def test_a_list_without_entries_says_so(book: OpenBook) -> None:
    body = "<< journal() >>\n\n<< discrepancies() >>\n"
    results = checked(book, body).pages["a.md"].macros
    assert [result.text for result in results] == ["none", "none"]
    zh = checked(book, body, ENGLISH.replace("en}", "zh}")).pages["a.md"].macros
    assert [result.text for result in zh] == ["无", "无"]


def test_an_anchor_stands_on_a_page_once(book: OpenBook) -> None:
    page = checked(book, '<< table("sources") >>\n\n<< table("sources") >>\n').pages["a.md"]
    assert [result.html.count('id="source-sheet"') for result in page.macros] == [1, 0]


def test_the_tables_of_a_page_have_bounds_too(book: OpenBook) -> None:
    columns = ", ".join(["n"] * 100)
    numbers = ", ".join(map(str, range(20)))
    report = checked(book, f"<< table({columns}, n=[{numbers}]) >>\n\n" * 7)
    assert [len(each.cells) for each in report.pages["a.md"].macros] == [2000] * 6 + [0]
    assert [(str(each.location), each.message) for each in report.diagnostics] == [
        ("wiki/a.md:13:1", "the tables and plots of the page have more than 10,000 cells")
    ]


CHIPS = {
    "data/old.yml": "name: Old\npeak: {bf16: {value: 1 PFLOPS, source: sheet}}\n",
    "data/new.yml": (
        "name: New\npeak: {bf16: {value: 2 PFLOPS, source: sheet}, "
        "fp8: {value: 4 PFLOPS, source: sheet}}\n"
    ),
}


def test_what_one_subject_of_a_table_does_not_state_is_a_dash(book: OpenBook) -> None:
    body = '<< table(spec(it, "peak", p), it=["old", "new"], p=["bf16", "fp8"]) >>\n'
    report = book({**FILES, **CHIPS, "wiki/a.md": body}, ENGLISH).check()
    result = only(report)
    assert rows(result) == ["Old | 1 PFLOPS | –", "New | 2 PFLOPS | 4 PFLOPS"]
    assert 'title="there is no spec old.peak.fp8 (where it = &quot;old&quot;' in result.html
    assert [each.text for each in result.cells] == ["1 PFLOPS", "2 PFLOPS", "4 PFLOPS"]


@pytest.mark.parametrize(
    ("walked", "message"),
    [
        ('it=["old"], p=["fp8"]', 'there is no spec old.peak.fp8 (where it = "old", p = "fp8")'),
        (
            'it=["old", "new"], p=["bf16", "fp88"]',
            'there is no spec old.peak.fp88 (where it = "old", p = "fp88")',
        ),
        (
            'it=["new", "newer"], p=["fp8"]',
            'there is no subject newer (in newer.peak.fp8) (where it = "newer", p = "fp8")',
        ),
    ],
)
def test_what_no_subject_states_or_no_subject_is_an_error(
    book: OpenBook, walked: str, message: str
) -> None:
    body = f'<< table(spec(it, "peak", p), {walked}) >>\n'
    report = book({**FILES, **CHIPS, "wiki/a.md": body}, ENGLISH).check()
    assert [(each.code.slug, each.message) for each in report.diagnostics] == [
        ("unknown-spec", message)
    ]
