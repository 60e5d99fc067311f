"""The blocks of a page: grids of numbers, and what the page, the book or its journal lists.

Grids are drawn as soon as their cells are evaluated. Listings look at finished pages, so they are
drawn last; nothing in them is computed that is not a result already.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import get_args

from claimbook.changes import changes_table
from claimbook.claims.review import Verdict
from claimbook.diagnostics import visible
from claimbook.links import Links
from claimbook.locks import History
from claimbook.pages import Grid, GridCell, Listing
from claimbook.render import Cell, Table, Words, link_html, source_html, verdict_html, words_of
from claimbook.report import MacroResult, PageReport
from claimbook.sources import Source

_SPEC_COLUMNS = ("spec", "value", "source")
# The verdict stands beside the claim, where a phone shows it without a move of the table.
_LEDGER_COLUMNS = ("claim", "verdict", "recomputed", "allowed", "source", "note")
_SOURCE = _LEDGER_COLUMNS.index("source")
_DISCREPANCY_COLUMNS = ("claim", "verdict", "recomputed", "source", "page")
_JOURNAL_COLUMNS = ("date", "entry", "summary")
_SOURCE_COLUMNS = ("source", "author", "kind", "raw")
_VERDICTS = get_args(Verdict)
_GAP = "–"
"""Stands where a subject states no such figure."""


def grid_table(
    grid: Grid,
    cells: Sequence[Sequence[MacroResult | GridCell]],
    sources: Mapping[str, Source],
    language: str,
) -> Table:
    """A grid with the results of its cells; a refused one says so and why."""
    words = words_of(language)
    rows = []
    for row, results in zip(grid.rows, cells, strict=True):
        drawn = [_grid_cell(result, words) for result in results]
        if grid.is_subject:
            drawn.append(_titles([row.source] if row.source else [], sources))
        rows.append((Cell(row.label), *drawn))
    header = grid.header
    if grid.is_subject:
        header = tuple(words.column(column) for column in _SPEC_COLUMNS)
    return Table(header, tuple(rows))


def filled(
    reports: Mapping[str, PageReport],
    sources: Mapping[str, Source],
    journal: str,
    history: History,
) -> dict[str, PageReport]:
    """The pages with their listings drawn, now that all of them are evaluated."""
    drawn = {}
    for path, report in reports.items():
        has_listings = any(isinstance(each.value, Listing) for each in report.macros)
        drawn[path] = (
            _filled(report, reports, sources, journal, history) if has_listings else report
        )
    return drawn


def _filled(
    report: PageReport,
    reports: Mapping[str, PageReport],
    sources: Mapping[str, Source],
    journal: str,
    history: History,
) -> PageReport:
    macros = []
    taken: set[str] = set()
    for result in report.macros:
        block = result.block
        if isinstance(result.value, Listing):
            drawn = _listed(result.value, report, reports, sources, journal, history)
            block = _anchored_once(drawn, taken)
        macros.append(replace(result, block=block))
    return replace(report, macros=tuple(macros))


def _anchored_once(table: Table, taken: set[str]) -> Table:
    """The table without the ids that the page has already; it takes those that it keeps."""
    rows = []
    for row in table.rows:
        rows.append(tuple(replace(cell, id=None) if cell.id in taken else cell for cell in row))
        taken.update(cell.id for cell in row if cell.id is not None)
    return replace(table, rows=tuple(rows))


def _listed(
    listing: Listing,
    report: PageReport,
    reports: Mapping[str, PageReport],
    sources: Mapping[str, Source],
    journal: str,
    history: History,
) -> Table:
    words = words_of(report.language)
    match listing.kind:
        case "ledger":
            return _ledger(listing, report, words)
        case "discrepancies":
            return _discrepancies(report, reports, words)
        case "journal":
            return _journal(listing, report, reports, journal, history)
        case "changes":
            return changes_table(listing, report, reports, journal, history)
        case _:
            known = (each.links for each in (report, *reports.values()))
            links = next((each for each in known if each is not None), None)
            return _source_list(report.path, sources, links, words)


def _ledger(listing: Listing, report: PageReport, words: Words) -> Table:
    """The claims of one page, and how many have which verdict."""
    stance = listing.options.get("stance")
    claims = [
        result
        for result in report.macros
        if result.review is not None and stance in (None, result.review.stance)
    ]
    found = Counter[str](result.review.verdict for result in claims if result.review is not None)
    told = [f"{words.verdict(each)} {found[each]}" for each in _VERDICTS if found[each]]
    total = words.tally.format(len(claims))
    above = words.listed.join([total, *told])
    if listing.options.get("counts"):
        return Table((), (), above)
    columns = tuple(words.column(column) for column in _LEDGER_COLUMNS)
    rows = [tuple(_ledger_row(result, report, words)) for result in claims]
    named = {row[_SOURCE].text for row in rows}
    if len(rows) > 1 and len(named) == 1:
        # One source for all is said once: a column of it would push the verdicts off a phone.
        above = words.listed.join(
            [above, *(f"{columns[_SOURCE]} {each}" for each in named if each)]
        )
        columns = columns[:_SOURCE] + columns[_SOURCE + 1 :]
        rows = [row[:_SOURCE] + row[_SOURCE + 1 :] for row in rows]
    return Table(columns, tuple(rows), above)


def _ledger_row(result: MacroResult, report: PageReport, words: Words) -> Iterator[Cell]:
    review = result.review
    assert review is not None
    shown = review.words
    if result.derivation_id is not None:
        yield Cell(
            shown,
            link_html(shown, report.path, on=report.path, anchor=result.derivation_id),
        )
    else:
        yield Cell(shown)
    yield _verdict(review.verdict, words)
    yield Cell(review.recomputed or "", is_number=True)
    yield Cell(words.interval(review.interval or ""))
    yield _titles(result.sources, report.sources)
    yield Cell(review.reason or "")


def _discrepancies(report: PageReport, reports: Mapping[str, PageReport], words: Words) -> Table:
    """Every reported figure of the book that does not recompute."""
    rows = []
    for path in sorted(reports):
        for result in reports[path].macros:
            review = result.review
            if (
                review is None
                or review.stance != "reported"
                or review.verdict not in ("contradicted", "refused")
            ):
                continue
            title, anchor = reports[path].title, result.derivation_id
            rows.append(
                (
                    Cell(review.words),
                    _verdict(review.verdict, words),
                    Cell(review.recomputed or "", is_number=True),
                    _titles(result.sources, report.sources),
                    Cell(title, link_html(title, path, on=report.path, anchor=anchor)),
                )
            )
    return _list(_DISCREPANCY_COLUMNS, tuple(rows), words)


def _journal(
    listing: Listing,
    report: PageReport,
    reports: Mapping[str, PageReport],
    folder: str,
    history: History,
) -> Table:
    """The entries of the journal, the newest first; one without a summary says what it accepted."""
    words = words_of(report.language)
    reasons: dict[str, list[str]] = {}
    for acceptance in history.acceptances:
        reasons.setdefault(acceptance.entry, []).append(acceptance.why)
    entries = sorted(
        (
            path
            for path in reports
            # The page that has the list is no entry of it.
            if (folder == "." or path.startswith(f"{folder}/"))
            and reports[path].day
            and path != report.path
        ),
        key=lambda path: (reports[path].day or "", path),
        reverse=True,
    )
    limit = listing.options.get("limit")
    rows = tuple(
        (
            Cell(reports[path].day or ""),
            Cell(reports[path].title, link_html(reports[path].title, path, on=report.path)),
            Cell(
                reports[path].front_matter.get("description")
                or words.listed.join(reasons.get(path, ()))
            ),
        )
        for path in entries[: limit if isinstance(limit, int) else None]
    )
    return _list(_JOURNAL_COLUMNS, rows, words)


def _source_list(
    page: str, sources: Mapping[str, Source], links: Links | None, words: Words
) -> Table:
    """Every source of the book, each with an anchor that links can name.

    A source leads to its generated page, which has its address, and without one into the web.
    """

    def linked(source: Source) -> str:
        place = links.references.source(source.id) if links is not None else None
        return (
            source_html(source)
            if place is None
            else link_html(source.title, place.path, on=page, anchor=place.anchor)
        )

    rows = tuple(
        (
            Cell(source.title, linked(source), id=f"source-{source.id}"),
            Cell(source.author or ""),
            Cell(words.standing(source.kind, source.cites)),
            Cell(source.raw.path if source.raw else ""),
        )
        for source in (sources[name] for name in sorted(sources))
    )
    return _list(_SOURCE_COLUMNS, rows, words)


def _list(columns: Sequence[str], rows: Sequence[Sequence[Cell]], words: Words) -> Table:
    """A list whose columns have names of ours; one without entries says so."""
    header = tuple(words.column(column) for column in columns)
    return Table(header, tuple(tuple(row) for row in rows), "" if rows else words.nothing)


def _grid_cell(result: MacroResult | GridCell, words: Words) -> Cell:
    if isinstance(result, MacroResult):
        return Cell(result.text, result.html, is_number=bool(result.subjects))
    reason = result.refusal.message if result.refusal else ""
    is_refused = result.refusal is None or result.refusal.code.slug == "scope-refused"
    shown = words.verdict("refused") if is_refused else _GAP
    html = f'<span class="cb-refused" title="{escape(visible(reason))}">{escape(shown)}</span>'
    return Cell(shown, html, is_number=True)


def _titles(names: Sequence[str], sources: Mapping[str, Source]) -> Cell:
    return Cell("; ".join(sources[name].title for name in names if name in sources))


def _verdict(verdict: str, words: Words) -> Cell:
    return Cell(words.verdict(verdict), verdict_html(verdict, words))
