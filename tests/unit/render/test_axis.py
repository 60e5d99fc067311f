"""Axes: where values stand, and which ticks a reader sees."""

from fractions import Fraction

import pytest

from claimbook.render.axis import linear_axis, log_axis, round_step, tick_text

TENTH = Fraction(1, 10)


def test_a_linear_axis_has_round_ends_and_exact_places() -> None:
    axis = linear_axis([Fraction(3), Fraction(87, 10)], 0, 100, from_zero=True)
    assert (axis.low, axis.high) == (0, 10)
    assert axis.place(Fraction(0)) == 0
    assert axis.place(Fraction(3)) == 30
    assert axis.place(Fraction(1, 3)) == Fraction(333, 100)
    assert axis.ticks(6) == [0, 2, 4, 6, 8, 10]
    assert axis.ticks(11) == list(range(11))


def test_an_axis_may_run_from_the_bottom_up_and_below_zero() -> None:
    axis = linear_axis([Fraction(-3), Fraction(4)], 200, 0)
    assert (axis.low, axis.high) == (-4, 4)
    assert axis.place(Fraction(-4)) == 200
    assert axis.place(Fraction(0)) == 100
    assert axis.ticks(5) == [-4, -2, 0, 2, 4]


@pytest.mark.parametrize("value", [Fraction(0), Fraction(7), Fraction(-7), Fraction(1, 10**40)])
def test_an_axis_of_one_value_has_two_ends(value: Fraction) -> None:
    axis = linear_axis([value], 0, 100)
    assert axis.low < axis.high
    assert axis.low <= value <= axis.high


def test_a_decade_of_a_logarithmic_axis_is_as_long_as_the_next() -> None:
    axis = log_axis([Fraction(11, 10), Fraction(9000)], 0, 400)
    assert (axis.low, axis.high) == (1, 10_000)
    assert [axis.place(Fraction(10**each)) for each in range(5)] == [0, 100, 200, 300, 400]
    assert axis.place(Fraction(2)) == Fraction(3010, 100)
    assert axis.ticks(5) == [1, 10, 100, 1000, 10_000]
    assert axis.ticks(3) == [1, 100, 10_000]


def test_a_short_logarithmic_axis_has_ticks_between_the_powers_of_ten() -> None:
    axis = log_axis([Fraction(3), Fraction(40)], 0, 100)
    assert axis.ticks(9) == [2, 5, 10, 20, 50]
    assert axis.ticks(4) == [3, 10, 30]
    assert axis.ticks(1) == [10]


def test_a_logarithmic_axis_takes_what_no_float_can() -> None:
    axis = log_axis([Fraction(1, 10**400), Fraction(10**400)], 0, 100)
    assert axis.place(Fraction(1)) == 50
    assert 2 <= len(axis.ticks(6)) <= 6


def test_beyond_an_axis_is_its_end() -> None:
    axis = linear_axis([Fraction(0), Fraction(10)], 0, 100)
    assert axis.place(Fraction(-5)) == 0
    assert axis.place(Fraction(50)) == 100


def test_steps_are_one_two_and_five() -> None:
    found = [round_step(Fraction(each, 10)) for each in (1, 11, 20, 21, 51, 99)]
    assert found == [TENTH, 2, 2, 5, 10, 10]


@pytest.mark.parametrize(
    ("value", "locale", "text"),
    [
        (Fraction(0), "en", "0"),
        (Fraction(3000), "en", "3000"),
        (Fraction(30_000), "en", "30\u202f000"),
        (Fraction(-1, 4), "en", "-0.25"),
        (Fraction(1, 4), "de", "0,25"),
        (Fraction(10**6), "en", "10⁶"),
        (Fraction(1, 3), "en", "0.333"),
        (Fraction(-(10**6)), "en", "-10⁶"),
        (Fraction(25 * 10**8), "en", "2.5·10⁹"),
        (Fraction(1, 10**7), "en", "10⁻⁷"),
    ],
)
def test_ticks_are_written_as_a_reader_expects(value: Fraction, locale: str, text: str) -> None:
    assert tick_text(value, locale) == text
