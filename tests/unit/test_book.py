"""One book: what a check finds, how a single expression is answered, what stays apart."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from claimbook.book import Book, open_book
from claimbook.quantities import Quantity, inputs

OpenBook = Callable[..., Book]

SOURCE = "title: A sheet\nkind: primary\n"
HEATER = """\
name: A heater
power: {value: 2 kW, source: sheet}
loss: {value: 0.5 kW, source: sheet, approximate: true}
"""
FILES = {
    "data/heater.yml": HEATER,
    "data/sources/sheet.yml": SOURCE,
}


def slugs(report: object) -> list[str]:
    return [found.code.slug for found in report.diagnostics]  # type: ignore[attr-defined]


def page(body: str) -> dict[str, str]:
    return {**FILES, "wiki/a.md": body}


def test_a_number_is_evaluated_and_counted(book: OpenBook) -> None:
    report = book(page('The power is << spec("heater.power") >>.\n')).check()
    assert slugs(report) == []
    assert [result.text for result in report.results] == ["2 kW"]
    assert (report.counts.pages, report.counts.macros, report.counts.claims_checked) == (1, 1, 0)


def test_a_claim_that_agrees_is_checked_and_holds(book: OpenBook) -> None:
    report = book(page('<< claim("2 kW", spec("heater.power")) >>\n')).check()
    assert slugs(report) == []
    assert report.counts.claims_checked == 1
    assert report.results[0].review is not None
    assert report.results[0].review.verdict == "holds"
    assert report.results[0].text == "2 kW"


def test_a_contradiction_says_what_is_meant_what_follows_and_what_to_write(book: OpenBook) -> None:
    report = book(
        page('---\ntitle: T\n---\n\n甲 << claim("2.1 kW", spec("heater.power")) >>\n')
    ).check()
    assert slugs(report) == ["claim-contradicted"]
    found = report.diagnostics[0]
    assert str(found.location) == "wiki/a.md:5:12"
    assert found.message == "“2.1 kW” means 2.05 to 2.15 kW, the inputs give 2 kW"
    assert found.hint == "write “2.0 kW”, or correct the input that is wrong"
    assert [str(item.span.location) for item in found.related] == ["data/heater.yml:2:16"]
    assert report.counts.claims_contradicted == 1
    assert report.has_errors


def test_all_faults_of_all_pages_are_reported_at_once(book: OpenBook) -> None:
    files = {
        **FILES,
        "wiki/b.md": '<< spec("heater.powr") >>\n\n<< powr() >>\n',
        "wiki/a.md": '<< claim("3 kW", spec("heater.power")) >>\n',
    }
    report = book(files).check()
    assert [str(found.location) for found in report.diagnostics] == [
        "wiki/a.md:1:10",
        "wiki/b.md:1:4",
        "wiki/b.md:3:4",
    ]


def test_a_broken_spec_is_one_fault_and_not_one_for_each_use(book: OpenBook) -> None:
    files = page('<< spec("heater.power") >> << claim("2 kW", spec("heater.power")) >>\n')
    files["data/heater.yml"] = "name: A heater\npower: {value: 2 kQ, source: sheet}\n"
    report = book(files).check()
    assert slugs(report) == ["unknown-unit"]
    assert [result.failed is not None for result in report.results] == [True, True]


def test_a_claim_on_nothing_sourced_is_a_fault(book: OpenBook) -> None:
    report = book(page('<< claim("3", q("3")) >> << claim("yes", q("3") > q("2")) >>\n')).check()
    assert slugs(report) == ["claim-unsourced", "claim-unsourced"]


def test_a_statement_holds_or_is_contradicted_or_marginal(book: OpenBook) -> None:
    body = (
        '<< claim("enough", spec("heater.power") > spec("heater.loss")) >>\n\n'
        '<< claim("too little", spec("heater.power") < spec("heater.loss")) >>\n\n'
        '<< claim("just so", spec("heater.loss") <= q("0.5 kW")) >>\n'
    )
    report = book(page(body)).check()
    verdicts = [result.review.verdict for result in report.results if result.review]
    assert verdicts == ["holds", "contradicted", "marginal"]
    assert slugs(report) == ["claim-contradicted", "claim-marginal"]


def test_a_reported_figure_never_fails_and_shows_what_recomputes(book: OpenBook) -> None:
    body = (
        '<< reported("3 kW", spec("heater.power"), source="sheet") >>\n'
        '<< reported("a lot", note="no figure", source="sheet") >>\n'
    )
    report = book(page(body)).check()
    assert slugs(report) == []
    assert [result.text for result in report.results] == [
        "3 kW（重算：2 kW）",
        "a lot（重算：待定）",
    ]
    counts = report.counts
    assert (counts.reported, counts.disputed, counts.claims_checked) == (2, 1, 0)


def test_a_waived_claim_is_counted_and_does_not_fail(book: OpenBook) -> None:
    body = '<< claim("3 kW", spec("heater.power"), waive="as printed on the sheet") >>\n'
    report = book(page(body)).check()
    assert slugs(report) == []
    assert (report.counts.waived, report.counts.claims_checked) == (1, 0)
    report = book(page(body.replace("3 kW", "2 kW"))).check()
    assert slugs(report) == ["waiver-unneeded"]
    report = book(page(body.replace("as printed on the sheet", " "))).check()
    assert slugs(report) == ["invalid-argument"]


def test_ids_do_not_depend_on_values_or_white_space(book: OpenBook) -> None:
    first = book(page('<< spec("heater.power") >>')).check().results[0]
    files = page("x\n\n<< spec( 'heater.power' ) >>")
    files["data/heater.yml"] = HEATER.replace("2 kW", "3 kW")
    second = book(files).check().results[0]
    assert first.id == second.id
    assert first.id.startswith("a-")


def test_the_same_expression_twice_has_two_ids_and_one_derivation(book: OpenBook) -> None:
    report = book(page('<< spec("heater.power") >> << spec("heater.power") >>')).check()
    first, second = report.results
    assert first.id != second.id
    assert first.derivation_id == second.derivation_id
    assert report.pages["a.md"].derivations_html().count("<li id=") == 1


def test_an_id_of_the_author_wins_and_stands_once(book: OpenBook) -> None:
    body = '<< spec("heater.power", id="power") >> << spec("heater.loss", id="power") >>'
    report = book(page(body)).check()
    assert [result.id for result in report.results] == ["power", "power"]
    assert slugs(report) == ["duplicate-macro-id"]


def test_two_checks_of_one_book_and_two_books_of_the_same_files_agree(book: OpenBook) -> None:
    files = page('<< claim("3 kW", spec("heater.power")) >> << spec("heater.loss") * 2 >>')
    one, two = book(files), book(files)
    texts = {one.check().render_text(), one.check().render_text(), two.check().render_text()}
    assert len(texts) == 1


def test_a_book_without_macros_counts_none(book: OpenBook) -> None:
    nothing = book({**FILES, "wiki/a.md": "# Nothing\n"})
    report = nothing.check()
    assert report.counts.macros == 0
    assert not report.has_errors
    assert slugs(nothing.check(require_claims=True)) == ["nothing-to-check"]


def test_a_missing_folder_of_pages_is_named(book: OpenBook) -> None:
    assert slugs(book(FILES).check()) == ["missing-folder"]


def test_an_expression_is_answered_with_its_inputs_and_sources(book: OpenBook) -> None:
    answer = book(page("x")).evaluate('spec("heater.power") - spec("heater.loss")')
    assert isinstance(answer.value, Quantity)
    assert answer.value.value == Fraction(1500)
    assert [leaf.name for leaf, _ in answer.inputs] == ["heater.power", "heater.loss"]
    assert [source.id for source in answer.sources] == ["sheet"]
    assert answer.printed is not None
    assert answer.printed.text == "1.50 kW"


def test_a_value_set_on_the_command_line_keeps_the_qualifiers(book: OpenBook) -> None:
    answer = book(page("x")).evaluate('spec("heater.loss")', overrides=["heater.loss=1 kW"])
    leaf, quantity = answer.inputs[0]
    assert quantity.value == 1000
    assert leaf.source == "set on the command line"
    assert leaf.approximate
    assert quantity.interval == (500, 1500)
    assert answer.diagnostics == ()


@pytest.mark.parametrize(
    ("setting", "slug"),
    [
        ("heater.los=1 kW", "unknown-spec"),
        ("heater.loss=1 kB", "wrong-dimension"),
        ("heater.loss=1", "missing-unit"),
        ("heater.loss", "unreadable-value"),
        ("heater.loss=", "unreadable-value"),
    ],
)
def test_a_wrong_setting_is_refused(book: OpenBook, setting: str, slug: str) -> None:
    answer = book(page("x")).evaluate('spec("heater.loss")', overrides=[setting])
    assert answer.failed
    assert [found.code.slug for found in answer.diagnostics] == [slug]


def test_a_fault_elsewhere_in_data_does_not_stop_an_expression(book: OpenBook) -> None:
    files = page("x")
    files["data/other.yml"] = "name: Other\nsize: {value: 1 kQ, source: sheet}\n"
    assert not book(files).evaluate('spec("heater.power")').failed
    answer = book(files).evaluate('spec("other.size")')
    assert [found.code.slug for found in answer.diagnostics] == ["unknown-unit"]


def test_a_unit_of_another_dimension_cannot_show_the_result(book: OpenBook) -> None:
    answer = book(page("x")).evaluate('spec("heater.power")', unit="GB/s")
    assert [found.code.slug for found in answer.diagnostics] == ["dimension-mismatch"]


def test_a_page_beyond_the_limit_is_refused_and_not_read(book: OpenBook) -> None:
    report = book(page('<< spec("heater.power") >> ' + "x" * 500_000)).check()
    assert slugs(report) == ["too-large"]
    assert report.counts.macros == 0


CONFIG = """\
site_name: A book
docs_dir: wiki
plugins:
  - claimbook:
      formulas: []
