"""What a threshold leaves out and can be told to count: each as a factor, each written down."""

from fractions import Fraction

import pytest

from claimbook.quantities import assumptions, inputs
from claimbook.render.text import explain


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", 6144),
        # The own part of each of N ranks is not sent.
        ("ranks=2", 12288),
        ("ranks=8", Fraction(6144 * 8, 7)),
        ("ranks=384", Fraction(6144 * 384, 383)),
        # Six routed experts and a shared one.
        ("shared=True", 7168),
        # A token goes to each of Z ranks once: Z(1 - (1 - 1/Z)^6) copies in place of 6.
        ("destinations=1", 6 * 6144),
        ("destinations=2", 6144 * 6 / (2 * (1 - Fraction(1, 2) ** 6))),
        ("destinations=8", 6144 * 6 / (8 * (1 - Fraction(7, 8) ** 6))),
        # To at most M nodes, once to each.
        ("node_limit=3", 12288),
        ("node_limit=4", 9216),
        ("node_limit=6", 6144),
        ("node_limit=99", 6144),
        ("destinations=8, node_limit=4", 9216),
        ("destinations=2, node_limit=4", 6144 * 6 / (2 * (1 - Fraction(1, 2) ** 6))),
        # Three times the work over twice the bytes.
        ('passes="forward"', 6144),
        ('passes="forward+backward"', 9216),
        # One FP32 for every 128 elements of FP8; BF16 has none.
        ("block=128", Fraction(6 * 3072) / (Fraction(33, 32) + 2)),
        ("block=32", Fraction(6 * 3072) / (Fraction(36, 32) + 2)),
        ('block=128, combine="fp8"', Fraction(6 * 3072) / (2 * Fraction(33, 32))),
        ('block=128, dispatch="bf16"', 4608),
        # An element of a size of its own.
        ("dispatch=0.5", Fraction(36864, 5)),
        ('dispatch=q("1.5 B"), combine=1.5', 6144),
        ('dispatch=element_bytes("fp8", block=128)', Fraction(6 * 3072) / (Fraction(33, 32) + 2)),
        # Several together are the product.
        ("ranks=8, shared=True", Fraction(7168 * 8, 7)),
        ('ranks=8, shared=True, passes="forward+backward"', Fraction(3 * 7168 * 8, 2 * 7)),
    ],
)
def test_each_correction_is_a_factor_of_the_threshold(ask, options, expected):
    found = ask(f'threshold("wide", {options})' if options else 'threshold("wide")')
    assert found.value == expected
    assert str(found.dimension) == "FLOP/B"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("", set()),
        ("ranks=8", {("ranks", "8", "stated")}),
        ("shared=True", {("experts", "routed and shared", "stated")}),
        (
            "destinations=8, node_limit=4",
            {("destinations", "8", "stated"), ("node limit", "4", "stated")},
        ),
        ('passes="forward+backward"', {("passes", "forward+backward", "stated")}),
        (
            "block=128",
            {("block", "128", "stated"), ("scale", "fp32", "stated")},
        ),
    ],
)
def test_each_correction_that_is_used_stands_in_the_derivation(ask, options, told):
    found = ask(f'threshold("wide", {options})' if options else 'threshold("wide")')
    assert {(item.name, item.value, item.origin) for item in assumptions(found)} == told


def test_a_reader_sees_every_correction_that_is_used(ask):
    options = 'ranks=8, destinations=8, node_limit=4, shared=True, passes="forward+backward"'
    shown = explain(ask(f'threshold("wide", {options}, block=128)'))
    for line in (
        "ranks: 8 (stated)",
        "destinations: 8 (stated)",
        "node limit: 4 (stated)",
        "experts: routed and shared (stated)",
        "passes: forward+backward (stated)",
        "block: 128 (stated)",
    ):
        assert line in shown


def test_shared_experts_are_inputs_of_what_counts_them(ask):
    names = [leaf.name for leaf, _ in inputs(ask('threshold("wide", shared=True)'))]
    assert {"wide.top_k", "wide.shared_experts", "wide.expert_intermediate_size"} <= set(names)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("ranks=1", "ranks is a whole number from 2 on, not 1"),
        ("ranks=2.5", "ranks is a whole number from 2 on, not 5/2"),
        ("destinations=0", "destinations is a whole number from 1 on, not 0"),
        ("node_limit=0", "node_limit is a whole number from 1 on, not 0"),
        ("block=0", "block is a whole number from 1 on, not 0"),
        ('passes="backward"', "there are no passes backward"),
        ('dispatch="fp7"', "fp7 is no number format"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(refusal, options, message):
    assert refusal(f'threshold("wide", {options})') == message


@pytest.mark.parametrize(
    ("expression", "slug", "message"),
    [
        ('threshold("wide", ranks=q("8 B"))', "dimension-mismatch", "ranks is a plain number"),
        ('threshold("wide", dispatch=0)', "invalid-argument", "dispatch is the size of an"),
        ('threshold("wide", dispatch=q("1 s"))', "invalid-argument", "dispatch is the size of an"),
        ('threshold("narrow", shared=True)', "unknown-spec", "there is no spec narrow.shared_"),
    ],
)
def test_a_wrong_kind_of_argument_is_told_apart(fault, expression, slug, message):
    found, told = fault(expression)
    assert found == slug
    assert told.startswith(message)


@pytest.mark.parametrize("options", ["ranks=8", "shared=True", "node_limit=4", "block=128"])
def test_no_correction_makes_a_threshold_of_a_dense_model(refusal, options):
    assert "dense is a dense model" in refusal(f'threshold("dense", {options})')


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('"fp8"', 1),
        ('"fp4"', Fraction(1, 2)),
        ('"fp8", block=128', Fraction(33, 32)),
        ('"fp8", block=128, scale="bf16"', 1 + Fraction(2, 128)),
        ('"fp4", block=16, scale="fp8"', Fraction(9, 16)),
    ],
)
def test_an_element_has_its_part_of_a_scale_factor(ask, arguments, expected):
    found = ask(f"element_bytes({arguments})")
    assert found.value == expected
    assert str(found.dimension) == "B"


