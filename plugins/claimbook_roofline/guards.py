"""What the formulas of this field do not apply to: each check refuses with the reason.

A spec that stands for itself says what it is: a sparse peak, the sum of both directions, the
level of an interconnect. What was computed from one is the author's own figure.
"""

from claimbook import Quantity, QuantityError, RefusalError, Specs, constant
from claimbook_roofline.schema import EXCHANGE_LEVELS, SYSTEM_KINDS, UNITS

TOKEN = constant(1, "token", UNITS)


def require_dense(peak: Quantity) -> None:
    """Refuse a peak that its own spec calls sparse; what was computed from one is the author's.

    Raises:
        RefusalError: the peak is a spec, and not a dense one.
    """
    sparsity = None if peak.leaf is None else peak.leaf.qualifiers.get("sparsity")
    if peak.leaf is not None and sparsity not in (None, "dense"):
        raise RefusalError(
            f"{peak.leaf.name} is a {sparsity} peak; only the dense one is what a machine can do",
            "state the dense peak in data/: a sparse figure counts products that are skipped",
        )


def require_same_operations(peak: Quantity, threshold: Quantity, model: str) -> None:
    """Refuse a peak of integer operations beside a threshold of floating-point ones.

    Raises:
        RefusalError: they count different operations.
    """
    counted = threshold.dimension * constant(1, "B/s").dimension
    if counted != peak.dimension:
        raise RefusalError(
            f"the peak counts {peak.dimension}, the threshold of {model} counts {counted}",
            "integer operations are not floating-point operations",
        )


def require_experts(specs: Specs, model: str) -> None:
    """Refuse whatever has no routed experts to exchange tokens with.

    Raises:
        RefusalError: the subject is no mixture-of-experts model.
    """
    kind = specs.kind(model)
    if kind == "dense-model":
        raise RefusalError(
            f"{model} is a dense model: it sends no tokens to experts, so it has no "
            "expert-parallel threshold",
            "ask for a mixture-of-experts model, or compare another traffic",
        )
    if kind != "moe-model":
        raise RefusalError(
            f"{model} is of kind {kind or 'unknown'}, not a mixture-of-experts model",
            "an expert-parallel threshold belongs to a subject of kind moe-model",
        )


def require_accelerator(specs: Specs, system: str) -> None:
    """Refuse whatever is no accelerator and no rack.

    Raises:
        RefusalError: the subject is of another kind.
    """
    kind = specs.kind(system)
    if kind not in SYSTEM_KINDS:
        raise RefusalError(
            f"{system} is of kind {kind or 'unknown'}, not an accelerator",
            f"a roofline belongs to a subject of kind {' or '.join(SYSTEM_KINDS)}",
        )


def require_exchange_level(level: str, model: str) -> None:
    """Refuse a level that carries no expert dispatch.

    Raises:
        RefusalError: the exchange does not cross the level.
    """
    if level not in EXCHANGE_LEVELS:
        raise RefusalError(
            f"the expert exchange of {model} does not cross the level {level}",
            f"its condition is about {' or '.join(EXCHANGE_LEVELS)}",
        )


def require_exchange_link(bandwidth: Quantity) -> None:
    """Refuse the bandwidth of a spec whose level carries no expert dispatch.

    Raises:
        RefusalError: it is a spec of the memory, of a fabric or between data centres.
    """
    path = "" if bandwidth.leaf is None else bandwidth.leaf.name
    _, found, below = path.partition(".levels.")
    if found:
        require_exchange_level(below.partition(".")[0], "a model")


def require_flow(bandwidth: Quantity, *, both_ways: bool = False) -> None:
    """Refuse a bandwidth whose spec counts other traffic than that of one transfer.

    Args:
        bandwidth: what the bytes are divided by.
        both_ways: whether they leave in both directions at once, as on a ring.

    Raises:
        RefusalError: the spec states the other direction, or a logical bandwidth.
    """
    leaf = bandwidth.leaf
    direction = None if leaf is None else leaf.qualifiers.get("direction")
    wrong = "one-way" if both_ways else "bidirectional"
    # The half of a link is a quotient, and no longer the spec itself.
    if leaf is not None and direction == wrong:
        use = "the sum of both directions" if both_ways else "one direction"
        raise RefusalError(
            f"{leaf.name} is a {direction} bandwidth; this transfer uses {use}",
            f'write 2 * spec("{leaf.name}")' if both_ways else f'write spec("{leaf.name}") / 2',
        )
    if leaf is not None and direction == "logical":
        raise RefusalError(
            f"{leaf.name} is a logical bandwidth: it also counts bytes that cross no link",
            "divide by the bandwidth of the link",
        )


def require_share(name: str, value: Quantity) -> None:
    """Refuse a share that is none.

    Raises:
        RefusalError: it is not above 0 and at most 1.
    """
    require_bare(name, value)
    if not 0 < value.value <= 1:
        raise RefusalError(
            f"{name} is a share above 0 and at most 1, not {value.value}", f"write {name}=0.5"
        )


def require_whole(name: str, value: Quantity, least: int = 1) -> None:
    """Refuse a number of things that is none, or too few.

    Raises:
        RefusalError: it is no whole number from `least` on.
    """
    require_bare(name, value)
    if value.value.denominator != 1 or value.value < least:
        raise RefusalError(
            f"{name} is a whole number from {least} on, not {value.value}",
            f"write {name}={max(least, 8)}",
        )


def require_positive(name: str, value: Quantity) -> None:
    """Refuse what is nothing or less.

    Raises:
        RefusalError: it is not above zero.
    """
    if value.value <= 0:
        raise RefusalError(f"{name} is above zero, not {value.value}")


def require_sizes(**sizes: Quantity | None) -> None:
    """Refuse a size or a rate below zero; one that is not given passes.

    Zero passes too: what a matrix with no columns leaves of a formula is a figure like any other.

    Raises:
        RefusalError: one of them is below zero.
    """
    for name, value in sizes.items():
        if value is not None and value.value < 0:
            raise RefusalError(f"{name} cannot be below zero, as {value.value} is")


def require_fewer_than_all(top_k: Quantity, experts: Quantity) -> None:
    """Refuse a token that goes to more experts than there are.

    Raises:
        RefusalError: it does.
    """
    require_sizes(top_k=top_k, experts=experts)
    if top_k.value > experts.value:
        raise RefusalError(
            f"a token cannot use {top_k.value} of {experts.value} experts", "name experts= as well"
        )


def require_bare(name: str, value: Quantity) -> None:
    """Refuse a unit where a plain number is asked for.

    Raises:
        QuantityError: it has a dimension.
    """
    if not value.dimension.is_dimensionless:
        raise QuantityError(
            "dimension-mismatch", f"{name} is a plain number, not one in {value.dimension}"
        )


def tokens_of(name: str, value: Quantity) -> Quantity:
    """A number of tokens as a plain number, whether or not it was written with the unit.

    Raises:
        QuantityError: it counts something else, or nothing.
    """
    count = value / TOKEN if value.dimension == TOKEN.dimension else value
    require_bare(name, count)
    require_positive(name, count)
    return count
