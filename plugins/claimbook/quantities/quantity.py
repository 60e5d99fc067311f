"""Exact numbers with a dimension and a derivation.

A quantity is immutable; arithmetic returns a new one that remembers its operands, so a formula
is plain Python and its derivation builds itself. Values are fractions: nothing is rounded before
it is printed. Adding quantities of different dimensions is refused, never guessed.
"""

import operator as operators
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from claimbook.diagnostics import Span
from claimbook.quantities.derivation import (
    Assumption,
    Convention,
    Definition,
    Derivation,
    Input,
    Operation,
    Operator,
    without_conventions,
)
from claimbook.quantities.errors import QuantityError
from claimbook.quantities.interval import MAX_BITS, Interval, bits, bounds
from claimbook.quantities.rounding import exact_text
from claimbook.quantities.unit import (
    DIMENSIONLESS,
    STANDARD,
    BaseUnit,
    Dimension,
    Unit,
    UnitTable,
)

MAX_EXPONENT: Final = 1_000
MAX_DIMENSION: Final = 1_000
"""No base unit of a result has an exponent beyond plus or minus this."""
MAX_FACTOR_BITS: Final = 1_000
"""A value in a unit whose factor is longer is refused; `MAX_BITS` bounds the value itself."""
ONE: Final = STANDARD.base_unit(DIMENSIONLESS)

