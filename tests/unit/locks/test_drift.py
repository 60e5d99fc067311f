"""What a check says of a published number that is not what it was, and which number is which."""

from collections.abc import Callable

import pytest

from claimbook.book import Book
from claimbook.diagnostics import Diagnostic
from claimbook.locks import locked, write_lock
from claimbook.report import Report

OpenBook = Callable[..., Book]

CONFIG = """\
site_name: A book
docs_dir: wiki
plugins:
  - claimbook:
      formulas: [claimbook_roofline]
"""
DATA = {
    "data/heater.yml": (
        "name: A heater\n"
        "power: {value: 2 kW, source: sheet}\n"
        "loss: {value: 0.5 kW, source: sheet}\n"
    ),
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
}
POWER, LOSS = '<< spec("heater.power") >>', '<< spec("heater.loss") >>'
SHARE = '<< spec("heater.loss") / spec("heater.power") | percent(0) >>'


def pages(**texts: str) -> dict[str, str]:
    """Pages by their stem; two underscores stand for a slash and one for a hyphen."""
    return {
        f"wiki/{name.replace('__', '/').replace('_', '-')}.md": text for name, text in texts.items()
    }


def published(book: OpenBook, files: dict[str, str], config: str = CONFIG) -> str:
    """The lock of a book."""
    report = book({**DATA, **files}, config).check()
    assert not report.has_errors
    return write_lock([locked(result) for result in report.results])


def checked(
    book: OpenBook,
    before: dict[str, str],
    after: dict[str, str],
    config: str = CONFIG,
    **options: bool,
) -> Report:
    """The check of `after` against what `before` published; data/ is in both unless named."""
    lock = published(book, before, config)
    return book({**DATA, **after, "claims.lock": lock}, config).check(**options)


def heater(power: str = "2 kW", loss: str = "0.5 kW") -> dict[str, str]:
    text = DATA["data/heater.yml"].replace("2 kW", power).replace("0.5 kW", loss)
    return {"data/heater.yml": text}


def told(report: Report) -> list[str]:
    return [f"{found.severity} {found.code.slug}: {found.message}" for found in report.diagnostics]


def related(found: Diagnostic) -> list[str]:
    return [f"{each.span.location}: {each.message}" for each in found.related]


def test_a_book_as_it_was_published_has_no_drift(book: OpenBook) -> None:
    files = pages(a=f"{POWER} and {SHARE}\n")
    report = checked(book, files, files)
    assert told(report) == []
    assert report.counts.drifted == 0


def test_without_a_lock_nobody_knows(book: OpenBook) -> None:
    report = book({**DATA, **pages(a=POWER)}).check()
    assert report.counts.drifted is None
    assert not report.has_errors


def test_a_book_may_require_a_lock(book: OpenBook) -> None:
    report = book({**DATA, **pages(a=POWER)}, f"{CONFIG}      lock: required\n").check()
    assert told(report) == [
        "error lock-missing: the book has no claims.lock, and its settings require one"
    ]


def test_the_message_names_the_cause_and_each_number_that_follows(book: OpenBook) -> None:
    files = pages(a=f"{POWER}\n", b=f"Text.\n\nA share of {SHARE}, and {LOSS}\n")
    report = checked(book, files, {**files, **heater(power="4 kW")})
    assert told(report) == [
        (
            "error number-drifted: heater.power changed from 2 kW to 4 kW: 2 published numbers "
            "changed, on wiki/a.md, wiki/b.md"
        )
    ]
    (found,) = report.diagnostics
    assert str(found.location) == "data/heater.yml:2:16"
    assert related(found) == [
        f"wiki/a.md:1:1: 4 kW was 2 kW ({report.results[0].id})",
        f"wiki/b.md:3:12: 13% was 25% ({report.results[1].id})",
    ]
    assert report.counts.drifted == 2


def test_each_cause_is_told_by_itself(book: OpenBook) -> None:
    files = pages(a=f"{POWER} {LOSS} {SHARE}\n")
    report = checked(book, files, {**files, **heater(power="4 kW", loss="0.8 kW")})
    assert told(report) == [
        (
            "error number-drifted: heater.power changed from 2 kW to 4 kW: 1 published number "
            "changed, on wiki/a.md"
        ),
        (
            "error number-drifted: heater.loss changed from 0.5 kW to 0.8 kW: 1 published number "
            "changed, on wiki/a.md"
        ),
        (
            "error number-drifted: heater.loss changed from 0.5 kW to 0.8 kW; heater.power changed "
            "from 2 kW to 4 kW: 1 published number changed, on wiki/a.md"
        ),
    ]
    assert report.counts.drifted == 3


