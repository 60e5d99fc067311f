"""A claim against what its inputs give: the verdict, computed, beside the declared stance.

The words are read by `phrase`, compared by `comparison`; this module decides what follows. Only
an asserted claim that is contradicted is a fault. A figure that is reported as somebody else's, or
waived with a reason, gets the same verdict and does not fail a build.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from claimbook.claims.comparison import (
    agrees,
    interval_text,
    nearest_wording,
    recomputed_text,
)
from claimbook.claims.phrase import Phrase, read_phrase, states_an_amount
from claimbook.diagnostics import Diagnostic, Related, Span, code
from claimbook.pages import Statement
from claimbook.quantities import (
    Comparison,
    Quantity,
    QuantityError,
    Style,
    Unit,
    UnitTable,
    customary_unit,
    inputs,
    print_quantity,
)
from claimbook.quantities.derivation import Convention, Definition, Evaluation, Input, Operation
from claimbook.quantities.printing import BARE_DIGITS

Verdict = Literal["holds", "contradicted", "marginal", "refused", "open"]
Stance = Literal["asserted", "reported", "waived"]
MAX_RELATED = 6
_RELATIONS = {
    "<": ("<", "≥"),
    "<=": ("≤", ">"),
    ">": (">", "≤"),
    ">=": ("≥", "<"),
    "==": ("=", "≠"),
    "!=": ("≠", "="),
}
"""Each relation as a reader sees it, and what is true where it does not hold."""
_MOST_TELLING = 12
"""Digits after which two sides that still look alike are left so."""
_COARSE = Fraction(1, 20)
"""Farther from the value than this, the author's own precision says too little of it."""


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
        # Where the author says why, in the language of the page, that is what a reader needs.
        reason = statement.options.get("note") or (refusal.message if refusal else None)
        verdict: Verdict = "refused" if refusal else "open"
        return Review(stance, statement.words, verdict, None, reason=reason)
    if isinstance(subject, Comparison):
        found = _compared(statement, stance, subject, reading)
    else:
        found = _measured(statement, stance, subject, reading)
    return _settled(statement, found)


def _stance(statement: Statement) -> Stance:
    if statement.stance == "reported":
        return "reported"
    return "waived" if "waive" in statement.options else "asserted"


def _settled(statement: Statement, found: Review) -> Review:
    """What is reported or waived keeps its verdict and loses its diagnostics."""
    reason = found.reason or statement.options.get("waive") or statement.options.get("note")
    if found.stance == "asserted":
        return replace(found, reason=reason)
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
    return replace(found, reason=reason, diagnostics=kept)


