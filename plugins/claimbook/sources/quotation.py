"""Finds the words of a quotation in a raw file: as they are, or in another typography.

Typography is white space, hyphens, quotation marks, ligatures and the width of letters. Digits,
signs, units and capitals are never typography: `-54` is not `54`, and 10² is not 102. A passage
that begins or ends inside a number or a word is not a quotation of it.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, islice
from typing import Literal

from claimbook.sources.spec import Quote

Level = Literal["exact", "typographic"]

MAX_OCCURRENCES = 2_000
"""No more places than these are looked at, so that no raw file can stall a build."""

_LONGEST_WORD = 30
_CONTEXT = 100
_BLOCK = 4096
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\ufe58\ufe63\uff0d"
_DASHES = _HYPHENS + "\u2212"
_SINGLE = "'\u2018\u2019\u201a\u201b\uff07"
_DOUBLE = '"\u201c\u201d\u201e\u201f\uff02'
_JOINERS = "\u00ad\u200b\u2060\ufeff"
_SPACE = f"[\\s{_JOINERS}]+"
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉"
# Signs and hedges that belong to the number they stand before.
_SIGNS = "+＋±∓~～≈≤≥<＜^√"
_BETWEEN_DIGITS = ".,:/^·'’\u00a0\u202f\u2009"
_PERCENT = "%％‰°"
# A word that the raw file breaks at the end of a line.
_LINE_BREAK = "(?:[-\u2010\u00ad][ \\t]*(?:\\r\\n|\\r|\\n)[ \\t]*)?"
_LIGATURES = {
    "ffi": "ffi|\ufb03|\ufb00i|f\ufb01",
    "ffl": "ffl|\ufb04|\ufb00l|f\ufb02",
    "ff": "ff|\ufb00",
    "fi": "fi|\ufb01",
    "fl": "fl|\ufb02",
    "st": "st|\ufb06|\ufb05",
}
_LIGATURE_LETTERS = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
    | {"\ufb05": "st", "\ufb06": "st"}
)
_HALFWIDTH_KANA = re.compile("[\uff61-\uff9f]+")


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found: the places (start, end) that fit, and how they were told.

    Where none fits, `cut` is a place where the words stand inside a longer number or word, and
    `elsewhere` one where they stand without the prefix or suffix asked for.
    """

    level: Level | None
    places: tuple[tuple[int, int], ...]
    cut: tuple[int, int] | None = None
    elsewhere: tuple[int, int] | None = None


class RawText:
    """A raw text made ready for searching: its letters and digits alone, whatever their form.

    Two passages that differ in typography only have one skeleton, and finding that is linear
    where matching variants at every place is not.
    """

    def __init__(self, content: str) -> None:
        self.content = content
        self._fold = _Skeleton()

    @cached_property
    def skeleton(self) -> str:
        """The letters and digits of the whole text."""
        return self.content.translate(self._fold)

    @cached_property
    def _counts(self) -> list[int]:
        """How much of the skeleton stands before each block of the text."""
        blocks = range(0, len(self.content), _BLOCK)
        sizes = (len(self.content[at : at + _BLOCK].translate(self._fold)) for at in blocks)
        return [0, *accumulate(sizes)]

    def places(self, words: str) -> Iterator[int]:
        """Where the first letter of each passage with the skeleton of these words stands."""
        sought = words.translate(self._fold)
        found = self.skeleton.find(sought) if sought else -1
        while found >= 0:
            yield self._offset(found)
            found = self.skeleton.find(sought, found + 1)

    def _offset(self, position: int) -> int:
        block = bisect_right(self._counts, position) - 1
        offset, count = block * _BLOCK, self._counts[block]
        while True:
            count += len(self.content[offset].translate(self._fold))
            if count > position:
                return offset
            offset += 1


