"""What the formulas of the field promise of each other, whatever the figures are."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from claimbook.quantities import constant
from claimbook_roofline import (
    all_gather_time,
    all_reduce_time,
    all_to_all_time,
    attainable,
    attention_intensity,
    compute_bound_batch,
    data_parallel_batch,
    distinct_destinations,
    element_bytes,
    expert_threshold,
    intensity,
    machine_balance,
    matmul_bytes,
    matmul_flops,
    matmul_intensity,
    minimum_intermediate_size,
    reduce_scatter_time,
    split_intensity,
    split_size,
    step_time,
    token_rate,
)
from claimbook_roofline.corrections import remote_share, shared_work

sizes = st.integers(1, 2**17)
ranks = st.integers(2, 1024)
positive = st.fractions(Fraction(1, 100), 10_000, max_denominator=100)
shares = st.fractions(0, 1, max_denominator=100)


def peaks():
    return positive.map(lambda value: constant(value, "TFLOPS"))


def links():
    return positive.map(lambda value: constant(value, "GB/s"))


def byte(value):
    return constant(value, "B")


@given(sizes, sizes, st.integers(1, 4))
def test_a_threshold_grows_with_the_size_of_an_expert(size, more, matrices):
    smaller = expert_threshold(matrices, size, byte(1), byte(2))
    larger = expert_threshold(matrices, size + more, byte(1), byte(2))
    assert larger.value > smaller.value
    assert larger.value * size == smaller.value * (size + more)


@given(sizes, positive, positive, positive)
def test_a_threshold_falls_with_the_bytes_that_are_sent(size, there, back, more):
    few = expert_threshold(3, size, byte(there), byte(back))
    many = expert_threshold(3, size, byte(there), byte(back + more))
    assert many.value < few.value


@given(peaks(), links(), st.integers(1, 4), positive, positive)
def test_the_smallest_expert_that_hides_its_exchange_has_the_balance_as_threshold(
    peak, link, matrices, there, back
):
    size = minimum_intermediate_size(peak, link, matrices, byte(there), byte(back))
    limit = expert_threshold(matrices, size, byte(there), byte(back))
    assert limit.value == machine_balance(peak, link).value


@given(st.integers(1, 512), st.integers(1, 32))
def test_a_token_reaches_at_most_its_experts_and_at_most_all_ranks(destinations, top_k):
    found = distinct_destinations(destinations, top_k).value
    assert 1 <= found <= min(destinations, top_k)


@given(st.integers(2, 512), st.integers(1, 32))
def test_the_share_that_leaves_a_rank_nears_all_of_it_as_ranks_grow(count, top_k):
    assert remote_share(count).value < remote_share(count + 1).value < 1
    assert shared_work(top_k, 0).value == 1


@given(st.integers(1, 4096))
def test_a_scale_factor_weighs_less_the_more_elements_share_it(block):
    assert element_bytes("fp8", block).value > element_bytes("fp8", block + 1).value > 1


@given(positive, links(), ranks)
def test_an_all_reduce_is_a_reduce_scatter_and_an_all_gather(volume, link, count):
    gathered = all_gather_time(byte(volume), link, count).value
    assert reduce_scatter_time(byte(volume), link, count).value == gathered
    assert all_reduce_time(byte(volume), link, count).value == 2 * gathered
    assert all_to_all_time(byte(volume), link, count).value * count == gathered


@given(positive, links(), ranks)
def test_a_collective_nears_volume_over_bandwidth_from_below(volume, link, count):
    limit = all_gather_time(byte(volume), link).value
    fewer = all_gather_time(byte(volume), link, count).value
    assert fewer < all_gather_time(byte(volume), link, count + 1).value < limit
    assert all_gather_time(byte(volume), link, count, "ring").value == limit
    assert all_to_all_time(byte(volume), link, None, "ring").value * 4 == limit


@given(positive, links(), ranks, positive)
def test_a_collective_never_takes_less_than_its_hops(volume, link, count, latency):
    hop = constant(latency, "us")
    bare = all_gather_time(byte(volume), link, count, "ring").value
    found = all_gather_time(byte(volume), link, count, "ring", hop).value
    assert found == max(bare, hop.value * (count // 2))


@given(positive, positive, shares)
def test_overlap_saves_at_most_half_of_the_time(compute, communication, overlap):
    there, back = constant(compute, "ms"), constant(communication, "ms")
    none, some, full = (step_time(there, back, each).value for each in (0, overlap, 1))
    assert full <= some <= none <= 2 * full
    assert full == max(there.value, back.value)
    assert none == there.value + back.value


@given(positive)
def test_a_rate_is_one_over_the_time_of_a_token(time):
    assert token_rate(constant(time, "ms")).value * time == 1000


@given(sizes, sizes, sizes, st.sampled_from([1, 2, 4]))
def test_the_intensity_of_a_product_is_its_work_over_its_bytes(m, n, k, size):
    expected = intensity(matmul_flops(m, n, k), matmul_bytes(m, n, k, size))
    assert matmul_intensity(m, n, k, size).value == expected.value
    assert matmul_intensity(m, n, k, [size] * 3).value == expected.value


@given(peaks(), st.lists(st.tuples(links(), positive), min_size=1, max_size=4))
def test_another_level_never_raises_the_roof(peak, levels):
    bandwidths = [link for link, _ in levels]
    works = [constant(work, "FLOP/B") for _, work in levels]
    found = attainable(peak, bandwidths, works).value
    assert found <= peak.value
    assert found == min(
        attainable(peak, link, work).value for link, work in zip(bandwidths, works, strict=True)
    )


@given(peaks(), links(), positive)
def test_the_neutral_options_of_a_batch_change_nothing(peak, link, size):
    bare = compute_bound_batch(peak, link, byte(size)).value
    assert data_parallel_batch(peak, link, byte(size)).value == bare
    assert compute_bound_batch(peak, link, byte(size), 8, 8).value == bare
    assert bare == machine_balance(peak, link).value * size / 2


@given(peaks(), links(), ranks)
def test_a_split_product_of_the_smallest_size_has_the_balance_as_intensity(peak, link, chips):
    size = split_size(peak, link, chips)
    assert split_intensity(size, chips).value == machine_balance(peak, link).value


@given(st.integers(1, 128), st.integers(1, 16), st.integers(1, 10**6))
def test_attention_nears_its_intensity_as_the_context_grows(heads, group, context):
    limit = attention_intensity(heads * group, heads).value
    assert limit == group
    shorter = attention_intensity(heads * group, heads, context=context).value
    assert shorter < attention_intensity(heads * group, heads, context=context + 1).value < limit
