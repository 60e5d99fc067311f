"""Arithmetic intensity: work per byte moved, of anything and of a matrix product."""

from claimbook import Quantity, QuantityError, constant, formula
from claimbook_roofline.formats import TWO_BYTES, size_of
from claimbook_roofline.guards import require_sizes, tokens_of


@formula(symbol="I", latex=r"I = \frac{W}{Q}", unit=("FLOP/B", "OP/B"), source="williams-2009")
def intensity(flops: Quantity, bytes: Quantity) -> Quantity:
    """FLOP of a computation for each byte that it moves.

    Args:
        flops: the work, in FLOP (or OP, where it is integer work); a plain number is FLOP.
        bytes: the traffic, in B; so is a plain number.

    Raises:
        RefusalError: bytes or work below zero.
    """
    work = flops * constant(1, "FLOP") if flops.dimension.is_dimensionless else flops
    traffic = bytes * constant(1, "B") if bytes.dimension.is_dimensionless else bytes
    require_sizes(flops=work, bytes=traffic)
    return work / traffic


@formula(symbol="W", latex=r"W = 2 m n k", unit=("GFLOP", "GOP"))
def matmul_flops(m: Quantity, n: Quantity, k: Quantity, *, integer: bool = False) -> Quantity:
    """The work of [m,n] x [n,k], a multiplication and an addition for each term.

    Args:
        m: rows of the left matrix.
        n: the inner size.
        k: columns of the right matrix.
        integer: whether the operations are integer ones, which are counted in OP.

    Raises:
        RefusalError: a size below zero.
    """
    require_sizes(m=m, n=n, k=k)
    return constant(2, "OP" if integer else "FLOP") * m * n * k


@formula(symbol="Q", latex=r"Q = b_1 mn + b_2 nk + b_3 mk", unit="MB")
def matmul_bytes(
    m: Quantity,
    n: Quantity,
    k: Quantity,
    bytes: str | Quantity | list[str | Quantity] = TWO_BYTES,
) -> Quantity:
    """The traffic of [m,n] x [n,k], each matrix moved once.

    Args:
        m: rows of the left matrix.
        n: the inner size.
        k: columns of the right matrix.
        bytes: bytes of one element, or its format; a list names the left, right and result one.

    Raises:
        RefusalError: a size below zero.
        QuantityError: neither one size nor three.
    """
    require_sizes(m=m, n=n, k=k)
    left, right, result = _three_sizes(bytes)
    return left * m * n + right * n * k + result * m * k


@formula(
    symbol="I",
    latex=r"I = \frac{2mnk}{b_1 mn + b_2 nk + b_3 mk}",
    unit=("FLOP/B", "OP/B"),
)
def matmul_intensity(
    m: Quantity,
    n: Quantity,
    k: Quantity,
    bytes: str | Quantity | list[str | Quantity] = TWO_BYTES,
    *,
    integer: bool = False,
) -> Quantity:
    """Arithmetic intensity of [m,n] x [n,k], each matrix moved once.

    Args:
        m: rows of the left matrix, which may be counted in tokens.
        n: the inner size.
        k: columns of the right matrix.
        bytes: bytes of one element, or its format; a list names the left, right and result one.
        integer: whether the operations are integer ones, which are counted in OP.

    Raises:
        RefusalError: a size below zero.
        QuantityError: neither one size nor three, or rows that are no number.
    """
    rows = tokens_of("m", m)
    work: Quantity = matmul_flops(rows, n, k, integer=integer)
    result: Quantity = intensity(work, matmul_bytes(rows, n, k, bytes))
    return result


def _three_sizes(given: str | Quantity | list[str | Quantity]) -> list[Quantity]:
    if not isinstance(given, list):
        return [size_of("bytes", given)] * 3
    if len(given) != 3 or not all(isinstance(item, str | Quantity) for item in given):
        raise QuantityError(
            "invalid-argument",
            "bytes takes one size, or a list of three: left, right and result",
            'write bytes=["bf16", "int8", "bf16"]',
        )
    return [size_of("bytes", item) for item in given]
