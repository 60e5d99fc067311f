"""claims.json: every number and claim of the book, and the specs that they rest on, each once."""

from collections.abc import Iterator
from dataclasses import asdict

from claimbook.exports.pieces import Items, Members
from claimbook.output import Json, claim_document, input_document
from claimbook.quantities import Input, Quantity, inputs
from claimbook.report import MacroResult, Report

VERSION = 2
"""Grows when a program that reads the file would have to change."""


def claims_document(report: Report) -> dict[str, object]:
    """The counts, the claims by page and place, the specs; a macro that failed is no claim."""
    return {
        "version": VERSION,
        "counts": asdict(report.counts),
        "claims": Items(
            {**claim_document(result), "page_path": path, "anchor": result.derivation_id}
            for path, result in _numbers(report)
        ),
        "specs": Members(_specs(report)),
    }


def _numbers(report: Report) -> Iterator[tuple[str, MacroResult]]:
    for path in sorted(report.pages):
        for result in report.pages[path].numbers:
            if result.failed is None:
                yield path, result


def _specs(report: Report) -> Iterator[tuple[str, Json]]:
    found: dict[str, tuple[Input, Quantity]] = {}
    for _, result in _numbers(report):
        for leaf, quantity in inputs(*result.subjects):
            if leaf.kind == "spec":
                found.setdefault(leaf.name, (leaf, quantity))
    for name in sorted(found):
        yield name, input_document(*found[name])
