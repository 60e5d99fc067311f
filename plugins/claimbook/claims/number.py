"""Where a number of a phrase begins, in digits or in words, and what only looks like one.

H100, 3.1.2, 2026-04-24, 16:9 and 3D are labels, which no claim can be about. A number that cannot
be read as a whole, or in two ways, is refused: dropping it would leave a claim nobody wrote.
"""

import re
from dataclasses import replace
from fractions import Fraction
from typing import Final

from claimbook.claims.amount import DASHES, ONE, PERCENT, Amount, Kind, Label, plus_half
from claimbook.claims.attached import AttachmentReader, skip_space
from claimbook.claims.lexicon import is_latin, is_whole_word
from claimbook.claims.numberword import (
    NumberWord,
    chinese_run,
    is_chinese_number,
    match_chinese,
    match_english,
)
from claimbook.quantities.errors import QuantityError
from claimbook.quantities.numeral import Numeral, folded, has_decimal_comma, match_numeral
from claimbook.quantities.rounding import exact_text, format_significant
from claimbook.quantities.unit import UnitTable

_SIGNS: Final = frozenset("-+−–‐‑﹣﹢")
_DECIMAL: Final = frozenset("0123456789")
_NAME_CHARACTERS: Final = frozenset("0123456789_-")
# Two parts with a dot are a decimal number, so dots need all three parts.
_DATE: Final = re.compile(
    r"(?:19|20)\d\d"
    r"(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?"
    r"|/(?:0[1-9]|1[0-2])(?:/(?:0[1-9]|[12]\d|3[01]))?"
    r"|\.(?:0?[1-9]|1[0-2])\.(?:0?[1-9]|[12]\d|3[01])"
    r"|[-–](?:19|20)\d\d)(?![\d/]|[.,]\d)"
)
_CLOCK_OR_RATIO: Final = re.compile(r"\d+(?:[:：]\d+)+")
_DOTTED: Final = re.compile(r"\d+(?:\.\d+){2,}")
_NUMBER_LIKE: Final = re.compile(r"[\d.,'’]*")
_WORD_LIKE: Final = re.compile(r"\S*")
_WHOLE_WORDS: Final = {
    **dict.fromkeys(("twice", "double", "doubles", "doubled", "doubling", "twofold"), 2),
    **dict.fromkeys(("two-fold", "加倍", "双倍", "倍增", "翻倍", "翻番", "翻了倍", "翻了番"), 2),
    **dict.fromkeys(("thrice", "triple", "triples", "tripled", "tripling", "treble"), 3),
    **dict.fromkeys(("trebles", "trebled", "threefold", "three-fold"), 3),
    **dict.fromkeys(("quadruple", "quadruples", "quadrupled", "fourfold", "four-fold"), 4),
    **dict.fromkeys(("fivefold", "five-fold"), 5),
    **dict.fromkeys(("tenfold", "ten-fold"), 10),
    **dict.fromkeys(("hundredfold",), 100),
}
_HALVES: Final = ("one-half", "one half", "halves", "halved", "halving", "half")
_CHINESE_HALVES: Final = ("一半", "半数", "减半", "折半", "过半")
_DENOMINATORS: Final = {
    **dict.fromkeys(("half", "halves"), 2),
    **dict.fromkeys(("third", "thirds"), 3),
    **dict.fromkeys(("quarter", "quarters", "fourth", "fourths"), 4),
    **dict.fromkeys(("fifth", "fifths"), 5),
    **dict.fromkeys(("sixth", "sixths"), 6),
    **dict.fromkeys(("seventh", "sevenths"), 7),
    **dict.fromkeys(("eighth", "eighths"), 8),
    **dict.fromkeys(("ninth", "ninths"), 9),
    **dict.fromkeys(("tenth", "tenths"), 10),
    **dict.fromkeys(("hundredth", "hundredths"), 100),
}
_VULGAR: Final = {
    "½": Fraction(1, 2),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅕": Fraction(1, 5),
    "⅙": Fraction(1, 6),
    "⅛": Fraction(1, 8),
    "⅜": Fraction(3, 8),
    "⅝": Fraction(5, 8),
    "⅞": Fraction(7, 8),
}
_LARGEST_DENOMINATOR: Final = 100
_TENS_OF_THOUSANDS: Final = {"百": 100, "千": 1000, "万": 10_000}
_CLASSIFIERS: Final = frozenset("个颗张台层块种次卡位路组套枚片项人份")
_LONGEST_SHOWN: Final = 24
_LOWER: Final = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_AND_A_HALF: Final = re.compile(r" and a half(?![a-z-])")
_OF_UNIT: Final = re.compile(r" an? ")
_DENOMINATOR: Final = re.compile(
    r"[ -](" + "|".join(sorted(_DENOMINATORS, reverse=True)) + r")(?![a-z-])"
)
_ARTICLE: Final = re.compile(
    r"an? (" + "|".join(sorted(set(_DENOMINATORS) - {"half"}, reverse=True)) + r")(?![a-z-])"
)
_TO_NUMBER: Final = re.compile(
    r"(?: to |-to-|[-–])(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|t|e|f|h)"
)
_RANGE_JOINT: Final = re.compile(r"\s?(?:到|至|[~～〜–—‐‑-])\s?")
_JOINED_TO: Final = re.compile(
    r"(?:[\d%倍成个]|[零一二两三四五六七八九十百千万亿])\s?[到至~～〜–—‐‑、和与及或-]\s?$"
)
_COUNTLESS: Final = re.compile(r"[百千万][余多](?=[倍个颗张台层块])")
_HUNDRED: Final = Numeral("百", Fraction(100), ONE, ONE * 100)


