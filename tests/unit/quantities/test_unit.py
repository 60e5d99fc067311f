"""The table of units: what is read and as what, what is refused and with which hint."""

from fractions import Fraction

import pytest

from claimbook.quantities.errors import QuantityError
from claimbook.quantities.unit import (
    DIMENSIONLESS,
    STANDARD,
    BaseUnit,
    Dimension,
    Unit,
    UnitTable,
)
from claimbook.quantities.unit_table import PREFIX_FACTORS, PREFIX_WORDS, ROWS

TOKEN = BaseUnit("token", plurals=("tokens",), prefixes=True)
WITH_TOKENS = STANDARD.extended([TOKEN])

READ = [
    # information
    ("B", "1", "B"),
    ("b", "1/8", "B"),
    ("byte", "1", "B"),
    ("bytes", "1", "B"),
    ("Bytes", "1", "B"),
    ("bit", "1/8", "B"),
    ("bits", "1/8", "B"),
    ("kB", "1000", "B"),
    ("kb", "125", "B"),
    ("KiB", "1024", "B"),
    ("Kib", "128", "B"),
    ("MB", "1000000", "B"),
    ("Mb", "125000", "B"),
    ("MiB", "1048576", "B"),
    ("GB", "1000000000", "B"),
    ("Gb", "125000000", "B"),
    ("Gbit", "125000000", "B"),
    ("GByte", "1000000000", "B"),
    ("GiB", "1073741824", "B"),
    ("TB", "1000000000000", "B"),
    ("TiB", "1099511627776", "B"),
    ("PB", "1000000000000000", "B"),
    ("PiB", "1125899906842624", "B"),
    ("EB", "1000000000000000000", "B"),
    ("EiB", "1152921504606846976", "B"),
    ("gigabytes", "1000000000", "B"),
    ("Terabytes", "1000000000000", "B"),
    ("gibibyte", "1073741824", "B"),
    ("megabits", "125000", "B"),
    # bandwidth
    ("GB/s", "1000000000", "B/s"),
    ("GBps", "1000000000", "B/s"),
    ("Gb/s", "125000000", "B/s"),
    ("Gbps", "125000000", "B/s"),
    ("Gbit/s", "125000000", "B/s"),
    ("kbps", "125", "B/s"),
    ("kBps", "1000", "B/s"),
    ("bps", "1/8", "B/s"),
    ("Bps", "1", "B/s"),
    ("TBps", "1000000000000", "B/s"),
    ("GiB/s", "1073741824", "B/s"),
    ("Tb/s", "125000000000", "B/s"),
    ("GB/sec", "1000000000", "B/s"),
    ("terabytes per second", "1000000000000", "B/s"),
    ("Gigabits per second", "125000000", "B/s"),
    ("GB/h", "2500000/9", "B/s"),
    # FLOP and OP
    ("FLOP", "1", "FLOP"),
    ("FLOPS", "1", "FLOP/s"),
    ("FLOP/s", "1", "FLOP/s"),
    ("TFLOP", "1000000000000", "FLOP"),
    ("TFLOPS", "1000000000000", "FLOP/s"),
    ("TFLOP/s", "1000000000000", "FLOP/s"),
    ("PFLOPS", "1000000000000000", "FLOP/s"),
    ("PFLOP/s", "1000000000000000", "FLOP/s"),
    ("PetaFLOPS", "1000000000000000", "FLOP/s"),
    ("petaflops", "1000000000000000", "FLOP/s"),
    ("petaflop/s", "1000000000000000", "FLOP/s"),
    ("EFLOPS", "1000000000000000000", "FLOP/s"),
    ("OP", "1", "OP"),
    ("OPS", "1", "OP/s"),
    ("TOPS", "1000000000000", "OP/s"),
    ("TOP/s", "1000000000000", "OP/s"),
    ("TOP", "1000000000000", "OP"),
    # time, energy, power
    ("s", "1", "s"),
    ("ms", "1/1000", "s"),
    ("us", "1/1000000", "s"),
    ("µs", "1/1000000", "s"),
    ("μs", "1/1000000", "s"),
    ("ns", "1/1000000000", "s"),
    ("ps", "1/1000000000000", "s"),
    ("microseconds", "1/1000000", "s"),
    ("min", "60", "s"),
    ("h", "3600", "s"),
    ("d", "86400", "s"),
    ("day", "86400", "s"),
    ("days", "86400", "s"),
    ("J", "1", "J"),
    ("pJ", "1/1000000000000", "J"),
    ("MJ", "1000000", "J"),
    ("mJ", "1/1000", "J"),
    ("Wh", "3600", "J"),
    ("kWh", "3600000", "J"),
    ("TWh", "3600000000000000", "J"),
    ("W", "1", "J/s"),
    ("mW", "1/1000", "J/s"),
    ("MW", "1000000", "J/s"),
    ("kilowatts", "1000", "J/s"),
    ("Hz", "1", "1/s"),
    ("GHz", "1000000000", "1/s"),
    ("W·h", "3600", "J"),
    ("pJ/bit", "1/125000000000", "J/B"),
    ("TOPS/W", "1000000000000", "OP/J"),
    # ratios
    ("", "1", "1"),
    (" ", "1", "1"),
    ("1", "1", "1"),
    ("%", "1/100", "1"),
    ("percent", "1/100", "1"),
    ("‰", "1/1000", "1"),
    ("ppm", "1/1000000", "1"),
    ("ppb", "1/1000000000", "1"),
    # compounds
    ("1/s", "1", "1/s"),
    ("FLOP/B", "1", "FLOP/B"),
    ("FLOP/byte", "1", "FLOP/B"),
    ("FLOP/bit", "8", "FLOP/B"),
    ("TFLOPS/GBps", "1000", "FLOP/B"),
    ("TFLOPS/(GB/s)", "1000", "FLOP/B"),
    ("TFLOP/s per GBps", "1000", "FLOP/B"),
    ("TFLOP/s per GB/s", "1000", "FLOP/B"),
    ("J/FLOP", "1", "J/FLOP"),
    ("FLOP/B/s", "1", "FLOP/(B·s)"),
    ("FLOP/(B*s)", "1", "FLOP/(B·s)"),
    ("FLOP / ( B ⋅ s )", "1", "FLOP/(B·s)"),
    ("kB^2", "1000000", "B^2"),
    ("kB**2", "1000000", "B^2"),
    ("kB²", "1000000", "B^2"),
    ("ms^-2", "1000000", "1/s^2"),
    ("ms⁻²", "1000000", "1/s^2"),
    ("ms^−2", "1000000", "1/s^2"),
    ("(kB/ms)^2", "1000000000000", "B^2/s^2"),
    ("B^9/s^9", "1", "B^9/s^9"),
    ("Hz·s", "1", "1"),
    # fullwidth
    ("ＧＢ／s", "1000000000", "B/s"),
    ("ＴＦＬＯＰＳ", "1000000000000", "FLOP/s"),
    ("％", "1/100", "1"),
    ("GB∕s", "1000000000", "B/s"),
]


