"""sources.json: every source of the book, what it bears out, and which claims rest on it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from claimbook.exports.pieces import Items
from claimbook.output import Json, place_document, source_document, sources_under
from claimbook.report import Report
from claimbook.sources import Catalogue, FoundQuote, Source, Spec

VERSION = 1
"""Grows when a program that reads the file would have to change."""


def sources_document(
    report: Report,
    catalogue: Catalogue,
    quotations: Mapping[str, FoundQuote],
    as_of: str | None,
) -> dict[str, object]:
    """Every source by id, also one that nothing uses.

    Args:
        report: what the check found, which says what rests on the sources.
        catalogue: the sources, and the specs that name them.
        quotations: how each quotation was found, by the path of its spec.
        as_of: the day (YYYY-MM-DD) of `state`; None does not ask.
    """
    specs: defaultdict[str, list[Spec]] = defaultdict(list)
    for spec in _with_rivals(catalogue.specs.values()):
        specs[spec.source].append(spec)
    resting: defaultdict[str, list[str]] = defaultdict(list)
    for result in report.results:
        if result.failed is None:
            for name in sources_under(result):
                resting[name].append(result.id)
    return {
        "version": VERSION,
        "as_of": as_of,
        "sources": Items(
            {
                **_source(catalogue.sources[name], as_of),
                "specs": sorted(spec.path for spec in specs[name]),
                "quotations": _quotations(specs[name], quotations),
                "claims": resting[name],
            }
            for name in sorted(catalogue.sources)
        ),
    }


def _with_rivals(specs: Iterable[Spec]) -> Iterator[Spec]:
    for spec in specs:
        yield spec
        yield from _with_rivals(spec.rivals)


def _source(source: Source, as_of: str | None) -> Json:
    raw, original = source.raw, source.original
    return {
        **source_document(source),
        "author": source.author,
        "kind": source.kind,
        "cites": list(source.cites),
        "published": source.published,
        "retrieved": source.retrieved,
        "warn_after": source.warn_after,
        "error_after": source.error_after,
        "state": source.freshness(as_of) if as_of else None,
        "locator": source.locator,
        "note": source.note,
        "form": raw.form if raw else None,
        "sha256": raw.sha256 if raw else None,
        "raw_url": raw.url if raw else None,
        "raw_date": raw.date if raw else None,
        "original": {"file": original.path, "sha256": original.sha256} if original else None,
    }


def _quotations(specs: Iterable[Spec], quotations: Mapping[str, FoundQuote]) -> list[Json]:
    """The words that were found in the raw file, each at its place there."""
    return [
        {
            "spec": spec.path,
            "quote": spec.quote.exact,
            "match": quotations[spec.path].level,
            **place_document(quotations[spec.path].span),
        }
        for spec in sorted(specs, key=lambda spec: spec.path)
        if spec.quote is not None and spec.path in quotations
    ]
