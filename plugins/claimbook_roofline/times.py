"""Times that a step adds up to: how far they overlap, and what rate they make."""

from claimbook import Assumption, Quantity, RefusalError, as_quantity, constant, formula, minimum
from claimbook_roofline.guards import TOKEN, require_bare, require_positive, require_sizes

FULL = as_quantity(1)


@formula(
    symbol="t",
    latex=r"t = t_\mathrm{comp} + t_\mathrm{comm} - o \min(t_\mathrm{comp}, t_\mathrm{comm})",
    unit="ms",
)
def step_time(compute: Quantity, communication: Quantity, overlap: Quantity = FULL) -> Quantity:
    """The time of a step whose computing and communication overlap in part or in full.

    Args:
        compute: how long the computing takes by itself.
        communication: how long the communication takes by itself.
        overlap: the part of the shorter one that is hidden: 1 leaves the longer one, 0 the sum.

    Raises:
        RefusalError: the overlap is not from 0 to 1.
    """
    require_bare("overlap", overlap)
    if not 0 <= overlap.value <= 1:
        raise RefusalError(f"overlap is from 0 to 1, not {overlap.value}", "write overlap=0.5")
    require_sizes(compute=compute, communication=communication)
    told = Assumption("overlap", str(overlap.value), "default" if overlap is FULL else "stated")
    hidden = overlap.under(told) * minimum(compute, communication)
    return compute + communication - hidden


@formula(symbol="r", latex=r"r = \frac{1}{t_\mathrm{token}}", unit="tokens/s")
def token_rate(time: Quantity) -> Quantity:
    """Tokens in a second, where one takes that long.

    Args:
        time: of one token, in s or in s/token.

    Raises:
        RefusalError: no time.
    """
    require_positive("time", time)
    return TOKEN / time if time.dimension == constant(1, "s").dimension else 1 / time
