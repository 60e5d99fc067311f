"""Whether an author's words agree with a recomputed value, and which words would.

Units are part of a claim: a quantity with a dimension is claimed with its unit, a bare number, a
percentage, a multiple and a fraction only of what has none. Percentage points are the difference of
two shares, a percentage is a share or a relative change: where the caller knows which of the two
the value is, the other words are refused.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from claimbook.claims.amount import Phrase
from claimbook.claims.lexicon import is_latin, opposite
from claimbook.quantities.errors import QuantityError
from claimbook.quantities.rounding import (
    LARGEST_PLAIN,
    exact_text,
    format_fixed,
    format_significant,
    magnitude,
)
from claimbook.quantities.unit import STANDARD, Dimension, Unit

_NAMES: Final = {
    "number": "a bare number",
    "quantity": "a quantity",
    "percent": "a percentage",
    "points": "percentage points",
    "multiple": "a multiple",
    "fraction": "a fraction",
}
_SHOWN_DIGITS: Final = 4
_MOST_SHOWN_DIGITS: Final = 40
_LONGEST_EXACT: Final = 9
_WORDED_DIGITS: Final = 3
_HUNDRED: Final = 100
_THOUSAND: Final = 1000


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether words and value agree, and the interval that the words allow."""

    holds: bool
    low: Fraction | None
    high: Fraction | None
    reason: str | None
    """What explains a contradiction beyond interval and value, such as 80 Gb = 10 GB."""


def agrees(
    phrase: Phrase,
    value: Fraction,
    dimension: Dimension,
    *,
    unit: Unit | None = None,
    is_difference: bool | None = None,
) -> Agreement:
    """Compare a phrase with a value in base units of the dimension.

    `unit` is what the value prints in, for the message. `is_difference` says whether the value is
    a difference of two shares (then it is in points) or not; None where that is not known.

    Raises:
        QuantityError: `claim-unit`, where the phrase speaks of something else than the value.
    """
    _check_kind(phrase, value, dimension, unit, is_difference=is_difference)
    holds = phrase.accepts(value)
    reason = None if holds else _conversion(phrase, value, unit)
    return Agreement(holds, phrase.low, phrase.high, reason)


def interval_text(phrase: Phrase) -> str:
    """What the words accept, in their own unit: `2.775 to 2.785`, `at most 900 GB/s`."""
    unit = _unit_suffix(phrase)
    low, high = (
        None if end is None else _short(end / _shown_factor(phrase))
        for end in (phrase.low, phrase.high)
    )
    if low is not None and high is not None and not (phrase.low_is_open or phrase.high_is_open):
        return f"{low} to {high}{unit}"
    parts = []
    if low is not None:
        parts.append(f"{'more than' if phrase.low_is_open else 'at least'} {low}{unit}")
    if high is not None:
        parts.append(f"{'less than' if phrase.high_is_open else 'at most'} {high}{unit}")
    return " and ".join(parts)


def recomputed_text(phrase: Phrase, value: Fraction) -> str:
    """The value in the unit of the claim, with so many digits that rounding changes no verdict."""
    factor = _shown_factor(phrase)
    shown = value / factor
    unit = _unit_suffix(phrase)
    exact = exact_text(shown)
    if "/" not in exact and len(exact.lstrip("-")) <= _LONGEST_EXACT:
        return f"{exact}{unit}"
    for digits in range(_SHOWN_DIGITS, _MOST_SHOWN_DIGITS):
        text = format_significant(shown, digits)
        if phrase.accepts(Fraction(text) * factor) == phrase.accepts(value):
            return f"{text}{unit}"
    return f"{exact}{unit}"


def nearest_wording(phrase: Phrase, value: Fraction, language: str = "en") -> str:
    """The author's own words with the number that the value, in base units, asks for.

    The precision stays the author's. Where the sign is wrong its word is exchanged: 54 % above
    becomes 55 % below. A phrase that already agrees comes back as it is. A word that has to be
    added is of the page's `language`.
    """
    if phrase.accepts(value):
        return phrase.text
    wording = _reworded(phrase, value, language)
    return wording if _holds(phrase, wording, value) else _plain_wording(phrase, value)


def _holds(phrase: Phrase, wording: str, value: Fraction) -> bool:
    """Whether the words around the new number leave it the number that it is."""
    if phrase.reread is None:
        return True
    try:
        return phrase.reread(wording).accepts(value)
    except QuantityError:
        return False


def _reworded(phrase: Phrase, value: Fraction, language: str) -> str:
    edits: list[tuple[int, int, str]] = []
    size = -value if phrase.negated else value
    if phrase.directed and size < 0:
        flipped = _flipped(phrase)
        if flipped is None:
            return _plain_wording(phrase, value)
        edits.append(flipped)
        size = -size
    elif not phrase.directed and _needs_below(phrase, value):
        return _with_below(phrase, value, language)
    unbounded = phrase.directed and size == 0 and phrase.relation == "more than"
    replacement = None if unbounded else _replacement(phrase, size)
    if replacement is None:
        return _plain_wording(phrase, value)
    edits.append(replacement)
    text = phrase.text
    for start, end, words in sorted(edits, reverse=True):
        text = _spliced(text, start, end, words)
    return text


