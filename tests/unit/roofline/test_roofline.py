"""The roofline of a system: its values, its conventions, and what it refuses."""

from fractions import Fraction

import pytest

from claimbook import Comparison, QuantityError, Record, RefusalError, Specs
from claimbook.diagnostics import Diagnostics
from claimbook.quantities import STANDARD, Style, assumptions, constant, inputs, print_quantity
from claimbook.sources import load_catalogue
from claimbook.workspace import Workspace
from claimbook_roofline import (
    ACCELERATOR,
    DENSE_MODEL,
    MOE_MODEL,
    RACK,
    attainable,
    excess,
    headroom,
    intensity,
    machine_balance,
    margin,
    matmul_intensity,
    roofline,
)

FILES = {
    "data/chip.yml": """\
name: A chip
kind: accelerator
peak:
  fp4: {value: 20 PFLOPS, sparsity: sparse, source: sheet}
  fp8: {value: 5 PFLOPS, sparsity: dense, source: sheet}
  bf16: {value: 2.5 PFLOPS, source: sheet}
  fp16: {value: 5 PFLOPS, sparsity: "2:4", source: sheet}
  int8: {value: 10 POPS, sparsity: dense, source: sheet}
levels:
  hbm: {bandwidth: {value: 8 TB/s, source: sheet}}
  scale-up: {bandwidth: {value: 1.8 TB/s, direction: bidirectional, source: sheet}}
  scale-out: {bandwidth: {value: 800 Gb/s, direction: one-way, source: sheet}}
  dc-fabric: {bandwidth: {value: 10 GB/s, direction: logical, source: sheet}}
  dc-interconnect: {bandwidth: {value: 1 GB/s, direction: measured, source: sheet}}
""",
    "data/rack.yml": """\
name: A rack of chips
kind: rack
accelerator: chip
gpus: {value: 72, source: sheet}
peak:
  fp8:
    - {value: 360 PFLOPS, sparsity: dense, source: sheet, preferred: true}
    - {value: 720 PFLOPS, sparsity: sparse, source: sheet}
levels:
  scale-up:
    bandwidth:
      - {value: 129.6 TB/s, direction: bidirectional, source: sheet, preferred: true}
      - {value: 130 TB/s, direction: bidirectional, source: sheet}
""",
    "data/expert.yml": """\
name: An expert model
kind: moe-model
expert_intermediate_size: {value: 3072, source: sheet}
expert_matrices: {value: 3, source: sheet}
dispatch: {value: fp8, source: sheet}
combine: {value: bf16, source: sheet}
""",
    "data/dense.yml": "name: Dense\nkind: dense-model\nlayers: {value: 80, source: sheet}\n",
    "data/lake.yml": "name: A lake\n",
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
}


@pytest.fixture(scope="module")
def catalogue():
    found = Diagnostics()
    catalogue = load_catalogue(
        Workspace.from_mapping(FILES),
        data_folder="data",
        raw_folder="raw",
        kinds={kind.name: kind for kind in (ACCELERATOR, RACK, MOE_MODEL, DENSE_MODEL)},
        units=STANDARD,
        diagnostics=found,
    )
    assert [item.message for item in found] == []
    return catalogue


@pytest.fixture
def specs(catalogue):
    return Specs(catalogue)


def refusal(action):
    with pytest.raises(QuantityError) as caught:
        action()
    assert isinstance(caught.value, RefusalError), caught.value
    return caught.value.message


@pytest.mark.parametrize(
    ("direction", "bandwidth", "balance"),
    [
        (None, 9 * 10**11, Fraction(50000, 9)),
        ("one-way", 9 * 10**11, Fraction(50000, 9)),
        ("bidirectional", 18 * 10**11, Fraction(25000, 9)),
    ],
)
def test_the_balance_is_peak_over_bandwidth_in_the_direction_asked_for(
    specs, direction, bandwidth, balance
):
    found = roofline(specs, "chip", "fp8", direction=direction)
    assert isinstance(found, Record)
    assert found.peak.value == 5 * 10**15
    assert found.bandwidth.value == bandwidth
    assert found.balance.value == found.ridge.value == found.bare.value == balance


def test_it_prints_in_teraflops_per_gigabyte_per_second(specs):
    assert print_quantity(roofline(specs, "chip", "fp8").balance).text == "5.56 TFLOPS/GBps"


def test_a_rack_has_the_roofline_of_its_chip(specs):
    rack = roofline(specs, "rack", "fp8", model="expert", direction="bidirectional")
    chip = roofline(specs, "chip", "fp8", model="expert", direction="bidirectional")
    assert rack.peak.value == 360 * 10**15
    assert rack.bandwidth.value == Fraction("129.6") * 10**12
    assert rack.balance.value == chip.balance.value == Fraction(25000, 9)
    assert print_quantity(rack.balance, Style(significant=4)).text == "2.778 TFLOPS/GBps"
    assert rack.headroom.value == chip.headroom.value
    one_way = roofline(specs, "rack", "fp8", direction="one-way")
    assert one_way.bandwidth.value == Fraction("64.8") * 10**12