Operand: TypeAlias = "Quantity | int | Fraction | Decimal | float"
Relation = Literal["<", "<=", ">", ">=", "==", "!="]
_RELATIONS: Final[Mapping[Relation, Callable[[Fraction, Fraction], bool]]] = {
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
    "==": operators.eq,
    "!=": operators.ne,
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Quantity:
    """A number in base units of its dimension, and how it came to be.

    `unit` is the unit it prefers to be printed in; None leaves that to the printer. Comparing two
    quantities, also with `==`, gives a `Comparison`; as keys they are told apart by identity.
    """

    value: Fraction
    dimension: Dimension
    derivation: Derivation
    unit: Unit | None = None

    @property
    def interval(self) -> Interval | None:
        """Lowest and highest value over the approximate inputs, in base units.

        None where a divisor may be zero, so that there is no bound.
        """
        return bounds(self)

    @property
    def leaf(self) -> Input | None:
        """The spec, literal or number that it is as it stands; None where it was computed."""
        derivation = without_conventions(self).derivation
        while isinstance(derivation, Definition):
            derivation = without_conventions(derivation.operand).derivation
        return derivation if isinstance(derivation, Input) else None

    def __repr__(self) -> str:
        return f"Quantity({exact_text(self.value)} {self.dimension})"

    def __add__(self, other: "Operand") -> "Quantity":
        right = as_quantity(other)
        self._require_same(right, "add")
        return _result("+", self.value + right.value, self.dimension, (self, right), self.unit)

    def __radd__(self, other: "Operand") -> "Quantity":
        return as_quantity(other) + self

    def __sub__(self, other: "Operand") -> "Quantity":
        right = as_quantity(other)
        self._require_same(right, "subtract")
        return _result("-", self.value - right.value, self.dimension, (self, right), self.unit)

    def __rsub__(self, other: "Operand") -> "Quantity":
        return as_quantity(other) - self

    def __mul__(self, other: "Operand") -> "Quantity":
        right = as_quantity(other)
        return _result(
            "*",
            self.value * right.value,
            self.dimension * right.dimension,
            (self, right),
            _kept_unit(self, right),
        )

    def __rmul__(self, other: "Operand") -> "Quantity":
        return as_quantity(other) * self

    def __truediv__(self, other: "Operand") -> "Quantity":
        right = as_quantity(other)
        if right.value == 0:
            raise QuantityError(
                "division-by-zero", "division by zero", "check the inputs of the divisor"
            )
        return _result(
            "/",
            self.value / right.value,
            self.dimension / right.dimension,
            (self, right),
            self.unit if right.dimension.is_dimensionless else None,
        )

    def __rtruediv__(self, other: "Operand") -> "Quantity":
        return as_quantity(other) / self

    def __pow__(self, other: "Operand") -> "Quantity":
        right = as_quantity(other)
        if not right.dimension.is_dimensionless or right.value.denominator != 1:
            raise QuantityError(
                "dimension-mismatch",
                "an exponent is a whole number without a unit",
                "write the root as a formula of a library, if the field needs one",
            )
        exponent = int(right.value)
        if abs(exponent) > MAX_EXPONENT or bits(self.value) * abs(exponent) > MAX_BITS:
            raise QuantityError("limit-exceeded", f"the power {exponent} is too large to compute")
        if self.value == 0 and exponent < 0:
            raise QuantityError("division-by-zero", "a negative power of zero")
        return _result("**", self.value**exponent, self.dimension**exponent, (self, right), None)

    def __rpow__(self, other: "Operand") -> "Quantity":
        return as_quantity(other) ** self

    def __neg__(self) -> "Quantity":
        return _result("neg", -self.value, self.dimension, (self,), self.unit)

    def __pos__(self) -> "Quantity":
        return self

    def __lt__(self, other: "Operand") -> "Comparison":
        return compare(self, "<", other)

    def __le__(self, other: "Operand") -> "Comparison":
        return compare(self, "<=", other)

    def __gt__(self, other: "Operand") -> "Comparison":
        return compare(self, ">", other)

    def __ge__(self, other: "Operand") -> "Comparison":
        return compare(self, ">=", other)

    def __eq__(self, other: object) -> "Comparison":  # type: ignore[override]
        return compare(self, "==", other)

    def __ne__(self, other: object) -> "Comparison":  # type: ignore[override]
        return compare(self, "!=", other)

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        raise QuantityError(
            "invalid-argument", "a quantity is neither true nor false", "compare it: a <= b"
        )

    def shown_in(self, unit: Unit) -> "Quantity":
        """The same quantity, printed in `unit` from here on.

        Raises:
            QuantityError: the unit has another dimension.
        """
        if unit.dimension != self.dimension:
            raise QuantityError(
                "dimension-mismatch",
                f"{unit.symbol} ({unit.dimension}) cannot show a value in {self.dimension}",
                "name a unit of the same dimension",
            )
        require_printable(unit)
        return Quantity(self.value, self.dimension, self.derivation, unit)

    def under(self, *assumptions: Assumption) -> "Quantity":
        """The same quantity, with the conventions it was chosen under recorded."""
        if not assumptions:
            return self
        return Quantity(self.value, self.dimension, Convention(assumptions, self), self.unit)

    def _require_same(self, other: "Quantity", verb: str) -> None:
        if self.dimension != other.dimension:
            raise QuantityError(
                "dimension-mismatch",
                f"cannot {verb} {self.dimension} and {other.dimension}",
                "both sides need the same dimension",
            )


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """`left <operator> right`: what holds at the nominal values, and whether that is certain."""

    left: Quantity
    operator: Relation
    right: Quantity

    @property
    def holds(self) -> bool:
        """Whether it is true of the nominal values."""
        return _RELATIONS[self.operator](self.left.value, self.right.value)

    @property
    def marginal(self) -> bool:
        """Whether the approximate inputs alone could turn it over.

        The boundary itself belongs to the side that the operator gives it to.
        """
        # Built here and not by `-`, which refuses a difference of too many digits.
        step = Operation("-", (self.left, self.right))
        difference = Quantity(self.left.value - self.right.value, self.left.dimension, step)
        interval = difference.interval
        if interval is None:
            return True
        relation = _RELATIONS[self.operator]
        low, high = interval
        outcomes = {relation(end, Fraction(0)) for end in interval}
        if low < 0 < high:
            outcomes.add(relation(Fraction(0), Fraction(0)))
        return len(outcomes) > 1

    def __bool__(self) -> bool:
        return self.holds


def as_quantity(value: object) -> Quantity:
    """A quantity of a plain number; a float counts as the decimal it is written as.

    Raises:
        QuantityError: not a finite number.
    """
    if isinstance(value, Quantity):
        return value
    if isinstance(value, bool):
        raise QuantityError("invalid-argument", f"{value} is not a number")
    if isinstance(value, int | Fraction):
        return number(Fraction(value))
    if isinstance(value, float | Decimal):
        try:
            # The shortest decimal that is this float: 0.1 is one tenth. A subclass may print more.
            text = float.__repr__(value) if isinstance(value, float) else str(value)
            return number(Fraction(text))
        except ValueError:
            raise QuantityError("invalid-argument", f"{value} is not a finite number") from None
    if isinstance(value, str):
        raise QuantityError(
            "invalid-argument",
            f"{value!r} is text, not a quantity",
            f'write q("{value}") for a literal, or spec("{value}") for a spec',
        )
    raise QuantityError("invalid-argument", f"{type(value).__name__} is not a quantity")


def number(value: Fraction, text: str | None = None) -> Quantity:
    """A plain number, without unit and source.

    Raises:
        QuantityError: it has too many digits to compute with.
    """
    _require_short(value)
    name = text if text is not None else exact_text(value)
    digits = None if "/" in name else name
    leaf = Input("number", name, name, value, value, digits, ONE)
    return Quantity(value, DIMENSIONLESS, leaf)


def constant(
    value: int | Fraction | str, unit: str, units: UnitTable | Iterable[BaseUnit] = STANDARD
) -> Quantity:
    """A number that belongs to a formula itself, such as the 2 FLOP of a multiply-add.

    Args:
        value: exact; a text is read as a decimal or a fraction, such as "0.034" or "1/3".
        unit: the unit that it counts.
        units: the table that has the unit, or the base units that a library declares.

    Raises:
        QuantityError: the unit does not exist.
    """
    table = units if isinstance(units, UnitTable) else STANDARD.extended(units)
    read = table.parse(unit)
    exact = Fraction(value)
    _require_short(exact)
    require_printable(read)
    digits = exact_text(exact)
    name = f"{digits} {read.symbol}"
    base = exact * read.factor
    leaf = Input("number", name, name, base, base, None if "/" in digits else digits, read)
    return Quantity(base, read.dimension, leaf, read)


def measured(  # noqa: PLR0913 - the fields of a leaf, by name
    value: Fraction,
    unit: Unit,
    *,
    kind: Literal["spec", "literal"],
    name: str,
    text: str,
    digits: str | None = None,
    word: str | None = None,
    margin: Fraction = Fraction(0),
    span: Span | None = None,
    source: str | None = None,
    quote: str | None = None,
    locator: str | None = None,
    approximate: bool = False,
    confidence: str | None = None,
    qualifiers: Mapping[str, str] | None = None,
    as_of: str | None = None,
) -> Quantity:
    """A leaf of the graph: `value` in `unit`, known to within +-`margin` (also in `unit`).

    Raises:
        QuantityError: too many digits to compute with.
    """
    _require_short(value * unit.factor)
    require_printable(unit)
    leaf = Input(
        kind,
        name,
        text,
        (value - margin) * unit.factor,
        (value + margin) * unit.factor,
        digits,
        unit,
        word,
        span,
        source,
        quote,
        locator,
        approximate,
        confidence,
        dict(qualifiers or {}),
        as_of,
    )
    return Quantity(value * unit.factor, unit.dimension, leaf, unit)


def compare(left: object, operator: Relation, right: object) -> Comparison:
    """The comparison of two quantities of one dimension.

    Raises:
        QuantityError: the dimensions differ.
    """
    first, second = as_quantity(left), as_quantity(right)
    if first.dimension != second.dimension:
        raise QuantityError(
            "dimension-mismatch",
            f"cannot compare {first.dimension} with {second.dimension}",
            "both sides need the same dimension",
        )
    return Comparison(first, operator, second)


def minimum(*values: "Operand") -> Quantity:
    """The smallest of the quantities; unlike `min`, the derivation keeps them all."""
    return _extreme("min", [as_quantity(value) for value in values])


def maximum(*values: "Operand") -> Quantity:
    """The largest of the quantities; unlike `max`, the derivation keeps them all."""
    return _extreme("max", [as_quantity(value) for value in values])


def _extreme(operator: Literal["min", "max"], values: list[Quantity]) -> Quantity:
    if not values:
        raise QuantityError("invalid-argument", f"{operator} of no quantity")
    first = values[0]
    for other in values[1:]:
        compare(first, "<=", other)
    pick = min if operator == "min" else max
    chosen = pick(quantity.value for quantity in values)
    return _result(operator, chosen, first.dimension, values, first.unit)


def _result(
    operator: Operator,
    value: Fraction,
    dimension: Dimension,
    operands: Iterable[Quantity],
    unit: Unit | None,
) -> Quantity:
    _require_short(value)
    if any(abs(exponent) > MAX_DIMENSION for _, exponent in dimension.exponents):
        raise QuantityError("limit-exceeded", "the result has a power of a unit beyond the limit")
    return Quantity(value, dimension, Operation(operator, tuple(operands)), unit)


def _require_short(value: Fraction) -> None:
    """Refuse what could stall a build: a numerator or denominator of thousands of digits."""
    if bits(value) > MAX_BITS:
        raise QuantityError("limit-exceeded", "the number has too many digits to compute with")


def require_printable(unit: Unit) -> None:
    """Refuse a unit so large or small that a value in it could not be written out.

    Raises:
        QuantityError: its factor is beyond the limit.
    """
    if bits(unit.factor) > MAX_FACTOR_BITS:
        raise QuantityError("limit-exceeded", f"the unit {unit.symbol} is too large to print")


def _kept_unit(left: Quantity, right: Quantity) -> Unit | None:
    """A product with a number that has no dimension keeps the other factor's unit."""
    if not right.dimension.is_dimensionless:
        return right.unit if left.dimension.is_dimensionless else None
    # 3 * 50 % is 150 %, in whichever order it is written.
    plain = left.unit is None or left.unit == ONE
    return right.unit if plain and right.unit is not None else left.unit
