"""Two formulas of the negative control, each with a fault."""

from claimbook import formula


@formula(unit="kWh")
def energy_per_time(power, time):
    """Declares an energy and gives a rate."""
    return power / time


@formula
def lost_energy(power, time):
    """Names what does not exist."""
    return power * hours
