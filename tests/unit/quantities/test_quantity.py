"""Exact arithmetic, its refusals, and the derivation that builds itself."""

import operator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbook.quantities import (
    STANDARD,
    Assumption,
    BaseUnit,
    Comparison,
    Input,
    Operation,
    Quantity,
    QuantityError,
    as_quantity,
    assumptions,
    compare,
    constant,
    formula_references,
    inputs,
    maximum,
    measured,
    minimum,
    number,
    print_quantity,
    walk,
)

FRACTIONS = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**6)
UNITS = st.sampled_from(["FLOP/s", "GB/s", "kB", "s", "1", "%", "FLOP/B"])
QUANTITIES = st.builds(constant, FRACTIONS, UNITS)


def spec(name, text, unit, margin="0", approximate=False, **more):
    return measured(
        Fraction(text),
        STANDARD.parse(unit),
        kind="spec",
        name=name,
        text=f"{text} {unit}",
        digits=text,
        margin=Fraction(margin),
        approximate=approximate,
        **more,
    )


PEAK = spec("gpu.peak", "5", "PFLOPS", source="sheet")
LINK = spec("gpu.link", "1.8", "TB/s", source="sheet")


def refusal(action):
    with pytest.raises(QuantityError) as caught:
        action()
    return caught.value.slug, caught.value.message


@given(QUANTITIES, QUANTITIES)
@settings(max_examples=60)
def test_products_and_quotients_are_those_of_fractions_and_dimensions(left, right):
    product = left * right
    assert product.value == left.value * right.value
    assert product.dimension == left.dimension * right.dimension
    assert (right * left).value == product.value
    if right.value:
        assert (left / right * right).value == left.value
        assert (left / right * right).dimension == left.dimension


@given(FRACTIONS, FRACTIONS, FRACTIONS, UNITS)
@settings(max_examples=60)
def test_sums_obey_the_laws_of_arithmetic_exactly(a, b, c, unit):
    x, y, z = (constant(value, unit) for value in (a, b, c))
    assert (x + y + z).value == (x + (y + z)).value == (z + y + x).value
    assert (x - y + y).value == x.value
    assert (x * (y + z)).value == (x * y + x * z).value
    assert (-x).value == (0 * x - x).value == -x.value
    assert (+x) is x


@given(QUANTITIES, st.integers(-6, 6))
@settings(max_examples=60)
def test_a_power_is_repeated_multiplication(base, exponent):
    if base.value == 0 and exponent < 0:
        assert refusal(lambda: base**exponent)[0] == "division-by-zero"
        return
    assert (base**exponent).value == base.value**exponent
    assert (base**exponent).dimension == base.dimension**exponent


@pytest.mark.parametrize(
    ("value", "exact"),
    [
        (0.1, Fraction(1, 10)),
        (2.675, Fraction(2675, 1000)),
        (1e-7, Fraction(1, 10**7)),
        (1.97e14, Fraction(197 * 10**12)),
        (3, Fraction(3)),
        (Fraction(1, 3), Fraction(1, 3)),
        (Decimal("1.10"), Fraction(11, 10)),
    ],
)
def test_a_plain_number_is_the_decimal_that_it_is_written_as(value, exact):
    assert as_quantity(value).value == exact
    assert (value * LINK).value == exact * LINK.value


def test_a_subclass_of_float_with_a_spelling_of_its_own_is_read_all_the_same():
    class Loud(float):
        def __repr__(self):
            return f"Loud({float(self)})"

    assert as_quantity(Loud(0.1)).value == Fraction(1, 10)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, None, "3", [3], object()])
def test_what_is_no_finite_number_is_refused(value):
    assert refusal(lambda: as_quantity(value))[0] == "invalid-argument"


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (lambda: PEAK + LINK, "cannot add FLOP/s and B/s"),
        (lambda: PEAK - LINK, "cannot subtract FLOP/s and B/s"),
        (lambda: PEAK + 1, "cannot add FLOP/s and 1"),
        (lambda: 1 - LINK, "cannot subtract 1 and B/s"),
        (lambda: PEAK <= LINK, "cannot compare FLOP/s with B/s"),
        (lambda: PEAK == LINK, "cannot compare FLOP/s with B/s"),
        (lambda: minimum(PEAK, LINK), "cannot compare FLOP/s with B/s"),
        (lambda: maximum(LINK, 1), "cannot compare B/s with 1"),
        (lambda: 2**PEAK, "an exponent is a whole number without a unit"),
        (lambda: PEAK**0.5, "an exponent is a whole number without a unit"),
        (
            lambda: PEAK.shown_in(STANDARD.parse("GB/s")),
            "GB/s (B/s) cannot show a value in FLOP/s",
        ),
    ],
)
def test_quantities_of_different_dimensions_are_refused(action, message):
    assert refusal(action) == ("dimension-mismatch", message)


