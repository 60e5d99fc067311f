"""Arithmetic intensity: FLOP per byte moved, of anything and of a matrix product."""

from claimbook import Quantity, as_quantity, constant, formula


@formula(symbol="I", latex=r"I = \frac{W}{Q}", unit=("FLOP/B", "OP/B"), source="williams-2009")
def intensity(flops: Quantity, bytes: Quantity) -> Quantity:
    """FLOP of a computation for each byte that it moves.

    Args:
        flops: the work, in FLOP (or OP, where it is integer work).
        bytes: the traffic, in B.
    """
    return flops / bytes


@formula(symbol="I", latex=r"I = \frac{2mnk}{b(mn + nk + mk)}", unit="FLOP/B")
def matmul_intensity(
    m: Quantity,
    n: Quantity,
    k: Quantity,
    bytes: Quantity = as_quantity(2),  # noqa: B008 - a quantity is immutable
) -> Quantity:
    """Arithmetic intensity of [m,n] x [n,k], each matrix moved once.

    Args:
        m: rows of the left matrix.
        n: the inner size.
        k: columns of the right matrix.
        bytes: bytes of one element, as a plain number or in B.
    """
    multiply_add = constant(2, "FLOP")
    size = bytes * constant(1, "B") if bytes.dimension.is_dimensionless else bytes
    return multiply_add * m * n * k / (size * (m * n + n * k + m * k))
