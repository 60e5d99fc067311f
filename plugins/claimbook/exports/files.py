"""The files of a published book, by name."""

from claimbook.book import Book
from claimbook.exports.claims import claims_document
from claimbook.exports.prov import prov_document
from claimbook.exports.sources import sources_document
from claimbook.output import to_json
from claimbook.report import Report

EXPORTS = ("claims.json", "prov.json", "sources.json")
"""Their names, at the top of a site."""


def export_files(book: Book, report: Report, as_of: str | None) -> dict[str, bytes]:
    """The content of each file.

    Args:
        book: the book whose data the report rests on.
        report: what a check of its published pages found.
        as_of: the day (YYYY-MM-DD) on which sources are fresh or stale; None does not ask.
    """
    claims = claims_document(report)
    derivations = prov_document(report, book.catalogue)
    sources = sources_document(claims, book.catalogue, book.quotations, as_of)
    return {
        name: f"{to_json(document)}\n".encode()
        for name, document in zip(EXPORTS, (claims, derivations, sources), strict=True)
    }
