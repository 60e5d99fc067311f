"""The expert exchange in time, of a model over a system or of plain figures."""

from fractions import Fraction

import pytest

from claimbook.quantities import assumptions, inputs

PLAIN = 'dispatch_time(32, experts=9, hidden_size=7000, bandwidth=q("50 GB/s"){})'


def test_a_model_over_a_system_takes_all_its_figures_from_data(ask):
    found = ask('dispatch_time(32, "wide", "chip")')
    assert found.value == Fraction(3 * 32 * 7 * 7168, 9 * 10**11)
    assert [leaf.name for leaf, _ in inputs(found)] == [
        "wide.dispatch",
        "wide.combine",
        "wide.top_k",
        "wide.shared_experts",
        "wide.hidden_size",
        "chip.levels.scale-up.bandwidth",
    ]
    assert {(item.name, item.value, item.origin) for item in assumptions(found)} == {
        ("experts", "routed and shared", "default"),
        ("direction", "one-way", "assumed"),
        ("level", "scale-up", "default"),
    }


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('32, "wide", "chip", level="scale-out"', Fraction(3 * 32 * 7 * 7168, 10**11)),
        ('q("32 tokens"), "wide", "chip"', Fraction(3 * 32 * 7 * 7168, 9 * 10**11)),
        ('32, "wide", "slow"', Fraction(3 * 32 * 7 * 7168, 4 * 10**11)),
        # A model without shared experts and formats: those of the routed ones, FP8 and BF16.
        ('32, "narrow", "chip"', Fraction(3 * 32 * 8 * 4096, 9 * 10**11)),
        ('32, "wide", "chip", experts=8', Fraction(3 * 32 * 8 * 7168, 9 * 10**11)),
        ('32, "wide", "chip", hidden_size=7000', Fraction(3 * 32 * 7 * 7000, 9 * 10**11)),
        ('32, "wide", "chip", dispatch="fp4"', Fraction(5 * 32 * 7 * 7168, 18 * 10**11)),
        ('32, "wide", "chip", dispatch=2, combine=2', Fraction(4 * 32 * 7 * 7168, 9 * 10**11)),
        ('32, "wide", bandwidth=q("50 GB/s")', Fraction(3 * 32 * 7 * 7168, 5 * 10**10)),
        (
            '32, "wide", bandwidth=spec("chip.levels.scale-up.bandwidth") / 2',
            Fraction(3 * 32 * 7 * 7168, 9 * 10**11),
        ),
        (
            '32, "wide", bandwidth=spec("slow.levels.scale-out.bandwidth")',
            Fraction(3 * 32 * 7 * 7168, 4 * 10**10),
        ),
    ],
)
def test_every_figure_can_be_another(ask, arguments, expected):
    assert ask(f"dispatch_time({arguments})").value == expected


CONFIG = """\
site_name: A book
docs_dir: wiki
plugins:
  - claimbook:
      formulas: [claimbook_roofline]
      defaults: {direction: bidirectional}
"""


def test_a_transfer_goes_one_way_whatever_a_book_counts(book, files):
    opened = book(files, CONFIG)
    assert opened.evaluate('roofline("chip", "fp8").bandwidth').value.value == 18 * 10**11
    found = opened.evaluate('dispatch_time(32, "wide", "chip").bandwidth')
    assert found.value.value == 9 * 10**11


def test_it_adds_up_over_layers(ask):
    assert ask(f"{PLAIN.format('')}.per_layer").value == Fraction(24192, 10**8)
    once = PLAIN.format(", steps_per_layer=1")
    assert ask(f"{once}.per_layer").value == Fraction(12096, 10**8)
    assert ask('dispatch_time(1, "wide", "chip").total').value == Fraction(
        61 * 2 * 3 * 7 * 7168, 9 * 10**11
    )
    assert ask('dispatch_time(1, "wide", "chip", layers=1).total').value == Fraction(
        2 * 3 * 7 * 7168, 9 * 10**11
    )


def test_a_time_for_each_token_and_a_rate_say_what_they_count(ask):
    record = PLAIN.format(", layers=61")
    assert str(ask(f"{record}.per_token").dimension) == "s/token"
    assert str(ask(f"{record}.rate").dimension) == "token/s"
    assert str(ask(f"{record}.total").dimension) == "s"
    rate, per_token = ask(f"{record}.rate"), ask(f"{record}.per_token")
    assert rate.value * per_token.value == 1
    assert ask(f"token_rate({record}.total)").value == rate.value


@pytest.mark.parametrize("name", ["total", "per_token", "rate"])
def test_without_layers_there_is_no_time_of_all_of_them(refusal, name):
    message = refusal(f"{PLAIN.format('')}.{name}")
    assert message == "without a number of layers there is no time of all of them"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ('32, "dense", "chip"', "dense is a dense model"),
        ('32, "chip", "chip"', "chip is of kind accelerator"),
        ('32, "wide", "wide"', "wide is of kind moe-model, not an accelerator"),
        ('32, "wide", "chip", level="hbm"', "does not cross the level hbm"),
        ('32, "wide", "chip", level="dc-fabric"', "does not cross the level dc-fabric"),
        ('32, "wide", "chip", level="nvlink"', "there is no level nvlink"),
        ('32, "wide", "slow", level="scale-out"', "is a measured bandwidth"),
        (
            '32, "wide", bandwidth=spec("chip.levels.scale-up.bandwidth")',
            "is a bidirectional bandwidth; this transfer uses one direction",
        ),
        (
            '32, "wide", bandwidth=spec("chip.levels.dc-fabric.bandwidth")',
            "does not cross the level dc-fabric",
        ),
        ('32, "wide"', "without a system, bandwidth has to be said"),
        ("32", "without a model, experts has to be said"),
        ('32, experts=9, bandwidth=q("50 GB/s")', "without a model, hidden_size has to be said"),
        (
            '32, "wide", "chip", bandwidth=q("50 GB/s")',
            "the link is that of a system, or a bandwidth, and not both",
        ),
        ('32, "wide", bandwidth=q("0 GB/s")', "bandwidth is above zero, not 0"),
        ('0, "wide", "chip"', "tokens is above zero, not 0"),
    ],
)
def test_what_it_does_not_apply_to_is_refused(refusal, arguments, message):
    assert message in refusal(f"dispatch_time({arguments})")


def test_tokens_are_no_bytes(fault):
    slug, message = fault('dispatch_time(q("32 B"), "wide", "chip")')
    assert slug == "dimension-mismatch"
    assert message == "tokens is a plain number, not one in B"
