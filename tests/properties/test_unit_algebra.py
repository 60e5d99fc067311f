"""Laws of dimensions and units, and Pint as the independent oracle of every factor."""

from fractions import Fraction
from importlib.resources import files
from itertools import product

import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbook.quantities.errors import QuantityError
from claimbook.quantities.unit import DIMENSIONLESS, STANDARD, BaseUnit, Dimension, Unit

TABLE = STANDARD.extended([BaseUnit("token", plurals=("tokens",), prefixes=True)])

# Pint's long names, which mean one thing: its b is the barn and its Gb the gilbert.
PINT_UNITS = {
    "B": "byte",
    "byte": "byte",
    "bytes": "byte",
    "Byte": "byte",
    "Bytes": "byte",
    "b": "bit",
    "bit": "bit",
    "bits": "bit",
    "Bit": "bit",
    "Bits": "bit",
    "Bps": "byte/second",
    "bps": "bit/second",
    "FLOP": "FLOP",
    "FLOPs": "FLOP",
    "FLOPS": "FLOP/second",
    "flop": "FLOP",
    "flops": "FLOP/second",
    "OP": "OP",
    "OPs": "OP",
    "OPS": "OP/second",
    "s": "second",
    "sec": "second",
    "second": "second",
    "seconds": "second",
    "min": "minute",
    "minute": "minute",
    "minutes": "minute",
    "h": "hour",
    "hour": "hour",
    "hours": "hour",
    "d": "day",
    "day": "day",
    "days": "day",
    "Hz": "hertz",
    "hertz": "hertz",
    "J": "joule",
    "joule": "joule",
    "joules": "joule",
    "Wh": "watt_hour",
    "W": "watt",
    "watt": "watt",
    "watts": "watt",
    "%": "percent",
    "percent": "percent",
    "‰": "permille",
    "ppm": "ppm",
    "ppb": "ppb",
    "token": "token",
    "tokens": "token",
}
PINT_PREFIXES = {
    "k": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta", "E": "exa", "Z": "zetta",
    "Y": "yotta", "Ki": "kibi", "Mi": "mebi", "Gi": "gibi", "Ti": "tebi", "Pi": "pebi",
    "Ei": "exbi", "Zi": "zebi", "Yi": "yobi", "m": "milli", "µ": "micro", "u": "micro",
    "n": "nano", "p": "pico", "f": "femto",
}  # fmt: skip
WRITTEN_PREFIXES = {name: name for name in PINT_PREFIXES.values()}


def pint_name(spelling: str) -> str:
    """Pint's name of one of our spellings, by this file's own lists."""
    candidates = {
        f"({prefixes[prefix] if prefix else ''}{PINT_UNITS[spelling[len(prefix) :]]})"
        for prefixes in (PINT_PREFIXES, WRITTEN_PREFIXES)
        for prefix in ("", *prefixes)
        if spelling.startswith(prefix) and spelling[len(prefix) :] in PINT_UNITS
    }
    # min is the minute, ppb no pico-pb: the unprefixed reading is the one meant.
    return f"({PINT_UNITS[spelling]})" if spelling in PINT_UNITS else candidates.pop()


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> pint.UnitRegistry:
    """Pint's own definitions, with one change: information has a dimension."""
    folder = tmp_path_factory.mktemp("pint")
    for name in ("default_en.txt", "constants_en.txt"):
        definitions = files("pint").joinpath(name).read_text(encoding="utf-8")
        changed = definitions.replace("\nbit = []\n", "\nbit = [information]\n")
        assert (changed != definitions) == (name == "default_en.txt")
        (folder / name).write_text(changed, encoding="utf-8")
    built = pint.UnitRegistry(folder / "default_en.txt", non_int_type=Fraction)
    for definition in (
        "FLOP = [floating_point_operation]",
        "OP = [operation]",
        "token = [token]",
        "ppb = ppm / 1000",
    ):
        built.define(definition)
    return built


def conversion(registry: pint.UnitRegistry, source: str, target: str) -> Fraction | None:
    """How many of Pint's `target` one `source` is; None where they differ in dimension."""
    try:
        return Fraction(registry.Quantity(Fraction(1), source).to(target).magnitude)
    except pint.DimensionalityError:
        return None


def our_conversion(source: Unit, target: Unit) -> Fraction | None:
    if source.dimension != target.dimension:
        return None
    return source.factor / target.factor


EACH_UNIT = [
    "B", "kB", "KiB", "b", "Gb", "Gib", "GBps", "Gbps", "MiBps", "FLOP", "TFLOP", "FLOPS",
    "PFLOPS", "OP", "TOPS", "s", "ms", "us", "min", "h", "d", "Hz", "GHz", "J", "pJ", "Wh", "kWh",
    "W", "MW", "%", "‰", "ppm", "ppb", "token", "Mtokens",
]  # fmt: skip


