"""What a page prints, rebuilt from the value: digits, unit, yes and no, recomputed beside words."""

import re

from amounts import (
    Amount,
    decimals,
    read_amount,
    read_number,
    read_unit,
    rounded,
    split_amount,
    with_digits,
    with_places,
)
from expressions import Comparison, Macro, Outcome, says
from words import read_words

YES_NO = {"holds": ("是", "yes"), "contradicted": ("否", "no"), "marginal": ("临界", "marginal")}
SHOWN = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)\s*(.*)", re.DOTALL)
BESIDE = re.compile(r"(.*)（重算：(.*)）", re.DOTALL)
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
NOTHING = {"refused": "不适用", "open": "待定"}


def faults(macro: Macro, outcome: Outcome, text: str, verdict: str | None) -> str:
    """What is wrong with the text of a macro, or nothing."""
    if macro.kind == "asserted":
        return "" if text == macro.words else f"prints {text!r}, not its words"
    if macro.kind == "reported":
        return _reported(macro, outcome, text, verdict)
    if isinstance(outcome.value, Comparison):
        return "" if text in YES_NO[outcome.truth] else f"prints {text!r} for {outcome.truth}"
    expected = _expected(macro, outcome.value, text)
    return "" if text == expected else f"prints {text!r}, expected {expected!r}"


def _expected(macro: Macro, amount: Amount, text: str) -> str:
    filters = dict(macro.filters)
    shown = SHOWN.fullmatch(text)
    if "percent" in filters:
        return with_places(amount.value * 100, *(filters["percent"] or (0,))) + "%"
    if "times" in filters:
        return with_digits(amount.value, *(filters["times"] or (2,))) + "x"
    if amount.written is not None and list(filters) in ([], ["to"]):
        own = split_amount(amount.written)[1]
        if filters.get("to", (own,)) == (own,):
            return amount.written
    if shown is None:
        return "a number"
    unit = str(filters["to"][0]) if "to" in filters else shown[2]
    factor, dims = read_unit(unit or "1")
    if tuple(sorted(dims.items())) != amount.dims and "plain" not in filters:
        return f"a unit of {amount.dims}"
    value = amount.value / factor
    if "dp" in filters:
        number = with_places(value, *filters["dp"])
    elif "sig" in filters:
        number = with_digits(value, *filters["sig"])
    elif "plain" in filters:
        number = with_places(value, decimals(shown[1]))
        if read_number(number) != value:
            number = with_digits(value, 3)
    else:
        number = with_digits(value, 3)
    return number if "plain" in filters or not unit else f"{number} {unit}"


def _reported(macro: Macro, outcome: Outcome, text: str, verdict: str | None) -> str:
    both = BESIDE.fullmatch(text)
    if both is None or both[1] != macro.words:
        return f"prints {text!r}, not its words and what they come to"
    beside = both[2]
    if verdict == "open" and isinstance(outcome.value, Amount):
        return "" if _is_fair(beside, outcome.value) else f"prints {beside!r} for its value"
    if verdict in NOTHING:
        return "" if beside == NOTHING[verdict] else f"prints {beside!r} for {verdict}"
    if isinstance(outcome.value, Comparison):
        return "" if _tells(outcome.value, beside) else f"prints {beside!r} for {outcome.value}"
    return "" if _same_shape(macro, outcome.value, beside) else f"recomputes as {beside!r}"


def _tells(comparison: Comparison, text: str) -> bool:
    """Whether that are both sides and what is true of them, by the figures as printed too."""
    sides = re.split(" (<|<=|≤|>|>=|≥|==|=|!=|≠) ", text)
    if len(sides) != 3:
        return False
    left, printed, right = sides
    sign = {"≤": "<=", "≥": ">=", "=": "==", "≠": "!="}.get(printed, printed)
    true = comparison.sign if says(comparison.sign, comparison.difference) else None
    if sign != (true or OPPOSITE[comparison.sign]):
        return False
    fair = _is_fair(left, comparison.left) and _is_fair(right, comparison.right)
    shown = read_amount(left).value - read_amount(right).value
    return fair and says(sign, shown) and (shown == 0) == (comparison.difference == 0)


def _is_fair(text: str, amount: Amount) -> bool:
    """Whether a side of a comparison is its amount, as written or to three digits or more."""
    if text == amount.written:
        return True
    number, unit = SHOWN.fullmatch(text).groups()
    factor, dims = read_unit(unit or "1")
    if tuple(sorted(dims.items())) != amount.dims:
        return False
    value = amount.value / factor
    written = len(number.replace(".", "").lstrip("-0"))
    return number in (with_digits(value, 3), with_digits(value, max(written, 3)))


def _same_shape(macro: Macro, amount: Amount, beside: str) -> bool:
    """Whether that are the words once more, with the number that is right."""
    if beside == macro.words:
        reading = read_words(beside)
        return reading is None or reading.allows(amount)
    reading = read_words(beside)
    if reading is None or reading.dims != amount.dims or not reading.number[-1].isdigit():
        return False
    if not reading.is_one_number:
        return reading.allows(amount)
    value = amount.value / reading.worth
    return rounded(value, decimals(reading.number)) == read_number(reading.number)
