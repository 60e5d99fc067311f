"""What formulas may ask of the book's data."""

from fractions import Fraction

import pytest

from claimbook.diagnostics import Diagnostics
from claimbook.formulas import Specs, Unavailable
from claimbook.quantities import STANDARD, QuantityError, constant, print_quantity
from claimbook.sources import Kind, Leaf, load_catalogue
from claimbook.workspace import Workspace

CHIP = Kind("chip", {"format": Leaf(words=("fp8", "bf16")), "tdp": Leaf(unit="W")})
FILES = {
    "data/gpu-a.yml": """\
name: GPU A
peak: {value: 1.10 PFLOPS, source: sheet, sparsity: dense, quote: "1.10 PFLOPS", locator: p. 2}
tdp: {value: 700 W, source: sheet, approximate: true, confidence: low}
big: {value: 1000 W, source: sheet, approximate: true}
cores: {value: 132, unit: "1", source: sheet}
memory:
  hbm: {value: 80 GB, source: sheet}
  l2: {value: 50 MB, source: sheet}
broken: {value: 5 parsecs, source: sheet}
""",
    "data/gpu-b.yml": "name: GPU B\nkind: chip\nformat: {value: fp8, source: sheet}\n",
    "data/gpu-c.yml": "name: [\n",
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
}


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(
        Workspace.from_mapping(FILES),
        data_folder="data",
        raw_folder="raw",
        kinds={"chip": CHIP},
        units=STANDARD,
        diagnostics=Diagnostics(),
    )


@pytest.fixture
def specs(catalogue):
    return Specs(catalogue, settings={"direction": "one-way"})


def refusal(action):
    with pytest.raises(QuantityError) as caught:
        action()
    return caught.value.slug, caught.value.message, caught.value.hint


def test_a_quantity_carries_everything_that_its_spec_says(specs):
    peak = specs.quantity("gpu-a.peak")
    leaf = peak.leaf
    assert peak.value == 11 * 10**14
    assert print_quantity(peak).text == "1.10 PFLOPS"
    assert (leaf.kind, leaf.name, leaf.text) == ("spec", "gpu-a.peak", "1.10 PFLOPS")
    assert (leaf.source, leaf.quote, leaf.locator) == ("sheet", "1.10 PFLOPS", "p. 2")
    assert dict(leaf.qualifiers) == {"sparsity": "dense"}
    assert str(leaf.span.location) == "data/gpu-a.yml:2:15"
    assert (leaf.low, leaf.high, leaf.approximate) == (peak.value, peak.value, False)


def test_one_spec_is_one_quantity_in_one_run(specs):
    assert specs.quantity("gpu-a.peak") is specs.quantity("gpu-a.peak")


def test_an_approximate_value_is_known_to_a_twentieth_or_half_of_its_last_digit(catalogue, specs):
    assert specs.quantity("gpu-a.tdp").interval == (650, 750)
    assert specs.quantity("gpu-a.big").interval == (500, 1500)
    exact = Specs(catalogue, hedge=Fraction(1, 5))
    assert exact.quantity("gpu-a.tdp").interval == (560, 840)
    assert specs.quantity("gpu-a.tdp").leaf.confidence == "low"


def test_a_word_may_stand_for_a_quantity(specs):
    meanings = {"fp8": constant(1, "B"), "bf16": constant(2, "B")}
    size = specs.valued_word("gpu-b.format", meanings)
    assert print_quantity(size).text == "1 B"
    assert (size.leaf.word, size.leaf.name, size.leaf.source) == ("fp8", "gpu-b.format", "sheet")
    assert specs.word("gpu-b.format") == "fp8"
    assert specs.valued_word("gpu-b.format", meanings) is size


def test_two_libraries_may_give_one_word_two_meanings(specs):
    in_bytes = specs.valued_word("gpu-b.format", {"fp8": constant(1, "B")})
    in_digits = specs.valued_word("gpu-b.format", {"fp8": constant(8, "1")})
    assert str(in_bytes.dimension) == "B"
    assert in_digits.value == 8


def test_words_and_numbers_are_told_apart(specs):
    assert refusal(lambda: specs.quantity("gpu-b.format"))[:2] == (
        "invalid-argument",
        'gpu-b.format is the word "fp8", not a number',
    )
    assert refusal(lambda: specs.word("gpu-a.peak"))[0] == "invalid-argument"
    assert refusal(lambda: specs.valued_word("gpu-b.format", {"fp4": constant(1, "B")}))[1] == (
        'gpu-b.format is "fp8"; known: fp4'
    )


@pytest.mark.parametrize(
    ("path", "message", "hint"),
    [
        ("gpu-a.paek", "there is no spec gpu-a.paek", "did you mean gpu-a.peak?"),
        ("gpu-a.memory", "there is no spec gpu-a.memory", "did you mean gpu-a.memory.l2?"),
        ("gpu-d.peak", "there is no subject gpu-d (in gpu-d.peak)", "did you mean gpu-b?"),
        ("gpu_a.peak", "there is no subject gpu_a (in gpu_a.peak)", "did you mean gpu-a?"),
        ("zzz", "there is no spec zzz", "data/ has 7 specs"),
        ("", "there is no spec ", "data/ has 7 specs"),
    ],
)
def test_an_unknown_path_is_told_with_the_nearest(specs, path, message, hint):
    slug, told, hinted = refusal(lambda: specs.quantity(path))
    assert (slug, told) == ("unknown-spec", message)
    assert hinted == hint or path == "gpu-a.memory"


@pytest.mark.parametrize(
    "action",
    [
        lambda specs: specs.quantity("gpu-a.broken"),
        lambda specs: specs.quantity("gpu-c.anything"),
        lambda specs: specs.kind("gpu-c"),
        lambda specs: specs.has("gpu-a.broken"),
        lambda specs: specs.word("gpu-a.broken"),
    ],
)
def test_what_is_reported_already_is_only_unavailable(specs, action):
    with pytest.raises(Unavailable):
        action(specs)


def test_what_there_is_can_be_asked(specs):
    assert specs.has("gpu-a.peak")
    assert not specs.has("gpu-a.price")
    assert specs.qualifier("gpu-a.peak", "sparsity") == "dense"
    assert specs.qualifier("gpu-a.peak", "direction") is None
    assert specs.kind("gpu-b") == "chip"
    assert specs.kind("gpu-a") is None
    assert specs.below("gpu-a.memory") == ["hbm", "l2"]
    assert specs.below("gpu-a.cores") == []
    assert specs.setting("direction") == "one-way"
    assert specs.setting("level") is None
