"""Published results about sharding, collectives, dispatch and decoding, which come out as well.

Each test names the full value, and how the source rounded it to what it printed.
"""

from fractions import Fraction

import pytest

from claimbook.quantities import STANDARD, Style, print_quantity
from claimbook_roofline import UNITS

TABLE = STANDARD.extended(UNITS)


@pytest.fixture
def ask(book):
    opened = book({"wiki/index.md": "# Empty\n"})

    def asking(expression):
        answer = opened.evaluate(expression)
        assert [item.message for item in answer.diagnostics] == []
        return answer.value

    return asking


def to_places(quantity, places, unit):
    return print_quantity(quantity, Style(places=places, unit=TABLE.parse(unit))).number


def truncated(quantity, unit):
    return int(quantity.value / TABLE.parse(unit).factor)


# -- sharding -----------------------------------------------------------------------------------


def test_a_product_split_over_two_chips_needs_an_inner_size_that_is_printed_truncated(ask):
    found = ask('split_size(q("1.97e14 FLOPS"), q("4.5e10 B/s"))')
    assert found.value == Fraction(78800, 9)
    assert to_places(found, 2, "1") == "8755.56"
    assert truncated(found, "1") == 8755
    assert to_places(found, 0, "1") == "8756"
    assert ask("split_intensity(8756)").value == 4378


def test_int8_weights_and_arithmetic_need_a_batch_rounded_to_the_nearest(ask):
    found = ask('compute_bound_batch(q("3.94e14 OPS"), q("8.1e11 B/s"), "int8")')
    assert found.value == Fraction(19700, 81)
    assert to_places(found, 1, "tokens") == "243.2"
    assert to_places(found, 0, "tokens") == "243"


def test_int8_weights_under_bf16_arithmetic_need_a_batch_rounded_to_the_nearest(ask):
    found = ask('compute_bound_batch(q("1.97e14 FLOPS"), q("8.2e11 B/s"), "int8")')
    assert found.value == Fraction(4925, 41)
    assert to_places(found, 1, "tokens") == "120.1"
    assert to_places(found, 0, "tokens") == "120"


@pytest.mark.parametrize(
    ("peak", "bandwidth", "full", "printed"),
    [
        # 990 / 3.35 is 295.52, which the source truncates; its FP8 figure is twice the printed 295.
        ("990 TFLOPS", "3.35 TB/s", "295.52", 295),
        ("2250 TFLOPS", "8 TB/s", "281.25", 281),
        ("1980 TFLOPS", "3.35 TB/s", "591.04", 591),
        ("4500 TFLOPS", "8 TB/s", "562.50", 562),
    ],
)
def test_the_ridges_of_h100_and_b200_are_printed_truncated(ask, peak, bandwidth, full, printed):
    found = ask(f'machine_balance(q("{peak}"), q("{bandwidth}"))')
    assert to_places(found, 2, "FLOP/B") == full
    assert truncated(found, "FLOP/B") == printed


def test_the_printed_590_is_twice_a_truncated_figure_and_not_the_ridge(ask):
    found = ask('machine_balance(q("1980 TFLOPS"), q("3.35 TB/s"))')
    assert 2 * truncated(found / 2, "FLOP/B") == 590
    assert to_places(found, 0, "FLOP/B") == "591"


@pytest.mark.parametrize(
    ("arguments", "exact"),
    [
        # A TPU v5p over one axis and over three; all of these are printed exactly.
        ('q("4.59e14 FLOPS"), q("1.8e11 B/s")', 2550),
        ('q("4.59e14 FLOPS"), q("1.8e11 B/s"), axes=3', 850),
        # H100 and B200 inside a node and across nodes.
        ('q("990e12 FLOPS"), q("450e9 B/s")', 2200),
        ('q("990e12 FLOPS"), q("400e9 B/s")', 2475),
        ('q("2250e12 FLOPS"), q("900e9 B/s")', 2500),
        ('q("2250e12 FLOPS"), q("400e9 B/s")', 5625),
        # A mixture of 128 experts, 4 of which a token uses.
        ('q("990e12 FLOPS"), q("400e9 B/s"), experts=128, top_k=4', 79200),
    ],
)
def test_the_tokens_on_each_chip_that_data_parallelism_needs_are_exact(ask, arguments, exact):
    found = ask(f"data_parallel_batch({arguments})")
    assert found.value == exact
    assert found.unit.symbol == "tokens"


def test_a_mixed_batch_that_was_printed_432_is_433_and_a_half(ask):
    found = ask('mixed_parallel_batch(q("4.59e14 FLOPS"), q("1.8e11 B/s"), 30000)')
    assert found.value == Fraction(2 * 2550**2, 30000) == Fraction(867, 2)
    assert to_places(found, 1, "tokens") == "433.5"
    assert "432" not in {str(truncated(found, "tokens")), to_places(found, 0, "tokens")}


def test_a_split_that_was_printed_14_37_is_13_03(ask):
    found = ask('tensor_parallel_ranks(q("990e12 FLOPS"), q("450e9 B/s"), 28672)')
    assert found.value == Fraction(28672, 2200)
    assert to_places(found, 2, "1") == "13.03"
    # The printed figure is that of another balance than the one it is said to be of.
    assert f"{28672 / 1995:.2f}" == "14.37"


# -- collectives --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ranks", "full", "printed"), [("", "74.57", "75"), (", ranks=8", "65.24", "65")]
)
def test_an_all_gather_over_eight_gpus_is_rounded_to_the_nearest(ask, ranks, full, printed):
    volume = 'matmul_bytes(1024, 16384, 0, bytes="bf16")'
    found = ask(f'all_gather_time({volume}, q("450e9 B/s"){ranks})')
    assert to_places(found, 2, "us") == full
    assert to_places(found, 0, "us") == printed


