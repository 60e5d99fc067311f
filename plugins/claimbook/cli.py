"""The command `claimbook`: arguments in, text and an exit code out.

Output meant for programs goes to standard output alone, messages to standard error. A command
reads the book and writes nothing, unless writing is what it is for.
"""

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from claimbook.acceptance.command import accept_command
from claimbook.book import Book
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
from claimbook.diagnostics import Diagnostics, Text
from claimbook.impact.command import impact_command
from claimbook.ingest import ingest_command
from claimbook.quantities import Unit
from claimbook.render import explain, terminal
from claimbook.report import Answer, PageReport, Report, subject_of
from claimbook.scaffold import new_command
from claimbook.workspace import Workspace, write_named

_MOST_CELLS = 20
"""So many numbers of a table are named where one of them is to be asked for."""
_set = click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="SPEC=VALUE",
    help="Compute with another value of a spec; its qualifiers stay. May be repeated.",
)


_as_of = click.option(
    "--as-of",
    metavar="DATE",
    help="The day on which sources are fresh or stale (default: that of SOURCE_DATE_EPOCH, or of "
    "the journal's last entry).",
)


class _ExpressionCommand(click.Command):
    """A command whose argument may begin with a minus sign and is no option all the same."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put what can only be an expression behind the options."""
        negative = [
            arg for arg in args if arg.startswith("-") and ("(" in arg or arg[1:2].isdigit())
        ]
        rest = [arg for arg in args if arg not in negative]
        return super().parse_args(ctx, [*rest, "--", *negative] if negative else args)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="claimbook")
def main() -> None:
    """A knowledge base whose numbers are computed, traced and checked."""


@main.command()
@config_option
@format_option("text", "json", "sarif", "github")
@click.option("--require-claims", is_flag=True, help="Fail where there is nothing to check.")
@_as_of
@click.option(
    "--site",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Also search the built site for macros that it shows raw.",
)
def check(
    config: Path,
    output_format: str,
    as_of: str | None,
    site: Path | None,
    *,
    require_claims: bool,
) -> None:
    """Evaluate every macro and claim of the book, without building the site."""
    book = open_or_refuse(config)
    report = book.check(as_of=day_of_run(as_of), require_claims=require_claims)
    if site is not None:
        report = _search_site(book, report, site)
    _print_findings(report, output_format)
    if report.counts.macros == 0 and not require_claims:
        complain("nothing to check: the pages hold no macro")
    if output_format == "text":
        show(report.counts_line)
    sys.exit(FAULTY if report.has_errors else CLEAN)


@main.command("eval", cls=_ExpressionCommand)
@click.argument("expression")
@config_option
@format_option("text", "json")
@_set
@click.option("--to", "unit", metavar="UNIT", help="Print the result in this unit.")
def evaluate(
    expression: str, config: Path, output_format: str, overrides: tuple[str, ...], unit: str | None
) -> None:
    """Evaluate one expression over the book."""
    book = open_or_refuse(config)
    answer = book.evaluate(expression, overrides=overrides, unit=unit)
    if answer.failed:
        if output_format == "json":
            from claimbook.output import failure_document, to_json  # noqa: PLC0415

            show(to_json(failure_document(answer)))
        complain(terminal.paragraphs(answer.diagnostics))
        sys.exit(FAULTY)
    _warn(answer)
    if output_format == "json":
        from claimbook.output import answer_document, to_json  # noqa: PLC0415

        shown = _unit(book, unit)
        show(to_json(answer_document(answer, shown)))
    elif answer.printed is not None:
        show(answer.printed.text)


@main.command("explain", cls=_ExpressionCommand)
@click.argument("target", metavar="EXPRESSION-OR-ID")
@config_option
@_set
def explain_command(target: str, config: Path, overrides: tuple[str, ...]) -> None:
    """Print a derivation as a tree, down to quotations and their places."""
    book = open_or_refuse(config)
    expression, page = book.expression_of(target) or (target, None)
    answer = book.evaluate(expression, overrides=overrides, page=page)
    subject = subject_of(answer.value)
    if answer.failed or subject is None:
        told = _about_block(book, target, answer) or terminal.paragraphs(answer.diagnostics)
        complain(told or f"{target} has no derivation")
        sys.exit(FAULTY)
    _warn(answer)
    show(explain(subject))


