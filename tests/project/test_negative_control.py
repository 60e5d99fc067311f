"""The negative control: a book with every kind of fault once, and a check that finds each.

A check that finds nothing in a sound book proves little. `tests/negative_control/` is a book in
which each file is named for the one fault that is in it; the table below says where that fault
stands. `published/` in it is a book with a lock and a journal that have every fault of theirs.
`ELSEWHERE` names the codes that cannot come from those books: a run that found nothing to check and
a lock that is missing (the book in `empty/`), and what only a build can see.
"""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from claimbook import Book, Report, open_book
from claimbook.cli import main
from claimbook.diagnostics import CODES

CONTROL = Path(__file__).resolve().parents[1] / "negative_control"
DAY = "2026-08-01"

FAULTS = """\
CB110 invalid-id           data/Invalid_Id.yml:1:1
CB102 duplicate-key        data/duplicate-key.yml:3:1
CB112 empty-file           data/empty-file.yml:1:1
CB104 missing-key          data/missing-key.yml:2:8
CB106 missing-source       data/missing-source.yml:2:8
CB105 missing-unit         data/missing-unit.yml:2:16
CB111 duplicate-id         data/more/duplicate-id.yml:1:1
CB117 not-text             data/not-text.yml:1:10
CB202 quote-ambiguous      data/quote-ambiguous.yml:2:42
CB204 quote-disagrees      data/quote-disagrees.yml:2:44
CB201 quote-not-found      data/quote-not-found.yml:2:44
CB207 quote-too-short      data/quote-too-short.yml:2:44
CB203 quote-without-number data/quote-without-number.yml:2:44
CB205 raw-empty            data/raw-empty.yml:2:48
CB122 expired-source       data/sources/expired-source.yml:1:1
CB118 invalid-choice       data/sources/invalid-choice.yml:2:7
CB115 invalid-date         data/sources/invalid-date.yml:3:12
CB123 invalid-duration     data/sources/invalid-duration.yml:4:13
CB119 missing-raw          data/sources/missing-raw.yml:3:6
CB206 raw-changed          data/sources/raw-changed.yml:6:11
CB116 stale-source         data/sources/stale-source.yml:1:1
CB120 too-large            data/too-large.yml:2:46
CB407 unit-style           data/unit-style.yml:2:16
CB103 unknown-key          data/unknown-key.yml:2:37
CB114 unknown-kind         data/unknown-kind.yml:2:7
CB107 unknown-source       data/unknown-source.yml:2:30
CB401 unknown-unit         data/unknown-unit.yml:2:16
CB108 unreadable-value     data/unreadable-value.yml:2:16
CB109 wrong-dimension      data/wrong-dimension.yml:4:16
CB113 wrong-type           data/wrong-type.yml:5:12
CB121 yaml-feature         data/yaml-feature.yml:1:7
CB101 yaml-syntax          data/yaml-syntax.yml:1:15
CB704 missing-folder       mkdocs.yml:3:10
CB701 invalid-option       mkdocs.yml:10:7
CB316 block-misplaced      wiki/block-misplaced.md:1:13
CB503 claim-ambiguous      wiki/claim-ambiguous.md:1:19
CB501 claim-contradicted   wiki/claim-contradicted.md:5:18
CB508 claim-doubtful       wiki/claim-doubtful.md:1:19
CB506 claim-marginal       wiki/claim-marginal.md:1:19
CB504 claim-unit           wiki/claim-unit.md:1:19
CB502 claim-unreadable     wiki/claim-unreadable.md:1:16
CB505 claim-unsourced      wiki/claim-unsourced.md:1:19
CB335 dates-reversed       wiki/dates-reversed.md:3:1
CB402 dimension-mismatch   wiki/dimension-mismatch.md:1:10
CB404 division-by-zero     wiki/division-by-zero.md:1:4
CB322 duplicate-definition wiki/duplicate-definition.md:2:11
CB310 duplicate-macro-id   wiki/duplicate-macro-id.md:2:10
CB311 fence-unclosed       wiki/fence-unclosed.md:3:1
CB405 formula-failed       wiki/formula-failed.md:1:4
CB406 formula-unit         wiki/formula-unit.md:1:4
CB313 front-matter         wiki/front-matter.md:2:8
CB317 fullwidth-macro      wiki/fullwidth-macro.md:1:5
CB332 heading-unknown      wiki/heading-unknown.md:1:5
CB307 invalid-argument     wiki/invalid-argument.md:1:13
CB314 limit-exceeded       wiki/limit-exceeded.md:1:4
CB331 link-ambiguous       wiki/link-ambiguous.md:1:5
CB334 link-embeds          wiki/link-embeds.md:1:5
CB330 link-unknown         wiki/link-unknown.md:1:5
CB333 link-unpublished     wiki/link-unpublished.md:1:5
CB319 looks-like-html      wiki/looks-like-html.md:1:10
CB312 macro-in-code        wiki/macro-in-code.md:3:5
CB303 macro-syntax         wiki/macro-syntax.md:1:17
CB321 macro-uncalled       wiki/macro-uncalled.md:1:13
CB301 macro-unclosed       wiki/macro-unclosed.md:1:10
CB302 macro-unspaced       wiki/macro-unspaced.md:1:10
CB304 not-allowed          wiki/not-allowed.md:1:15
CB315 not-printable        wiki/not-printable.md:1:1
CB403 scope-refused        wiki/scope-refused.md:1:21
CB320 snippet-unfollowed   wiki/snippet-unfollowed.md:1:1
CB308 unknown-attribute    wiki/unknown-attribute.md:1:19
CB309 unknown-filter       wiki/unknown-filter.md:1:36
CB305 unknown-name         wiki/unknown-name.md:1:13
CB306 unknown-spec         wiki/unknown-spec.md:1:13
CB323 unused-definition    wiki/unused-definition.md:1:4
CB507 waiver-unneeded      wiki/waiver-unneeded.md:1:19
"""

