"""Accepting a change, as an author does it: what is refused, what is written, what stays."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from claimbook.book import open_book
from claimbook.cli import main
from claimbook.exports.reviews import reviews_document
from claimbook.locks import LOCK_NAME, PENDING_NAME

DAY = "2026-05-01"
JOURNAL = f"journal/{DAY}.md"
FILES = {
    "mkdocs.yml": (
        "site_name: A book\ndocs_dir: wiki\nplugins:\n"
        "  - claimbook:\n      lock: required\n      front_matter:\n        title: text\n"
        "        tags: [text]\n        updated: date\n        type: [page, journal]\n"
        "        version: integer\n"
    ),
    "data/heater.yml": (
        "name: A heater\npower: {value: 2 kW, source: sheet}\nloss: {value: 0.5 kW, source: note}\n"
    ),
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
    "data/sources/note.yml": "title: A note\nkind: secondary\n",
    "wiki/a.md": (
        "---\ntitle: A\ntags: []\nupdated: 2026-04-01\ntype: page\nversion: 1\n---\n\n# A\n\n"
        'It draws << spec("heater.power") >>, at a loss of << spec("heater.loss") >>, so '
        '<< claim("about 25 %", spec("heater.loss") / spec("heater.power")) >>.\n'
    ),
}
Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.chdir(folder)
    return lambda *arguments, **options: CliRunner().invoke(main, list(arguments), **options)


def accept(run: Run, *arguments: str, why: str = "because", day: str = DAY) -> Result:
    return run("accept", *arguments, "--why", why, "--as-of", day)


@pytest.fixture
def published(folder: Path, run: Run) -> Path:
    assert accept(run, "--all", why="The first edition.").exit_code == 0
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def entry(folder: Path, day: str = DAY) -> str:
    return (folder / f"wiki/journal/{day}.md").read_text(encoding="utf-8")


def matter(folder: Path, day: str = DAY) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(entry(folder, day).split("---\n")[1])
    return found


def state(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_first_acceptance_locks_all_and_opens_the_journal(folder: Path, run: Run) -> None:
    done = accept(run, "--all", why="The first edition.")
    assert done.exit_code == 0, done.output
    assert done.stderr.splitlines() == [
        "changed: 0, gone: 0, new: 3, unseen changes: 0",
        "wiki/journal/2026-05-01.md: written",
        "claims.lock: written",
    ]
    assert entry(folder) == (
        "---\n"
        'title: "Changes of 2026-05-01"\n'
        'tags: ["journal"]\n'
        "updated: 2026-05-01\n"
        "type: journal\n"
        "version: 1\n"
        "accepted:\n"
        '  - why: "The first edition."\n'
        "    first: 3\n"
        "---\n"
        "\n"
        "# Changes of 2026-05-01\n"
        "\n"
        "## Published numbers that changed\n"
        "\n"
        "<< changes() >>\n"
    )
    assert run("check").exit_code == 0
    assert len((folder / LOCK_NAME).read_text().strip().split("\n\n")) == 4


def test_a_change_is_refused_by_the_check_then_accepted_with_its_cause(
    published: Path, run: Run
) -> None:
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    check = run("check")
    assert check.exit_code == 1
    assert "heater.power changed from 2 kW to 2.1 kW" in check.stderr
    assert "drifted: 1" in check.stdout
    done = accept(run, "--all", why="A new sheet.", day="2026-05-02")
    assert done.exit_code == 0, done.output
    assert "wiki/a.md: 2 kW -> 2.1 kW" in done.stderr
    (item,) = matter(published, "2026-05-02")["accepted"]  # type: ignore[misc]
    (number,) = item["causes"][0].pop("numbers")
    assert item == {
        "why": "A new sheet.",
        "sources": ["sheet"],
        "causes": [{"cause": "heater.power: 2 kW \u2192 2.1 kW"}],
    }
    assert (number["page"], number["was"], number["now"]) == ("wiki/a.md", "2 kW", "2.1 kW")
    assert [result.history for result in open_book(published).check().results if result.history]
    again = run("check")
    assert again.exit_code == 0, again.output
    assert "CB610 page-outdated" in again.stderr


def test_touch_sets_the_day_of_the_pages_that_changed(published: Path, run: Run) -> None:
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    assert accept(run, "--all", "--touch", day="2026-05-02").exit_code == 0
    text = (published / "wiki/a.md").read_text(encoding="utf-8")
    assert text == FILES["wiki/a.md"].replace("updated: 2026-04-01", "updated: 2026-05-02")
    assert "page-outdated" not in run("check").stderr


def test_one_number_alone_is_accepted_and_nothing_else(published: Path, run: Run) -> None:
    report = open_book(published).check()
    power, loss = report.results[0].id, report.results[1].id
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    edit(published, "data/heater.yml", "0.5 kW", "0.55 kW")
    edit(published, "wiki/a.md", ".\n", '. New: << 2 * spec("heater.loss") >>.\n')
    assert accept(run, "--id", loss, day="2026-05-02").exit_code == 0
    left = run("check")
    assert "drifted: 1" in left.stdout
    assert power in left.stderr
    assert '"text": "1.1 kW"' not in (published / LOCK_NAME).read_text()


def test_a_partial_acceptance_never_prunes(published: Path, run: Run) -> None:
    power = open_book(published).check().results[0].id
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    edit(published, "wiki/a.md", ', at a loss of << spec("heater.loss") >>', "")
    assert accept(run, "--id", power, day="2026-05-02").exit_code == 0
    assert '"text": "0.5 kW"' in (published / LOCK_NAME).read_text()
    assert "number-lost" in run("check").stderr
    assert accept(run, "--all", day="2026-05-02").exit_code == 0
    assert '"text": "0.5 kW"' not in (published / LOCK_NAME).read_text()
    assert run("check").exit_code == 0
    gone = matter(published, "2026-05-02")["accepted"][1]["causes"][0]  # type: ignore[index]
    assert gone["cause"] == "gone"
    assert gone["numbers"][0]["was"] == "0.5 kW"
    assert "now" not in gone["numbers"][0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--all"], "an acceptance needs a reason"),
        (["--all", "--why", "  "], "an acceptance needs a reason"),
        (["--id", "nothing", "--why", "w"], "no number has the id nothing"),
        (["--all", "--why", "w", "--source", "sheat"], "no source sheat; did you mean sheet?"),
        ([], "nothing is named: --id names one number, --all takes all"),
    ],
)
def test_what_is_wrong_with_a_request_is_told_and_nothing_is_written(
    published: Path, run: Run, arguments: list[str], message: str
) -> None:
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    before = state(published)
    done = run("accept", *arguments)
    assert done.exit_code == 1
    assert message in done.stderr
    assert state(published) == before


def test_another_error_forbids_it(published: Path, run: Run) -> None:
    edit(published, "data/heater.yml", "2 kW", "9 kW")
    before = state(published)
    done = accept(run, "--all")
    assert done.exit_code == 1
    assert "CB501 claim-contradicted" in done.stderr
    assert "refused: the book has errors that are no drift" in done.stderr
    assert state(published) == before


def test_a_machine_accepts_nothing_unless_it_is_told_to(
    published: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    for value in ("true", " True ", "1", "woodpecker"):
        monkeypatch.setenv("CI", value)
        assert accept(run, "--all").exit_code == 1
    assert accept(run, "--all", "--ci-ok", day="2026-05-02").exit_code == 0


def test_wrong_usage_is_2(run: Run) -> None:
    assert run("accept", "--all", "--id", "x", "--why", "w").exit_code == 2
    assert run("accept", "--all", "--why", "w", "--as-of", "May").exit_code == 2


def test_nothing_to_accept_writes_nothing(published: Path, run: Run) -> None:
    before = state(published)
    for arguments in (["--all"], []):
        done = accept(run, *arguments, day="2026-06-01")
        assert done.exit_code == 0
        assert "nothing to accept" in done.stderr
    assert state(published) == before


def test_a_value_that_moves_unseen_is_locked_without_an_entry(published: Path, run: Run) -> None:
    edit(published, "data/heater.yml", "0.5 kW", "0.502 kW")
    edit(published, "wiki/a.md", 'spec("heater.loss") >>', 'spec("heater.loss") | sig(1) >>')
    assert accept(run, "--all", day="2026-05-02").exit_code == 0
    edit(published, "data/heater.yml", "0.502 kW", "0.501 kW")
    done = accept(run, "--all", day="2026-05-03")
    assert done.exit_code == 0
    assert not (published / "wiki/journal/2026-05-03.md").exists()
    assert "value-moved" not in run("check").stderr


def test_the_day_is_that_of_the_build_where_one_is_named(
    published: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780444800")
    assert run("accept", "--all", "--why", "w").exit_code == 0
    assert (published / "wiki/journal/2026-06-03.md").exists()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: T\ntags: [x]\nupdated: 2026-05-02\ntype: journal\nversion: 3\n---\n",
        (
            "---\ntitle: T\ntags: [x]\naccepted:\n- why: old\n# a remark\nupdated: 2026-05-02\n"
            "type: journal\nversion: 3\n---\n"
        ),
    ],
    ids=["without acceptances", "with one"],
)
def test_what_an_author_wrote_in_the_entry_stays(
    published: Path, run: Run, newline: str, mark: str, head: str
) -> None:
    text = f"{head}\n# By hand\n\nWords before.\n\n<< changes() >>\n\nWords after, no end of line"
    written = mark + text.replace("\n", newline)
    path = published / "wiki/journal/2026-05-02.md"
    path.write_bytes(written.encode())
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    done = accept(run, "--all", why='A "new" sheet: 1', day="2026-05-02")
    assert done.exit_code == 0, done.output
    now = path.read_bytes().decode()
    lines, at = now.split(newline), 0
    for line in written.split(newline):
        at = lines.index(line, at) + 1  # each line is still there, in its order
    assert now.startswith(mark)
    assert ("\r\n" in now) == (newline == "\r\n")
    assert now.count("<< changes() >>") == 1
    assert run("check").exit_code == 0
    assert '"A \\"new\\" sheet: 1"' in now


def test_an_entry_that_is_not_in_our_form_is_left_alone(published: Path, run: Run) -> None:
    path = published / "wiki/journal/2026-05-02.md"
    path.write_text(
        "---\ntitle: T\ntags: [x]\nupdated: 2026-05-01\ntype: journal\nversion: 3\n"
        "accepted: [{why: w}]\n---\n",
        encoding="utf-8",
    )
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    before = state(published)
    done = accept(run, "--all", day="2026-05-02")
    assert done.exit_code == 1
    assert "is not the list that claimbook accept writes" in done.stderr
    assert state(published) == before


@pytest.mark.parametrize("place", ["folder", "nowhere", "itself", "outside"])
def test_a_lock_that_is_no_file_of_the_book_is_not_a_missing_one(
    published: Path, run: Run, tmp_path_factory: pytest.TempPathFactory, place: str
) -> None:
    lock = published / LOCK_NAME
    outside = lock.rename(tmp_path_factory.mktemp("elsewhere") / LOCK_NAME)
    if place == "folder":
        lock.mkdir()
    else:
        lock.symlink_to({"nowhere": "none", "itself": LOCK_NAME}.get(place, str(outside)))
    edit(published, "mkdocs.yml", "lock: required", "lock: optional")
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    done = run("check")
    assert done.exit_code == 1
    assert "claims.lock:1:1: error CB605 lock-unreadable: claims.lock is no file" in done.stderr
    assert accept(run, "--all", day="2026-05-02").exit_code == 1


def test_what_cannot_be_written_is_named_as_the_book_has_it(
    published: Path, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    (published / "wiki/journal/2026-05-02.md").mkdir()
    done = accept(run, "--all", day="2026-05-02")
    assert done.exit_code == 1
    assert "refused: wiki/journal/2026-05-02.md cannot be written: Is a directory" in done.stderr
    (published / "wiki/log").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    edit(published, "mkdocs.yml", "lock: required", "journal: log")
    done = accept(run, "--all", day="2026-05-02")
    assert done.exit_code == 1
    assert "refused: wiki/log/2026-05-02.md cannot be written: it would be outside" in done.stderr


def test_bytes_that_are_no_text_are_shown_as_a_mark(published: Path, run: Run) -> None:
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    why, commit = "a \udcff b", "\udcff"
    assert accept(run, "--all", "--commit", commit, why=why, day="2026-05-02").exit_code == 0
    (item,) = matter(published, "2026-05-02")["accepted"]  # type: ignore[misc]
    assert (item["why"], item["commit"]) == ("a \ufffd b", "\ufffd")
    assert run("check").exit_code == 0


HEAD = "title: T\ntags: [x]\nupdated: 2026-05-01\ntype: journal\nversion: 3\n"


@pytest.mark.parametrize(
    "front_matter",
    [
        "".join(f"  {line}\n" for line in HEAD.splitlines()),
        "  accepted:\n    - why: old\n" + "".join(f"  {line}\n" for line in HEAD.splitlines()),
        "{title: T, tags: [x], updated: 2026-05-01, type: journal, version: 3}\n",
        f"base: &base\n  accepted:\n  - why: old\n<<: *base\n{HEAD}",
    ],
    ids=["indented", "indented with acceptances", "in braces", "merged in"],
)
def test_front_matter_that_would_be_harmed_is_left_alone(
    published: Path, run: Run, front_matter: str
) -> None:
    path = published / "wiki/journal/2026-05-02.md"
    path.write_text(f"---\n{front_matter}---\n\nWords.\n", encoding="utf-8")
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    before = state(published)
    done = accept(run, "--all", day="2026-05-02")
    assert done.exit_code == 1
    assert "wiki/journal/2026-05-02.md: its front matter is in a form that" in done.stderr
    assert state(published) == before


def test_an_entry_whose_front_matter_begins_with_a_rule_keeps_its_acceptances(
    published: Path, run: Run
) -> None:
    path = published / "wiki/journal/2026-05-02.md"
    path.write_text(f"---\n---\n{HEAD}---\n\nWords.\n", encoding="utf-8")
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    assert accept(run, "--all", day="2026-05-02").exit_code == 0
    book = open_book(published)
    days = [each.day for each in book.history(book.check().pages).acceptances]
    assert days == ["2026-05-01", "2026-05-02"]


@pytest.mark.parametrize(
    "shown",
    [
        "```md\n<< changes() >>\n```",
        "~~~\n<< changes() >>\n~~~",
        "Written as `<< changes() >>`.",
        "<!-- << changes() >> -->",
        "\\<< changes() >>",
    ],
    ids=["fence", "tildes", "code", "comment", "escape"],
)
def test_a_table_that_no_reader_sees_is_none(published: Path, run: Run, shown: str) -> None:
    path = published / "wiki/journal/2026-05-02.md"
    path.write_text(f"---\n{HEAD}---\n\n{shown}\n", encoding="utf-8")
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    assert accept(run, "--all", day="2026-05-02").exit_code == 0
    assert entry(published, "2026-05-02").endswith(
        f"\n{shown}\n\n## Published numbers that changed\n\n<< changes() >>\n"
    )
    assert run("check").exit_code == 0


@pytest.mark.parametrize("left_open", ["```", "<div markdown>", "<pre>", "<script>"])
def test_an_entry_that_ends_in_something_open_is_left_alone(
    published: Path, run: Run, left_open: str
) -> None:
    path = published / "wiki/journal/2026-05-02.md"
    path.write_text(f"---\n{HEAD}---\n\n{left_open}\nWords.\n", encoding="utf-8")
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    before = state(published)
    done = accept(run, "--all", day="2026-05-02")
    assert done.exit_code == 1
    assert "wiki/journal/2026-05-02.md: nothing can be shown at its end" in done.stderr
    assert state(published) == before


def test_an_entry_that_is_no_text_and_no_page_is_told(published: Path, run: Run) -> None:
    with (published / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("exclude_docs: /journal/2026-05-02.md\n")
    (published / "wiki/journal/2026-05-02.md").write_bytes(b"\xff\xfe")
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    done = accept(run, "--all", day="2026-05-02")
    assert done.exit_code == 1
    assert "wiki/journal/2026-05-02.md: it is not UTF-8 text" in done.stderr


@pytest.mark.parametrize(
    "dates",
    [
        "created: &day 2026-04-01\nupdated: *day",
        "updated: &day 2026-04-01\nread: *day",
        "updated: |\n  2026-04-01",
    ],
    ids=["alias", "anchor", "block"],
)
def test_a_day_that_is_written_elsewhere_is_the_author_s_to_change(
    published: Path, run: Run, dates: str
) -> None:
    edit(published, "mkdocs.yml", "        updated: date\n", "")
    edit(published, "wiki/a.md", "updated: 2026-04-01", dates)
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    before = (published / "wiki/a.md").read_bytes()
    assert accept(run, "--all", "--touch", day="2026-05-02").exit_code == 0
    assert (published / "wiki/a.md").read_bytes() == before


def test_an_entry_states_its_day_also_when_the_data_changes(published: Path, run: Run) -> None:
    path = published / "wiki/journal/2026-05-01.md"
    with path.open("a", encoding="utf-8") as file:
        file.write('\nToday it is << claim("2.0 kW", spec("heater.power")) >>.\n')
    assert accept(run, "--all").exit_code == 0
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    assert accept(run, "--all", day="2026-05-02").exit_code == 0
    report = open_book(published).check()
    assert not report.has_errors
    (past,) = report.pages["journal/2026-05-01.md"].numbers
    assert past.text == "2.0 kW"
    assert past.outcome.mark == "frozen"
    assert past.outcome.frozen is not None
    assert (past.outcome.frozen.day, past.outcome.frozen.now) == ("2026-05-01", "2.1 kW")
    edit(published, "data/heater.yml", "power: {value: 2.1 kW, source: sheet}\n", "")
    edit(published, "wiki/a.md", '<< spec("heater.power") >>', "much")
    edit(
        published,
        "wiki/a.md",
        '<< claim("about 25 %", spec("heater.loss") / spec("heater.power")) >>',
        "so it is",
    )
    report = open_book(published).check()
    (past,) = report.pages["journal/2026-05-01.md"].numbers
    assert past.text == "2.0 kW"
    assert past.outcome.frozen is not None
    assert past.outcome.frozen.now is None
    slugs = {found.code.slug for found in report.diagnostics}
    assert slugs == {"page-outdated", "number-lost"}


def test_the_review_of_a_figure_in_a_past_entry_explains_what_was_published(
    published: Path, run: Run
) -> None:
    path = published / "wiki/journal/2026-05-01.md"
    with path.open("a", encoding="utf-8") as file:
        file.write('\nThey say << reported("3 kW", spec("heater.power"), source="note") >>.\n')
    assert accept(run, "--all").exit_code == 0
    edit(published, "data/heater.yml", "2 kW", "5 kW")
    document = reviews_document(open_book(published).check().pages[JOURNAL])
    assert document is not None
    assert document["@graph"][0]["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "contradicted",
        "ratingExplanation": "3 kW (recomputed: 2 kW)",
    }


def test_a_number_of_a_past_entry_cannot_be_named(published: Path, run: Run) -> None:
    path = published / "wiki/journal/2026-05-01.md"
    with path.open("a", encoding="utf-8") as file:
        file.write('\nToday it is << spec("heater.power", id="today") >>.\n')
    assert accept(run, "--all").exit_code == 0
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    done = accept(run, "--id", "today", day="2026-05-02")
    assert done.exit_code == 1
    assert "refused: today is a number of a past entry, which stays as it was" in done.stderr


@pytest.mark.parametrize("journal", ["../log", "/log", "a/../../log"])
def test_the_journal_lies_within_the_pages(published: Path, run: Run, journal: str) -> None:
    edit(published, "mkdocs.yml", "lock: required", f"journal: {journal}")
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    before = state(published)
    done = accept(run, "--all", day="2026-05-02")
    assert done.exit_code == 1
    assert "CB701 invalid-option: journal must be a folder within that of the pages" in done.stderr
    assert state(published) == before


def test_words_in_an_old_entry_are_not_rewritten_in_silence(published: Path, run: Run) -> None:
    path = published / "wiki/journal/2026-05-01.md"
    with path.open("a", encoding="utf-8") as file:
        file.write('\nToday it is << claim("2 kW", spec("heater.power")) >>.\n')
    assert accept(run, "--all").exit_code == 0
    edit(published, "wiki/journal/2026-05-01.md", '"2 kW"', '"2.0 kW"')
    assert "number-drifted" in run("check").stderr


def test_the_journal_and_the_lock_must_agree(published: Path, run: Run) -> None:
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    assert accept(run, "--all", day="2026-05-02").exit_code == 0
    edit(published, "wiki/journal/2026-05-02.md", '"2.1 kW"', '"2.3 kW"')
    done = run("check")
    assert done.exit_code == 1
    assert "CB608 journal-disagrees" in done.stderr
    assert "is 2.3 kW here, the lock has 2.1 kW" in done.stderr


def test_an_entry_tells_the_changes_of_a_number_in_their_order(published: Path, run: Run) -> None:
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    assert accept(run, "--all", day="2026-05-10").exit_code == 0
    edit(published, "data/heater.yml", "2.1 kW", "2 kW")
    before = state(published)
    done = accept(run, "--all", day="2026-05-05")
    assert done.exit_code == 1
    assert "changed after 2026-05-05, as the journal has it" in done.stderr
    assert state(published) == before
    assert accept(run, "--all", day="2026-05-10").exit_code == 0
    assert run("check").exit_code == 0


def test_a_number_that_is_given_an_id_keeps_its_peace_with_the_journal(
    published: Path, run: Run
) -> None:
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    assert accept(run, "--all", day="2026-05-02").exit_code == 0
    edit(published, "wiki/a.md", 'spec("heater.power") >>,', 'spec("heater.power", id="p") >>,')
    assert accept(run, "--all", day="2026-05-03").exit_code == 0
    assert run("check").exit_code == 0
    edit(published, "data/heater.yml", "2.1 kW", "2.05 kW")
    assert accept(run, "--all", day="2026-05-04").exit_code == 0
    assert run("check").exit_code == 0
    lock = published / LOCK_NAME
    lock.write_text(lock.read_text().replace('"text": "2.05 kW"', '"text": "2.3 kW"'))
    assert "p is 2.05 kW here, the lock has 2.3 kW" in run("check").stderr


def test_a_dated_page_outside_the_journal_lists_all_changes(published: Path, run: Run) -> None:
    head = FILES["wiki/a.md"].partition("# A")[0]
    (published / "wiki/blog").mkdir()
    (published / "wiki/blog/2026-06-01.md").write_text(f"{head}# P\n\n<< changes() >>\n")
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    assert accept(run, "--all", day="2026-05-02").exit_code == 0
    (table,) = open_book(published).check().pages["blog/2026-06-01.md"].macros
    assert "2.1 kW" in table.html


def test_a_change_of_a_file_that_two_pages_include_is_told_once_on_each(
    published: Path, run: Run
) -> None:
    with (published / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("markdown_extensions:\n  - pymdownx.snippets:\n      base_path: [parts]\n")
    (published / "parts").mkdir()
    (published / "parts/s.md").write_text('<< spec("heater.power", id="p") >>\n')
    for name in ("b", "c"):
        head = FILES["wiki/a.md"].partition("# A")[0]
        (published / f"wiki/{name}.md").write_text(f'{head}# T\n\n--8<-- "s.md"\n')
    assert accept(run, "--all").exit_code == 0
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    assert accept(run, "--all", day="2026-05-02").exit_code == 0
    pages = open_book(published).check().pages
    told = [[past.text for past in pages[f"{name}.md"].numbers[0].history] for name in ("b", "c")]
    assert told == [["2 kW"], ["2 kW"]]


def test_a_plot_of_a_past_entry_keeps_its_shape(published: Path, run: Run) -> None:
    path = published / "wiki/journal/2026-05-01.md"
    with path.open("a", encoding="utf-8") as file:
        file.write('\n<< plot("bars", spec("heater.power"), spec("heater.loss"), title="P") >>\n')
    assert accept(run, "--all").exit_code == 0
    before = [result.html for result in open_book(published).check().pages[JOURNAL].macros][-1]
    edit(published, "data/heater.yml", "2 kW", "8 kW")
    edit(published, "data/heater.yml", "0.5 kW", "2 kW")
    after = [result.html for result in open_book(published).check().pages[JOURNAL].macros][-1]
    assert ticks(after) == ticks(before)
    assert ticks(after)[-1] == "2"
    lock = published / LOCK_NAME
    lock.write_text(lock.read_text().replace('"value": "2000"', '"value": "1e999999999"'))
    assert open_book(published).check().counts.drifted == 2


def ticks(html: str) -> list[str]:
    return re.findall(r'class="cb-plot-tick">([^<]*)', html)


@pytest.mark.parametrize("value", ["text", "[text]", "[{why: [x]}]", "[{why: w, causes: [1]}]"])
def test_an_acceptance_that_cannot_be_read_is_told(published: Path, run: Run, value: str) -> None:
    edit(published, "wiki/journal/2026-05-01.md", "accepted:\n", f"accepted: {value}\nold:\n")
    done = run("check")
    assert done.exit_code == 1
    assert "wiki/journal/2026-05-01.md:7:1: error CB607 journal-unreadable" in done.stderr


def test_a_merge_of_the_lock_is_repaired(published: Path, run: Run) -> None:
    lock = published / LOCK_NAME
    text = lock.read_text(encoding="utf-8")
    line = next(each for each in text.splitlines() if '"text": "2 kW"' in each)
    other = line.replace("2 kW", "7 kW")
    conflict = f"<<<<<<< HEAD\n{other}\n=======\n{line}\n>>>>>>> two\n"
    lock.write_text(text.replace(f"{line}\n", conflict), encoding="utf-8")
    assert "CB606 lock-conflict" in run("check").stderr
    done = run("accept")
    assert done.exit_code == 0, done.output
    assert lock.read_text(encoding="utf-8") == text
    assert run("check").exit_code == 0


def test_a_lock_with_unreadable_lines_is_not_written_over(published: Path, run: Run) -> None:
    edit(published, LOCK_NAME, '"stance": "computed"', '"stance": 5')
    before = state(published)
    done = accept(run, "--all")
    assert done.exit_code == 1
    assert "lock-unreadable" in done.stderr
    assert state(published) == before


def test_a_file_that_cannot_be_written_takes_everything_back(
    published: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    before = state(published)
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if Path(target).name == LOCK_NAME:
            raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    done = accept(run, "--all", day="2026-05-02")
    assert done.exit_code == 1
    assert "cannot be written: No space left on device" in done.stderr
    assert {name: each for name, each in state(published).items() if ".new" not in name} == before


def test_a_stranger_cannot_make_an_acceptance_write_elsewhere(published: Path, run: Run) -> None:
    config = (published / "mkdocs.yml").read_text(encoding="utf-8")
    writes = [
        {"path": name, "before": before, "after": "evil"}
        for name, before in (("mkdocs.yml", config), ("../evil", None), ("wiki/../evil.md", None))
    ]
    (published / PENDING_NAME).write_text(yaml.safe_dump(writes, default_flow_style=True))
    assert run("accept").exit_code == 0
    assert (published / "mkdocs.yml").read_text(encoding="utf-8") == config
    assert not (published.parent / "evil").exists()
    assert not (published / "evil.md").exists()
    assert not (published / PENDING_NAME).exists()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[",
        "5",
        '[{"path": "wiki/a.md", "before": 5, "after": "x"}]',
        '[{"path": "wiki/a.md", "before": null, "after": null}]',
        '[{"path": "wiki/\\u0000.md", "before": null, "after": "x"}]',
        '[{"path": "wiki/a.md", "before": null, "after": "\\ud800"}]',
        "[" * 100_000,
    ],
)
def test_an_intention_that_cannot_be_read_is_put_away(
    published: Path, run: Run, content: str
) -> None:
    before = state(published)
    (published / PENDING_NAME).write_text(content, encoding="utf-8")
    done = run("accept")
    assert done.exit_code == 0, done.output
    assert done.stderr.splitlines()[0] == ("an acceptance that was interrupted has been taken back")
    assert state(published) == before


def test_a_folder_in_the_place_of_the_intention_is_told(published: Path, run: Run) -> None:
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    (published / PENDING_NAME).mkdir()
    done = accept(run, "--all")
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr


def test_the_other_book_in_the_folder_keeps_its_lines(published: Path, run: Run) -> None:
    config = FILES["mkdocs.yml"].replace("docs_dir: wiki", "docs_dir: docs")
    (published / "manual.yml").write_text(config, encoding="utf-8")
    (published / "docs").mkdir()
    page = FILES["wiki/a.md"].replace("# A", "# Manual")
    (published / "docs/m.md").write_text(page, encoding="utf-8")
    lines = set((published / LOCK_NAME).read_text().splitlines())
    assert run("accept", "-f", "manual.yml", "--all", "--why", "w").exit_code == 0
    assert lines < set((published / LOCK_NAME).read_text().splitlines())
    assert run("check").exit_code == run("check", "-f", "manual.yml").exit_code == 0


def test_branches_that_both_changed_a_number_are_settled_by_the_lock(
    published: Path, run: Run
) -> None:
    lock, journal = published / LOCK_NAME, published / "wiki/journal"
    first = lock.read_text(encoding="utf-8")
    sides = []
    for day, value in (("2026-05-02", "2.1 kW"), ("2026-05-03", "2.05 kW")):
        lock.write_text(first, encoding="utf-8")
        data = FILES["data/heater.yml"].replace("2 kW", value)
        (published / "data/heater.yml").write_text(data, encoding="utf-8")
        away = [path.rename(published / path.name) for path in journal.glob("2026-05-0[23].md")]
        assert accept(run, "--all", day=day).exit_code == 0
        sides.append(lock.read_text(encoding="utf-8"))
        for path in away:
            path.rename(journal / path.name)
    for side, value in zip(sides, ("2.1 kW", "2.05 kW"), strict=True):
        lock.write_text(side, encoding="utf-8")
        data = FILES["data/heater.yml"].replace("2 kW", value)
        (published / "data/heater.yml").write_text(data, encoding="utf-8")
        assert "journal-disagrees" not in run("check").stderr
    lock.write_text(first, encoding="utf-8")
    done = run("check").stderr
    assert "CB608 journal-disagrees" in done
    assert "wiki/journal/2026-05-03.md:" in done


def test_touch_dates_pages_and_no_other_file(published: Path, run: Run) -> None:
    notes = "---\nupdated: 2020-01-01\n---\n"
    (published / "NOTES.md").write_text(notes, encoding="utf-8")
    text = (published / LOCK_NAME).read_text(encoding="utf-8")
    line = '{"id": "n", "page": "wiki/../NOTES.md", "text": "1", "stance": "computed", '
    extra = f'{line}"expression": "x"}}\n'
    (published / LOCK_NAME).write_text(f"{text}\n{extra}", encoding="utf-8")
    assert accept(run, "--all", "--touch").exit_code == 0
    assert (published / "NOTES.md").read_text(encoding="utf-8") == notes


def test_a_count_of_many_digits_is_no_count(published: Path, run: Run) -> None:
    edit(published, "wiki/journal/2026-05-01.md", "first: 3", f"first: {'9' * 5000}")
    assert "CB607 journal-unreadable" in run("check").stderr


def test_two_at_once_both_come_through(published: Path) -> None:
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    edit(published, "data/heater.yml", "0.5 kW", "0.55 kW")
    ids = [result.id for result in open_book(published).check().results[:2]]
    environment = {key: each for key, each in os.environ.items() if key != "CI"}
    running = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "claimbook",
                "accept",
                "--id",
                each,
                "--why",
                each,
                "--as-of",
                "2026-05-02",
            ],
            cwd=published,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for each in ids
    ]
    for each in running:
        _, errors = each.communicate(timeout=60)
        assert each.returncode == 0, errors
    items = matter(published, "2026-05-02")["accepted"]
    assert {item["why"] for item in items} == set(ids)  # type: ignore[attr-defined]
    assert open_book(published).check().counts.drifted == 0


def test_the_history_shows_in_the_popover_and_the_register(published: Path, run: Run) -> None:
    edit(published, "data/heater.yml", "2 kW", "2.1 kW")
    assert accept(run, "--all", why="A <b>new</b> sheet.", day="2026-05-02").exit_code == 0
    report = open_book(published).check()
    derivations = report.pages["a.md"].derivations_html(lambda page, _: f"/{page}/")
    assert (
        '<ul class="cb-history"><li>2 kW until <a href="/journal/2026-05-02.md/">2026-05-02</a>: '
        "A &lt;b&gt;new&lt;/b&gt; sheet.</li></ul>"
    ) in derivations
    edit(published, "wiki/a.md", "# A\n", "# A\n\n<< journal() >>\n")
    listed = open_book(published).check().pages["a.md"].macros[0].html
    assert "<td>A &lt;b&gt;new&lt;/b&gt; sheet.</td>" in listed
    shown = report.pages["journal/2026-05-02.md"].macros[0].html
    assert "2.1 kW" in shown
    assert "A &lt;b&gt;new&lt;/b&gt; sheet. (source sheet)" in shown


def test_a_number_that_is_given_an_id_keeps_its_past(published: Path, run: Run) -> None:
    edit(published, "data/heater.yml", "2 kW", "2.05 kW")
    assert accept(run, "--all", day="2026-05-02").exit_code == 0
    edit(
        published, "wiki/a.md", 'spec("heater.power") >>, at', 'spec("heater.power", id="p") >>, at'
    )
    for step in ("before it is accepted", "and after"):
        number = open_book(published).check().results[0]
        assert (number.id, [past.text for past in number.history]) == ("p", ["2 kW"]), step
        assert accept(run, "--all", day="2026-05-03").exit_code == 0
    edit(published, "data/heater.yml", "2.05 kW", "1.95 kW")
    assert accept(run, "--id", "p", day="2026-05-04").exit_code == 0
    number = open_book(published).check().results[0]
    assert [past.text for past in number.history] == ["2.05 kW", "2 kW"]
    assert "CB608" not in run("check").stderr