def test_the_default_direction_is_the_books(catalogue):
    book = Specs(catalogue, settings={"direction": "bidirectional"})
    assert roofline(book, "chip", "fp8").bandwidth.value == 18 * 10**11
    assert roofline(book, "chip", "fp8", direction="one-way").bandwidth.value == 9 * 10**11
    sideways = Specs(catalogue, settings={"direction": "sideways"})
    assert refusal(lambda: roofline(sideways, "chip", "fp8")) == "there is no direction sideways"


def test_a_one_way_link_counts_twice_where_both_directions_are_asked_for(specs):
    found = roofline(specs, "chip", "fp8", level="scale-out", direction="bidirectional")
    assert found.bandwidth.value == 2 * 10**11
    assert roofline(specs, "chip", "fp8", level="scale-out").bandwidth.value == 10**11


def test_what_was_assumed_stands_in_the_derivation(specs):
    told = {
        (item.name, item.value, item.origin)
        for item in assumptions(roofline(specs, "chip", "fp8", level="scale-up").balance)
    }
    assert told == {
        ("precision", "fp8", "stated"),
        ("sparsity", "dense", "chip.peak.fp8"),
        ("level", "scale-up", "stated"),
        ("direction", "one-way", "default"),
    }
    unsaid = assumptions(roofline(specs, "chip", "bf16", direction="one-way").balance)
    assert ("sparsity", "dense", "assumed") in {(i.name, i.value, i.origin) for i in unsaid}
    assert ("direction", "one-way", "stated") in {(i.name, i.value, i.origin) for i in unsaid}


def test_a_bandwidth_without_a_direction_is_used_as_it_is(specs):
    found = roofline(specs, "chip", "fp8", level="hbm")
    assert found.balance.value == 625
    assert not [item for item in assumptions(found.balance) if item.name == "direction"]


def test_the_condition_of_a_model_stands_beside_it(specs):
    found = roofline(specs, "chip", "fp8", model="expert")
    assert found.threshold.value == 6144
    assert found.headroom.value == Fraction(110592, 100000)
    assert found.margin.value == Fraction(10592, 100000)
    assert found.excess.value == Fraction(50000, 9) / 6144 - 1
    assert isinstance(found.hidden, Comparison)
    assert found.hidden.holds
    assert [leaf.name for leaf, _ in inputs(found.headroom)] == [
        "expert.expert_matrices",
        "expert.expert_intermediate_size",
        "expert.dispatch",
        "expert.combine",
        "chip.peak.fp8",
        "chip.levels.scale-up.bandwidth",
    ]
    outside = roofline(specs, "chip", "fp8", model="expert", level="scale-out")
    assert not outside.hidden.holds
    assert outside.headroom.value == Fraction(6144, 50000)


def test_an_integer_peak_has_a_balance_in_integer_operations(specs):
    found = roofline(specs, "chip", "int8", level="hbm")
    assert found.balance.value == 1250
    assert print_quantity(found.balance, Style(significant=3)).text == "1.25 TOPS/GBps"


@pytest.mark.parametrize(
    ("arguments", "named", "message"),
    [
        (("chip", "fp4"), {}, "chip.peak.fp4 is a sparse peak"),
        (("chip", "fp16"), {}, "chip.peak.fp16 is a 2:4 peak"),
        (("chip", "int8"), {"model": "expert"}, "the peak counts OP/s, the threshold of expert"),
        (("chip", "fp8"), {"model": "dense"}, "dense is a dense model"),
        (("chip", "fp8"), {"model": "lake"}, "lake is of kind unknown, not a mixture"),
        (("chip", "fp8"), {"model": "chip"}, "chip is of kind accelerator, not a mixture"),
        (("chip", "fp8"), {"model": "rack"}, "rack is of kind rack, not a mixture"),
        (("chip", "fp8"), {"level": "nvlink"}, "there is no level nvlink"),
        (("chip", "fp8"), {"level": "hbm", "direction": "one-way"}, "has no direction"),
        (("chip", "fp8"), {"level": "hbm", "direction": "bidirectional"}, "has no direction"),
        (("chip", "fp8"), {"level": "hbm", "model": "expert"}, "does not cross the level hbm"),
        (("chip", "fp8"), {"level": "dc-fabric", "model": "expert"}, "the level dc-fabric"),
        (("chip", "fp8"), {"level": "dc-interconnect", "model": "expert"}, "dc-interconnect"),
        (("chip", "fp8"), {"level": "dc-fabric"}, "is a logical bandwidth"),
        (("chip", "fp8"), {"level": "dc-interconnect"}, "is a measured bandwidth"),
        (("chip", "fp8"), {"direction": "both"}, "there is no direction both"),
        (("expert", "fp8"), {}, "expert is of kind moe-model, not an accelerator"),
        (("lake", "fp8"), {}, "lake is of kind unknown, not an accelerator"),
    ],
)
def test_what_it_does_not_apply_to_is_refused_with_the_reason(specs, arguments, named, message):
    assert message in refusal(lambda: roofline(specs, *arguments, **named))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("chop", "fp8"), {}),
        (("chip", "fp9"), {}),
        (("chip", "fp8"), {"model": "export"}),
    ],
)
def test_what_data_does_not_have_is_unknown(specs, arguments, named):
    with pytest.raises(QuantityError) as caught:
        roofline(specs, *arguments, **named)
    assert caught.value.slug == "unknown-spec"


