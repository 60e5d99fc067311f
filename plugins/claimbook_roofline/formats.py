"""How many bytes one element takes: by its number format, with its scale factors, or as given."""

from collections.abc import Mapping
from fractions import Fraction

from claimbook import (
    Assumption,
    Quantity,
    QuantityError,
    RefusalError,
    Specs,
    as_quantity,
    constant,
    formula,
)
from claimbook_roofline.guards import require_whole
from claimbook_roofline.schema import NUMBER_FORMATS

ELEMENT_BYTES = {
    "fp4": Fraction(1, 2),
    "fp8": Fraction(1),
    "int8": Fraction(1),
    "fp16": Fraction(2),
    "bf16": Fraction(2),
    "fp32": Fraction(4),
}
"""Bytes of one element, scale factors not counted."""

DEFAULT_FORMATS = {"dispatch": "fp8", "combine": "bf16"}
"""Assumed where a model states none."""

UNSCALED_BYTES = 2
"""From 16 bits on, formats are sent without scale factors."""

TWO_BYTES = as_quantity(2)
"""The size of an element where nothing else is said."""


@formula(symbol="b", latex=r"b = b_0 + \frac{b_\mathrm{scale}}{n}", unit="B")
def scaled_bytes(element: Quantity, scale: Quantity, block: Quantity) -> Quantity:
    """Bytes of an element together with its part of the scale factor of its block."""
    return element + scale / block


@formula(symbol="b", latex=r"b = b_0 + \frac{b_\mathrm{scale}}{n}", unit="B")
def element_bytes(format: str, block: Quantity | None = None, scale: str = "fp32") -> Quantity:
    """Bytes of one element of a number format, with scale factors where blocks share them.

    Args:
        format: fp4, fp8, int8, fp16, bf16 or fp32.
        block: how many elements share one scale factor; without it none is counted.
        scale: the format of a scale factor.

    Raises:
        RefusalError: no such format, or a block that is no whole number.
    """
    element = size_of("format", format)
    return element if block is None else with_scales(element, block, scale)


def with_scales(element: Quantity, block: Quantity, scale: str = "fp32") -> Quantity:
    """The element with its part of a scale factor, and the convention written beside it.

    Raises:
        RefusalError: no such format, or a block that is no whole number.
    """
    require_whole("block", block)
    factor = size_of("scale", scale).under(Assumption("block", str(block.value), "stated"))
    result: Quantity = scaled_bytes(element, factor, block)
    return result


def size_of(name: str, given: str | Quantity, origin: str = "stated") -> Quantity:
    """Bytes of one element: of a format by its name, of a plain number, or of a size in B.

    Raises:
        RefusalError: no such format.
        QuantityError: no size.
    """
    if isinstance(given, str):
        if given not in ELEMENT_BYTES:
            raise RefusalError(
                f"{given} is no number format", f"there are: {', '.join(NUMBER_FORMATS)}"
            )
        return constant(ELEMENT_BYTES[given], "B").under(Assumption(name, given, origin))
    byte = constant(1, "B")
    size = given * byte if given.dimension.is_dimensionless else given
    if size.dimension != byte.dimension or size.value <= 0:
        raise QuantityError(
            "invalid-argument",
            f"{name} is the size of an element in bytes",
            f'write {name}="fp8", {name}=1 or {name}=q("1 B")',
        )
    return size


def exchange_bytes(
    specs: Specs,
    model: str | None,
    formats: Mapping[str, str | Quantity | None],
    block: Quantity | None = None,
) -> list[Quantity]:
    """Bytes per element of dispatch and combine: stated, of the model, or assumed.

    Raises:
        RefusalError: no such format.
    """
    return [_exchange_bytes(specs, model, name, formats[name], block) for name in DEFAULT_FORMATS]


def _exchange_bytes(
    specs: Specs,
    model: str | None,
    exchange: str,
    stated: str | Quantity | None,
    block: Quantity | None,
) -> Quantity:
    path = f"{model}.{exchange}"
    if isinstance(stated, Quantity):
        return size_of(exchange, stated)
    if stated is not None:
        element = size_of(exchange, stated)
    elif model is not None and specs.has(path):
        meanings = {word: constant(size, "B") for word, size in ELEMENT_BYTES.items()}
        element = specs.valued_word(path, meanings)
    else:
        element = size_of(exchange, DEFAULT_FORMATS[exchange], "assumed")
    if block is None or element.value >= UNSCALED_BYTES:
        return element
    return with_scales(element, block)
