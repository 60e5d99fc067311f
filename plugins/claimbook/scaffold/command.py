"""The command `claimbook new`: a folder in, a book out."""

import sys
from pathlib import Path

import click

from claimbook.console import FAULTY, complain, show


@click.command("new")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--language",
    type=click.Choice(("en", "zh")),
    default="en",
    show_default=True,
    help="The language of its pages.",
)
@click.option(
    "--theme",
    type=click.Choice(("mkdocs", "material")),
    default="mkdocs",
    show_default=True,
    help="Its theme; material has to be installed (mkdocs-material).",
)
def new_command(directory: Path, language: str, theme: str) -> None:
    """Begin a small working book in DIR, which is made, or is empty."""
    from claimbook.scaffold.template import book_files  # noqa: PLC0415
    from claimbook.workspace import Workspace  # noqa: PLC0415

    try:
        if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
            raise click.UsageError(f"{directory} is not an empty folder; name another")
        directory.mkdir(parents=True, exist_ok=True)
        files = book_files(language, theme)
        Workspace.from_folder(directory).write_together(files)
    except OSError as error:
        place = error.filename or directory
        complain(f"{place} cannot be written: {error.strerror}")
        complain("nothing is written")
        sys.exit(FAULTY)
    for path in files:
        show(f"{directory.as_posix()}/{path}")
    complain(f"go on with: cd {directory.as_posix()} && claimbook check && mkdocs build --strict")
