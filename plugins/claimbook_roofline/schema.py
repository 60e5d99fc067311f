"""What data/ may say about accelerators, racks and models, and the words that qualify it."""

from claimbook import BaseUnit, Each, Field, Group, Kind, Leaf, TextField

UNITS = (BaseUnit("token", plurals=("tokens",), prefixes=True),)
"""What a model reads and writes, so that a rate and a time for each token say what they count."""

NUMBER_FORMATS = ("fp4", "fp8", "int8", "fp16", "bf16", "fp32")
"""The formats of operands and of what is sent, smallest first."""

LEVELS = ("hbm", "scale-up", "scale-out", "dc-fabric", "dc-interconnect")
"""What "the interconnect" is, from inside the package to between buildings."""

EXCHANGE_LEVELS = ("scale-up", "scale-out")
"""The levels that carry expert dispatch; its condition is about these and no others."""

DIRECTIONS = ("one-way", "bidirectional")

_PEAK = Leaf(unit="FLOP/s", qualifiers={"sparsity": ("dense", "sparse", "2:4")})
_INTEGER_PEAK = Leaf(unit="OP/s", qualifiers={"sparsity": ("dense", "sparse", "2:4")})
_BANDWIDTH = Leaf(unit="B/s", qualifiers={"direction": (*DIRECTIONS, "logical", "measured")})
_COUNT = Leaf(unit="1")
_TOKENS = Leaf(unit="token")
_FORMAT = Leaf(words=NUMBER_FORMATS)

_SYSTEM_FIELDS: dict[str, Field] = {
    "vendor": TextField(),
    "form": TextField(),
    "peak": Group(
        {name: _INTEGER_PEAK if name.startswith("int") else _PEAK for name in NUMBER_FORMATS}
    ),
    "memory": Each(Leaf(unit="B")),
    "levels": Each(Group({"technology": TextField(), "bandwidth": _BANDWIDTH}), keys=LEVELS),
}

ACCELERATOR = Kind("accelerator", fields=_SYSTEM_FIELDS)
"""One chip or package; every figure is that of one."""

RACK = Kind(
    "rack",
    fields={**_SYSTEM_FIELDS, "accelerator": TextField(), "gpus": _COUNT},
    required=("gpus",),
)
"""Many accelerators that are sold as one; every figure is the sum over all of them."""

SYSTEM_KINDS = (ACCELERATOR.name, RACK.name)
"""The kinds that have a roofline."""

_MODEL_FIELDS: dict[str, Field] = {
    "vendor": TextField(),
    "hidden_size": _COUNT,
    "layers": _COUNT,
    "total_parameters": _COUNT,
    "active_parameters": _COUNT,
    "query_heads": _COUNT,
    "kv_heads": _COUNT,
    "head_size": _COUNT,
    "kv_lora_rank": _COUNT,
    "rope_size": _COUNT,
    "original_context": _TOKENS,
}

MOE_MODEL = Kind(
    "moe-model",
    fields={
        **_MODEL_FIELDS,
        "expert_intermediate_size": _COUNT,
        "expert_matrices": _COUNT,
        "routed_experts": _COUNT,
        "shared_experts": _COUNT,
        "top_k": _COUNT,
        "expert_groups": _COUNT,
        "groups_per_token": _COUNT,
        "dense_layers": _COUNT,
        "ffn_intermediate_size": _COUNT,
        "dispatch": _FORMAT,
        "combine": _FORMAT,
    },
)

DENSE_MODEL = Kind(
    "dense-model",
    fields={**_MODEL_FIELDS, "ffn_intermediate_size": _COUNT, "ffn_matrices": _COUNT},
)
