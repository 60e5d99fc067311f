"""The figures in a passage of a source, and whether one of them is the value of a spec.

A source writes units as it likes ("1.8 terabytes per second", "TB/sec", "15 PetaFLOPS"), so this
reads more spellings than data files may use. It reads in the raw text around the passage: where
that goes on with `/s`, a passage that ends at `GB` is not about gigabytes.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from claimbook.quantities.errors import QuantityError
from claimbook.quantities.numeral import Numeral, match_numeral
from claimbook.quantities.unit import Unit, UnitTable
from claimbook.quantities.unit_names import goes_on, match_foreign, match_unit
from claimbook.quantities.unit_table import PREFIX_WORDS
from claimbook.sources.quotation import is_word
from claimbook.sources.spec import Spec

Support = Literal["supported", "other-value", "no-number"]

_START = re.compile(r"[-+−–‐‑－＋]?[0-9０-９]|(?<![0-9０-９])[-+−–‐‑－＋]?[.．][0-9０-９]")
_SIGNS = "-+−–‐‑－＋"
_RUN = r"(?:[^\W\u3005-\u9fff]|[.,．，](?=\d))*"  # compiled when first used: it is slow to
_GAP = re.compile(r"[*_`]{0,3}[\s\u200b]{0,3}[*_`]{0,3}")
_NOUNS = {
    "byte": "B",
    "bit": "bit",
    "flop": "FLOP",
    "op": "OP",
    "operation": "OP",
    "watt": "W",
    "joule": "J",
    "hertz": "Hz",
}
# Spelled-out or abbreviated; the second group of each pair is what is counted.
_SPELLED = re.compile(
    r"(?:(?P<word>kilo|mega|giga|tera|peta|exa|zetta)[ -]?"
    r"(?P<noun>byte|bit|flop|operation|op|watt|joule|hertz)(?P<plural>s?)"
    r"|(?P<letter>[kMGTPEZ]i?)?(?P<abbreviated>Bytes?|bytes?|bits?|Bits?|B|b|FLOPs?|OPs?))"
    r"(?P<rate>\s*/\s*s(?:ec(?:ond)?s?)?|\s*[/／]\s*秒|\s+per\s+sec(?:ond)?|\s+a\s+second"
    r"|ps)?(?![^\W_])",
    re.IGNORECASE,
)
_SLASHES = ("/", "⁄", "∕")
_JOINT = re.compile(r"[/⁄∕](?=[0-9０-９])|\s*[x×✕*·∙⋅]\s*(?=[0-9０-９])|\s+times\s+(?=[0-9０-９])")
_PART = re.compile(r"[0-9０-９](?:[/⁄∕]|\s*[x×✕*·∙⋅]\s*|\s+times\s+)\Z")
_LOOK_BACK = 12
_MAGNITUDE = re.compile(
    r"(?P<word>thousand|million|billion|trillion|bn|[kKMBT])(?![^\W_])|(?P<sign>[万億亿])"
)
_MAGNITUDES = {
    "thousand": 10**3,
    "k": 10**3,
    "K": 10**3,
    "million": 10**6,
    "M": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "B": 10**9,
    "trillion": 10**12,
    "T": 10**12,
    "万": 10**4,
    "億": 10**8,
    "亿": 10**8,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a passage with every unit that it may be read in (none: a bare number).

    `is_cut` tells that its unit goes on behind the passage.
    """

    text: str
    numeral: Numeral
    units: tuple[Unit, ...]
    magnitude: int = 1
    is_cut: bool = False


def read_figures(content: str, start: int, end: int, units: UnitTable) -> list[Figure]:
    """The figures that begin in the passage; digits inside a name such as H100 are none."""
    figures: list[Figure] = []
    position = start
    while match := _START.search(content, position, end):
        begin = match.start()
        if content[begin] in _SIGNS and begin > 0 and is_word(content[begin - 1]):
            # A dash inside a word or a range is no sign.
            begin += 1
            named = content[begin - 2].isalpha()
        else:
            named = begin > 0 and is_word(content[begin - 1])
        if named:
            position = _end_of_run(content, begin)
            continue
        found = match_numeral(content, begin, "en")
        if found is None:
            position = max(_end_of_run(content, begin), begin + 1)
            continue
        joined = _joined(content, begin, found)
        figures.append(_figure(content, begin, end, joined or found, units))
        position = (joined or found)[1]
    return figures


def support(spec: Spec, figures: list[Figure], passage: str) -> tuple[Support, Figure | None]:
    """Whether a passage with these figures gives the spec's value, and the figure that speaks.

    A figure of another value is given back too, for the message.
    """
    if spec.word is not None:
        word = re.escape(spec.word)
        found = re.search(rf"(?<![^\W_]){word}(?![^\W_])", passage, re.IGNORECASE)
        return ("supported" if found else "no-number"), None
    for figure in figures:
        if not figure.is_cut and any(_agrees(spec, value) for value in _readings(spec, figure)):
            return "supported", figure
    for figure in figures:
        if any(True for _ in _readings(spec, figure)):
            return "other-value", figure
    for figure in figures:
        if figure.units and spec.numeral and figure.numeral.value == spec.numeral.value:
            return "other-value", figure
    return "no-number", None


