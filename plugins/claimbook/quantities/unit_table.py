"""The closed table of units as data: what each spelling means and which prefixes it takes.

A lower-case b is the bit and an upper-case B the byte, in every row and under every prefix; FLOP is
a count and FLOPS a rate. A spelling that is not made of a row and one of that row's own prefixes is
no unit. What the table refuses it refuses with the spellings that may have been meant, because
`KB` and `gb` each have two readings and guessing one is how a factor of eight gets published.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from claimbook.diagnostics import did_you_mean

LARGE: Final = frozenset("kMGTPEZY")
SMALL: Final = frozenset("mµunpf")
BINARY: Final = frozenset(("Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"))
ANY_SI: Final = LARGE | SMALL
INFORMATION: Final = LARGE | BINARY
NONE: Final[frozenset[str]] = frozenset()

PREFIX_FACTORS: Final[Mapping[str, Fraction]] = {
    **{symbol: Fraction(1000 ** (step + 1)) for step, symbol in enumerate("kMGTPEZY")},
    **{f"{symbol}i": Fraction(1024 ** (step + 1)) for step, symbol in enumerate("KMGTPEZY")},
    **{symbol: Fraction(1, 1000 ** (step + 1)) for step, symbol in enumerate("mµnpf")},
    "u": Fraction(1, 1_000_000),
}
"""Every prefix symbol and what it multiplies by."""

PREFIX_WORDS: Final[Mapping[str, str]] = {
    "kilo": "k",
    "mega": "M",
    "giga": "G",
    "tera": "T",
    "peta": "P",
    "exa": "E",
    "zetta": "Z",
    "yotta": "Y",
    "kibi": "Ki",
    "mebi": "Mi",
    "gibi": "Gi",
    "tebi": "Ti",
    "pebi": "Pi",
    "exbi": "Ei",
    "zebi": "Zi",
    "yobi": "Yi",
    "milli": "m",
    "micro": "µ",
    "nano": "n",
    "pico": "p",
    "femto": "f",
}
"""Every prefix that is written out, and its symbol."""

Exponents = tuple[tuple[str, int], ...]
"""Base units with their exponents, sorted by symbol, none of them zero."""


class Row(NamedTuple):
    """One unit under one spelling, without a prefix."""

    spelling: str
    factor: Fraction
    """How many base units it is."""
    exponents: Exponents
    prefixes: frozenset[str] = NONE
    """The prefix symbols it takes: the G of GB."""
    words: frozenset[str] = NONE
    """The prefixes it takes written out: the giga of gigabyte."""
    bare: bool = True
    """Whether it stands without a prefix."""
    plain: str | None = None
    """For a spelling that misleads: the one to write instead."""
    rate: str | None = None
    """For a count that has a rate of nearly its own name: that name. FLOPS for FLOPs."""


class Atom(NamedTuple):
    """A row with its prefix, as it stands in a unit's text."""

    text: str
    prefix: str
    row: Row

    @property
    def factor(self) -> Fraction:
        """How many base units it is."""
        return self.row.factor * PREFIX_FACTORS[self.prefix] if self.prefix else self.row.factor


_ONE: Final = Fraction(1)
_BIT: Final = Fraction(1, 8)
_B: Final = (("B", 1),)
_B_PER_S: Final = (("B", 1), ("s", -1))
_FLOP: Final = (("FLOP", 1),)
_FLOP_PER_S: Final = (("FLOP", 1), ("s", -1))
_OP: Final = (("OP", 1),)
_OP_PER_S: Final = (("OP", 1), ("s", -1))
_S: Final = (("s", 1),)
_J: Final = (("J", 1),)
_W: Final = (("J", 1), ("s", -1))

RATES: Final = (_B_PER_S, _FLOP_PER_S, _OP_PER_S)
"""What a unit means whose spelling holds a second without showing it: GBps, FLOPS."""

