"""Whether words and a value agree, and which words would."""

from fractions import Fraction

import pytest

from claimbook.claims.comparison import (
    Agreement,
    agrees,
    interval_text,
    nearest_wording,
    recomputed_text,
)
from claimbook.claims.phrase import read_phrase
from claimbook.quantities.errors import QuantityError
from claimbook.quantities.unit import STANDARD


def compare(words: str, value: str, unit: str = "", **options: bool) -> Agreement:
    measured = STANDARD.parse(unit)
    return agrees(
        read_phrase(words, units=STANDARD),
        Fraction(value) * measured.factor,
        measured.dimension,
        unit=measured if unit else None,
        is_difference=options.get("is_difference"),
    )


def right(words: str, value: str, unit: str = "", locale: str = "zh") -> str:
    phrase = read_phrase(words, units=STANDARD, locale=locale)
    return nearest_wording(phrase, Fraction(value) * STANDARD.parse(unit).factor)


def refusal(words: str, value: str, unit: str = "", **options: bool) -> QuantityError:
    with pytest.raises(QuantityError) as caught:
        compare(words, value, unit, **options)
    return caught.value


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("6.1 TFLOPS/GBps", "6144", "FLOP/B"),
        ("8.33", "8.333333333", ""),
        ("36 % above", "0.3563", ""),
        ("55 % below", "-0.54796", ""),
        ("77 % below", "-0.774", ""),
        ("2.2x", "2.21184", ""),
        ("16+", "16", ""),
        ("up to 1.96x", "1.96", ""),
        ("约 900 GB/s", "903", "GB/s"),
        ("8 TB/s", "7700", "GB/s"),
        ("一半", "0.5", ""),
        ("at least 16", "16", ""),
        ("a third less", "-0.333", ""),
        ("2.78", "2.775", ""),
        ("2.78", "2.785", ""),
    ],
)
def test_words_that_agree_hold(words: str, value: str, unit: str) -> None:
    assert compare(words, value, unit).holds


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("54 %", "-0.548", ""),
        ("54 % below", "-0.54796", ""),
        ("54 % above", "-0.548", ""),
        ("39 % above", "0.377", ""),
        ("2.20x", "2.21184", ""),
        ("2.78", "2.7749", ""),
        ("2.78", "2.7851", ""),
        ("900", "899.4", ""),
        ("1.6 TB/s", "2441", "GB/s"),
        ("more than 900 GB/s", "900", "GB/s"),
        ("below 6.1", "6.1", ""),
        ("16+", "15.9", ""),
        ("up to 1.96x", "1.961", ""),
        ("twice", "2.21", ""),
        ("up to 5 % above", "-0.03", ""),
    ],
)
def test_words_that_do_not_agree_are_contradicted(words: str, value: str, unit: str) -> None:
    assert not compare(words, value, unit).holds


def test_b54_a_bit_is_not_a_byte_and_the_contradiction_shows_both() -> None:
    found = compare("80 Gb", "80", "GB")
    assert not found.holds
    assert found.reason == "80 Gb = 10 GB"
    assert compare("640 Gb", "80", "GB").holds
    assert right("80 Gb", "80", "GB") == "640 Gb"


def test_b54_a_bit_is_explained_without_the_unit_of_the_value_too() -> None:
    phrase = read_phrase("80 Gb", units=STANDARD)
    gigabytes = STANDARD.parse("GB")
    found = agrees(phrase, 80 * gigabytes.factor, gigabytes.dimension)
    assert found.reason == "80 Gb = 10 GB"


def test_b56_a_rate_claimed_as_a_count_is_a_unit_error() -> None:
    assert refusal("989 TFLOP", "989", "TFLOPS").slug == "claim-unit"
    assert compare("989 TFLOPs/s", "989", "TFLOPS").holds


def test_a_quantity_is_claimed_with_its_unit() -> None:
    error = refusal("2.78", "2.78", "TFLOPS/GBps")
    assert error.slug == "claim-unit"
    assert error.hint == 'write "2.78 TFLOPS/GBps"'
    assert refusal("36 %", "0.36", "FLOP/B").slug == "claim-unit"
    assert refusal("2.2x", "2.2", "FLOP/B").slug == "claim-unit"


def test_a_unit_on_a_bare_number_is_refused() -> None:
    error = refusal("2.2 GB/s", "2.2")
    assert error.slug == "claim-unit"
    assert error.hint == 'write "2.2" without a unit'


def test_units_of_one_dimension_are_compared_by_value() -> None:
    assert compare("1.8 TB/s", "1800", "GB/s").holds
    assert compare("6.1 TFLOP/s per GBps", "6144", "FLOP/B").holds


def test_b57_points_claim_a_difference_of_shares_and_percent_a_ratio() -> None:
    assert compare("5 points", "0.05").holds
    assert compare("up 5 %", "0.05").holds
    assert compare("5 points", "0.05", is_difference=True).holds
    assert refusal("5 points", "0.05", is_difference=False).slug == "claim-unit"
    error = refusal("up 5 %", "0.05", is_difference=True)
    assert error.slug == "claim-unit"
    assert error.hint == 'write "5 percentage points"'