def test_a_claim_that_still_holds_is_a_note_because_its_words_are_the_same(book: OpenBook) -> None:
    files = pages(a='<< claim("about 2 kW", spec("heater.power")) >>\n')
    report = checked(book, files, {**files, **heater(power="2.01 kW")})
    assert told(report) == [
        (
            "note value-moved: heater.power changed from 2 kW to 2.01 kW: 1 value moved under "
            "the text "
            "that was published, on wiki/a.md; 1 claim rests on it"
        )
    ]
    assert (report.counts.drifted, report.has_errors) == (0, False)


def test_other_words_for_a_claim_are_a_change_that_needs_a_reason(book: OpenBook) -> None:
    before = pages(a='It is << claim("2 kW", spec("heater.power")) >>.\n')
    after = pages(a='It is << claim("4 kW", spec("heater.power")) >>.\n')
    report = checked(book, before, {**after, **heater(power="4 kW")})
    assert told(report) == [
        (
            "error number-drifted: heater.power changed from 2 kW to 4 kW: 1 published number "
            "changed, on wiki/a.md; 1 claim rests on it"
        )
    ]
    (result,) = report.results
    assert result.id == locked_ids(book, before)[0]


def locked_ids(book: OpenBook, files: dict[str, str]) -> list[str]:
    return [result.id for result in book({**DATA, **files}).check().results]


def test_words_alone_are_a_cause_of_their_own(book: OpenBook) -> None:
    before = pages(a='<< claim("2 kW", spec("heater.power")) >>\n')
    after = pages(a='<< claim("2.0 kW", spec("heater.power")) >>\n')
    assert told(checked(book, before, after)) == [
        (
            "error number-drifted: the pages now say it in other words: 1 published number "
            "changed, on "
            "wiki/a.md; 1 claim rests on it"
        )
    ]


def test_a_convention_of_the_book_is_a_cause(book: OpenBook) -> None:
    rack = {
        "data/rack.yml": (
            "name: A rack\nkind: accelerator\npeak:\n  fp8: {value: 5 PFLOPS, source: sheet}\n"
            "levels:\n  scale-up: {technology: N, bandwidth: {value: 1.8 TB/s, "
            "direction: bidirectional, source: sheet}}\n"
        ),
        **pages(a='<< roofline("rack", "fp8").balance >>\n'),
    }
    lock = published(book, rack, f"{CONFIG}      defaults: {{direction: one-way}}\n")
    config = f"{CONFIG}      defaults: {{direction: bidirectional}}\n"
    report = book({**DATA, **rack, "claims.lock": lock}, config).check()
    (found,) = report.diagnostics
    assert found.code.slug == "number-drifted"
    assert "convention changed from" in found.message
    assert "direction: one-way" in found.message
    assert "direction: bidirectional" in found.message


def test_a_formula_is_a_cause_where_no_input_changed(book: OpenBook) -> None:
    files = pages(a=f"{POWER}\n")
    lock = published(book, files).replace('"2 kW", "value": "2000"', '"3 kW", "value": "3000"')
    report = book({**DATA, **files, "claims.lock": lock}).check()
    assert told(report) == [
        (
            "error number-drifted: a formula changed, or how its result is printed: 1 "
            "published number "
            "changed, on wiki/a.md"
        )
    ]


def test_a_page_that_is_gone_is_told_with_its_numbers(book: OpenBook) -> None:
    report = checked(book, pages(a=f"{POWER}\n", b=f"{LOSS} {SHARE}\n"), pages(a=f"{POWER}\n"))
    (line,) = told(report)
    assert line.startswith("error number-lost: wiki/b.md is gone, with 2 published numbers: b-")
    assert report.counts.drifted == 2


def test_a_number_that_is_gone_from_its_page_is_told(book: OpenBook) -> None:
    report = checked(book, pages(a=f"{POWER} {LOSS}\n"), pages(a=f"{POWER}\n"))
    (line,) = told(report)
    assert line.startswith("error number-lost: 1 published number gone from wiki/a.md: a-")
    assert report.counts.drifted == 1


def test_b68_a_check_that_sees_nothing_where_numbers_were_is_never_green(book: OpenBook) -> None:
    report = checked(book, pages(a=f"{POWER} {LOSS}\n"), pages(a="Nothing.\n"))
    assert [found.code.slug for found in report.diagnostics] == ["nothing-to-check", "number-lost"]
    lenient = checked(book, pages(a=POWER), pages(a="Nothing.\n"), f"{CONFIG}      drift: warn\n")
    assert lenient.has_errors


