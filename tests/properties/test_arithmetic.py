"""Whatever is computed: the value, its derivation and its printed form tell the same story."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from claimbook.quantities import (
    STANDARD,
    Evaluation,
    Input,
    Operation,
    Quantity,
    QuantityError,
    Style,
    exact_text,
    inputs,
    measured,
    parse_numeral,
    print_quantity,
    walk,
)
from claimbook.quantities.derivation import operands
from claimbook.render import explain, symbolic

UNITS = ("1", "s", "GB/s", "TFLOPS", "FLOP/B", "%")


def spec(index, value, unit, margin):
    return measured(
        value,
        STANDARD.parse(unit),
        kind="spec",
        name=f"s{index}",
        text=f"{exact_text(value)} {unit}",
        margin=margin,
        approximate=margin > 0,
        source="sheet",
    )


@st.composite
def quantities(draw):
    """A quantity made from a few specs by steps that its dimensions allow."""
    known = [
        spec(
            index,
            draw(st.fractions(-50, 50, max_denominator=20)),
            draw(st.sampled_from(UNITS)),
            draw(st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(3)])),
        )
        for index in range(draw(st.integers(1, 3)))
    ]
    for _ in range(draw(st.integers(1, 7))):
        left, right = draw(st.sampled_from(known)), draw(st.sampled_from(known))
        step = draw(st.sampled_from("+-*/n"))
        try:
            match step:
                case "+":
                    known.append(left + right)
                case "-":
                    known.append(left - right)
                case "*":
                    known.append(left * right)
                case "/":
                    known.append(left / right)
                case _:
                    known.append(-left)
        except QuantityError:
            continue
    return known[-1]


def again(quantity: Quantity) -> Fraction:
    """The value computed a second time, from the leaves of the derivation alone."""
    match quantity.derivation:
        case Input():
            return quantity.value
        case Operation(operator=operator, operands=below):
            values = [again(operand) for operand in below]
            match operator:
                case "+":
                    return values[0] + values[1]
                case "-":
                    return values[0] - values[1]
                case "*":
                    return values[0] * values[1]
                case "/":
                    return values[0] / values[1]
                case _:
                    return -values[0]
        case derivation:
            assert not isinstance(derivation, Evaluation)
            return again(operands(derivation)[0])


@given(quantities())
@settings(max_examples=100)
def test_the_derivation_gives_the_value_again(quantity):
    assert again(quantity) == quantity.value


@given(quantities())
@settings(max_examples=100)
def test_every_value_can_be_printed_explained_and_bounded(quantity):
    assert print_quantity(quantity).text
    assert symbolic(quantity)
    assert explain(quantity).count("\n") < 2_000
    interval = quantity.interval
    assert interval is None or interval[0] <= quantity.value <= interval[1]
    assert all(leaf.kind == "spec" for leaf, _ in inputs(quantity))
    assert len(list(walk(quantity))) < 100


@given(quantities(), st.integers(1, 8))
@settings(max_examples=100)
def test_what_is_printed_reads_back_within_half_of_its_last_digit(quantity, digits):
    printed = print_quantity(quantity, Style(significant=digits))
    numeral = parse_numeral(printed.number)
    unit = STANDARD.parse(printed.unit or "1")
    assert unit.dimension == quantity.dimension
    place = max(numeral.place, numeral.coarse_place) if quantity.value else Fraction(1)
    assert abs(numeral.value * unit.factor - quantity.value) <= place * unit.factor / 2


@given(quantities())
@settings(max_examples=60)
def test_the_unit_that_it_is_shown_in_changes_nothing_else(quantity):
    unit = STANDARD.base_unit(quantity.dimension)
    shown = quantity.shown_in(unit)
    assert (shown.value, shown.dimension) == (quantity.value, quantity.dimension)
    assert shown.derivation is quantity.derivation