@pytest.mark.parametrize(("text", "factor", "dimension"), READ)
def test_a_spelling_of_the_table_has_an_exact_factor(
    text: str, factor: str, dimension: str
) -> None:
    unit = STANDARD.parse(text)
    assert unit.factor == Fraction(factor)
    assert str(unit.dimension) == dimension


REFUSED = [
    ("KB", "unknown unit KB", "write kB (1000 B) or KiB (1024 B)"),
    ("Kb", "unknown unit Kb", "write kb (1000 bit) or Kib (1024 bit)"),
    ("KBps", "unknown unit KBps", "write kBps (1000 B/s) or KiBps (1024 B/s)"),
    (
        "KB/s",
        "unknown unit KB in KB/s",
        "write kB/s (kB = 1000 B) or KiB/s (KiB = 1024 B)",
    ),
    ("KBs", "unknown unit KBs", "write kB/s (1000 B/s) or KiB/s (1024 B/s)"),
    ("gb", "unknown unit gb", "write GB (10^9 B) or Gb (10^9 bit)"),
    (
        "gb/s",
        "unknown unit gb in gb/s",
        "write GB/s (GB = 10^9 B) or Gb/s (Gb = 10^9 bit)",
    ),
    ("gbs", "unknown unit gbs", "write GB/s (10^9 B/s) or Gb/s (10^9 bit/s)"),
    ("GBS", "unknown unit GBS", "write GB (10^9 B) or GB/s (10^9 B/s)"),
    ("Gbs", "unknown unit Gbs", "write Gb (10^9 bit) or Gb/s (10^9 bit/s)"),
    ("GBs/h", "unknown unit GBs in GBs/h", "write GB/h (GB = 10^9 B)"),
    ("gbps", "unknown unit gbps", "write GBps (10^9 B/s) or Gbps (10^9 bit/s)"),
    ("MBPS", "unknown unit MBPS", "write MBps (10^6 B/s) or Mbps (10^6 bit/s)"),
    ("mb", "unknown unit mb", "write MB (10^6 B) or Mb (10^6 bit)"),
    ("mB", "unknown unit mB", "write MB (10^6 B) or Mb (10^6 bit)"),
    ("GIB", "unknown unit GIB", "write GiB (2^30 B) or Gib (2^30 bit)"),
    ("kWH", "unknown unit kWH", "write kWh (3,600,000 J)"),
    ("KHz", "unknown unit KHz", "write kHz (1000 Hz)"),
    ("mw", "unknown unit mw", "write MW (10^6 J/s) or mW (10^-3 J/s)"),
    ("MS", "unknown unit MS", "write ms (10^-3 s)"),
    ("Ms", "unknown unit Ms", "write ms (10^-3 s)"),
    ("S", "unknown unit S", "write s"),
    ("PPM", "unknown unit PPM", "write ppm"),
    ("flops", "unknown unit flops", "write FLOP or FLOPS (FLOP/s)"),
    ("tflops", "unknown unit tflops", "write TFLOP (10^12 FLOP) or TFLOPS (10^12 FLOP/s)"),
    ("tops", "unknown unit tops", "write TOP (10^12 OP) or TOPS (10^12 OP/s)"),
    ("TFLOPPS", "unknown unit TFLOPPS", "did you mean TFLOPS?"),
    ("FLOPP/B", "unknown unit FLOPP in FLOPP/B", "did you mean FLOP/B?"),
    (
        "ppt",
        "unknown unit ppt",
        "ppt is a thousandth to some and 10^-12 to others; write the number itself",
    ),
    ("x", "unknown unit x", "a multiple takes no unit: write the number alone"),
    ("倍", "unknown unit 倍", "a multiple takes no unit: write the number alone"),
    (
        "widget",
        "unknown unit widget",
        "units are B, bit, FLOP, OP, s, J, W, Hz, % and what a formula library declares",
    ),
    (
        "per s",
        "unknown unit per in per s",
        "nothing stands before per; write 1/s for once a second",
    ),
    (
        "80 GB",
        "80 in the unit 80 GB is a number",
        "a unit begins after the number; the only number in it is the 1 of 1/s",
    ),
    (
        "kW h",
        "h left over in kW h",
        "write a product with · or *, a quotient with /, a power with ^",
    ),
    ("GB)", ") left over in GB)", "write a product with · or *, a quotient with /, a power with ^"),
    ("(GB", "a parenthesis of (GB is never closed", None),
    ("GB/", "the unit GB/ ends too early", None),
    ("GB^", "a power of GB^ has no whole number as its exponent", "write s^2, s^-1 or s²"),
    ("GB^x", "a power of GB^x has no whole number as its exponent", "write s^2, s^-1 or s²"),
    ("a\x00", "unknown unit a in a\\x00", None),
]


