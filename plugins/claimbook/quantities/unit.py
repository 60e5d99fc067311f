"""Units: exact factors to a few base units, in a closed table.

The base units are FLOP, OP, B, s and J, and what a formula library declares (tokens). Every other
unit is an exact fraction of a product of these. A spelling that the table lacks is an error with
a hint and never a guess. A unit carries no offset: there are no degrees here, and no decibels.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from claimbook.quantities.errors import QuantityError
from claimbook.quantities.unit_table import (
    ANY_SI,
    NONE,
    RATES,
    ROWS,
    Atom,
    Exponents,
    Row,
    resolve,
    spellings,
    suggestion,
)

MAX_LENGTH: Final = 64
"""Longer texts are no units; it bounds the work that one text can cause."""
MAX_EXPONENT: Final = 9
"""No base unit of a unit's text has an exponent beyond plus or minus this."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A product of powers of base units, such as FLOP/B; build one with `of` or from a unit.

    Invariant: `exponents` is sorted by symbol and has no zero, so equal dimensions are equal
    values.
    """

    exponents: Exponents = ()

    @classmethod
    def of(cls, exponents: Mapping[str, int]) -> "Dimension":
        """The dimension with these exponents by base unit; zeros are left out."""
        return cls(tuple(sorted(pair for pair in exponents.items() if pair[1])))

    @property
    def is_dimensionless(self) -> bool:
        """Whether it is the dimension of a bare number."""
        return not self.exponents

    def __mul__(self, other: "Dimension") -> "Dimension":
        if not other.exponents:
            return self
        if not self.exponents:
            return other
        merged = dict(self.exponents)
        for symbol, exponent in other.exponents:
            total = merged.get(symbol, 0) + exponent
            if total:
                merged[symbol] = total
            else:
                del merged[symbol]
        return Dimension(tuple(sorted(merged.items())))

    def __truediv__(self, other: "Dimension") -> "Dimension":
        if self.exponents == other.exponents:
            return DIMENSIONLESS
        return self * Dimension(tuple((symbol, -exponent) for symbol, exponent in other.exponents))

    def __pow__(self, exponent: int) -> "Dimension":
        if not exponent:
            return DIMENSIONLESS
        return Dimension(tuple((symbol, power * exponent) for symbol, power in self.exponents))

    def __str__(self) -> str:
        above = [_written(symbol, power) for symbol, power in self.exponents if power > 0]
        below = [_written(symbol, -power) for symbol, power in self.exponents if power < 0]
        numerator = "·".join(above) or "1"
        if not below:
            return numerator
        denominator = "·".join(below)
        return f"{numerator}/{denominator}" if len(below) == 1 else f"{numerator}/({denominator})"


DIMENSIONLESS: Final = Dimension()
"""The dimension of a bare number, of % and of ppm."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is written, with what it is in base units."""

    symbol: str
    """As it prints: what the author wrote, with one form for each operator."""
    factor: Fraction
    """How many base units one of it is: 10^9 for GB/s."""
    dimension: Dimension
    note: str | None = None
    """What is misleading in the spelling, for a style warning; None where nothing is."""

    def __str__(self) -> str:
        return self.symbol


@dataclass(frozen=True, slots=True)
class BaseUnit:
    """A base unit of a formula library's own, such as the token: a dimension of its own."""

    symbol: str
    """ASCII letters; it names the dimension."""
    plurals: tuple[str, ...] = ()
    """Other spellings of the same unit."""
    prefixes: bool = False
    """Whether every spelling takes the SI prefixes, as in Mtokens."""


