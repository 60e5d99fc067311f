"""What `@formula` makes of a plain function."""

from decimal import Decimal
from fractions import Fraction

import pytest

from claimbook import Comparison, Quantity, QuantityError, Record, RefusalError, Unit, constant
from claimbook.formulas import Formula, formula
from claimbook.quantities import (
    Evaluation,
    as_quantity,
    assumptions,
    formula_references,
    inputs,
    minimum,
    print_quantity,
)

PEAK = constant(5, "PFLOPS")
LINK = constant(900, "GB/s")


def refusal(action):
    with pytest.raises(QuantityError) as caught:
        action()
    return caught.value.slug, caught.value.message, caught.value.hint


def test_it_decorates_with_and_without_arguments():
    @formula
    def plain(a):
        return a + a

    @formula(latex="2a", symbol="D", unit="GB/s", source="sheet#p. 3")
    def told(a):
        """Twice as much.

        And more.
        """
        return a + a

    assert isinstance(plain, Formula)
    assert plain(LINK).value == told(LINK).value == 18 * 10**11
    assert (plain.name, plain.__name__, plain.__wrapped__.__name__) == ("plain",) * 3
    reference = told(LINK).derivation.formula
    assert (reference.name, reference.latex, reference.symbol, reference.source) == (
        "told",
        "2a",
        "D",
        "sheet#p. 3",
    )
    assert reference.summary == "Twice as much."


def test_its_result_remembers_the_arguments_by_name_and_the_arithmetic():
    @formula
    def balance(peak, bandwidth):
        return peak / bandwidth

    result = balance(PEAK, bandwidth=LINK)
    assert isinstance(result.derivation, Evaluation)
    assert result.derivation.arguments == (("peak", PEAK), ("bandwidth", LINK))
    assert result.derivation.body.derivation.operands == (PEAK, LINK)
    assert [reference.name for reference in formula_references(result)] == ["balance"]


def test_a_formula_may_call_another():
    @formula
    def half(a):
        return a / 2

    @formula
    def quarter(a):
        return half(half(a))

    result = quarter(LINK)
    assert result.value == 225 * 10**9
    assert [reference.name for reference in formula_references(result)] == ["quarter", "half"]


@pytest.mark.parametrize(
    ("value", "exact"),
    [(3, 3), (0.1, Fraction(1, 10)), (Decimal("0.1"), Fraction(1, 10)), (Fraction(1, 3),) * 2],
)
def test_plain_numbers_are_arguments_as_they_are_written(value, exact):
    @formula
    def same(a):
        assert isinstance(a, Quantity)
        return a * 1

    assert same(value).value == exact


def test_further_arguments_lists_and_keywords_are_taken_one_by_one():
    @formula
    def total(first, *others, factor=2, listed=(), **named):
        result = first
        for item in [*others, *listed, *named.values()]:
            result = result + item
        return result * factor

    result = total(1, 2, LINK / LINK, listed=[5, 0.5], late=as_quantity(10))
    assert result.value == Fraction(39)
    assert [name for name, _ in result.derivation.arguments] == [
        "first",
        "others_1",
        "others_2",
        "factor",
        "listed_1",
        "listed_2",
        "late",
    ]


def test_keyword_only_arguments_and_defaults_are_part_of_the_derivation():
    @formula
    def scaled(a, *, by=3):
        return a * by

    assert scaled(2).value == 6
    assert scaled(2, by=4).value == 8
    assert [name for name, _ in scaled(2).derivation.arguments] == ["a", "by"]
    assert refusal(lambda: scaled(2, 4))[0] == "invalid-argument"


def test_arguments_that_do_not_fit_are_refused_with_the_usage():
    @formula
    def bandwidth(model: str, peak: Quantity, headroom: Quantity = as_quantity(1), note="x"):  # noqa: B008
        return peak / headroom

    usage = 'write bandwidth(model, peak, headroom=1, note="x")'
    assert refusal(lambda: bandwidth("m"))[1:] == (
        "bandwidth: missing a required argument: peak",
        usage,
    )
    assert refusal(lambda: bandwidth("m", 1, 2, 3, 4))[2] == usage
    assert refusal(lambda: bandwidth("m", 1, rate=2))[2] == usage


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("m", "5 PFLOPS"), "peak of typed takes a quantity, not a text"),
        ((3, PEAK), "model of typed takes a text, not a quantity"),
        (("m", None), "peak of typed takes a quantity, not None"),
        (("m", [1]), "peak of typed takes a quantity, not a list"),
        (("m", PEAK <= 2 * PEAK), "peak of typed takes a quantity, not a comparison"),
        (("m", PEAK, 4), "format of typed takes None or a text, not a quantity"),
    ],
)
def test_what_an_annotation_says_is_checked(arguments, message):
    @formula
    def typed(model: str, peak: Quantity, format: str | None = None):
        return peak

    @formula
    def quoted(model: "str", peak: "Quantity", format: "str | None" = None):
        return peak

    assert refusal(lambda: typed(*arguments))[:2] == ("invalid-argument", message)
    assert refusal(lambda: quoted(*arguments))[1] == message.replace("typed", "quoted")


