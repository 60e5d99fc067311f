"""Published results that come out, with the rounding that each source used.

Some sources truncate. Then the test truncates; the engine never does.
"""

from fractions import Fraction

import pytest

from claimbook.pages.display import print_value
from claimbook.quantities import STANDARD, Style, constant, print_quantity
from claimbook_roofline import (
    attainable,
    expert_threshold,
    intensity,
    machine_balance,
    matmul_intensity,
)


def q(value, unit):
    return constant(value, unit)


def to_places(quantity, places, unit="FLOP/B"):
    return print_quantity(quantity, Style(places=places, unit=STANDARD.parse(unit))).number


def truncated(quantity):
    return str(int(quantity.value))


def test_h1_the_threshold_of_deepseek_v4_pro_is_exact_and_printed_to_one_place():
    found = expert_threshold(3, 3072, q(1, "B"), q(2, "B"))
    assert found.value == 6144
    assert to_places(found, 0) == "6144"
    assert to_places(found, 1, "TFLOPS/GBps") == "6.1"
    assert to_places(found, 3, "TFLOPS/GBps") == "6.144"


def test_h2_the_ridge_of_a_tpu_v5e_is_240_rounded_to_the_nearest():
    found = machine_balance(q("1.97e14", "FLOP/s"), q("8.2e11", "B/s"))
    assert to_places(found, 2) == "240.24"
    assert to_places(found, 0) == "240"


def test_h3_two_chips_over_their_link_are_printed_truncated():
    found = machine_balance(q("1.97e14", "FLOP/s"), q("4.5e10", "B/s"))
    assert to_places(found, 2) == "4377.78"
    assert truncated(found) == "4377"
    assert to_places(found, 0) == "4378"
    # Each chip does D/2 FLOP for a byte that crosses, so D is twice the balance.
    assert to_places(2 * found, 2) == "8755.56"
    assert truncated(2 * found) == "8755"
    assert to_places(2 * found, 0) == "8756"
    boundary = attainable(q("1.97e14", "FLOP/s"), q("4.5e10", "B/s"), q(8756, "FLOP/B") / 2)
    below = attainable(q("1.97e14", "FLOP/s"), q("4.5e10", "B/s"), q(8755, "FLOP/B") / 2)
    assert boundary.value == 197 * 10**12
    assert below.value < 197 * 10**12


def test_h4_int8_operations_over_int8_bytes_are_rounded_to_the_nearest():
    found = machine_balance(q("3.94e14", "OP/s"), q("8.1e11", "B/s"))
    assert to_places(found, 2, "OP/B") == "486.42"
    assert to_places(found, 0, "OP/B") == "486"
    # A batch of B moves one byte for each 2 B operations, so B is half of the balance.
    assert to_places(found / 2, 1, "OP/B") == "243.2"
    assert to_places(found / 2, 0, "OP/B") == "243"


def test_h5_int8_weights_under_bf16_arithmetic_need_half_the_batch():
    found = machine_balance(q("1.97e14", "FLOP/s"), q("8.2e11", "B/s")) / 2
    assert to_places(found, 1) == "120.1"
    assert to_places(found, 0) == "120"


def test_the_batch_of_a_matrix_product_nears_its_intensity_as_the_weights_grow():
    # [B, D] x [D, F] in bf16 has an intensity of about B where D and F are far larger.
    assert matmul_intensity(240, 2**20, 2**20).value > Fraction(239)
    flops = 2 * q(240, "FLOP") * 2**20 * 2**20
    moved = 2 * q(1, "B") * (240 * 2**20 + 2**20 * 2**20 + 240 * 2**20)
    assert intensity(flops, moved).value == matmul_intensity(240, 2**20, 2**20).value


# -- figures of one report, over a book in memory -------------------------------------------------

DATA = {
    "data/gb300.yml": """\
name: GB300
kind: accelerator
peak:
  fp4: {value: 15 PFLOPS, sparsity: dense, source: sheet}
  fp8: {value: 5 PFLOPS, sparsity: dense, source: sheet}
  bf16: {value: 2.5 PFLOPS, sparsity: dense, source: sheet}
levels:
  scale-up: {bandwidth: {value: 1.8 TB/s, direction: bidirectional, source: sheet}}
""",
    "data/v4-pro.yml": """\
name: V4 Pro
kind: moe-model
expert_intermediate_size: {value: 3072, source: sheet}
expert_matrices: {value: 3, source: sheet}
dispatch: {value: fp8, source: sheet}
combine: {value: bf16, source: sheet}
""",
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
    "wiki/index.md": "# Empty\n",
}


@pytest.fixture
def ask(book):
    opened = book(DATA)

    def asking(expression):
        answer = opened.evaluate(expression)
        assert answer.diagnostics == ()
        return answer.value

    return asking


@pytest.mark.parametrize(
    ("precision", "both_ways", "one_way"),
    [("fp4", "8.33", "16.7"), ("fp8", "2.78", "5.56"), ("bf16", "1.39", "2.78")],
)
def test_r5_the_balance_of_a_gb300_under_both_directions(ask, precision, both_ways, one_way):
    both = ask(f'roofline("gb300", "{precision}", direction="bidirectional").balance')
    one = ask(f'roofline("gb300", "{precision}").balance')
    assert print_value(both, "zh").text == f"{both_ways} TFLOPS/GBps"
    assert print_value(one, "zh").text == f"{one_way} TFLOPS/GBps"
    assert one.value == 2 * both.value


@pytest.mark.parametrize(
    ("direction", "exact", "places", "shown"),
    [
        ("bidirectional", Fraction(221184, 100000), 1, "2.2"),
        ("bidirectional", Fraction(221184, 100000), 2, "2.21"),
        ("one-way", Fraction(110592, 100000), 3, "1.106"),
    ],
)
def test_r12_the_headroom_depends_on_the_direction(ask, direction, exact, places, shown):
    found = ask(f'roofline("gb300", "fp8", model="v4-pro", direction="{direction}").headroom')
    assert found.value == exact
    assert to_places(found, places, "1") == shown
    multiple = ask(
        f'roofline("gb300", "fp8", model="v4-pro", direction="{direction}").headroom | times(4)'
    )
    assert print_value(multiple, "zh").text in ("2.212x", "1.106x")


@pytest.mark.parametrize(
    ("peak", "needed"),
    [
        ('spec("gb300.peak.fp8")', "814"),
        ('q("1 PFLOPS")', "163"),
        ('spec("gb300.peak.fp4")', "2441"),
    ],
)
def test_r16_the_bandwidth_that_is_needed_grows_with_the_chip(ask, peak, needed):
    found = ask(f'required_bandwidth("v4-pro", peak={peak})')
    assert to_places(found, 0, "GB/s") == needed
    assert ask(f'required_bandwidth("v4-pro", peak={peak}) <= q("900 GB/s")').holds == (
        needed != "2441"
    )


def test_the_excess_of_the_report_comes_out_against_the_exact_threshold(ask):
    above = ask('roofline("gb300", "fp4", model="v4-pro", direction="bidirectional").excess')
    below = ask('roofline("gb300", "fp8", model="v4-pro", direction="bidirectional").excess')
    assert print_quantity(above, Style(form="percent", places=1)).text == "35.6%"
    assert print_quantity(below, Style(form="percent", places=1)).text == "-54.8%"
    assert print_quantity(below, Style(form="percent")).text == "-55%"
