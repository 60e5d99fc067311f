"""Filters change how a value is printed, and nothing else."""

from fractions import Fraction

import pytest

from claimbook.pages.display import FILTERS, Display, apply_filter, print_value
from claimbook.quantities import (
    STANDARD,
    QuantityError,
    Style,
    as_quantity,
    compare,
    constant,
)

RATIO = constant("2.21184", "1") * 1
RATE = constant("1.8", "TB/s") * 1
TRUE = compare(1, "<=", 2)


def filtered(value, *filters):
    for name, *arguments in filters:
        read = [as_quantity(item) if isinstance(item, int) else item for item in arguments]
        value = apply_filter(value, name, read, STANDARD)
    return print_value(value, "zh").text


def refusal(*filters, value=RATIO):
    with pytest.raises(QuantityError) as caught:
        filtered(value, *filters)
    return caught.value.slug, caught.value.message


@pytest.mark.parametrize(
    ("value", "filters", "expected"),
    [
        (RATIO, [], "2.21"),
        (RATIO, [("sig", 2)], "2.2"),
        (RATIO, [("dp", 4)], "2.2118"),
        (RATIO, [("dp", 0)], "2"),
        (RATIO, [("times",)], "2.2x"),
        (RATIO, [("times", 3)], "2.21x"),
        (RATIO, [("percent",)], "221%"),
        (RATIO, [("percent", 1)], "221.2%"),
        (RATIO, [("plain",)], "2.21184"),
        (RATE, [("to", "GB/s")], "1800 GB/s"),
        (RATE, [("to", "GB/s"), ("sig", 5)], "1800.0 GB/s"),
        (RATE, [("sig", 5), ("to", "GB/s")], "1800.0 GB/s"),
        (RATE, [("to", "GB/s"), ("plain",)], "1800"),
        (RATE, [("to", "Gb/s")], "14400 Gb/s"),
        (RATIO, [("to", "%")], "221%"),
        (RATIO, [("sig", 2), ("dp", 3)], "2.212"),
        (RATIO, [("dp", 3), ("times",)], "2.212x"),
        (RATIO, [("times",), ("percent",)], "221%"),
        (RATIO - 3, [("percent",)], "-79%"),
        (constant("0.548", "1") * 1, [("percent",)], "55%"),
        (constant("0.454", "1"), [("percent",)], "45%"),
    ],
)
def test_b65_each_filter_has_one_printed_form(value, filters, expected):
    assert filtered(value, *filters) == expected


def test_the_value_itself_stays():
    display = apply_filter(RATIO, "dp", [as_quantity(0)], STANDARD)
    assert isinstance(display, Display)
    assert display.subject is RATIO
    assert display.style == Style(places=0)


@pytest.mark.parametrize(
    ("filters", "slug"),
    [
        ([("sig",)], "invalid-argument"),
        ([("sig", 0)], "invalid-argument"),
        ([("sig", -1)], "invalid-argument"),
        ([("sig", 51)], "invalid-argument"),
        ([("sig", 10**80)], "invalid-argument"),
        ([("sig", as_quantity(Fraction(3, 2)))], "invalid-argument"),
        ([("sig", "3")], "invalid-argument"),
        ([("sig", True)], "invalid-argument"),
        ([("sig", 2, 3)], "invalid-argument"),
        ([("dp",)], "invalid-argument"),
        ([("times", 0)], "invalid-argument"),
        ([("times", "x")], "invalid-argument"),
        ([("percent", 1, 2)], "invalid-argument"),
        ([("plain", 1)], "invalid-argument"),
        ([("to",)], "invalid-argument"),
        ([("to", 3)], "invalid-argument"),
        ([("to", "GB/s")], "dimension-mismatch"),
        ([("to", "furlongs")], "unknown-unit"),
    ],
)
def test_arguments_that_a_filter_cannot_take_are_refused(filters, slug):
    assert refusal(*filters)[0] == slug


@pytest.mark.parametrize("name", ["times", "percent"])
def test_only_a_ratio_is_a_multiple_or_a_percentage(name):
    assert refusal((name,), value=RATE) == (
        "dimension-mismatch",
        f"{name} prints a ratio; this value is in B/s",
    )
    assert refusal(("to", "GB/s"), (name,), value=RATE)[0] == "dimension-mismatch"


def test_a_unit_too_large_to_write_out_is_refused():
    power = (constant(1, "B") * constant(1, "FLOP")) ** 9
    assert refusal(("to", "EB^9·EFLOP^9"), value=power)[0] == "limit-exceeded"


@pytest.mark.parametrize("value", [TRUE, True, "text", [RATIO], None])
def test_filters_print_quantities(value):
    for name in FILTERS:
        if name == "plain" and value is not None and not isinstance(value, str | list):
            continue
        assert refusal((name,), value=value)[0] == "invalid-argument"


@pytest.mark.parametrize(
    ("language", "yes", "no"), [("zh", "是", "否"), ("zh-CN", "是", "否"), ("en", "yes", "no")]
)
def test_a_comparison_prints_in_the_language_of_the_page(language, yes, no):
    assert print_value(TRUE, language).text == yes
    assert print_value(True, language).text == yes
    assert print_value(compare(1, ">", 2), language).text == no
    assert print_value(False, language).text == no
    assert print_value(apply_filter(TRUE, "plain", [], STANDARD), language).text == yes


def test_a_text_prints_as_it_is():
    printed = print_value("NVLink 5", "zh")
    assert (printed.number, printed.unit, printed.text) == ("NVLink 5", "", "NVLink 5")
