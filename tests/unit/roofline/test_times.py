"""Collectives, overlap and batches: their limits, their options, and what they refuse."""

from fractions import Fraction

import pytest

from claimbook.quantities import assumptions

V, W = 'q("8 MB")', 'q("100 GB/s")'


@pytest.mark.parametrize(
    ("call", "expected_us"),
    [
        (f"all_gather_time({V}, {W})", 80),
        (f"all_gather_time({V}, {W}, ranks=8)", 70),
        (f"all_gather_time({V}, {W}, ranks=2)", 40),
        (f'all_gather_time({V}, {W}, ranks=8, topology="switch")', 70),
        (f'all_gather_time({V}, {W}, topology="ring")', 80),
        (f'all_gather_time({V}, {W}, ranks=8, topology="ring")', 80),
        (f"reduce_scatter_time({V}, {W}, ranks=8)", 70),
        (f'reduce_scatter_time({V}, {W}, topology="ring")', 80),
        (f"all_reduce_time({V}, {W}, ranks=8)", 140),
        (f'all_reduce_time({V}, {W}, topology="ring")', 160),
        (f"all_to_all_time({V}, {W}, ranks=8)", Fraction(70, 8)),
        (f"all_to_all_time({V}, {W}, ranks=2)", 20),
        (f'all_to_all_time({V}, {W}, topology="ring")', 20),
        # The latency of the hops is a floor; the farthest of three ranks, or of two, is one away.
        (f'all_gather_time({V}, {W}, ranks=3, topology="ring", latency=q("100 us"))', 100),
        (f'all_gather_time({V}, {W}, ranks=2, topology="ring", latency=q("100 us"))', 100),
        (f'all_gather_time({V}, {W}, ranks=9, topology="ring", latency=q("100 us"))', 400),
        (f'all_gather_time({V}, {W}, ranks=8, latency=q("1 us"))', 70),
        (f'all_gather_time({V}, {W}, ranks=8, latency=q("100 us"))', 100),
        (f'all_gather_time({V}, {W}, ranks=8, latency=q("10 us"), hops=8)', 80),
        (f'all_gather_time({V}, {W}, ranks=8, topology="ring", latency=q("30 us"))', 120),
        (f'all_gather_time({V}, {W}, topology="ring", latency=q("30 us"), hops=3)', 90),
        (f'all_reduce_time({V}, {W}, ranks=8, latency=q("100 us"))', 200),
        (f'all_to_all_time({V}, {W}, ranks=8, latency=q("10 us"))', 10),
        (f'all_to_all_time({V}, {W}, ranks=8, topology="ring", latency=q("30 us"))', 120),
    ],
)
def test_a_collective_takes_its_share_of_the_volume_over_the_bandwidth(ask, call, expected_us):
    found = ask(call)
    assert found.value == Fraction(expected_us) / 10**6
    assert found.unit.symbol == "us"


def test_the_topology_stands_in_the_derivation(ask):
    told = {(i.name, i.value, i.origin) for i in assumptions(ask(f"all_gather_time({V}, {W})"))}
    assert told == {("topology", "switch", "default")}
    ring = ask(f'all_reduce_time({V}, {W}, topology="ring")')
    assert {(i.name, i.value, i.origin) for i in assumptions(ring)} == {
        ("topology", "ring", "stated")
    }
    hop = ask(f'all_gather_time({V}, {W}, latency=q("1 us"))')
    assert ("hops", "1", "assumed") in {(i.name, i.value, i.origin) for i in assumptions(hop)}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (f'all_gather_time({V}, {W}, topology="torus")', "there is no topology torus"),
        (f"all_gather_time({V}, {W}, ranks=1)", "ranks is a whole number from 2 on"),
        (f"all_to_all_time({V}, {W})", "an all-to-all on a switch depends on the ranks"),
        (f"all_gather_time({V}, {W}, hops=3)", "hops without a latency change nothing"),
        (
            f'all_gather_time({V}, {W}, topology="ring", latency=q("1 us"))',
            "the hops of a ring depend on its ranks",
        ),
        (f'all_gather_time({V}, q("0 GB/s"))', "bandwidth is above zero"),
        (
            f'all_gather_time({V}, spec("chip.levels.scale-up.bandwidth"))',
            "is a bidirectional bandwidth; this transfer uses one direction",
        ),
        (
            f'all_gather_time({V}, spec("chip.levels.scale-out.bandwidth"), topology="ring")',
            "is a one-way bandwidth; this transfer uses the sum of both directions",
        ),
        (f'all_gather_time({V}, spec("chip.levels.dc-fabric.bandwidth"))', "is a logical bandw"),
    ],
)
def test_a_collective_is_refused_what_it_is_not(refusal, call, message):
    assert message in refusal(call)