@pytest.mark.parametrize(
    "action", [lambda: PEAK / 0, lambda: 1 / (LINK - LINK), lambda: (0 * PEAK) ** -1]
)
def test_a_division_by_zero_is_refused(action):
    assert refusal(action)[0] == "division-by-zero"


@pytest.mark.parametrize(
    "action",
    [
        lambda: as_quantity(2) ** 99_999,
        lambda: as_quantity(10**90) ** 999,
        lambda: as_quantity(10**6000),
        lambda: number(Fraction(1, 10**6000)),
        lambda: (as_quantity(10) ** 1000) ** 1000,
        lambda: constant(1, "FLOP") ** 1000 * constant(1, "FLOP") ** 1000,
    ],
)
def test_numbers_that_could_stall_a_build_are_refused(action):
    assert refusal(action)[0] == "limit-exceeded"


def test_the_largest_numbers_that_are_allowed_can_be_printed():
    tiny = as_quantity(2) ** -1000
    for value in (tiny, tiny**6, 1 / tiny**6, (as_quantity(10) ** 999) ** 3):
        assert print_quantity(value).text
        assert repr(value)


def test_a_quantity_is_neither_true_nor_false():
    assert refusal(lambda: bool(PEAK))[0] == "invalid-argument"


def test_a_quantity_shows_its_value_and_not_its_whole_graph():
    assert repr(PEAK / LINK) == "Quantity(25000/9 FLOP/B)"


def test_quantities_are_keys_by_identity():
    assert len({PEAK: 1, LINK: 2, PEAK * 1: 3}) == 3


def test_the_derivation_remembers_each_step():
    balance = PEAK / LINK
    assert isinstance(balance.derivation, Operation)
    assert balance.derivation.operator == "/"
    assert balance.derivation.operands == (PEAK, LINK)


def test_the_walk_meets_every_quantity_once_and_what_it_rests_on_later():
    balance = PEAK / LINK
    total = balance + balance * 2
    seen = list(walk(total))
    assert len(seen) == len({id(item) for item in seen}) == 6
    assert seen[0] is total
    assert seen[1] is balance


def test_inputs_are_the_specs_and_literals_in_the_order_of_reading_each_once():
    literal = measured(
        Fraction(3), STANDARD.parse("1"), kind="literal", name="3", text="3", digits="3"
    )
    total = PEAK / LINK * 2 * literal + PEAK / LINK
    assert [leaf.name for leaf, _ in inputs(total)] == ["gpu.peak", "gpu.link", "3"]
    assert next(leaf.name for leaf, _ in inputs(LINK, total)) == "gpu.link"


def test_assumptions_are_found_below_and_kept_once():
    one_way = Assumption("direction", "one-way", "default")
    link = LINK.under(one_way)
    assert link.value == LINK.value
    assert assumptions(PEAK / link + PEAK / link) == [one_way]
    assert LINK.under() is LINK
    assert formula_references(PEAK / link) == []


def test_what_stands_as_it_is_written_is_a_leaf():
    assert isinstance(LINK.under(Assumption("a", "b", "stated")).leaf, Input)
    assert LINK.leaf.name == "gpu.link"
    assert (LINK * 1).leaf is None


def test_ten_thousand_operations_need_no_recursion():
    total = spec("x", "1", "s", margin="0.1", approximate=True)
    second = spec("second", "1", "s")
    for _ in range(10_000):
        total = total + second
    assert len(list(walk(total))) == 10_002
    assert [leaf.name for leaf, _ in inputs(total)] == ["x", "second"]
    assert total.interval == (
        Fraction(10_000) + Fraction(9, 10),
        Fraction(10_000) + Fraction(11, 10),
    )
    assert repr(total) == "Quantity(10001 s)"
    del total


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (LINK / 2, "0.900 TB/s"),
        (2 * LINK, "3.60 TB/s"),
        (LINK + constant(200, "GB/s"), "2.00 TB/s"),
        (constant(200, "GB/s") + LINK, "2000 GB/s"),
        (-LINK, "-1.80 TB/s"),
        (minimum(LINK, constant(900, "GB/s")), "0.900 TB/s"),
        (PEAK / LINK, "2780 FLOP/B"),
        (PEAK / PEAK, "1.00"),
        (3 * constant(50, "%"), "150%"),
        (constant(50, "%") * 3, "150%"),
        (constant(50, "%") * LINK, "0.900 TB/s"),
        (LINK * constant(50, "%"), "0.900 TB/s"),
        (LINK * constant(2, "s"), "3.60 TB"),
        (LINK**2, "3240000000000000000000000 B^2/s^2"),
    ],
)
def test_a_result_prefers_the_unit_of_what_it_was_made_from(quantity, text):
    shown = print_quantity(quantity).text
    if text.endswith("^2"):
        assert quantity.unit is None
    else:
        assert shown == text


