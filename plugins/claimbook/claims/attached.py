"""What is attached to a number: scale words, %, points, 倍, units, and the + of 16+.

A unit that the table does not have is refused, never dropped: 814 GB/s/GPU is no claim about GB/s,
and 5 KB is no claim about 5. A letter that may be a scale or a unit cut short is ambiguous.
"""

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Final

from claimbook.claims.amount import ONE, PERCENT, Amount, Kind, plus_half
from claimbook.claims.lexicon import is_latin, match_word
from claimbook.quantities.errors import QuantityError
from claimbook.quantities.numeral import Numeral
from claimbook.quantities.rounding import exact_text
from claimbook.quantities.unit import UnitTable
from claimbook.quantities.unit_names import match_foreign, match_unit

_DECIMAL: Final = frozenset("0123456789")
_ORDINAL: Final = re.compile(r"(?:st|nd|rd|th)\b")
_POINTS: Final = (
    ("percentage points", PERCENT),
    ("percentage point", PERCENT),
    ("percentage-points", PERCENT),
    ("percentage-point", PERCENT),
    ("percent points", PERCENT),
    ("% points", PERCENT),
    ("%-points", PERCENT),
    ("basis points", PERCENT / 100),
    ("basis point", PERCENT / 100),
    ("points", PERCENT),
    ("point", PERCENT),
    ("p.p.", PERCENT),
    ("pp", PERCENT),
    ("个百分点", PERCENT),
    ("百分点", PERCENT),
    ("个点", PERCENT),
    ("个基点", PERCENT / 100),
    ("基点", PERCENT / 100),
)
_PERCENTS: Final = (
    ("per cent", PERCENT),
    ("percent", PERCENT),
    ("pct", PERCENT),
    ("%", PERCENT),
    ("﹪", PERCENT),
    ("٪", PERCENT),
    ("成", Fraction(1, 10)),
)
_MULTIPLES: Final = tuple(
    (text, ONE) for text in ("times", "-fold", "fold", "-fach", "fach", "x", "×", "✕", "倍")
)
_MEASURES: Final[tuple[tuple[Kind, tuple[tuple[str, Fraction], ...]], ...]] = (
    ("points", _POINTS),
    ("percent", _PERCENTS),
    ("multiple", _MULTIPLES),
)
_HALF_COUNTED: Final = re.compile(
    r"\s?(?:[个颗张台层块种次卡位路组套枚片项人份]半(?!导体|精度|数|径|价)|半(?=个|倍|秒|天))"
)
# 成 also begins words of its own, which say nothing about tenths.
_AFTER_TENTHS: Final = frozenset("为功本长立果员绩就品")
_SCALES: Final = tuple(
    (text, Fraction(10) ** power)
    for text, power in (
        ("万亿", 12),
        ("千亿", 11),
        ("百亿", 10),
        ("十亿", 9),
        ("亿", 8),
        ("千万", 7),
        ("百万", 6),
        ("十万", 5),
        ("万", 4),
        ("千", 3),
        ("百", 2),
        ("quadrillion", 15),
        ("trillion", 12),
        ("billion", 9),
        ("million", 6),
        ("thousand", 3),
        ("hundred", 2),
        ("bln", 9),
        ("mln", 6),
        ("bn", 9),
        ("tn", 12),
        ("mn", 6),
    )
)
_SUFFIXES: Final = {"k": 3, "m": 6, "g": 9, "b": 9, "t": 12}
_COUNTED: Final = (
    "parameters",
    "parameter",
    "params",
    "param",
    "tokens",
    "token",
    "chips",
    "gpus",
    "experts",
    "users",
    "requests",
    "total",
    "active",
    "参数",
    "个",
    "颗",
    "张",
    "块",
    "词元",
    "总参",
    "激活",
    "人",
    "次",
)
_CLASSIFIERS: Final = frozenset("个颗张台层块种次卡位路组套枚片项人份")
_COLLECTIVES: Final = (
    "orders of magnitude",
    "order of magnitude",
    "个数量级",
    "数量级",
    "dozen",
    "decades",
    "打",
    "db",
)
_TENTHS: Final = {"半": 5} | {digit: value + 1 for value, digit in enumerate("一二三四五六七八九")}
_ELIDED: Final = frozenset("一二两三四五六七八九0123456789")
_UNIT_LIKE: Final = re.compile(r"[A-Za-zµμ]{1,12}(?:/[A-Za-zµμ]{1,12})?")
_LONGEST_UNIT_SHOWN: Final = 24