def test_a_larger_all_gather_is_printed_to_two_places(ask):
    volume = 'q("2 B") * 4096 * 65536'
    found = ask(f'all_gather_time({volume}, q("450e9 B/s"), ranks=8)')
    assert found.value == Fraction(2 * 4096 * 65536 * 7, 36 * 10**11)
    assert to_places(found, 4, "ms") == "1.0439"
    assert to_places(found, 2, "ms") == "1.04"


# -- expert dispatch ----------------------------------------------------------------------------

STEP = 'dispatch_time(32, experts=9, hidden_size=7000, layers=61, bandwidth=q("{} GB/s"))'


def test_dispatch_over_a_nic_comes_out_at_every_step(ask):
    step = STEP.format(50)
    assert ask(f"{step}.volume").value == 6_048_000
    assert to_places(ask(step), 2, "us") == "120.96"
    assert ask(step).value == Fraction(12096, 10**8)
    assert ask(f"{step}.per_layer").value == Fraction(24192, 10**8)
    assert ask(f"{step}.total").value == Fraction(61 * 24192, 10**8)
    assert to_places(ask(f"{step}.total"), 3, "ms") == "14.757"
    assert to_places(ask(f"{step}.total"), 2, "ms") == "14.76"
    assert to_places(ask(f"{step}.per_token"), 2, "ms/token") == "14.76"


def test_the_rate_over_a_nic_is_printed_truncated(ask):
    found = ask(f"{STEP.format(50)}.rate")
    assert to_places(found, 2, "tokens/s") == "67.76"
    assert truncated(found, "tokens/s") == 67
    assert to_places(found, 0, "tokens/s") == "68"


def test_dispatch_over_a_rack_scale_link_is_eighteen_times_as_fast(ask):
    step = STEP.format(900)
    assert ask(step).value == Fraction(672, 10**8)
    assert ask(f"{step}.per_layer").value == Fraction(1344, 10**8)
    assert ask(f"{step}.total").value == Fraction(81984, 10**8)
    assert to_places(ask(f"{step}.total"), 2, "ms") == "0.82"
    assert to_places(ask(f"{step}.rate"), 2, "tokens/s") == "1219.75"
    assert to_places(ask(f"{step}.rate"), 0, "tokens/s") == "1220"


def test_the_7k_of_the_source_is_7000_and_not_7168(ask):
    wider = 'dispatch_time(32, experts=9, hidden_size=7168, bandwidth=q("50 GB/s"))'
    assert to_places(ask(wider), 2, "us") == "123.86"


# -- decoding -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("batch", "exact", "places", "full"),
    [
        (4, Fraction(30 * 10**9 + 4 * 819 * 10**6, 16 * 81 * 10**10), 3, "2.568"),
        (
            256,
            Fraction(256 * 819 * 10**6, 16 * 81 * 10**10)
            + Fraction(2 * 256 * 30 * 10**9, 16 * 197 * 10**12),
            2,
            "21.05",
        ),
    ],
)
def test_a_decoding_step_of_a_30b_model_on_sixteen_chips(ask, batch, exact, places, full):
    found = ask(
        f'decode_time(30e9, {batch}, q("819 MB"), q("1.97e14 FLOPS"), q("8.1e11 B/s"), "int8", '
        "chips=16)"
    )
    assert found.value == exact
    assert to_places(found, places, "ms") == full


def test_the_source_truncates_the_small_batch_and_rounds_the_large_one(ask):
    step = (
        'decode_time(30e9, {}, q("819 MB"), q("1.97e14 FLOPS"), q("8.1e11 B/s"), "int8", chips=16)'
    )
    small, large = ask(step.format(4)), ask(step.format(256))
    assert truncated(small, "us") // 100 == 25
    assert to_places(small, 1, "ms") == "2.6"
    assert to_places(large, 0, "ms") == "21"


def test_latent_attention_is_compute_bound_from_about_128_heads_on(ask):
    found = ask('mla_compute_bound_heads(q("865 TFLOPS"), q("3.35 TB/s"))')
    assert found.value == Fraction(865, 1) / Fraction("3.35") / 2
    assert to_places(found, 1, "1") == "129.1"
    # Printed as 128, which is neither rounded nor truncated but a round number of heads.
    assert truncated(found, "1") == 129


@pytest.mark.parametrize(
    ("expression", "exact"),
    [
        ("kv_bytes(8, 128, 80)", 327_680),
        ("kv_bytes(8, 128, 126)", 516_096),
        ("mla_kv_bytes(512, 64, 61)", 70_272),
        ('mla_kv_bytes(512, 64, 61, bytes="fp8")', 35_136),
    ],
)
def test_the_cache_of_a_token_is_exact(ask, expression, exact):
    found = ask(expression)
    assert found.value == exact
    assert str(found.dimension) == "B/token"


@pytest.mark.parametrize(
    ("expression", "exact"),
    [
        ("attention_intensity(64, 64)", 1),
        ("attention_intensity(64, 8)", 8),
        ("attention_intensity(64, 1)", 64),
        ("attention_intensity(64, 8, queries=2)", 16),
        ('attention_intensity(64, 8, bytes="fp8")', 16),
        ("attention_intensity(64, 8, context=8)", Fraction(8, 2)),
        ("mla_intensity(128, 576, 512)", Fraction(128 * 1088, 576)),
        ("mla_intensity(128, 576, 576)", 256),
    ],
)
def test_decoding_attention_does_little_with_each_byte(ask, expression, exact):
    assert ask(expression).value == exact