def test_a_unit_of_the_same_dimension_can_be_chosen():
    shown = LINK.shown_in(STANDARD.parse("GB/s"))
    assert shown.value == LINK.value
    assert print_quantity(shown).text == "1800 GB/s"
    assert print_quantity(shown.shown_in(STANDARD.parse("Gb/s"))).text == "14400 Gb/s"


def test_a_unit_too_large_to_write_out_is_refused():
    huge = STANDARD.parse("EB^9·EFLOP^9")
    assert refusal(lambda: constant(1, "EB^9·EFLOP^9"))[0] == "limit-exceeded"
    assert refusal(lambda: constant(1, "B^9·FLOP^9").shown_in(huge))[0] == "limit-exceeded"


def test_a_constant_counts_units_that_a_library_declares():
    tokens = [BaseUnit("token", plurals=("tokens",))]
    assert str(constant(3, "tokens", tokens).dimension) == "token"
    assert refusal(lambda: constant(3, "tokens"))[0] == "unknown-unit"
    assert constant("0.034", "1").value == Fraction(34, 1000)
    assert print_quantity(constant("1/3", "s")).text == "0.333 s"


# -- comparisons --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        (operator.lt, (True, False, False)),
        (operator.le, (True, True, False)),
        (operator.gt, (False, False, True)),
        (operator.ge, (False, True, True)),
        (operator.eq, (False, True, False)),
        (operator.ne, (True, False, True)),
    ],
)
def test_a_comparison_holds_at_the_nominal_values(relation, expected):
    found = tuple(relation(constant(value, "s"), constant(2, "s")) for value in (1, 2, 3))
    assert all(isinstance(item, Comparison) for item in found)
    assert tuple(item.holds for item in found) == expected
    assert tuple(bool(item) for item in found) == expected
    assert not any(item.marginal for item in found)


def about(low, high):
    middle = (Fraction(low) + Fraction(high)) / 2
    return spec("about", str(middle), "1", margin=str(Fraction(high) - middle), approximate=True)


@pytest.mark.parametrize(
    ("low", "high", "marginal"),
    [
        # The value lies in [low, high]; the boundary is 1.
        ("0.8", "0.9", {"<": False, "<=": False, ">": False, ">=": False, "==": False}),
        ("0.8", "1", {"<": True, "<=": False, ">": False, ">=": True, "==": True}),
        ("0.8", "1.1", {"<": True, "<=": True, ">": True, ">=": True, "==": True}),
        ("1", "1.1", {"<": False, "<=": True, ">": True, ">=": False, "==": True}),
        ("1.1", "1.2", {"<": False, "<=": False, ">": False, ">=": False, "==": False}),
    ],
)
def test_a_comparison_is_marginal_where_the_inputs_alone_could_turn_it_over(low, high, marginal):
    for relation, expected in marginal.items():
        assert compare(about(low, high), relation, 1).marginal is expected, relation
    assert compare(about(low, high), "!=", 1).marginal is marginal["=="]


def test_one_vague_input_on_both_sides_makes_nothing_marginal():
    vague = about("0.5", "1.5")
    assert not compare(vague, "<=", vague).marginal
    assert not compare(2 * vague, ">", vague).marginal
    other = spec("other", "1", "1", margin="0.5", approximate=True)
    assert compare(vague, "<", other).marginal


def test_a_divisor_that_may_be_zero_makes_a_comparison_marginal():
    assert compare(1 / (about("0.5", "1.5") - Fraction(3, 4)), ">", 0).marginal


def test_a_difference_of_too_many_digits_still_gets_its_verdict():
    left = Quantity(Fraction(1, 3**7000), *(as_quantity(1).dimension, as_quantity(1).derivation))
    right = Quantity(Fraction(1, 5**5000), *(as_quantity(1).dimension, as_quantity(1).derivation))
    assert compare(left, ">", right).holds
    assert not compare(left, ">", right).marginal
