"""Two checks of a book side by side: which numbers differ, why, and which claims no longer hold."""

from dataclasses import dataclass

from claimbook.diagnostics import Diagnostic
from claimbook.locks import Change, Locked, Shift, by_cause, locked, match, shifts_of
from claimbook.report import MacroResult, Report


@dataclass(frozen=True)
class Impact:
    """What is another in the second check."""

    causes: tuple[tuple[tuple[Change, ...], tuple[Shift, ...]], ...]
    """The numbers whose text or value differs, by what they follow from."""
    gone: tuple[Locked, ...]
    new: tuple[MacroResult, ...]
    failing: tuple[Diagnostic, ...]
    """The errors that the first check did not have."""

    @property
    def shifts(self) -> list[Shift]:
        """All numbers that differ, by page and place."""
        return [shift for _, group in self.causes for shift in group]

    @property
    def pages(self) -> list[str]:
        """The files of the pages that would change."""
        return sorted({shift.after.page for shift in self.shifts})


def compare(before: Report, after: Report) -> Impact:
    """What changed from one check to the other.

    What the lock says is no part of it: it is about both of them alike.
    """
    matching = match(
        [locked(result) for result in before.results if result.failed is None], after.results
    )
    known = {_place(found) for found in before.diagnostics}
    return Impact(
        tuple((cause, tuple(group)) for cause, group in by_cause(shifts_of(matching)).items()),
        matching.gone,
        tuple(result for result in matching.new if result.failed is None),
        tuple(
            found
            for found in after.diagnostics
            if found.severity == "error"
            and not found.code.number.startswith("CB6")
            and _place(found) not in known
        ),
    )


def _place(found: Diagnostic) -> tuple[str, str | None, str]:
    """What makes two findings the same one, whatever the values in it.

    Between two states of a file the lines move, so its words say where it is.
    """
    words = found.span.content if found.span is not None else found.message
    return (found.code.slug, found.span.path if found.span is not None else None, words)
