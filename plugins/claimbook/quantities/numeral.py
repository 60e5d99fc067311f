"""A number as it is written: its text, its exact value, and the interval that its digits imply.

`2.78` and `2.780` have one value and two precisions, so the text is kept. Digits may be grouped
(1,080), fullwidth, signed with any of the typographic minus signs, or carry a power of ten. What
is no well-formed number as a whole (2,2 or 1.2.3) is not read in part: half a number is no number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from claimbook.quantities.errors import QuantityError
from claimbook.quantities.rounding import format_fixed

MAX_DIGITS: Final = 100
"""A number of more digits is refused: nobody measured it."""
MAX_EXPONENT: Final = 300
"""A power of ten beyond plus or minus this is refused, so that no number fills the memory."""

_DIGITS: Final = frozenset("0123456789")
_MINUS: Final = frozenset("-−﹣–‐‑")
_PLUS: Final = frozenset("+﹢")
_SPACES: Final = frozenset("\u00a0\u2009\u202f\u2007\u2008")
_APOSTROPHES: Final = frozenset("'’")
_TIMES: Final = frozenset("×xX*·∙⋅")
_SUPERSCRIPTS: Final = {character: str(digit) for digit, character in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")} | {
    "⁻": "-",
    "⁺": "+",
}
_FULLWIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TO_FULLWIDTH: Final = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789.,"}
_GROUP: Final = 3

_COMMA_LOCALES: Final = frozenset(
    [
        "bg",
        "ca",
        "cs",
        "da",
        "de",
        "el",
        "es",
        "et",
        "eu",
        "fi",
        "fr",
        "gl",
        "hr",
        "hu",
        "id",
        "is",
        "it",
        "lt",
        "lv",
        "nb",
        "nl",
        "nn",
        "no",
        "pl",
        "pt",
        "ro",
        "ru",
        "sk",
        "sl",
        "sr",
        "sv",
        "tr",
        "uk",
        "vi",
    ]
)
"""Languages that write the decimal comma."""
_POINT_EXCEPTIONS: Final = frozenset(("de-ch", "de-li", "it-ch", "es-mx"))
_INDIAN_LOCALES: Final = frozenset(("hi", "bn", "ta", "te", "mr", "gu", "kn", "ml", "pa"))


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written. Two numerals of one value may differ in what they claim."""

    text: str
    value: Fraction
    place: Fraction
    """The unit of the last digit: 1/100 for 2.78, 1 for 900, 10^4 for 1.2e5."""
    coarse_place: Fraction
    """The unit of the last digit that is not zero: 100 for 900."""
    mark: str = "."
    """The decimal mark of its locale."""
    separator: str = ""
    """What stands between its groups of digits."""
    suffix: str = ""
    """Its power of ten as written, such as `e5` or `×10^5`."""
    exponent: int = 0
    scale: Fraction = Fraction(1)
    """What words after the digits multiply by: 10^4 for 万; part of the value."""

    @property
    def low(self) -> Fraction:
        """The least value that these digits can stand for."""
        return self.value - self.place / 2

    @property
    def high(self) -> Fraction:
        """The greatest value that these digits can stand for."""
        return self.value + self.place / 2

    def hedged_margin(self, share: Fraction) -> Fraction:
        """How far about, or an approximate figure, reaches to either side.

        That share of the value, or half a unit of the last digit that is not zero: whichever is
        wider.
        """
        return max(share * abs(self.value), self.coarse_place / 2)

    @property
    def decimals(self) -> int:
        """How many digits follow its decimal mark."""
        step = self.place / self.scale / Fraction(10) ** self.exponent
        return len(str(step.denominator)) - 1

    def scaled(self, factor: Fraction) -> "Numeral":
        """The same digits counting `factor` times as much, as 1.2 does in 1.2 万."""
        return Numeral(
            self.text,
            self.value * factor,
            self.place * factor,
            self.coarse_place * factor,
            self.mark,
            self.separator,
            self.suffix,
            self.exponent,
            self.scale * factor,
        )

    def rewritten(self, value: Fraction) -> str:
        """Another value in the same writing: places, grouping, power of ten, marks and width."""
        digits = format_fixed(value / self.scale / Fraction(10) ** self.exponent, self.decimals)
        negative = digits.startswith("-")
        whole, _, decimals = digits.removeprefix("-").partition(".")
        if self.separator:
            whole = _grouped(whole, self.separator)
        text = f"{whole}{self.mark}{decimals}" if decimals else whole
        own_sign = next((sign for sign in self.text[:1] if sign in _MINUS or sign == "－"), "-")
        sign = own_sign if negative else self.text[:1] if self.text[:1] in "+＋" else ""
        if any("０" <= character <= "９" for character in self.text):
            text = text.translate(_TO_FULLWIDTH)
        # A bare 10^3 leaves out the 1 that it multiplies; another value has to write its own.
        bare = self.exponent and self.text.lstrip("+-−﹣–‐‑") == self.suffix
        return f"{sign}{text}×{self.suffix}" if bare else f"{sign}{text}{self.suffix}"


