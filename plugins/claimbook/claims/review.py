"""A claim against what its inputs give: the verdict, computed, beside the declared stance.

The words are read by `phrase`, compared by `comparison`; this module decides what follows. Only
an asserted claim that is contradicted is a fault. A figure that is reported as somebody else's, or
waived with a reason, gets the same verdict and does not fail a build.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from claimbook.claims.comparison import (
    agrees,
    interval_text,
    nearest_wording,
    recomputed_text,
)
from claimbook.claims.phrase import Phrase, read_phrase
from claimbook.diagnostics import Diagnostic, Related, Span, code
from claimbook.pages import Statement
from claimbook.quantities import (
    Comparison,
    Quantity,
    QuantityError,
    UnitTable,
    inputs,
    print_quantity,
)

Verdict = Literal["holds", "contradicted", "marginal", "refused", "open"]
Stance = Literal["asserted", "reported", "waived"]
MAX_RELATED = 6


@dataclass(frozen=True, slots=True)
class Review:
    """What became of one claim.

    `interval` is what the words allow; None for a statement, which has no digits. `recomputed` is
    what the inputs give, in the author's own precision where the words could be read. `reason`
    says why there is no verdict, or why it was waived.
    """

    stance: Stance
    words: str
    verdict: Verdict
    subject: Quantity | Comparison | None
    interval: str | None = None
    recomputed: str | None = None
    reason: str | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How the words of a book are read."""

    units: UnitTable
    language: str
    hedge: Fraction


def review(statement: Statement, reading: Reading) -> Review:
    """The verdict on a claim, and the diagnostics that its stance lets stand."""
    subject, stance = statement.subject, _stance(statement)
    if subject is None:
        refusal = statement.refusal
        return Review(
            stance,
            statement.words,
            "refused" if refusal else "open",
            None,
            reason=refusal.message if refusal else statement.options.get("note"),
        )
    if isinstance(subject, Comparison):
        found = _compared(statement, stance, subject)
    else:
        found = _measured(statement, stance, subject, reading)
    return _settled(statement, found)


def _stance(statement: Statement) -> Stance:
    if statement.stance == "reported":
        return "reported"
    return "waived" if "waive" in statement.options else "asserted"


def _settled(statement: Statement, found: Review) -> Review:
    """What is reported or waived keeps its verdict and loses its diagnostics."""
    if found.stance == "asserted":
        return found
    reason = found.reason or statement.options.get("waive") or statement.options.get("note")
    kept: tuple[Diagnostic, ...] = ()
    if found.stance == "waived" and found.verdict == "holds":
        kept = (
            Diagnostic(
                code("waiver-unneeded"),
                f"“{statement.words}” holds, so there is nothing to waive",
                statement.words_span,
                "take waive= out",
            ),
        )
    return Review(
        found.stance,
        found.words,
        found.verdict,
        found.subject,
        found.interval,
        found.recomputed,
        reason,
        kept,
    )


def _compared(statement: Statement, stance: Stance, comparison: Comparison) -> Review:
    """A statement without digits stands and falls with its comparison."""
    words, span = statement.words, statement.words_span
    sides = f"{_shown(comparison.left)} {comparison.operator} {_shown(comparison.right)}"
    verdict: Verdict = "contradicted"
    found: Diagnostic | None = _unsourced(statement, comparison.left, comparison.right)
    if found is not None:
        verdict = "open"
    elif comparison.marginal:
        verdict = "marginal"
        found = Diagnostic(
            code("claim-marginal"),
            f"“{words}” rests on {sides}, which the approximate inputs could turn over",
            span,
            "say that it is close, or find exact inputs",
            _related(comparison.left, comparison.right),
        )
    elif comparison.holds:
        verdict = "holds"
    else:
        found = Diagnostic(
            code("claim-contradicted"),
            f"“{words}” stands for {sides}, which does not hold",
            span,
            "change the words to what the inputs give, or the comparison to what is meant",
            _related(comparison.left, comparison.right),
        )
    diagnostics = () if found is None else (found,)
    return Review(stance, words, verdict, comparison, recomputed=sides, diagnostics=diagnostics)


def _measured(statement: Statement, stance: Stance, subject: Quantity, reading: Reading) -> Review:
    """A figure is read, and compared with the value."""
    words, span = statement.words, statement.words_span
    try:
        phrase = read_phrase(
            words, units=reading.units, locale=reading.language, hedge=reading.hedge
        )
        unsourced = _unsourced(statement, subject)
        if unsourced is not None:
            return Review(stance, words, "open", subject, diagnostics=(unsourced,))
        agreement = agrees(phrase, subject.value, subject.dimension, unit=subject.unit)
        right = nearest_wording(phrase, subject.value)
    except QuantityError as error:
        # Another unit contradicts the value; what cannot be read says nothing about it.
        verdict: Verdict = "contradicted" if error.slug == "claim-unit" else "open"
        found = Diagnostic(code(error.slug), error.message, span, error.hint)
        return Review(
            stance,
            words,
            verdict,
            subject,
            recomputed=_shown(subject),
            reason=error.message,
            diagnostics=(found,),
        )
    interval = interval_text(phrase)
    note = f" ({agreement.reason})" if agreement.reason else ""
    if agreement.holds:
        return Review(
            stance, words, "holds", subject, interval, right, diagnostics=_style_note(phrase, span)
        )
    found = Diagnostic(
        code("claim-contradicted"),
        f"“{words}” means {interval}, the inputs give "
        f"{recomputed_text(phrase, subject.value)}{note}",
        span,
        f"write “{right}”, or correct the input that is wrong",
        _related(subject),
    )
    return Review(stance, words, "contradicted", subject, interval, right, diagnostics=(found,))


def _style_note(phrase: Phrase, span: Span) -> tuple[Diagnostic, ...]:
    """A unit that is read, but misleads."""
    if phrase.unit is None or phrase.unit.note is None:
        return ()
    return (Diagnostic(code("unit-style"), phrase.unit.note, span),)


def _unsourced(statement: Statement, *sides: Quantity) -> Diagnostic | None:
    if any(leaf.source is not None for leaf, _ in inputs(*sides)):
        return None
    return Diagnostic(
        code("claim-unsourced"),
        f"“{statement.words}” rests on no sourced spec",
        statement.words_span,
        'compare with a spec("..."), or give the literal a source: q("...", source="...")',
    )


def _shown(quantity: Quantity) -> str:
    return print_quantity(quantity).text


def _related(*sides: Quantity) -> tuple[Related, ...]:
    found = (
        Related(leaf.span, f"{leaf.name} = {leaf.text}")
        for leaf, _ in inputs(*sides)
        if leaf.span is not None and leaf.kind == "spec"
    )
    return tuple(found)[:MAX_RELATED]
