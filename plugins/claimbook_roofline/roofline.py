"""The roofline of one system at one precision, over one level of its interconnect.

Performance is at most the peak, and at most the bandwidth times the arithmetic intensity
(Williams, Waterman, Patterson 2009); over several levels, at most that of the tightest. A peak is
dense; a bandwidth has a direction, and which one was used is written into every derivation.
"""

from claimbook import (
    Comparison,
    Quantity,
    QuantityError,
    Record,
    RefusalError,
    Specs,
    formula,
    minimum,
)
from claimbook_roofline.experts import name_of, threshold_of
from claimbook_roofline.guards import (
    require_accelerator,
    require_dense,
    require_exchange_level,
    require_experts,
    require_same_operations,
    require_sizes,
)
from claimbook_roofline.systems import dense_peak, known_level, level_bandwidth


@formula(
    symbol="C/B",
    latex=r"\frac{C}{B}",
    unit=("TFLOPS/GBps", "TOPS/GBps"),
    source="williams-2009",
)
def machine_balance(peak: Quantity, bandwidth: Quantity) -> Quantity:
    """Operations that a machine can do for each byte that it can move.

    Args:
        peak: peak performance, in FLOP/s.
        bandwidth: in B/s, of the level that the balance is about.
    """
    require_dense(peak)
    require_sizes(bandwidth=bandwidth)
    return peak / bandwidth


@formula(
    symbol="P",
    latex=r"P = \min(C,\; \min_\ell I_\ell B_\ell)",
    unit=("TFLOPS", "TOPS"),
    source="williams-2009",
)
def attainable(
    peak: Quantity, bandwidth: Quantity | list[Quantity], intensity: Quantity | list[Quantity]
) -> Quantity:
    """The performance that a kernel of that arithmetic intensity can reach at most.

    Args:
        peak: peak performance, in FLOP/s.
        bandwidth: in B/s, of the level that the intensity counts bytes of; or of each level.
        intensity: FLOP per byte that crosses the level; or each level.

    Raises:
        RefusalError: a sparse peak, or not as many intensities as bandwidths.
    """
    require_dense(peak)
    bandwidths, intensities = each("bandwidth", bandwidth), each("intensity", intensity)
    if len(bandwidths) != len(intensities):
        raise RefusalError(
            f"there are {len(bandwidths)} bandwidths and {len(intensities)} intensities",
            "name one intensity for each level",
        )
    for link, work in zip(bandwidths, intensities, strict=True):
        require_sizes(bandwidth=link, intensity=work)
    roofs = [work * link for work, link in zip(intensities, bandwidths, strict=True)]
    return minimum(peak, *roofs)


def each(name: str, given: object) -> list[Quantity]:
    """One quantity, or the quantities of a list.

    Raises:
        QuantityError: there are none, or something else is among them.
    """
    items = given if isinstance(given, list) else [given]
    found = [item.bare if isinstance(item, Record) else item for item in items]
    quantities = [item for item in found if isinstance(item, Quantity)]
    if not quantities or len(quantities) < len(found):
        raise QuantityError(
            "invalid-argument", f"{name} takes a quantity, or a list of them", f"write {name}=[...]"
        )
    return quantities


@formula(symbol="theta B/C", latex=r"\frac{V_\mathrm{comp}/V_\mathrm{comm}}{C/B}", unit="1")
def headroom(threshold: Quantity, balance: Quantity) -> Quantity:
    """How many times over an exchange is hidden: threshold over machine balance.

    Raises:
        RefusalError: one of them is below zero.
    """
    require_sizes(threshold=threshold, balance=balance)
    return threshold / balance


@formula(latex=r"\mathrm{headroom} - 1", unit="1")
def margin(headroom: Quantity) -> Quantity:
    """How far the headroom is above just enough."""
    return headroom - 1


@formula(latex=r"\frac{C/B}{V_\mathrm{comp}/V_\mathrm{comm}} - 1", unit="1")
def excess(balance: Quantity, threshold: Quantity) -> Quantity:
    """How far a machine's balance lies above a threshold; negative below it.

    Raises:
        RefusalError: one of them is below zero.
    """
    require_sizes(balance=balance, threshold=threshold)
    return balance / threshold - 1


class Roofline(Record):
    """One system at one precision over one level, and a model's condition beside it."""

    def __init__(self, peak: Quantity, bandwidth: Quantity, condition: Quantity | None) -> None:
        self._peak = peak
        self._bandwidth = bandwidth
        self._condition = condition

    @property
    def bare(self) -> Quantity:
        """The machine balance."""
        return self.balance

    @property
    def peak(self) -> Quantity:
        """Dense peak performance, in FLOP/s."""
        return self._peak

    @property
    def bandwidth(self) -> Quantity:
        """Bandwidth of the level, in the direction asked for, in B/s."""
        return self._bandwidth

    @property
    def balance(self) -> Quantity:
        """Peak over bandwidth, in FLOP/B."""
        result: Quantity = machine_balance(self._peak, self._bandwidth)
        return result

    @property
    def ridge(self) -> Quantity:
        """The arithmetic intensity from which on the peak is the limit: the balance."""
        return self.balance

    @property
    def threshold(self) -> Quantity:
        """The model's expert-parallel threshold, in FLOP/B."""
        if self._condition is None:
            raise RefusalError(
                "a roofline without a model has no threshold",
                'name the model: roofline("gb300", "fp8", model="deepseek-v4-pro")',
            )
        return self._condition

    @property
    def headroom(self) -> Quantity:
        """Threshold over balance; from 1 on the exchange is fully hidden."""
        result: Quantity = headroom(self.threshold, self.balance)
        return result

    @property
    def margin(self) -> Quantity:
        """Headroom minus 1."""
        result: Quantity = margin(self.headroom)
        return result

    @property
    def excess(self) -> Quantity:
        """Balance over threshold, minus 1."""
        result: Quantity = excess(self.balance, self.threshold)
        return result

    @property
    def hidden(self) -> Comparison:
        """Whether the exchange is fully hidden: balance at most threshold."""
        return self.balance <= self.threshold


@formula
def roofline(
    specs: Specs,
    system: str,
    precision: str,
    model: str | Quantity | None = None,
    level: str | None = None,
    direction: str | None = None,
    *,
    mfu: Quantity | None = None,
    bandwidth_efficiency: Quantity | None = None,
) -> Roofline:
    """The roofline of a system at a precision, with a model's condition if one is named.

    Args:
        specs: the book's specs.
        system: a subject of kind accelerator or rack.
        precision: the number format of the operands, such as fp8.
        model: a mixture-of-experts model whose threshold stands beside it, or a threshold.
        level: hbm, scale-up (the default), scale-out, dc-fabric or dc-interconnect.
        direction: one-way or bidirectional, where the bandwidth has a direction.
        mfu: the part of the peak that is used.
        bandwidth_efficiency: the part of the bandwidth that is reached.

    Raises:
        RefusalError: a sparse peak, a dense model, a level that the exchange does not cross, or
            a direction that the bandwidth does not have.
    """
    require_accelerator(specs, system)
    chosen = known_level(level)
    condition = None
    if model is not None:
        if isinstance(model, str):
            require_experts(specs, model)
        require_exchange_level(chosen, name_of(model))
        condition = threshold_of(specs, model)
    peak = dense_peak(specs, system, precision, mfu)
    bandwidth = level_bandwidth(specs, system, level, direction, bandwidth_efficiency)
    if condition is not None and model is not None:
        require_same_operations(peak, condition, name_of(model))
    return Roofline(peak, bandwidth, condition)