def folded(text: str) -> str:
    """`text` with fullwidth forms and minus-like dashes narrow, one code point for one.

    A fullwidth comma is a mark of the Chinese sentence unless fullwidth digits stand on both
    sides of it.
    """
    narrow = text.translate(_FULLWIDTH)
    if "，" not in text:
        return narrow
    characters = list(narrow)
    for position, character in enumerate(text):
        if character == "，" and not _between_fullwidth_digits(text, position):
            characters[position] = character
    return "".join(characters)


def _between_fullwidth_digits(text: str, position: int) -> bool:
    around = (text[max(position - 1, 0) : position], text[position + 1 : position + 2])
    return all("０" <= character <= "９" for character in around)


def has_decimal_comma(locale: str) -> bool:
    """Whether that locale, such as `de` or `de-CH`, writes 2,5 for two and a half."""
    name = locale.replace("_", "-").lower()
    return name not in _POINT_EXCEPTIONS and name.partition("-")[0] in _COMMA_LOCALES


def match_numeral(text: str, position: int, locale: str = "zh") -> tuple[Numeral, int] | None:
    """The number that begins exactly at `position`, sign included, and the offset of its end.

    It is the whole run of digits there or None: no number is cut out of 2,2 or of 1.2.3. What
    stands before it (a letter, as in H100) and after it is the caller's to judge.
    """
    return _Reader(text, position, locale).numeral()


def parse_numeral(text: str, locale: str = "zh") -> Numeral:
    """The number that the whole of `text` is, spaces around it aside.

    Raises:
        QuantityError: `unreadable-value`, for anything else.
    """
    stripped = text.strip()
    found = match_numeral(stripped, 0, locale)
    if found is None or found[1] != len(stripped):
        shown = stripped if len(stripped) <= _LONGEST_SHOWN else f"{stripped[:_LONGEST_SHOWN]}…"
        raise QuantityError("unreadable-value", f"{shown!r} is not a number", _hint(stripped))
    return found[0]


_LONGEST_SHOWN: Final = 40


def _hint(text: str) -> str:
    if "," in text:
        return "write 2.2 with a point; a comma groups three digits, as in 1,080"
    return "write digits such as 2.78, 1,080 or 1.2e5"


def _grouped(whole: str, separator: str) -> str:
    first = len(whole) % _GROUP or _GROUP
    rest = [whole[start : start + _GROUP] for start in range(first, len(whole), _GROUP)]
    return separator.join((whole[:first], *rest))


