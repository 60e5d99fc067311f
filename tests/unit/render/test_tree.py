"""Derivations as trees, and as lines for the terminal."""

from fractions import Fraction

import pytest

from claimbook import Assumption, formula
from claimbook.diagnostics import Text
from claimbook.quantities import STANDARD, compare, constant, measured
from claimbook.render.text import explain
from claimbook.render.tree import comparison_trees, derivation_tree

PLACE = Text("data/a.yml", "x: 1\ny: 2 GB/s\n")


def spec(name, value, unit, margin=0, **more):
    return measured(
        Fraction(value),
        STANDARD.parse(unit),
        kind="spec",
        name=name,
        text=f"{value} {unit}",
        digits=str(value),
        margin=Fraction(margin),
        approximate=bool(margin),
        span=PLACE.span(8, 14),
        source="sheet",
        **more,
    )


PEAK = spec("gpu.peak", 5, "PFLOPS", margin="0.5", quote="5 PFLOPS", locator="page 3")
LINK = spec("gpu.link", 900, "GB/s", qualifiers={"direction": "one-way"})
COUNT = spec("gpu.count", 72, "1")


@formula(unit="TFLOPS/GBps", latex=r"\frac{C}{B}", source="williams")
def balance(peak, bandwidth):
    """FLOP for each byte."""
    return peak / bandwidth


@formula
def ratio(above, below):
    return above / below


@formula
def rack(peak):
    return balance(peak * COUNT, LINK * COUNT) * 2


def names(node):
    return [child.label for child in node.children]


def test_a_formula_has_its_arguments_below_it():
    node = derivation_tree(balance(PEAK, LINK))
    assert (node.label, node.printed.text) == ("balance", "5.56 TFLOPS/GBps")
    assert (node.formula, node.latex, node.source) == (
        "peak / bandwidth",
        r"\frac{C}{B}",
        "williams",
    )
    assert names(node) == ["gpu.peak", "gpu.link"]
    assert [part.text for part in node.range] == ["5.00 TFLOPS/GBps", "6.11 TFLOPS/GBps"]
    assert node.children[1].range is None
    assert node.children[0].leaf.quote == "5 PFLOPS"


def test_what_a_formula_looked_up_or_asked_of_another_stands_below_it_too():
    node = derivation_tree(rack(PEAK))
    assert node.formula == "balance(peak * gpu.count, gpu.link * gpu.count) * 2"
    assert names(node) == ["gpu.peak", "balance"]
    inner = node.children[1]
    assert names(inner) == ["peak", "bandwidth"]
    assert names(inner.children[0]) == ["gpu.peak", "gpu.count"]


def test_page_arithmetic_is_flattened_to_what_has_a_name():
    node = derivation_tree((PEAK / LINK - PEAK / LINK / 2) * 3)
    assert node.label == "(gpu.peak / gpu.link - gpu.peak / gpu.link / 2) * 3"
    assert node.formula is None
    assert names(node) == ["gpu.peak", "gpu.link"]


def test_a_step_that_recurs_stands_in_full_once():
    balanced = balance(PEAK, LINK)
    node = derivation_tree(balanced / rack(PEAK) * balanced)
    first, second = node.children
    assert (first.label, first.seen, names(first)) == ("balance", False, ["gpu.peak", "gpu.link"])
    assert names(second) == ["gpu.peak", "balance"]
    both = derivation_tree(ratio(balanced, balanced * 1))
    assert [child.seen for child in both.children] == [False, False]
    assert [child.seen for child in both.children[1].children] == [True]


def test_conventions_stand_beside_the_step():
    link = LINK.under(Assumption("level", "scale-up", "stated"))
    node = derivation_tree(balance(PEAK, link))
    assert node.children[1].assumptions == (Assumption("level", "scale-up", "stated"),)


def test_the_two_sides_of_a_comparison_share_what_they_have_in_common():
    balanced = balance(PEAK, LINK)
    left, right = comparison_trees(compare(balanced, "<=", balanced))
    assert not left.seen
    assert right.seen


def test_a_step_without_inputs_has_nothing_below_it():
    assert derivation_tree(constant(3, "s")).children == ()
    assert derivation_tree(constant(3, "s") * 2).children == ()