@pytest.mark.parametrize(
    ("overlap", "expected_ms"), [("", 3), (", overlap=1", 3), (", overlap=0", 5), (", 0.5", 4)]
)
def test_a_step_takes_between_the_longer_part_and_both(ask, overlap, expected_ms):
    found = ask(f'step_time(q("3 ms"), q("2 ms"){overlap})')
    assert found.value == Fraction(expected_ms, 1000)


def test_the_overlap_stands_in_the_derivation(ask):
    for call, origin in (("", "default"), (", overlap=1", "stated")):
        found = ask(f'step_time(q("3 ms"), q("2 ms"){call})')
        told = {(item.name, item.value, item.origin) for item in assumptions(found)}
        assert told == {("overlap", "1", origin)}


def test_an_overlap_beyond_all_and_a_token_in_no_time_are_refused(refusal):
    assert "overlap is from 0 to 1" in refusal('step_time(q("3 ms"), q("2 ms"), overlap=2)')
    assert "overlap is from 0 to 1" in refusal('step_time(q("3 ms"), q("2 ms"), overlap=-1)')
    assert "time is above zero" in refusal('token_rate(q("0 s"))')


def test_a_rate_is_that_of_a_time_or_of_a_time_for_each_token(ask):
    assert ask('token_rate(q("20 ms"))').value == 50
    assert ask('token_rate(q("20 ms/token"))').value == 50


# -- several levels -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bandwidths", "intensities", "expected"),
    [
        ('[q("8 TB/s")]', '[q("1000 FLOP/B")]', 5 * 10**15),
        ('[q("8 TB/s"), q("900 GB/s")]', '[q("1000 FLOP/B"), q("5000 FLOP/B")]', 45 * 10**14),
        ('[q("8 TB/s"), q("900 GB/s")]', '[q("100 FLOP/B"), q("5000 FLOP/B")]', 8 * 10**14),
        ('[q("8 TB/s"), q("900 GB/s")]', '[q("1000 FLOP/B"), q("6000 FLOP/B")]', 5 * 10**15),
        (
            '[roofline("chip", "fp8").bandwidth, spec("chip.levels.hbm.bandwidth")]',
            '[roofline("chip", "fp8"), q("625 FLOP/B")]',
            5 * 10**15,
        ),
    ],
)
def test_the_tightest_level_is_the_roof(ask, bandwidths, intensities, expected):
    found = ask(f'attainable(q("5 PFLOPS"), {bandwidths}, {intensities})')
    assert found.value == expected


def test_each_level_has_its_own_intensity(refusal, fault):
    call = 'attainable(q("5 PFLOPS"), [q("8 TB/s"), q("900 GB/s")], [q("1 FLOP/B")])'
    assert refusal(call) == "there are 2 bandwidths and 1 intensities"
    slug, message = fault('attainable(q("5 PFLOPS"), [], [])')
    assert (slug, message) == (
        "invalid-argument",
        "bandwidth takes a quantity, or a list of them",
    )
    slug, _ = fault('attainable(q("5 PFLOPS"), ["8 TB/s"], [q("1 FLOP/B")])')
    assert slug == "invalid-argument"


# -- products and batches -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "expected", "dimension"),
    [
        ("matmul_flops(2, 3, 5)", 60, "FLOP"),
        ("matmul_flops(2, 3, 5, integer=True)", 60, "OP"),
        ("matmul_bytes(2, 3, 5)", 2 * (6 + 15 + 10), "B"),
        ('matmul_bytes(2, 3, 5, bytes="fp8")', 6 + 15 + 10, "B"),
        ('matmul_bytes(2, 3, 5, bytes=["bf16", "int8", q("4 B")])', 12 + 15 + 40, "B"),
        ('matmul_intensity(2, 3, 5, bytes=["bf16", "int8", 4])', Fraction(60, 67), "FLOP/B"),
        ('matmul_intensity(q("2 tokens"), 3, 5)', Fraction(60, 62), "FLOP/B"),
        ('matmul_intensity(2, 3, 5, "int8", integer=True)', Fraction(60, 31), "OP/B"),
    ],
)
def test_the_matrices_of_a_product_may_have_formats_of_their_own(ask, call, expected, dimension):
    found = ask(call)
    assert (found.value, str(found.dimension)) == (expected, dimension)