def _compared(
    statement: Statement, stance: Stance, comparison: Comparison, reading: Reading
) -> Review:
    """A statement without figures stands and falls with its comparison."""
    words, span = statement.words, statement.words_span
    if stance == "asserted" and states_an_amount(words, reading.units, reading.language):
        return Review(stance, words, "open", comparison, diagnostics=(_unread(statement),))
    left, right = _sides(comparison)
    sides = f"{left} {comparison.operator} {right}"
    verdict: Verdict = "contradicted"
    found: Diagnostic | None = _unsourced(statement, comparison.left, comparison.right)
    if found is not None:
        verdict = "open"
    elif comparison.marginal:
        verdict = "marginal"
        slug, what = (
            ("claim-marginal", "which the approximate inputs could turn over")
            if comparison.holds
            else (
                "claim-doubtful",
                "which fails, though the approximate inputs could save it",
            )
        )
        found = Diagnostic(
            code(slug),
            f"“{words}” rests on {sides}, {what}",
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
    recomputed = _as_it_is(comparison)
    return Review(
        stance, words, verdict, comparison, recomputed=recomputed, diagnostics=diagnostics
    )


def _as_it_is(comparison: Comparison) -> str:
    """The two sides, and what is true of them where the comparison is not."""
    relation, opposite = _RELATIONS[comparison.operator]
    told = relation if comparison.holds else opposite
    return f" {told} ".join(_sides(comparison))


def _sides(comparison: Comparison) -> tuple[str, str]:
    """Both sides, with as many digits as it takes to see which is the greater, if one is.

    To three digits 6.14 TFLOPS/GBps and 6144 FLOP/B seem to differ, and 1.001 and 1.002 do not.
    """
    left, right = comparison.left, comparison.right
    differ = _sign(left.value - right.value)
    for digits in range(BARE_DIGITS, _MOST_TELLING + 1):
        (one, first), (other, second) = _read(left, digits), _read(right, digits)
        if _sign(first - second) == differ:
            return one, other
    return _shown(left), _shown(right)


def _sign(difference: Fraction) -> int:
    return (difference > 0) - (difference < 0)


def _read(quantity: Quantity, digits: int) -> tuple[str, Fraction]:
    """A side to so many digits, or as written, and what a reader takes it for."""
    style = Style() if quantity.leaf is not None else Style(significant=digits)
    unit = quantity.unit or customary_unit(quantity, style)
    printed = print_quantity(quantity, style)
    return printed.text, Fraction(printed.number) * unit.factor


def _unread(statement: Statement) -> Diagnostic:
    """A comparison says nothing of the figure in its words: 5 times faster, of a > b."""
    subject = statement.subject
    left = subject.left.leaf if isinstance(subject, Comparison) else None
    named = left is not None and left.kind == "spec"
    side = f'spec("{left.name}")' if left is not None and named else "..."
    where = "" if named else ", with the quantity that has it for ..."
    return Diagnostic(
        code("claim-unreadable"),
        f"“{statement.words}” states a figure, and a comparison does not check it",
        statement.words_span,
        f'compare the quantity itself: claim("{statement.words}", {side}){where}',
    )


def _is_difference(quantity: Quantity) -> bool | None:
    """Whether a number is in points, as the difference of two shares is; None if that is open."""
    step = quantity.derivation
    match step:
        case Convention() | Definition():
            return _is_difference(step.operand)
        case Evaluation():
            return _is_difference(step.body)
        case Input():
            return False if step.kind == "number" or _is_percent(step.unit) else None
        case Operation(operator="-"):
            return not any(_is_plain(side) for side in step.operands)
        case Operation(operator="**"):
            return False
        case Operation(operator="*" | "/"):
            return _is_scaled_difference(step)
        case Operation():
            found = {_is_difference(side) for side in step.operands if not _is_plain(side)}
            return found.pop() if len(found) == 1 else None


def _is_scaled_difference(step: Operation) -> bool | None:
    """Half a difference is one still; a difference divided by a quantity is a relative change."""
    left, right = step.operands
    if _is_plain_number(right):
        return _is_difference(left)
    if _is_plain_number(left) and step.operator == "*":
        return _is_difference(right)
    return False if step.operator == "/" or _is_difference(left) is not True else None


def _is_percent(unit: Unit | None) -> bool:
    return unit is not None and unit.dimension.is_dimensionless and unit.factor != 1


def _is_plain_number(quantity: Quantity) -> bool:
    leaf = quantity.leaf
    return leaf is not None and leaf.kind == "number"


def _is_plain(quantity: Quantity) -> bool:
    """Whether it is a number that shares are counted from, such as the 1 of a / b - 1."""
    leaf = quantity.leaf
    written_one = leaf is not None and leaf.kind == "literal" and quantity.value == 1
    return _is_plain_number(quantity) or written_one


def _measured(statement: Statement, stance: Stance, subject: Quantity, reading: Reading) -> Review:
    """A figure is read, and compared with the value."""
    words, span = statement.words, statement.words_span
    phrase: Phrase | None = None
    try:
        phrase = read_phrase(
            words, units=reading.units, locale=reading.language, hedge=reading.hedge
        )
        unsourced = _unsourced(statement, subject)
        if unsourced is not None:
            return Review(stance, words, "open", subject, diagnostics=(unsourced,))
        agreement = agrees(
            phrase,
            subject.value,
            subject.dimension,
            unit=subject.unit,
            is_difference=_is_difference(subject),
        )
        right = nearest_wording(phrase, subject.value, reading.language)
    except QuantityError as error:
        # Another unit contradicts the value; what cannot be read says nothing about it, and neither
        # does a bare number that somebody else left without its unit.
        says_unit = stance != "reported" or (phrase is not None and phrase.unit is not None)
        verdict: Verdict = "contradicted" if error.slug == "claim-unit" and says_unit else "open"
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
    interval, ours = interval_text(phrase), _telling(phrase, right, subject.value)
    note = f" ({agreement.reason})" if agreement.reason else ""
    if agreement.holds:
        return Review(
            stance, words, "holds", subject, interval, ours, diagnostics=_style_note(phrase, span)
        )
    found = Diagnostic(
        code("claim-contradicted"),
        f"“{words}” means {interval}, the inputs give "
        f"{recomputed_text(phrase, subject.value)}{note}",
        span,
        f"write “{right}”, or correct the input that is wrong",
        _related(subject),
    )
    return Review(stance, words, "contradicted", subject, interval, ours, diagnostics=(found,))


def _telling(phrase: Phrase, wording: str, value: Fraction) -> str:
    """The wording, or the value where so few digits hide it: about 1 TB/s, of 0.916 TB/s."""
    if phrase.reread is None or phrase.relation != "equal" or value == 0:
        return wording
    try:
        said = phrase.reread(wording)
    except QuantityError:
        return wording
    if said.low is None or said.high is None:
        return wording
    off = abs((said.low + said.high) / 2 - value) > _COARSE * abs(value)
    return recomputed_text(phrase, value) if off else wording


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
