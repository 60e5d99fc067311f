"""Exact values as decimal text. Rounding is half-up, away from zero, on the exact value.

Nothing here knows units or places on a page, and no binary floating point is involved: 2.675 to
two places is 2.68. Where a source truncates, the source is wrong and is reported, never imitated.
"""

from fractions import Fraction
from typing import Final

SMALLEST_PLAIN: Final = Fraction(1, 10**6)
"""Below this magnitude a number of significant digits is printed with an exponent."""
LARGEST_PLAIN: Final = Fraction(10**15)
"""From this magnitude on a number of significant digits is printed with an exponent."""
MOST_DIGITS: Final = 4_000
"""A value with more decimal digits is written as a fraction: Python writes no longer integers."""
_DECIMAL_PRIMES: Final = (2, 5)


def round_half_up(value: Fraction, places: int) -> Fraction:
    """The multiple of 10^-places nearest to `value`, a tie going away from zero.

    `places` may be negative: at -2 the multiple is of 100.
    """
    step = Fraction(10) ** -places
    steps = (2 * abs(value) / step + 1) // 2
    return steps * step if value >= 0 else -steps * step


def format_fixed(value: Fraction, places: int) -> str:
    """`value` rounded to so many decimal places (0 or more), all of them printed; never `-0`."""
    rounded = round_half_up(value, places)
    digits = str(abs(rounded.numerator) * 10**places // rounded.denominator).rjust(places + 1, "0")
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :]
    sign = "-" if rounded < 0 else ""
    return f"{sign}{whole}.{decimals}" if places else f"{sign}{whole}"


def format_significant(value: Fraction, digits: int) -> str:
    """`value` rounded to so many significant digits (1 or more), trailing zeros kept.

    Plain decimal from 10^-6 up to 10^15, with an exponent (1.2e15) outside; zero is `0`.
    """
    if value == 0:
        return "0"
    exponent = magnitude(value)
    rounded = round_half_up(value, digits - 1 - exponent)
    exponent = magnitude(rounded)
    if SMALLEST_PLAIN <= abs(rounded) < LARGEST_PLAIN:
        return format_fixed(rounded, max(0, digits - 1 - exponent))
    return f"{format_fixed(rounded / Fraction(10) ** exponent, digits - 1)}e{exponent}"


def exact_text(value: Fraction) -> str:
    """`value` with every digit that it has, or as `p/q` where its decimals never end.

    Likewise where there are thousands of them.
    """
    twos, fives, rest = 0, 0, value.denominator
    two, five = _DECIMAL_PRIMES
    while rest % two == 0:
        rest, twos = rest // two, twos + 1
    while rest % five == 0:
        rest, fives = rest // five, fives + 1
    places = max(twos, fives)
    if rest != 1 or places + value.numerator.bit_length() // 3 > MOST_DIGITS:
        return f"{value.numerator}/{value.denominator}"
    return format_fixed(value, places)


def magnitude(value: Fraction) -> int:
    """The exponent of the power of ten at or below the magnitude of `value`, which is not 0."""
    size = abs(value)
    exponent = len(str(size.numerator)) - len(str(size.denominator))
    # The two lengths bound the exponent from above by less than two.
    while Fraction(10) ** exponent > size:
        exponent -= 1
    while Fraction(10) ** (exponent + 1) <= size:
        exponent += 1
    return exponent