def _about_block(book: Book, target: str, answer: Answer) -> str | None:
    """What to ask for instead of a table, a plot or a list; None where the target is none."""
    advice = "explain one of its numbers by its id or its expression"
    if any(found.code.slug == "block-misplaced" for found in answer.diagnostics):
        return f"{target} makes a block, which has no derivation: {advice}"
    found = [
        result
        for page in (book.check().pages.values() if "(" not in target else ())
        for result in page.macros
        if result.id == target and result.block is not None
    ]
    if not found:
        return None
    block, cells = found[0], found[0].cells
    name = block.macro.expression.partition("(")[0]
    place = f"{block.macro.span.location}: {target} is a {name}, which has no derivation"
    if not cells:
        return f"{place}: explain one of the claims that it lists"
    listed = [f"  {cell.id}  {cell.macro.expression}" for cell in cells[:_MOST_CELLS]]
    rest = len(cells) - len(listed)
    return "\n".join([f"{place}: {advice}", *listed, *([f"  and {rest} more"] if rest else [])])


def _print_findings(report: Report, output_format: str) -> None:
    """The diagnostics where the format puts them; json is not free to import, so it comes last."""
    if output_format == "json":
        from claimbook.output import check_document, to_json  # noqa: PLC0415

        show(to_json(check_document(report)))
    elif output_format == "sarif":
        from claimbook.annotations import sarif_document  # noqa: PLC0415
        from claimbook.output import to_json  # noqa: PLC0415

        show(to_json(sarif_document(report.diagnostics)))
    elif output_format == "github":
        from claimbook.annotations import github_lines  # noqa: PLC0415

        for line in github_lines(report.diagnostics):
            show(line)
    if report.diagnostics and output_format != "github":
        complain(terminal.paragraphs(report.diagnostics))


@main.command()
@click.argument("directory", metavar="[DIR]", required=False)
@config_option
@format_option("text", "json")
def coverage(directory: str | None, config: Path, output_format: str) -> None:
    """List the numbers in prose that are tied to nothing, with the specs of equal value.

    DIR is a page or a folder of pages. The setting max_untied says how many there may be.
    """
    book = open_or_refuse(config)
    pages = _pages_below(book.check(), directory)
    untied = sum(page.untied for page in pages)
    if output_format == "json":
        from claimbook.output import coverage_document, to_json  # noqa: PLC0415

        show(to_json(coverage_document(pages)))
    else:
        _print_coverage(pages)
    limit = book.options.max_untied
    if limit is not None and untied > limit:
        complain(f"{untied} numbers are tied to nothing; max_untied allows {limit}")
        sys.exit(FAULTY)


@main.command()
@click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@config_option
@_as_of
def export(directory: Path, config: Path, as_of: str | None) -> None:
    """Write claims.json, sources.json, prov.json and changes.atom into DIR, for other hosts."""
    from claimbook.exports import FEED, export_files, feed_text, page_address  # noqa: PLC0415

    book, day = open_or_refuse(config), day_of_run(as_of)
    report = book.check(as_of=day, count_untied=False)
    if report.diagnostics:
        complain(terminal.paragraphs(report.diagnostics))
    if report.has_errors:
        complain("nothing is written")
        sys.exit(FAULTY)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        made = export_files(book, report, report.as_of)
        address = partial(page_address, is_folder=book.options.directory_urls)
        feed = feed_text(book, report, address)
        for name, pieces in {**made, **({FEED: iter([feed])} if feed else {})}.items():
            size = write_named(directory / name, pieces)
            complain(f"{(directory / name).as_posix()}: {size:,} bytes")
    except OSError as error:
        raise click.UsageError(f"{directory} cannot be written to: {error.strerror}") from None


