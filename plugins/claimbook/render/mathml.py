"""The LaTeX of a formula as MathML, which browsers set without a script.

latex2mathml does the work; it is loaded when the first formula is drawn. What it cannot read is
shown nowhere: the formula stands beside it in plain text anyway.
"""

from functools import lru_cache


@lru_cache(maxsize=512)
def mathml(latex: str) -> str | None:
    """The formula as a `<math>` element; None where the LaTeX cannot be read."""
    from latex2mathml.converter import convert  # noqa: PLC0415 - only what draws needs it

    try:
        return convert(latex)
    except Exception:
        return None