def test_ten_thousand_steps_are_drawn_without_recursion():
    @formula
    def step(value):
        return value + LINK

    total = LINK
    for _ in range(10_000):
        total = total + LINK
    assert names(derivation_tree(total)) == ["gpu.link"]
    deep = LINK
    for _ in range(2_000):
        deep = step(deep)
    text = explain(deep)
    assert "(from further steps)" in text
    assert len(text.splitlines()) < 210


def test_sums_that_double_at_each_step_are_drawn_once():
    total = LINK
    for _ in range(60):
        total = total + total
    assert names(derivation_tree(total)) == ["gpu.link"]


def test_explain_goes_down_to_the_words_of_the_source():
    assert (
        explain(balance(PEAK, LINK.under(Assumption("level", "scale-up", "stated"))))
        == """\
balance = 5.56 TFLOPS/GBps (5.00 to 6.11 TFLOPS/GBps)
│  = peak / bandwidth  [williams]
├─ gpu.peak = 5 PFLOPS (4.50 to 5.50 PFLOPS)
│     approximate
│     source: sheet, page 3  data/a.yml:2:4
│     “5 PFLOPS”
└─ gpu.link = 900 GB/s
      level: scale-up (stated)
      direction: one-way
      source: sheet  data/a.yml:2:4
1 % more of each input moves it by:
   -1.0 %  gpu.link
   +1.0 %  gpu.peak"""
    )


@pytest.mark.parametrize(
    ("boundary", "head"),
    [
        (7000, "balance: holds"),
        (6000, "balance: holds, but its approximate inputs could turn it over"),
        (5200, "balance: does not hold, but its approximate inputs could turn it over"),
        (4000, "balance: does not hold"),
    ],
)
def test_explain_of_a_comparison_begins_with_its_verdict(boundary, head):
    limit = spec("m.limit", boundary, "FLOP/B")
    lines = explain(balance(PEAK, LINK) <= limit).splitlines()
    verdict = head.partition(": ")[2]
    assert lines[0] == f"5.56 TFLOPS/GBps <= {boundary} FLOP/B: {verdict}"
    assert lines[1].startswith("├─ balance = 5.56")
    assert any(line.startswith("└─ m.limit = ") for line in lines)


def test_explain_of_a_leaf_is_the_leaf():
    assert explain(LINK).splitlines()[0] == "gpu.link = 900 GB/s"
    assert explain(constant(3, "s")) == "3 s = 3 s"


# -- conventions of what has no line of its own ---------------------------------------------------


def test_a_convention_of_an_argument_or_a_number_inside_a_formula_is_told_at_its_step():
    @formula
    def shared(peak, bandwidth):
        link = bandwidth.under(Assumption("topology", "switch", "default"))
        factor = constant(2, "1").under(Assumption("passes", "both", "stated"))
        return factor * (peak / link).under(Assumption("level", "hbm", "assumed"))

    node = derivation_tree(shared(PEAK, LINK))
    assert {(item.name, item.value) for item in node.assumptions} == {
        ("topology", "switch"),
        ("passes", "both"),
        ("level", "hbm"),
    }
    assert [child.assumptions for child in node.children] == [(), ()]


def test_a_convention_of_an_argument_as_it_was_given_is_told_at_the_argument_alone():
    given = LINK.under(Assumption("direction", "one-way", "default"))
    node = derivation_tree(balance(PEAK, given))
    assert node.assumptions == ()
    assert [item.name for item in node.children[1].assumptions] == ["direction"]


def test_a_convention_of_a_step_that_is_drawn_is_told_there_and_not_twice():
    @formula
    def doubled(peak):
        inner = balance(peak, LINK).under(Assumption("level", "scale-up", "stated"))
        return 2 * inner

    node = derivation_tree(doubled(PEAK))
    assert node.assumptions == ()
    assert [item.name for item in node.children[1].assumptions] == ["level"]


def test_explain_tells_how_far_a_spec_is_to_be_trusted_and_when_it_was_so():
    old = spec("heater.power", 2, "kW", confidence="low", as_of="2026-02")
    assert explain(old) == (
        "heater.power = 2 kW\n   confidence: low, as of 2026-02\n   source: sheet  data/a.yml:2:4"
    )
