"""What was accepted, as a table: that of its own day in an entry of the journal, else all of it."""

from collections.abc import Iterator, Mapping, Sequence

from claimbook.locks import CAUSES, Acceptance, History, is_entry
from claimbook.pages import Listing
from claimbook.render import Cell, Table, Words, link_html, words_of
from claimbook.report import PageReport

_COLUMNS = ("page", "was", "now", "cause", "reason")
_GONE = "–"


def changes_table(
    listing: Listing,
    report: PageReport,
    reports: Mapping[str, PageReport],
    journal: str,
    history: History,
) -> Table:
    """The numbers that were changed, each with its cause and the reason.

    Args:
        listing: its option `limit` says how many rows there may be.
        report: the page that shows it.
        reports: all pages.
        journal: the folder of the journal.
        history: what it says.
    """
    words = words_of(report.language)
    is_dated = is_entry(report.path, journal)
    shown = [each for each in reversed(history.acceptances) if not is_dated]
    shown = shown or [each for each in history.acceptances if each.entry == report.path]
    rows = [
        (*(() if is_dated else (_day(acceptance, report),)), *row)
        for acceptance in shown
        for row in _rows(acceptance, report, reports, words)
    ]
    limit = listing.options.get("limit")
    columns = _COLUMNS if is_dated else ("date", *_COLUMNS)
    above = words.listed.join(_firsts(shown, words)) if is_dated else ""
    return Table(
        tuple(words.column(column) for column in columns),
        tuple(rows[: limit if isinstance(limit, int) else None]),
        above or ("" if rows else words.nothing),
    )


def _rows(
    acceptance: Acceptance,
    report: PageReport,
    reports: Mapping[str, PageReport],
    words: Words,
) -> Iterator[tuple[Cell, ...]]:
    """The numbers of one acceptance; what is the same for several of them is told once."""
    reason, before = _reason(acceptance, words), None
    pages = {page.text.path: path for path, page in reports.items()}
    for cause, revision in acceptance.revisions:
        path = pages.get(revision.page)
        page = Cell(revision.page)
        if path is not None:
            title = reports[path].title
            anchor = reports[path].anchors.get(revision.id)
            page = Cell(title, link_html(title, path, on=report.path, anchor=anchor))
        yield (
            page,
            Cell(revision.was, is_number=True),
            Cell(revision.now or _GONE, is_number=True),
            Cell(words.same if cause == before else _told(cause, words)),
            Cell(words.same if before is not None else reason),
        )
        before = cause


def _day(acceptance: Acceptance, report: PageReport) -> Cell:
    return Cell(acceptance.day, link_html(acceptance.day, acceptance.entry, on=report.path))


def _firsts(shown: Sequence[Acceptance], words: Words) -> Iterator[str]:
    """How many numbers were published for the first time, and why."""
    for acceptance in shown:
        if acceptance.first:
            yield words.first.format(acceptance.first)
            yield _reason(acceptance, words)


def _told(cause: str, words: Words) -> str:
    return words.cause(cause) if cause in CAUSES else cause


def _reason(acceptance: Acceptance, words: Words) -> str:
    """Why it was accepted, and the ids of what that rests on."""
    rests = [f"{words.source} {name}" for name in acceptance.sources]
    rests.extend([acceptance.commit] if acceptance.commit is not None else [])
    return acceptance.why + (words.aside.format(words.listed.join(rests)) if rests else "")
