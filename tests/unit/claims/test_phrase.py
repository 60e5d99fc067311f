"""The one grammar, held to a table of phrases with their right readings."""

from fractions import Fraction
from pathlib import Path

import pytest

from claimbook.claims.phrase import MAX_LENGTH, Phrase, read_phrase, states_an_amount
from claimbook.quantities.errors import QuantityError
from claimbook.quantities.unit import STANDARD, BaseUnit

UNITS = STANDARD.extended([BaseUnit("tokens", ("token",), prefixes=True)])
ROWS = [
    tuple((*line.split("\t"), "", "", "")[:5])
    for line in Path(__file__).with_name("phrases.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def read(text: str, locale: str = "zh") -> Phrase:
    return read_phrase(text, units=UNITS, locale=locale)


def refusal(text: str, locale: str = "zh") -> QuantityError:
    with pytest.raises(QuantityError) as caught:
        read(text, locale)
    return caught.value


def end_of(text: str) -> Fraction | None:
    return None if text.endswith("inf") else Fraction(text)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}-{row[1]}" for row in ROWS])
def test_each_phrase_of_the_table_has_its_reading(row: tuple[str, ...]) -> None:
    text, locale, kind, interval, unit = row
    if kind.startswith("claim-"):
        assert refusal(text, locale).slug == kind
        return
    phrase = read(text, locale)
    low, high = interval[1:-1].split(", ")
    assert (phrase.kind, phrase.low, phrase.high) == (kind, end_of(low), end_of(high))
    assert (phrase.unit.symbol if phrase.unit else "") == unit
    assert phrase.low is None or phrase.low_is_open == interval.startswith("(")
    assert phrase.high is None or phrase.high_is_open == interval.endswith(")")


def test_the_table_has_three_hundred_phrases_a_good_half_of_them_chinese() -> None:
    chinese = [row for row in ROWS if any("\u2e80" < character < "\uff00" for character in row[0])]
    assert len(ROWS) >= 300
    assert len({row[:2] for row in ROWS}) == len(ROWS)
    assert 2 * len(chinese) >= len(ROWS)


def test_the_number_stands_at_its_offsets_in_the_text() -> None:
    phrase = read("FP8 余量约 2.2 倍左右")
    assert phrase.text[phrase.start : phrase.end] == "2.2 倍"
    assert [phrase.text[start:end] for start, end in phrase.spans] == ["2.2"]
    assert phrase.hedged


def test_below_negates_behind_a_percentage_and_bounds_before_a_number() -> None:
    assert read("54 % below").negated
    assert read("below 6.1").relation == "less than"
    assert not read("below 6.1").negated


def test_di_negates_and_diyu_bounds() -> None:
    assert read("低 54 %").negated
    assert read("低于 6.1").relation == "less than"
    assert read("低于阈值 54 %").negated
    assert read("低于阈值的 54 %").relation == "less than"


def test_a_hedge_widens_to_five_percent_or_half_a_unit_of_the_last_digit_that_is_not_zero() -> None:
    assert (read("~900").low, read("~900").high) == (850, 950)
    assert (read("~2.78").low, read("~2.78").high) == (Fraction("2.641"), Fraction("2.919"))


def test_the_width_of_a_hedge_is_a_setting() -> None:
    phrase = read_phrase("约 2.20x", units=UNITS, hedge=Fraction(1, 10))
    assert (phrase.low, phrase.high) == (Fraction("1.98"), Fraction("2.42"))


def test_words_of_one_figure_carry_the_hedge_and_digits_do_not() -> None:
    assert read("twice").hedged
    assert read("两倍").hedged
    assert not read("2 倍").hedged
    assert not read("十二倍").hedged


def test_a_range_reaches_over_the_rounding_of_both_its_ends() -> None:
    phrase = read("1.5-1.96x")
    assert phrase.is_range
    assert [numeral.text for numeral in phrase.numerals] == ["1.5", "1.96"]
    assert (phrase.low, phrase.high) == (Fraction("1.45"), Fraction("1.965"))


def test_both_readings_of_an_ambiguous_phrase_are_named() -> None:
    assert "2.2" in (refusal("2,2x").hint or "")
    assert refusal("翻三倍").hint == "write 3 倍 or 4 倍"
    assert refusal("three times more").hint == 'write "3x" or "300 % more"'


def test_a_unit_that_does_not_exist_is_refused_with_the_ones_that_do() -> None:
    error = refusal("5 KB")
    assert error.slug == "claim-unit"
    assert "kB" in (error.hint or "")
    assert "KiB" in (error.hint or "")


def test_a_hint_is_in_the_marks_of_the_locale() -> None:
    assert refusal("2,5x faster", "de").hint == 'write "2,5x" or "250 % faster"'
    assert refusal("1½", "de").hint == "write 1,50"


def test_a_figure_is_told_from_a_name() -> None:
    for text in ("3 kW", "twice", "3 kg", "2,2x", "三倍", "½", "two dozen"):
        assert states_an_amount(text, UNITS, "zh")
    for text in ("FP8", "NVLink 5", "not the bottleneck", "2026-04-24", "half precision", "一般"):
        assert not states_an_amount(text, UNITS, "zh")


def test_a_unit_that_goes_on_is_not_cut_off() -> None:
    assert refusal("814 GB/s/GPU").slug == "claim-unit"


def test_a_letter_that_may_be_a_scale_or_a_unit_is_ambiguous_until_it_counts_something() -> None:
    assert refusal("1.6T").slug == "claim-ambiguous"
    assert read("1.6T parameters").numerals[0].value == 1_600_000_000_000
    assert read("49B").unit is not None
    assert read("49B parameters").unit is None


def test_a_number_in_a_name_is_passed_over_for_the_one_that_is_claimed() -> None:
    phrase = read("GB300 的 NVLink 5 有 1.8 TB/s")
    assert phrase.text[phrase.start : phrase.end] == "1.8 TB/s"


def test_a_phrase_longer_than_the_limit_is_refused() -> None:
    assert read("2" + " " * (MAX_LENGTH - 1)).numerals[0].value == 2
    assert refusal("2" + " " * MAX_LENGTH).slug == "claim-unreadable"


@pytest.mark.parametrize(
    "hostile",
    ["一" * 200, "1," * 100, "(" * 200, "翻" * 200, "百分之" * 66, "about " * 33, "9" * 200],
)
def test_hostile_repetition_is_refused_like_anything_else(hostile: str) -> None:
    assert refusal(hostile).slug in ("claim-unreadable", "claim-ambiguous")


def test_b56_a_rate_is_another_unit_than_a_count() -> None:
    rate, count = read("989 TFLOPs/s").unit, read("989 TFLOP").unit
    assert rate is not None
    assert count is not None
    assert rate.dimension != count.dimension


def test_b57_points_and_percent_are_kinds_of_their_own() -> None:
    assert read("up 5 %").kind == "percent"
    assert read("up 5 points").kind == "points"


def test_b67_the_decimal_comma_is_read_where_the_locale_writes_it() -> None:
    assert read("2,2-fach", "de").high == Fraction("2.25")
    assert refusal("2,2-fach", "en").slug == "claim-ambiguous"
    assert refusal("2.78", "de").slug == "claim-ambiguous"
    assert read("12,34,567", "hi-IN").numerals[0].value == 1_234_567
    assert refusal("12,34,567", "en").slug == "claim-ambiguous"


def test_b72_number_words_are_numbers() -> None:
    assert read("four times").numerals[0].value == 4
    assert read("twice").numerals[0].value == 2
    assert read("half").numerals[0].value == Fraction(1, 2)