class AttachmentReader:
    """Reads on from the end of a number; `narrow` and `lower` are the folded text."""

    __slots__ = ("_lower", "_narrow", "_source", "_units", "passes_over_units")

    def __init__(self, source: str, narrow: str, lower: str, units: UnitTable) -> None:
        self.passes_over_units = False
        self._source = source
        self._narrow = narrow
        self._lower = lower
        self._units = units

    def read(
        self,
        start: int,
        end: int,
        numeral: Numeral,
        *,
        spans: tuple[tuple[int, int], ...] = (),
        worded: bool = False,
        by_group: bool = False,
        digits: bool = False,
    ) -> Amount:
        """The amount that a number and what follows it make; raises as the reader does."""
        amount = Amount(
            start,
            end,
            (numeral,),
            spans or ((start, end),),
            worded=worded,
            by_group=by_group,
            plain_digits=digits,
        )
        amount = self._loosened(self._with_half(amount))
        measured = self._measured(amount)
        if measured is None and self._lower[skip_space(self._lower, amount.end) :][:1] > "\u2e80":
            measured = self._with_unit(amount)  # 千瓦 is a unit, and no thousand of them
        if measured is None:
            scaled = self._scaled(amount)
            if scaled is not amount:
                scaled = self._loosened(scaled)
            measured = self._measured(scaled) or self._with_unit(scaled) or scaled
        if measured.kind == "number":
            self._refuse_attached(measured)
            self._refuse_collective(measured)
            self._refuse_discount(measured)
        closed = self._closed(measured)
        if not self.passes_over_units:
            self._refuse_foreign(closed)
        return closed

    def _with_half(self, amount: Amount) -> Amount:
        """两个半 and 2 个半 are two and a half."""
        found = _HALF_COUNTED.match(self._lower, amount.end)
        numeral = amount.numerals[0]
        if found is None or len(amount.numerals) > 1 or numeral.value.denominator != 1:
            return amount
        return replace(
            amount,
            numerals=(plus_half(numeral),),
            end=found.end(),
            worded=True,
            by_group=True,
            plain_digits=False,
        )

    def _refuse_discount(self, amount: Amount) -> None:
        """八折 leaves eight tenths of a price; to another reader 8 折 takes 8 % off."""
        position = skip_space(self._lower, amount.end)
        if not self._lower.startswith("折", position) or self._lower[
            position + 1 : position + 2
        ] in tuple("叠射损线页旧算让"):
            return
        value = amount.numerals[0].value
        share = exact_text(value * 10 if value < 10 else value)
        raise QuantityError(
            "claim-ambiguous",
            f"{self._source[amount.start : position + 1]} can be what is left or what is taken off",
            f'write "{share} %" for what is left',
        )

    def _refuse_foreign(self, amount: Amount) -> None:
        """3 kg and 5 万美元: a unit that the table does not have is no plain noun."""
        if amount.kind not in ("number", "multiple", "fraction"):
            return
        position = skip_space(self._lower, amount.end)
        foreign = match_foreign(self._narrow, position)
        if foreign is None and self._lower.startswith("个", position):
            position += 1
            foreign = match_foreign(self._narrow, position)
        if foreign is not None and self._is_unit(amount, position, foreign):
            raise foreign_unit(self._source[position:foreign])

    def _is_unit(self, amount: Amount, position: int, end: int) -> bool:
        """Whether the word is one: 三角 and 一度 are words, 910C and 3D names."""
        if end - position > 1:
            return True
        if self._lower[position] < "\u2e80":
            return position > amount.end or not amount.plain_digits
        return amount.plain_digits or amount.numerals[0].value != 1

    def _measured(self, amount: Amount) -> Amount | None:
        """The amount with the %, points or 倍 that follows it."""
        position = skip_space(self._lower, amount.end)
        for kind, spellings in _MEASURES:
            for text, factor in spellings:
                if not self._lower.startswith(text, position):
                    continue
                end = position + len(text)
                if text[0] == "-" and position != amount.end:
                    continue
                if not self._ends_word(text, position, end):
                    continue
                if text == "成" and self._lower[end : end + 1] in _AFTER_TENTHS:
                    continue
                if text in ("x", "×", "✕", "times") and self._next_is_digit(end):
                    raise self._product(amount, end)
                if text == "成" and self._lower[end : end + 1] in _TENTHS:
                    amount = _with_tenth(amount, _TENTHS[self._lower[end]])
                    end += 1
                return replace(
                    amount,
                    end=end,
                    kind=kind,
                    factors=(factor,) * len(amount.numerals),
                    plain_digits=False,
                )
        return None

    def _ends_word(self, text: str, position: int, end: int) -> bool:
        """Whether the sign stops there; in front of it the number may be attached."""
        del position
        following = self._lower[end : end + 1]
        return not (is_latin(text[-1]) and following and (is_latin(following) or following == "_"))

    def _product(self, amount: Amount, end: int) -> QuantityError:
        text = f"{self._source[amount.start : end].strip()}…"
        return QuantityError(
            "claim-ambiguous",
            f"{text} is a product of two numbers and not one claim",
            "write the result as one number",
        )

    def _scaled(self, amount: Amount) -> Amount:
        """The amount with the 万, million or k that follows it."""
        position = skip_space(self._lower, amount.end)
        for text, factor in _SCALES:
            end = position + len(text)
            if self._lower.startswith(text, position) and self._ends_word(text, position, end):
                if text > "\u2e80" and self._lower[end : end + 1] in _ELIDED:
                    raise self._elided(amount, end)
                return self._times(amount, factor, end)
        letter = self._lower[position : position + 1]
        if not amount.plain_digits or letter not in _SUFFIXES or not letter:
            return amount
        end = position + 1
        if not self._ends_word(letter, position, end) or self._lower[end : end + 1] in (
            *"/^·²-",
            *_DECIMAL,
        ):
            return amount
        after = skip_space(self._lower, end)
        counted = self._lower.startswith(_COUNTED, after)
        upper = self._narrow[position]
        if (upper in "kKM" and (position == amount.end or counted)) or counted:
            # A lower-case m, g, b or t is no count.
            if upper in "kKMGBT":
                return self._times(amount, Fraction(10) ** _SUFFIXES[letter], end)
        elif upper in "TG":
            word = {"T": "trillion", "G": "billion"}[upper]
            text = self._source[amount.start : end].strip()
            number = self._source[amount.start : amount.end]
            raise QuantityError(
                "claim-ambiguous",
                f"{text} can be {number} {word} or a unit cut short ({upper}B, {upper}b/s)",
                f"write {number} {word}, or name the unit",
            )
        return amount

    def _elided(self, amount: Amount, end: int) -> QuantityError:
        return QuantityError(
            "claim-ambiguous",
            f"{self._source[amount.start : end + 1]} leaves out what its last figure counts",
            "write the number in digits alone, such as 35,000 or 3.5 万",
        )

    def _times(self, amount: Amount, factor: Fraction, end: int) -> Amount:
        numerals = tuple(numeral.scaled(factor) for numeral in amount.numerals)
        return replace(amount, numerals=numerals, end=end, plain_digits=False)

    def _with_unit(self, amount: Amount) -> Amount | None:
        position = skip_space(self._lower, amount.end)
        if position == amount.end and self._lower.startswith("-", position):
            position += 1  # an 80-GB part
        if self._lower.startswith("度", position) and not self._lower.startswith(
            ("度电", "度量", "度数"), position
        ):
            if not amount.plain_digits and amount.numerals[0].value == 1:
                return None  # 一度 says once
            raise QuantityError(
                "claim-ambiguous",
                f"{self._source[amount.start : position + 1]} can be kWh or degrees",
                f"write {self._source[amount.start : amount.end]} kWh, if energy is meant",
            )
        found = match_unit(self._narrow, position, self._units)
        if found is None:
            classifier = self._lower[position : position + 1]
            if classifier and classifier in _CLASSIFIERS:
                after = skip_space(self._lower, position + 1)
                found = match_unit(self._narrow, after, self._units)
        if found is None:
            return None
        unit, end = found
        self.refuse_more_unit(end)
        kind: Kind = "quantity"
        return replace(
            amount,
            end=end,
            kind=kind,
            unit=unit,
            factors=(unit.factor,) * len(amount.numerals),
            plain_digits=False,
        )

    def refuse_more_unit(self, end: int) -> None:
        """Refuse a unit that goes on behind what the table knows: GB/s/GPU."""
        sign = skip_space(self._lower, end)
        if self._lower[sign : sign + 1] in ("/", "·", "^", "²", "³"):
            following = self._lower[skip_space(self._lower, sign + 1) :][:1]
            if following.isalnum() or self._lower[sign] in "²³":
                start = end
                while start > 0 and not self._lower[start - 1].isspace():
                    start -= 1
                raise self._unknown_unit(start, sign + 1)

    def _refuse_attached(self, amount: Amount) -> None:
        """A word behind the number that can only be a unit that the table does not have."""
        position = skip_space(self._lower, amount.end)
        found = _UNIT_LIKE.match(self._narrow, position)
        if found is None or _ORDINAL.match(self._lower, position):
            return
        if self._is_near_unit(found.group()):
            raise self._unknown_unit(position, position + 1)

    def _refuse_collective(self, amount: Amount) -> None:
        """Two dozen is not two, and three orders of magnitude are not three."""
        position = skip_space(self._lower, amount.end)
        for word in _COLLECTIVES:
            if self._lower.startswith(word, position):
                raise QuantityError(
                    "claim-ambiguous",
                    f"{self._source[amount.start : position + len(word)]} leaves the number open",
                    'write the number itself, such as "100x"',
                )

    def _is_near_unit(self, text: str) -> bool:
        """Whether a slight respelling of the text is a unit: KB, gb/s, Tflops, GBs."""
        stem = text.rstrip("sS") or text
        spellings = {text.lower(), text.upper(), text[:1].lower() + text[1:], stem, stem.upper()}
        spellings |= {text[:1].upper() + text[1:].lower(), stem[:1].lower() + stem[1:]}
        if "/" in text:
            return True
        if (
            text.islower()
            and 1 < len(text) <= len("gops")
            and text in _lower_spellings(self._units)
        ):
            return True
        if text.islower() and len(text) > len("gbs") and text not in ("gbps", "flops"):
            return False
        return any(
            len(spelling) > 1
            and (found := self._units.match(spelling, 0)) is not None
            and found[1] == len(spelling)
            for spelling in sorted(spellings)
        )

    def _unknown_unit(self, start: int, inside: int) -> QuantityError:
        end = inside
        while end < len(self._lower) and (
            self._lower[end].isalnum() or self._lower[end] in "/·^*²³⁻¹"
        ):
            end += 1
        text = self._narrow[start:end].lstrip("0123456789.,-+")[:_LONGEST_UNIT_SHOWN]
        hint: str | None = None
        try:
            self._units.parse(text)
        except QuantityError as error:
            hint = error.hint
        return QuantityError("claim-unit", f"the unit {text} is not known", hint)

    def _loosened(self, amount: Amount) -> Amount:
        """16+, 30 多, 20 余: a bound or a hedge between the digits and what they count."""
        end = amount.end
        sign = self._lower[end : end + 1]
        if sign == "+" and not self._next_is_digit(end + 1):
            return replace(amount, end=end + 1, relation="at least", plain_digits=False)
        spaced = skip_space(self._lower, end)
        sign = self._lower[spaced : spaced + 1]
        following = self._lower[spaced + 1 : spaced + 2]
        if (
            sign
            and sign in "多余"
            and following not in ("于", "出", "少", "路", "卡", "机")
            and not (amount.kind != "number" and spaced > end and following in ("种", "个"))
        ):
            return replace(amount, end=spaced + 1, relation="more than", plain_digits=False)
        if sign == "来" and following in ("倍", "个", "万", "亿", "%", " "):
            return replace(amount, end=spaced + 1, hedged=True, plain_digits=False)
        if sign == "几":
            raise QuantityError(
                "claim-ambiguous",
                f"{self._source[amount.start : spaced + 1].strip()} leaves the last figure open",
                f"write {self._source[amount.start : end]}+ or the number itself",
            )
        return amount

    def _closed(self, amount: Amount) -> Amount:
        """2.2x+, 两倍半, 两小时半, 3 倍多."""
        half = self._lower.startswith("半", amount.end)
        if half and amount.kind in ("multiple", "quantity", "number") and not self._is_word(amount):
            uncounted = amount.kind == "number" or amount.numerals[0].scale != 1
            whole = amount.numerals[0].value.denominator == 1
            if uncounted or not whole or len(amount.numerals) > 1:
                text = self._source[amount.start : amount.end + 1].strip()
                raise QuantityError(
                    "claim-ambiguous",
                    f"{text} can be read in two ways",
                    "write the number in digits",
                )
            amount = replace(
                amount,
                numerals=(plus_half(amount.numerals[0]),),
                end=amount.end + 1,
                worded=True,
                by_group=True,
            )
        return amount if amount.relation != "equal" else self._loosened(amount)

    def _is_word(self, amount: Amount) -> bool:
        """Whether the 半 behind it begins a word, as in 半精度."""
        word = match_word(self._lower, amount.end)
        return word is not None and len(word.text) > 1

    def _next_is_digit(self, position: int) -> bool:
        if self._lower.startswith(" ", position):
            position += 1
        digit = self._lower[position : position + 1]
        return bool(digit) and digit in _DECIMAL


@lru_cache(maxsize=4)
def _lower_spellings(units: UnitTable) -> frozenset[str]:
    """The symbols of the table without their capitals: kw, gb, ghz."""
    return frozenset(spelling.lower() for spelling in units.spellings()) - {"tops"}


def foreign_unit(words: str) -> QuantityError:
    """What to raise for words that make another quantity of the number and are in no table."""
    return QuantityError(
        "claim-unit",
        f"{words.strip()} is a unit that claims do not know",
        "claim a quantity in a unit of the table, or leave the words outside the claim",
    )


def skip_space(text: str, position: int) -> int:
    """Behind the white space at `position`, if it is no more than a gap between words."""
    start = position
    while position - start < 2 and text[position : position + 1].isspace():
        position += 1
    return position


def _with_tenth(amount: Amount, tenth: int) -> Amount:
    """七成五 is seven and a half tenths."""
    numeral = amount.numerals[0]
    step = Fraction(1, 10)
    whole = Numeral(numeral.text, numeral.value + tenth * step, step, step)
    return replace(amount, numerals=(whole,), worded=False, by_group=True)
