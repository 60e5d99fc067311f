"""Formulas of compute against bandwidth for large models: rooflines and expert parallelism.

An ordinary formula library, built on the public names of `claimbook` alone. Peaks are dense,
bandwidths say their direction, and a condition is asked only of the models and levels that it is
about: anything else is refused with the reason, not computed.
"""

from claimbook_roofline.experts import (
    expert_threshold,
    required_bandwidth,
    threshold,
)
from claimbook_roofline.matmul import intensity, matmul_intensity
from claimbook_roofline.roofline import (
    attainable,
    excess,
    headroom,
    machine_balance,
    margin,
    roofline,
)
from claimbook_roofline.schema import ACCELERATOR, DENSE_MODEL, MOE_MODEL, RACK

__all__ = [
    "ACCELERATOR",
    "DENSE_MODEL",
    "MOE_MODEL",
    "RACK",
    "attainable",
    "excess",
    "expert_threshold",
    "headroom",
    "intensity",
    "machine_balance",
    "margin",
    "matmul_intensity",
    "required_bandwidth",
    "roofline",
    "threshold",
]
