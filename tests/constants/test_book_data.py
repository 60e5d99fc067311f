"""The figures of this repository's own data/, typed a second time: no typing error stays unseen."""

from fractions import Fraction
from pathlib import Path

import pytest

from claimbook import Book, Quantity, open_book

ROOT = Path(__file__).resolve().parents[2]
TERA = 10**12
GIGA = 10**9


@pytest.fixture(scope="module")
def this_book() -> Book:
    return open_book(ROOT)


def value(book: Book, expression: str) -> Fraction:
    answer = book.evaluate(expression)
    assert answer.diagnostics == ()
    assert isinstance(answer.value, Quantity)
    return answer.value.value


# Peaks in TFLOPS, dense.
PEAKS = {
    "gb300": {"fp4": "15000", "fp8": "5000", "bf16": "2500"},
    "gb200": {"fp4": "10000", "fp8": "5000", "bf16": "2500"},
    "b200": {"fp4": "9000", "fp8": "4500", "bf16": "2250"},
    "b300-hgx": {"fp4": "14000", "fp8": "4500", "bf16": "2250"},
    "h100-sxm": {"fp8": "1979", "bf16": "989"},
    "h200": {"fp8": "1979", "bf16": "989"},
    "h800": {"fp8": "1979", "bf16": "989"},
    "h20": {"fp8": "296", "bf16": "148"},
    "mi300x": {"fp8": "2610", "bf16": "1307"},
    "ascend-910c": {"int8": "1504", "bf16": "752"},
    "ascend-950dt": {"fp4": "1783", "fp8": "919", "bf16": "486"},
    "gb300-nvl72": {"fp4": "1080000", "fp8": "360000", "bf16": "180000"},
}

# Memory in GB; HBM in TB/s; scale-up one way in GB/s; the NIC in Gb/s.
BANDWIDTHS = {
    "gb300": ("288", "8", "900", "800"),
    "gb200": ("186", "8", "900", "800"),
    "b200": ("180", "7.7", "900", "400"),
    "b300-hgx": ("288", "7.75", "900", "800"),
    "h100-sxm": ("80", "3.35", "450", "400"),
    "h200": ("141", "4.8", "450", "400"),
    "h800": ("80", "3.35", "200", "400"),
    "h20": ("96", "4.0", "450", "400"),
    "mi300x": ("192", "5.3", "448", "400"),
    "ascend-910c": ("128", "3.2", "392", "400"),
    "ascend-950dt": ("96", "4.0", "840", None),
    "gb300-nvl72": ("20000", "576", "64800", None),
}

# hidden size, d, matrices, routed, top-k, shared, layers, total and active in billions.
EXPERTS = {
    "deepseek-v4-pro": (7168, 3072, 3, 384, 6, 1, 61, 1600, 49),
    "deepseek-v4-flash": (4096, 2048, 3, 256, 6, 1, 43, 284, 13),
    "deepseek-v3": (7168, 2048, 3, 256, 8, 1, 61, 671, 37),
    "qwen3-235b-a22b": (4096, 1536, 3, 128, 8, 0, 94, 235, 22),
    "kimi-k2": (7168, 2048, 3, 384, 8, 1, 61, 1000, 32),
    "glm-4-5": (5120, 1536, 3, 160, 8, 1, 92, 355, 32),
    "mixtral-8x7b": (4096, 14336, 3, 8, 2, 0, 32, 47, 13),
}
EXPERT_FIELDS = (
    "hidden_size",
    "expert_intermediate_size",
    "expert_matrices",
    "routed_experts",
    "top_k",
    "shared_experts",
    "layers",
)

# Leading dense layers and the width of their feed-forward part.
LEADING = {"deepseek-v3": (3, 18432), "kimi-k2": (1, 18432), "glm-4-5": (3, 12288)}

