"""What was accepted, as a table: that of its own day in an entry of the journal, else all of it."""

from collections.abc import Iterator, Mapping, Sequence

from claimbook.locks import CAUSES, Acceptance, History, day_in
from claimbook.pages import Listing
from claimbook.render import Cell, Table, Words, link_html, words_of
from claimbook.report import PageReport
from claimbook.sources import Source

_COLUMNS = ("page", "was", "now", "cause", "reason")
_GONE = "–"


def changes_table(
    listing: Listing,
    report: PageReport,
    reports: Mapping[str, PageReport],
    sources: Mapping[str, Source],
    history: History,
) -> Table:
    """The numbers that were changed, each with its cause and the reason.

    Args:
        listing: its option `limit` says how many rows there may be.
        report: the page that shows it.
        reports: all pages.
        sources: those of the book, by id.
        history: what the journal says.
    """
    words = words_of(report.language)
    is_entry = day_in(report.path) is not None
    shown = [each for each in reversed(history.acceptances) if not is_entry]
    shown = shown or [each for each in history.acceptances if each.entry == report.path]
    rows = [
        (*(() if is_entry else (_day(acceptance, report),)), *row)
        for acceptance in shown
        for row in _rows(acceptance, report, reports, _reason(acceptance, sources, words), words)
    ]
    limit = listing.options.get("limit")
    columns = _COLUMNS if is_entry else ("date", *_COLUMNS)
    above = words.listed.join(_firsts(shown, sources, words)) if is_entry else ""
    return Table(
        tuple(words.column(column) for column in columns),
        tuple(rows[: limit if isinstance(limit, int) else None]),
        above or ("" if rows else words.nothing),
    )


def _rows(
    acceptance: Acceptance,
    report: PageReport,
    reports: Mapping[str, PageReport],
    reason: str,
    words: Words,
) -> Iterator[tuple[Cell, ...]]:
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
            Cell(words.cause(cause) if cause in CAUSES else cause),
            Cell(reason),
        )


def _day(acceptance: Acceptance, report: PageReport) -> Cell:
    return Cell(acceptance.day, link_html(acceptance.day, acceptance.entry, on=report.path))


def _firsts(
    shown: Sequence[Acceptance], sources: Mapping[str, Source], words: Words
) -> Iterator[str]:
    """How many numbers were published for the first time, and why."""
    for acceptance in shown:
        if acceptance.first:
            yield words.first.format(acceptance.first)
            yield _reason(acceptance, sources, words)


def _reason(acceptance: Acceptance, sources: Mapping[str, Source], words: Words) -> str:
    """Why it was accepted, and what that rests on."""
    told = [acceptance.why]
    told.extend(sources[name].title if name in sources else name for name in acceptance.sources)
    told.extend([acceptance.commit] if acceptance.commit is not None else [])
    return words.listed.join(told)
