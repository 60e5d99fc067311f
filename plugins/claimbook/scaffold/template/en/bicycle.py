"""How fast a bicycle goes, by its teeth, its wheel and the legs on it."""

from claimbook import BaseUnit, Quantity, formula

UNITS = (BaseUnit("m", prefixes=True),)


@formula(symbol="i", latex=r"i = z_\mathrm{front} / z_\mathrm{rear}", unit="1")
def gear_ratio(front: Quantity, rear: Quantity) -> Quantity:
    """Turns of the wheel for each turn of the pedals."""
    return front / rear


@formula(symbol="d", latex="d = i u", unit="m")
def development(ratio: Quantity, circumference: Quantity) -> Quantity:
    """The way that one turn of the pedals goes."""
    return ratio * circumference


@formula(symbol="v", latex="v = d / t", unit="km/h")
def speed(way: Quantity, time: Quantity) -> Quantity:
    """The speed at which one turn of the pedals takes that time."""
    return way / time
