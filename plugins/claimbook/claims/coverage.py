"""Numbers in prose that are tied to nothing: what the checks could not look at.

A check that passes over most of a page proves little, so this counts what it passed over. Names,
dates, versions and section numbers are not quantities; code, comments, addresses and macros are
not prose. What is left is listed with the specs of equal value, since those are what to tie it to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from claimbook.claims.amount import Amount
from claimbook.claims.number import AmountReader
from claimbook.claims.tokens import Tokenizer
from claimbook.diagnostics import Span
from claimbook.pages import PageScan
from claimbook.pages.definitions import DEFINES
from claimbook.quantities import UnitTable
from claimbook.sources import Catalogue, Spec

MAX_SPECS = 3

# What stands beside the prose of a page: addresses, attributes, list and footnote numbers.
_NOT_PROSE = re.compile(
    r"""
    <[^<>\n]*>                              # tags and addresses in angle brackets
    | \]\([^()\n]*(?:\([^()\n]*\))?[^()\n]*\)  # the address of a link
    | ^[ ]{0,3}\[[^\]\n]+\]:.*$              # a link or footnote definition's label and address
    | \[\^[^\]\n]+\]                         # a footnote
    | \{[^{}\n]*\}                           # an attribute list
    | (?:https?://|www\.)\S+
    | ^[ >\t]*(?:[-*+]|\d+[.)])(?=\s)         # the mark of a list item
    | (?<!\w)[_*]+ | [_*]+(?!\w)              # emphasis
    """,
    re.VERBOSE | re.MULTILINE,
)
_WORTH_READING = re.compile(
    r"[0-9０-９½⅓⅔¼¾]|[倍半成]|分之|百分"
    r"|\b(?:half|twice|double|third|quarter|times|percent|dozen|hundred|thousand|million|billion)",
    re.IGNORECASE,
)
_COEFFICIENT = re.compile(r"[\d.]+[A-Za-z]")
_STRETCH = re.compile(r"[^\n。！？；!?;]+")
_COMMENT = ("<!--", "-->")


@dataclass(frozen=True, slots=True)
class UntiedNumber:
    """A number in prose, and the specs whose value it could be."""

    span: Span
    specs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The number as written, its unit included."""
        return self.span.content


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a page says in numbers: tied to the graph by a macro, or to nothing."""

    tied: int
    untied: tuple[UntiedNumber, ...]
    commented: tuple[Span, ...]
    """Macros in comments, which nothing evaluates."""

    @property
    def seen(self) -> int:
        """All numbers of the page, tied or not."""
        return self.tied + len(self.untied)


def cover(scan: PageScan, catalogue: Catalogue, units: UnitTable, locale: str) -> Coverage:
    """The numbers of a page, those that macros print and those that stand in its prose."""
    prose = _prose(scan)
    found = [
        UntiedNumber(scan.text.span(start, end), _specs_of(amount, catalogue)[:MAX_SPECS])
        for start, end, amount in _amounts(prose, units, locale)
    ]
    commented = tuple(span for span in scan.seen_literal if _is_comment(span))
    printing = [each for each in scan.macros if not each.expression.startswith(f"{DEFINES}(")]
    return Coverage(len(printing), tuple(found), commented)


def _prose(scan: PageScan) -> str:
    """The page with everything that is not prose blanked out, offsets kept."""
    content = scan.text.content
    blanks = [(0, scan.body_start)]
    blanks.extend((span.start, span.end) for span in scan.literal)
    blanks.extend((macro.span.start, macro.span.end) for macro in scan.macros)
    text = _blanked(content, blanks)
    return _blanked(text, [match.span() for match in _NOT_PROSE.finditer(text)])


def _blanked(text: str, blanks: list[tuple[int, int]]) -> str:
    """Line ends stay, so that no sentence runs on over a blank."""
    parts: list[str] = []
    position = 0
    for start, end in sorted(blanks):
        if end <= position:
            continue
        first = max(start, position)
        parts.extend((text[position:first], re.sub(r"[^\r\n]", "\0", text[first:end])))
        position = end
    return "".join([*parts, text[position:]])


def _amounts(prose: str, units: UnitTable, locale: str) -> Iterator[tuple[int, int, Amount]]:
    for stretch in _STRETCH.finditer(prose):
        words = stretch[0]
        if not _WORTH_READING.search(words):
            continue
        for token in Tokenizer(words, AmountReader(words, units, locale)).read_prose():
            amount = token.amount
            if amount is None or _says_no_figure(amount, words[token.start : token.end]):
                continue
            yield stretch.start() + token.start, stretch.start() + token.end, amount


def _says_no_figure(amount: Amount, written: str) -> bool:
    """Whether it only looks like a figure.

    一个 and one are articles more often than counts. The 2 of 2d is a coefficient: a unit would
    stand apart from its number.
    """
    if amount.worded:
        return amount.kind == "number"
    return amount.kind == "quantity" and _COEFFICIENT.fullmatch(written) is not None


def _specs_of(amount: Amount, catalogue: Catalogue) -> tuple[str, ...]:
    """Specs whose value the number could be, as far as its digits tell."""
    numeral, factor = amount.numerals[0], amount.factors[0]
    low, high = sorted((numeral.low * factor, numeral.high * factor))
    return tuple(
        path for path, spec in sorted(catalogue.specs.items()) if _could_be(spec, amount, low, high)
    )


def _could_be(spec: Spec, amount: Amount, low: Fraction, high: Fraction) -> bool:
    if spec.value is None or spec.unit is None or spec.numeral is None:
        return False
    if amount.unit is not None:
        return spec.unit.dimension == amount.unit.dimension and low <= spec.value <= high
    return low <= spec.numeral.value <= high


def _is_comment(span: Span) -> bool:
    before = span.text.content[: span.start]
    opened, closed = before.rfind(_COMMENT[0]), before.rfind(_COMMENT[1])
    return opened > closed
