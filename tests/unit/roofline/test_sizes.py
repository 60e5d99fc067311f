"""Sizes of all formulas: plain numbers where bytes are meant, and nothing below zero."""

from fractions import Fraction

import pytest

PEAK, LINK = 'q("5 PFLOPS")', 'q("900 GB/s")'


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("expert_threshold(3, 3072, 1, 2)", 6144),
        ('expert_threshold(3, 3072, "fp8", "bf16")', 6144),
        ('expert_threshold(3, 3072, q("1 B"), "bf16")', 6144),
        ("expert_threshold(3, 3072, 0.5, 2)", Fraction(2 * 3 * 3072 * 2, 5)),
        ("intensity(6, 2)", 3),
        ('intensity(q("6 FLOP"), 2)', 3),
        ('intensity(6, q("2 B"))', 3),
        ("matmul_bytes(4, 8, 0)", 64),
    ],
)
def test_plain_numbers_are_bytes_where_bytes_are_meant(ask, call, expected):
    found = ask(call)
    assert found.value == expected
    assert str(found.dimension) == ("B" if "bytes" in call else "FLOP/B")


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("intensity(6, -2)", "bytes"),
        ("matmul_intensity(1, -8, 2)", "n"),
        ("matmul_flops(1, -8, 2)", "n"),
        ("matmul_bytes(1, 8, -2)", "k"),
        ("expert_threshold(-3, 3072, 1, 2)", "matrices"),
        (f"machine_balance({PEAK}, -{LINK})", "bandwidth"),
        ("headroom(-1, 2)", "threshold"),
        ("excess(-1, 2)", "balance"),
        (f"attainable({PEAK}, -{LINK}, 3)", "bandwidth"),
        (f'required_bandwidth(q("1 FLOP/B"), {PEAK}, -1)', "headroom"),
        (f'sustained_peak(q("1 FLOP/B"), -{LINK})', "bandwidth"),
        (f"minimum_intermediate_size({PEAK}, {LINK}, -3)", "matrices"),
        (f"tensor_parallel_ranks({PEAK}, {LINK}, -1)", "intermediate_size"),
        ("split_intensity(-1)", "size"),
        ("attention_intensity(-1, 2)", "query_heads"),
        ("mla_intensity(1, -2, 2)", "key_size"),
        ("kv_bytes(-1, 8, 8)", "kv_heads"),
        ("mla_kv_bytes(1, 8, -8)", "layers"),
        ('step_time(q("-1 ms"), q("1 ms"))', "compute"),
        (f'all_gather_time(q("-1 B"), {LINK})', "volume"),
    ],
)
def test_a_size_below_zero_is_refused(refusal, call, name):
    assert refusal(call).startswith(f"{name} cannot be below zero, as -")


def test_a_token_uses_no_more_experts_than_there_are(refusal):
    assert refusal(f"compute_bound_batch({PEAK}, {LINK}, top_k=8)") == (
        "a token cannot use 8 of 1 experts"
    )
