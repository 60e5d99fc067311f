"""The one formatter: half-up on the exact value, as written where it was written."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbook.quantities import (
    STANDARD,
    Assumption,
    Quantity,
    Style,
    as_quantity,
    constant,
    customary_unit,
    exact_text,
    measured,
    number,
    print_quantity,
)


def leaf(text, unit="1"):
    return measured(
        Fraction(text), STANDARD.parse(unit), kind="spec", name="s", text=text, digits=text
    )


def computed(text, unit="1"):
    """A value that nobody wrote, and so without a unit of its own."""
    base = constant(text, unit)
    return Quantity(base.value, base.dimension, (base * 1).derivation)


def text(quantity, **style):
    return print_quantity(quantity, Style(**style)).text


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("2.5", 0, "3"),
        ("2.675", 2, "2.68"),
        ("0.125", 2, "0.13"),
        ("-2.5", 0, "-3"),
        ("-2.675", 2, "-2.68"),
        ("-0.125", 2, "-0.13"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("3.5", 0, "4"),
        ("0.49999", 0, "0"),
        ("-0.4", 0, "0"),
        ("0.045", 2, "0.05"),
        ("1.005", 2, "1.01"),
        ("1000000.5", 0, "1000001"),
        ("7", 3, "7.000"),
    ],
)
def test_b60_rounding_is_half_up_away_from_zero_on_the_exact_value(value, places, expected):
    assert text(computed(value), places=places) == expected
    assert text(leaf(value), places=places) == expected
    assert text(as_quantity(float(value)), places=places) == expected


@given(st.decimals(-1000, 1000, places=4), st.integers(0, 3))
@settings(max_examples=60)
def test_b60_no_float_takes_part_in_rounding(value, places):
    step = Fraction(1, 10**places)
    shown = Fraction(text(number(Fraction(value)), places=places))
    assert abs(shown - Fraction(value)) <= step / 2
    if abs(shown - Fraction(value)) == step / 2:
        assert abs(shown) > abs(Fraction(value))


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        ("2.21184", 3, "2.21"),
        ("2.21184", 1, "2"),
        ("0.0012345", 3, "0.00123"),
        ("0.0012355", 4, "0.001236"),
        ("999.6", 3, "1000"),
        ("9.995", 3, "10.0"),
        ("12345", 2, "12000"),
        ("1.1", 3, "1.10"),
        ("0", 3, "0"),
        ("-2.345", 3, "-2.35"),
        ("1000000000000000", 3, "1.00e15"),
        ("0.00000012", 2, "1.2e-7"),
    ],
)
def test_significant_digits_keep_their_zeros(value, digits, expected):
    assert text(computed(value), significant=digits) == expected


@pytest.mark.parametrize(
    ("written", "unit", "expected"),
    [
        ("1.10", "TB/s", "1.10 TB/s"),
        ("900", "GB/s", "900 GB/s"),
        ("5", "PFLOPS", "5 PFLOPS"),
        ("3072", "1", "3072"),
        ("12", "%", "12%"),
        ("0.50", "1", "0.50"),
        ("1.8e12", "B/s", "1.8e12 B/s"),
    ],
)
def test_a_leaf_stays_as_it_was_written(written, unit, expected):
    assert text(leaf(written, unit)) == expected
    assert text(leaf(written, unit).under(Assumption("a", "b", "stated"))) == expected


def test_a_leaf_in_another_unit_or_precision_is_printed_anew():
    link = leaf("1.10", "TB/s")
    assert text(link, unit=STANDARD.parse("GB/s")) == "1100 GB/s"
    assert text(link, unit=STANDARD.parse("TB/s")) == "1.10 TB/s"
    assert text(link, significant=2) == "1.1 TB/s"
    assert text(link, places=1) == "1.1 TB/s"
    assert text(link * 1) == "1.10 TB/s"
    assert text(leaf("1.1", "TB/s") * 1) == "1.10 TB/s"


@pytest.mark.parametrize(
    ("value", "style", "expected"),
    [
        ("2.21184", {"form": "times"}, "2.2x"),
        ("2.21184", {"form": "times", "significant": 3}, "2.21x"),
        ("2.25", {"form": "times"}, "2.3x"),
        ("12.4", {"form": "times"}, "12x"),
        ("0.5", {"form": "times", "places": 2}, "0.50x"),
        ("0.548", {"form": "percent"}, "55%"),
        ("-0.548", {"form": "percent"}, "-55%"),
        ("0.545", {"form": "percent"}, "55%"),
        ("0.125", {"form": "percent", "places": 1}, "12.5%"),
        ("0.1255", {"form": "percent", "significant": 3}, "12.6%"),
        ("1.5", {"form": "percent"}, "150%"),
        ("0", {"form": "percent"}, "0%"),
    ],
)
def test_ratios_print_as_multiples_and_percentages(value, style, expected):
    assert text(computed(value), **style) == expected


def test_a_percentage_is_a_unit_as_well_as_a_style():
    assert text(leaf("55", "%") + leaf("1", "%")) == "56.0%"
    assert text(leaf("55", "%"), form="percent") == "55%"
    assert text(computed("0.548"), unit=STANDARD.parse("%")) == "54.8%"
    printed = print_quantity(computed("0.548"), Style(form="percent"))
    assert (printed.number, printed.unit) == ("55", "%")


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("999.4", "GB/s", "999 GB/s"),
        ("999.96", "GB/s", "1.00 TB/s"),
        ("-999.96", "GB/s", "-1.00 TB/s"),
        ("999.5", "GB/s", "1.00 TB/s"),
        ("1000", "GB/s", "1.00 TB/s"),
        ("0.9996", "s", "1.00 s"),
        ("120.96", "us", "121 us"),
        ("0.5", "s", "500 ms"),
        ("0.00000000012", "s", "0.120 ns"),
        ("999999", "B", "1.00 MB"),
        ("0.25", "B", "0.250 B"),
        ("1500", "W", "1.50 kW"),
        ("0", "s", "0 s"),
        ("2.5e15", "FLOP/s", "2.50 PFLOP/s"),
        ("1.5e15", "OP", "1.50 POP"),
        ("99996", "PB", "100000 PB"),
        ("3", "FLOP/B", "3.00 FLOP/B"),
    ],
)
def test_a_value_without_a_unit_of_its_own_gets_the_customary_one(value, unit, expected):
    assert text(computed(value, unit)) == expected


def test_the_customary_unit_follows_the_number_as_printed():
    rate = computed("999.96", "GB/s")
    assert text(rate, significant=5) == "999.96 GB/s"
    assert text(rate, places=0) == "1 TB/s"
    assert customary_unit(rate).symbol == "TB/s"
    assert customary_unit(rate, Style(significant=5)).symbol == "GB/s"


def test_a_unit_that_was_chosen_is_never_stepped_over():
    rate = computed("999.96", "GB/s")
    assert text(rate, unit=STANDARD.parse("GB/s")) == "1000 GB/s"
    assert text(rate.shown_in(STANDARD.parse("GB/s"))) == "1000 GB/s"


@pytest.mark.parametrize(
    ("quantity", "style", "expected"),
    [
        (leaf("1.10", "TB/s"), {}, "1.1"),
        (leaf("1.8", "TB/s") / 2, {}, "0.9"),
        (leaf("1.8", "TB/s"), {"unit": STANDARD.parse("GB/s")}, "1800"),
        (computed("2.21184"), {}, "2.21184"),
        (computed("1/3"), {}, "0.333"),
        (computed("1/3"), {"significant": 5}, "0.33333"),
        (computed("2.675"), {"places": 2}, "2.68"),
        (computed("0"), {}, "0"),
    ],
)
def test_plain_is_the_number_alone_with_every_digit_that_it_has(quantity, style, expected):
    printed = print_quantity(quantity, Style(form="plain", **style))
    assert (printed.number, printed.unit, printed.text) == (expected, "", expected)


def test_the_last_precision_that_is_named_counts():
    assert text(computed("2.21184"), **{}) == "2.21"
    style = Style().with_digits(significant=2).with_digits(places=3)
    assert print_quantity(computed("2.21184"), style).text == "2.212"


def test_number_and_unit_are_at_hand_apart():
    printed = print_quantity(leaf("1.8", "TB/s"))
    assert (printed.number, printed.unit, printed.text) == ("1.8", "TB/s", "1.8 TB/s")
    assert print_quantity(leaf("3072")).unit == ""


@given(st.fractions(-(10**9), 10**9, max_denominator=10**9), st.integers(1, 12))
@settings(max_examples=80)
def test_what_is_printed_is_within_half_a_unit_of_its_last_digit(value, digits):
    shown = text(number(value), significant=digits)
    mantissa, _, exponent = shown.partition("e")
    place = Fraction(10) ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    if "." not in mantissa and not exponent:
        place = max(place, Fraction(10) ** (len(mantissa.lstrip("-")) - digits))
    assert abs(Fraction(shown) - value) <= place / 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(6912, 3125), "2.21184"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 3), "1/3"),
        (Fraction(7), "7"),
        (Fraction(0), "0"),
        (Fraction(1, 10**40), "0." + "0" * 39 + "1"),
    ],
)
def test_exact_text_has_every_digit(value, expected):
    assert exact_text(value) == expected


@pytest.mark.parametrize("value", [Fraction(1, 2**9000), Fraction(3**5000, 2**4000)])
def test_exact_text_of_thousands_of_decimals_is_a_fraction(value):
    assert Fraction(exact_text(value)) == value
    assert "/" in exact_text(value)
