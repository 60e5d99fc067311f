"""One number of a phrase, with what is attached to it, as values that the readers pass on."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from claimbook.quantities.numeral import Numeral
from claimbook.quantities.unit import Unit

Kind = Literal["number", "quantity", "percent", "points", "multiple", "fraction"]
"""What the number is a number of; only a quantity has a unit of the table."""
Relation = Literal["equal", "at least", "at most", "more than", "less than"]

PERCENT: Final = Fraction(1, 100)
ONE: Final = Fraction(1)
DASHES: Final = frozenset("-–—‐‑")
"""What joins the ends of a range."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of a phrase and what is attached to it; offsets are into the phrase."""

    start: int
    end: int
    numerals: tuple[Numeral, ...]
    spans: tuple[tuple[int, int], ...]
    """Where each numeral stands."""
    kind: Kind = "number"
    unit: Unit | None = None
    factors: tuple[Fraction, ...] = (ONE,)
    """What each numeral counts in base units."""
    worded: bool = False
    relation: Relation = "equal"
    hedged: bool = False
    plain_digits: bool = False
    """Whether it is digits and nothing else, so that a name in front makes it a label."""
    by_group: bool = False
    """Whether other digits cannot take the place of the numeral alone (twice, 三分之一)."""


@dataclass(frozen=True, slots=True)
class Label:
    """What looks like a number and is a name, a date, a version or a ratio."""

    end: int
    reason: str


def plus_half(numeral: Numeral) -> Numeral:
    """A number in words and a half: two and a half."""
    step = Fraction(1, 10)
    return Numeral(numeral.text, numeral.value + Fraction(1, 2), step, step)