@pytest.mark.parametrize(("text", "message", "hint"), REFUSED)
def test_a_spelling_outside_the_table_is_refused_with_the_way_out(
    text: str, message: str, hint: str | None
) -> None:
    with pytest.raises(QuantityError) as raised:
        STANDARD.parse(text)
    assert raised.value.slug == "unknown-unit"
    assert raised.value.message == message
    if hint is not None:
        assert raised.value.hint == hint


@pytest.mark.parametrize(
    "text",
    ["GBe", "kKB", "kkB", "mB", "pb", "KiW", "KiFLOP", "Kis", "ks", "kmin", "k%", "mbit", "Bit s",
     "gigaB", "teraflop s", "kilobyte s", "kppm", "GB200", "B_", "°C", "dB", "1B", "11", "1.5",
     "B//s", "*B", "B*", "B^^2", "B^2^2", "B^+", "B^2x", "B²0", "B^2-3", "B²^2", "()", "()B",
     "(B)(s)", "B per", "B(s)", "T", "k", "Ti", "KFLOPs s", "GB/s/", "µ", "\ud800", "\t/\n"],
)  # fmt: skip
def test_a_text_that_is_no_unit_is_refused(text: str) -> None:
    with pytest.raises(QuantityError):
        STANDARD.parse(text)