def test_b71_a_retyped_count_is_contradicted_and_corrected() -> None:
    assert not compare("1,723", "2182").holds
    assert right("1,723", "2182") == "2,182"


@pytest.mark.parametrize(
    ("words", "value", "wording"),
    [
        ("2.2x", "2.21184", "2.2x"),
        ("2.3x", "2.21184", "2.2x"),
        ("2.30 倍", "2.21184", "2.21 倍"),
        ("54 %", "-0.548", "55 % below"),
        ("54 % below", "-0.548", "55 % below"),
        ("54 % above", "-0.548", "55 % below"),
        ("54 % higher", "-0.548", "55 % lower"),
        ("Up 5 %", "-0.07", "Down 7 %"),
        ("低 54 %", "0.36", "高 36 %"),
        ("高出 36 %", "-0.5", "低 50 %"),
        ("减少 17 %", "0.2", "增加 20 %"),
        ("阈值 54 %", "-0.548", "阈值 低 55 %"),
        ("-54 %", "-0.548", "-55 %"),
        ("−54 %", "-0.548", "−55 %"),
        ("+36 %", "-0.5", "-50 %"),
        ("负 5 %", "-0.07", "-7 %"),
        ("twice", "2.21", "2.21x"),
        ("两倍", "2.21", "2.21倍"),
        ("一半", "0.452", "45.2 %"),
        ("减少三分之一", "-0.25", "减少25 %"),
        ("more than half", "0.45", "more than 44.9 %"),
        ("过半", "0.4", "超过 39.9 %"),
        ("at least 16", "5.9", "at least 5"),
        ("16+", "12.5", "12+"),
        ("up to 1.96x", "2.507", "up to 2.51x"),
        ("less than 5", "5", "less than 6"),
        ("2-3x", "3.7", "2-4x"),
        ("2-3x", "1.2", "1-3x"),
        ("2-3 % below", "-0.045", "2-5 % below"),
        ("１．５ 倍", "2.21", "２．２ 倍"),
        ("1.2e5", "134000", "1.3e5"),
        ("1.2 万", "23456", "2.3 万"),
        ("10^3", "2600", "3×10^3"),
        ("2x", "0.3", "0.3x"),
        ("2.5 %", "0.0251", "2.5 %"),
        ("2.675", "2.6765", "2.677"),
    ],
)
def test_the_nearest_wording_keeps_the_words_and_the_precision(
    words: str, value: str, wording: str
) -> None:
    assert right(words, value) == wording


def test_the_nearest_wording_keeps_the_decimal_comma() -> None:
    assert right("2,2-fach", "2.31", locale="de") == "2,3-fach"


@pytest.mark.parametrize(
    ("words", "value", "wording"),
    [
        ("twice", "2.21", "2,21x"),
        ("half", "0.4525", "45,3 %"),
        ("三分之一", "0.4525", "45,3 %"),
        ("2,2x", "0.035", "0,035x"),
        ("5 %", "-0.0725", "7 % below"),
        ("⅓ points", "0.00125", "0,125 points"),
    ],
)
def test_e25_the_hint_is_in_the_marks_of_the_locale(words: str, value: str, wording: str) -> None:
    assert right(words, value, locale="de") == wording


def test_e25_the_nearest_wording_of_a_fraction_in_points_stays_in_points() -> None:
    assert right("⅓ points", "0.05") == "5 points"
    assert right("½ points", "-0.05") == "5 points below"


def test_e25_a_unit_hint_is_in_the_marks_of_the_locale() -> None:
    unit = STANDARD.parse("kW")
    phrase = read_phrase("2,5", units=STANDARD, locale="de")
    with pytest.raises(QuantityError) as caught:
        agrees(phrase, Fraction(2500), unit.dimension, unit=unit)
    assert caught.value.hint == 'write "2,5 kW"'


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("2.78", "2.775 to 2.785"),
        ("2.2x", "2.15 to 2.25x"),
        ("54 % below", "-54.5 to -53.5 %"),
        ("80 Gb", "79.5 to 80.5 Gb"),
        ("5 points", "4.5 to 5.5 points"),
        ("五成", "47.5 to 52.5 %"),
        ("三分之一", "0.3167 to 0.35"),
        ("16+", "at least 16"),
        ("below 6.1 TB/s", "less than 6.1 TB/s"),
        ("up to 5 % above", "0 to 5 %"),
        ("less than 5 % below", "more than -5 % and at most 0 %"),
    ],
)
def test_the_interval_is_shown_in_the_words_own_unit(words: str, text: str) -> None:
    assert interval_text(read_phrase(words, units=STANDARD)) == text


def test_the_recomputed_value_is_shown_with_the_digits_that_decide() -> None:
    phrase = read_phrase("2.25x", units=STANDARD)
    assert recomputed_text(phrase, Fraction(2_255_000_001, 1_000_000_000)) == "2.255000001x"
    assert recomputed_text(phrase, Fraction("2.21184")) == "2.21184x"
    assert recomputed_text(phrase, Fraction(1, 3)) == "0.3333x"
