"""Exact amounts with units: a table of its own, a reader of units and numbers, arithmetic."""

import re
from dataclasses import dataclass, field
from fractions import Fraction

LARGE = {symbol: Fraction(1000) ** (place + 1) for place, symbol in enumerate("kMGTPEZY")}
BINARY = {f"{s.upper()}i": Fraction(1024) ** (p + 1) for p, s in enumerate("kMGTPEZY")}
POWERS = {"m": 3, "µ": 6, "u": 6, "n": 9, "p": 12, "f": 15}
SMALL = {symbol: Fraction(1, 10**power) for symbol, power in POWERS.items()}

Dims = dict[str, int]


class UnknownUnitError(ValueError):
    """Words that this table has no unit for."""


def _table() -> dict[str, tuple[Fraction, Dims]]:
    one = Fraction(1)
    table: dict[str, tuple[Fraction, Dims]] = {"1": (one, {})}
    rows: list[tuple[str, Fraction, Dims, list[dict[str, Fraction]]]] = [
        ("B", one, {"B": 1}, [LARGE, BINARY]),
        ("bit", one / 8, {"B": 1}, [LARGE, BINARY]),
        ("b", one / 8, {"B": 1}, [LARGE, BINARY]),
        ("Bps", one, {"B": 1, "s": -1}, [LARGE, BINARY]),
        ("bps", one / 8, {"B": 1, "s": -1}, [LARGE, BINARY]),
        ("FLOP", one, {"FLOP": 1}, [LARGE]),
        ("FLOPS", one, {"FLOP": 1, "s": -1}, [LARGE]),
        ("OP", one, {"OP": 1}, [LARGE]),
        ("OPS", one, {"OP": 1, "s": -1}, [LARGE]),
        ("s", one, {"s": 1}, [SMALL]),
        ("token", one, {"token": 1}, [LARGE, SMALL]),
        ("tokens", one, {"token": 1}, [LARGE, SMALL]),
        ("J", one, {"J": 1}, [LARGE, SMALL]),
        ("W", one, {"J": 1, "s": -1}, [LARGE, SMALL]),
        ("Wh", one * 3600, {"J": 1}, [LARGE, SMALL]),
        ("Hz", one, {"s": -1}, [LARGE, SMALL]),
        ("min", one * 60, {"s": 1}, []),
        ("h", one * 3600, {"s": 1}, []),
        ("d", one * 86400, {"s": 1}, []),
        ("%", one / 100, {}, []),
        ("‰", one / 1000, {}, []),
    ]
    for name, factor, dims, families in rows:
        table[name] = (factor, dims)
        for family in families:
            for prefix, scale in family.items():
                table.setdefault(prefix + name, (factor * scale, dims))
    return table


UNITS = _table()


@dataclass(frozen=True)
class Amount:
    """A value in base units, and the powers of the base units.

    `written` is how its author wrote it, as long as nothing was computed with it.
    """

    value: Fraction
    dims: tuple[tuple[str, int], ...] = ()
    written: str | None = field(default=None, compare=False)

    @classmethod
    def of(cls, value: Fraction | int, unit: str = "1") -> "Amount":
        factor, dims = read_unit(unit)
        return cls(Fraction(value) * factor, _sorted(dims))

    def _same(self, other: "Amount") -> None:
        if self.dims != other.dims:
            raise ValueError(f"{self.dims} against {other.dims}")

    def __add__(self, other: "Amount") -> "Amount":
        self._same(other)
        return Amount(self.value + other.value, self.dims)

    def __sub__(self, other: "Amount") -> "Amount":
        self._same(other)
        return Amount(self.value - other.value, self.dims)

    def __neg__(self) -> "Amount":
        return Amount(-self.value, self.dims)

    def __mul__(self, other: "Amount") -> "Amount":
        return Amount(self.value * other.value, _joined(self.dims, other.dims, 1))

    def __truediv__(self, other: "Amount") -> "Amount":
        return Amount(self.value / other.value, _joined(self.dims, other.dims, -1))

    def power(self, exponent: int) -> "Amount":
        dims = tuple((base, power * exponent) for base, power in self.dims if exponent)
        return Amount(self.value**exponent, dims)

    def times(self, factor: Fraction | int) -> "Amount":
        return Amount(self.value * factor, self.dims)


def _sorted(dims: Dims) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((base, power) for base, power in dims.items() if power))


def _joined(
    left: tuple[tuple[str, int], ...], right: tuple[tuple[str, int], ...], sign: int
) -> tuple[tuple[str, int], ...]:
    dims = dict(left)
    for base, power in right:
        dims[base] = dims.get(base, 0) + sign * power
    return _sorted(dims)