def test_b53_a_small_b_is_the_bit_and_a_large_b_the_byte() -> None:
    link = 400 * STANDARD.parse("Gb/s").factor
    assert link / STANDARD.parse("GB/s").factor == 50
    assert STANDARD.parse("Gb") != STANDARD.parse("GB")
    with pytest.raises(QuantityError) as raised:
        STANDARD.parse("KB")
    assert raised.value.hint == "write kB (1000 B) or KiB (1024 B)"


def test_b54_eighty_gigabits_are_ten_gigabytes() -> None:
    assert 80 * STANDARD.parse("Gb").factor == 10 * STANDARD.parse("GB").factor


@pytest.mark.parametrize("text", ["gb", "gb/s", "gbs"])
def test_b54_a_unit_in_lower_case_may_be_bits_or_bytes_and_the_hint_names_both(text: str) -> None:
    with pytest.raises(QuantityError, match="unknown unit gb") as raised:
        STANDARD.parse(text)
    assert raised.value.hint is not None
    assert "GB" in raised.value.hint
    assert "Gb" in raised.value.hint


def test_b56_a_flop_is_a_count_and_flops_a_rate() -> None:
    assert STANDARD.parse("FLOPS").dimension == STANDARD.parse("FLOP/s").dimension
    assert STANDARD.parse("TFLOP").dimension != STANDARD.parse("TFLOPS").dimension
    time = 21 * STANDARD.parse("PFLOP").factor / 10 / (989 * STANDARD.parse("TFLOPS").factor)
    assert time == Fraction(2100, 989)


@pytest.mark.parametrize(
    ("text", "same", "note"),
    [
        (
            "TFLOPs/s",
            "TFLOP/s",
            "TFLOPs/s is easily taken for TFLOPS per second; write TFLOP/s or TFLOPS",
        ),
        (
            "FLOPs per second",
            "FLOP/s",
            "FLOPs/s is easily taken for FLOPS per second; write FLOP/s or FLOPS",
        ),
        ("TOPs/s", "TOP/s", "TOPs/s is easily taken for TOPS per second; write TOP/s or TOPS"),
        ("TFLOPs", "TFLOP", "TFLOPs is read as the count; write TFLOP, or TFLOPS for the rate"),
        ("FLOPs/byte", "FLOP/B", "FLOPs is read as the count; write FLOP, or FLOPS for the rate"),
        ("OPs", "OP", "OPs is read as the count; write OP, or OPS for the rate"),
        (
            "petaflop",
            "PFLOP",
            "petaflop is read as the count; write PFLOP, or PFLOPS for the rate",
        ),
        ("petaflop/s", "PFLOPS", None),
        (
            "TFLOPS/s",
            "TFLOP/s^2",
            "TFLOPS is a rate already, so that TFLOPS/s is one per second squared",
        ),
        (
            "GBps/s",
            "GB/s^2",
            "GBps is a rate already, so that GBps/s is one per second squared",
        ),
        ("W/s", "J/s^2", None),
        (
            "J/FLOP·s",
            "J·s/FLOP",
            "in J/FLOP·s only what follows a / directly is below it; use parentheses",
        ),
        ("J·s/FLOP", "J·s/FLOP", None),
        ("J/(FLOP·s)", "J/(FLOP·s)", None),
        ("GB/s per FLOP·J", "GB/(s·FLOP·J)", None),
    ],
)
def test_b56_a_misleading_spelling_is_read_and_noted(
    text: str, same: str, note: str | None
) -> None:
    unit, plain = STANDARD.parse(text), STANDARD.parse(same)
    assert (unit.factor, unit.dimension) == (plain.factor, plain.dimension)
    assert unit.note == note