def test_b68_claims_that_moved_to_another_page_are_found_there(book: OpenBook) -> None:
    before, after = pages(a=f"{POWER} {LOSS}\n", b="B.\n"), pages(a="A.\n", b=f"{POWER} {LOSS}\n")
    report = checked(book, before, after)
    assert told(report) == []
    assert report.counts.drifted == 0
    assert [result.id for result in report.results] == locked_ids(book, before)


def test_ids_survive_edits_around_a_number(book: OpenBook) -> None:
    before = pages(a=f"First {SHARE}.\n\nSecond {POWER}.\n")
    after = pages(a=f"# Title\n\nSecond {POWER}, then\nfirst {SHARE} and {LOSS}.\n")
    ids = {result.macro.expression: result.id for result in checked(book, before, after).results}
    old = {
        result.macro.expression: result.id for result in book({**DATA, **before}).check().results
    }
    assert {asked: ids[asked] for asked in old} == old


def test_a_copy_of_a_number_is_new_and_takes_no_id_away(book: OpenBook) -> None:
    before = pages(a=f"{POWER}\n", b="B.\n")
    report = checked(book, before, pages(a=f"{POWER}\n", b=f"{POWER}\n"))
    assert told(report) == []
    assert report.results[0].id == locked_ids(book, before)[0]
    assert report.results[1].id != report.results[0].id


def test_an_id_that_the_author_gave_wins(book: OpenBook) -> None:
    before = pages(a='<< spec("heater.power", id="p") >>\n', b="B.\n")
    after = pages(a=f"{POWER}\n", b='<< spec("heater.loss", id="p") >>\n')
    report = checked(book, before, after)
    (found,) = report.diagnostics
    assert found.code.slug == "number-drifted"
    assert related(found) == ["wiki/b.md:1:1: 0.5 kW was 2 kW (p)"]


def test_an_id_that_is_put_into_a_published_number_makes_no_new_one(book: OpenBook) -> None:
    before = pages(a=f"{POWER} {LOSS}\n")
    after = pages(a=f"<< spec('heater.power', id='p') >> {LOSS}\n".replace("'", '"'))
    report = checked(book, before, after)
    assert told(report) == []
    assert report.results[0].id == "p"


def test_a_book_beside_another_in_one_folder_has_its_own_part_of_the_lock(book: OpenBook) -> None:
    files = pages(a=f"{POWER}\n")
    lock = published(book, files)
    manual = {**DATA, **files, "docs/m.md": f"{LOSS}\n", "claims.lock": lock}
    config = CONFIG.replace("docs_dir: wiki", "docs_dir: docs")
    report = book(manual, config).check()
    assert told(report) == []
    assert report.counts.drifted is None
    assert [each.page for each in book(manual, config).foreign] == ["wiki/a.md"]


def test_a_folder_of_pages_that_got_another_name_is_no_other_book(book: OpenBook) -> None:
    lock = published(book, pages(a=f"{POWER}\n"))
    config = CONFIG.replace("docs_dir: wiki", "docs_dir: docs")
    report = book({**DATA, "docs/b.md": f"{LOSS}\n", "claims.lock": lock}, config).check()
    assert [found.code.slug for found in report.diagnostics] == ["number-lost"]


def test_a_new_number_never_takes_an_id_that_is_in_use(book: OpenBook) -> None:
    first = pages(a='<< claim("2 kW", spec("heater.power")) >>\n')
    lock = published(book, first)
    edited = pages(
        a='<< claim("2.0 kW", spec("heater.power")) >>\n<< claim("2 kW", spec("heater.power")) >>\n'
    )
    report = book({**DATA, **edited, "claims.lock": lock}).check()
    ids = [result.id for result in report.results]
    assert len(set(ids)) == 2


def test_new_numbers_need_no_ceremony(book: OpenBook) -> None:
    report = checked(book, pages(a=f"{POWER}\n"), pages(a=f"{POWER} {LOSS}\n", b=f"{SHARE}\n"))
    assert told(report) == []


@pytest.mark.parametrize("way", ["drift: warn", "preview"])
def test_drift_may_be_a_warning(book: OpenBook, way: str) -> None:
    files = pages(a=f"{POWER}\n", b=f"{LOSS}\n")
    config = CONFIG if way == "preview" else f"{CONFIG}      {way}\n"
    after = {**pages(a=f"{POWER}\n"), **heater(power="4 kW")}
    report = checked(book, files, after, config, is_preview=way == "preview")
    assert [(found.severity, found.code.slug) for found in report.diagnostics] == [
        ("warning", "number-lost"),
        ("warning", "number-drifted"),
    ]
    assert report.counts.drifted == 2


