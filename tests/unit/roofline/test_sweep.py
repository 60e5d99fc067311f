"""One argument of a roofline at several values: its points, its extremes, and its refusals."""

from fractions import Fraction

import pytest

from claimbook import Quantity, RefusalError
from claimbook_roofline.sweep import Sweep

BANDWIDTHS = 'bandwidth=[q("400 GB/s"), q("900 GB/s"), q("1.8 TB/s")]'
SWEPT = f'sweep("chip", "fp8", model="wide", {BANDWIDTHS})'


@pytest.mark.parametrize(
    ("arguments", "headrooms"),
    [
        ('"chip", "fp8", ["wide", "narrow"]', ["1.10592", "0.55296"]),
        ('"chip", ["fp8", "bf16"], "wide"', ["1.10592", "2.21184"]),
        ('["chip", "slow"], "fp8", "wide"', ["1.10592", "2.4576"]),
        ('"chip", "fp8", "wide", level=["scale-up", "scale-out"]', ["1.10592", "0.12288"]),
        (
            '"chip", "fp8", "wide", direction=["one-way", "bidirectional"]',
            ["1.10592", "2.21184"],
        ),
        ('"chip", "fp8", "wide", dispatch=["fp4", "fp8", 2]', ["1.327104", "1.10592", "0.82944"]),
        ('"chip", "fp8", "wide", combine=["bf16"]', ["1.10592"]),
        (
            '"chip", "fp8", "wide", intermediate_size=[1536, 3072, 6144]',
            ["0.55296", "1.10592", "2.21184"],
        ),
        (f'"chip", "fp8", "wide", {BANDWIDTHS}', ["0.49152", "1.10592", "2.21184"]),
    ],
)
def test_any_argument_can_be_the_one_that_changes(ask, arguments, headrooms):
    for position, headroom in enumerate(headrooms, start=1):
        found = ask(f"sweep({arguments}).point_{position}.headroom")
        assert found.value == Fraction(headroom), position


def test_a_point_has_what_a_roofline_has_and_its_place(ask):
    assert ask(f"{SWEPT}.point_2.x").value == 9 * 10**11
    assert ask(f"{SWEPT}.point_2").value == Fraction(50000, 9)
    assert ask(f"{SWEPT}.point_2.balance").value == Fraction(50000, 9)
    assert ask(f"{SWEPT}.point_2.threshold").value == 6144
    assert ask(f"{SWEPT}.point_2.required_bandwidth").value == Fraction(5 * 10**15, 6144)
    assert ask(f"{SWEPT}.point_2.hidden").holds
    assert not ask(f"{SWEPT}.point_1.hidden").holds
    assert ask(f"{SWEPT}.over") == "bandwidth"
    assert ask('sweep("chip", "fp8", ["wide", "narrow"]).point_2.x') == "narrow"


def test_the_extremes_speak_for_all_points(ask):
    assert ask(f"{SWEPT}.least_headroom").value == Fraction("0.49152")
    assert ask(f"{SWEPT}.greatest_headroom").value == Fraction("2.21184")
    assert not ask(f"{SWEPT}.all_hidden").holds
    assert ask(f"{SWEPT}.any_hidden").holds


def test_without_a_model_there_are_balances(ask, refusal):
    swept = 'sweep("chip", ["fp8", "bf16"])'
    assert ask(f"{swept}.point_2.balance").value == Fraction(25000, 9)
    assert "without a model has no threshold" in refusal(f"{swept}.point_1.headroom")
    assert ask('sweep("chip", "fp8", level=["hbm"]).point_1').value == 625


def test_what_draws_it_reads_its_points_in_order(opened):
    from claimbook.formulas import Specs
    from claimbook_roofline import sweep

    found = sweep(Specs(opened.catalogue), "chip", "fp8", "wide", intermediate_size=[1536, 3072])
    assert isinstance(found, Sweep)
    points = found.points()
    assert [point.x.value for point in points if isinstance(point.x, Quantity)] == [1536, 3072]
    assert found.attributes() == [
        "all_hidden",
        "any_hidden",
        "greatest_headroom",
        "least_headroom",
        "over",
        "point_1",
        "point_2",
    ]
    with pytest.raises(RefusalError, match="2 points, not one value"):
        _ = found.bare


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ('"chip", "fp8", "wide"', "a sweep changes one argument, and the lists are: none"),
        ('["chip"], ["fp8"]', "the lists are: system and precision"),
        ('"chip", "fp8", []', "the list of model is empty"),
        ('"chip", "fp8", ["wide", "dense"]', "dense is a dense model"),
        ('"chip", ["fp8", "fp4"], "wide"', "chip.peak.fp4 is a sparse peak"),
        ('"chip", ["fp8", "int8"], "wide"', "the peak counts OP/s"),
        ('["chip", "wide"], "fp8"', "wide is of kind moe-model, not an accelerator"),
        ('"chip", "fp8", "wide", level=["scale-up", "hbm"]', "does not cross the level hbm"),
        ('"chip", "fp8", "wide", level=["dc-fabric"]', "does not cross the level dc-fabric"),
        ('"chip", "fp8", level=["dc-fabric"]', "is a logical bandwidth"),
        ('"chip", "fp8", level=["rack"]', "there is no level rack"),
        ('"chip", "fp8", intermediate_size=[1, 2]', "without a model, intermediate_size says"),
        (f'"chip", "fp8", level="scale-out", {BANDWIDTHS}', "has no level and no direction"),
        (
            '"chip", "fp8", "wide", bandwidth=[spec("chip.levels.dc-fabric.bandwidth")]',
            "does not cross the level dc-fabric",
        ),
        ('"chip", "fp8", bandwidth=[q("0 GB/s")]', "bandwidth is above zero"),
    ],
)
def test_what_a_roofline_refuses_is_refused_at_any_point(refusal, arguments, message):
    assert message in refusal(f"sweep({arguments})")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ('"chip", "fp8", ["wide", 3]', "the list of model holds texts"),
        ('"chip", "fp8", ["wide", None]', "the list of model holds texts"),
        ('"chip", "fp8", "wide", intermediate_size=["d"]', "intermediate_size holds quantities"),
        ('"chip", "fp8", "wide", dispatch=[None]', "the list of dispatch holds formats"),
    ],
)
def test_a_list_holds_one_kind_of_value(fault, arguments, message):
    slug, told = fault(f"sweep({arguments})")
    assert slug == "invalid-argument"
    assert message in told
