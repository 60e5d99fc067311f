"""Numbers as written, and their printing."""

from fractions import Fraction

import pytest

from claimbook.quantities.errors import QuantityError
from claimbook.quantities.numeral import (
    has_decimal_comma,
    match_numeral,
    parse_numeral,
)
from claimbook.quantities.rounding import (
    exact_text,
    format_fixed,
    format_significant,
    round_half_up,
)


@pytest.mark.parametrize(
    ("text", "value", "place", "coarse"),
    [
        ("2.78", "2.78", "0.01", "0.01"),
        ("2.20", "2.20", "0.01", "0.1"),
        ("900", "900", "1", "100"),
        ("0", "0", "1", "1"),
        ("0.50", "0.5", "0.01", "0.1"),
        ("007", "7", "1", "1"),
        ("1.10", "1.1", "0.01", "0.1"),
        (".5", "0.5", "0.1", "0.1"),
        ("1,080", "1080", "1", "10"),
        ("1\u00a0080", "1080", "1", "10"),
        ("1\u202f080.25", "1080.25", "0.01", "0.01"),
        ("1'080", "1080", "1", "10"),
        ("1’080", "1080", "1", "10"),
        ("-2.5", "-2.5", "0.1", "0.1"),
        ("−2.5", "-2.5", "0.1", "0.1"),
        ("－２．５", "-2.5", "0.1", "0.1"),
        ("–2.5", "-2.5", "0.1", "0.1"),
        ("+5", "5", "1", "1"),
        ("１，０８０", "1080", "1", "10"),
        ("1.2e5", "120000", "10000", "10000"),
        ("1.2E+05", "120000", "10000", "10000"),
        ("1e-3", "0.001", "0.001", "0.001"),
        ("1.2×10^5", "120000", "10000", "10000"),
        ("1.2 × 10⁵", "120000", "10000", "10000"),
        ("1.2*10**5", "120000", "10000", "10000"),
        ("10^3", "1000", "1000", "1000"),
        ("10³", "1000", "1000", "1000"),
        ("10⁻³", "0.001", "0.001", "0.001"),
        ("10^{-3}", "0.001", "0.001", "0.001"),
    ],
)
def test_a_number_has_its_value_and_its_places(
    text: str, value: str, place: str, coarse: str
) -> None:
    numeral = parse_numeral(text)
    assert numeral.text == text
    assert numeral.value == Fraction(value)
    assert numeral.place == Fraction(place)
    assert numeral.coarse_place == Fraction(coarse)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2,2",
        "1,0800",
        "0,123",
        "12,34,567",
        "1.2.3",
        "1,080.5.1",
        "2^10",
        "2³",
        "1e9999",
        "1e400",
        "2 3",
        "2'3",
        "--2",
        "1e",
        "2.5 GB",
        "٣",
        "9" * 101,
    ],
)
def test_what_is_no_number_as_a_whole_is_not_read_in_part(text: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_numeral(text)
    assert caught.value.slug == "unreadable-value"


@pytest.mark.parametrize("text", ["2,2", "1.2.3", "1,0800", "2^10", "2³", "1e400"])
def test_no_number_is_cut_out_of_a_longer_one(text: str) -> None:
    assert match_numeral(text, 0) is None


def test_a_number_ends_where_its_digits_end() -> None:
    found = match_numeral("about 1,080 GB, or more", 6)
    assert found is not None
    assert (found[0].text, found[1]) == ("1,080", 11)
    sentence = match_numeral("It is 2.5.", 6)
    assert sentence is not None
    assert sentence[1] == 9


def test_b43_a_number_with_an_exponent_is_exact() -> None:
    assert parse_numeral("9.89e14").value == 989_000_000_000_000
    assert parse_numeral("3.35e12").value == 3_350_000_000_000
    assert parse_numeral("1.0e+3").value == 1000
    assert parse_numeral("1.0e+3").place == 100


def test_b67_the_locale_says_which_mark_is_decimal() -> None:
    assert parse_numeral("1.234,5", "de").value == Fraction("1234.5")
    assert parse_numeral("2,2", "de").value == Fraction("2.2")
    assert parse_numeral("1.234", "de").value == 1234
    assert parse_numeral("12,34,567", "hi-IN").value == 1_234_567
    assert has_decimal_comma("de-AT")
    assert not has_decimal_comma("de-CH")
    assert not has_decimal_comma("zh")
    with pytest.raises(QuantityError):
        parse_numeral("2.78", "de")


def test_the_interval_is_half_a_unit_of_the_last_place_to_either_side() -> None:
    assert (parse_numeral("2.78").low, parse_numeral("2.78").high) == (
        Fraction("2.775"),
        Fraction("2.785"),
    )
    assert (parse_numeral("900").low, parse_numeral("900").high) == (
        Fraction("899.5"),
        Fraction("900.5"),
    )


def test_a_fullwidth_comma_groups_only_between_fullwidth_digits() -> None:
    found = match_numeral("2，300", 0)
    assert found is not None
    assert found[0].value == 2


@pytest.mark.parametrize(
    ("text", "value", "written"),
    [
        ("2.78", "1234.567", "1234.57"),
        ("1,080", "1234567", "1,234,567"),
        ("－２．５", "-3.25", "－３．３"),
        ("−2", "-3", "−3"),
        ("+5", "6", "+6"),
        ("1.2e5", "134000", "1.3e5"),
        ("1.2×10^5", "134000", "1.3×10^5"),
        ("10^3", "2600", "3×10^3"),
        ("１，０８０", "2182", "２，１８２"),
    ],
)
def test_another_value_is_written_in_the_same_way(text: str, value: str, written: str) -> None:
    assert parse_numeral(text).rewritten(Fraction(value)) == written


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("2.5", 0, "3"),
        ("2.675", 2, "2.68"),
        ("0.125", 2, "0.13"),
        ("-2.5", 0, "-3"),
        ("-0.4", 0, "0"),
        ("0", 2, "0.00"),
        ("0.05", 1, "0.1"),
        ("999.95", 1, "1000.0"),
        ("1234567.891", 2, "1234567.89"),
    ],
)
def test_b60_rounding_is_half_up_and_away_from_zero(value: str, places: int, text: str) -> None:
    assert format_fixed(Fraction(value), places) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        ("2.21184", 3, "2.21"),
        ("2.2", 3, "2.20"),
        ("9.996", 3, "10.0"),
        ("12345", 3, "12300"),
        ("0.0012345", 3, "0.00123"),
        ("0", 3, "0"),
        ("-2.675", 3, "-2.68"),
        ("999.5", 3, "1000"),
        ("0.000001", 2, "0.0000010"),
        ("0.0000001", 2, "1.0e-7"),
        ("999999999999999", 3, "1.00e15"),
        ("1e15", 2, "1.0e15"),
        ("1e14", 2, "100000000000000"),
    ],
)
def test_significant_digits_are_printed_plainly_in_the_usual_magnitudes(
    value: str, digits: int, text: str
) -> None:
    assert format_significant(Fraction(value), digits) == text


def test_an_exact_value_is_printed_with_all_its_digits_or_as_a_fraction() -> None:
    assert exact_text(Fraction("2.21184")) == "2.21184"
    assert exact_text(Fraction(6144)) == "6144"
    assert exact_text(Fraction(-1, 8)) == "-0.125"
    assert exact_text(Fraction(25, 9)) == "25/9"


def test_rounding_reaches_in_front_of_the_decimal_mark() -> None:
    assert round_half_up(Fraction(1250), -2) == 1300
    assert round_half_up(Fraction(-1250), -2) == -1300
