"""The command `claimbook ingest`: its arguments, what it prints, how it ends."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import click

from claimbook.console import (
    CLEAN,
    FAULTY,
    complain,
    config_option,
    day_of_run,
    format_option,
    open_or_refuse,
    show,
)
from claimbook.diagnostics import Diagnostics
from claimbook.quantities import QuantityError
from claimbook.render import terminal
from claimbook.sources import check_date
from claimbook.sources.dates import today
from claimbook.sources.ids import as_id, is_id
from claimbook.workspace import read_named

if TYPE_CHECKING:
    from claimbook.book import Book
    from claimbook.ingest.adding import Document, Ingested
    from claimbook.ingest.checking import Checked


@click.command("ingest")
@click.argument("targets", metavar="FILE-or-URL", nargs=-1)
@config_option
@format_option("text", "json")
@click.option("--id", "name", metavar="ID", help="Its id (default: by its title or file name).")
@click.option("--title", metavar="TEXT", help="What readers see (default: the document's own).")
@click.option("--author", "authors", metavar="NAME", multiple=True, help="May be repeated.")
@click.option("--published", metavar="DATE", help="When it came out: a day, a month or a year.")
@click.option("--kind", type=click.Choice(("primary", "secondary", "commentary")))
@click.option(
    "--retrieved", metavar="DATE", help="The day it was read (default: SOURCE_DATE_EPOCH, today)."
)
@click.option("--update", is_flag=True, help="Renew a source whose document has changed.")
@click.option(
    "--check", "is_check", is_flag=True, help="Ask the addresses of sources, and write nothing."
)
def ingest_command(
    targets: tuple[str, ...],
    config: Path,
    output_format: str,
    name: str | None,
    retrieved: str | None,
    *,
    is_check: bool,
    **about: object,
) -> None:
    """Take a source into the book: its bytes and text into raw/, its data file into data/.

    With --check, fetch the sources with those ids (or all) anew, and say whether they changed.
    """
    if is_check:
        if name or retrieved or any(about.values()):
            raise click.UsageError("--check writes nothing, so it takes ids and no other option")
        _check(open_or_refuse(config), targets, output_format)
        return
    if len(targets) != 1:
        raise click.UsageError("name one file or one web address")
    if name is not None and not is_id(name):
        near = as_id(name)
        raise click.UsageError(
            f"{name!r} is no id: use small letters, digits and single hyphens"
            + (f", as in {near}" if near else "")
        )
    day = day_of_run(retrieved) or today()
    published = about["published"]
    if isinstance(published, str):
        _check_published(published)
    book = open_or_refuse(config)
    _ingest(book, targets[0], output_format, {"id": name, "retrieved": day, **about})


def _ingest(book: "Book", target: str, output_format: str, about: dict[str, object]) -> None:
    from claimbook.ingest.adding import Wanted, ingest  # noqa: PLC0415

    found = Diagnostics()
    document = _document(book, target, found)
    done = None
    if document is not None:
        done = ingest(book, document, Wanted(**about), found)  # type: ignore[arg-type]
    if len(found):
        complain(terminal.paragraphs(found))
    if done is None:
        complain("nothing is written")
        sys.exit(FAULTY)
    _print_ingested(done, output_format)


def _document(book: "Book", target: str, found: Diagnostics) -> "Document | None":
    from claimbook.ingest.adding import Document  # noqa: PLC0415
    from claimbook.ingest.fetching import (  # noqa: PLC0415
        FetchError,
        check_address,
        fetch,
        is_address,
    )

    if is_address(target):
        try:
            check_address(target)
        except FetchError as error:
            hint = f"; {error.hint}" if error.hint else ""
            raise click.UsageError(f"{error.message}{hint}") from None
        try:
            got = fetch(target)
        except FetchError as error:
            found.add(error.slug, error.message, hint=error.hint)
            return None
        name = unquote(got.final_url.partition("?")[0].rpartition("/")[2])
        return Document(got.content, name, target, got.final_url, got.media_type, got.charset)
    try:
        path = Path(target).resolve(strict=True)
        if not path.is_file():
            raise click.UsageError(f"{target} is no file")
        content = read_named(path)
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no name of a file"
        raise click.UsageError(f"{target} cannot be read: {reason}") from None
    root, inside = book.workspace.root, None
    raw = book.options.raw.strip("/")
    if root is not None and path.is_relative_to(root / raw):
        inside = path.relative_to(root).as_posix()
    return Document(content, path.name, inside=inside)


def _print_ingested(done: "Ingested", output_format: str) -> None:
    if output_format == "json":
        from dataclasses import asdict  # noqa: PLC0415

        from claimbook.output import to_json  # noqa: PLC0415

        show(to_json(asdict(done)))
    else:
        show(f"{done.id}: {done.state}")
        for path, note in (
            (done.path, ""),
            (done.original, ""),
            (done.raw, f"  the text of {done.original}" if done.original else ""),
        ):
            if path is not None and done.state != "unchanged":
                show(f"  {path}{note}")
    if done.state == "unchanged":
        complain(f"{done.path} has these bytes already; nothing is written")
    if done.obstacle:
        complain(f"its text cannot be searched, so nothing can be quoted from it: {done.obstacle}")
    if done.same_text:
        complain("its bytes have changed, its words have not")
    elif done.before is not None:
        complain(f"{done.before} stays, and is not used any more")
    for spec in done.lost:
        complain(f"{spec}: its quotation is no longer found")


def _check(book: "Book", names: tuple[str, ...], output_format: str) -> None:
    from claimbook.ingest.checking import FAILING, check_sources  # noqa: PLC0415

    found = Diagnostics()
    results = []
    for checked in check_sources(book, names, found):
        results.append(checked)
        if output_format == "text":
            show(_checked_line(checked))
    if output_format == "json":
        from dataclasses import asdict  # noqa: PLC0415

        from claimbook.output import to_json  # noqa: PLC0415

        show(to_json({"sources": [asdict(checked) for checked in results]}))
    if len(found):
        complain(terminal.paragraphs(found))
    elif not results:
        complain("nothing to check: no source has an address")
    is_faulty = found.has_errors or any(checked.state in FAILING for checked in results)
    sys.exit(FAULTY if is_faulty else CLEAN)


def _checked_line(checked: "Checked") -> str:
    notes = [checked.message] if checked.message else []
    if checked.moved_to:
        notes.append(f"leads to {checked.moved_to}")
    if checked.new_bytes and checked.state != "changed":
        notes.append("its bytes have changed, its words have not")
    lines = [f"{checked.id}: {checked.state}" + (f" ({'; '.join(notes)})" if notes else "")]
    lines += [f"  {spec}: its quotation is no longer found" for spec in checked.lost]
    return "\n".join(lines)


def _check_published(text: str) -> None:
    try:
        check_date(text, whole=False)
    except QuantityError as error:
        raise click.UsageError(f"{error.message}; {error.hint}") from None
