"""claims.json: every number and claim of the book, with all that it rests on."""

from dataclasses import asdict

from claimbook.exports.pieces import Items
from claimbook.output import claim_document
from claimbook.report import Report

VERSION = 1
"""Grows when a program that reads the file would have to change."""


def claims_document(report: Report) -> dict[str, object]:
    """The counts, then the claims by page and place; a macro that failed is none."""
    return {
        "version": VERSION,
        "counts": asdict(report.counts),
        "claims": Items(
            {
                **claim_document(result),
                "page_path": path,
                "anchor": result.derivation_id,
            }
            for path in sorted(report.pages)
            for result in report.pages[path].numbers
            if result.failed is None
        ),
    }
