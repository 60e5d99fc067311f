"""What the threshold of expert parallelism leaves out, each as a factor on its work or its bytes.

The published condition counts every copy of a token as sent, the routed experts alone, and the
forward pass. Each of these can be counted otherwise; nothing here is used unless it is asked for.
How the exchange is cut into waves changes how much of it overlaps, and never the threshold.
"""

from dataclasses import dataclass

from claimbook import Assumption, Quantity, RefusalError, Specs, as_quantity, formula
from claimbook import minimum as smallest
from claimbook_roofline.guards import require_whole

PASSES = ("forward", "forward+backward")


@formula(latex=r"\frac{N-1}{N}", unit="1")
def remote_share(ranks: Quantity) -> Quantity:
    """The part of the volume that leaves its rank, where experts are spread evenly over ranks."""
    return (ranks - 1) / ranks


@formula(latex=r"Z \left(1 - \left(1 - \tfrac{1}{Z}\right)^{K}\right)", unit="1")
def distinct_destinations(destinations: Quantity, top_k: Quantity) -> Quantity:
    """How many ranks (or nodes) the experts of one token lie on, on average over even routing.

    Args:
        destinations: the ranks, or nodes, that the experts are spread over.
        top_k: the routed experts of a token.

    Raises:
        RefusalError: either is no whole number from 1 on.
    """
    require_whole("destinations", destinations)
    require_whole("top_k", top_k)
    return destinations * (1 - (1 - 1 / destinations) ** top_k)


@formula(latex=r"\frac{K + s}{K}", unit="1")
def shared_work(top_k: Quantity, shared: Quantity) -> Quantity:
    """The work of routed and shared experts over that of the routed ones."""
    return (top_k + shared) / top_k


@formula(
    symbol="theta",
    latex=r"\theta' = \theta \cdot \frac{w}{v}",
    unit="TFLOPS/GBps",
)
def corrected_threshold(threshold: Quantity, work: Quantity, volume: Quantity) -> Quantity:
    """A threshold where the work and the volume are that many times what it counted."""
    return threshold * work / volume


@dataclass(frozen=True, slots=True)
class Corrections:
    """What to count that the threshold leaves out; by default nothing."""

    ranks: Quantity | None = None
    destinations: Quantity | None = None
    node_limit: Quantity | None = None
    shared: bool = False
    passes: str = "forward"

    def applied(self, specs: Specs, model: str, threshold: Quantity) -> Quantity:
        """The threshold with them; the same one where there are none.

        Raises:
            RefusalError: one of them does not make sense.
        """
        work = [*self._shared_experts(specs, model), *self._passes(3)]
        volume = [*self._local(), *self._copies(specs, model), *self._passes(2)]
        if not work and not volume:
            return threshold
        result: Quantity = corrected_threshold(threshold, _product(work), _product(volume))
        return result

    def _shared_experts(self, specs: Specs, model: str) -> list[Quantity]:
        if not self.shared:
            return []
        top_k, shared = specs.quantity(f"{model}.top_k"), specs.quantity(f"{model}.shared_experts")
        return [shared_work(top_k, shared).under(_stated("experts", "routed and shared"))]

    def _local(self) -> list[Quantity]:
        if self.ranks is None:
            return []
        require_whole("ranks", self.ranks, 2)
        return [remote_share(self.ranks).under(_stated("ranks", str(self.ranks.value)))]

    def _copies(self, specs: Specs, model: str) -> list[Quantity]:
        """Copies of a token that cross, over one for each of its experts."""
        if self.destinations is None and self.node_limit is None:
            return []
        told, top_k = [], specs.quantity(f"{model}.top_k")
        copies = top_k
        if self.destinations is not None:
            copies = distinct_destinations(self.destinations, top_k)
            told.append(_stated("destinations", str(self.destinations.value)))
        if self.node_limit is not None:
            require_whole("node_limit", self.node_limit)
            copies = smallest(copies, self.node_limit)
            told.append(_stated("node limit", str(self.node_limit.value)))
        return [(copies / top_k).under(*told)]

    def _passes(self, times: int) -> list[Quantity]:
        """A backward pass does twice the work of a forward one, and moves its bytes once more."""
        if self.passes not in PASSES:
            raise RefusalError(
                f"there are no passes {self.passes}", f"there are: {', '.join(PASSES)}"
            )
        if self.passes == "forward":
            return []
        return [as_quantity(times).under(_stated("passes", self.passes))]


def _stated(name: str, value: str) -> Assumption:
    return Assumption(name, value, "stated")


def _product(factors: list[Quantity]) -> Quantity:
    if not factors:
        return as_quantity(1)
    result, *others = factors
    for other in others:
        result = result * other
    return result