# Heads that ask, heads that are kept, elements of a head; or heads, latent elements, rotary ones.
HEADS = {
    "gpt-3-175b": (96, 96, 128),
    "llama-3-70b": (64, 8, 128),
    "mixtral-8x7b": (32, 8, 128),
    "qwen3-235b-a22b": (64, 4, 128),
    "deepseek-v4-pro": (128, 1, 512),
    "deepseek-v4-flash": (64, 1, 512),
}
LATENT = {"deepseek-v3": (128, 512, 64), "kimi-k2": (64, 512, 64)}

# The worked example of Insights into DeepSeek-V3, section 2.3.2: 7K is 7000 there.
STEP = {
    "tokens": 32,
    "experts": 9,
    "hidden-size": 7000,
    "nic.bandwidth": 50 * GIGA,
    "nvl72.bandwidth": 900 * GIGA,
}

# hidden size, feed-forward size, matrices, layers, total in billions.
DENSE = {
    "llama-3-70b": (8192, 28672, 3, 80, 70),
    "gpt-3-175b": (12288, 49152, 2, 96, 175),
}


def test_every_system_and_model_of_the_book_stands_in_a_table(this_book: Book) -> None:
    kinds: dict[str, set[str]] = {}
    for name, subject in this_book.catalogue.subjects.items():
        kinds.setdefault(subject.kind or "free", set()).add(name)
    assert kinds["accelerator"] | kinds["rack"] == set(PEAKS) == set(BANDWIDTHS)
    assert kinds["moe-model"] == set(EXPERTS)
    assert kinds["dense-model"] == set(DENSE)
    assert kinds["free"] == {
        "sm100-deepep",
        "h800-measured",
        "virgo-fabric",
        "report-2026-04-24",
        "deepseek-v3-step",
    }


@pytest.mark.parametrize("system", PEAKS)
def test_the_peaks_of_a_system_are_dense_and_these(this_book: Book, system: str) -> None:
    prefix = f"{system}.peak."
    stated = {path for path in this_book.catalogue.specs if path.startswith(prefix)}
    assert stated == {prefix + number_format for number_format in PEAKS[system]}
    for number_format, teraflops in PEAKS[system].items():
        assert value(this_book, f'spec("{prefix}{number_format}")') == Fraction(teraflops) * TERA
        assert this_book.catalogue.specs[prefix + number_format].qualifiers["sparsity"] == "dense"


@pytest.mark.parametrize("system", BANDWIDTHS)
def test_the_memory_and_bandwidths_of_a_system_are_these(this_book: Book, system: str) -> None:
    memory, hbm, scale_up, nic = BANDWIDTHS[system]
    number_format = next(iter(PEAKS[system]))
    link = f'roofline("{system}", "{number_format}", direction="one-way").bandwidth'
    assert value(this_book, f'spec("{system}.memory.hbm")') == Fraction(memory) * GIGA
    assert value(this_book, f'spec("{system}.levels.hbm.bandwidth")') == Fraction(hbm) * TERA
    assert value(this_book, link) == Fraction(scale_up) * GIGA
    path = f"{system}.levels.scale-out.bandwidth"
    if nic is None:
        assert path not in this_book.catalogue.specs
    else:
        assert value(this_book, f'spec("{path}")') == Fraction(nic) * GIGA / 8
        assert this_book.catalogue.specs[path].text == f"{nic} Gb/s"


@pytest.mark.parametrize("model", EXPERTS)
def test_the_sizes_of_a_mixture_model_are_these(this_book: Book, model: str) -> None:
    *sizes, total, active = EXPERTS[model]
    found = [value(this_book, f'spec("{model}.{name}")') for name in EXPERT_FIELDS]
    assert found == sizes
    assert value(this_book, f'spec("{model}.total_parameters")') == total * GIGA
    assert value(this_book, f'spec("{model}.active_parameters")') == active * GIGA
    # The experts alone are nearly all of a mixture model, whose total is published rounded.
    hidden, d, matrices, routed, _, _, layers = sizes
    dense, _ = LEADING.get(model, (0, 0))
    experts = (layers - dense) * routed * matrices * hidden * d
    assert Fraction("0.9") < Fraction(experts, total * GIGA) < Fraction("1.02")


