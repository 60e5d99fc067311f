"""The range of what is computed from approximate inputs, and how much each input moves it."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbook.quantities import (
    STANDARD,
    Assumption,
    QuantityError,
    as_quantity,
    constant,
    elasticities,
    maximum,
    measured,
    minimum,
)

F = Fraction


def vague(name, value, margin="0", unit="1"):
    return measured(
        F(value),
        STANDARD.parse(unit),
        kind="spec",
        name=name,
        text=str(value),
        margin=F(margin),
        approximate=bool(F(margin)),
    )


X = vague("x", 2, 1)  # [1, 3]
Y = vague("y", 10, 2)  # [8, 12]
Z = vague("z", 1, 3)  # [-2, 4]
N = vague("n", -2, 1)  # [-3, -1]
EXACT = vague("e", 5)


@pytest.mark.parametrize(
    ("quantity", "low", "high"),
    [
        (EXACT * 2, 10, 10),
        (X, 1, 3),
        (X + Y, 9, 15),
        (X - Y, -11, -5),
        (Y - X, 5, 11),
        (X * Y, 8, 36),
        (N * Y, -36, -8),
        (Y / X, F(8, 3), 12),
        (1 / N, -1, F(-1, 3)),
        (-X, -3, -1),
        (X**2, 1, 9),
        (Z**2, 0, 16),
        (Z**3, -8, 64),
        (N**-2, F(1, 9), 1),
        (Z**0, 1, 1),
        (minimum(X, Y), 1, 3),
        (maximum(X, Y), 8, 12),
        (minimum(X, Z, 2), -2, 2),
        (maximum(X, Z, 2), 2, 4),
        (5 * Z, -10, 20),
        (X.under(Assumption("a", "b", "stated")) + 1, 2, 4),
    ],
)
def test_an_input_that_stands_once_gives_the_exact_range(quantity, low, high):
    assert quantity.interval == (low, high)


@pytest.mark.parametrize(
    ("quantity", "low", "high"),
    [
        (X / X, 1, 1),
        (X - X, 0, 0),
        (Z - Z, 0, 0),
        (X * Y / X, 8, 12),
        (X**3 / X / X, 1, 3),
        ((X * Y) / (X * Y), 1, 1),
        (N / N, 1, 1),
        (X * X, 1, 9),
        (N * N, 1, 9),
        (X * X * X, 1, 27),
        ((X - Y) / (X + Y), F(-11, 13), F(-5, 11)),
        ((X + 100) / X, F(103, 3), 101),
        (X / (X + 1), F(1, 2), F(3, 4)),
        (X / (X + Y), F(1, 13), F(3, 11)),
        (X * Y + X, 9, 39),
        (Y / X - 1 / X, F(7, 3), 11),
        (minimum(X, Y) / X, 1, 1),
        (maximum(X, 5) * X, 5, 15),
        ((X - Y) * X * 0, 0, 0),
        (X - X.under(Assumption("a", "b", "stated")), 0, 0),
    ],
)
def test_an_input_that_stands_more_than_once_is_one_input(quantity, low, high):
    assert quantity.interval == (low, high)


def test_a_square_written_as_a_product_over_a_change_of_sign_contains_the_true_range():
    low, high = (Z * Z).interval
    assert low <= 0
    assert high >= 16


@pytest.mark.parametrize(
    "quantity", [1 / (Z - F(1, 2)), X / Z, Z**-1, (X - F(3, 2)) ** -2, EXACT**X, 2**X, X / (X - 3)]
)
def test_there_is_no_range_where_a_divisor_may_be_zero_or_an_exponent_is_vague(quantity):
    assert quantity.interval is None


def test_a_range_too_long_to_compute_is_no_range():
    one = vague("one", 1, F(1, 20))
    assert ((one**1000) ** 1000).interval is None
    squared = one
    for _ in range(60):
        squared = squared * squared
    assert squared.interval is None
    assert squared.value == 1


NAMES = ("a", "b", "c")


@st.composite
def expressions(draw):
    """A recipe for a value from three vague inputs: a function of them, and a quantity."""
    low = [draw(st.integers(-4, 6)) for _ in NAMES]
    width = [draw(st.integers(0, 5)) for _ in NAMES]
    boxes = [(F(start), F(start + wide)) for start, wide in zip(low, width, strict=True)]
    leaves = [
        vague(name, (start + end) / 2, (end - start) / 2)
        for name, (start, end) in zip(NAMES, boxes, strict=True)
    ]

    def grow(depth):
        kind = draw(st.sampled_from("vvc+-*/*/nmMp" if depth else "vvc"))
        if kind == "v":
            index = draw(st.integers(0, 2))
            return leaves[index], lambda point: point[index]
        if kind == "c":
            value = F(draw(st.integers(-3, 7)))
            return as_quantity(value), lambda _: value
        left, at_left = grow(depth - 1)
        if kind == "n":
            return -left, lambda point: -at_left(point)
        if kind == "p":
            exponent = draw(st.integers(0, 3))
            return left**exponent, lambda point: at_left(point) ** exponent
        right, at_right = grow(depth - 1)
        match kind:
            case "+":
                return left + right, lambda point: at_left(point) + at_right(point)
            case "-":
                return left - right, lambda point: at_left(point) - at_right(point)
            case "*":
                return left * right, lambda point: at_left(point) * at_right(point)
            case "/":
                return left / right, lambda point: at_left(point) / at_right(point)
            case "m":
                return minimum(left, right), lambda point: min(at_left(point), at_right(point))
            case _:
                return maximum(left, right), lambda point: max(at_left(point), at_right(point))

    return boxes, draw(st.integers(1, 3)), grow


@given(expressions(), st.lists(st.tuples(*[st.fractions(0, 1, max_denominator=7)] * 3), min_size=8))
@settings(max_examples=70)
def test_a_range_is_never_narrower_than_the_values_it_stands_for(recipe, shares):
    boxes, depth, grow = recipe
    try:
        quantity, function = grow(depth)
    except QuantityError:
        return
    interval = quantity.interval
    if interval is None:
        return
    assert interval[0] <= quantity.value <= interval[1]
    corners = [(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    for share in [*corners, *shares]:
        point = [
            low + (high - low) * F(part) for (low, high), part in zip(boxes, share, strict=True)
        ]
        assert interval[0] <= function(point) <= interval[1]


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=2, max_size=4),
    st.data(),
)
@settings(max_examples=80)
def test_a_quotient_of_products_of_positive_inputs_has_its_exact_range(sizes, data):
    leaves = [
        (vague(f"v{index}", F(low) + F(wide, 2), F(wide, 2)), F(low), F(low + wide))
        for index, (low, wide) in enumerate(sizes)
    ]
    powers = [data.draw(st.integers(-2, 3)) for _ in leaves]
    quantity, low, high = as_quantity(1), F(1), F(1)
    for (leaf, start, end), power in zip(leaves, powers, strict=True):
        for _ in range(abs(power)):
            quantity = quantity * leaf if power > 0 else quantity / leaf
        low *= min(start**power, end**power)
        high *= max(start**power, end**power)
    # Once more up and down: it is the same value of the same inputs.
    for leaf, _, _ in leaves:
        quantity = quantity * leaf / leaf
    assert quantity.interval == (low, high)


# -- elasticities -------------------------------------------------------------------------------

PEAK = vague("peak", 5 * 10**15, unit="FLOP/s")
LINK = vague("link", 18 * 10**11, unit="B/s")
D = vague("d", 3072)


def shares(quantity):
    return {leaf.name: share for leaf, share in elasticities(quantity)}


def test_the_headroom_falls_with_the_peak_and_rises_with_the_link_and_the_size():
    threshold = constant(2, "FLOP") * 3 * D / (constant(1, "B") + constant(2, "B"))
    headroom = threshold / (PEAK / LINK)
    assert elasticities(headroom)[0][0].name == "d"
    assert shares(headroom) == {"peak": -1, "link": 1, "d": 1}


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (X + Y, {"x": F(1, 6), "y": F(5, 6)}),
        (Y - X, {"y": F(10, 8), "x": F(-2, 8)}),
        (X * X * Y, {"x": 2, "y": 1}),
        (X**3, {"x": 3}),
        (X**-1 / Y, {"x": -1, "y": -1}),
        (X / X, {"x": 0}),
        (-X * 4, {"x": 1}),
        (minimum(X, Y), {"x": 1, "y": 0}),
        (maximum(X, Y), {"x": 0, "y": 1}),
        (minimum(X, vague("same", 2)), {"x": 1, "same": 0}),
        (X.under(Assumption("a", "b", "stated")) * 2, {"x": 1}),
        (5 * EXACT**0, {"e": 0}),
        (as_quantity(3), {}),
        (2**EXACT * X, {"x": 1}),
    ],
)
def test_elasticities_are_exact(quantity, expected):
    assert shares(quantity) == expected


def test_the_largest_influence_stands_first_and_names_settle_a_tie():
    assert [leaf.name for leaf, _ in elasticities(Y * X**2 / D)] == ["x", "d", "y"]


def test_a_percentage_of_zero_means_nothing():
    assert elasticities(X - 2) == []
    assert elasticities(0 * X) == []


def test_zero_to_the_power_of_zero_moves_with_nothing():
    nothing = vague("nothing", 0)
    assert shares(nothing**0 * X) == {"nothing": 0, "x": 1}


@given(st.integers(1, 50), st.integers(1, 50), st.integers(-4, 4), st.integers(-4, 4))
@settings(max_examples=50)
def test_an_elasticity_is_the_exponent_of_an_input(x, y, p, q):
    a, b = vague("a", x), vague("b", y)
    assert shares(a**p * b**q) == {"a": p, "b": q}