# FLOPs is read as the plural of the count, as the field's papers mean it, and not as the rate
# FLOPS from which one lower-case letter tells it: so it carries a style note wherever it stands.
# Written out, the dictionaries know only the plural and call it a rate (a petaflops machine), so
# petaflops is PFLOPS. Without a prefix, flops says neither and is refused.
ROWS: Final = (
    Row("B", _ONE, _B, INFORMATION),
    Row("byte", _ONE, _B, INFORMATION, INFORMATION),
    Row("bytes", _ONE, _B, INFORMATION, INFORMATION),
    Row("Byte", _ONE, _B, INFORMATION, INFORMATION),
    Row("Bytes", _ONE, _B, INFORMATION, INFORMATION),
    Row("b", _BIT, _B, INFORMATION),
    Row("bit", _BIT, _B, INFORMATION, INFORMATION),
    Row("bits", _BIT, _B, INFORMATION, INFORMATION),
    Row("Bit", _BIT, _B, NONE, INFORMATION),
    Row("Bits", _BIT, _B, NONE, INFORMATION),
    Row("Bps", _ONE, _B_PER_S, INFORMATION),
    Row("bps", _BIT, _B_PER_S, INFORMATION),
    Row("FLOP", _ONE, _FLOP, LARGE, LARGE),
    Row("FLOPs", _ONE, _FLOP, LARGE, LARGE, plain="FLOP", rate="FLOPS"),
    Row("flop", _ONE, _FLOP, NONE, LARGE, bare=False, plain="FLOP", rate="FLOPS"),
    Row("FLOPS", _ONE, _FLOP_PER_S, LARGE, LARGE),
    Row("flops", _ONE, _FLOP_PER_S, NONE, LARGE, bare=False),
    Row("OP", _ONE, _OP, LARGE, LARGE),
    Row("OPs", _ONE, _OP, LARGE, LARGE, plain="OP", rate="OPS"),
    Row("OPS", _ONE, _OP_PER_S, LARGE, LARGE),
    Row("s", _ONE, _S, SMALL),
    Row("sec", _ONE, _S),
    Row("second", _ONE, _S, NONE, SMALL),
    Row("seconds", _ONE, _S, NONE, SMALL),
    Row("min", Fraction(60), _S),
    Row("minute", Fraction(60), _S),
    Row("minutes", Fraction(60), _S),
    Row("h", Fraction(3600), _S),
    Row("hour", Fraction(3600), _S),
    Row("hours", Fraction(3600), _S),
    Row("d", Fraction(86_400), _S),
    Row("day", Fraction(86_400), _S),
    Row("days", Fraction(86_400), _S),
    Row("Hz", _ONE, (("s", -1),), ANY_SI),
    Row("hertz", _ONE, (("s", -1),), NONE, ANY_SI),
    Row("J", _ONE, _J, ANY_SI),
    Row("joule", _ONE, _J, NONE, ANY_SI),
    Row("joules", _ONE, _J, NONE, ANY_SI),
    Row("Wh", Fraction(3600), _J, ANY_SI),
    Row("W", _ONE, _W, ANY_SI),
    Row("watt", _ONE, _W, NONE, ANY_SI),
    Row("watts", _ONE, _W, NONE, ANY_SI),
    Row("%", Fraction(1, 100), ()),
    Row("percent", Fraction(1, 100), ()),
    Row("‰", Fraction(1, 1000), ()),
    Row("ppm", Fraction(1, 1_000_000), ()),
    Row("ppb", Fraction(1, 1_000_000_000), ()),
)
"""Every unit that the engine knows by itself."""

_REFUSED: Final[Mapping[str, str]] = {
    "ppt": "ppt is a thousandth to some and 10^-12 to others; write the number itself",
    "per": "nothing stands before per; write 1/s for once a second",
    "x": "a multiple takes no unit: write the number alone",
    "×": "a multiple takes no unit: write the number alone",
    "倍": "a multiple takes no unit: write the number alone",
}
_COUNTS: Final = (_B, _FLOP, _OP)
_MOST_CHOICES: Final = 3


def resolve(text: str, rows: Mapping[str, Row]) -> Atom | None:
    """The unit spelled by the whole of `text`, or None where the table has no such spelling."""
    row = rows.get(text)
    if row is not None and row.bare:
        return Atom(text, "", row)
    for length in (1, 2):
        row = rows.get(text[length:])
        if row is not None and text[:length] in row.prefixes:
            return Atom(text, text[:length], row)
    for length in (3, 4, 5):
        row = rows.get(text[length:])
        if row is None or not row.words:
            continue
        word = text[:length]
        prefix = PREFIX_WORDS.get(word) or PREFIX_WORDS.get(_uncapitalised(word))
        if prefix in row.words:
            return Atom(text, prefix, row)
    return None


