"""What beginners and strangers do: each gets one message that names the cause, and no more."""

import json
from collections.abc import Callable

import pytest

from claimbook.annotations import github_lines
from claimbook.book import Book
from claimbook.output import answer_document, check_document, to_json
from claimbook.report import Report

OpenBook = Callable[..., Book]
FILES = {
    "data/heater.yml": "power: {value: 2 kW, source: sheet}\n",
    "data/sources/sheet.yml": "title: A sheet\nkind: secondary\ncites: The maker\n",
    "wiki/a.md": '<< spec("heater.power") >> << energy(spec("heater.power")) >>\n',
}


def config(settings: str) -> str:
    return f"site_name: A\ndocs_dir: wiki\nplugins:\n  - claimbook:\n{settings}"


def told(report: Report) -> list[tuple[str, str | None]]:
    return [(found.message, found.hint) for found in report.diagnostics]


def test_settings_beside_the_plugin_are_told_and_excuse_unknown_names(book: OpenBook) -> None:
    report = book(FILES, config("    formulas: [heating]\n")).check()
    assert told(report) == [
        ("formulas stands beside claimbook, not under it", "indent it further than claimbook")
    ]
    assert str(report.diagnostics[0].location) == "mkdocs.yml:5:5"


@pytest.mark.parametrize(
    ("named", "message", "hint"),
    [
        (
            "no_such_library",
            (
                "the formula library no_such_library cannot be loaded: "
                "there is no module no_such_library"
            ),
            "install it, or put its file beside the configuration",
        ),
        ("heating.py", "heating.py is the name of a file, not of a module", "write heating"),
    ],
)
def test_a_library_that_is_missing_is_one_fault_and_not_one_for_each_macro(
    book: OpenBook, named: str, message: str, hint: str
) -> None:
    report = book(FILES, config(f"      formulas: [{named}]\n")).check()
    assert told(report) == [(message, hint)]
    failed = report.results[1].failed
    assert failed is not None
    assert failed.message == "energy is not usable: see mkdocs.yml:5:18 CB703 formulas-unusable"


def test_a_macro_on_a_broken_spec_says_where_the_fault_is(book: OpenBook) -> None:
    files = {**FILES, "data/heater.yml": "power: {value: 2 kQ, source: sheet}\n"}
    report = book({**files, "wiki/a.md": '<< spec("heater.power") >>'}, config("")).check()
    assert [found.code.slug for found in report.diagnostics] == ["unknown-unit"]
    failed = report.results[0].failed
    assert failed is not None
    assert (
        failed.message == "heater.power is not usable: see data/heater.yml:1:16 CB401 unknown-unit"
    )


@pytest.mark.parametrize("expression", ["heater.power", "heater.power * 2", "2 * heater.power"])
def test_a_path_without_quotation_marks_is_repaired(book: OpenBook, expression: str) -> None:
    answer = book(FILES, config("")).evaluate(expression)
    assert [found.hint for found in answer.diagnostics] == [
        'a spec is named in quotation marks: spec("heater.power")'
    ]


def test_an_expression_with_its_brackets_is_told_to_leave_them_out(book: OpenBook) -> None:
    answer = book(FILES, config("")).evaluate('<< spec("heater.power") >>')
    assert [found.hint for found in answer.diagnostics] == ["leave << and >> out"]


def test_an_expression_that_ends_too_early_is_marked_at_its_end(book: OpenBook) -> None:
    answer = book(FILES, config("")).evaluate('2 * spec("heater.power") +')
    assert [str(found.location) for found in answer.diagnostics] == ["expression:1:26"]


def test_the_reader_is_told_whether_a_source_is_the_origin(book: OpenBook) -> None:
    files = {**FILES, "wiki/a.md": '<< spec("heater.power") >>'}
    english = book(files, config("")).check().pages["a.md"].derivations_html()
    assert "A sheet (secondary, cites The maker)" in english
    chinese = book(files, config("      language: zh\n")).check().pages["a.md"]
    assert "A sheet（二手，引自 The maker）" in chinese.derivations_html()