"""
MATH = "markdown_extensions: [pymdownx.arithmatex]\n"


def test_b13_dollar_signs_are_math_only_where_the_site_typesets_math(book: OpenBook) -> None:
    body = 'US$<< spec("heater.power") >>/US$<< spec("heater.loss") >>'
    assert book(page(body)).check().counts.macros == 2
    assert book(page(body), CONFIG + MATH).check().counts.macros == 1
    with_macros = CONFIG.replace("formulas:", "math: true\n      formulas:")
    assert book(page(body), with_macros + MATH).check().counts.macros == 2


def test_b56_a_misleading_unit_is_read_and_noted_wherever_it_stands(book: OpenBook) -> None:
    files = page(
        '<< claim("2 TFLOPs/s", spec("chip.peak")) >>\n\n<< q("2 TFLOPs/s", source="sheet") >>\n\n'
        '<< spec("chip.peak") | to("GFLOPs/s") >>\n'
    )
    files["data/chip.yml"] = "peak: {value: 2 TFLOPS, source: sheet}\n"
    report = book(files).check()
    assert slugs(report) == ["unit-style", "unit-style", "unit-style"]
    assert not report.has_errors
    assert [str(found.location) for found in report.diagnostics] == [
        "wiki/a.md:1:10",
        "wiki/a.md:3:4",
        "wiki/a.md:5:1",
    ]


def test_b67_a_german_book_reads_and_prints_a_decimal_comma(book: OpenBook) -> None:
    config = CONFIG.replace("formulas:", "language: de\n      formulas:")
    body = (
        '<< spec("heater.power") / 3 | sig(4) >> << spec("heater.loss") >> '
        '<< claim("4,0-fach", spec("heater.power") / spec("heater.loss")) >>\n'
    )
    report = book(page(body), config).check()
    assert slugs(report) == []
    assert [result.text for result in report.results] == ["0,6667 kW", "0,5 kW", "4,0-fach"]
    assert "0,5" in report.pages["a.md"].derivations_html()
    english = book(page(body.replace("4,0-fach", "4.0x"))).check()
    assert [result.text for result in english.results] == ["0.6667 kW", "0.5 kW", "4.0x"]
    mixed = book(page(body.replace("4,0-fach", "4.0-fach")), config).check()
    assert mixed.has_errors


@pytest.mark.parametrize("language", ["en", "zh", "en-GB", "zh_TW", "zh-Hans", "de", "pt-BR"])
def test_a_book_may_have_a_language_whose_words_or_numbers_are_known(
    book: OpenBook, language: str
) -> None:
    config = CONFIG.replace("formulas:", f"language: {language}\n      formulas:")
    assert slugs(book(page("A page.\n"), config).check()) == []


@pytest.mark.parametrize(
    ("language", "hint"),
    [
        ("zhh", "did you mean zh?"),
        ("ZH", "did you mean zh?"),
        ("chinese", "there are words for: en, zh"),
        ("ja", "there are words for: en, zh"),
        ("english", "there are words for: en, zh"),
    ],
)
def test_a_language_that_nothing_is_known_of_is_an_error_at_its_place(
    book: OpenBook, language: str, hint: str
) -> None:
    config = CONFIG.replace("formulas:", f"language: {language}\n      formulas:")
    found = book(page("A page.\n"), config).check().diagnostics
    assert [(each.code.slug, str(each.location), each.hint) for each in found] == [
        ("invalid-option", "mkdocs.yml:5:17", hint)
    ]


def test_an_opened_book_takes_its_settings_from_the_environment_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path, text in page("A page.\n").items():
        (tmp_path / path.replace("data/", "facts/")).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path.replace("data/", "facts/")).write_text(text, encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(f"{CONFIG}      data: !ENV [CLAIMBOOK_TEST_DATA, data]\n")
    assert open_book(tmp_path).catalogue.specs == {}
    monkeypatch.setenv("CLAIMBOOK_TEST_DATA", "facts")
    opened = open_book(tmp_path)
    assert (opened.options.data, slugs(opened.check())) == ("facts", [])
    assert "heater.power" in opened.catalogue.specs


def test_a_sites_own_language_needs_no_words(book: OpenBook) -> None:
    config = "theme: {name: material, language: ja}\n" + CONFIG
    assert slugs(book(page("A page.\n"), config).check()) == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [("dirction", "did you mean direction?"), ("zzz", "remove it, or load its library")],
)
def test_a_default_that_no_formula_asks_for_is_an_error_at_its_name(
    book: OpenBook, name: str, hint: str
) -> None:
    config = CONFIG.replace("[]", "[claimbook_roofline]")
    config += f"      defaults: {{direction: one-way, {name}: one-way}}\n"
    found = book(page("A page.\n"), config).check().diagnostics
    assert [(each.code.slug, str(each.location), each.message, each.hint) for each in found] == [
        (
            "invalid-option",
            "mkdocs.yml:6:38",
            f"no formula has a parameter {name}, so a default for it does nothing",
            hint,
        )
    ]


def test_a_library_that_is_missing_excuses_a_default(book: OpenBook) -> None:
    config = f"{CONFIG}      defaults: {{own: x}}\n".replace("[]", "[gone]")
    assert slugs(book(page("A page.\n"), config).check()) == ["formulas-unusable"]


def test_b76_a_number_has_one_derivation_on_every_page(book: OpenBook) -> None:
    files = {
        **FILES,
        "wiki/a.md": '<< spec("heater.power") >>',
        "wiki/b/c.md": 'x\n\n<< spec("heater.power") | to("W") >> << spec("heater.power") >>',
    }
    results = book(files).check().results
    assert {leaf.name for result in results for leaf, _ in inputs(*result.subjects)} == {
        "heater.power"
    }


def test_b78_a_stale_source_is_a_warning_and_an_expired_one_an_error(book: OpenBook) -> None:
    files = page('<< spec("heater.power") >>')
    files["data/sources/sheet.yml"] = (
        f"{SOURCE}retrieved: 2025-01-10\nwarn_after: 180d\nerror_after: 365d\n"
    )
    opened = book(files)
    assert slugs(opened.check()) == []
    assert slugs(opened.check(as_of="2025-03-01")) == []
    stale = opened.check(as_of="2025-09-01")
    assert (slugs(stale), stale.has_errors) == (["stale-source"], False)
    expired = opened.check(as_of="2026-02-01")
    assert (slugs(expired), expired.has_errors) == (["expired-source"], True)
    assert slugs(opened.check(as_of="2024-01-01")) == ["invalid-date"]


def test_b90_the_claims_of_a_draft_are_not_the_book_s(book: OpenBook) -> None:
    files = {
        **page('<< spec("heater.power") >>'),
        "wiki/drafts/b.md": '<< claim("9 kW", spec("heater.power")) >>',
        "wiki/old.md": '<< claim("8 kW", spec("heater.power")) >>',
        "wiki/c.mkd": '<< claim("2 kW", spec("heater.power")) >>',
    }
    config = CONFIG + "draft_docs: |\n  drafts/\nexclude_docs: old.md\n"
    report = book(files, config).check()
    assert not report.has_errors
    assert sorted(report.pages) == ["a.md", "c.mkd"]
    assert report.counts.claims_checked == 1


def test_b112_any_page_may_use_any_spec_and_a_number_means_the_same_on_each(
    book: OpenBook,
) -> None:
    files = {
        **FILES,
        "data/deep/pump.yml": "name: A pump\npower: {value: 1 kW, source: sheet}\n",
        "wiki/a.md": '<< spec("heater.power") + spec("pump.power") >>',
        "wiki/deep/b.md": '<< spec("heater.power") + spec("pump.power") >>',
    }
    first, second = book(files).check().results
    assert first.text == second.text == "3.00 kW"
    assert [leaf.name for leaf, _ in inputs(*first.subjects)] == ["heater.power", "pump.power"]
    assert [leaf.span for leaf, _ in inputs(*first.subjects)] == [
        leaf.span for leaf, _ in inputs(*second.subjects)
    ]


def test_a_check_is_about_the_day_of_the_last_entry_unless_another_is_named(book: OpenBook) -> None:
    files = {
        **page('<< spec("heater.power") >>\n'),
        "data/sources/sheet.yml": f"{SOURCE}retrieved: 2026-01-01\nwarn_after: 30d\n",
    }
    assert (book(files).check().as_of, slugs(book(files).check())) == (None, [])
    files["wiki/journal/2026-01-10.md"] = "# Early\n"
    assert (book(files).check().as_of, slugs(book(files).check())) == ("2026-01-10", [])
    files["wiki/journal/2026-03-01.md"] = "# Later\n"
    assert slugs(book(files).check()) == ["stale-source"]
    assert slugs(book(files).check(as_of="2026-01-20")) == []
