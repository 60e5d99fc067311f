"""A derivation as one line."""

from fractions import Fraction

import pytest

from claimbook import formula
from claimbook.quantities import (
    STANDARD,
    Assumption,
    as_quantity,
    constant,
    maximum,
    measured,
    minimum,
)
from claimbook.render.symbolic import CUT, symbolic


def leaf(name, kind="spec"):
    return measured(Fraction(2), STANDARD.parse("1"), kind=kind, name=name, text="2")


A, B, C = leaf("a.x"), leaf("b.scale-up.y"), leaf("c")
LITERAL = measured(
    Fraction(900), STANDARD.parse("GB/s"), kind="literal", name="900 GB/s", text="900 GB/s"
)


@formula
def ratio(above, below):
    return above / below


@formula
def doubled(it):
    return 2 * ratio(it, C)


@formula
def through(x, y):
    return ratio(x, y)


@formula
def same(x):
    return x


@formula
def none():
    return ratio(A, B)


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (A, "a.x"),
        (as_quantity(3), "3"),
        (LITERAL, "900 GB/s"),
        (A + B - C, "a.x + b.scale-up.y - c"),
        (A - (B - C), "a.x - (b.scale-up.y - c)"),
        (A - (B + C), "a.x - (b.scale-up.y + c)"),
        (A * (B + C), "a.x * (b.scale-up.y + c)"),
        (A / B / C, "a.x / b.scale-up.y / c"),
        (A / (B * C), "a.x / (b.scale-up.y * c)"),
        (A / (B / C), "a.x / (b.scale-up.y / c)"),
        (A * (B / C), "a.x * b.scale-up.y / c"),
        (-A, "-a.x"),
        (-(A + B), "-(a.x + b.scale-up.y)"),
        (-(A * B), "-(a.x * b.scale-up.y)"),
        (A - (-B), "a.x - -b.scale-up.y"),
        ((-A) ** 2, "(-a.x) ** 2"),
        (-(A**2), "-a.x ** 2"),
        ((A + B) ** 2, "(a.x + b.scale-up.y) ** 2"),
        ((A**2) ** 3, "(a.x ** 2) ** 3"),
        (A**-1, "a.x ** (-1)"),
        (A - as_quantity(-3), "a.x - (-3)"),
        (A * Fraction(1, 3), "a.x * 1/3"),
        (A / as_quantity(Fraction(1, 3)), "a.x / (1/3)"),
        (constant(5, "PFLOPS") / LITERAL, "5 PFLOPS / (900 GB/s)"),
        (minimum(A, B + C), "min(a.x, b.scale-up.y + c)"),
        (maximum(A, B) / C, "max(a.x, b.scale-up.y) / c"),
        (A.under(Assumption("n", "v", "stated")) / B, "a.x / b.scale-up.y"),
        (ratio(A, B), "above / below"),
        (ratio(A, B).under(Assumption("n", "v", "stated")), "above / below"),
        (ratio(A, B) * 2, "ratio(a.x, b.scale-up.y) * 2"),
        (doubled(A), "2 * ratio(it, c)"),
        (ratio(doubled(A), 3), "above / below"),
        (through(A, B), "ratio(x, y)"),
        (same(A), "x"),
        (same(A + B), "x"),
        (none(), "ratio(a.x, b.scale-up.y)"),
        (none() * 1, "none() * 1"),
    ],
)
def test_the_line_is_the_arithmetic_and_no_more_parentheses_than_needed(quantity, text):
    assert symbolic(quantity) == text


def test_the_arguments_go_by_their_names_even_under_a_convention():
    @formula
    def under(x, y):
        return x.under(Assumption("n", "v", "stated")) + y

    assert symbolic(under(A, B)) == "x + y"
    assert symbolic(under(A.under(Assumption("m", "w", "stated")), B)) == "x + y"


def test_a_long_derivation_is_cut_and_not_recursed_into():
    total = A
    for _ in range(10_000):
        total = total + A
    line = symbolic(total)
    assert CUT in line
    assert len(line) < 2_000


def test_a_derivation_that_doubles_at_each_step_stays_short():
    total = A
    for _ in range(60):
        total = total + total
    assert CUT in symbolic(total)
    assert len(symbolic(total)) < 5_000
