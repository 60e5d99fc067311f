"""Formulas as MathML: what is said, and what goes without saying."""

import pytest

from claimbook.render.mathml import mathml


@pytest.mark.parametrize(
    ("latex", "markup"),
    [
        (r"\frac{C}{B}", "<math><mfrac><mi>C</mi><mi>B</mi></mfrac></math>"),
        (
            r"V_{\mathrm{comp}} < 2",
            "<math><msub><mi>V</mi><mi>comp</mi></msub><mo>&lt;</mo><mn>2</mn></math>",
        ),
        # One upright letter says so, as it would be slanted.
        (
            r"\mathrm{x2}",
            '<math><mi mathvariant="normal">x</mi><mn>2</mn></math>',
        ),
        (
            r"\mathrm{head} - \mathrm{room}",
            "<math><mi>head</mi><mo>−</mo><mi>room</mi></math>",
        ),
        # A row of several stays one: a power has two children.
        (
            r"x^{-1}",
            "<math><msup><mi>x</mi><mrow><mo>−</mo><mn>1</mn></mrow></msup></math>",
        ),
        (r"\sqrt{x_{i}}", "<math><msqrt><msub><mi>x</mi><mi>i</mi></msub></msqrt></math>"),
    ],
)
def test_a_formula_is_as_short_as_it_can_be(latex: str, markup: str) -> None:
    assert mathml(latex) == markup


def test_what_cannot_be_read_is_not_shown() -> None:
    assert mathml(r"\frac") is None