class _Skeleton(dict[int, str]):
    """Translates a character to its letters and digits, without marks and width."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code))
        self[code] = "".join(character for character in plain if character.isalnum())
        return self[code]


def locate(quote: Quote, raw: RawText) -> Search:
    """Every place of a quotation in a raw text, at the strictest level that finds one.

    Of a prefix or suffix, the nearest 100 characters count.
    """
    cut: tuple[int, int] | None = None
    elsewhere: tuple[int, int] | None = None
    levels: tuple[Level, ...] = ("exact", "typographic")
    for level in levels:
        fitting: list[tuple[int, int]] = []
        found = _exact(quote.exact, raw) if level == "exact" else _variants(quote.exact, raw)
        for start, end in islice(found, MAX_OCCURRENCES):
            if cuts(raw.content, start, end):
                cut = cut or (start, end)
            elif _in_context(quote, raw.content, start, end):
                fitting.append((start, end))
            else:
                elsewhere = elsewhere or (start, end)
        if fitting:
            return Search(level, tuple(fitting))
    return Search(None, (), cut, elsewhere)


def typographic(words: str) -> str:
    """A regular expression for these words in any typography; to be matched at one place."""
    text = _plain(words)
    pieces: list[str] = []
    position = 0
    while position < len(text):
        character = text[position]
        if character.isspace() or character in _JOINERS:
            end = position + 1
            while end < len(text) and (text[end].isspace() or text[end] in _JOINERS):
                end += 1
            pieces.append(_SPACE if text[position:end].strip(_JOINERS) else "")
            position = end
            continue
        if pieces and pieces[-1] != _SPACE:
            pieces.append(_between(text[position - 1], character))
        ligature = next((key for key in _LIGATURES if text.startswith(key, position)), None)
        if ligature:
            pieces.append(f"(?:{_LIGATURES[ligature]})")
            position += len(ligature)
        else:
            pieces.append(_one(text, position))
            position += 1
    return "".join(pieces)


def cuts(content: str, start: int, end: int) -> bool:
    """Whether the stretch begins or ends inside a number or a word of the text around it."""
    return _cuts_before(content, start) or _cuts_after(content, end)


def is_word(character: str) -> bool:
    """Whether a character joins others to a word or number: not so in scripts without spaces."""
    return (character.isalnum() and not _is_spaceless(character)) or (
        character != "" and character in "_" + _SUPERSCRIPTS
    )


def nearest_text(words: str, content: str) -> tuple[int, int] | None:
    """The stretch of the raw text most like these words, or None where nothing is alike."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - only a wrong quotation needs it

    sample = words[:300]
    starts = _likely_starts(sample, content)
    best: tuple[float, int, int] = (0.0, 0, 0)
    for guess in starts:
        begin, stop = max(0, guess - 12), min(len(content), guess + len(sample) + 24)
        matcher = SequenceMatcher(None, content[begin:stop], sample, autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
        if not blocks:
            continue
        first = begin + max(0, blocks[0].a - blocks[0].b)
        last = blocks[-1]
        rest = len(sample) - last.b - last.size
        end = min(stop, begin + last.a + last.size + rest)
        matcher.set_seq1(content[first:end])
        best = max(best, (matcher.ratio(), -first, -end))
    if best[0] < 0.6:
        return None
    return _whole_words(content, -best[1], -best[2])


def _exact(words: str, raw: RawText) -> Iterator[tuple[int, int]]:
    found = raw.content.find(words)
    while found >= 0:
        yield found, found + len(words)
        found = raw.content.find(words, found + 1)


def _variants(words: str, raw: RawText) -> Iterator[tuple[int, int]]:
    pattern = re.compile(typographic(words))
    # The skeleton tells where the first letter is; what leads up to it stands shortly before.
    lead = next((at for at, character in enumerate(words) if character.isalnum()), 0)
    reach = 2 * lead + 4 if lead else 0
    for letter in islice(raw.places(words), MAX_OCCURRENCES):
        for start in range(letter, max(letter - reach, 0) - 1, -1):
            match = pattern.match(raw.content, start)
            if match is not None and match.end() > letter:
                yield match.span()
                break


def _in_context(quote: Quote, content: str, start: int, end: int) -> bool:
    prefix, suffix = quote.prefix[-_CONTEXT:].strip(), quote.suffix[:_CONTEXT].strip()
    if prefix:
        window = content[max(0, start - 2 * len(prefix) - 64) : start]
        if not re.search(f"(?:{typographic(prefix)})\\s*\\Z", window):
            return False
    if suffix:
        window = content[end : end + 2 * len(suffix) + 64]
        return re.match(f"\\s*(?:{typographic(suffix)})", window) is not None
    return True


def _plain(words: str) -> str:
    """The words composed, ligatures spelled out and every letter in its usual width."""
    text = unicodedata.normalize("NFC", words.strip()).translate(_LIGATURE_LETTERS)
    text = _HALFWIDTH_KANA.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
    return "".join(
        chr(ord(character) - 0xFEE0)
        if "！" <= character <= "～" and character not in "＋－"
        else character
        for character in text
    )


def _one(text: str, position: int) -> str:
    character = text[position]
    if character in _DASHES:
        if character == "\u2212" or _is_sign(text, position):
            return re.escape(character)
        return f"[{re.escape(_HYPHENS)}]"
    for family in (_SINGLE, _DOUBLE):
        if character in family:
            return f"[{family}]"
    if "!" <= character <= "~" and character != "+":
        return f"[{re.escape(character)}{chr(ord(character) + 0xFEE0)}]"
    forms = {character, unicodedata.normalize("NFD", character), *_halfwidth().get(character, ())}
    if len(forms) == 1:
        return re.escape(character)
    return f"(?:{'|'.join(re.escape(form) for form in sorted(forms))})"


def _between(before: str, after: str) -> str:
    """What may stand in the raw text between two characters that the quotation joins."""
    if _is_spaceless(before) and _is_spaceless(after):
        return f"[\\s{_JOINERS}]*"
    if before.isalpha() and after.isalpha():
        return f"[{_JOINERS}]*{_LINE_BREAK}"
    return f"[{_JOINERS}]*"


def _is_sign(text: str, position: int) -> bool:
    """Whether the dash there belongs to the number after it, and so is not a mere hyphen."""
    after = text[position + 1 :].lstrip()
    if not re.match(r"[.]?[0-9０-９]", after):
        return False
    before = text[position - 1] if position else ""
    exponent = re.search(r"[0-9][eE]\Z", text[max(0, position - 2) : position])
    return exponent is not None or not before.isalpha() or _is_spaceless(before)


def _cuts_before(content: str, start: int) -> bool:
    if start == 0:
        return False
    first, before = content[start], content[start - 1]
    if is_word(first) and is_word(before):
        return True
    if first in f".,{_DASHES}" and _is_digit(content[start + 1 : start + 2]):
        return is_word(before)
    return _is_digit(first) and _belongs_to_number(content, start)


def _belongs_to_number(content: str, start: int) -> bool:
    """Whether what stands before the digit at `start` is a part or sign of its number."""
    before = content[start - 1]
    if before in _DASHES:
        return _is_sign(content[max(0, start - 8) : start + 2], min(start, 8) - 1)
    if before in _BETWEEN_DIGITS and _is_digit(content[start - 2 : start - 1]):
        return True
    return before in _SIGNS


def _cuts_after(content: str, end: int) -> bool:
    if end >= len(content):
        return False
    last, after = content[end - 1], content[end]
    if is_word(last) and is_word(after):
        return True
    if last in ".," and _is_digit(after) and _is_digit(content[end - 2 : end - 1]):
        return True
    if not (_is_digit(last) or last in _SUPERSCRIPTS):
        return False
    if after in _PERCENT:
        return True
    return after in _BETWEEN_DIGITS and _is_digit(content[end + 1 : end + 2])


def _is_digit(character: str) -> bool:
    return character != "" and (character in "0123456789" or "０" <= character <= "９")


def _is_spaceless(character: str) -> bool:
    """Whether its script sets no spaces between words: Chinese and Japanese."""
    return "\u3005" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


@lru_cache(maxsize=1)
def _halfwidth() -> dict[str, tuple[str, ...]]:
    """The halfwidth forms of each Japanese letter; voiced ones are two characters."""
    forms: dict[str, tuple[str, ...]] = {}
    single = [chr(code) for code in range(0xFF61, 0xFFA0)]
    for narrow in [*single, *(letter + mark for letter in single for mark in "\uff9e\uff9f")]:
        wide = unicodedata.normalize("NFKC", narrow)
        if len(wide) == 1:
            forms[wide] = (*forms.get(wide, ()), narrow)
    return forms


def _likely_starts(sample: str, content: str) -> list[int]:
    """Where the passage would begin, by the votes of its words; the most likely first."""
    votes: dict[int, int] = {}
    words = sorted(set(re.findall(r"[^\W_]{2,}|[\u3005-\u9fff]{2}", sample)), key=len)[-24:]
    for word in words:
        offset, found = sample.find(word), content.find(word)
        for _ in range(200):
            if found < 0:
                break
            bucket = (found - offset) // 16
            votes[bucket] = votes.get(bucket, 0) + len(word)
            found = content.find(word, found + 1)
    joined = {bucket: count + votes.get(bucket + 1, 0) for bucket, count in votes.items()}
    ranked = sorted(joined, key=lambda bucket: (-joined[bucket], bucket))[:12]
    return [max(0, bucket * 16) for bucket in ranked]


def _whole_words(content: str, start: int, end: int) -> tuple[int, int]:
    for _ in range(_LONGEST_WORD):
        if not 0 < start < len(content) or not _cuts_before(content, start):
            break
        start -= 1
    for _ in range(_LONGEST_WORD):
        if not 0 < end < len(content) or not _cuts_after(content, end):
            break
        end += 1
    stretch = content[start:end]
    return start + len(stretch) - len(stretch.lstrip()), start + len(stretch.rstrip())
