"""The check of a book against its lock and its journal."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from claimbook.diagnostics import Diagnostics, Span
from claimbook.locks.drift import drift_diagnostics, shifts_of
from claimbook.locks.file import Lock
from claimbook.locks.history import History, accepted_place, stale_pages
from claimbook.locks.matching import match, with_locked_ids
from claimbook.pages import read_front_matter
from claimbook.report import MacroResult, PageReport
from claimbook.sources import Spec


def with_lock(
    reports: Mapping[str, PageReport], lock: Lock | None, history: History
) -> dict[str, PageReport]:
    """The pages with the ids that their numbers were locked under, and with their past."""
    known = dict(reports)
    if lock is not None:
        matching = match(lock.numbers, _results(reports))
        known = with_locked_ids(reports, matching)
    if not history.acceptances:
        return known

    former: dict[str, tuple[str, ...]] = {}
    if lock is not None:
        for old, now in matching.pairs:
            own = now.id if now.named else old.id
            former[own] = old.former_of(own)

    def told(result: MacroResult) -> MacroResult:
        past = history.past(result.id, *former.get(result.id, ()))
        return replace(result, history=past) if past else result

    return {path: report.with_numbers(told) for path, report in known.items()}


def check_lock(
    reports: Mapping[str, PageReport],
    lock: Lock,
    history: History,
    specs: Mapping[str, Spec],
    diagnostics: Diagnostics,
    *,
    is_lenient: bool,
) -> int:
    """Report what is not as it was published, and return how many numbers that are.

    Args:
        reports: the pages, with the ids of the lock.
        lock: what was published.
        history: what the journal says of it.
        specs: those of the book.
        diagnostics: where findings go.
        is_lenient: whether drift is a warning.
    """
    matching = match(lock.numbers, _results(reports))
    shifts = shifts_of(matching)
    pages = {report.text.path for report in reports.values()}
    broken = {report.text.path for report in reports.values() if _is_broken(report)}
    gone = [number for number in matching.gone if number.page not in broken]
    diagnostics.extend(drift_diagnostics(shifts, gone, specs, pages, is_lenient=is_lenient))
    for entry, disagreement in history.contradictions(lock):
        diagnostics.add(
            "journal-disagrees",
            disagreement,
            accepted_place(reports[entry].text),
            hint="take the entry and the lock back from the same commit",
        )
    for place, day, last in stale_pages(history, _updated(reports.values())):
        diagnostics.add(
            "page-outdated",
            f"the page says updated: {day}, and a number on it changed on {last}",
            place,
            hint=f"read it again, and set updated: {last}",
        )
    return sum(shift.is_drift for shift in shifts) + len(matching.gone)


def _is_broken(report: PageReport) -> bool:
    """Whether a page has faults that keep numbers from being seen, and that say so themselves."""
    return any(
        found.severity == "error" and found.code.number.startswith("CB3")
        for found in report.diagnostics
    ) or any(result.failed is not None for result in report.macros)


def _results(reports: Mapping[str, PageReport]) -> list[MacroResult]:
    return [result for path in sorted(reports) for result in reports[path].numbers]


def _updated(reports: Iterable[PageReport]) -> Iterable[tuple[str, str, Span]]:
    """The day on which each page says that it was last updated, and where."""
    for report in reports:
        if "updated" not in report.text.content:
            continue
        matter = read_front_matter(report.text, Diagnostics())
        field = matter.fields.get("updated") if matter is not None else None
        if field is not None:
            day: Any = field.value
            yield report.text.path, str(day)[:10], field.span
