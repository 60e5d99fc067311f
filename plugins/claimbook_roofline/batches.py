"""How many tokens a chip must work on together before its peak, and not a link, is the limit.

A weight that is read, gathered or summed once serves every token of the batch with one
multiplication and one addition. So the batch that pays for its bytes is b C / 2W, over the memory
as over a network; where a token uses only some experts, all of them are moved all the same.
"""

from claimbook import Assumption, Quantity, as_quantity, constant, formula, maximum
from claimbook_roofline.formats import TWO_BYTES, size_of
from claimbook_roofline.guards import (
    TOKEN,
    require_bare,
    require_dense,
    require_fewer_than_all,
    require_positive,
    require_sizes,
    require_whole,
    tokens_of,
)

ONE = as_quantity(1)
TWO = as_quantity(2)


@formula(
    symbol="B",
    latex=r"B = \frac{b_w}{2} \cdot \frac{C}{W} \cdot \frac{E}{k}",
    unit="tokens",
)
def compute_bound_batch(
    peak: Quantity,
    bandwidth: Quantity,
    bytes: str | Quantity = TWO_BYTES,
    experts: Quantity = ONE,
    top_k: Quantity = ONE,
) -> Quantity:
    """The batch from which on reading the weights takes no longer than computing with them.

    Args:
        peak: dense peak performance, in FLOP/s or OP/s.
        bandwidth: of the memory that the weights are read from, in B/s.
        bytes: bytes of one weight, or its format.
        experts: the routed experts of a mixture; 1 for a dense model.
        top_k: the routed experts of a token.

    Raises:
        RefusalError: a sparse peak.
    """
    require_dense(peak)
    require_fewer_than_all(top_k, experts)
    return _paid_by(peak, bandwidth, bytes) * experts / top_k * TOKEN


@formula(
    symbol="B/X",
    latex=r"\frac{B}{X} = \frac{b}{2} \cdot \frac{C}{M_X W} \cdot \frac{E}{k}",
    unit="tokens",
)
def data_parallel_batch(
    peak: Quantity,
    bandwidth: Quantity,
    bytes: str | Quantity = TWO_BYTES,
    axes: Quantity = ONE,
    experts: Quantity = ONE,
    top_k: Quantity = ONE,
) -> Quantity:
    """Tokens on each chip from which on summing the gradients is hidden, sharded or not.

    Args:
        peak: dense peak performance of one chip, in FLOP/s.
        bandwidth: of one chip and one axis of the network, in B/s.
        bytes: bytes of one gradient or weight, or its format.
        axes: the axes of a mesh that share the traffic.
        experts: the routed experts of a mixture; 1 for a dense model.
        top_k: the routed experts of a token.

    Raises:
        RefusalError: a sparse peak, or no whole number of axes.
    """
    require_whole("axes", axes)
    result: Quantity = compute_bound_batch(peak, axes * bandwidth, bytes, experts, top_k)
    return result


@formula(
    symbol="Y",
    latex=r"Y = \frac{2}{b} \cdot \frac{M_Y F}{C / W}",
    unit="1",
)
def tensor_parallel_ranks(
    peak: Quantity,
    bandwidth: Quantity,
    intermediate_size: Quantity,
    bytes: str | Quantity = TWO_BYTES,
    axes: Quantity = ONE,
) -> Quantity:
    """Over how many chips a feed-forward layer can be split before its activations are the limit.

    Args:
        peak: dense peak performance of one chip, in FLOP/s.
        bandwidth: of one chip and one axis of the network, in B/s.
        intermediate_size: the width of the feed-forward layer.
        bytes: bytes of one activation, or its format.
        axes: the axes of a mesh that share the traffic.

    Raises:
        RefusalError: a sparse peak, or no whole number of axes.
    """
    require_dense(peak)
    require_whole("axes", axes)
    require_sizes(intermediate_size=intermediate_size)
    return axes * intermediate_size / _paid_by(peak, bandwidth, bytes)


