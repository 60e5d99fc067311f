"""Cuts a phrase into numbers, words of the lexicon, labels and what says nothing.

Each place goes to the longest reading: 十分之一 is a number although 十分 is a word, and double
precision is a word although double is a number. A sign that nothing here knows is refused.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

from claimbook.claims.amount import DASHES, Amount, Label
from claimbook.claims.lexicon import Word, is_latin, match_word
from claimbook.claims.number import AmountReader
from claimbook.quantities.errors import QuantityError


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the phrase; one of the others is set, or the piece says nothing."""

    start: int
    end: int
    word: Word | None = None
    amount: Amount | None = None
    label: str | None = None
    ends_clause: bool = False
    is_dash: bool = False

    def has(self, *roles: str) -> bool:
        """Whether it is a word with one of the roles."""
        return self.word is not None and any(self.word.has(role) for role in roles)

    @property
    def says_something(self) -> bool:
        """Whether the grammar knows it."""
        return any((self.word, self.amount, self.label, self.ends_clause, self.is_dash))

    @property
    def is_weak(self) -> bool:
        """Whether it is a word only next to the number."""
        return self.word is not None and self.word.is_weak


_CLAUSE_ENDS: Final = frozenset(",，、。;；!！?？")
_PUNCTUATION: Final = frozenset("\"'“”‘’()（）[]【】《》「」『』*_`|…·.:：—/&+-–‐‑\\")
_RANGE_SIGNS: Final = frozenset(("~", "∼", "〜", "～", *DASHES))
_SIGNS: Final = frozenset("-+−–‐‑﹣﹢")
_YEAR_WORDS: Final = frozenset(("in", "since", "until", "during"))
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_WIDEST_GAP: Final = 2


