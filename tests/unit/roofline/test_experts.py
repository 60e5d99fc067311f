"""The condition of expert parallelism, in general and for what it is refused."""

from fractions import Fraction

import pytest

from claimbook import QuantityError, RefusalError, Specs
from claimbook.diagnostics import Diagnostics
from claimbook.quantities import STANDARD, assumptions, constant, inputs, print_quantity
from claimbook.sources import load_catalogue
from claimbook.workspace import Workspace
from claimbook_roofline import (
    ACCELERATOR,
    DENSE_MODEL,
    MOE_MODEL,
    expert_threshold,
    required_bandwidth,
    threshold,
)

MODEL = (
    "expert_intermediate_size: {value: 3072, source: s}\nexpert_matrices: {value: 3, source: s}\n"
)
FILES = {
    "data/told.yml": "name: Told\nkind: moe-model\n"
    + MODEL
    + "dispatch: {value: fp4, source: s}\ncombine: {value: bf16, source: s}\n",
    "data/untold.yml": "name: Untold\nkind: moe-model\n" + MODEL,
    "data/broken.yml": "name: Broken\nkind: moe-model\n"
    + MODEL
    + "dispatch: {value: fp9, source: s}\n",
    "data/dense.yml": "name: Dense\nkind: dense-model\nhidden_size: {value: 8192, source: s}\n",
    "data/chip.yml": "name: Chip\nkind: accelerator\npeak:\n"
    "  fp8: {value: 5 PFLOPS, source: s, sparsity: sparse}\n"
    "  int8: {value: 5 POPS, source: s}\n",
    "data/sources/s.yml": "title: A sheet\nkind: primary\n",
}


@pytest.fixture(scope="module")
def specs():
    catalogue = load_catalogue(
        Workspace.from_mapping(FILES),
        data_folder="data",
        raw_folder="raw",
        kinds={kind.name: kind for kind in (ACCELERATOR, MOE_MODEL, DENSE_MODEL)},
        units=STANDARD,
        diagnostics=Diagnostics(),
    )
    return Specs(catalogue)


def refusal(action):
    with pytest.raises(RefusalError) as caught:
        action()
    return caught.value.message


@pytest.mark.parametrize(
    ("matrices", "size", "dispatch", "combine", "expected"),
    [
        (3, 3072, 1, 2, 6144),
        (3, 2048, 1, 2, 4096),
        (3, 14336, 1, 2, 28672),
        (2, 3072, 1, 2, 4096),
        (3, 3072, Fraction(1, 2), 2, Fraction(36864, 5)),
        (3, 3072, 2, 2, 4608),
        (3, 8192, 1, 2, 16384),
        # Bytes may count scale factors: one FP32 for each 128 elements.
        (3, 3072, Fraction(33, 32), 2, Fraction(18432 * 32, 97)),
    ],
)
def test_the_threshold_is_two_m_d_over_the_bytes_of_both_ways(
    matrices, size, dispatch, combine, expected
):
    found = expert_threshold(matrices, size, constant(dispatch, "B"), constant(combine, "B"))
    assert found.value == expected
    assert str(found.dimension) == "FLOP/B"


@pytest.mark.parametrize(
    ("model", "formats", "expected", "assumed"),
    [
        ("told", {}, Fraction(36864, 5), set()),
        ("told", {"dispatch": "fp8"}, 6144, {("dispatch", "fp8", "stated")}),
        (
            "told",
            {"dispatch": "bf16", "combine": "fp32"},
            3072,
            {("dispatch", "bf16", "stated"), ("combine", "fp32", "stated")},
        ),
        (
            "untold",
            {},
            6144,
            {("dispatch", "fp8", "assumed"), ("combine", "bf16", "assumed")},
        ),
    ],
)
def test_the_formats_are_the_models_the_callers_or_assumed_and_said(
    specs, model, formats, expected, assumed
):
    found = threshold(specs, model, **formats)
    assert found.value == expected
    assert {(item.name, item.value, item.origin) for item in assumptions(found)} == assumed


def test_a_format_of_the_model_is_an_input_with_its_word(specs):
    leaves = {leaf.name: leaf for leaf, _ in inputs(threshold(specs, "told"))}
    assert leaves["told.dispatch"].word == "fp4"
    assert leaves["told.dispatch"].source == "s"
    assert print_quantity(threshold(specs, "told")).text == "7.37 TFLOPS/GBps"


def test_the_dispatch_format_moves_volume_and_threshold_apart():
    def at(dispatch):
        return expert_threshold(3, 3072, constant(dispatch, "B"), constant(2, "B")).value

    assert at("0.5") / at(1) - 1 == Fraction(1, 5)
    assert Fraction(5, 2) / 3 - 1 == Fraction(-1, 6)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("dense",), "dense is a dense model"),
        (("chip",), "chip is of kind accelerator"),
        (("told", "fp7"), "fp7 is no number format"),
        (("told", None, "half"), "half is no number format"),
    ],
)
def test_what_it_does_not_apply_to_is_refused(specs, arguments, message):
    assert message in refusal(lambda: threshold(specs, *arguments))


def test_a_format_with_a_fault_of_its_own_is_not_replaced_by_the_usual_one(specs):
    with pytest.raises(QuantityError) as caught:
        threshold(specs, "broken")
    assert caught.value.slug == "unknown-spec"
    assert "broken.dispatch is not usable" in caught.value.message
    assert threshold(specs, "broken", dispatch="fp8").value == 6144


@pytest.mark.parametrize(
    ("peak", "headroom", "shown"),
    [
        (constant(5, "PFLOPS"), 1, "814 GB/s"),
        (constant(1, "PFLOPS"), 1, "163 GB/s"),
        (constant(15, "PFLOPS"), 1, "2440 GB/s"),
        (constant(5, "PFLOPS"), 2, "1630 GB/s"),
    ],
)
def test_the_bandwidth_that_is_needed_grows_with_the_peak(specs, peak, headroom, shown):
    found = required_bandwidth(specs, "untold", peak, headroom)
    assert print_quantity(found).text == shown
    assert found.value == headroom * peak.value / 6144


def test_it_takes_the_same_formats(specs):
    narrow = required_bandwidth(specs, "untold", constant(5, "PFLOPS"), dispatch="fp4")
    assert narrow.value == 5 * 10**15 / Fraction(36864, 5)


def test_a_sparse_or_integer_peak_and_a_dense_model_are_refused(specs):
    sparse, integer = specs.quantity("chip.peak.fp8"), specs.quantity("chip.peak.int8")
    assert "sparse peak" in refusal(lambda: required_bandwidth(specs, "told", sparse))
    assert "counts OP/s" in refusal(lambda: required_bandwidth(specs, "told", integer))
    peak = constant(5, "PFLOPS")
    assert "dense model" in refusal(lambda: required_bandwidth(specs, "dense", peak))