def test_every_pair_of_units_converts_as_in_pint(registry: pint.UnitRegistry) -> None:
    for source, target in product(EACH_UNIT, EACH_UNIT):
        ours = our_conversion(TABLE.parse(source), TABLE.parse(target))
        assert ours == conversion(registry, pint_name(source), pint_name(target)), (source, target)


def test_every_spelling_has_the_factor_and_dimension_of_pint(registry: pint.UnitRegistry) -> None:
    for spelling in TABLE.spellings():
        unit = TABLE.parse(spelling)
        base = str(TABLE.base_unit(unit.dimension)).replace("·", "*").replace("B", "byte")
        assert conversion(registry, pint_name(spelling), base) == unit.factor, spelling


SPELLINGS = st.sampled_from(TABLE.spellings())
EXPONENTS = st.integers(-3, 3).filter(bool)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_compound_units_convert_as_in_pint(
    registry: pint.UnitRegistry, data: st.DataObject
) -> None:
    numerator, denominator, third = (data.draw(SPELLINGS) for _ in range(3))
    exponent = data.draw(EXPONENTS)
    ours = TABLE.parse(f"{numerator}/({denominator}^{exponent}*{third})")
    base = str(ours.dimension).replace("·", "*").replace("B", "byte")
    source = f"{pint_name(numerator)}/({pint_name(denominator)}**({exponent})*{pint_name(third)})"
    assert conversion(registry, source, base) == ours.factor


BASES = st.sampled_from(["FLOP", "OP", "B", "s", "J", "token"])
DIMENSIONS = st.dictionaries(BASES, st.integers(-4, 4), max_size=4).map(Dimension.of)


@given(DIMENSIONS, DIMENSIONS, DIMENSIONS, st.integers(-5, 5), st.integers(-5, 5))
def test_dimensions_form_a_commutative_group(
    a: Dimension, b: Dimension, c: Dimension, m: int, n: int
) -> None:
    assert a * b == b * a
    assert hash(a * b) == hash(b * a)
    assert (a * b) * c == a * (b * c)
    assert a * DIMENSIONLESS == a == a / DIMENSIONLESS
    assert (a / a) == DIMENSIONLESS
    assert (a / b) * b == a
    assert a / b == a * b**-1
    assert (a * b) ** n == a**n * b**n
    assert a ** (m + n) == a**m * a**n
    assert (a**m) ** n == a ** (m * n)
    assert (a / b).is_dimensionless == (a == b)


@given(DIMENSIONS)
def test_a_dimension_prints_as_the_unit_that_reads_back_as_it(dimension: Dimension) -> None:
    unit = TABLE.parse(str(dimension))
    assert unit.dimension == dimension
    assert unit.factor == 1
    assert unit == TABLE.base_unit(dimension)


def combined(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds(
            "{}{}{}".format,
            children,
            st.sampled_from(["/", "*", "·", "⋅", " / ", " per ", " · ", "／"]),
            children,
        ),
        st.builds("({}){}".format, children, st.sampled_from(["", "^2", "**-2", "²", "⁻¹", "^+3"])),
    )


COMPOUNDS = st.recursive(st.one_of(SPELLINGS, st.just("1")), combined, max_leaves=5)


@settings(max_examples=200)
@given(COMPOUNDS)
def test_a_unit_reads_back_from_what_it_prints(text: str) -> None:
    try:
        unit = TABLE.parse(text)
    except QuantityError as error:
        assert "out of range" in error.message or "characters" in error.message  # noqa: PT017
        return
    assert TABLE.parse(str(unit)) == unit


@settings(max_examples=150)
@given(COMPOUNDS, st.sampled_from(["", " ", ".", "，", "带宽", ") and", " of it"]))
def test_a_printed_unit_is_found_in_prose_as_itself(text: str, after: str) -> None:
    try:
        unit = TABLE.parse(text)
    except QuantityError:
        return
    symbol = str(unit)
    if symbol.startswith("(") or not set(symbol.replace(" per ", "")) - set("1/·()^-239 "):
        return
    found = TABLE.match(f"5 {symbol}{after}", 2)
    assert found == (unit, 2 + len(symbol))


NEAR_UNITS = st.text(st.sampled_from("GBbKkMTFLOPSs/·*^()²⁻1 per%µ"), max_size=20)


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=80), NEAR_UNITS))
def test_any_text_is_a_unit_or_an_error_with_a_message(text: str) -> None:
    try:
        unit = STANDARD.parse(text)
    except QuantityError as error:
        assert error.slug == "unknown-unit"  # noqa: PT017
        assert error.message.isprintable()  # noqa: PT017
        assert error.hint is None or len(error.hint) < 400  # noqa: PT017
    else:
        assert unit.factor > 0
        assert STANDARD.parse(str(unit)) == unit


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=80), NEAR_UNITS), st.integers(0, 20))
def test_what_is_found_in_any_prose_is_a_unit_spelled_there(text: str, position: int) -> None:
    found = STANDARD.match(text, position)
    if found is None:
        return
    unit, end = found
    assert position < end <= len(text)
    assert STANDARD.parse(text[position:end]) == unit
    assert not text[end : end + 1].isdecimal()