class UnitTable:
    """A closed set of units: reads texts into units. It never changes; `extended` gives another.

    Texts already read are remembered, which no result depends on.
    """

    __slots__ = ("_known", "_rows")

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {row.spelling: row for row in rows}
        self._known: dict[str, Unit] = {}

    def parse(self, text: str) -> Unit:
        """The unit that the whole of `text` spells; an empty text and `1` are dimensionless.

        Products are `*` or `·`, quotients `/` or the word per, powers `^2`, `**2` or `²`;
        `a/b/c` is (a/b)/c, and per binds weakest: TFLOP/s per GB/s is FLOP/B.

        Raises:
            QuantityError: `unknown-unit`, with the spellings that may have been meant, or for a
                text that is no unit or beyond the limits.
        """
        known = self._known.get(text)
        if known is None:
            known = self._read(text)
            if len(self._known) < _MOST_REMEMBERED and len(text) <= MAX_LENGTH:
                self._known[text] = known
        return known

    def match(self, text: str, position: int) -> tuple[Unit, int] | None:
        """The longest unit spelled from `position` on and the offset of its end, or None.

        It begins exactly there, never ends inside a word, and is not a bare `1`. In prose
        asterisks are emphasis, so they are no operators here. What follows is the caller's to
        judge: of `TB/s/GPU` this reads TB/s.
        """
        # One more, so that the reader sees whether the word goes on.
        window = text[position : position + MAX_LENGTH + 1]
        reader = _Reader(window, self._rows, prose=True)
        with suppress(_UnreadableError):
            reader.unit()
        end, pieces, factors = reader.longest
        if window[:1].isspace() or end > MAX_LENGTH or not any(atom for atom, _ in factors):
            return None
        try:
            return _unit_of(pieces, factors), position + end
        except _UnreadableError:
            return None

    def dimension(self, text: str) -> Dimension:
        """The dimension of the unit that `text` spells; raises as `parse` does."""
        return self.parse(text).dimension

    def base_unit(self, dimension: Dimension) -> Unit:
        """The unit of that dimension with the factor 1, such as FLOP/B."""
        return Unit(str(dimension), Fraction(1), dimension)

    def spellings(self) -> tuple[str, ...]:
        """Every single unit under every prefix, for a list that a reader can search."""
        return tuple(spellings(self._rows.values()))

    def extended(self, bases: Iterable[BaseUnit]) -> "UnitTable":
        """This table and further base units; a unit that it has with that meaning stays.

        Raises:
            QuantityError: `formulas-unusable`: a symbol that is not made of ASCII letters, or
                that already means something else, alone or under a prefix.
        """
        rows = dict(self._rows)
        for base in bases:
            for spelling in (base.symbol, *base.plurals):
                row = Row(
                    spelling,
                    Fraction(1),
                    ((base.symbol, 1),),
                    ANY_SI if base.prefixes else NONE,
                )
                rows[spelling] = _declared(row, rows)
        return UnitTable(rows.values())

    def _read(self, text: str) -> Unit:
        stripped = text.strip()
        if not stripped:
            return Unit("1", Fraction(1), DIMENSIONLESS)
        if len(stripped) > MAX_LENGTH:
            raise QuantityError(
                "unknown-unit",
                f"a unit of {len(stripped)} characters, beginning {_shown(stripped[:24])}",
                f"no unit is longer than {MAX_LENGTH} characters",
            )
        reader = _Reader(stripped, self._rows, prose=False)
        try:
            factors = reader.unit()
            reader.finish()
            return _unit_of(reader.pieces, factors)
        except _UnreadableError as error:
            raise QuantityError("unknown-unit", error.message, error.hint) from None


_MOST_REMEMBERED: Final = 1024

_Factors = list[tuple[Atom | None, int]]
"""The atoms of a unit with their exponents; None is the number 1."""

_ASCII_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
# One character for one, so that offsets hold: fullwidth forms, the other solidus signs and dots,
# and one of the two code points of the micro sign.
_FOLDING: Final = {
    **{0xFEE0 + code: code for code in range(0x21, 0x7F)},
    ord("∕"): ord("/"),
    ord("⁄"): ord("/"),
    ord("⋅"): ord("·"),
    ord("∙"): ord("·"),
    ord("μ"): ord("µ"),
    ord("−"): ord("-"),
    ord("﹪"): ord("%"),
}


