"""How long a collective takes at least: volume over bandwidth, never below the latency of its hops.

The volume is that of the whole array, which is spread over the ranks before or after. On a switch
every rank sends into one link, in one direction. A bidirectional ring sends both ways at once, so
its bandwidth is the sum of both directions, and the own part of each rank, small there, is not
left out. The share s of the volume that a link carries is (N-1)/N on a switch and 1 on a ring; of
an all-to-all it is (N-1)/N^2 and 1/4.
"""

from claimbook import Assumption, Quantity, RefusalError, as_quantity, formula, maximum
from claimbook_roofline.guards import require_flow, require_positive, require_sizes, require_whole

TOPOLOGIES = ("switch", "ring")
DEFAULT_TOPOLOGY = "switch"


@formula(
    symbol="t",
    latex=r"t = \max\left(\frac{s V}{W},\; n_\mathrm{hop} t_\mathrm{hop}\right)",
    unit="us",
)
def all_gather_time(
    volume: Quantity,
    bandwidth: Quantity,
    ranks: Quantity | None = None,
    topology: str | None = None,
    latency: Quantity | None = None,
    hops: Quantity | None = None,
) -> Quantity:
    """How long it takes until every rank has the whole array.

    Args:
        volume: bytes of the whole array.
        bandwidth: of one rank in one direction on a switch; the sum of both on a ring.
        ranks: over how many the array is spread; without it, and on a ring, so many that the own
            part of each does not count.
        topology: switch (the default) or ring, which is bidirectional.
        latency: of one hop; the time is at least that of all hops.
        hops: how many one after the other; on a switch 1, on a ring half of the ranks, rounded
            down.

    Raises:
        RefusalError: no such topology, a bandwidth of the other direction, or too few ranks.
    """
    require_sizes(volume=volume, latency=latency)
    time = volume / _link(bandwidth, topology)
    if ranks is not None and topology != "ring":
        time = time * _remote(ranks)
    return _not_below(time, ranks, topology, latency, hops)


@formula(
    symbol="t",
    latex=r"t = \max\left(\frac{s V}{W},\; n_\mathrm{hop} t_\mathrm{hop}\right)",
    unit="us",
)
def reduce_scatter_time(
    volume: Quantity,
    bandwidth: Quantity,
    ranks: Quantity | None = None,
    topology: str | None = None,
    latency: Quantity | None = None,
    hops: Quantity | None = None,
) -> Quantity:
    """How long it takes until every rank has its part of the sum of all arrays.

    Args:
        volume: bytes of the array that each rank has.
        bandwidth: of one rank in one direction on a switch; the sum of both on a ring.
        ranks: over how many the sum is spread; without it, and on a ring, so many that the own
            part of each does not count.
        topology: switch (the default) or ring, which is bidirectional.
        latency: of one hop; the time is at least that of all hops.
        hops: how many one after the other; on a switch 1, on a ring half of the ranks, rounded
            down.

    Raises:
        RefusalError: no such topology, a bandwidth of the other direction, or too few ranks.
    """
    # The same bytes cross the same links, the other way round.
    result: Quantity = all_gather_time(volume, bandwidth, ranks, topology, latency, hops)
    return result


@formula(symbol="t", latex=r"t = t_\mathrm{reduce-scatter} + t_\mathrm{all-gather}", unit="us")
def all_reduce_time(
    volume: Quantity,
    bandwidth: Quantity,
    ranks: Quantity | None = None,
    topology: str | None = None,
    latency: Quantity | None = None,
    hops: Quantity | None = None,
) -> Quantity:
    """How long it takes until every rank has the sum of all arrays.

    Args:
        volume: bytes of the array that each rank has.
        bandwidth: of one rank in one direction on a switch; the sum of both on a ring.
        ranks: how many there are; without it, and on a ring, so many that the own part of each
            does not count.
        topology: switch (the default) or ring, which is bidirectional.
        latency: of one hop; each half takes at least that of all hops.
        hops: how many one after the other; on a switch 1, on a ring half of the ranks, rounded
            down.

    Raises:
        RefusalError: no such topology, a bandwidth of the other direction, or too few ranks.
    """
    given = (volume, bandwidth, ranks, topology, latency, hops)
    scattered: Quantity = reduce_scatter_time(*given)
    gathered: Quantity = all_gather_time(*given)
    return scattered + gathered


@formula(
    symbol="t",
    latex=r"t = \max\left(\frac{s V}{W},\; n_\mathrm{hop} t_\mathrm{hop}\right)",
    unit="us",
)
def all_to_all_time(
    volume: Quantity,
    bandwidth: Quantity,
    ranks: Quantity | None = None,
    topology: str | None = None,
    latency: Quantity | None = None,
    hops: Quantity | None = None,
) -> Quantity:
    """How long it takes until every rank has sent each other one a part of what it has.

    Args:
        volume: bytes of the whole array, over all ranks.
        bandwidth: of one rank in one direction on a switch; the sum of both on a ring.
        ranks: over how many the array is spread; a switch needs it.
        topology: switch (the default) or ring, which is bidirectional and takes V / 4W.
        latency: of one hop; the time is at least that of all hops.
        hops: how many one after the other; on a switch 1, on a ring half of the ranks, rounded
            down.

    Raises:
        RefusalError: no such topology, a bandwidth of the other direction, or too few ranks.
    """
    require_sizes(volume=volume, latency=latency)
    link = _link(bandwidth, topology)
    if topology == "ring":
        return _not_below(volume / (4 * link), ranks, topology, latency, hops)
    if ranks is None:
        raise RefusalError("an all-to-all on a switch depends on the ranks", "write ranks=8")
    return _not_below(volume / link * _remote(ranks) / ranks, ranks, topology, latency, hops)


@formula(latex=r"\left\lfloor \frac{N}{2} \right\rfloor", unit="1")
def ring_hops(ranks: Quantity) -> Quantity:
    """How far the farthest rank of a bidirectional ring is: as far on both sides, or nearly."""
    return ranks / 2 if ranks.value % 2 == 0 else (ranks - 1) / 2


def _link(bandwidth: Quantity, topology: str | None) -> Quantity:
    chosen = topology or DEFAULT_TOPOLOGY
    if chosen not in TOPOLOGIES:
        raise RefusalError(f"there is no topology {chosen}", f"there are: {', '.join(TOPOLOGIES)}")
    require_flow(bandwidth, both_ways=chosen == "ring")
    require_positive("bandwidth", bandwidth)
    origin = "default" if topology is None else "stated"
    return bandwidth.under(Assumption("topology", chosen, origin))


def _remote(ranks: Quantity) -> Quantity:
    require_whole("ranks", ranks, 2)
    return (ranks - 1) / ranks


def _not_below(
    time: Quantity,
    ranks: Quantity | None,
    topology: str | None,
    latency: Quantity | None,
    hops: Quantity | None,
) -> Quantity:
    """The time, and the latency of the hops where one is named."""
    if latency is None:
        if hops is not None:
            raise RefusalError("hops without a latency change nothing", "name latency= as well")
        return time
    if hops is not None:
        require_whole("hops", hops)
    if hops is None and topology == "ring":
        if ranks is None:
            raise RefusalError("the hops of a ring depend on its ranks", "write ranks=8 or hops=4")
        require_whole("ranks", ranks, 2)
        hops = ring_hops(ranks)
    elif hops is None:
        hops = as_quantity(1).under(Assumption("hops", "1", "assumed"))
    return maximum(time, hops * latency)