def test_a_flop_is_no_op() -> None:
    assert STANDARD.dimension("TOPS") != STANDARD.dimension("TFLOPS")
    assert STANDARD.dimension("OP/s") == STANDARD.dimension("TOPS")


def test_b57_percent_and_parts_are_ratios_with_a_factor() -> None:
    for text in ("%", "ppm", "ppb"):
        assert STANDARD.parse(text).dimension == DIMENSIONLESS
    assert Fraction(1, 5) / STANDARD.parse("%").factor == 20
    assert STANDARD.parse("%").symbol == "%"
    assert STANDARD.parse("ppm/ppb").factor == 1000


def test_b59_only_the_unit_one_makes_a_bare_number() -> None:
    assert STANDARD.parse("1") == Unit("1", Fraction(1), DIMENSIONLESS)
    for text in ("0", "2", "100", "-", "none", "null", "~"):
        with pytest.raises(QuantityError):
            STANDARD.parse(text)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("  GB / s ", "GB/s"),
        ("ＧＢ／ｓ", "GB/s"),
        ("TFLOP/s   per\nGBps", "TFLOP/s per GBps"),
        ("(B)per(s)", "(B) per (s)"),
        ("B*s", "B·s"),
        ("B ⋅ s", "B·s"),
        ("B**2", "B^2"),
        ("B²", "B^2"),
        ("s⁻¹", "s^-1"),
        ("B^+2", "B^2"),
        ("B^1", "B"),
        ("us", "us"),
        ("μs", "µs"),
        ("FLOP/byte", "FLOP/byte"),
        ("", "1"),
    ],
)
def test_a_unit_prints_as_it_was_written_with_one_form_for_each_operator(
    text: str, symbol: str
) -> None:
    assert str(STANDARD.parse(text)) == symbol


def test_a_quotient_of_a_quotient_divides_from_the_left() -> None:
    assert STANDARD.parse("J/B/s").dimension == STANDARD.parse("J/(B·s)").dimension
    assert STANDARD.parse("J/(B/s)").dimension == STANDARD.parse("J·s/B").dimension
    assert STANDARD.parse("J per B per s").dimension == STANDARD.parse("J/(B·s)").dimension


@pytest.mark.parametrize(
    "text",
    ["B^10", "B^-10", "B^99999999999999999999", "B⁹⁹", "(B^3)^4", "((%^9)^9)^9", "B^9*B",
     "B^0", "1^10", "(((((((((((B^9)^9)^9)^9)^9)^9)^9)^9)^9)^9)^9)"],
)  # fmt: skip
def test_an_exponent_beyond_nine_is_refused(text: str) -> None:
    with pytest.raises(QuantityError, match="out of range"):
        STANDARD.parse(text)


def test_a_text_of_more_than_64_characters_is_no_unit() -> None:
    assert STANDARD.parse(" " * 100 + "(" * 31 + "kB" + ")" * 31).factor == 1000
    with pytest.raises(QuantityError, match="a unit of 65 characters, beginning ") as raised:
        STANDARD.parse("(" * 31 + "kiB" + ")" * 31)
    assert raised.value.hint == "no unit is longer than 64 characters"
    with pytest.raises(QuantityError, match="is longer than 64 characters"):
        STANDARD.parse("B²/B²·" * 10 + "1")
    with pytest.raises(QuantityError):
        STANDARD.parse("B" * 1_000_000)