def spellings(rows: Iterable[Row]) -> Iterator[str]:
    """Every spelling, row by row, the bare one first; capitalised prefix words left out."""
    for row in rows:
        if row.bare:
            yield row.spelling
        for prefix in PREFIX_FACTORS:
            if prefix in row.prefixes:
                yield prefix + row.spelling
        for word, prefix in PREFIX_WORDS.items():
            if prefix in row.words:
                yield word + row.spelling


def suggestion(atom: str, whole: tuple[str, str], rows: Mapping[str, Row]) -> str:
    """The hint for a spelling that the table lacks.

    `whole` is what stands before and after the atom in the unit's text, so that the hint can
    be copied as it is.
    """
    if atom in _REFUSED:
        return _REFUSED[atom]
    before, after = whole
    choices = [
        choice
        for choice in _lookalikes(atom, rows)
        if not (choice.endswith("/s") and after.startswith("/"))
    ]
    if choices:
        alone = not before and not after
        options = (
            f"{before}{choice}{after}{_explained(choice, rows, alone=alone)}" for choice in choices
        )
        return f"write {' or '.join(options)}"
    return did_you_mean(
        atom,
        spellings(rows.values()),
        "units are B, bit, FLOP, OP, s, J, W, Hz, % and what a formula library declares",
        form=f"{before}{{}}{after}",
        cutoff=0.7,
    )


def _lookalikes(atom: str, rows: Mapping[str, Row]) -> list[str]:
    """The spellings that differ in case alone, in K for k, or in a missing solidus before the s."""
    alike = _capital_k(atom, rows) or _alike(atom, rows)
    if alike or atom[-1:] not in ("s", "S"):
        return alike
    # gbs, GBS, Gbs: a rate without its solidus, or a plural that the table does not have.
    stem = atom[:-1]
    known = resolve(stem, rows)
    if known is not None:
        return [stem, f"{stem}/s"] if known.row.exponents in _COUNTS else []
    stems = _capital_k(stem, rows) or _alike(stem, rows)
    return [
        f"{text}/s"
        for text in stems
        if (known := resolve(text, rows)) is not None and known.row.exponents in _COUNTS
    ]


def _capital_k(atom: str, rows: Mapping[str, Row]) -> list[str]:
    if atom[:1] != "K":
        return []
    return [text for text in (f"k{atom[1:]}", f"Ki{atom[1:]}") if resolve(text, rows)]


def _alike(atom: str, rows: Mapping[str, Row]) -> list[str]:
    folded = atom.casefold()
    found: dict[tuple[Fraction, Exponents], str] = {}
    matching = (text for text in spellings(rows.values()) if text.casefold() == folded)
    for known in filter(None, (resolve(text, rows) for text in matching)):
        text = known.prefix + known.row.plain if known.row.plain else known.text
        found.setdefault((known.factor, known.row.exponents), text)
    return list(found.values())[:_MOST_CHOICES]


def _explained(text: str, rows: Mapping[str, Row], *, alone: bool) -> str:
    """What a suggested spelling is, in parentheses: 1000 B, 10^9 bit, 10^12 FLOP/s."""
    stem = text.removesuffix("/s")
    atom = resolve(stem, rows)
    if atom is None or not atom.row.exponents:
        return ""
    multiple = atom.factor
    (first, exponent), *rest = atom.row.exponents
    base = f"{first}/s" if rest else first if exponent > 0 else "Hz"
    if atom.row.factor == _BIT:
        base, multiple = base.replace("B", "bit", 1), multiple / _BIT
    if stem != text:
        base = f"{base}/s"
    meaning = base if multiple == 1 else f"{_power(multiple)} {base}"
    if meaning == text:
        return ""
    return f" ({meaning})" if alone else f" ({text} = {meaning})"


def _power(multiple: Fraction) -> str:
    """A multiple as a reader knows it: 1000, 1024, 10^9, 2^30, 10^-6; every row has such a one."""
    if multiple < 1:
        return f"10^-{len(str(multiple.denominator)) - 1}"
    number = multiple.numerator
    if number < 10_000:
        return str(number)
    if number.bit_count() == 1:
        return f"2^{number.bit_length() - 1}"
    text = str(number)
    return f"10^{len(text) - 1}" if text.strip("0") == "1" else f"{number:,}"


def _uncapitalised(word: str) -> str:
    return word[:1].lower() + word[1:]