def test_what_fails_is_not_reported_as_lost_besides(book: OpenBook) -> None:
    files = pages(a=f'{POWER}\n\n<< table(spec(name, "power"), name=["heater"]) >>\n')
    broken = {"data/heater.yml": "name: A heater\nloss: {value: 1 kW, source: sheet}\n"}
    report = checked(book, files, {**files, **broken})
    assert {found.code.slug for found in report.diagnostics} == {"unknown-spec"}


def test_a_warning_on_its_page_hides_no_number_that_is_gone(book: OpenBook) -> None:
    unused = f'<< define("half", {POWER[3:-3]} / 2) >>\n'
    report = checked(book, pages(a=f"{POWER} {LOSS}\n"), pages(a=f"{POWER}\n\n{unused}"))
    assert [found.code.slug for found in report.diagnostics] == ["number-lost", "unused-definition"]
    assert report.has_errors


def test_ids_that_two_numbers_exchange_are_two_changes(book: OpenBook) -> None:
    one = '<< spec("heater.power", id="x") >> and << spec("heater.loss", id="y") >>\n'
    other = '<< spec("heater.power", id="y") >> and << spec("heater.loss", id="x") >>\n'
    report = checked(book, pages(a=one), pages(a=other))
    assert [line for found in report.diagnostics for line in related(found)] == [
        "wiki/a.md:1:40: 0.5 kW was 2 kW (x)",
        "wiki/a.md:1:1: 2 kW was 0.5 kW (y)",
    ]


def test_a_spec_may_be_new_to_one_number_and_change_under_another(book: OpenBook) -> None:
    before = pages(a=f"{POWER}\n", b='<< q("3 kW", id="n") >>\n')
    after = {**pages(a=f"{POWER}\n", b='<< spec("heater.power", id="n") >>\n'), **heater("4 kW")}
    assert told(checked(book, before, after)) == [
        (
            "error number-drifted: heater.power (4 kW) is a new input: 1 published number "
            "changed, on wiki/b.md"
        ),
        (
            "error number-drifted: heater.power changed from 2 kW to 4 kW: 1 published number "
            "changed, on wiki/a.md"
        ),
    ]


@pytest.mark.parametrize("name", ["2026-13-45.md", "\uff12\uff10\uff12\uff16-05-01.md"])
def test_a_page_whose_name_states_no_day_of_the_calendar_is_no_entry(
    book: OpenBook, name: str
) -> None:
    sources = "title: A sheet\nkind: primary\nretrieved: 2026-01-01\nwarn_after: 30d\n"
    files = {f"wiki/journal/{name}": f"{POWER}\n", "data/sources/sheet.yml": sources}
    report = checked(book, files, {**files, **heater("4 kW")})
    assert [found.code.slug for found in report.diagnostics] == ["number-drifted"]


def test_a_qualifier_that_changes_is_a_cause(book: OpenBook) -> None:
    text = "name: L\nrate: {value: 2 GB/s, direction: one-way, source: sheet}\n"
    files = pages(a='<< spec("link.rate") >>\n')
    before = {**files, "data/link.yml": text}
    lock = published(book, before).replace('"2 GB/s", "value"', '"3 GB/s", "value"')
    after = text.replace("one-way", "bidirectional")
    report = book({**DATA, **files, "data/link.yml": after, "claims.lock": lock}).check()
    assert "link.rate changed from 2 GB/s (one-way) to 2 GB/s (bidirectional)" in told(report)[0]


def test_the_lines_of_a_long_list_are_counted(book: OpenBook) -> None:
    body = "\n\n".join(f'<< spec("heater.power", id="n{at}") >>' for at in range(20))
    report = checked(book, pages(a=body), {**pages(a=body), **heater(power="3 kW")})
    (found,) = report.diagnostics
    assert found.message.startswith("heater.power changed from 2 kW to 3 kW: 20 published numbers")
    assert len(found.related) == 12


def test_two_checks_of_one_book_say_the_same(book: OpenBook) -> None:
    files = pages(a=f"{POWER}\n")
    lock = published(book, files)
    one = book({**DATA, **files, **heater(power="3 kW"), "claims.lock": lock})
    assert told(one.check()) == told(one.check())
