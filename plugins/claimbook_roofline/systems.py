"""What a system offers: its dense peak, and the bandwidth of a level in one direction or both."""

from claimbook import Assumption, Quantity, RefusalError, Specs, formula
from claimbook_roofline.guards import require_dense, require_share
from claimbook_roofline.schema import DIRECTIONS, LEVELS, NUMBER_FORMATS

DEFAULT_LEVEL = "scale-up"
DEFAULT_DIRECTION = "one-way"


@formula(latex=r"\frac{B_\leftrightarrow}{2}", unit="GB/s")
def each_way(bidirectional: Quantity) -> Quantity:
    """Half of a bandwidth that is stated as the sum of both directions."""
    return bidirectional / 2


@formula(latex=r"2 B_\rightarrow", unit="GB/s")
def both_ways(one_way: Quantity) -> Quantity:
    """The sum of both directions of a link that is as fast either way."""
    return 2 * one_way


@formula(symbol="C", latex=r"C \cdot \mathrm{MFU}", unit=("TFLOPS", "TOPS"))
def utilized_peak(peak: Quantity, mfu: Quantity) -> Quantity:
    """The part of a peak that a model keeps busy."""
    return peak * mfu


@formula(symbol="B", latex=r"B \cdot \eta", unit="GB/s")
def achieved_bandwidth(bandwidth: Quantity, efficiency: Quantity) -> Quantity:
    """The part of a bandwidth that traffic reaches."""
    return bandwidth * efficiency


def dense_peak(specs: Specs, system: str, precision: str, mfu: Quantity | None = None) -> Quantity:
    """The dense peak of a system at a precision, or the part of it that is used.

    Raises:
        RefusalError: the system has no peak at that precision or a sparse one, or `mfu` is no
            share.
    """
    path = f"{system}.peak.{precision}"
    if precision in NUMBER_FORMATS:
        _require_stated(specs, path, f"{system}.peak", f"{precision} peak")
    peak = specs.quantity(path)
    require_dense(peak)
    origin = "assumed" if specs.qualifier(path, "sparsity") is None else path
    peak = peak.under(
        Assumption("precision", precision, "stated"), Assumption("sparsity", "dense", origin)
    )
    if mfu is None:
        return peak
    require_share("mfu", mfu)
    told = Assumption("mfu", str(mfu.value), "stated")
    used: Quantity = utilized_peak(peak, mfu.under(told))
    return used


def known_level(level: str | None) -> str:
    """The level of an interconnect, scale-up where none is named.

    Raises:
        RefusalError: there is no such level.
    """
    chosen = level or DEFAULT_LEVEL
    if chosen not in LEVELS:
        raise RefusalError(f"there is no level {chosen}", f"there are: {', '.join(LEVELS)}")
    return chosen


def level_bandwidth(
    specs: Specs,
    system: str,
    level: str | None,
    direction: str | None,
    efficiency: Quantity | None = None,
) -> Quantity:
    """The bandwidth of a level in a direction, or the part of it that is reached.

    Raises:
        RefusalError: no such level or direction, or `efficiency` no share.
    """
    bandwidth = _directed_bandwidth(specs, system, known_level(level), direction).under(
        _told_level(level)
    )
    if efficiency is None:
        return bandwidth
    require_share("bandwidth_efficiency", efficiency)
    told = Assumption("bandwidth efficiency", str(efficiency.value), "stated")
    reached: Quantity = achieved_bandwidth(bandwidth, efficiency.under(told))
    return reached


def transfer_bandwidth(specs: Specs, system: str, level: str | None) -> Quantity:
    """What one rank can send over a level: one direction, whatever the book's default is.

    Raises:
        RefusalError: no such level, or a bandwidth that is none of a link.
    """
    path = f"{system}.levels.{known_level(level)}.bandwidth"
    if specs.qualifier(path, "direction") is None:
        return level_bandwidth(specs, system, level, None)
    bandwidth = _directed_bandwidth(specs, system, known_level(level), "one-way", "assumed")
    return bandwidth.under(_told_level(level))


def _require_stated(specs: Specs, path: str, group: str, what: str) -> None:
    """Refuse what a system does not have; that a chip has no FP8 is a fact, and no slip.

    Raises:
        RefusalError: the group has others, and not this one.
    """
    others = specs.below(group)
    if others and not specs.has(path):
        raise RefusalError(
            f"{group.partition('.')[0]} has no {what}", f"it has: {', '.join(others)}"
        )


def _told_level(level: str | None) -> Assumption:
    return Assumption("level", known_level(level), "default" if level is None else "stated")


def _directed_bandwidth(
    specs: Specs, system: str, level: str, direction: str | None, chosen: str = "stated"
) -> Quantity:
    path = f"{system}.levels.{level}.bandwidth"
    _require_stated(specs, path, f"{system}.levels", f"level {level}")
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
    origin = chosen if direction else "default"
    return bandwidth.under(Assumption("direction", wanted, origin))
