"""Filters: how an author asks for a number to be printed.

A filter changes the display and never the value, so its result is no operand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from claimbook.quantities import (
    Comparison,
    Printed,
    Quantity,
    QuantityError,
    Style,
    UnitTable,
    localized,
    print_quantity,
)
from claimbook.quantities.quantity import require_printable

MAX_PRECISION = 50
_TRUTH = {"zh": ("是", "否", "临界"), "en": ("yes", "no", "marginal")}


@dataclass(frozen=True, slots=True)
class Display:
    """A value and the style it is printed in."""

    subject: Quantity | Comparison | bool
    style: Style


Printable = Quantity | Comparison | bool | Display | str


def print_value(value: Printable, language: str) -> Printed:
    """The one printed form of a value; booleans and decimal marks in the page's language.

    A comparison that its approximate inputs could turn over is neither yes nor no.
    """
    style = value.style if isinstance(value, Display) else Style()
    subject = value.subject if isinstance(value, Display) else value
    if isinstance(subject, Quantity):
        return localized(print_quantity(subject, style), language)
    if isinstance(subject, str):
        return Printed(subject, "", subject)
    yes, no, marginal = _TRUTH["zh" if language.startswith("zh") else "en"]
    if isinstance(subject, Comparison) and subject.marginal:
        return Printed(marginal, "", marginal)
    words = yes if subject else no
    return Printed(words, "", words)


def _precision(name: str, arguments: Sequence[object], *, needed: bool) -> int | None:
    if not arguments and not needed:
        return None
    wanted = f"{name}(n) takes one whole number from 0 to {MAX_PRECISION}"
    if len(arguments) != 1 or not isinstance(arguments[0], Quantity):
        raise QuantityError("invalid-argument", wanted, f"write {name}(2)")
    value = arguments[0].value
    if value.denominator != 1 or not 0 <= value <= MAX_PRECISION:
        raise QuantityError("invalid-argument", wanted, f"write {name}(2)")
    return int(value)


def _sig(style: Style, arguments: Sequence[object], _: UnitTable) -> Style:
    digits = _precision("sig", arguments, needed=True)
    if digits == 0:
        raise QuantityError("invalid-argument", "sig(n) needs at least one digit", "write sig(2)")
    return style.with_digits(significant=digits)


def _dp(style: Style, arguments: Sequence[object], _: UnitTable) -> Style:
    return style.with_digits(places=_precision("dp", arguments, needed=True))


def _to(style: Style, arguments: Sequence[object], units: UnitTable) -> Style:
    if len(arguments) != 1 or not isinstance(arguments[0], str):
        raise QuantityError("invalid-argument", "to takes one unit", 'write to("GB/s")')
    return replace(style, unit=units.parse(arguments[0]))


def _percent(style: Style, arguments: Sequence[object], _: UnitTable) -> Style:
    places = _precision("percent", arguments, needed=False)
    styled = style if places is None else style.with_digits(places=places)
    return replace(styled, form="percent")


def _times(style: Style, arguments: Sequence[object], _: UnitTable) -> Style:
    digits = _precision("times", arguments, needed=False)
    if digits == 0:
        raise QuantityError("invalid-argument", "times(n) needs at least one digit", "times(2)")
    styled = style if digits is None else style.with_digits(significant=digits)
    return replace(styled, form="times")


def _plain(style: Style, arguments: Sequence[object], _: UnitTable) -> Style:
    if arguments:
        raise QuantityError("invalid-argument", "plain takes no argument", "write | plain")
    return replace(style, form="plain")


_Apply = Callable[[Style, Sequence[Any], UnitTable], Style]
FILTERS: Mapping[str, _Apply] = {
    "sig": _sig,
    "dp": _dp,
    "to": _to,
    "percent": _percent,
    "times": _times,
    "plain": _plain,
}


def apply_filter(
    value: object, name: str, arguments: Sequence[object], units: UnitTable
) -> Display:
    """`value | name(arguments)`.

    Raises:
        QuantityError: the filter does not fit the value or its arguments.
    """
    display = value if isinstance(value, Display) else None
    subject = display.subject if display else value
    before = display.style if display else Style()
    if isinstance(subject, Comparison | bool) and name == "plain":
        return Display(subject, FILTERS[name](before, arguments, units))
    if not isinstance(subject, Quantity):
        raise QuantityError(
            "invalid-argument",
            f"the filter {name} prints quantities",
            "a comparison is printed as it is, or with | plain in parentheses: (a <= b) | plain",
        )
    style = FILTERS[name](before, arguments, units)
    if style.unit is not None and style.unit.dimension != subject.dimension:
        raise QuantityError(
            "dimension-mismatch",
            f"{style.unit.symbol} cannot show a value in {subject.dimension}",
            "name a unit of the same dimension",
        )
    if style.unit is not None:
        require_printable(style.unit)
    if style.form in ("percent", "times") and not subject.dimension.is_dimensionless:
        raise QuantityError(
            "dimension-mismatch",
            f"{style.form} prints a ratio; this value is in {subject.dimension}",
            'divide it by a quantity of the same dimension, or print it with to("...")',
        )
    return Display(subject, style)