@pytest.mark.parametrize(
    ("model", "threshold"),
    [
        ("deepseek-v4-pro", 6144),
        ("deepseek-v4-flash", 4096),
        ("deepseek-v3", 4096),
        ("qwen3-235b-a22b", 3072),
        ("kimi-k2", 4096),
        ("glm-4-5", 3072),
        ("mixtral-8x7b", 28672),
    ],
)
def test_the_threshold_of_a_mixture_model_is_twice_its_d(
    this_book: Book, model: str, threshold: int
) -> None:
    assert value(this_book, f'threshold("{model}")') == threshold


@pytest.mark.parametrize("model", EXPERTS)
def test_only_what_states_its_leading_dense_layers_has_them(this_book: Book, model: str) -> None:
    names = (f"{model}.dense_layers", f"{model}.ffn_intermediate_size")
    if model in LEADING:
        assert tuple(value(this_book, f'spec("{name}")') for name in names) == LEADING[model]
    else:
        assert not set(names) & set(this_book.catalogue.specs)


@pytest.mark.parametrize("model", HEADS)
def test_the_heads_of_a_model_are_these(this_book: Book, model: str) -> None:
    names = ("query_heads", "kv_heads", "head_size")
    assert tuple(value(this_book, f'spec("{model}.{name}")') for name in names) == HEADS[model]


@pytest.mark.parametrize("model", LATENT)
def test_the_latent_attention_of_a_model_is_this_and_has_no_kept_heads(
    this_book: Book, model: str
) -> None:
    names = ("query_heads", "kv_lora_rank", "rope_size")
    assert tuple(value(this_book, f'spec("{model}.{name}")') for name in names) == LATENT[model]
    assert f"{model}.kv_heads" not in this_book.catalogue.specs


def test_the_context_and_the_routing_groups_are_these(this_book: Book) -> None:
    assert value(this_book, 'spec("llama-3-70b.original_context")') == 8192
    assert value(this_book, 'spec("deepseek-v3.expert_groups")') == 8
    assert value(this_book, 'spec("deepseek-v3.groups_per_token")') == 4


@pytest.mark.parametrize("name", STEP)
def test_the_settings_of_the_worked_example_are_these(this_book: Book, name: str) -> None:
    assert value(this_book, f'spec("deepseek-v3-step.{name}")') == STEP[name]


def test_a_peak_printed_as_10_is_not_taken_as_5_to_15(this_book: Book) -> None:
    assert not this_book.catalogue.specs["gb200.peak.fp4"].approximate
    answer = this_book.evaluate('roofline("gb200", "fp4", model="deepseek-v4-pro").hidden')
    assert answer.printed is not None
    assert answer.printed.text == "否"


@pytest.mark.parametrize("model", DENSE)
def test_the_sizes_of_a_dense_model_are_these(this_book: Book, model: str) -> None:
    *sizes, total = DENSE[model]
    names = ("hidden_size", "ffn_intermediate_size", "ffn_matrices", "layers")
    assert [value(this_book, f'spec("{model}.{name}")') for name in names] == sizes
    assert value(this_book, f'spec("{model}.total_parameters")') == total * GIGA


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('spec("sm100-deepep.dispatch.bandwidth")', "726e9"),
        ('spec("sm100-deepep.combine.bandwidth")', "740e9"),
        ('spec("sm100-deepep.expert-parallel-size")', "8"),
        ('spec("h800-measured.scale-up.bandwidth")', "160e9"),
        ('spec("h800-measured.scale-out.bandwidth")', "40e9"),
        ('spec("virgo-fabric.chips")', "134000"),
        ('spec("virgo-fabric.dc-fabric.bisection-bandwidth")', "5.875e15"),
        ('spec("gb300-nvl72.gpus")', "72"),
        ('spec("report-2026-04-24.rack.fp4")', "1.1e18"),
        ('spec("report-2026-04-24.rack.bandwidth")', "1.3e14"),
        ('spec("report-2026-04-24.threshold.rounded")', "6100"),
        ('spec("report-2026-04-24.gates.fp8")', "900e9"),
        ('spec("report-2026-04-24.gates.fp4")', "1.6e12"),
        ('spec("report-2026-04-24.gates.frontier")', "3e12"),
    ],
)
def test_what_was_measured_and_reported_is_this(
    this_book: Book, expression: str, expected: str
) -> None:
    assert value(this_book, expression) == Fraction(expected)


