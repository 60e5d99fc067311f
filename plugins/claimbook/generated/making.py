"""All generated pages of a book, from its data and the report of its authors' pages."""

from claimbook.book import Book
from claimbook.diagnostics import Diagnostics
from claimbook.generated.formulas import formulas_page
from claimbook.generated.lists import discrepancies_page, index_page, register_page, unverified_page
from claimbook.generated.setting import Setting
from claimbook.generated.sources import source_page
from claimbook.generated.subjects import subject_page
from claimbook.generated.uses import uses_of
from claimbook.generated.writing import page
from claimbook.links import References, is_generated
from claimbook.report import Report


def generated_pages(book: Book, report: Report, *, as_of: str | None = None) -> dict[str, str]:
    """The text of each generated page by its path; none where the book asks for none.

    Args:
        book: the book.
        report: the check of its authors' pages.
        as_of: the day (YYYY-MM-DD) on which sources are fresh or stale; None does not ask.
    """
    setting = Setting(
        book,
        report,
        book.references.beside(report.pages),
        uses_of(report, book.library.formulas),
        as_of,
    )
    places = setting.references
    made = {
        places.listing("index"): index_page,
        places.listing("register"): register_page,
        places.listing("discrepancies"): discrepancies_page,
        places.listing("unverified"): unverified_page,
        places.listing("formulas"): formulas_page,
    }
    pages = {place.path: make(setting, place.path) for place, make in made.items() if place}
    for name, subject in book.catalogue.subjects.items():
        if (place := places.subject(name)) is not None:
            pages[place.path] = subject_page(setting, place.path, subject)
    for name, source in book.catalogue.sources.items():
        if (place := places.source(name)) is not None:
            pages[place.path] = source_page(setting, place.path, source)
    return dict(sorted(pages.items()))


def write_pages(book: Book, report: Report, *, as_of: str | None = None) -> tuple[int, int]:
    """Write the pages into the folder of the pages, and remove those that are no longer made.

    A page is written only where it differs, so that a preview of another host stays at rest; what
    an author wrote is left alone.

    Returns:
        How many were written, and how many removed.

    Raises:
        OSError: one cannot be written.
    """
    made = generated_pages(book, report, as_of=as_of)
    written = sum(
        book.workspace.write(f"{book.docs_folder}/{path}", text) for path, text in made.items()
    )
    removed = 0
    for path in book.workspace.list(f"{book.docs_folder}/{book.options.generated}", (".md",)):
        text = book.workspace.read(path, Diagnostics())
        is_made = path.removeprefix(f"{book.docs_folder}/") in made
        if text is not None and not is_made and is_generated(text.content):
            book.workspace.remove(path)
            removed += 1
    return written, removed


def empty_page(references: References, path: str) -> str:
    """A page with its title alone, for a host that asks before the book is checked."""
    return page(references.pages[path], "", [])