class AmountReader:
    """Reads the amounts of one phrase; `lower` is its narrow, lower-case text."""

    __slots__ = ("_attached", "_locale", "_narrow", "_source", "_units", "lower")

    def __init__(self, source: str, units: UnitTable, locale: str) -> None:
        self._source = source
        self._narrow = folded(source)
        self._units = units
        self._locale = locale
        self.lower = self._narrow.translate(_LOWER)
        self._attached = AttachmentReader(source, self._narrow, self.lower, units)

    def pass_over_units(self) -> None:
        """Read 3 kg as 3 from here on, for prose that claims nothing."""
        self._attached.passes_over_units = True

    def at(self, position: int) -> Amount | Label | None:
        """The amount or label that begins at `position`, or None where neither does.

        Raises:
            QuantityError: a number or unit that cannot be read as a whole, or in two ways.
        """
        character = self.lower[position : position + 1]
        if not character:
            return None
        if character in _DECIMAL or self._is_signed(position) or self._is_bare_decimal(position):
            return self._digits(position)
        if character in _VULGAR:
            return self._vulgar(position)
        if character == "翻":
            return self._turns(position)
        first = position + 1 + self.lower.startswith(" ", position + 1)
        if character in "×✕" and (self._next_is_digit(first) or self._is_signed(first)):
            found = self._digits(first)
            if isinstance(found, Amount) and found.kind == "number":
                return replace(found, start=position, kind="multiple", plain_digits=False)
            return found
        if character > "\u2e80":
            return self._chinese(position)
        return self._english(position) if "a" <= character <= "z" else None

    def _is_signed(self, position: int) -> bool:
        if self.lower[position : position + 1] not in _SIGNS:
            return False
        following = position + 1 + self.lower.startswith(" ", position + 1)
        digit = self.lower[following : following + 1]
        if digit == ".":
            digit = self.lower[following + 1 : following + 2]
        if not digit or digit not in _DECIMAL:
            return False
        # A plus that stands alone joins two numbers or two words.
        return following == position + 1 or not self.lower[:position].strip()

    def _is_bare_decimal(self, position: int) -> bool:
        before = self.lower[max(position - 1, 0) : position]
        return (
            self.lower[position] == "."
            and self._next_is_digit(position + 1, spaced=False)
            and not (before.isalnum() or before == ".")
        )

    def _next_is_digit(self, position: int, *, spaced: bool = True) -> bool:
        if spaced and self.lower.startswith(" ", position):
            position += 1
        digit = self.lower[position : position + 1]
        return bool(digit) and digit in _DECIMAL

    def _digits(self, start: int) -> Amount | Label:
        position = start
        signed = self.lower[start] in _SIGNS
        spaced = signed and self.lower.startswith(" ", start + 1)
        if not signed:
            label = self._dated(start)
            if label is not None:
                return label
        if spaced:
            position = start + 2
        found = match_numeral(self._source, position, self._locale)
        if found is None:
            raise self._malformed(position)
        numeral, end = found
        if spaced and self.lower[start] not in "+﹢":
            numeral = replace(numeral, text=f"-{numeral.text}", value=-numeral.value)
        if not signed:
            other = self._slashed(start, numeral, end) or self._parts(start, numeral, end)
            if isinstance(other, Amount):
                return self._as_label(other) or other
            if other is not None:
                return other
            half = _AND_A_HALF.match(self.lower, end)
            if half is not None and numeral.value.denominator == 1:
                return self._attached.read(
                    start, half.end(), plus_half(numeral), by_group=True, worded=True
                )
        if self.lower[end : end + 1] in _VULGAR:
            total = numeral.value + _VULGAR[self.lower[end]]
            raise QuantityError(
                "claim-ambiguous",
                f"{self._shown(start, end + 1)} can be a sum or a product",
                f"write {self._marked(format_significant(total, 3))}",
            )
        amount = self._attached.read(start, end, numeral, spans=((start, end),), digits=True)
        return self._as_label(amount) or amount

    def _as_label(self, amount: Amount) -> Label | None:
        """3D, 4o, 910C, 2nd, 72-way: digits that a word goes on with are a name."""
        if not amount.plain_digits and amount.kind != "fraction":
            return None
        end = amount.end
        if self.lower[end : end + 1] in DASHES:
            end += 1
        following = self.lower[end : end + 1]
        if not following or not (is_latin(following) or following == "_"):
            return None
        while end < len(self.lower) and (
            is_latin(self.lower[end]) or self.lower[end] in _NAME_CHARACTERS
        ):
            end += 1
        return Label(end, f"{self._shown(amount.start, end)} is a name, not a quantity")

    def _dated(self, start: int) -> Label | None:
        found = _DATE.match(self.lower, start)
        if found is not None:
            # Years may bound a range of quantities, but then the unit follows.
            return Label(found.end(), f"{found.group()} is a date")
        found = _DOTTED.match(self.lower, start)
        if found is not None and not has_decimal_comma(self._locale):
            return Label(found.end(), f"{found.group()} is a version or a section, not a number")
        found = _CLOCK_OR_RATIO.match(self.lower, start)
        if found is not None:
            return Label(found.end(), f"{found.group()} is a ratio or a time, not one number")
        return None

    def _malformed(self, position: int) -> QuantityError:
        after_sign = position + (self.lower[position] in _SIGNS)
        found = _NUMBER_LIKE.match(self.lower, after_sign)
        text = found.group().rstrip(".,'’") if found else ""
        if has_decimal_comma(self._locale) and "." in text:
            return QuantityError(
                "claim-ambiguous",
                f"{text} can be read as {text.replace('.', ',')} or as a malformed grouping",
                f"in the locale {self._locale} write {text.replace('.', ',')}",
            )
        if text.count(",") > 1:
            plain = text.replace(",", "")
            return QuantityError(
                "claim-ambiguous",
                f"{text} is not grouped by three digits, so it can be one number or several",
                f"write {plain}, or group digits by three, as in 1,080",
            )
        if "," in text:
            pointed = text.replace(",", ".", 1)
            return QuantityError(
                "claim-ambiguous",
                f"{text} can be read as {pointed} or as digits in groups",
                f"write {pointed} with a point, or group digits by three, as in 1,080",
            )
        rest = _WORD_LIKE.match(self.lower, position)
        text = (rest.group() if rest else text)[:_LONGEST_SHOWN]
        return QuantityError(
            "claim-unreadable",
            f"{text} is not a number that can be read",
            "write plain digits such as 2.78, 1,080 or 1.2e5",
        )

    def _slashed(self, start: int, numeral: Numeral, end: int) -> Amount | Label | None:
        """1/3, but not the 24/7 of a habit or a date."""
        if self.lower[end : end + 1] not in ("/", "⁄", "∕") or not self._next_is_digit(
            end + 1, spaced=False
        ):
            return None
        found = match_numeral(self._source, end + 1, self._locale)
        if found is None:
            raise self._malformed(end + 1)
        divisor, after = found
        text = self._shown(start, after)
        whole = numeral.value.denominator == divisor.value.denominator == 1
        small = 0 < divisor.value <= _LARGEST_DENOMINATOR
        if self.lower[after : after + 1] in ("/", "-") and self._next_is_digit(after + 1):
            return Label(after, f"{text} is part of a date")
        proper = numeral.value < divisor.value and not numeral.suffix and not divisor.suffix
        if not (whole and small and proper):
            raise QuantityError(
                "claim-ambiguous",
                f"{text} can be a fraction or two numbers",
                "write the result of the division in decimals",
            )
        return self._fraction(start, after, numeral.value / divisor.value)

    def _parts(self, start: int, numeral: Numeral, end: int) -> Amount | None:
        """3 分之 1."""
        after = skip_space(self.lower, end)
        if not self.lower.startswith("分之", after) or numeral.value <= 0:
            return None
        return self._part(start, after + 2, numeral.value)

    def _part(self, start: int, position: int, divisor: Fraction) -> Amount | None:
        """What follows 分之: a percentage behind 百, else a fraction."""
        position = skip_space(self.lower, position)
        if divisor == _LARGEST_DENOMINATOR and self.lower.startswith("百", position):
            whole = self._special(start, position + 1, Fraction(1), "percent")
            return replace(whole, worded=False, numerals=(_HUNDRED,), factors=(PERCENT,))
        read: tuple[Numeral, int, bool] | None = None
        found = match_numeral(self._source, position, self._locale)
        if found is not None:
            read = (*found, False)
        else:
            word = match_chinese(self.lower, position)
            if word is not None and len(word.numerals) == 1:
                read = (word.numerals[0], word.end, word.worded)
        if read is None:
            return None
        numeral, end, worded = read
        if divisor == _LARGEST_DENOMINATOR:
            percent = Amount(
                start,
                end,
                (numeral,),
                ((position, end),),
                "percent",
                factors=(PERCENT,),
                worded=worded,
            )
            return self._up_to(percent)
        return self._fraction(start, end, numeral.value / divisor)

    def _up_to(self, low: Amount) -> Amount:
        """百分之三到五: a second end of the range that 百分之 counts too."""
        joint = _RANGE_JOINT.match(self.lower, low.end)
        if joint is None:
            return low
        position = joint.end()
        found = match_numeral(self._source, position, self._locale)
        word = None if found else match_chinese(self.lower, position)
        if found is not None:
            numeral, end, worded = *found, False
        elif word is not None and len(word.numerals) == 1:
            numeral, end, worded = word.numerals[0], word.end, word.worded
        else:
            return low
        high = self._attached.read(position, end, numeral, worded=worded)
        if high.kind != "number" or high.end != end or self.lower.startswith("分之", end):
            return low
        first = low.numerals[0]
        if numeral.value <= first.value:
            raise QuantityError(
                "claim-ambiguous",
                f"the range {self._shown(low.start, end)} does not run upwards",
                "write the lower end first",
            )
        return replace(
            low,
            end=end,
            numerals=(first, numeral),
            spans=(*low.spans, (position, end)),
            factors=low.factors * 2,
            worded=low.worded or worded,
        )

    def _fraction(self, start: int, end: int, value: Fraction) -> Amount:
        numeral = Numeral(self._source[start:end], value, value / 10, value / 10)
        amount = self._attached.read(start, end, numeral, worded=True, by_group=True)
        return replace(amount, kind="fraction") if amount.kind == "number" else amount

    def _vulgar(self, position: int) -> Amount:
        return self._fraction(position, position + 1, _VULGAR[self.lower[position]])

    def _turns(self, position: int) -> Amount | None:
        """翻一番 doubles; 翻三倍 is three times to some and four to others."""
        for text, value in _WHOLE_WORDS.items():
            if text.startswith("翻") and self.lower.startswith(text, position):
                return self._special(position, position + len(text), Fraction(value), "multiple")
        start = position + 1 + self.lower.startswith("了", position + 1)
        start = skip_space(self.lower, start)
        word = match_chinese(self.lower, start)
        digits = match_numeral(self._source, start, self._locale)
        found = (word.numerals[0], word.end) if word else digits
        if found is None:
            return None
        turns, end = found
        after = skip_space(self.lower, end)
        times = turns.value
        sign = self.lower[after : after + 1]
        if sign == "番" and times.denominator == 1 and 0 < times <= 2 * 10:
            return self._special(position, after + 1, Fraction(2) ** times.numerator, "multiple")
        if sign == "倍" and times == 1:
            return self._special(position, after + 1, Fraction(2), "multiple")
        if sign in ("倍", "番"):
            text = self._shown(position, after + 1)
            least = self._marked(exact_text(times))
            most = self._marked(exact_text(times + 1))
            raise QuantityError(
                "claim-ambiguous",
                f"{text} can mean {least} times or {most} times",
                f"write {least} 倍 or {most} 倍",
            )
        return None

    def _special(self, start: int, end: int, value: Fraction, kind: Kind) -> Amount:
        numeral = Numeral(self._source[start:end], value, value / 10, value / 10)
        return Amount(start, end, (numeral,), ((start, end),), kind, worded=True, by_group=True)

    def _chinese(self, position: int) -> Amount | Label | None:
        for text in _CHINESE_HALVES:
            if self.lower.startswith(text, position):
                half = self._special(position, position + len(text), Fraction(1, 2), "fraction")
                return replace(half, relation="more than") if text == "过半" else half
        for text, value in _WHOLE_WORDS.items():
            if text > "\u2e80" and self.lower.startswith(text, position):
                return self._special(position, position + len(text), Fraction(value), "multiple")
        end = chinese_run(self.lower, position)
        if end == position and self.lower[position] != "半":
            return None
        part = self._chinese_part(position, end)
        if part is not None or not is_chinese_number(self.lower[position]):
            return part
        word = match_chinese(self.lower, position)
        if word is None:
            return self._misspelled(position, end)
        amount = self._worded(position, word)
        alone = self.lower.strip() == self.lower[position:end]
        counted = amount.by_group or self._counts(position, word)
        unstressed = self.lower[position : word.end] == "一" and self.lower.startswith(
            "个", word.end
        )
        if unstressed and amount.kind == "quantity" and not self._is_all(position, amount.end):
            return None  # 一个字节 says a byte, and counts nothing
        if amount.kind != "number" or alone or counted:
            return amount
        return None

    def _is_all(self, start: int, end: int) -> bool:
        return not self.lower[:start].strip() and not self.lower[end:].strip()

    def _chinese_part(self, position: int, end: int) -> Amount | None:
        """三分之一, 百分之五, and the 百倍 and 半倍 that begin with no figure."""
        known = _TENS_OF_THOUSANDS.get(self.lower[position:end])
        if self.lower.startswith("分之", end):
            divisor = match_chinese(self.lower, position)
            if known is None and divisor is not None and len(divisor.numerals) == 1:
                known = divisor.numerals[0].value.numerator
            return self._part(position, end + 2, Fraction(known)) if known else None
        if known is not None and self.lower.startswith("倍", end):
            return self._special(position, end + 1, Fraction(known), "multiple")
        if known is not None and _COUNTLESS.match(self.lower, position):
            numeral = Numeral(self._source[position:end], Fraction(known), ONE, ONE)
            spans = ((position, end),)
            read = self._attached.read(position, end, numeral, spans=spans, worded=True)
            return replace(read, relation="more than")
        if self.lower.startswith("半倍", position):
            return self._special(position, position + 2, Fraction(1, 2), "multiple")
        return None

    def _misspelled(self, position: int, end: int) -> Label | None:
        if end - position == 1:
            return None
        return Label(end, f"{self._shown(position, end)} is not a number that can be read")

    def _counts(self, position: int, word: NumberWord) -> bool:
        """Whether a number word with no unit is one: 三层, 两到三倍, 六十一."""
        run = self.lower[position : word.end]
        if _JOINED_TO.search(self.lower[max(position - 4, 0) : position]):
            return True
        after = skip_space(self.lower, word.end)
        following = self.lower[after : after + 1]
        if following in ("到", "至", "~", "、", *DASHES):
            further = skip_space(self.lower, after + 1)
            if is_chinese_number(self.lower[further : further + 1] or " "):
                return match_chinese(self.lower, further) is not None
        if following and following in _CLASSIFIERS:
            return run != "一"
        return len(run) > 1 and any(character in "十百千万亿" for character in run)

    def _english(self, position: int) -> Amount | Label | None:
        if not is_whole_word(self.lower, position, position + 1) and self._inside(position):
            return None
        for text, value in _WHOLE_WORDS.items():
            if self._spells(text, position):
                return self._special(position, position + len(text), Fraction(value), "multiple")
        for text in _HALVES:
            if self._spells(text, position):
                return self._half(position, position + len(text))
        article = _ARTICLE.match(self.lower, position)
        if article is not None:
            end = article.end()
            return self._fraction(position, end, Fraction(1, _DENOMINATORS[article.group(1)]))
        word = match_english(self.lower, position)
        return None if word is None else self._english_number(position, word)

    def _inside(self, position: int) -> bool:
        before = self.lower[max(position - 1, 0) : position]
        return bool(before) and (is_latin(before) or before == "_" or before in _DECIMAL)

    def _half(self, start: int, end: int) -> Amount | None:
        if self.lower.startswith("-", end) and is_latin(self.lower[end + 1 : end + 2] or " "):
            return None
        of_unit = _OF_UNIT.match(self.lower, end)
        unit = self._units.match(self._narrow, of_unit.end()) if of_unit else None
        special = self._special(start, end, Fraction(1, 2), "fraction")
        if unit is None:
            return special
        self._attached.refuse_more_unit(unit[1])
        return replace(
            special, kind="quantity", unit=unit[0], end=unit[1], factors=(unit[0].factor,)
        )

    def _english_number(self, start: int, word: NumberWord) -> Amount | None:
        numeral, end = word.numerals[0], word.end
        half = _AND_A_HALF.match(self.lower, end)
        if half is not None:
            return self._attached.read(
                start, half.end(), plus_half(numeral), by_group=True, worded=True
            )
        part = _DENOMINATOR.match(self.lower, end)
        if part is not None:
            divisor = _DENOMINATORS[part.group(1)]
            return self._fraction(start, part.end(), numeral.value / divisor)
        amount = self._worded(start, word)
        if amount.kind != "number" or amount.numerals[0].scale != 1:
            return amount
        hyphenated = self.lower.startswith("-", end)
        if hyphenated and not _TO_NUMBER.match(self.lower, end):
            return None  # one-way, three-level
        in_range = _TO_NUMBER.match(self.lower, end)
        alone = self.lower.strip() == self.lower[start:end]
        return amount if numeral.value > 1 or alone or in_range else None

    def _worded(self, start: int, word: NumberWord) -> Amount:
        amount = self._attached.read(
            start, word.end, word.numerals[0], spans=((start, word.end),), worded=word.worded
        )
        if len(word.numerals) == 1:
            return amount
        first, second = word.numerals
        scale = amount.numerals[0].scale
        return replace(
            amount,
            numerals=(first.scaled(scale), second.scaled(scale)),
            spans=amount.spans * 2,
            factors=amount.factors * 2,
            by_group=True,
        )

    def _spells(self, text: str, position: int) -> bool:
        return self.lower.startswith(text, position) and is_whole_word(
            self.lower, position, position + len(text)
        )

    def _marked(self, digits: str) -> str:
        return digits.replace(".", ",") if has_decimal_comma(self._locale) else digits

    def _shown(self, start: int, end: int) -> str:
        return self._source[start:end].strip()
