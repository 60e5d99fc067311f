"""自行车骑多快：由齿数、车轮和踏频决定。"""

from claimbook import BaseUnit, Quantity, formula

UNITS = (BaseUnit("m", prefixes=True),)


@formula(symbol="i", latex=r"i = z_\mathrm{front} / z_\mathrm{rear}", unit="1")
def gear_ratio(front: Quantity, rear: Quantity) -> Quantity:
    """踏板转一圈，车轮转几圈。"""
    return front / rear


@formula(symbol="d", latex="d = i u", unit="m")
def development(ratio: Quantity, circumference: Quantity) -> Quantity:
    """踏板转一圈前进的距离。"""
    return ratio * circumference


@formula(symbol="v", latex="v = d / t", unit="km/h")
def speed(way: Quantity, time: Quantity) -> Quantity:
    """踏板每转一圈用时若干时的速度。"""
    return way / time
