"""The command `claimbook impact`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from claimbook.console import (
    CLEAN,
    FAULTY,
    complain,
    config_option,
    format_option,
    open_or_refuse,
    show,
)
from claimbook.diagnostics import Diagnostics
from claimbook.render import terminal

if TYPE_CHECKING:
    from claimbook.impact.comparing import Impact
    from claimbook.locks import Change, Shift


@click.command("impact")
@click.argument("settings", metavar="[SPEC=VALUE]...", nargs=-1)
@config_option
@format_option("text", "json")
@click.option("--base", metavar="REV", help="Compare with the book at a git revision instead.")
def impact_command(
    settings: tuple[str, ...], config: Path, output_format: str, base: str | None
) -> None:
    """Tell what would change, were a spec another: numbers, claims and pages. Writes nothing."""
    from claimbook.impact.comparing import compare  # noqa: PLC0415
    from claimbook.impact.revision import RevisionError, book_at  # noqa: PLC0415

    if bool(settings) == bool(base):
        raise click.UsageError("name the values to try, as SPEC=VALUE, or a revision with --base")
    book = open_or_refuse(config)
    if base is not None:
        try:
            with book_at(book, base) as past:
                before = past.check(count_untied=False)
        except RevisionError as error:
            raise click.UsageError(f"--base {base}: {error}") from None
        after = book.check(count_untied=False)
        if before.has_errors:
            complain(f"the book had errors at {base}: a number that failed there counts as new")
    else:
        found = Diagnostics()
        changed = book.with_values(settings, found)
        if len(found):
            complain(terminal.paragraphs(found))
            sys.exit(FAULTY)
        before, after = book.check(count_untied=False), changed.check(count_untied=False)
    impact = compare(before, after)
    if output_format == "json":
        from claimbook.output import to_json  # noqa: PLC0415

        show(to_json(_document(impact)))
    else:
        for line in _lines(impact):
            show(line)
    sys.exit(CLEAN)


def _lines(impact: "Impact") -> Iterator[str]:
    for cause, group in impact.causes:
        yield "; ".join(dict.fromkeys(_cause(change) for change in cause))
        page = None
        for shift in group:
            if shift.after.page != page:
                page = shift.after.page
                yield f"  {page}"
            yield f"    {_place(shift)}: {_difference(shift)}  {shift.after.expression}"
        yield ""
    for title, numbers in (
        ("gone", [(each.page, each.text, each.expression) for each in impact.gone]),
        (
            "new",
            [(str(each.macro.span.path), each.text, each.macro.expression) for each in impact.new],
        ),
    ):
        if numbers:
            yield title
            yield from (f"  {page}: {text}  {asked}" for page, text, asked in numbers)
            yield ""
    if impact.failing:
        yield "would fail:"
        yield terminal.paragraphs(impact.failing)
        yield ""
    yield ", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in _counts(impact).items())


def _counts(impact: "Impact") -> dict[str, int]:
    shifts = impact.shifts
    return {
        "numbers": len(shifts),
        "changed_on_the_page": sum(shift.is_drift for shift in shifts),
        "claims": sum(shift.before.stance != "computed" for shift in shifts),
        "gone": len(impact.gone),
        "new": len(impact.new),
        "failing": len(impact.failing),
        "pages": len(impact.pages),
    }


def _cause(change: "Change") -> str:
    return change.brief if change.what != "formula" else "a formula, or how numbers are printed"


def _place(shift: "Shift") -> str:
    location = shift.result.macro.span.location
    return f"{location.line}:{location.column}"


def _difference(shift: "Shift") -> str:
    if shift.is_drift:
        return f"{shift.before.text} -> {shift.after.text}"
    review = shift.result.review
    now = review.recomputed if review is not None else None
    return f"{shift.after.text} stays" + (f", the inputs give {now}" if now else "")


def _document(impact: "Impact") -> dict[str, Any]:
    from claimbook.output import diagnostic_document  # noqa: PLC0415

    return {
        "counts": _counts(impact),
        "causes": [
            {
                "changes": [
                    {"what": each.what, "before": each.before, "after": each.after}
                    for each in cause
                ],
                "numbers": [_number(shift) for shift in group],
            }
            for cause, group in impact.causes
        ],
        "gone": [
            {"id": each.id, "page": each.page, "expression": each.expression, "text": each.text}
            for each in impact.gone
        ],
        "new": [
            {
                "id": each.id,
                "page": each.macro.span.path,
                "expression": each.macro.expression,
                "text": each.text,
            }
            for each in impact.new
        ],
        "failing": [diagnostic_document(found) for found in impact.failing],
        "pages": impact.pages,
    }


def _number(shift: "Shift") -> dict[str, Any]:
    location = shift.result.macro.span.location
    return {
        "id": shift.result.id,
        "page": shift.after.page,
        "line": location.line,
        "column": location.column,
        "expression": shift.after.expression,
        "stance": shift.after.stance,
        "unit": shift.after.unit,
        **{
            name: {"text": each.text, "value": each.value, "verdict": each.verdict}
            for name, each in (("before", shift.before), ("after", shift.after))
        },
    }