def test_annotations_that_say_something_else_are_left_to_python():
    @formula
    def free(values: list[Quantity], count: int, *rest: Quantity, text: "Unknown" = "x"):  # noqa: F821
        return values[0]

    assert free([LINK], 2, 3, text="y").value == LINK.value


def test_a_record_stands_for_its_quantity_where_one_is_wanted():
    class Line(Record):
        @property
        def bare(self):
            return LINK

    @formula
    def doubled(rate: Quantity):
        return rate * 2

    assert doubled(Line()).value == 2 * LINK.value


def test_the_declared_unit_is_checked_and_used_to_print():
    @formula(unit="TFLOPS/GBps")
    def balance(peak, bandwidth):
        return peak / bandwidth

    assert print_quantity(balance(PEAK, LINK)).text == "5.56 TFLOPS/GBps"
    assert refusal(lambda: balance(LINK, PEAK))[:2] == (
        "formula-unit",
        "balance gives B/FLOP, but declares TFLOPS/GBps",
    )


def test_several_units_may_be_declared_and_the_one_that_fits_is_used():
    @formula(unit=("TFLOPS/GBps", "TOPS/GBps"))
    def balance(peak, bandwidth):
        return peak / bandwidth

    assert print_quantity(balance(PEAK, LINK)).unit == "TFLOPS/GBps"
    assert print_quantity(balance(constant(5, "POPS"), LINK)).unit == "TOPS/GBps"
    assert refusal(lambda: balance(LINK, LINK))[1] == (
        "balance gives 1, but declares TFLOPS/GBps or TOPS/GBps"
    )


def test_a_unit_that_does_not_exist_is_told_when_it_is_first_looked_at():
    @formula(unit="GBbs")
    def wrong(a):
        return a

    assert refusal(lambda: wrong.result_units)[0] == "unknown-unit"


@pytest.mark.parametrize("result", [True, PEAK <= 2 * PEAK, "text", [PEAK, LINK]])
def test_other_results_pass_as_they_are(result):
    @formula
    def give():
        return result

    assert give() is result
    assert not isinstance(give(), Quantity)


@pytest.mark.parametrize(("result", "exact"), [(3, 3), (0.1, Fraction(1, 10))])
def test_a_plain_number_is_a_result(result, exact):
    @formula
    def give():
        return result

    assert give().value == exact


@pytest.mark.parametrize("result", [None, object(), {"a": 1}, (1, 2), Unit])
def test_what_is_no_value_of_the_language_is_a_fault_of_the_formula(result):
    @formula
    def give():
        return result

    assert refusal(give)[0] == "formula-failed"


def test_a_comparison_as_a_result_keeps_its_sides():
    @formula
    def enough(a, b):
        return a <= b

    assert isinstance(enough(1, 2), Comparison)
    assert enough(1, 2).holds


def test_a_refusal_has_its_reason():
    @formula
    def never(a):
        raise RefusalError("not for this", "ask for that")

    assert refusal(lambda: never(1)) == ("scope-refused", "not for this", "ask for that")


def test_formulas_over_min_keep_every_operand_as_an_input():
    from claimbook.quantities import STANDARD, measured

    a, b = (
        measured(Fraction(n), STANDARD.parse("s"), kind="spec", name=f"t.{n}", text=str(n))
        for n in (1, 2)
    )

    @formula
    def least(x, y):
        return minimum(x, y)

    @formula
    def chosen(x, y):
        return x if x < y else y

    assert [leaf.name for leaf, _ in inputs(least(a, b))] == ["t.1", "t.2"]
    assert [leaf.name for leaf, _ in inputs(chosen(a, b))] == ["t.1", "t.2"]
    assert assumptions(least(a, b)) == []


def test_a_record_offers_its_public_values_and_nothing_else():
    class Bridge(Record):
        limit = LINK

        def __init__(self):
            self.load = PEAK
            self._secret = PEAK

        @property
        def reserve(self):
            return PEAK

        def method(self):
            return PEAK

        @staticmethod
        def helper():
            return PEAK

    assert Bridge().attributes() == ["limit", "load", "reserve"]
    assert refusal(lambda: Bridge().bare)[0] == "scope-refused"
