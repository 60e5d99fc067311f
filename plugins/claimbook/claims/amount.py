"""A phrase and the numbers in it, each with what is attached to it: the values of the readers."""

from collections.abc import Callable
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Phrase:
    """What an author's words claim of a value, in base units."""

    text: str
    kind: Kind
    relation: Relation
    numerals: tuple[Numeral, ...]
    """One, or the two ends of a range, as written: a word such as below has not turned them."""
    factors: tuple[Fraction, ...]
    """What each numeral counts in base units: 1/100 for a percentage."""
    unit: Unit | None
    low: Fraction | None
    """The least value that agrees; None where there is no bound."""
    high: Fraction | None
    """The greatest value that agrees; None where there is no bound."""
    low_is_open: bool = False
    """Whether `low` itself does not agree, as in more than 900."""
    high_is_open: bool = False
    """Whether `high` itself does not agree, as in below 6.1."""
    hedged: bool = False
    """Whether the words say about, or are a number in words of one figure."""
    negated: bool = False
    """Whether a word such as below or 低 turns the sign."""
    directed: bool = False
    """Whether a word such as above, below, 高 or 低 gives the sign."""
    start: int = 0
    """Where the number begins in the text."""
    end: int = 0
    """Where the number ends, its unit included."""
    spans: tuple[tuple[int, int], ...] = field(default=(), repr=False)
    """Where the digits of each numeral stand."""
    by_group: bool = field(default=False, repr=False)
    """Whether other digits replace the number and its unit together (twice, 三分之一)."""
    worded: bool = field(default=False, repr=False)
    """Whether the number is in words of one figure."""
    direction: tuple[int, int] | None = field(default=None, repr=False)
    """Where the word stands that gives the sign."""
    mark: str = field(default=".", repr=False)
    """The decimal mark of its locale."""
    reread: Callable[[str], "Phrase"] | None = field(default=None, repr=False, compare=False)
    """Reads other words as these were read: same units, locale and hedge."""

    @property
    def is_range(self) -> bool:
        """Whether it states two ends."""
        return len(self.numerals) > 1

    def accepts(self, value: Fraction) -> bool:
        """Whether a value in base units agrees; the dimension is the caller's to compare."""
        if self.low is not None and (value < self.low or (self.low_is_open and value == self.low)):
            return False
        return self.high is None or not (
            value > self.high or (self.high_is_open and value == self.high)
        )


def plus_half(numeral: Numeral) -> Numeral:
    """A number in words and a half: two and a half."""
    step = Fraction(1, 10)
    return Numeral(numeral.text, numeral.value + Fraction(1, 2), step, step)