# What may be compared with what.


def _check_kind(
    phrase: Phrase,
    value: Fraction,
    dimension: Dimension,
    unit: Unit | None,
    *,
    is_difference: bool | None,
) -> None:
    words = phrase.text.strip()
    if phrase.unit is not None:
        if phrase.unit.dimension != dimension:
            theirs = "no unit" if dimension.is_dimensionless else str(dimension)
            raise QuantityError(
                "claim-unit",
                f"{words} is in {phrase.unit.symbol}, and the value has {theirs}"
                if dimension.is_dimensionless
                else f"{words} is in {phrase.unit.symbol}, and the value is in {theirs}",
                _unit_hint(value, dimension, unit, phrase.mark),
            )
        return
    if not dimension.is_dimensionless:
        raise QuantityError(
            "claim-unit",
            f"{words} is {_NAMES[phrase.kind]}, and the value is in {dimension}",
            _unit_hint(value, dimension, unit, phrase.mark),
        )
    if phrase.kind == "points" and is_difference is False:
        raise QuantityError(
            "claim-unit",
            f"{words} is a difference of two shares, and the value is a ratio",
            f'write "{_in_digits(value * _HUNDRED, phrase.mark)} %"',
        )
    if phrase.kind == "percent" and phrase.directed and is_difference is True:
        raise QuantityError(
            "claim-unit",
            f"{words} is a relative change, and the value is a difference of two shares",
            f'write "{_in_digits(value * _HUNDRED, phrase.mark)} percentage points"',
        )


def _unit_hint(value: Fraction, dimension: Dimension, unit: Unit | None, mark: str) -> str:
    if dimension.is_dimensionless:
        return f'write "{_in_digits(value, mark)}" without a unit'
    shown = unit or STANDARD.base_unit(dimension)
    return f'write "{_in_digits(value / shown.factor, mark)} {shown.symbol}"'


def _conversion(phrase: Phrase, value: Fraction, unit: Unit | None) -> str | None:
    """80 Gb = 10 GB: the claim in the unit of the value, or in bytes where bits look meant."""
    mine = phrase.unit
    if mine is None or phrase.is_range or phrase.relation != "equal":
        return None
    other = unit if unit is not None and unit.dimension == mine.dimension else None
    if other is None:
        other = _exchanged_bits(mine)
        if other is None or not phrase.accepts(value / other.factor * mine.factor):
            return None
    if other.factor == mine.factor:
        return None
    numeral = phrase.numerals[0]
    claimed = numeral.value * phrase.factors[0]
    if phrase.negated:
        claimed = -claimed
    return (
        f"{_short(claimed / mine.factor)} {mine.symbol} = "
        f"{_short(claimed / other.factor)} {other.symbol}"
    )


def _exchanged_bits(unit: Unit) -> Unit | None:
    """The unit with bits for bytes or bytes for bits; None where there is no such unit."""
    for one, other in (("b", "B"), ("B", "b")):
        if unit.symbol.count(one) == 1:
            try:
                return STANDARD.parse(unit.symbol.replace(one, other))
            except QuantityError:
                return None
    return None


# How numbers are shown.


def _shown_factor(phrase: Phrase) -> Fraction:
    if phrase.unit is not None:
        return phrase.unit.factor
    return Fraction(1, _HUNDRED) if phrase.kind in ("percent", "points") else Fraction(1)


def _unit_suffix(phrase: Phrase) -> str:
    if phrase.unit is not None:
        return f" {phrase.unit.symbol}"
    return {"percent": " %", "points": " points", "multiple": "x"}.get(phrase.kind, "")


def _short(value: Fraction) -> str:
    exact = exact_text(value)
    if "/" not in exact and len(exact.lstrip("-")) <= _LONGEST_EXACT:
        return exact
    return format_significant(value, _SHOWN_DIGITS)


def _rounded(value: Fraction) -> str:
    """Three significant digits, all digits of a larger whole, no zeros that say no more.

    2780 would claim its zero as well as any other digit, so what is 2778 is written 2778.
    """
    if _THOUSAND <= abs(value) < LARGEST_PLAIN:
        return format_fixed(value, 0)
    text, e, exponent = format_significant(value, _WORDED_DIGITS).partition("e")
    return (text.rstrip("0").rstrip(".") if "." in text else text) + e + exponent


# The nearest right wording.


def _spliced(text: str, start: int, end: int, words: str) -> str:
    """`words` in place of a part, kept apart from letters and digits that would run into them."""
    before, behind = text[:start], text[end:]
    if before and (is_latin(before[-1]) or before[-1].isdecimal()):
        before += " "
    was_word = not text[end - 1].isdecimal()
    if behind and was_word and (is_latin(behind[0]) or behind[0].isdecimal()):
        behind = f" {behind}"
    return f"{before}{words}{behind}"


