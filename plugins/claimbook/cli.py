"""The command `claimbook`: arguments in, text and an exit code out.

Output meant for programs goes to standard output alone, messages to standard error. A command
reads the book and writes nothing.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from claimbook.book import Book, open_book
from claimbook.quantities import QuantityError, Unit
from claimbook.render import explain, terminal
from claimbook.report import Answer, Report, subject_of
from claimbook.sources.dates import check_date, day_of_build

CLEAN, FAULTY = 0, 1
_Command = TypeVar("_Command", bound=Callable[..., Any])

_config = click.option(
    "--config",
    "-f",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="FILE",
    help="The configuration of the book (default: mkdocs.yml in this folder).",
)


def _format(*formats: str) -> Callable[[_Command], _Command]:
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="What to print.",
    )


_set = click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="SPEC=VALUE",
    help="Compute with another value of a spec; its qualifiers stay. May be repeated.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="claimbook")
def main() -> None:
    """A knowledge base whose numbers are computed, traced and checked."""


@main.command()
@_config
@_format("text", "json", "sarif", "github")
@click.option("--require-claims", is_flag=True, help="Fail where there is nothing to check.")
@click.option(
    "--as-of",
    metavar="DATE",
    help="The day on which sources are fresh or stale (default: that of SOURCE_DATE_EPOCH).",
)
def check(config: Path, output_format: str, as_of: str | None, *, require_claims: bool) -> None:
    """Evaluate every macro and claim of the book, without building the site."""
    book = _open(config)
    report = book.check(as_of=_day(as_of), require_claims=require_claims)
    _print_findings(report, output_format)
    if report.counts.macros == 0 and not require_claims:
        _complain("nothing to check: the pages hold no macro")
    if output_format == "text":
        _print(report.counts_line)
    sys.exit(FAULTY if report.has_errors else CLEAN)


@main.command("eval")
@click.argument("expression")
@_config
@_format("text", "json")
@_set
@click.option("--to", "unit", metavar="UNIT", help="Print the result in this unit.")
def evaluate(
    expression: str, config: Path, output_format: str, overrides: tuple[str, ...], unit: str | None
) -> None:
    """Evaluate one expression over the book."""
    book = _open(config)
    answer = book.evaluate(expression, overrides=overrides, unit=unit)
    if answer.failed:
        if output_format == "json":
            from claimbook.output import failure_document, to_json  # noqa: PLC0415

            _print(to_json(failure_document(answer)))
        _complain(terminal.paragraphs(answer.diagnostics))
        sys.exit(FAULTY)
    _warn(answer)
    if output_format == "json":
        from claimbook.output import answer_document, to_json  # noqa: PLC0415

        shown = _unit(book, unit)
        _print(to_json(answer_document(answer, shown)))
    elif answer.printed is not None:
        _print(answer.printed.text)


@main.command("explain")
@click.argument("target", metavar="EXPRESSION-OR-ID")
@_config
@_set
def explain_command(target: str, config: Path, overrides: tuple[str, ...]) -> None:
    """Print a derivation as a tree, down to quotations and their places."""
    book = _open(config)
    answer = book.evaluate(book.expression_of(target) or target, overrides=overrides)
    subject = subject_of(answer.value)
    if answer.failed or subject is None:
        _complain(terminal.paragraphs(answer.diagnostics) or f"{target} has no derivation")
        sys.exit(FAULTY)
    _warn(answer)
    _print(explain(subject))


def _print_findings(report: Report, output_format: str) -> None:
    """The diagnostics where the format puts them; json is not free to import, so it comes last."""
    if output_format == "json":
        from claimbook.output import check_document, to_json  # noqa: PLC0415

        _print(to_json(check_document(report)))
    elif output_format == "sarif":
        from claimbook.annotations import sarif_document  # noqa: PLC0415
        from claimbook.output import to_json  # noqa: PLC0415

        _print(to_json(sarif_document(report.diagnostics)))
    elif output_format == "github":
        from claimbook.annotations import github_lines  # noqa: PLC0415

        for line in github_lines(report.diagnostics):
            _print(line)
    if report.diagnostics and output_format != "github":
        _complain(terminal.paragraphs(report.diagnostics))


@main.command("schema")
@_config
def schema_command(config: Path) -> None:
    """Print the JSON Schema of the book's data files, for an editor."""
    from claimbook.output import to_json  # noqa: PLC0415
    from claimbook.sources import schema_document  # noqa: PLC0415

    _print(to_json(schema_document(_open(config).library.kinds)))


def _open(config: Path) -> Book:
    try:
        return open_book(config)
    except (FileNotFoundError, PermissionError) as error:
        raise click.UsageError(
            f"{error}; name the configuration with --config, or go to the book's folder"
        ) from None


def _day(as_of: str | None) -> str | None:
    """The day that a run is about: as named, else that of SOURCE_DATE_EPOCH, else none."""
    try:
        return day_of_build(os.environ) if as_of is None else check_date(as_of)
    except QuantityError as error:
        raise click.UsageError(f"{error.message}; {error.hint}") from None


def _unit(book: Book, unit: str | None) -> Unit | None:
    return None if unit is None else book.library.units.parse(unit)


def _warn(answer: Answer) -> None:
    if answer.diagnostics:
        _complain(terminal.paragraphs(answer.diagnostics))


def _print(text: str) -> None:
    click.echo(text)


def _complain(text: str) -> None:
    click.echo(text, err=True)