@pytest.mark.parametrize(
    ("text", "unit", "rest"),
    [
        ("TB/s", "TB/s", ""),
        ("TB/s带宽", "TB/s", "带宽"),
        ("%的峰值", "%", "的峰值"),
        ("TFLOP/s per GBps.", "TFLOP/s per GBps", "."),
        ("terabytes per second of", "terabytes per second", " of"),
        ("GB per GPU", "GB", " per GPU"),
        ("GB per", "GB", " per"),
        ("GB performance", "GB", " performance"),
        ("GB / s", "GB/s", ""),
        ("GB / B200", "GB", " / B200"),
        ("TB/s/GPU", "TB/s", "/GPU"),
        ("GB)", "GB", ")"),
        ("GB-class", "GB", "-class"),
        ("GB, h", "GB", ", h"),
        ("GB h", "GB", " h"),
        ("B/(s·J) x", "B/(s·J)", " x"),
        ("B/(s·", "B", "/(s·"),
        ("B/(s J)", "B", "/(s J)"),
        ("GB**", "GB", "**"),
        ("GB* s", "GB", "* s"),
        ("GB*s", "GB", "*s"),
        ("B^2 x", "B^2", " x"),
        ("B²", "B^2", ""),
        ("B^2-class", "B^2", "-class"),
        ("TB/s^a", "TB", "/s^a"),
        ("B/(s)2", "B", "/(s)2"),
        ("GB\nper s", "GB per s", ""),
        ("GB\r\nper s", "GB per s", ""),
        ("GB\n\nper s", "GB", "\n\nper s"),
        ("GB\r\rper s", "GB", "\r\rper s"),
        ("1/s", "1/s", ""),
        ("ＧＢ／ｓ，", "GB/s", "，"),
        ("μs", "µs", ""),
        ("GB" + " " * 100 + "per s", "GB", " " * 100 + "per s"),
    ],
)
def test_the_longest_unit_at_a_place_in_prose_is_found(text: str, unit: str, rest: str) -> None:
    found = STANDARD.match(f"1.8 {text}", 4)
    assert found is not None
    assert found[0].symbol == unit
    assert f"1.8 {text}"[found[1] :] == rest


@pytest.mark.parametrize(
    "text",
    ["", " GB", "GB200", "GBe", "GBé", "GB_x", "gb", "KB", "1", "1/2", "(GB)", "B^12", "B⁹⁹",
     "带宽", "x", "倍", "per s", "/s", "²", "s2", "Bs", "B²0", "B^2x", "GB^a", "B^5·B^5", "%p",
     "%2", "(" * 80, "G" * 80],
)  # fmt: skip
def test_no_unit_is_found_where_none_is_spelled(text: str) -> None:
    assert STANDARD.match(f"80{text}", 2) is None
    assert STANDARD.match("80", 2) is None


def test_a_unit_in_prose_reads_as_the_same_unit_alone() -> None:
    found = STANDARD.match("989 TFLOPs/s", 4)
    assert found == (STANDARD.parse("TFLOPs/s"), 12)


def test_a_unit_in_prose_is_never_longer_than_64_characters() -> None:
    assert STANDARD.match("B" + "/s·s" * 15 + "/s", 0) is not None
    assert STANDARD.match("B" + "/s·s" * 16, 0) is None


def test_a_library_declares_a_base_unit_with_plurals_and_prefixes() -> None:
    rate = WITH_TOKENS.parse("tokens/s")
    assert (rate.symbol, rate.factor, str(rate.dimension)) == ("tokens/s", 1, "token/s")
    assert WITH_TOKENS.parse("Mtokens").factor == 1_000_000
    assert WITH_TOKENS.parse("ktoken/(s·kWh)").factor == Fraction(1, 3600)
    plain = STANDARD.extended([BaseUnit("chip")])
    assert str(plain.parse("W/chip").dimension) == "J/(chip·s)"
    for text in ("kchip", "chips"):
        with pytest.raises(QuantityError):
            plain.parse(text)