def _joined(content: str, begin: int, found: tuple[Numeral, int]) -> tuple[Numeral, int] | None:
    """The fraction 1/2 or the product 2 x 3 that begins with a number, as one number."""
    numeral, end = found
    sign = _JOINT.match(content, end)
    second = match_numeral(content, sign.end(), "en") if sign else None
    if sign is None or second is None:
        return None
    other, stop = second
    divides = sign.group().strip() in _SLASHES
    if divides and not 0 < numeral.value < other.value:
        return None
    value = numeral.value / other.value if divides else numeral.value * other.value
    return Numeral(content[begin:stop], value, Fraction(0), Fraction(0)), stop


def _end_of_run(content: str, begin: int) -> int:
    match = re.compile(_RUN).match(content, begin)
    return match.end() if match else begin


def _figure(
    content: str, begin: int, limit: int, found: tuple[Numeral, int], units: UnitTable
) -> Figure:
    numeral, end = found
    gap = _GAP.match(content, end)
    place = gap.end() if gap else end
    candidates = _spelled(content, place, units)
    table = match_unit(content, place, units)
    if table is not None:
        candidates.insert(0, (table[1], table[0]))
    magnitude = _MAGNITUDE.match(content, place)
    if magnitude and (magnitude["sign"] or len(magnitude["word"]) > 1):
        candidates.extend(_counted(content, magnitude, units))
    longest = max((stop for stop, _ in candidates), default=end)
    read = tuple(dict.fromkeys(unit for stop, unit in candidates if stop == longest))
    factor = 1
    shown = longest
    if magnitude and magnitude.end() <= limit:
        factor = _MAGNITUDES.get(magnitude.group(), 1)
        shown = max(longest, magnitude.end())
    if not read and magnitude:
        gap = _GAP.match(content, magnitude.end())
        place = gap.end() if gap else magnitude.end()
    cut = _cut(content, place, longest, limit, is_bare=not read)
    is_part = _PART.search(content, max(begin - _LOOK_BACK, 0), begin) is not None
    shown = max(shown, cut or 0)
    return Figure(content[begin:shown], numeral, read, factor, bool(cut) or is_part)


def _counted(content: str, magnitude: re.Match[str], units: UnitTable) -> list[tuple[int, Unit]]:
    """The unit behind a number in words, as in 2 万千瓦: so many thousands of it."""
    gap = _GAP.match(content, magnitude.end())
    place = gap.end() if gap else magnitude.end()
    factor = _MAGNITUDES.get(magnitude.group(), 1)
    found = match_unit(content, place, units)
    if found is None:
        return []
    unit, end = found
    return [(end, Unit(unit.symbol, unit.factor * factor, unit.dimension))]


def _cut(content: str, place: int, end: int, limit: int, *, is_bare: bool) -> int | None:
    """Where a unit ends that is longer than the passage or than what was read of it, or None."""
    if is_bare:
        return match_foreign(content, place)
    if end > limit:
        return end
    more = goes_on(content, end)
    if more is None:
        return None
    start, stop = more
    # 900 GB/s per GPU says itself whose it is; 2 kW/m is another unit.
    return stop if stop > limit or match_foreign(content, start) else None


def _spelled(content: str, place: int, units: UnitTable) -> list[tuple[int, Unit]]:
    match = _SPELLED.match(content, place)
    if match is None:
        return []
    if match["word"]:
        prefix, noun = PREFIX_WORDS[match["word"].lower()], _NOUNS[match["noun"].lower()]
    else:
        prefix = match["letter"] or ""
        written = match["abbreviated"]
        noun = written if len(written) == 1 else _NOUNS[written.lower().removesuffix("s")]
    tails = ["/s"] if match["rate"] else [""]
    # "teraFLOPs" says a count or a rate: both readings stand.
    if not match["rate"] and noun in {"FLOP", "OP"} and match.group().lower().endswith("s"):
        tails.append("/s")
    found: list[tuple[int, Unit]] = []
    for tail in tails:
        with suppress(QuantityError):
            found.append((match.end(), units.parse(f"{prefix}{noun}{tail}")))
    return found


def _readings(spec: Spec, figure: Figure) -> list[tuple[Fraction, Fraction, Fraction]]:
    """The figure's value, and the ends of its interval, in the dimension of the spec."""
    if spec.unit is None:
        return []
    factors = [unit.factor for unit in figure.units if unit.dimension == spec.unit.dimension]
    if spec.unit.dimension.is_dimensionless:
        if not figure.units:
            factors.append(Fraction(1))
        if figure.magnitude > 1:
            factors.append(Fraction(figure.magnitude))
    numeral = figure.numeral
    return [
        (numeral.value * factor, numeral.low * factor, numeral.high * factor) for factor in factors
    ]


def _agrees(spec: Spec, reading: tuple[Fraction, Fraction, Fraction]) -> bool:
    value, low, high = reading
    if spec.value == value:
        return True
    return spec.approximate and spec.value is not None and low <= spec.value <= high
