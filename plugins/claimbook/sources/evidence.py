"""Checks that the sources say what data/ says they say, and that they are not too old.

Every spec with a quote is looked up in its source's raw file: the words must be there once, and a
figure among them must be the spec's value in the spec's unit.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from claimbook.diagnostics import Diagnostics, Related, Span
from claimbook.quantities.unit import UnitTable
from claimbook.sources.dates import days_between
from claimbook.sources.document import Document, is_there, read_document
from claimbook.sources.figures import read_figures, support
from claimbook.sources.quotation import Level, RawText, Search, locate, nearest_text
from claimbook.sources.spec import Catalogue, Form, Quote, Source, Spec
from claimbook.workspace import Workspace

MIN_LETTERS = 5
"""Shorter quotations, context and all, are found anywhere by chance."""

_SHOWN_PLACES = 5
_SHOWN_LENGTH = 160


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """A quotation that was found: how, where in the raw file, and what that file is."""

    level: Level
    span: Span
    form: Form


def check_quotations(
    catalogue: Catalogue, workspace: Workspace, diagnostics: Diagnostics
) -> Mapping[str, FoundQuote]:
    """The quotations that hold, by spec path (rivals too); everything else is reported.

    The raw file of every source is compared with its hash, quoted from or not, and so is the
    original that its text was taken from.
    """
    quoted = {
        catalogue.sources[spec.source].raw
        for spec, _ in _quoting(catalogue.specs.values())
        if spec.source in catalogue.sources
    }
    documents: dict[str, Document] = {}
    for source in catalogue.sources.values():
        if source.original is not None:
            is_there(source.original, workspace, diagnostics)
        raw = source.raw
        if raw is None or not is_there(raw, workspace, diagnostics) or raw not in quoted:
            continue
        document = read_document(raw, workspace, diagnostics)
        if document is not None:
            documents[source.id] = document
    found: dict[str, FoundQuote] = {}
    for spec, quote in _quoting(catalogue.specs.values()):
        source = catalogue.sources[spec.source]
        if source.raw is None:
            _report_no_raw(spec, quote, source, diagnostics)
        elif source.id in documents:
            evidence = _check(spec, quote, documents[source.id], catalogue.units, diagnostics)
            if evidence is not None:
                found[spec.path] = evidence
    return MappingProxyType(found)


def lost_quotations(catalogue: Catalogue, source: str, content: str) -> tuple[str, ...]:
    """The specs whose quotation of that source this text does not have, or has more than once."""
    raw = RawText(content)
    return tuple(
        spec.path
        for spec, quote in _quoting(catalogue.specs.values())
        if spec.source == source and len(locate(quote, raw).places) != 1
    )


def check_freshness(catalogue: Catalogue, as_of: str | None, diagnostics: Diagnostics) -> None:
    """Report every source past its limits on the day `as_of`; without a day, only wrong limits."""
    for source in catalogue.sources.values():
        outcome = source.freshness(as_of)
        if outcome == "invalid":
            diagnostics.add(
                "invalid-date",
                f"the limits of {source.id} cannot be applied: {_why_invalid(source, as_of)}",
                source.span,
            )
        elif outcome == "stale" and as_of is not None and source.retrieved is not None:
            age = days_between(source.retrieved, as_of)
            expired = source.error_after is not None and age > source.error_after
            limit = source.error_after if expired else source.warn_after
            diagnostics.add(
                "expired-source" if expired else "stale-source",
                f"{source.id} was retrieved {source.retrieved}, {age} days before {as_of}; "
                f"its limit is {limit}",
                source.span,
                hint="look at the source again, and set retrieved: to that day",
            )


def _why_invalid(source: Source, as_of: str | None) -> str:
    if source.retrieved is None:
        return "retrieved: is missing"
    if (
        source.warn_after is not None
        and source.error_after is not None
        and source.error_after < source.warn_after
    ):
        return "error_after is shorter than warn_after"
    return f"it was retrieved {source.retrieved}, after {as_of}"


def _quoting(specs: Iterable[Spec]) -> Iterator[tuple[Spec, Quote]]:
    for spec in specs:
        if spec.quote is not None:
            yield spec, spec.quote
        yield from _quoting(spec.rivals)


def _report_no_raw(spec: Spec, quote: Quote, source: Source, diagnostics: Diagnostics) -> None:
    diagnostics.add(
        "missing-raw",
        f"{spec.path} quotes {source.id}, which has no raw file",
        quote.span,
        hint=f"add raw: to {source.span.path}, or leave the quote out",
        related=[Related(source.span, f"the source {source.id}")],
    )


def _check(
    spec: Spec, quote: Quote, document: Document, units: UnitTable, diagnostics: Diagnostics
) -> FoundQuote | None:
    text, raw = document.text, document.reference
    if document.is_empty:
        diagnostics.add(
            "raw-empty",
            f"{spec.path} quotes {raw.path}, which is empty",
            quote.span,
            hint="put the quoted passage into it",
            related=[Related(text.span(0), "the empty raw file")],
        )
        return None
    context = quote.prefix + quote.exact + quote.suffix
    if sum(1 for character in context if not character.isspace()) < _least(quote):
        diagnostics.add(
            "quote-too-short",
            f"{spec.path}: {quote.exact!r} would be found by chance",
            quote.span,
            hint=f"quote at least {MIN_LETTERS} letters, or add a prefix or suffix",
        )
        return None
    search = locate(quote, document.searchable)
    if search.level is None:
        _report_not_found(spec, quote, document, search, diagnostics)
        return None
    if len(search.places) > 1:
        _report_ambiguous(spec, quote, document, search, diagnostics)
        return None
    start, end = search.places[0]
    span = text.span(start, end)
    if not _has_value(spec, quote, span, units, diagnostics):
        return None
    return FoundQuote(search.level, span, raw.form)


def _least(quote: Quote) -> int:
    """Chinese says in three characters what takes five letters."""
    return 3 if any("\u3005" <= character <= "\u9fff" for character in quote.exact) else MIN_LETTERS


def _report_not_found(
    spec: Spec, quote: Quote, document: Document, search: Search, diagnostics: Diagnostics
) -> None:
    text, path = document.text, document.reference.path
    place, hint = search.cut, "quote whole words and whole numbers"
    message = f"{spec.path}: {path} does not contain {_short(quote.exact)!r}"
    if place is not None:
        message += " by itself, only inside a longer number or word"
    elif search.elsewhere is not None:
        place, hint = search.elsewhere, "correct the prefix and suffix, or leave them out"
        message += " with that prefix and suffix, only elsewhere"
    else:
        place = nearest_text(quote.exact, text.content)
        hint = (
            f"the raw file has {_short(text.content[slice(*place)])!r}"
            if place
            else "nothing in the raw file is like it: is it another source's?"
        )
    related = text.span(*place) if place else text.span(0)
    diagnostics.add(
        "quote-not-found",
        message,
        quote.span,
        hint=hint,
        related=[Related(related, "the nearest text" if place else "the raw file")],
    )


def _report_ambiguous(
    spec: Spec, quote: Quote, document: Document, search: Search, diagnostics: Diagnostics
) -> None:
    text, places = document.text, search.places
    shown = places[:_SHOWN_PLACES]
    diagnostics.add(
        "quote-ambiguous",
        f"{spec.path}: {_short(quote.exact)!r} stands {len(places)} times "
        f"in {document.reference.path}",
        quote.span,
        hint="write quote: {exact: ..., prefix: ..., suffix: ...} with the words around it",
        related=[Related(text.span(*place), "one of them") for place in shown],
    )


def _has_value(
    spec: Spec, quote: Quote, span: Span, units: UnitTable, diagnostics: Diagnostics
) -> bool:
    figures = read_figures(span.text.content, span.start, span.end, units)
    outcome, figure = support(spec, figures, span.content)
    if outcome == "supported":
        return True
    related = [
        Related(span, "the quoted passage"),
        Related(spec.span, f"{spec.path} = {spec.text}"),
    ]
    if outcome == "other-value" and figure is not None:
        near = " (write approximate: true if the source rounds)" if not spec.approximate else ""
        diagnostics.add(
            "quote-disagrees",
            f"{spec.path} is {spec.text}, and its quote says {figure.text.strip()}",
            quote.span,
            hint=f"correct the value or the quote{near}",
            related=related,
        )
        return False
    what = f"the word {spec.word}" if spec.word else f"{spec.text}, number and unit"
    diagnostics.add(
        "quote-without-number",
        f"{spec.path}: the quote does not contain {what}",
        quote.span,
        hint="quote the words that give the figure",
        related=related,
    )
    return False


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= _SHOWN_LENGTH else f"{flat[:_SHOWN_LENGTH]}..."