@pytest.mark.parametrize("sizes", ["[1, 2]", "[]", "[1, 2, [3]]"])
def test_a_product_has_three_matrices(fault, sizes):
    slug, message = fault(f"matmul_bytes(2, 3, 5, bytes={sizes})")
    assert slug == "invalid-argument"
    assert message == "bytes takes one size, or a list of three: left, right and result"


P, B = 'q("900 TFLOPS")', 'q("3 TB/s")'


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (f"compute_bound_batch({P}, {B})", 300),
        (f"compute_bound_batch({P}, {B}, bytes=1)", 150),
        (f'compute_bound_batch({P}, {B}, "fp4")', 75),
        (f"compute_bound_batch({P}, {B}, experts=128, top_k=8)", 4800),
        (f"data_parallel_batch({P}, {B}, axes=2)", 150),
        (f"data_parallel_batch({P}, {B}, axes=2, experts=8, top_k=2)", 600),
        (f"tensor_parallel_ranks({P}, {B}, 12000)", 40),
        (f"tensor_parallel_ranks({P}, {B}, 12000, axes=2)", 80),
        (f'tensor_parallel_ranks({P}, {B}, 12000, bytes="fp8")', 80),
        (f"mixed_parallel_batch({P}, {B}, 12000)", 15),
        (f"mixed_parallel_batch({P}, {B}, 12000, axes=1)", 30),
        (f"mixed_parallel_batch({P}, {B}, 12000, overlapped=True)", Fraction(15, 4)),
        (f"split_size({P}, {B})", 600),
        (f"split_size({P}, {B}, chips=4)", 1800),
        ("split_intensity(600, chips=4)", 100),
        # Weights of 900 GB over 3 TB/s; the work of 300 tokens takes as long.
        (f'decode_time(450e9, 1, q("0 B"), {P}, {B}) / q("1 s")', Fraction(3, 10)),
        (f'decode_time(450e9, 300, q("0 B"), {P}, {B}) / q("1 s")', Fraction(3, 10)),
        (f'decode_time(450e9, 600, q("0 B"), {P}, {B}) / q("1 s")', Fraction(6, 10)),
        (f'decode_time(450e9, 600, q("0 B"), {P}, {B}, active=45e9) / q("1 s")', Fraction(3, 10)),
        (f'decode_time(450e9, 600, q("1 GB"), {P}, {B}) / q("1 s")', Fraction(8, 10)),
        (f'decode_time(450e9, 600, q("1 GB"), {P}, {B}, chips=8) / q("1 s")', Fraction(1, 10)),
        (f"mla_compute_bound_heads({P}, {B}, 576, 512)", Fraction(300 * 576, 1088)),
    ],
)
def test_batches_and_splits_follow_from_peak_over_bandwidth(ask, call, expected):
    assert ask(call).value == expected


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (f'compute_bound_batch(spec("chip.peak.fp4"), {B})', "is a sparse peak"),
        (f'data_parallel_batch(spec("chip.peak.fp4"), {B})', "is a sparse peak"),
        (f'tensor_parallel_ranks(spec("chip.peak.fp4"), {B}, 1)', "is a sparse peak"),
        (f'mixed_parallel_batch(spec("chip.peak.fp4"), {B}, 1)', "is a sparse peak"),
        (f'split_size(spec("chip.peak.fp4"), {B})', "is a sparse peak"),
        (f'decode_time(1, 1, q("1 B"), spec("chip.peak.fp4"), {B})', "is a sparse peak"),
        (f'mla_compute_bound_heads(spec("chip.peak.fp4"), {B})', "is a sparse peak"),
        (f"mla_compute_bound_heads({P}, {B}, 576)", "key_size and value_size go together"),
        (f"data_parallel_batch({P}, {B}, axes=1.5)", "axes is a whole number from 1 on"),
        (f"split_size({P}, {B}, chips=1)", "chips is a whole number from 2 on"),
        ("split_intensity(8, chips=1)", "chips is a whole number from 2 on"),
    ],
)
def test_batches_and_splits_are_refused_what_they_are_not(refusal, call, message):
    assert message in refusal(call)