def test_an_element_of_no_format_is_refused(refusal):
    assert refusal('element_bytes("fp7")') == "fp7 is no number format"
    assert refusal('element_bytes("fp8", block=128, scale="e8m0")') == "e8m0 is no number format"
    assert "block is a whole number" in refusal('element_bytes("fp8", block=0.5)')


@pytest.mark.parametrize(
    ("destinations", "top_k", "expected"),
    [(1, 8, 1), (8, 1, 1), (2, 2, Fraction(3, 2)), (8, 8, 8 * (1 - Fraction(7, 8) ** 8))],
)
def test_the_experts_of_a_token_lie_on_fewer_ranks_than_they_are(
    ask, destinations, top_k, expected
):
    assert ask(f"distinct_destinations({destinations}, {top_k})").value == expected


# -- the inverses of the condition --------------------------------------------------------------


def test_the_three_inverses_of_the_condition_agree(ask):
    peak = ask('sustained_peak("wide", q("900 GB/s"))')
    assert peak.value == 6144 * 9 * 10**11
    assert (
        ask('required_bandwidth("wide", sustained_peak("wide", q("900 GB/s")))').value == 9 * 10**11
    )
    size = 'minimum_intermediate_size(sustained_peak("wide", q("900 GB/s")), q("900 GB/s"))'
    assert ask(size).value == 3072


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", Fraction(25000, 9)),
        ("matrices=2", Fraction(25000, 6)),
        ('dispatch="fp4"', Fraction(25000, 9) * Fraction(5, 6)),
        ('dispatch="bf16", combine=2', Fraction(25000, 9) * Fraction(4, 3)),
    ],
)
def test_the_smallest_expert_that_hides_its_exchange(ask, options, expected):
    found = ask(f'minimum_intermediate_size(q("5 PFLOPS"), q("900 GB/s"), {options})')
    assert found.value == expected
    assert found.dimension.is_dimensionless


def test_formats_that_were_assumed_are_said(ask):
    found = ask('minimum_intermediate_size(q("5 PFLOPS"), q("900 GB/s"), combine="fp8")')
    assert {(item.name, item.value, item.origin) for item in assumptions(found)} == {
        ("dispatch", "fp8", "assumed"),
        ("combine", "fp8", "stated"),
    }


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ('sustained_peak("dense", q("900 GB/s"))', "dense is a dense model"),
        ('sustained_peak("wide", spec("chip.levels.hbm.bandwidth"))', "cross the level hbm"),
        (
            'sustained_peak("wide", spec("chip.levels.dc-fabric.bandwidth"))',
            "cross the level dc-fabric",
        ),
        (
            'minimum_intermediate_size(q("1 PFLOPS"), spec("chip.levels.dc-fabric.bandwidth"))',
            "cross the level dc-fabric",
        ),
        ('minimum_intermediate_size(spec("chip.peak.fp4"), q("1 TB/s"))', "is a sparse peak"),
        ('minimum_intermediate_size(spec("chip.peak.int8"), q("1 TB/s"))', "counts OP/s"),
        (
            'required_bandwidth(threshold("wide"), q("1 PFLOPS"), dispatch="fp8")',
            "a threshold has its formats already",
        ),
        ('required_bandwidth(threshold("wide"), spec("chip.peak.int8"))', "counts OP/s"),
    ],
)
def test_the_inverses_are_refused_what_the_condition_is_not_about(refusal, expression, message):
    assert message in refusal(expression)


def test_a_corrected_threshold_stands_wherever_a_model_can(ask):
    limit = 'threshold("wide", ranks=8)'
    expected = Fraction(6144 * 8, 7)
    assert ask(f'roofline("chip", "fp8", model={limit}).threshold').value == expected
    assert ask(f'required_bandwidth({limit}, q("1 PFLOPS"))').value == 10**15 / expected
    assert ask(f'sustained_peak({limit}, q("1 GB/s"))').value == expected * 10**9


def test_a_threshold_in_place_of_a_model_keeps_to_the_levels_of_the_exchange(refusal):
    message = refusal('roofline("chip", "fp8", model=threshold("wide"), level="hbm")')
    assert message == "the expert exchange of the model does not cross the level hbm"


# -- efficiencies -------------------------------------------------------------------------------


def test_what_is_used_of_the_peak_and_reached_of_the_link_moves_the_balance(ask):
    found = ask('roofline("chip", "fp8", mfu=0.5, bandwidth_efficiency=0.8).balance')
    assert found.value == Fraction(50000, 9) * Fraction(5, 8)
    told = {(item.name, item.value, item.origin) for item in assumptions(found)}
    assert {("mfu", "1/2", "stated"), ("bandwidth efficiency", "4/5", "stated")} <= told


def test_a_share_of_everything_changes_nothing_but_is_said(ask):
    found = ask('roofline("chip", "fp8", mfu=1, bandwidth_efficiency=1).balance')
    assert found.value == Fraction(50000, 9)
    assert "mfu" in {item.name for item in assumptions(found)}


@pytest.mark.parametrize("share", ["0", "-1", "1.01", "50"])
def test_a_share_is_above_zero_and_at_most_one(refusal, share):
    assert "mfu is a share" in refusal(f'roofline("chip", "fp8", mfu={share})')
    message = refusal(f'roofline("chip", "fp8", bandwidth_efficiency={share})')
    assert "bandwidth_efficiency is a share" in message