def test_the_standard_table_knows_no_tokens_before_or_after() -> None:
    STANDARD.extended([TOKEN])
    with pytest.raises(QuantityError):
        STANDARD.parse("tokens")
    with pytest.raises(QuantityError, match="tokns") as raised:
        WITH_TOKENS.parse("tokns/s")
    assert raised.value.hint == "did you mean tokens/s?"


def test_a_unit_declared_twice_with_one_meaning_stays() -> None:
    twice = WITH_TOKENS.extended([BaseUnit("token", plurals=("toks",)), BaseUnit("OP")])
    assert twice.parse("Mtokens") == WITH_TOKENS.parse("Mtokens")
    assert twice.parse("toks").dimension == twice.parse("token").dimension
    assert twice.parse("TOP") == STANDARD.parse("TOP")
    assert twice.parse("TOPS").factor == 10**12
    wider = STANDARD.extended([BaseUnit("chip"), BaseUnit("chip", prefixes=True)])
    assert wider.parse("kchip").factor == 1000


@pytest.mark.parametrize(
    ("base", "message"),
    [
        (BaseUnit("GB"), "the base unit GB would give GB a second meaning"),
        (BaseUnit("bit"), "the base unit bit would give bit a second meaning"),
        (BaseUnit("byte"), "the base unit byte would give byte a second meaning"),
        (BaseUnit("in", prefixes=True), "the base unit in would give min a second meaning"),
        (BaseUnit("item", ("h",)), "the base unit h would give h a second meaning"),
        (BaseUnit("token", ("s",)), "the base unit s would give s a second meaning"),
        (BaseUnit("per"), "the base unit per would give per a second meaning"),
        (BaseUnit(""), "the base unit  is not a word of ASCII letters"),
        (BaseUnit("a b"), "the base unit a b is not a word of ASCII letters"),
        (BaseUnit("词元"), "the base unit 词元 is not a word of ASCII letters"),
        (BaseUnit("x2"), "the base unit x2 is not a word of ASCII letters"),
    ],
)
def test_a_declared_unit_may_not_change_what_a_spelling_means(base: BaseUnit, message: str) -> None:
    with pytest.raises(QuantityError) as raised:
        STANDARD.extended([base])
    assert raised.value.slug == "formulas-unusable"
    assert raised.value.message == message


def test_every_spelling_has_one_reading() -> None:
    spellings = STANDARD.spellings()
    assert len(spellings) == len(set(spellings))
    assert all(STANDARD.parse(spelling).symbol == spelling for spelling in spellings)
    rows = {row.spelling: row for row in ROWS}
    for spelling in spellings:
        readings = [
            prefix + row.spelling
            for row in rows.values()
            for prefix in ("", *PREFIX_FACTORS, *PREFIX_WORDS)
            if prefix + row.spelling == spelling
            and (
                (row.bare and not prefix)
                or prefix in row.prefixes
                or PREFIX_WORDS.get(prefix) in row.words
            )
        ]
        assert readings == [spelling]


def test_a_table_gives_the_same_unit_whether_or_not_it_has_read_it_before() -> None:
    fresh = UnitTable(ROWS)
    assert fresh.parse("TFLOPS/GBps") == fresh.parse("TFLOPS/GBps") == STANDARD.parse("TFLOPS/GBps")
    for number in range(2000):
        fresh.parse(" " * number + "GB")
    assert fresh.parse("GB") == STANDARD.parse("GB")


def test_a_dimension_prints_its_base_units() -> None:
    assert str(DIMENSIONLESS) == "1"
    assert str(Dimension.of({"s": -1, "B": 0})) == "1/s"
    assert str(Dimension.of({"s": -1, "B": -2})) == "1/(B^2·s)"
    assert str(Dimension.of({"s": 2, "FLOP": 1, "B": -1})) == "FLOP·s^2/B"
    assert STANDARD.dimension("GB").is_dimensionless is False
    assert STANDARD.dimension("%").is_dimensionless is True


def test_the_base_unit_of_a_dimension_has_the_factor_one() -> None:
    balance = STANDARD.parse("TFLOPS/GBps").dimension
    assert STANDARD.base_unit(balance) == Unit("FLOP/B", Fraction(1), balance)