@main.command("schema")
@config_option
@click.option(
    "--of",
    "subject",
    type=click.Choice(("data", "claims", "sources")),
    default="data",
    show_default=True,
    help="Whose: the data files', or that of claims.json or sources.json.",
)
def schema_command(config: Path, subject: str) -> None:
    """Print the JSON Schema of the book's data files, for an editor, or of what it exports."""
    from claimbook.output import to_json  # noqa: PLC0415

    if subject == "data":
        from claimbook.sources import schema_document  # noqa: PLC0415

        show(to_json(schema_document(open_or_refuse(config).library.kinds)))
        return
    from claimbook.exports import claims_schema, sources_schema  # noqa: PLC0415

    show(to_json(claims_schema() if subject == "claims" else sources_schema()))


@main.command("pages")
@config_option
@_as_of
def pages_command(config: Path, as_of: str | None) -> None:
    """Write the generated pages into the folder of the pages, for a host that runs no plugin."""
    from claimbook.generated import write_pages  # noqa: PLC0415

    book, day = open_or_refuse(config), day_of_run(as_of)
    if book.options.generated is None:
        raise click.UsageError(
            "the book asks for no generated pages; name a folder: generated: ..."
        )
    report = book.check(as_of=day, count_untied=False)
    if report.has_errors:
        complain(terminal.paragraphs(report.diagnostics))
        complain("no page was written: the book is not right")
        sys.exit(FAULTY)
    try:
        written, removed = write_pages(book, report, as_of=report.as_of)
    except OSError as error:
        complain(f"the pages cannot be written: {error}")
        sys.exit(FAULTY)
    folder = f"{book.docs_folder}/{book.options.generated}"
    show(f"{folder}: pages written: {written}, removed: {removed}")


def _search_site(book: Book, report: Report, site: Path) -> Report:
    """The report with what is left over in a built site."""
    from claimbook.leftovers import find_leftovers  # noqa: PLC0415

    found = Diagnostics(report.diagnostics)
    folder, shown = Workspace.from_folder(site), site.as_posix()
    root = book.workspace.root
    if root is not None and site.resolve().is_relative_to(root):
        shown = site.resolve().relative_to(root).as_posix()
    read = {
        path.removeprefix("./"): folder.read(path, found)
        for path in folder.list(".", (".html", ".htm"))
    }
    pages = {path: Text(f"{shown}/{path}", text.content) for path, text in read.items() if text}
    if not pages:
        found.add(
            "nothing-to-check",
            f"{shown} holds no page",
            hint="name the folder that the site was built into",
        )
    find_leftovers(pages, report, book.environment.names, found)
    complain(f"pages of the site searched: {len(pages)}")
    return replace(report, diagnostics=tuple(found))


def _pages_below(report: Report, directory: str | None) -> list[PageReport]:
    pages = [report.pages[path] for path in sorted(report.pages)]
    if directory is None:
        return pages
    wanted = Path(directory).as_posix().rstrip("/")
    chosen = [
        page
        for page in pages
        if any(
            path == wanted or path.startswith(f"{wanted}/") for path in (page.path, page.text.path)
        )
    ]
    if not chosen and wanted != ".":
        raise click.UsageError(f"there is no page {directory}, and no page below it")
    return chosen or pages


def _print_coverage(pages: list[PageReport]) -> None:
    for page in pages:
        for number in page.coverage.untied:
            specs = f"  (like {', '.join(number.specs)})" if number.specs else ""
            show(f"{number.span.location}: {number.text}{specs}")
        for leaf in page.unsourced:
            show(f"{leaf.span.location if leaf.span else page.path}: {leaf.text}  (no source)")
        for span in page.coverage.commented:
            show(f"{span.location}: {span.content}  (in a comment)")
    seen = sum(page.coverage.seen for page in pages)
    untied = sum(page.untied for page in pages)
    show(f"numbers seen: {seen}, tied to nothing: {untied}")


def _unit(book: Book, unit: str | None) -> Unit | None:
    return None if unit is None else book.library.units.parse(unit)


def _warn(answer: Answer) -> None:
    if answer.diagnostics:
        complain(terminal.paragraphs(answer.diagnostics))


main.add_command(accept_command)
main.add_command(impact_command)
main.add_command(ingest_command)
main.add_command(new_command)