def read_unit(text: str) -> tuple[Fraction, Dims]:
    """The factor and the dimensions of a unit such as TFLOPS/GBps, B/(s·token) or s^2."""
    text = text.strip().replace("**", "^")
    if " per " in text:
        above, below = text.rsplit(" per ", 1)
        return _combined(read_unit(above), read_unit(below), -1)
    found = re.fullmatch(r"\((.*)\)", text)
    if found and _balanced(found[1]):
        return read_unit(found[1])
    for place in range(len(text) - 1, 0, -1):
        outside = text[:place].count("(") == text[:place].count(")")
        if outside and text[place] in "/*·":
            sign = -1 if text[place] == "/" else 1
            return _combined(read_unit(text[:place]), read_unit(text[place + 1 :]), sign)
    raised = re.fullmatch(r"(.+)\^(-?\d)", text)
    if raised:
        factor, dims = read_unit(raised[1])
        exponent = int(raised[2])
        return factor**exponent, {base: power * exponent for base, power in dims.items()}
    if text not in UNITS:
        raise UnknownUnitError(text)
    return UNITS[text]


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0


def _combined(
    left: tuple[Fraction, Dims], right: tuple[Fraction, Dims], sign: int
) -> tuple[Fraction, Dims]:
    dims = dict(left[1])
    for base, power in right[1].items():
        dims[base] = dims.get(base, 0) + sign * power
    return left[0] * right[0] ** sign, {base: power for base, power in dims.items() if power}


NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+|\s*[×x]\s*10\^-?\d+)?")


def read_number(text: str) -> Fraction:
    """A number as it is written: 1,080 or 1.5e3 or 1.5×10^3."""
    text = re.sub(r"\s*[×x]\s*10\^", "e", text.strip()).replace(",", "")
    return Fraction(text)


def split_amount(text: str) -> tuple[str, str]:
    """The number and the unit of a text such as `1.8 TB/s` or `1,080 PFLOPS`."""
    found = NUMBER.match(text.strip())
    if not found:
        raise ValueError(f"no number at the start of {text!r}")
    return found[0], text.strip()[found.end() :].strip() or "1"


def read_amount(text: str) -> Amount:
    """The amount of such a text."""
    number, unit = split_amount(text)
    amount = Amount.of(read_number(number), unit)
    return Amount(amount.value, amount.dims, text.strip())


def decimals(text: str) -> int:
    """How many digits stand behind the point."""
    mantissa = re.split("[eE]", text)[0]
    return len(mantissa.split(".")[1]) if "." in mantissa else 0


def last_digit(text: str) -> Fraction:
    """The place of the last digit of a written number that is not zero: 0.1 for 2.20."""
    mantissa, _, exponent = re.sub(r"\s*[×x]\s*10\^", "e", text.lower()).partition("e")
    place = -decimals(mantissa) + int(exponent or 0)
    digits = mantissa.replace(",", "").replace(".", "").lstrip("-")
    zeros = len(digits) - len(digits.rstrip("0"))
    return Fraction(10) ** (place + (zeros if zeros < len(digits) else 0))


def spread(text: str, hedge: Fraction = Fraction(1, 20)) -> Fraction:
    """How far an approximate number reaches to either side, in its own unit."""
    return max(abs(read_number(text)) * hedge, last_digit(text) / 2)


def rounded(value: Fraction, places: int) -> Fraction:
    """To that many places behind the point, half away from zero; before it, if negative."""
    scale = Fraction(10) ** places
    doubled = abs(value) * scale * 2 + 1
    size = doubled.numerator // doubled.denominator // 2
    return (size if value >= 0 else -size) / scale


def magnitude(value: Fraction) -> int:
    """The power of ten of the first digit."""
    size, power = abs(value), 0
    while size >= 10:
        size, power = size / 10, power + 1
    while size < 1:
        size, power = size * 10, power - 1
    return power


def with_places(value: Fraction, places: int) -> str:
    """Rounded and written out."""
    whole = rounded(value, places) * 10 ** max(places, 0)
    digits = str(abs(whole.numerator)).rjust(max(places, 0) + 1, "0")
    sign = "-" if whole < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places > 0 else f"{sign}{digits}"


def with_digits(value: Fraction, digits: int) -> str:
    """With that many significant digits, written out."""
    if value == 0:
        return with_places(value, digits - 1)
    places = digits - 1 - magnitude(value)
    again = digits - 1 - magnitude(rounded(value, places))
    return with_places(value, min(places, again))
