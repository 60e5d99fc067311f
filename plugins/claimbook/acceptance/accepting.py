"""One acceptance from beginning to end, alone in its book."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from posixpath import normpath

from claimbook.acceptance.entry import EntryError, dated, with_acceptance
from claimbook.acceptance.intention import Recovery, Write, recover, write_all
from claimbook.acceptance.plan import Plan, plan, settled, sources_of, unknown_ids
from claimbook.book import Book
from claimbook.diagnostics import Diagnostic, nearest, visible
from claimbook.locks import LOCK_NAME, Acceptance, match, write_lock
from claimbook.report import Report

REPAIRED = frozenset(
    {"number-drifted", "number-lost", "lock-missing", "lock-conflict", "journal-disagrees"}
)
"""The errors that an acceptance is there to settle; any other one forbids it."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be accepted, and why.

    `ids` is None for everything; with none of both nothing is accepted, and a lock with two sides
    of a merge is written anew.
    """

    ids: frozenset[str] | None
    why: str
    day: str
    sources: tuple[str, ...] = ()
    commit: str | None = None
    dates_pages: bool = False
    """Whether the pages of changed numbers are to say that they were updated."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a request."""

    recovery: Recovery | None = None
    """What was done with an acceptance that had been interrupted."""
    refusal: str | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    """Why it was refused."""
    plan: Plan | None = None
    """What was accepted; None where everything was as it had been published."""
    written: tuple[str, ...] = ()


def accept(
    open_book: Callable[[], Book], request: Request, waiting: Callable[[], None]
) -> Accepted:
    """Write the journal's entry and the lock.

    Args:
        open_book: opens the book, once nobody else is writing it.
        request: what to accept.
        waiting: called where another acceptance is running, before this one waits for it.

    Raises:
        OSError: a file cannot be written.
    """
    book = open_book()
    # Two books in one folder have one lock.
    with book.workspace.alone(waiting):
        recovery = recover(book.workspace, lambda path: _is_ours(book, path))
        # The other one may have changed what was read before the wait.
        return _accepted(open_book(), request, recovery)


def _accepted(book: Book, request: Request, recovery: Recovery | None) -> Accepted:
    report = book.check(count_untied=False)
    others = tuple(
        found
        for found in report.diagnostics
        if found.severity == "error" and found.code.slug not in REPAIRED
    )
    if others:
        return Accepted(recovery, "the book has errors that are no drift", others)
    is_conflicted = book.lock is not None and book.lock.is_conflicted
    if request.ids is not None and not request.ids and not is_conflicted:
        drift = tuple(each for each in report.diagnostics if each.code.slug in REPAIRED)
        if not drift:
            return Accepted(recovery)
        return Accepted(recovery, "nothing is named: --id names one number, --all takes all", drift)
    before = settled(book.lock, report.results) if book.lock is not None else ()
    refusal = _refusal(book, report, request)
    if refusal is not None:
        return Accepted(recovery, refusal)
    planned = plan(before, report.results, request.ids)
    if (planned.causes or planned.first) and not request.why.strip():
        return Accepted(recovery, 'an acceptance needs a reason: --why "..."')
    history = book.history(report.pages)
    for revision in planned.revisions:
        if any(past.day > request.day for past in history.past(revision.id)):
            return Accepted(
                recovery,
                f"{revision.id} changed after {request.day}, as the journal has it: an entry of "
                "that day would tell its changes in the wrong order",
            )
    try:
        pages = {page.text.path for page in report.pages.values()}
        writes = _writes(book, planned, request, pages)
    except EntryError as error:
        return Accepted(recovery, f"{_entry_path(book, request)}: {error}")
    changed = [each for each in writes if each.before != each.after]
    if not changed:
        return Accepted(recovery)
    write_all(book.workspace, changed)
    return Accepted(recovery, plan=planned, written=tuple(each.path for each in changed))


def _refusal(book: Book, report: Report, request: Request) -> str | None:
    """What is wrong with the request itself."""
    if request.ids:
        matching = match(book.lock.numbers if book.lock is not None else (), report.results)
        for identity in unknown_ids(matching, request.ids):
            close = nearest(identity, [result.id for result in report.results])
            hint = f"; did you mean {close}?" if close else "; claimbook check lists the ids"
            return f"no number has the id {identity}{hint}"
        free = {result.id for result in report.results if result.outcome.frozen is None}
        kept = {result.id for result in report.results} - free
        if (stays := min(request.ids & kept, default=None)) is not None:
            return f"{stays} is a number of a past entry, which stays as it was published"
    for name in request.sources:
        if name not in book.catalogue.sources:
            close = nearest(name, book.catalogue.sources)
            return f"there is no source {name}" + (f"; did you mean {close}?" if close else "")
    return None


def _writes(book: Book, planned: Plan, request: Request, pages: Collection[str]) -> list[Write]:
    """The files of an acceptance, the lock last."""
    writes = []
    if planned.causes or planned.first:
        acceptance = Acceptance(
            request.day,
            _entry(book, request),
            " ".join(visible(request.why).split()),
            request.sources or sources_of(planned.changed, book.catalogue.specs),
            None if request.commit is None else visible(request.commit),
            planned.first,
            planned.causes,
        )
        path = _entry_path(book, request)
        page = _content(book, path)
        keys, language = book.options.front_matter, book.options.language
        shows = partial(_shows_changes, book, acceptance.entry)
        writes.append(Write(path, page, with_acceptance(page, acceptance, keys, language, shows)))
        if request.dates_pages:
            for name in sorted({each.page for each in planned.revisions} - {path}):
                old = _content(book, name) if name in pages else None
                if old is not None:
                    writes.append(Write(name, old, dated(old, request.day)))
    writes.append(
        Write(LOCK_NAME, _content(book, LOCK_NAME), write_lock((*planned.numbers, *book.foreign)))
    )
    return writes


def _entry(book: Book, request: Request) -> str:
    """The page of the journal for the day, relative to the folder of the pages."""
    return normpath(f"{book.options.journal}/{request.day}.md")


def _entry_path(book: Book, request: Request) -> str:
    return normpath(f"{book.docs_folder}/{_entry(book, request)}")


def _shows_changes(book: Book, page: str, content: str) -> bool:
    """Whether a page with this text shows what was accepted; code and comments show nothing."""
    scan, found = book.scanned(page, content)
    return not found.has_errors and any(
        macro.block and macro.context == "prose" and macro.expression.startswith("changes(")
        for macro in scan.macros
    )


def _content(book: Book, path: str) -> str | None:
    content = book.workspace.read_bytes(path)
    try:
        return None if content is None else content.decode()
    except UnicodeDecodeError:
        raise EntryError("it is not UTF-8 text") from None


def _is_ours(book: Book, path: str) -> bool:
    """Whether an acceptance may write a file: the lock, and pages."""
    inside = normpath(path) == path and path.startswith(f"{book.docs_folder}/")
    return path == LOCK_NAME or (inside and path.endswith(".md") and "\0" not in path)
