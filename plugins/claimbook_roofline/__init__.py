"""Formulas of compute against bandwidth for large models: rooflines and expert parallelism.

An ordinary formula library, built on the public names of `claimbook` alone. Peaks are dense,
bandwidths say their direction, and a condition is asked only of the models and levels that it is
about: anything else is refused with the reason, not computed.
"""

from claimbook_roofline.attention import (
    attention_intensity,
    kv_bytes,
    mla_compute_bound_heads,
    mla_intensity,
    mla_kv_bytes,
)
from claimbook_roofline.batches import (
    compute_bound_batch,
    data_parallel_batch,
    decode_time,
    mixed_parallel_batch,
    split_intensity,
    split_size,
    tensor_parallel_ranks,
)
from claimbook_roofline.collectives import (
    all_gather_time,
    all_reduce_time,
    all_to_all_time,
    reduce_scatter_time,
)
from claimbook_roofline.corrections import distinct_destinations
from claimbook_roofline.dispatch import dispatch_time
from claimbook_roofline.experts import (
    expert_threshold,
    minimum_intermediate_size,
    required_bandwidth,
    sustained_peak,
    threshold,
)
from claimbook_roofline.formats import element_bytes
from claimbook_roofline.matmul import intensity, matmul_bytes, matmul_flops, matmul_intensity
from claimbook_roofline.roofline import (
    attainable,
    excess,
    headroom,
    machine_balance,
    margin,
    roofline,
)
from claimbook_roofline.schema import ACCELERATOR, DENSE_MODEL, MOE_MODEL, RACK, UNITS
from claimbook_roofline.sweep import sweep
from claimbook_roofline.times import step_time, token_rate

__all__ = [
    "ACCELERATOR",
    "DENSE_MODEL",
    "MOE_MODEL",
    "RACK",
    "UNITS",
    "all_gather_time",
    "all_reduce_time",
    "all_to_all_time",
    "attainable",
    "attention_intensity",
    "compute_bound_batch",
    "data_parallel_batch",
    "decode_time",
    "dispatch_time",
    "distinct_destinations",
    "element_bytes",
    "excess",
    "expert_threshold",
    "headroom",
    "intensity",
    "kv_bytes",
    "machine_balance",
    "margin",
    "matmul_bytes",
    "matmul_flops",
    "matmul_intensity",
    "minimum_intermediate_size",
    "mixed_parallel_batch",
    "mla_compute_bound_heads",
    "mla_intensity",
    "mla_kv_bytes",
    "reduce_scatter_time",
    "required_bandwidth",
    "roofline",
    "split_intensity",
    "split_size",
    "step_time",
    "sustained_peak",
    "sweep",
    "tensor_parallel_ranks",
    "threshold",
    "token_rate",
]