@formula(
    symbol="B/N",
    latex=r"\frac{B}{N} = \frac{c\, \alpha^2}{M_X M_Y F},\; \alpha = \frac{b}{2} \cdot \frac{C}{W}",
    unit="tokens",
)
def mixed_parallel_batch(
    peak: Quantity,
    bandwidth: Quantity,
    intermediate_size: Quantity,
    bytes: str | Quantity = TWO_BYTES,
    axes: Quantity = TWO,
    *,
    overlapped: bool = False,
) -> Quantity:
    """Tokens on each chip that sharded data and tensor parallelism, split at best, need together.

    Args:
        peak: dense peak performance of one chip, in FLOP/s.
        bandwidth: of one chip and one axis of the network, in B/s.
        intermediate_size: the width of the feed-forward layer.
        bytes: bytes of one weight or activation, or its format.
        axes: the axes of the one kind times those of the other; 2 on a mesh of three.
        overlapped: whether both kinds of traffic run at the same time, which needs a quarter.

    Raises:
        RefusalError: a sparse peak, or no whole number of axes.
    """
    require_dense(peak)
    require_whole("axes", axes)
    require_sizes(intermediate_size=intermediate_size)
    alpha = _paid_by(peak, bandwidth, bytes)
    both = as_quantity(1 if overlapped else 4).under(
        Assumption(
            "traffic of both kinds",
            "at the same time" if overlapped else "one after the other",
            "stated" if overlapped else "default",
        )
    )
    return both * alpha**2 / (axes * intermediate_size) * TOKEN


@formula(symbol="I", latex=r"I = \frac{k}{b (N - 1)}", unit="FLOP/B")
def split_intensity(
    size: Quantity, chips: Quantity = TWO, bytes: str | Quantity = TWO_BYTES
) -> Quantity:
    """FLOP of a chip for each byte that it sends, where a product is split along its inner size.

    Args:
        size: the inner size of the whole product.
        chips: over how many it is split; each sends its partial sums for an all-reduce.
        bytes: bytes of one element of the result, or its format.

    Raises:
        RefusalError: fewer than two chips.
    """
    require_whole("chips", chips, 2)
    require_sizes(size=size)
    return constant(1, "FLOP") * size / (size_of("bytes", bytes) * (chips - 1))


@formula(symbol="k", latex=r"k = b (N - 1) \cdot \frac{C}{W}", unit="1")
def split_size(
    peak: Quantity,
    bandwidth: Quantity,
    chips: Quantity = TWO,
    bytes: str | Quantity = TWO_BYTES,
) -> Quantity:
    """The inner size from which on a product that is split along it is bound by computing.

    Args:
        peak: dense peak performance of one chip, in FLOP/s.
        bandwidth: of one chip into the network, in B/s.
        chips: over how many the product is split.
        bytes: bytes of one element of the result, or its format.

    Raises:
        RefusalError: a sparse peak, or fewer than two chips.
    """
    require_dense(peak)
    require_whole("chips", chips, 2)
    return 2 * (chips - 1) * _paid_by(peak, bandwidth, bytes)


@formula(
    symbol="t",
    latex=r"t = \frac{B V_\mathrm{kv}}{N W} + \max\left(\frac{2 B P}{N C}, \frac{b P}{N W}\right)",
    unit="ms",
)
def decode_time(
    parameters: Quantity,
    batch: Quantity,
    kv_bytes: Quantity,
    peak: Quantity,
    bandwidth: Quantity,
    bytes: str | Quantity = TWO_BYTES,
    *,
    chips: Quantity = ONE,
    active: Quantity | None = None,
) -> Quantity:
    """How long one decoding step takes at least: the caches are read, the weights read or used.

    Args:
        parameters: all weights that the step reads.
        batch: sequences, each of which gets one token.
        kv_bytes: bytes of the cache of one sequence.
        peak: dense peak performance of one chip, in FLOP/s.
        bandwidth: of the memory of one chip, in B/s.
        bytes: bytes of one weight, or its format.
        chips: over how many weights and caches are spread.
        active: the weights that a token uses, where it does not use all.

    Raises:
        RefusalError: a sparse peak, or no whole number of chips.
    """
    require_dense(peak)
    require_whole("chips", chips)
    require_bare("parameters", parameters)
    require_sizes(parameters=parameters, peak=peak, bandwidth=bandwidth, active=active)
    sequences = tokens_of("batch", batch)
    used = parameters if active is None else active
    caches = sequences * kv_bytes / (chips * bandwidth)
    reading = parameters * size_of("bytes", bytes) / (chips * bandwidth)
    computing = _multiply_add(peak) * sequences * used / (chips * peak)
    return caches + maximum(computing, reading)


def _paid_by(peak: Quantity, bandwidth: Quantity, bytes: str | Quantity) -> Quantity:
    """How often a chip can use each element that it moves, as a multiplication and an addition."""
    require_positive("bandwidth", bandwidth)
    require_sizes(peak=peak)
    return size_of("bytes", bytes) * peak / (_multiply_add(peak) * bandwidth)


def _multiply_add(peak: Quantity) -> Quantity:
    """Of the operations that the peak counts."""
    integer = constant(1, "OP/s")
    return constant(2, "OP" if peak.dimension == integer.dimension else "FLOP")
