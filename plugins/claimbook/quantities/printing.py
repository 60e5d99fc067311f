"""The one formatter: how a quantity is printed, in prose, tables, popovers and JSON alike.

Rounding is half-up, away from zero, on the exact value, and happens here and nowhere earlier.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from claimbook.quantities.numeral import has_decimal_comma
from claimbook.quantities.quantity import Quantity
from claimbook.quantities.rounding import exact_text, format_fixed, format_significant
from claimbook.quantities.unit import STANDARD, Dimension, Unit

Form = Literal["number", "percent", "times", "plain"]
BARE_DIGITS = 3
TIMES_DIGITS = 2
PERCENT_PLACES = 0

# What a quantity without a unit of its own is printed in, smallest first.
_CUSTOMARY: dict[Dimension, tuple[Unit, ...]] = {
    STANDARD.parse(base).dimension: tuple(
        STANDARD.parse(f"{prefix}{base}") for prefix in prefixes.split(",")
    )
    for base, prefixes in (
        ("B", ",k,M,G,T,P"),
        ("B/s", ",k,M,G,T,P"),
        ("FLOP", ",k,M,G,T,P,E"),
        ("FLOP/s", ",k,M,G,T,P,E"),
        ("OP", ",k,M,G,T,P,E"),
        ("OP/s", ",k,M,G,T,P,E"),
        ("J", "m,,k,M,G"),
        ("W", "m,,k,M,G"),
        ("s", "n,u,m,"),
    )
}


@dataclass(frozen=True, slots=True)
class Style:
    """How an author wants a number printed: what the filters of an expression add up to."""

    form: Form = "number"
    significant: int | None = None
    places: int | None = None
    unit: Unit | None = None

    def with_digits(self, *, significant: int | None = None, places: int | None = None) -> "Style":
        """The same style at another precision; the last one named counts."""
        return replace(self, significant=significant, places=places)


@dataclass(frozen=True, slots=True)
class Printed:
    """A number and its unit as text; `text` is both together."""

    number: str
    unit: str
    text: str


def localized(printed: Printed, locale: str) -> Printed:
    """The same number with the decimal mark of the locale; values for programs keep a point."""
    if not has_decimal_comma(locale) or "." not in printed.number:
        return printed
    number = printed.number.replace(".", ",")
    return Printed(number, printed.unit, printed.text.replace(printed.number, number, 1))


def print_quantity(quantity: Quantity, style: Style | None = None) -> Printed:
    """The quantity in the style (default: as written for a leaf, else 3 significant digits)."""
    style = style or Style()
    if style.form == "percent":
        places = PERCENT_PLACES if style.places is None else style.places
        number = (
            format_significant(quantity.value * 100, style.significant)
            if style.significant is not None
            else format_fixed(quantity.value * 100, places)
        )
        return Printed(number, "%", f"{number}%")
    if style.form == "times":
        number = _digits(quantity.value, style, TIMES_DIGITS)
        return Printed(number, "x", f"{number}x")
    unit = style.unit or quantity.unit or customary_unit(quantity, style)
    if style.form == "plain":
        number = _plain(quantity, style, unit)
        return Printed(number, "", number)
    written = _as_written(quantity, style, unit)
    number = written or _digits(quantity.value / unit.factor, style, BARE_DIGITS)
    return Printed(number, *_with_unit(number, unit))


def customary_unit(quantity: Quantity, style: Style | None = None) -> Unit:
    """The unit with the prefix that leaves the fewest zeros; the base unit where none is usual.

    It is chosen by the number as printed: 999.96 GB/s to three digits is 1.00 TB/s.
    """
    ladder = _CUSTOMARY.get(quantity.dimension)
    if ladder is None or quantity.value == 0:
        return STANDARD.base_unit(quantity.dimension)
    fitting = [unit for unit in ladder if unit.factor <= abs(quantity.value)]
    unit = fitting[-1] if fitting else ladder[0]
    above = ladder[ladder.index(unit) + 1 :]
    if above:
        rounded = _digits(quantity.value / unit.factor, style or Style(), BARE_DIGITS)
        if abs(Fraction(rounded)) * unit.factor >= above[0].factor:
            return above[0]
    return unit


def _as_written(quantity: Quantity, style: Style, unit: Unit) -> str | None:
    """A spec or literal printed bare keeps its author's digits: 1.10 stays 1.10."""
    if style.significant is not None or style.places is not None:
        return None
    leaf = quantity.leaf
    return leaf.digits if leaf is not None and unit == leaf.unit else None


def _plain(quantity: Quantity, style: Style, unit: Unit) -> str:
    """Every digit without a unit, unless a precision is named or the digits never end."""
    value = quantity.value / unit.factor
    if style.significant is None and style.places is None:
        exact = exact_text(value)
        if "/" not in exact:
            return exact
    return _digits(value, style, BARE_DIGITS)


def _digits(value: Fraction, style: Style, default: int) -> str:
    if style.places is not None:
        return format_fixed(value, style.places)
    return format_significant(value, default if style.significant is None else style.significant)


def _with_unit(number: str, unit: Unit) -> tuple[str, str]:
    if unit.dimension.is_dimensionless and unit.factor == 1:
        return "", number
    if unit.symbol == "%":
        return "%", f"{number}%"
    return unit.symbol, f"{number} {unit.symbol}"
