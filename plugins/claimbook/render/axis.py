"""An axis of a figure: exact values to places along a line, and the ticks that a reader expects.

Values stay exact up to the place that they are drawn at. A logarithm is the one step that no
fraction can hold; what comes of it is a coordinate, rounded to hundredths, and never a number
that anybody reads.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from claimbook.quantities import Printed, exact_text, format_significant, localized
from claimbook.quantities.rounding import magnitude, round_half_up

_LONGEST_PLAIN = 6
_GROUP = 5
"""From so many digits on, a gap stands between the thousands."""
_NARROW_SPACE = "\u202f"
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_TIGHT = Fraction(11, 10)
_LINEAR_STEPS = 5
_MANY = 4
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Axis:
    """Values from `low` to `high` along the line from `start` to `end`."""

    low: Fraction
    high: Fraction
    start: Fraction
    end: Fraction
    is_log: bool = False

    def place(self, value: Fraction) -> Fraction:
        """Where a value stands, to a hundredth; beyond the axis, its end."""
        inside = min(max(value, self.low), self.high)
        if self.is_log:
            share = Fraction((_log(inside) - _log(self.low)) / (_log(self.high) - _log(self.low)))
        else:
            share = (inside - self.low) / (self.high - self.low)
        return round_half_up(self.start + (self.end - self.start) * share, 2)

    def ticks(self, most: int) -> list[Fraction]:
        """Round values along it: as many as fit, and no more than `most`."""
        for ticks in self._choices():
            if len(ticks) <= most:
                return ticks
        return []

    def _choices(self) -> Iterator[list[Fraction]]:
        """Ticks, ever fewer of them."""
        if not self.is_log:
            step = round_step((self.high - self.low) / (2 * _LINEAR_STEPS))
            while True:
                first, last = -(-self.low // step), self.high // step
                yield [step * number for number in range(first, last + 1)]
                if first >= last:
                    return
                step = round_step(step * _TIGHT)
        decades = range(magnitude(self.low), magnitude(self.high) + 1)
        for leading in ((1, 2, 5), (1, 3), (1,)):
            # Over many decades the powers of ten are enough, and easier to read.
            if len(decades) > _MANY and len(leading) > 1:
                continue
            values = [lead * Fraction(10) ** decade for decade in decades for lead in leading]
            yield [value for value in values if self.low <= value <= self.high]
        for every in range(2, len(decades) + 1):
            values = [Fraction(10) ** decade for decade in decades if decade % every == 0]
            yield [value for value in values if self.low <= value <= self.high]


def linear_axis(
    values: Iterable[Fraction], start: int, end: int, *, from_zero: bool = False
) -> Axis:
    """An axis whose ends are round values around all of them, and around zero if it says so."""
    found = sorted([*values, *([Fraction(0)] if from_zero else [])])
    low, high = found[0], found[-1]
    if low == high:
        low, high = min(low, low * 2), max(high, high * 2)
    if low == high:
        high = Fraction(1)
    step = round_step((high - low) / _LINEAR_STEPS)
    low, high = step * (low // step), step * -(-high // step)
    return Axis(low, high, Fraction(start), Fraction(end))


def log_axis(values: Iterable[Fraction], start: int, end: int, *, room: Fraction = _TIGHT) -> Axis:
    """An axis whose ends are round values around all of them, each above zero.

    Args:
        values: what stands on it.
        start: where it begins.
        end: where it ends.
        room: the factor that is kept free at both ends.
    """
    found = sorted(values)
    low, high = found[0] / room, found[-1] * room
    return Axis(_round_below(low), round_step(high), Fraction(start), Fraction(end), is_log=True)


def round_step(least: Fraction) -> Fraction:
    """The smallest of 1, 2 and 5 times a power of ten that is no less."""
    power = Fraction(10) ** magnitude(least)
    return next(lead * power for lead in (1, 2, 5, 10) if lead * power >= least)


def tick_text(value: Fraction, locale: str) -> str:
    """A tick as text: plain digits, or a power of ten where they would be many."""
    if value == 0:
        return "0"
    exponent = magnitude(value)
    if -_LONGEST_PLAIN < exponent < _LONGEST_PLAIN:
        number = exact_text(value)
        if "/" in number or len(number) > 2 * _LONGEST_PLAIN:
            number = format_significant(value, _DIGITS)
        whole, point, decimals = number.partition(".")
        if len(whole.lstrip("-")) >= _GROUP:
            whole = f"{int(whole):,}".replace(",", _NARROW_SPACE)
        number = f"{whole}{point}{decimals}"
        return localized(Printed(number, "", number), locale).text
    lead = value / Fraction(10) ** exponent
    power = f"10{str(exponent).translate(_RAISED)}"
    if abs(lead) == 1:
        return power if lead > 0 else f"-{power}"
    leading = exact_text(lead)
    if "/" in leading or len(leading) > _LONGEST_PLAIN:
        leading = format_significant(lead, _DIGITS)
    return f"{localized(Printed(leading, '', leading), locale).text}·{power}"


def _round_below(value: Fraction) -> Fraction:
    power = Fraction(10) ** magnitude(value)
    return max(lead * power for lead in (1, 2, 5) if lead * power <= value)


def _log(value: Fraction) -> float:
    # Of each by itself: their quotient may be beyond what a float can hold.
    return math.log10(value.numerator) - math.log10(value.denominator)