@pytest.mark.parametrize(
    ("arguments", "named", "message"),
    [
        (("chip", "fp32"), {}, "chip has no fp32 peak"),
        (("rack", "fp8"), {"level": "scale-out"}, "rack has no level scale-out"),
    ],
)
def test_what_a_system_does_not_have_is_refused_and_no_slip(specs, arguments, named, message):
    assert message in refusal(lambda: roofline(specs, *arguments, **named))


@pytest.mark.parametrize("attribute", ["threshold", "headroom", "margin", "excess", "hidden"])
def test_without_a_model_there_is_no_condition(specs, attribute):
    found = roofline(specs, "chip", "fp8")
    message = refusal(lambda: getattr(found, attribute))
    assert message == "a roofline without a model has no threshold"


def test_a_page_reads_its_nine_values(specs):
    assert roofline(specs, "chip", "fp8").attributes() == [
        "balance",
        "bandwidth",
        "excess",
        "headroom",
        "hidden",
        "margin",
        "peak",
        "ridge",
        "threshold",
    ]


# -- its parts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("work", "expected"),
    [("100", Fraction(9, 5) * 10**14), ("2778", 5 * 10**15), ("2777", 18 * 10**11 * 2777)],
)
def test_attainable_is_the_lower_of_both_roofs(work, expected):
    peak, link = constant(5, "PFLOPS"), constant("1.8", "TB/s")
    assert attainable(peak, link, constant(work, "FLOP/B")).value == expected


def test_a_sparse_peak_is_refused_wherever_it_stands_for_itself(specs):
    sparse = specs.quantity("chip.peak.fp4")
    link = constant(1, "TB/s")
    assert "sparse peak" in refusal(lambda: machine_balance(sparse, link))
    assert "sparse peak" in refusal(lambda: attainable(sparse, link, constant(1, "FLOP/B")))
    # Half of it is the author's own figure, and no longer the spec.
    assert machine_balance(sparse / 2, link).value == 10_000


def test_a_balance_of_something_else_is_a_wrong_unit():
    with pytest.raises(QuantityError) as caught:
        machine_balance(constant(1, "TB/s"), constant(5, "PFLOPS"))
    assert caught.value.slug == "formula-unit"


def test_headroom_margin_and_excess_are_ratios():
    limit, balance = constant(6144, "FLOP/B"), constant(3072, "FLOP/B")
    assert headroom(limit, balance).value == 2
    assert margin(headroom(limit, balance)).value == 1
    assert excess(balance, limit).value == Fraction(-1, 2)


def test_intensity_is_work_over_traffic():
    assert intensity(constant(12, "FLOP"), constant(4, "B")).value == 3
    assert intensity(constant(12, "OP"), constant(4, "B")).value == 3


@pytest.mark.parametrize(
    ("sizes", "bytes_each", "expected"),
    [
        ((1, 1, 1), 2, Fraction(1, 3)),
        ((1024, 1024, 1024), 2, Fraction(1024, 3)),
        ((2, 3, 5), 1, Fraction(2 * 2 * 3 * 5, 2 * 3 + 3 * 5 + 2 * 5)),
        ((8, 7168, 3072), constant(2, "B"), None),
    ],
)
def test_a_matrix_product_moves_each_matrix_once(sizes, bytes_each, expected):
    m, n, k = sizes
    if expected is None:
        expected = Fraction(2 * m * n * k, 2 * (m * n + n * k + m * k))
    found = matmul_intensity(*sizes, bytes=bytes_each)
    assert found.value == expected
    assert str(found.dimension) == "FLOP/B"


def test_a_large_product_is_bound_by_its_short_side():
    assert matmul_intensity(240, 10**6, 10**6, bytes=2).value == Fraction(24 * 10**6, 100048)