def test_an_author_s_id_never_leads_to_another_number(book: OpenBook) -> None:
    first = book({**FILES, "wiki/a.md": '<< spec("heater.power") >>'}, config("")).check()
    key = first.results[0].key
    body = f'<< spec("heater.power") >> << 5 * spec("heater.power", id="{key}") >>'
    report = book({**FILES, "wiki/a.md": body}, config("")).check()
    anchors = [result.derivation_id for result in report.results]
    assert len(set(anchors)) == 2
    assert all(f'id="{anchor}"' in report.pages["a.md"].derivations_html() for anchor in anchors)


def test_an_anchor_holds_no_space(book: OpenBook) -> None:
    files = {**FILES, "wiki/sp ace.md": '<< spec("heater.power") >>', "wiki/a.md": "x"}
    anchor = book(files, config("")).check().results[0].derivation_id
    assert anchor is not None
    assert not any(character.isspace() for character in anchor)


STEERING = "\x1b[31m\x9b\u202e"


def test_nothing_of_a_stranger_steers_a_terminal_or_a_page(book: OpenBook) -> None:
    files = {
        **FILES,
        f"wiki/e{STEERING}.md": f'<< claim("3 kW {STEERING}", spec("heater.power")) >>\n',
        "data/sources/sheet.yml": 'title: "A \\e[31m \\x9b \\u202E"\nkind: primary\n',
    }
    report = book(files, config("")).check()
    assert report.has_errors
    shown = [
        report.render_text(),
        to_json(check_document(report)),
        *github_lines(report.diagnostics),
        *(page.derivations_html() for page in report.pages.values()),
        *(result.html for result in report.results),
    ]
    for text in shown:
        assert not set(STEERING.replace("[31m", "")) & set(text)
    decoded = json.loads(to_json(check_document(report)))
    assert STEERING in decoded["diagnostics"][-1]["path"]


@pytest.mark.parametrize(
    ("expression", "slug"), [("[]", "not-printable"), ("None", "not-printable")]
)
def test_what_has_no_printed_form_is_no_answer(book: OpenBook, expression: str, slug: str) -> None:
    answer = book(FILES, config("")).evaluate(expression)
    assert [found.code.slug for found in answer.diagnostics] == [slug]


def test_a_report_without_a_value_is_an_answer(book: OpenBook) -> None:
    answer = book(FILES, config("")).evaluate('reported("2 kW", source="sheet", note="x")')
    document = answer_document(answer)
    assert (document["value"], document["unit"], document["verdict"]) == (None, None, "open")
    assert json.loads(to_json(document)) == document


def test_a_record_without_a_value_is_refused_inside_a_report(book: OpenBook) -> None:
    files = {
        **FILES,
        "wiki/a.md": '<< reported("2 kW", roofline("x", "fp8", model="y"), source="sheet") >>\n',
        "data/x.yml": "kind: accelerator\npeak: {fp8: {value: 2 TFLOPS, source: sheet}}\n",
        "data/y.yml": "kind: dense-model\n",
    }
    report = book(files, config("      formulas: [claimbook_roofline]\n")).check()
    assert not report.has_errors
    assert report.results[0].review is not None
    assert report.results[0].review.verdict == "refused"
    assert (report.counts.reported, report.counts.disputed) == (1, 1)


def test_a_doubtful_claim_says_that_it_fails(book: OpenBook) -> None:
    files = {
        **FILES,
        "data/heater.yml": "power: {value: 2 kW, source: sheet, approximate: true}\n",
        "wiki/a.md": '<< claim("small", spec("heater.power") < q("1.95 kW")) >>\n',
    }
    report = book(files, config("")).check()
    assert [found.code.slug for found in report.diagnostics] == ["claim-doubtful"]
    assert "which fails, though the approximate inputs could save it" in told(report)[0][0]
    assert report.results[0].review is not None
    assert report.results[0].review.verdict == "marginal"
