"""What every command has in common: its options, its exit codes, where its words go.

Output meant for programs goes to standard output alone, messages to standard error.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from claimbook.book import Book, open_book
from claimbook.diagnostics import visible
from claimbook.quantities import QuantityError
from claimbook.sources.dates import check_date, day_of_build

CLEAN, FAULTY = 0, 1
_Command = TypeVar("_Command", bound=Callable[..., Any])

config_option = click.option(
    "--config",
    "-f",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="FILE",
    help="The configuration of the book (default: mkdocs.yml in this folder).",
)


def format_option(*formats: str) -> Callable[[_Command], _Command]:
    """The option `--format`, whose first word is what is printed unless another is asked for."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="What to print.",
    )


def open_or_refuse(config: Path) -> Book:
    """The book of that configuration; where there is none, the command was called wrongly."""
    try:
        return open_book(config)
    except (FileNotFoundError, PermissionError) as error:
        raise click.UsageError(
            f"{error}; name the configuration with --config, or go to the book's folder"
        ) from None


def day_of_run(as_of: str | None) -> str | None:
    """The day that a run is about: as named, else that of SOURCE_DATE_EPOCH, else none."""
    try:
        return day_of_build(os.environ) if as_of is None else check_date(as_of)
    except QuantityError as error:
        raise click.UsageError(f"{error.message}; {error.hint}") from None


def show(text: str) -> None:
    """Print what the command was asked for."""
    click.echo(visible(text))


def complain(text: str) -> None:
    """Print a message."""
    click.echo(visible(text), err=True)