class _Reader:
    """Reads one number from one position; each method moves on or gives up."""

    __slots__ = ("_end", "_locale", "_mark", "_start", "_text")

    def __init__(self, text: str, position: int, locale: str) -> None:
        self._text = text
        self._start = position
        self._end = position
        self._locale = locale
        self._mark = "," if has_decimal_comma(locale) else "."

    def numeral(self) -> tuple[Numeral, int] | None:
        negative = self._at() in _MINUS
        if negative or self._at() in _PLUS:
            self._end += 1
        first = self._end
        groups, separator = self._whole()
        if groups is None:
            return None
        whole = "".join(groups)
        decimals = self._decimals()
        if not whole and not decimals:
            return None
        if len(whole) + len(decimals) > MAX_DIGITS or self._runs_on():
            return None
        exponent, suffix_start = 0, self._end
        if whole == "10" and self._end - first == len(whole) and self._power_sign(self._end):
            # 10^3 alone is 1 x 10^3, with the 1 left out.
            power = self._power(self._end)
            if power is None:
                return None
            exponent, self._end = power
            mantissa, decimals, suffix_start = 1, "", first
        else:
            mantissa = int(whole + decimals or "0")
            power = self._scientific(self._end)
            if power is not None:
                exponent, self._end = power
            elif self._power_sign(self._end) or self._exponent_follows():
                return None
        if abs(exponent) > MAX_EXPONENT:
            return None
        place = Fraction(10) ** (exponent - len(decimals))
        zeros = len(str(mantissa)) - len(str(mantissa).rstrip("0")) if mantissa else 0
        return Numeral(
            text=self._text[self._start : self._end],
            value=(-mantissa if negative else mantissa) * place,
            place=place,
            coarse_place=place * 10**zeros,
            mark=self._mark,
            separator=separator,
            suffix=self._text[suffix_start : self._end],
            exponent=exponent,
        ), self._end

    def _at(self, offset: int = 0) -> str:
        return self._peek(self._end + offset)

    def _peek(self, position: int) -> str:
        character = self._text[position : position + 1]
        if character < "\uff00":
            return character
        if character == "，" and not _between_fullwidth_digits(self._text, position):
            return character
        return character.translate(_FULLWIDTH)

    def _run(self, position: int) -> int:
        """The end of the digits that begin at `position`."""
        while self._peek(position) in _DIGITS:
            position += 1
        return position

    def _digits(self, start: int, end: int) -> str:
        return self._text[start:end].translate(_FULLWIDTH)

    def _whole(self) -> tuple[list[str] | None, str]:
        """The digits before the decimal mark by group; None in place of a malformed grouping."""
        end = self._run(self._end)
        groups = [self._digits(self._end, end)]
        self._end = end
        separator = ""
        while groups[0] and (not separator or self._at() == separator):
            found = self._separator()
            if not found:
                break
            separator = found
            end = self._run(self._end + 1)
            groups.append(self._digits(self._end + 1, end))
            self._end = end
        if separator and not self._well_grouped(groups):
            return None, separator
        return groups, separator

    def _separator(self) -> str:
        """The separator at the current place, with more digits after it, or nothing."""
        character = self._at()
        if not character or self._at(1) not in _DIGITS:
            return ""
        if character == ("." if self._mark == "," else ","):
            return character
        spaced = character in _SPACES or character in _APOSTROPHES
        return character if spaced and self._run(self._end + 1) - self._end - 1 == _GROUP else ""

    def _well_grouped(self, groups: list[str]) -> bool:
        first, *middle, last = groups
        if len(last) != _GROUP or first.startswith("0"):
            return False
        if len(first) <= _GROUP and all(len(group) == _GROUP for group in middle):
            return True
        name = self._locale.replace("_", "-").lower()
        indian = name.endswith("-in") or name.partition("-")[0] in _INDIAN_LOCALES
        return indian and len(first) < _GROUP and all(len(group) == 2 for group in middle)

    def _decimals(self) -> str:
        if self._at() != self._mark or self._at(1) not in _DIGITS:
            return ""
        end = self._run(self._end + 1)
        decimals = self._digits(self._end + 1, end)
        self._end = end
        return decimals

    def _runs_on(self) -> bool:
        """Whether the digits go on behind a mark, so that this was no whole number."""
        return self._at() in (".", ",", *_APOSTROPHES) and self._at(1) in _DIGITS

    def _scientific(self, position: int) -> tuple[int, int] | None:
        """The power of ten behind a mantissa: e5, E+5, ×10^5, x 10⁵, *10**5."""
        if self._peek(position) in ("e", "E"):
            return self._signed(position + 1)
        position = self._skip(position)
        if self._peek(position) not in _TIMES:
            return None
        position = self._skip(position + 1)
        if self._peek(position) != "1" or self._peek(position + 1) != "0":
            return None
        return self._power(position + 2)

    def _exponent_follows(self) -> bool:
        """Whether a power of ten stands there that is none: beyond the limit, or 1e5.5."""
        sign = self._peek(self._end + 1)
        if self._peek(self._end) in ("e", "E"):
            signed = sign != "" and (sign in _MINUS or sign in _PLUS)
            return bool(self._peek(self._end + 1 + signed)) and (
                self._peek(self._end + 1 + signed) in _DIGITS
            )
        position = self._skip(self._end)
        if not self._peek(position) or self._peek(position) not in _TIMES:
            return False
        position = self._skip(position + 1)
        ten = self._peek(position) == "1" and self._peek(position + 1) == "0"
        return ten and self._power_sign(position + 2)

    def _skip(self, position: int) -> int:
        return position + 1 if self._peek(position) in (" ", *_SPACES) else position

    def _power_sign(self, position: int) -> bool:
        """Whether a power stands there; a caret or stars only before what can be one."""
        character = self._peek(position)
        after = self._peek(position + 1)
        if character in _SUPERSCRIPTS:
            return True
        if character == "^":
            return bool(after) and (after in _DIGITS or after in _MINUS or after in "+{")
        if character == "*" and after == "*":
            following = self._peek(position + 2)
            return following in _DIGITS or following in _MINUS
        return False

    def _power(self, position: int) -> tuple[int, int] | None:
        character = self._peek(position)
        if character in _SUPERSCRIPTS:
            return self._integer(position, lambda text: _SUPERSCRIPTS.get(text, ""))
        if character == "^":
            braced = self._peek(position + 1) == "{"
            found = self._signed(position + (2 if braced else 1))
            if found is None or not braced:
                return found
            return (found[0], found[1] + 1) if self._peek(found[1]) == "}" else None
        if character == "*" and self._peek(position + 1) == "*":
            return self._signed(position + 2)
        return None

    def _signed(self, position: int) -> tuple[int, int] | None:
        found = self._integer(position, lambda text: "-" if text in _MINUS else text)
        if found is None or self._peek(found[1]) in _SUPERSCRIPTS:
            return None
        after = self._peek(found[1])
        goes_on = after in (".", ",") and self._peek(found[1] + 1) in _DIGITS
        return None if goes_on or (after.isascii() and after == "_") else found

    def _integer(self, position: int, read: Callable[[str], str]) -> tuple[int, int] | None:
        sign = 1
        start = read(self._peek(position)) if self._peek(position) else ""
        if start in ("-", "+"):
            sign = -1 if start == "-" else 1
            position += 1
        digits = ""
        while (character := self._peek(position)) and (digit := read(character)) in _DIGITS:
            digits += digit
            position += 1
        return (sign * int(digits), position) if digits and len(digits) <= _GROUP + 1 else None