@pytest.mark.parametrize(
    ("path", "rivals"),
    [
        ("gb200.peak.fp4", ["9 PFLOPS"]),
        ("gb200.levels.scale-out.bandwidth", ["400 Gb/s"]),
        ("b200.levels.hbm.bandwidth", ["8 TB/s"]),
        ("b200.levels.scale-out.bandwidth", ["800 Gb/s"]),
        ("b300-hgx.peak.fp4", ["13125 TFLOPS", "12.6 PFLOPS"]),
        ("h100-sxm.peak.fp8", ["1978 TFLOPS"]),
        ("ascend-910c.peak.bf16", ["780 TFLOPS"]),
        ("gb300-nvl72.peak.fp4", ["1440 PFLOPS", "1100 PFLOPS"]),
        ("gb300-nvl72.peak.fp8", ["720 PFLOPS"]),
        ("gb300-nvl72.levels.scale-up.bandwidth", ["130 TB/s"]),
    ],
)
def test_where_sources_conflict_the_others_are_kept(
    this_book: Book, path: str, rivals: list[str]
) -> None:
    assert [rival.text for rival in this_book.catalogue.specs[path].rivals] == rivals


def test_the_sparse_figures_of_the_rack_say_that_they_are_sparse(this_book: Book) -> None:
    said = {
        rival.text: rival.qualifiers["sparsity"]
        for name in ("fp4", "fp8")
        for rival in this_book.catalogue.specs[f"gb300-nvl72.peak.{name}"].rivals
    }
    assert said == {"1440 PFLOPS": "sparse", "1100 PFLOPS": "dense", "720 PFLOPS": "sparse"}


@pytest.mark.parametrize(
    ("number_format", "printed"), [("fp8", "2.778"), ("fp4", "8.333"), ("bf16", "1.389")]
)
def test_the_rack_has_exactly_the_balance_of_its_chip(
    this_book: Book, number_format: str, printed: str
) -> None:
    asked = f'roofline("{{}}", "{number_format}", direction="bidirectional")'
    rack = value(this_book, asked.format("gb300-nvl72"))
    assert rack == value(this_book, asked.format("gb300"))
    assert f"{float(rack) / 1000:.3f}" == printed


def test_an_int8_peak_is_not_compared_with_a_threshold_of_floating_point(this_book: Book) -> None:
    answer = this_book.evaluate('roofline("ascend-910c", "int8", model="deepseek-v4-pro")')
    assert [found.code.slug for found in answer.diagnostics] == ["scope-refused"]
    answer = this_book.evaluate('roofline("ascend-910c", "fp8")')
    assert [found.code.slug for found in answer.diagnostics] == ["scope-refused"]


def test_nothing_is_published_about_a_chip_without_a_source(this_book: Book) -> None:
    assert not any("mlu" in name for name in this_book.catalogue.subjects)


def test_what_is_not_verified_is_this(this_book: Book) -> None:
    assert {
        path
        for path, spec in this_book.catalogue.specs.items()
        if any(one.confidence == "unverified" for one in (spec, *spec.rivals))
    } == {
        "gb300.memory.hbm",
        "gb200.levels.scale-out.bandwidth",
        "h800.levels.hbm.bandwidth",
        "h20.levels.scale-out.bandwidth",
        "mi300x.levels.scale-out.bandwidth",
    }
