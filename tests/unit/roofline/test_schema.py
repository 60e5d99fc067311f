"""What the kinds of the roofline library take in data/, and what they refuse."""

import pytest

from claimbook.diagnostics import Diagnostics
from claimbook.quantities import STANDARD
from claimbook.sources import load_catalogue
from claimbook.workspace import Workspace
from claimbook_roofline import ACCELERATOR, DENSE_MODEL, MOE_MODEL, RACK, UNITS

RACK_FILE = """\
name: A rack
kind: rack
vendor: Somebody
form: one cabinet
accelerator: chip
gpus: {value: 72, source: sheet}
peak:
  fp8: {value: 360 PFLOPS, sparsity: dense, source: sheet}
memory:
  hbm: {value: 20 TB, source: sheet}
levels:
  scale-up:
    technology: a switch
    bandwidth: {value: 129.6 TB/s, direction: bidirectional, source: sheet}
"""

MODEL_FILE = """\
name: A model
kind: moe-model
layers: {value: 61, source: sheet}
dense_layers: {value: 3, source: sheet}
ffn_intermediate_size: {value: 18432, source: sheet}
expert_groups: {value: 8, source: sheet}
groups_per_token: {value: 4, source: sheet}
query_heads: {value: 128, source: sheet}
kv_lora_rank: {value: 512, source: sheet}
rope_size: {value: 64, source: sheet}
original_context: {value: 4096 tokens, source: sheet}
"""

DENSE_FILE = """\
name: A model without experts
kind: dense-model
query_heads: {value: 64, source: sheet}
kv_heads: {value: 8, source: sheet}
head_size: {value: 128, source: sheet}
"""


def told(content: str) -> list[str]:
    found = Diagnostics()
    load_catalogue(
        Workspace.from_mapping(
            {"data/one.yml": content, "data/sources/sheet.yml": "title: A sheet\nkind: primary\n"}
        ),
        data_folder="data",
        raw_folder="raw",
        kinds={kind.name: kind for kind in (ACCELERATOR, RACK, MOE_MODEL, DENSE_MODEL)},
        units=STANDARD.extended(UNITS),
        diagnostics=found,
    )
    return [item.code.slug for item in found]


@pytest.mark.parametrize("content", [RACK_FILE, MODEL_FILE, DENSE_FILE])
def test_what_the_kinds_have_a_place_for_is_taken(content: str) -> None:
    assert told(content) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("gpus: {value: 72, source: sheet}\n", ""),
        ("gpus: {value: 72,", "gpus: {value: 72 GB,"),
        ("value: 360 PFLOPS", "value: 360 POPS"),
        ("sparsity: dense", "sparsity: thin"),
        ("  scale-up:", "  nvlink:"),
        ("accelerator: chip", "chips: chip"),
    ],
)
def test_a_rack_with_anything_else_is_refused(before: str, after: str) -> None:
    assert before in RACK_FILE
    assert told(RACK_FILE.replace(before, after)) != []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("value: 4096 tokens", "value: 4096"),
        ("query_heads: {value: 128,", "query_heads: {value: 128 tokens,"),
        ("kv_lora_rank", "lora_rank"),
    ],
)
def test_the_attention_of_a_model_with_anything_else_is_refused(before: str, after: str) -> None:
    assert before in MODEL_FILE
    assert told(MODEL_FILE.replace(before, after)) != []


def test_a_dense_model_has_no_groups_of_experts() -> None:
    assert told(DENSE_FILE + "expert_groups: {value: 8, source: sheet}\n") != []


def test_a_rack_has_no_leading_dense_layers() -> None:
    assert told(MODEL_FILE.replace("moe-model", "rack")) != []


def test_an_accelerator_does_not_count_its_gpus() -> None:
    assert told(RACK_FILE.replace("kind: rack", "kind: accelerator")) != []