PUBLISHED = """\
CB602 number-lost          claims.lock:7:1
CB606 lock-conflict        claims.lock:15:1
CB605 lock-unreadable      claims.lock:17:1
CB609 accept-unfinished    claims.lock.pending:1:1
CB601 number-drifted       data/number-drifted.yml:1:16
CB603 value-moved          data/value-moved.yml:1:16
CB608 journal-disagrees    wiki/journal/2026-01-11-journal-disagrees.md:2:1
CB607 journal-unreadable   wiki/journal/2026-01-12-journal-unreadable.md:2:1
CB610 page-outdated        wiki/page-outdated.md:2:10
"""

RESTS_ON = {
    "journal-disagrees": "wiki/journal/2026-01-11-journal-disagrees.md",
    "number-lost": "claims.lock:7",
    "lock-conflict": "claims.lock:15",
    "lock-unreadable": "claims.lock:17",
    "accept-unfinished": "claims.lock.pending",
    "number-drifted": "claims.lock:5",
    "value-moved": "claims.lock:9",
    "journal-unreadable": "wiki/journal/2026-01-12-journal-unreadable.md",
    "page-outdated": "wiki/journal/2026-01-10-page-outdated.md",
}
"""The file, or the line of the lock, without which a fault of the published book is none."""

EMPTY = """\
CB604 lock-missing         mkdocs.yml:1:1
CB703 formulas-unusable    mkdocs.yml:7:18
"""

ELSEWHERE = {
    "nothing-to-check": "the book in empty/",
    "site-leftover": "tests/cli/test_site_guard.py: it is about a finished site",
    "source-unreachable": "tests/cli/test_ingest.py: only that command goes to the network",
    "not-written": "tests/cli/test_ingest.py: only a command that writes can give it",
    "macro-in-literal": "tests/site/test_extension.py: only a build can see it",
}


@pytest.fixture(scope="module")
def control() -> Book:
    return open_book(CONTROL)


@pytest.fixture(scope="module")
def report(control: Book) -> Report:
    return control.check(as_of=DAY)


def expected(table: str = FAULTS) -> list[tuple[str, str, str]]:
    rows = [line.split() for line in table.splitlines()]
    return [(number, slug, place) for number, slug, place in rows]


def found_in(report: Report) -> list[tuple[str, str, str]]:
    return [(each.code.number, each.code.slug, str(each.location)) for each in report.diagnostics]


def test_every_fault_is_found_once_where_it_stands(report: Report) -> None:
    assert found_in(report) == expected()
    assert len(report.diagnostics) == 75


def test_every_kind_of_fault_is_in_the_control_or_accounted_for() -> None:
    counted = Counter(slug for _, slug, _ in expected(FAULTS + PUBLISHED + EMPTY))
    assert set(counted.values()) == {1}
    assert {*counted, *ELSEWHERE} == set(CODES)
    assert counted.keys().isdisjoint(ELSEWHERE)


def test_every_file_is_named_for_its_fault() -> None:
    for _, slug, place in expected():
        stem = Path(place.partition(":")[0]).stem
        assert stem in ("mkdocs", "Invalid_Id") or stem == slug
    for _, slug, place in expected(PUBLISHED):
        name = Path(place.partition(":")[0]).name
        assert name.startswith("claims.lock") or Path(name).stem.endswith(slug)