class _UnreadableError(Exception):
    """The text is no unit from here on. The hint is made only where somebody reads it."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class _Reader:
    """Reads one text by the grammar of `UnitTable.parse`, one method for each level."""

    __slots__ = ("_ascii", "_position", "_prose", "_rows", "_text", "longest", "pieces")

    def __init__(self, text: str, rows: Mapping[str, Row], *, prose: bool) -> None:
        self._text = text
        self._ascii = text.translate(_FOLDING)
        self._rows = rows
        self._prose = prose
        self._position = 0
        self.pieces: list[str] = []
        """What was read, each operator in its one form."""
        self.longest: tuple[int, list[str], _Factors] = (0, [], [])
        """The last place outside parentheses where a whole unit ended."""

    def unit(self, depth: int = 0) -> _Factors:
        """Quotients, divided by the word per."""
        factors: _Factors = []
        sign = 1
        while True:
            factors = self._quotient(factors, sign, depth)
            if not self._takes_per():
                return factors
            self.pieces.append(" per ")
            sign = -1

    def finish(self) -> None:
        """Nothing may be left."""
        self._skip_space()
        if self._position < len(self._ascii):
            rest = self._text[self._position :]
            hint = "write a product with · or *, a quotient with /, a power with ^"
            raise _UnreadableError(f"{_shown(rest)} left over in {_shown(self._text)}", hint)

    def _quotient(self, before: _Factors, sign: int, depth: int) -> _Factors:
        factors = list(before)
        direction = sign
        while True:
            factors += [(atom, direction * power) for atom, power in self._power(depth)]
            if depth == 0:
                if self._prose and _is_of_word(self._ascii[self._position : self._position + 1]):
                    raise _UnreadableError("the unit ends inside a word")
                self.longest = (self._position, list(self.pieces), list(factors))
            operator = self._operator()
            if operator is None:
                return factors
            self.pieces.append(operator)
            direction = -sign if operator == "/" else sign

    def _power(self, depth: int) -> _Factors:
        factors = self._primary(depth)
        exponent = self._exponent()
        if exponent == 1:
            return factors
        self.pieces.append(f"^{exponent}")
        raised = [(atom, power * exponent) for atom, power in factors]
        # Checked here and not at the end: powers of powers would be computed by then.
        if exponent == 0 or any(abs(power) > MAX_EXPONENT for _, power in raised):
            raise _UnreadableError(*_beyond_exponents(self._text))
        return raised

    def _primary(self, depth: int) -> _Factors:
        self._skip_space()
        start = self._position
        character = self._ascii[start : start + 1]
        if character == "(" and not (self._prose and start == 0):
            return self._parentheses(depth)
        end = start + 1
        if _is_of_word(character):
            while _is_of_word(self._ascii[end : end + 1]):
                end += 1
        text = self._ascii[start:end]
        self._position = end
        atom = None if text == "1" else resolve(text, self._rows)
        if atom is None and text != "1":
            raise self._unknown(start, end)
        self.pieces.append(text)
        return [(atom, 1)]

    def _parentheses(self, depth: int) -> _Factors:
        self._position += 1
        self.pieces.append("(")
        factors = self.unit(depth + 1)
        self._skip_space()
        if not self._ascii.startswith(")", self._position):
            raise _UnreadableError(f"a parenthesis of {_shown(self._text)} is never closed")
        self._position += 1
        self.pieces.append(")")
        return factors

    def _exponent(self) -> int:
        """The exponent that stands here; 1 where none does."""
        start = self._position
        if self._ascii.startswith("^", start):
            start += 1
        elif self._ascii.startswith("**", start) and not self._prose:
            start += 2
        written = start != self._position
        signs, figures = ("+-", "0123456789") if written else ("⁺⁻", "⁰¹²³⁴⁵⁶⁷⁸⁹")
        end = first = start + (self._ascii[start : start + 1] in tuple(signs))
        while end < len(self._ascii) and self._ascii[end] in figures:
            end += 1
        if end > first:
            self._position = end
            return int(self._ascii[start:end].translate(_ASCII_SUPERSCRIPTS))
        if end > self._position:
            raise _UnreadableError(
                f"a power of {_shown(self._text)} has no whole number as its exponent",
                "write s^2, s^-1 or s²",
            )
        return 1

    def _operator(self) -> str | None:
        start = self._position
        self._skip_space()
        character = self._ascii[self._position : self._position + 1]
        if character == "*" and not self._prose:
            character = "·"
        if character and character in "/·":
            self._position += 1
            return character
        self._position = start
        return None

    def _takes_per(self) -> bool:
        start = self._position
        self._skip_space()
        end = self._position + 3
        if self._ascii.startswith("per", self._position) and not _is_of_word(
            self._ascii[end : end + 1]
        ):
            self._position = end
            return True
        self._position = start
        return False

    def _skip_space(self) -> None:
        """Over white space; in prose over one line end at most, which a paragraph may have."""
        end = self._position
        while self._ascii[end : end + 1].isspace():
            end += 1
        space = self._ascii[self._position : end].replace("\r\n", "\n")
        if not (self._prose and space.count("\n") + space.count("\r") > 1):
            self._position = end

    def _unknown(self, start: int, end: int) -> _UnreadableError:
        if self._prose:
            return _UnreadableError("no unit")
        text = self._ascii[start:end]
        whole = _shown(self._ascii)
        if not text:
            return _UnreadableError(f"the unit {whole} ends too early")
        if text[0].isdecimal():
            return _UnreadableError(
                f"{_shown(text)} in the unit {whole} is a number",
                "a unit begins after the number; the only number in it is the 1 of 1/s",
            )
        message = f"unknown unit {_shown(text)}"
        if whole != text:
            message = f"{message} in {whole}"
        return _UnreadableError(
            message, suggestion(text, (self._ascii[:start], self._ascii[end:]), self._rows)
        )


def _unit_of(pieces: list[str], factors: _Factors) -> Unit:
    factor = Fraction(1)
    dimension = DIMENSIONLESS
    for atom, power in factors:
        if atom is not None:
            factor *= atom.factor**power
            dimension *= Dimension(atom.row.exponents) ** power
    symbol = "".join(pieces)
    if any(abs(power) > MAX_EXPONENT for _, power in dimension.exponents):
        raise _UnreadableError(*_beyond_exponents(symbol))
    # Written out, a superscript is longer, and what is printed must be readable again.
    if len(symbol) > MAX_LENGTH:
        raise _UnreadableError(f"the unit {symbol} is longer than {MAX_LENGTH} characters")
    return Unit(symbol, factor, dimension, _note(pieces, factors))


def _note(pieces: list[str], factors: _Factors) -> str | None:
    """What a reader may take wrongly in a unit that is right."""
    per_second = any(
        power < 0 and atom is not None and atom.row.exponents == (("s", 1),)
        for atom, power in factors
    )
    for atom, power in factors:
        if atom is None:
            continue
        text, prefix, row = atom
        if row.rate is not None:
            count, rate = f"{prefix}{row.plain}", f"{prefix}{row.rate}"
            if not (power > 0 and per_second):
                return f"{text} is read as the count; write {count}, or {rate} for the rate"
            if row.bare:
                return f"{text}/s is easily taken for {rate} per second; write {count}/s or {rate}"
        elif power > 0 and per_second and row.exponents in RATES:
            return f"{text} is a rate already, so that {text}/s is one per second squared"
    chain = ""
    for piece in pieces:
        if piece == "·" and chain == "/":
            symbol = "".join(pieces)
            return f"in {symbol} only what follows a / directly is below it; use parentheses"
        if piece in ("/", "(", ")", " per "):
            chain = piece
    return None


def _declared(row: Row, rows: Mapping[str, Row]) -> Row:
    """The row to add for a declared spelling, which may be known with the same meaning."""
    known = rows.get(row.spelling)
    fresh = row
    if known is not None and (known.factor, known.exponents) == (row.factor, row.exponents):
        fresh = row._replace(prefixes=row.prefixes - known.prefixes, bare=False)
        row = known._replace(prefixes=row.prefixes | known.prefixes)
    spelling = row.spelling
    if not (spelling.isascii() and spelling.isalpha() and len(spelling) <= MAX_LENGTH // 2):
        raise QuantityError(
            "formulas-unusable",
            f"the base unit {_shown(spelling)} is not a word of ASCII letters",
        )
    taken = [text for text in spellings((fresh,)) if text == "per" or resolve(text, rows)]
    if taken:
        raise QuantityError(
            "formulas-unusable",
            f"the base unit {spelling} would give {taken[0]} a second meaning",
            "give it another symbol, or declare it without prefixes",
        )
    return row


def _beyond_exponents(text: str) -> tuple[str, str]:
    return (
        f"an exponent in the unit {_shown(text)} is out of range",
        f"exponents are whole numbers from -{MAX_EXPONENT} to {MAX_EXPONENT}, without 0",
    )


def _is_of_word(character: str) -> bool:
    """Whether a unit that ends before this character would end inside a word.

    Scripts without case (Chinese, Japanese, Korean) follow a unit without a space.
    """
    return character == "_" or character.isdecimal() or character.lower() != character.upper()


def _written(symbol: str, power: int) -> str:
    return symbol if power == 1 else f"{symbol}^{power}"


def _shown(text: str) -> str:
    return text if text.isprintable() else repr(text)[1:-1]


STANDARD: Final = UnitTable(ROWS)
"""The units that the engine knows by itself."""
