"""The files of a published book, by name."""

from collections.abc import Iterator

from claimbook.book import Book
from claimbook.exports.claims import claims_document
from claimbook.exports.pieces import json_pieces
from claimbook.exports.prov import prov_document
from claimbook.exports.sources import sources_document
from claimbook.report import Report

EXPORTS = ("claims.json", "prov.json", "sources.json")
"""Their names, at the top of a site."""


def export_files(book: Book, report: Report, as_of: str | None) -> dict[str, Iterator[str]]:
    """The text of each file in pieces, which are made while they are read.

    Args:
        book: the book whose data the report rests on.
        report: what a check of its published pages found.
        as_of: the day (YYYY-MM-DD) on which sources are fresh or stale; None does not ask.
    """
    documents = (
        claims_document(report),
        prov_document(report, book.catalogue),
        sources_document(report, book.catalogue, book.quotations, as_of),
    )
    return {name: json_pieces(document) for name, document in zip(EXPORTS, documents, strict=True)}