def test_every_finding_says_what_to_read_and_errors_say_what_to_do(report: Report) -> None:
    for found in report.diagnostics:
        assert found.message.strip()
        assert "Traceback" not in found.message
        assert found.span is not None


def test_the_counts_of_the_control_are_right(report: Report) -> None:
    counts = report.counts
    assert (counts.pages, counts.macros) == (44, 32)
    assert (counts.claims_checked, counts.claims_contradicted) == (8, 2)
    assert (counts.reported, counts.disputed, counts.waived) == (1, 1, 1)
    assert report.has_errors


def test_a_second_check_of_the_same_book_finds_the_same(control: Book, report: Report) -> None:
    assert found_in(control.check(as_of=DAY)) == found_in(report)


def test_without_a_day_no_source_is_called_old(control: Book) -> None:
    dated = {"stale-source", "expired-source"}
    assert found_in(control.check()) == [row for row in expected() if row[1] not in dated]


def test_each_fault_goes_with_its_file_and_no_other_with_it(tmp_path: Path) -> None:
    shutil.copytree(CONTROL, tmp_path, dirs_exist_ok=True)
    for number, slug, place in expected():
        path = tmp_path / place.partition(":")[0]
        if path.name == "mkdocs.yml":
            continue
        content = path.read_bytes()
        path.unlink()
        left = [(each.code.number, each.code.slug) for each in _check(tmp_path).diagnostics]
        path.write_bytes(content)
        assert left == [row[:2] for row in expected() if row != (number, slug, place)], place


def test_every_fault_of_the_lock_and_the_journal_is_found_once_where_it_stands() -> None:
    report = open_book(CONTROL / "published").check()
    assert found_in(report) == expected(PUBLISHED)
    assert [each.code.slug for each in report.diagnostics if each.severity == "note"] == [
        "value-moved"
    ]
    assert (report.counts.pages, report.counts.macros, report.counts.drifted) == (5, 5, 2)


@pytest.mark.parametrize("slug", RESTS_ON)
def test_each_fault_of_the_lock_and_the_journal_goes_with_what_it_rests_on(
    slug: str, tmp_path: Path
) -> None:
    assert RESTS_ON.keys() == {other for _, other, _ in expected(PUBLISHED)}
    shutil.copytree(CONTROL / "published", tmp_path, dirs_exist_ok=True)
    name, _, line = RESTS_ON[slug].partition(":")
    path = tmp_path / name
    if line:
        lines = path.read_text().splitlines(keepends=True)
        lines[int(line) - 1] = "\n"
        path.write_text("".join(lines))
    else:
        path.unlink()
    left = found_in(open_book(tmp_path).check())
    assert left == [row for row in expected(PUBLISHED) if row[1] != slug]


def test_a_lenient_book_is_warned_of_drift_and_of_nothing_else(tmp_path: Path) -> None:
    shutil.copytree(CONTROL / "published", tmp_path, dirs_exist_ok=True)
    config = tmp_path / "mkdocs.yml"
    config.write_text(config.read_text().replace("[claimbook]", "[{claimbook: {drift: warn}}]"))
    report = open_book(tmp_path).check()
    assert found_in(report) == expected(PUBLISHED)
    assert {each.code.slug for each in report.diagnostics if each.severity == "warning"} == {
        "accept-unfinished",
        "number-drifted",
        "number-lost",
        "page-outdated",
    }


def _check(folder: Path) -> Report:
    return open_book(folder).check(as_of=DAY)


def test_the_command_refuses_the_control_and_names_every_place() -> None:
    done = CliRunner().invoke(main, ["check", "--config", str(CONTROL), "--as-of", DAY])
    assert done.exit_code == 1
    for number, slug, place in expected():
        severity = CODES[slug].severity
        assert f"{place}: {severity} {number} {slug}: " in done.output


def test_b69_a_book_without_a_macro_has_nothing_to_check_and_is_not_called_right() -> None:
    config = str(CONTROL / "empty" / "mkdocs.yml")
    required = CliRunner().invoke(main, ["check", "--config", config, "--require-claims"])
    assert required.exit_code == 1
    assert "CB702 nothing-to-check" in required.output
    for number, slug, place in expected(EMPTY):
        assert f"{place}: error {number} {slug}: " in required.output
    without = CliRunner().invoke(main, ["check", "--config", config])
    assert "nothing-to-check" not in without.output
    assert "nothing to check: the pages hold no macro" in without.output