def _flipped(phrase: Phrase) -> tuple[int, int, str] | None:
    """The word that gives the sign, exchanged for its opposite."""
    if phrase.direction is None:
        return None
    start, end = phrase.direction
    word = phrase.text[start:end]
    other = opposite(word)
    if other is None:
        return None
    if word[:1].isupper():
        other = other[:1].upper() + other[1:]
    return start, end, other


def _needs_below(phrase: Phrase, value: Fraction) -> bool:
    positive = all(numeral.value > 0 for numeral in phrase.numerals)
    bare = phrase.numerals[0].text[:1].isnumeric() or phrase.worded
    single = phrase.relation == "equal" and not phrase.is_range
    return phrase.kind in ("percent", "points") and value < 0 and positive and bare and single


def _with_below(phrase: Phrase, value: Fraction, language: str) -> str:
    """54 % of a negative value: 55 % below, or 低 55 % in a Chinese phrase or page."""
    replacement = _replacement(phrase, -value)
    if replacement is None:
        return _plain_wording(phrase, value)
    start, end, words = replacement
    behind = max(end, phrase.end)
    number = f"{phrase.text[phrase.start : start]}{words}{phrase.text[end:behind]}"
    is_chinese = any(character > "\u2e80" for character in phrase.text.strip("％"))
    number = f"低 {number}" if is_chinese or language.startswith("zh") else f"{number} below"
    return _spliced(phrase.text, phrase.start, behind, number)


def _replacement(phrase: Phrase, size: Fraction) -> tuple[int, int, str] | None:
    """Where other digits go and which; `size` is the value before a word turns its sign."""
    which = 0
    if phrase.is_range:
        if phrase.by_group:
            return None
        low = phrase.low if not phrase.negated else None if phrase.high is None else -phrase.high
        which = 0 if low is not None and size < low else 1
    numeral, factor = phrase.numerals[which], phrase.factors[which]
    wanted = size / factor
    if phrase.by_group:
        return (phrase.start, phrase.end, _group_words(phrase, size, wanted))
    start, end = phrase.spans[which]
    if phrase.worded:
        bound = _bounding(phrase, wanted / numeral.scale, _fine_place(wanted / numeral.scale))
        return start, end, _in_digits(bound, phrase.mark)
    bound = _bounding(phrase, wanted, numeral.place)
    text = numeral.rewritten(bound)
    if phrase.relation == "equal" and bound != 0 and abs(bound) < numeral.place / 2:
        text = _in_digits(bound / numeral.scale, phrase.mark)
    return start, end, text


def _group_words(phrase: Phrase, size: Fraction, wanted: Fraction) -> str:
    """Digits and sign in place of twice, half, 三分之一."""
    if phrase.kind == "points":
        share = size * _HUNDRED
        return f"{_in_digits(_bounding(phrase, share, _fine_place(share)), phrase.mark)} points"
    if phrase.kind in ("fraction", "percent"):
        share = size * _HUNDRED
        digits = _in_digits(_bounding(phrase, share, _fine_place(share)), phrase.mark)
        over = "超过 " if phrase.text[phrase.start : phrase.end] == "过半" else ""
        return f"{over}{digits} %"
    digits = _in_digits(_bounding(phrase, wanted, _fine_place(wanted)), phrase.mark)
    if phrase.unit is not None:
        return f"{digits} {phrase.unit.symbol}"
    if phrase.kind == "multiple":
        chinese = any(character > "\u2e80" for character in phrase.text[phrase.start : phrase.end])
        return f"{digits} 倍" if chinese else f"{digits}x"
    return digits


def _bounding(phrase: Phrase, wanted: Fraction, place: Fraction) -> Fraction:
    """The value itself, or for a bound the nearest multiple of `place` that bounds it."""
    if phrase.relation == "equal":
        return wanted
    upwards = phrase.relation in ("at most", "less than")
    steps = -(-wanted // place) if upwards else wanted // place
    bound = steps * place
    if bound == wanted and phrase.relation in ("less than", "more than"):
        bound += place if upwards else -place
    return Fraction(bound)


def _fine_place(value: Fraction) -> Fraction:
    if value == 0:
        return Fraction(1)
    return Fraction(10) ** (magnitude(value) - _WORDED_DIGITS + 1)


def _in_digits(value: Fraction, mark: str) -> str:
    return _rounded(value).replace(".", mark)


def _plain_wording(phrase: Phrase, value: Fraction) -> str:
    """The value alone, where the author's words cannot be kept."""
    if phrase.unit is not None:
        return f"{_in_digits(value / phrase.unit.factor, phrase.mark)} {phrase.unit.symbol}"
    if phrase.kind in ("percent", "points"):
        sign = "%" if phrase.kind == "percent" else "points"
        return f"{_in_digits(value * _HUNDRED, phrase.mark)} {sign}"
    digits = _in_digits(value, phrase.mark)
    return f"{digits}x" if phrase.kind == "multiple" else digits
