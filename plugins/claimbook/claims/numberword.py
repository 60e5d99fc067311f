"""Numbers in words: three, twenty-five, 两, 一百二十, 三点五, and the pairs 两三 and 三五.

A number of one figure (three, 三百) has no last digit that could be half a unit off, so it counts
as worded and carries the hedge; one of more figures is as exact as its last word.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from claimbook.claims.lexicon import is_whole_word
from claimbook.quantities.numeral import Numeral

_DIGITS: Final = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_POWERS: Final = {"十": 10, "百": 100, "千": 1000}
_MYRIADS: Final = {"万": 10**4, "亿": 10**8}
_CHINESE: Final = frozenset((*_DIGITS, *_POWERS, *_MYRIADS, "点"))
_FIRST: Final = frozenset((*_DIGITS, "十"))

_ENGLISH: Final = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS: Final = {
    word: 10 * (value + 2)
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    )
}
_LONGEST_WORD: Final = 9
_MOST_CHARACTERS: Final = 24


@dataclass(frozen=True, slots=True)
class NumberWord:
    """One number in words, or two for a pair such as 两三."""

    numerals: tuple[Numeral, ...]
    end: int
    worded: bool
    """Whether it has a single figure, so that its words carry the hedge."""


def is_chinese_number(character: str) -> bool:
    """Whether a number in Chinese words can begin with it."""
    return character in _FIRST


def chinese_run(text: str, position: int) -> int:
    """The end of the number characters that begin at `position`."""
    while text[position : position + 1] in _CHINESE and position < len(text):
        position += 1
    return position


def match_chinese(text: str, position: int) -> NumberWord | None:
    """The Chinese number that all the number characters at `position` make, or None."""
    end = chinese_run(text, position)
    run = text[position:end]
    if not run or run[0] not in _FIRST or len(run) > _MOST_CHARACTERS:
        return None
    if len(run) == 2 and run[0] in _DIGITS and run[1] in _DIGITS:
        first, second = _DIGITS[run[0]], _DIGITS[run[1]]
        if not 0 < first < second:
            return None
        pair = (_numeral(run, Fraction(first), Fraction(1)) for first in (first, second))
        return NumberWord(tuple(pair), end, worded=True)
    whole, _, decimals = run.partition("点")
    read = _whole(whole)
    if read is None:
        return None
    value, place, figures = Fraction(read[0]), Fraction(read[1]), read[2]
    if "点" in run:
        if not decimals or any(character not in _DIGITS for character in decimals):
            return None
        for character in decimals:
            place = (place if place < 1 else Fraction(1)) / 10
            value += _DIGITS[character] * place
        figures += len(decimals)
    return NumberWord((_numeral(run, value, place),), end, worded=figures == 1)


def match_english(text: str, position: int) -> NumberWord | None:
    """The English number at `position` of a lower-case text, up to the hundreds, or None."""
    read = _below_hundred(text, position)
    if read is None:
        return None
    value, place, end = read
    after = _word(text, end, " ")
    if after is not None and after[0] == "hundred" and value < 10:
        value, place, end = value * 100, 100, after[1]
        joined = _word(text, end, " ")
        if joined is not None and joined[0] == "and":
            rest = _below_hundred(text, joined[1] + 1)
            if rest is not None:
                value, place, end = value + rest[0], rest[1], rest[2]
    worded = value < 10 or value == place or (value % place == 0 and value < 10 * place)
    numeral = _numeral(text[position:end], Fraction(value), Fraction(place))
    return NumberWord((numeral,), end, worded=worded)


def _numeral(text: str, value: Fraction, place: Fraction) -> Numeral:
    return Numeral(text, value, place, place)


def _whole(run: str) -> tuple[int, int, int] | None:
    """Value, unit of the last word and number of figures; None where the words make no number."""
    if not run or any(character not in _CHINESE for character in run):
        return None
    if len(run) > 1 and all(character in _DIGITS for character in run):
        return None  # 二〇二六 is a year or a code, spelled digit by digit
    total, section, digit = 0, 0, None
    last, last_power, figures = 1, 10**12, 0
    for character in run:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
            figures += digit > 0
            last = 1
        elif character in _POWERS:
            power = _POWERS[character]
            if power >= last_power or (digit is None and power != 10) or digit == 0:
                return None
            figures += digit is None
            section += (1 if digit is None else digit) * power
            digit, last, last_power = None, power, power
        else:
            myriad = _MYRIADS[character]
            section += digit or 0
            if not section and not total:
                return None
            total, section = (total + section) * myriad, 0
            digit, last, last_power = None, last * myriad, 10**12
    if digit and last_power < 10**12 and last_power > 10 and run[-2] != "零":
        return None  # 一百二 leaves out its last word, and 102 is as near as 120
    if digit and run[-2:-1] in _MYRIADS and total:
        # 两万五 leaves out 千, and nobody says it for 20,005.
        step = _trailing(run) // 10
        return total + digit * step, step, figures
    return total + section + (digit or 0), last, figures


def _trailing(run: str) -> int:
    """What the myriads in front of the last figure count: 10^8 in 三亿五, 10^12 in 三万亿五."""
    power, place = 1, len(run) - 2
    while place >= 0 and run[place] in _MYRIADS:
        power *= _MYRIADS[run[place]]
        place -= 1
    return power


def _below_hundred(text: str, position: int) -> tuple[int, int, int] | None:
    found = _word(text, position, "")
    if found is None:
        return None
    word, end = found
    if word in _ENGLISH:
        value = _ENGLISH[word]
        return value, 10 if value == 10 else 1, end
    if word not in _TENS:
        return None
    rest = _word(text, end, "-") or _word(text, end, " ")
    if rest is not None and 0 < _ENGLISH.get(rest[0], 0) < 10:
        return _TENS[word] + _ENGLISH[rest[0]], 1, rest[1]
    return _TENS[word], 10, end


def _word(text: str, position: int, before: str) -> tuple[str, int] | None:
    """The run of ASCII letters behind the given separator, and its end."""
    if not text.startswith(before, position):
        return None
    start = end = position + len(before)
    while "a" <= text[end : end + 1] <= "z" and end - start <= _LONGEST_WORD:
        end += 1
    if start == end or not is_whole_word(text, start, end):
        return None
    return text[start:end], end