class Tokenizer:
    """Cuts a phrase into tokens, from left to right, each character once."""

    __slots__ = ("_amounts", "_lower", "_position", "_source", "_tokens")

    def __init__(self, source: str, amounts: AmountReader) -> None:
        self._source = source
        self._amounts = amounts
        self._lower = amounts.lower
        self._position = 0
        self._tokens: list[Token] = []

    def read(self) -> list[Token]:
        """All tokens in order; raises for what cannot be read as a whole or in one way."""
        while self._position < len(self._lower):
            self._step()
        return self._tokens

    def read_prose(self) -> list[Token]:
        """All tokens in order, passing over what no claim could say; 3 kg is a number there."""
        self._amounts.pass_over_units()
        while self._position < len(self._lower):
            start = self._position
            try:
                self._step()
            except QuantityError:
                self._position = max(start, self._position) + 1
        return self._tokens

    def states_an_amount(self) -> bool:
        """Whether there is a number that is no name, also one that cannot be read."""
        while self._position < len(self._lower):
            start = self._position
            character = self._lower[start]
            try:
                self._step()
            except QuantityError:
                if character.isalnum() and not character.isnumeric():
                    return True
                self._position = start + 1
            if is_figure(character) and self._is_bare(start):
                return True
            if any(token.amount is not None for token in self._tokens[-1:]):
                return True
        return False

    def _is_bare(self, start: int) -> bool:
        """Whether no token was made of what stands there, so that a figure was passed over."""
        return not any(token.start <= start < token.end for token in self._tokens[-2:])

    def _step(self) -> None:
        start = self._position
        character = self._lower[start]
        if character.isspace() or unicodedata.category(character) in ("Cf", "Cc"):
            self._position += 1
            return
        if self._is_range_sign(start):
            self._add(start + 1, is_dash=True)
            return
        word = match_word(self._lower, start)
        if word is not None and self._goes_on(start + len(word.text)):
            word = None
        found = self._amounts.at(start) if self._may_begin(start) else None
        # The longer of the two: 十分之一 is a number, double precision is not one.
        if found is not None and (word is None or found.end > start + len(word.text)):
            self._refuse_two_signs(start)
            self._number(found)
        elif word is not None:
            self._add(start + len(word.text), word=word)
        else:
            self._run(start)

    def _refuse_two_signs(self, start: int) -> None:
        before = self._lower[max(start - 1, 0) : start]
        read = self._tokens and self._tokens[-1].end == start
        if before and before in _SIGNS and self._lower[start] in _SIGNS and not read:
            raise QuantityError(
                "claim-ambiguous",
                f"{self._source[start - 1 : start + 2]} has two signs",
                "write one sign in front of the number",
            )

    def _number(self, found: Amount | Label) -> None:
        if isinstance(found, Label):
            self._add(self._behind_label(found.end), label=found.reason)
            return
        label = self._label_of(found)
        if label is None:
            self._add(found.end, amount=found)
        else:
            self._add(self._behind_label(found.end), label=label)

    def _may_begin(self, start: int) -> bool:
        """Whether what stands before allows a number: not the H of H100, not NVLink-5."""
        before = self._lower[max(start - 1, 0) : start]
        if not before or self._lower[start] > "\u2e80":
            return True
        return not (before == "_" or is_latin(before))

    def _goes_on(self, end: int) -> bool:
        """Whether a word runs on into digits or a hyphenated name: v1.2.3, no-op, gen5."""
        if not is_latin(self._lower[end - 1]):
            return False
        following = self._lower[end : end + 1]
        after = self._lower[end + 1 : end + 2]
        return following == "-" and after.isalpha() and is_latin(after)

    def _is_range_sign(self, start: int) -> bool:
        """Whether a dash or tilde joins the amount before it to one behind it."""
        if self._lower[start] not in _RANGE_SIGNS or not self._tokens:
            return False
        last = self._tokens[-1]
        if last.amount is None or self._lower[last.end : start].strip():
            return False
        following = self._lower[start + 1 : start + 2]
        rest = self._lower[start + 1 :].lstrip()
        if not rest or not (rest[0].isnumeric() or rest[0] in "-−+.两" or rest[0].isalpha()):
            return False
        spaced = last.end < start
        return not (spaced and self._lower[start] in DASHES and not following.isspace())

    def _label_of(self, amount: Amount) -> str | None:
        """Why a number is no quantity here: a section, a date, the 5 of NVLink 5."""
        if amount.kind != "number":
            return None
        behind = self._lower[amount.end :]
        after = match_word(self._lower, amount.end + len(behind) - len(behind.lstrip()))
        if after is not None and after.has("label>"):
            whole = self._source[amount.start : amount.end + len(behind)]
            whole = whole[: len(whole) - len(behind.lstrip()) + len(after.text)]
            return f"{whole} is a date or a place in a document"
        before = self._tokens[-1] if self._tokens else None
        if before is None:
            return None
        gap = self._lower[before.end : amount.start]
        if gap.strip(" .\u00a0") or len(gap) > _WIDEST_GAP:
            return None
        if before.has("label<"):
            whole = self._source[before.start : amount.end]
            return f"{whole} is a date, a name or a place in a document"
        if before.says_something or not amount.plain_digits or not gap:
            return None
        return self._name_of(self._source[before.start : before.end], amount)

    def _name_of(self, name: str, amount: Amount) -> str | None:
        """Why digits behind an unknown word belong to it: NVLink 5, Llama 3, in 2026."""
        value = amount.numerals[0].value
        text = self._source[amount.start : amount.end]
        if name.lower() in _YEAR_WORDS and _FIRST_YEAR <= value <= _LAST_YEAR:
            return f"{text} is a year"
        if not (name.isascii() and name.isalpha()) or value < 1 or not text[0].isdigit():
            return None
        capitals = any(character.isupper() for character in name[1:])
        if capitals or (name[0].isupper() and value.denominator == 1):
            return f"{name} {text} reads as a name; for a value write {name} = {text}"
        return None

    def _behind_label(self, end: int) -> int:
        """Behind what goes on with a label: the -5 of NVLink 4-5."""
        while end < len(self._lower):
            character = self._lower[end]
            digit = "0" <= character <= "9"
            joined = character in "-–./:" and "0" <= self._lower[end + 1 : end + 2] <= "9"
            if not (digit or joined or character == "_"):
                break
            end += 1
        return end

    def _run(self, start: int) -> None:
        """A word that the grammar does not know, a name, or a mark."""
        character = self._lower[start]
        if is_latin(character) or unicodedata.category(character) == "Nl":
            self._latin_run(start)
        elif character in _CLAUSE_ENDS:
            self._add(start + 1, ends_clause=True)
        elif character.isalpha() or unicodedata.category(character).startswith("M"):
            self._add(start + 1)
        elif character in _PUNCTUATION:
            self._position += 1
        elif character == "−":
            raise QuantityError(
                "claim-ambiguous",
                "a minus sign that stands alone can be a difference or a dash",
                "write the result, or a range with an en dash, as in 2–3",
            )
        else:
            raise QuantityError(
                "claim-unreadable",
                f"{self._source[start]} is a sign that claims do not know",
                "write the number in digits and the words around it in full",
            )

    def _latin_run(self, start: int) -> None:
        end = start
        while end < len(self._lower):
            character = self._lower[end]
            following = self._lower[end + 1 : end + 2]
            joins = character in "-./'’‑" and bool(following) and _is_name_character(following)
            if not (joins or _is_name_character(character)):
                break
            end += 1
        text = self._source[start:end]
        numbered = any("0" <= character <= "9" for character in self._lower[start:end])
        self._add(end, label=f"{text} is a name, not a quantity" if numbered else None)

    def _add(
        self,
        end: int,
        *,
        word: Word | None = None,
        amount: Amount | None = None,
        label: str | None = None,
        ends_clause: bool = False,
        is_dash: bool = False,
    ) -> None:
        token = Token(self._position, end, word, amount, label, ends_clause, is_dash)
        self._tokens.append(token)
        self._position = end


def is_figure(character: str) -> bool:
    """Whether it is a figure of any script; ² and ₂ are marks of a name or a unit."""
    return character.isnumeric() and not unicodedata.decomposition(character).startswith("<su")


def _is_name_character(character: str) -> bool:
    return (
        is_latin(character)
        or "0" <= character <= "9"
        or character == "_"
        or unicodedata.category(character).startswith("M")
        or unicodedata.category(character) == "Nl"
    )
