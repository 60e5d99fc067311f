"""The roofline of one system at one precision, over one level of its interconnect.

Performance is at most the peak, and at most the bandwidth times the arithmetic intensity
(Williams, Waterman, Patterson 2009). A peak is dense; a bandwidth has a direction, and which one
was used is written into every derivation.
"""

from claimbook import (
    Assumption,
    Comparison,
    Quantity,
    Record,
    RefusalError,
    Specs,
    formula,
    minimum,
)
from claimbook_roofline.experts import (
    require_dense,
    require_experts,
    require_same_operations,
    threshold,
)
from claimbook_roofline.schema import DIRECTIONS, LEVELS, SYSTEM_KINDS

DEFAULT_LEVEL = "scale-up"
DEFAULT_DIRECTION = "one-way"
EXCHANGE_LEVELS = ("scale-up", "scale-out")
"""The levels that carry expert dispatch; the condition is about these and no others."""


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
    return peak / bandwidth


@formula(
    symbol="P",
    latex=r"P = \min(C,\; I \cdot B)",
    unit=("TFLOPS", "TOPS"),
    source="williams-2009",
)
def attainable(peak: Quantity, bandwidth: Quantity, intensity: Quantity) -> Quantity:
    """The performance that a kernel of that arithmetic intensity can reach at most.

    Args:
        peak: peak performance, in FLOP/s.
        bandwidth: in B/s, of the level that the intensity counts bytes of.
        intensity: FLOP per byte that crosses the level.
    """
    require_dense(peak)
    return minimum(peak, intensity * bandwidth)


@formula(symbol="theta B/C", latex=r"\frac{V_\mathrm{comp}/V_\mathrm{comm}}{C/B}", unit="1")
def headroom(threshold: Quantity, balance: Quantity) -> Quantity:
    """How many times over an exchange is hidden: threshold over machine balance."""
    return threshold / balance


@formula(latex=r"\mathrm{headroom} - 1", unit="1")
def margin(headroom: Quantity) -> Quantity:
    """How far the headroom is above just enough."""
    return headroom - 1


@formula(latex=r"\frac{C/B}{V_\mathrm{comp}/V_\mathrm{comm}} - 1", unit="1")
def excess(balance: Quantity, threshold: Quantity) -> Quantity:
    """How far a machine's balance lies above a threshold; negative below it."""
    return balance / threshold - 1


@formula(latex=r"\frac{B_\leftrightarrow}{2}", unit="GB/s")
def each_way(bidirectional: Quantity) -> Quantity:
    """Half of a bandwidth that is stated as the sum of both directions."""
    return bidirectional / 2


@formula(latex=r"2 B_\rightarrow", unit="GB/s")
def both_ways(one_way: Quantity) -> Quantity:
    """The sum of both directions of a link that is as fast either way."""
    return 2 * one_way


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
    model: str | None = None,
    level: str | None = None,
    direction: str | None = None,
) -> Roofline:
    """The roofline of a system at a precision, with a model's condition if one is named.

    Args:
        specs: the book's specs.
        system: a subject of kind accelerator or rack.
        precision: the number format of the operands, such as fp8.
        model: a mixture-of-experts model whose threshold stands beside it.
        level: hbm, scale-up (the default), scale-out, dc-fabric or dc-interconnect.
        direction: one-way or bidirectional, where the bandwidth has a direction.
    """
    kind = specs.kind(system)
    if kind not in SYSTEM_KINDS:
        raise RefusalError(
            f"{system} is of kind {kind or 'unknown'}, not an accelerator",
            f"a roofline belongs to a subject of kind {' or '.join(SYSTEM_KINDS)}",
        )
    chosen = level or DEFAULT_LEVEL
    if chosen not in LEVELS:
        raise RefusalError(f"there is no level {chosen}", f"there are: {', '.join(LEVELS)}")
    condition = None
    if model is not None:
        require_experts(specs, model)
        if chosen not in EXCHANGE_LEVELS:
            raise RefusalError(
                f"the expert exchange of {model} does not cross the level {chosen}",
                f"its condition is about {' or '.join(EXCHANGE_LEVELS)}",
            )
        condition = threshold(specs, model)
    peak = _dense_peak(specs, system, precision)
    origin = "default" if level is None else "stated"
    bandwidth = _directed_bandwidth(specs, system, chosen, direction).under(
        Assumption("level", chosen, origin)
    )
    if condition is not None:
        require_same_operations(peak, condition, str(model))
    return Roofline(peak, bandwidth, condition)


def _dense_peak(specs: Specs, system: str, precision: str) -> Quantity:
    path = f"{system}.peak.{precision}"
    peak = specs.quantity(path)
    require_dense(peak)
    origin = "assumed" if specs.qualifier(path, "sparsity") is None else path
    return peak.under(
        Assumption("precision", precision, "stated"), Assumption("sparsity", "dense", origin)
    )


def _directed_bandwidth(specs: Specs, system: str, level: str, direction: str | None) -> Quantity:
    path = f"{system}.levels.{level}.bandwidth"
    bandwidth = specs.quantity(path)
    stated = specs.qualifier(path, "direction")
    if stated is None:
        if direction is not None:
            raise RefusalError(
                f"{path} has no direction, so it cannot be taken {direction}",
                "leave direction= out",
            )
        return bandwidth
    if stated not in DIRECTIONS:
        raise RefusalError(
            f"{path} is a {stated} bandwidth, neither one-way nor bidirectional",
            "a balance takes the bandwidth of a link",
        )
    wanted = direction or specs.setting("direction") or DEFAULT_DIRECTION
    if wanted not in DIRECTIONS:
        raise RefusalError(f"there is no direction {wanted}", f"there are: {', '.join(DIRECTIONS)}")
    if wanted != stated:
        bandwidth = each_way(bandwidth) if wanted == "one-way" else both_ways(bandwidth)
    origin = "stated" if direction else "default"
    return bandwidth.under(Assumption("direction", wanted, origin))
