"""A simple reader of the words of a claim: a number, its unit, what bounds or hedges it.

Words that it cannot read are None, and whoever asks has to count them.
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from amounts import Amount, UnknownUnitError, decimals, last_digit, read_number, read_unit

HEDGES = ("大约", "约", "接近", "近", "大概", "about", "~", "≈")
BOUNDS = {
    "不超过": "<=",
    "不高于": "<=",
    "至多": "<=",
    "最多": "<=",
    "不低于": ">=",
    "不少于": ">=",
    "至少": ">=",
    "不到": "<",
    "不足": "<",
    "低于": "<",
    "小于": "<",
    "少于": "<",
    "超过": ">",
    "高于": ">",
    "大于": ">",
    "多于": ">",
}
DOWN = ("降低", "下降", "减少", "低", "少", "降", "小")
UP = ("抬高", "提高", "增加", "高", "多", "涨", "大", "+")
BEHIND = {"左右": "~", "上下": "~", "以上": ">=", "以下": "<=", "+": ">="}
SCALES = {"": 1, "千": 10**3, "万": 10**4, "百万": 10**6, "亿": 10**8, "万亿": 10**12}
CHINESE = {digit: value for value, digit in enumerate("零一二三四五六七八九十")} | {"两": 2}
COUNTERS = ("颗", "个", "张", "块", "层", "卡", "份")
FILLERS = ("只有", "只", "仅", "再", "还")
DIGITS = r"-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?"


@dataclass(frozen=True)
class Reading:
    """The amounts that words allow, the number as written, and what one of its units is worth."""

    low: Fraction | None
    high: Fraction | None
    open_ends: bool
    dims: tuple[tuple[str, int], ...]
    number: str
    worth: Fraction
    is_one_number: bool

    def allows(self, amount: Amount) -> bool:
        value = amount.value
        if amount.dims != self.dims:
            return False
        if self.open_ends and value in (self.low, self.high):
            return False
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)


def read_words(words: str) -> Reading | None:
    """What words allow, or None."""
    text = unicodedata.normalize("NFKC", words).strip()
    number = re.search(DIGITS, text) or re.search(
        "一半|([一二三四五六七八九十两])分之([一二三四五六七八九])|[一二两三四五六七八九十](?=倍)",
        text,
    )
    if number is None:
        return None
    before = _before(text[: number.start()].strip())
    if before is None:
        return None
    sign, bound, hedged = before
    after, worth = text[number.end() :].strip(), Fraction(1)
    second = re.match(rf"(?:至|到|~|–|-)\s*({DIGITS})", after)
    last = number[0]
    if second:
        last, after = second[1], after[second.end() :].strip()
    for word, meaning in BEHIND.items():
        if after.endswith(word):
            after = after.removesuffix(word).strip()
            hedged, bound = (True, bound) if meaning == "~" else (hedged, meaning)
    scale = max((one for one in SCALES if after.startswith(one)), key=len)
    after = after.removeprefix(scale).strip()
    for word in ("倍", "x", "X", "×", *COUNTERS):
        after = after.removeprefix(word).strip()
    try:
        factor, dims = read_unit(after or "1")
    except UnknownUnitError:
        return None
    worth = factor * SCALES[scale] * sign
    value, reach, hedged = _number(number, hedged)
    value_of_last = value if last == number[0] else read_number(last)
    reach_of_last = reach if last == number[0] else Fraction(1, 2 * 10 ** decimals(last))
    low, high = value - reach, value_of_last + reach_of_last
    if bound:
        edge = value + (reach if hedged and "<" in bound else -reach if hedged else 0)
        low, high = (None, edge) if "<" in bound else (edge, None)
    ends = [None if end is None else end * worth for end in (low, high)]
    if worth < 0:
        ends.reverse()
    return Reading(
        low=ends[0],
        high=ends[1],
        open_ends=bound in ("<", ">"),
        dims=tuple(sorted(dims.items())),
        number=number[0],
        worth=worth,
        is_one_number=bound is None and second is None,
    )


def _number(found: re.Match[str], hedged: bool) -> tuple[Fraction, Fraction, bool]:
    """The value, how far it reaches, and whether it is hedged."""
    text = found[0]
    if text[-1].isdigit():
        value = read_number(text)
        if text.strip("-").startswith("0") and not value:
            return value, Fraction(1, 2 * 10 ** decimals(text)), hedged
        exact = Fraction(1, 2 * 10 ** decimals(text))
        vague = max(abs(value) / 20, last_digit(text) / 2)
        return value, max(exact, vague) if hedged else exact, hedged
    if text == "一半":
        return Fraction(1, 2), Fraction(1, 20), hedged
    if "分之" in text:
        value = Fraction(CHINESE[text[-1]], CHINESE[text[0]])
        return value, value / 20, hedged
    return Fraction(CHINESE[text]), Fraction(1, 2), hedged


def _before(text: str) -> tuple[int, str | None, bool] | None:
    """The sign, the bound and the hedge that stand before a number."""
    sign, bound, hedged = 1, None, False
    while text:
        for word in (*BOUNDS, *HEDGES, *DOWN, *UP, *FILLERS):
            if text.startswith(word):
                break
        else:
            owner = re.fullmatch(r"\w{1,4}的", text)
            if owner is None:
                return None
            word = owner[0]
        text = text.removeprefix(word).strip()
        bound = BOUNDS.get(word, bound)
        hedged = hedged or word in HEDGES
        sign = -1 if word in DOWN else sign
    return sign, bound, hedged
