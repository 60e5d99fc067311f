"""Results for programs: plain dictionaries in one stable order, written as JSON.

Numbers leave as exact text, never as floats. Paths are relative to the book's root.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from claimbook.diagnostics import STEERING, Diagnostic, Span
from claimbook.pages import Display
from claimbook.quantities import (
    STANDARD,
    Assumption,
    Comparison,
    Input,
    Quantity,
    Unit,
    assumptions,
    elasticities,
    exact_text,
    inputs,
)
from claimbook.render import symbolic
from claimbook.report import Answer, MacroResult, PageReport, Report, subject_of
from claimbook.sources import Source

Json = dict[str, Any]


def to_json(document: object, *, indent: int | None = 2) -> str:
    """The document as JSON text; any script stays readable, what steers a terminal is escaped.

    Args:
        document: what to write.
        indent: how far in each level stands; None writes one line.
    """
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    return STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def check_document(report: Report) -> Json:
    """What `claimbook check --format json` prints."""
    return {
        "counts": asdict(report.counts),
        "claims": [
            _claim(result, _value_shown(result))
            for result in report.results
            if result.failed is None
        ],
        "diagnostics": [diagnostic_document(found) for found in report.diagnostics],
    }


def coverage_document(pages: Iterable[PageReport]) -> Json:
    """What `claimbook coverage --format json` prints."""
    listed = list(pages)
    return {
        "counts": {
            "seen": sum(page.coverage.seen for page in listed),
            "untied": sum(page.untied for page in listed),
        },
        "untied": [
            {**place_document(number.span), "text": number.text, "specs": list(number.specs)}
            for page in listed
            for number in page.coverage.untied
        ],
        "unsourced": [
            {**place_document(leaf.span), "text": leaf.text}
            for page in listed
            for leaf in page.unsourced
        ],
        "commented": [
            {**place_document(span), "text": span.content}
            for page in listed
            for span in page.coverage.commented
        ],
    }


def place_document(span: Span | None) -> Json:
    """Where something stands in a file of the book."""
    location = span.location if span is not None else None
    return {
        "path": location.path if location else None,
        "line": location.line if location else None,
        "column": location.column if location else None,
    }


def answer_document(answer: Answer, unit: Unit | None = None) -> Json:
    """What `claimbook eval --format json` prints; values in base units unless `unit` is named."""
    subject = subject_of(answer.value)
    document: Json = {
        "expression": answer.expression,
        "kind": "quantity" if isinstance(subject, Quantity) else "boolean",
        **value_document(answer.value, unit),
        "text": answer.printed.text if answer.printed else None,
        "formula": _formula(subject),
        "assumptions": [_assumption(assumed) for assumed in answer.assumptions],
        "inputs": [
            {"spec": leaf.name if leaf.kind == "spec" else None, **input_document(leaf, quantity)}
            for leaf, quantity in answer.inputs
        ],
        "sources": [source_document(source) for source in answer.sources],
        "sensitivity": _sensitivity(subject),
    }
    if isinstance(answer.value, str):
        document["kind"] = "text"
    if answer.review is not None:
        document["verdict"] = answer.review.verdict
    return document


def failure_document(answer: Answer) -> Json:
    """What `claimbook eval --format json` prints where there is no result."""
    return {
        "expression": answer.expression,
        "diagnostics": [diagnostic_document(found) for found in answer.diagnostics],
    }


def value_document(value: object, unit: Unit | None = None) -> Json:
    """An exact value with its unit and its bounds; in base units unless `unit` is named."""
    subject = subject_of(value)
    if isinstance(subject, Quantity):
        shown = unit or STANDARD.base_unit(subject.dimension)
        interval = subject.interval
        low, high = interval if interval is not None else (None, None)
        return {
            "value": _exact(subject.value, shown),
            "unit": shown.symbol,
            "low": None if low is None else _exact(low, shown),
            "high": None if high is None else _exact(high, shown),
        }
    inner = value.subject if isinstance(value, Display) else value
    shown_as = subject.holds if isinstance(subject, Comparison) else inner
    plain = shown_as if isinstance(shown_as, bool | str) else None
    return {"value": plain, "unit": None, "low": None, "high": None}


def _value_shown(result: MacroResult) -> Json:
    """The value behind what a page shows: that of its own day in a past entry of the journal."""
    frozen = result.outcome.frozen
    if frozen is None:
        return value_document(result.value)
    return {"value": frozen.value, "unit": frozen.unit, "low": None, "high": None}


def _exact(value: Fraction, unit: Unit) -> str:
    return exact_text(value / unit.factor)


def _formula(subject: Quantity | Comparison | None) -> str | None:
    if isinstance(subject, Comparison):
        return f"{symbolic(subject.left)} {subject.operator} {symbolic(subject.right)}"
    return None if subject is None else symbolic(subject)


def _assumption(assumed: Assumption) -> Json:
    return {"name": assumed.name, "value": assumed.value, "origin": assumed.origin}


def input_document(leaf: Input, quantity: Quantity) -> Json:
    """What a spec or a literal states, and where."""
    unit = STANDARD.base_unit(quantity.dimension)
    return {
        "text": leaf.text,
        "value": _exact(quantity.value, unit),
        "unit": unit.symbol,
        **place_document(leaf.span),
        "source": leaf.source,
        "quote": leaf.quote,
        "locator": leaf.locator,
        "approximate": leaf.approximate,
        "confidence": leaf.confidence,
        "qualifiers": dict(sorted(leaf.qualifiers.items())),
    }


def _sensitivity(subject: Quantity | Comparison | None) -> list[Json]:
    """By how many percent the result moves for one percent of an input, largest first."""
    if not isinstance(subject, Quantity):
        return []
    return [
        {"input": leaf.name, "elasticity": exact_text(elasticity)}
        for leaf, elasticity in elasticities(subject)
    ]


def source_document(source: Source) -> Json:
    """What names a source, wherever a document does."""
    return {
        "id": source.id,
        "title": source.title,
        "url": source.url,
        "raw": source.raw.path if source.raw else None,
    }


def claim_document(result: MacroResult) -> Json:
    """A number or claim as the published book lists it, with what stands in its macro alone."""
    subject = subject_of(result.value)
    value = _value_shown(result)
    reviewed = result.review
    return {
        **_claim(result, value),
        "kind": _kind(subject, value["value"]),
        "low": value["low"],
        "high": value["high"],
        "words": reviewed.words if reviewed else None,
        "interval": reviewed.interval if reviewed else None,
        "recomputed": reviewed.recomputed if reviewed else None,
        "note": reviewed.reason if reviewed else None,
        "formula": _formula(subject),
        "assumptions": [_assumption(assumed) for assumed in assumptions(*result.subjects)],
        "literals": [
            input_document(leaf, quantity)
            for leaf, quantity in inputs(*result.subjects)
            if leaf.kind == "literal"
        ],
    }


def sources_under(result: MacroResult) -> list[str]:
    """The ids of the sources of its inputs, and of that which a figure is reported from; sorted."""
    leaves = inputs(*result.subjects)
    return sorted({*result.sources, *(leaf.source for leaf, _ in leaves if leaf.source)})


def _kind(subject: Quantity | Comparison | None, value: object) -> str | None:
    if isinstance(subject, Quantity):
        return "quantity"
    if value is None:
        return None
    return "text" if isinstance(value, str) else "boolean"


def _claim(result: MacroResult, value: Json) -> Json:
    place = result.through[0] if result.through else result.macro.span
    location = place.location
    return {
        "id": result.id,
        "stance": result.review.stance if result.review else "computed",
        "page": location.path,
        "line": location.line,
        "column": location.column,
        **({"included": place_document(result.macro.span)} if result.through else {}),
        "expression": " ".join(result.macro.expression.split()),
        "text": result.text,
        "value": value["value"],
        "unit": value["unit"],
        "verdict": result.review.verdict if result.review else None,
        "inputs": [leaf.name for leaf, _ in inputs(*result.subjects)],
        "sources": sources_under(result),
        **({"frozen": result.outcome.frozen.day} if result.outcome.frozen else {}),
        **({"note": result.review.reason} if result.review and result.review.reason else {}),
    }


def diagnostic_document(found: Diagnostic) -> Json:
    """A finding, wherever a document lists some."""
    return {
        "severity": found.severity,
        "code": found.code.number,
        "slug": found.code.slug,
        "message": found.message,
        "hint": found.hint,
        **place_document(found.span),
        "related": [
            {"message": related.message, **place_document(related.span)}
            for related in found.related
        ],
    }
