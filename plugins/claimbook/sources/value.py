"""The value of a spec, from the one string that states it: a number and its unit, or a word.

What looks like a number to some YAML reader (`16:9`, `1:30:00`, `no`) is named as what it is and
never turned into one.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from claimbook.diagnostics import did_you_mean
from claimbook.quantities.errors import QuantityError
from claimbook.quantities.numeral import Numeral, match_numeral
from claimbook.quantities.unit import Unit, UnitTable
from claimbook.sources.schema import Leaf

_SWITCHES = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null", "none"})
_HEDGE = re.compile(r"~|～|≈|约|約|大约|±|about\b|approx|around\b|circa\b|ca\.|nearly\b", re.I)
_BOUND = re.compile(r"[<>≤≥＜＞]|up to\b|at (?:least|most)\b|over\b|under\b", re.I)
_RATIO = re.compile(r"\s*[:：/]\s*[0-9]")
_RANGE = re.compile(r"\s*(?:[-‐‑–—−~～…至]|\.\.+|to\b|±|\+/?-)\s*[0-9]", re.I)
_MORE_DIGITS = re.compile(r"\s*[.,]*[0-9]")
_MULTIPLE = frozenset({"x", "X", "×", "倍"})

EXAMPLE = "{value: 700 W, source: the-source}"
"""How a spec is written, for hints."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a value string says: `exact` in base units with its unit, or a word."""

    exact: Fraction | None = None
    numeral: Numeral | None = None
    unit: Unit | None = None
    word: str | None = None


def read_value(text: str, leaf: Leaf, units: UnitTable, *, dimensionless: bool = False) -> Value:
    """The value that `text` states for that leaf; `dimensionless` allows a bare number.

    Raises:
        QuantityError: `unreadable-value`, `missing-unit`, `unknown-unit`, `wrong-dimension`,
            `invalid-choice`.
    """
    stated = text.strip()
    if stated in leaf.words:
        return Value(word=stated)
    if leaf.takes_words_only:
        raise QuantityError(
            "invalid-choice",
            f"{stated!r} is none of {', '.join(leaf.words)}",
            did_you_mean(stated, leaf.words, None),
        )
    numeral, unit = read_quantity(stated, units, bare=dimensionless or leaf.unit == "1")
    if leaf.unit is not None:
        expected = units.parse(leaf.unit)
        if unit.dimension != expected.dimension:
            what = "a count" if leaf.unit == "1" else f"in units of {leaf.unit}"
            raise QuantityError(
                "wrong-dimension",
                f"{stated!r} is in {unit.dimension}, and this spec is {what}",
                "check the unit" if leaf.unit != "1" else "write the bare number",
            )
    return Value(numeral.value * unit.factor, numeral, unit)


def read_quantity(stated: str, units: UnitTable, *, bare: bool) -> tuple[Numeral, Unit]:
    """The number and unit of a string; `bare` allows a number without a unit.

    Raises:
        QuantityError: `unreadable-value`, `missing-unit`, `unknown-unit`.
    """
    if stated.casefold() in _SWITCHES or stated == "~":
        raise QuantityError(
            "unreadable-value", f"{stated!r} is a word, and a number with its unit is meant"
        )
    hedge = _HEDGE.match(stated)
    if hedge:
        raise QuantityError(
            "unreadable-value",
            f"{stated!r} hedges its number",
            f"write value: {stated[hedge.end() :].strip(' .')}, approximate: true",
        )
    if _BOUND.match(stated):
        raise QuantityError(
            "unreadable-value",
            f"{stated!r} is a bound, not a value",
            "write the number, and say in note: what it bounds",
        )
    found = match_numeral(stated, 0, "en")
    if found is None and stated[:1].isdigit():
        raise QuantityError(
            "unreadable-value",
            f"{stated!r} does not begin with a number that can be read",
            "write decimals with a point, as in 2.5 kW, and groups as in 1,080",
        )
    if found is None:
        raise QuantityError(
            "unreadable-value",
            f"{stated!r} does not begin with a number",
            "write a number and its unit, such as 1.8 TB/s",
        )
    numeral, end = found
    rest = stated[end:]
    _refuse_more_numbers(stated, rest)
    name = rest.strip()
    if name in _MULTIPLE:
        return numeral, units.parse("1")
    if not name and not bare:
        raise QuantityError(
            "missing-unit",
            f"{stated!r} has no unit",
            f'write the unit into the value, or unit: "1" beside it if it is a count: {EXAMPLE}',
        )
    return numeral, units.parse(name or "1")


def _refuse_more_numbers(stated: str, rest: str) -> None:
    if _RATIO.match(rest):
        raise QuantityError(
            "unreadable-value",
            f"{stated!r} is a ratio or a time of day, not a number and a unit",
            "write one number with its unit, or put plain words in quotes",
        )
    if _RANGE.match(rest):
        raise QuantityError(
            "unreadable-value",
            f"{stated!r} is a range, not a value",
            "list the values as rivals: [{value: ..., preferred: true}, {value: ...}]",
        )
    if _MORE_DIGITS.match(rest):
        raise QuantityError("unreadable-value", f"{stated!r} is not one number")
