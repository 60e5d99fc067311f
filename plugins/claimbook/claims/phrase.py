"""The grammar of claims: an author's words, read as the interval that a value must lie in.

A phrase states one number, or a range of two, and the words around it say how: as a hedge, as a
bound, or with a sign (54 % below). Words that say nothing about the number are let through.
A word of the lexicon that stands where it could change the reading, a second number and a denial
are refused, because the other reading would be the one that the reader of the page takes.

Digits stand for half a unit of their last place to either side. A hedge widens that to 5 % or to
half a unit of the last digit that is not zero, whichever is wider. A number in words of one figure
(half, twice, 三倍, a third) has no last digit and carries the hedge of 5 %. A bound is compared as
written; a hedge loosens it. A range reaches from the low end of its first number to the high end
of its second.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Final

from claimbook.claims.amount import Amount, Kind, Phrase, Relation
from claimbook.claims.attached import foreign_unit
from claimbook.claims.harmless import suspect
from claimbook.claims.lexicon import is_latin
from claimbook.claims.number import AmountReader
from claimbook.claims.tokens import Token, Tokenizer
from claimbook.options import DEFAULT_HEDGE
from claimbook.quantities.errors import QuantityError
from claimbook.quantities.numeral import Numeral, folded, has_decimal_comma
from claimbook.quantities.rounding import exact_text
from claimbook.quantities.unit import UnitTable
from claimbook.quantities.unit_names import divided_by, find_rate, find_unit_word

__all__ = ["MAX_LENGTH", "Kind", "Phrase", "Relation", "read_phrase"]

MAX_LENGTH: Final = 200
"""A longer phrase is refused: a claim is the words of one number."""


def read_phrase(
    text: str, *, units: UnitTable, locale: str = "zh", hedge: Fraction = DEFAULT_HEDGE
) -> Phrase:
    """The one reading of an author's words; `hedge` is how much about widens, as a share.

    Raises:
        QuantityError: `claim-unreadable` where they state no quantity, `claim-ambiguous` where
            they can be read in two ways, `claim-unit` for a unit that does not exist.
    """
    if len(text) > MAX_LENGTH:
        raise QuantityError(
            "claim-unreadable",
            f"a claim of {len(text)} characters",
            f"quote only the words of the number, at most {MAX_LENGTH} characters",
        )
    tokens = Tokenizer(text, AmountReader(text, units, locale)).read()
    mark = "," if has_decimal_comma(locale) else "."
    phrase = _Reading(text, tokens, hedge, units, mark).phrase()
    return replace(phrase, reread=partial(read_phrase, units=units, locale=locale, hedge=hedge))


def states_an_amount(text: str, units: UnitTable, locale: str) -> bool:
    """Whether the words hold a figure, in digits or words; FP8, NVLink 5 and dates are none."""
    return Tokenizer(text, AmountReader(text, units, locale)).states_an_amount()


# An `is` that stands between two things which it equates; the others only fill.
_COPULAS: Final = frozenset(
    (
        *("is", "are", "was", "were", "be", "been", "equals", "equal to", "gives", "=", "==", ":"),
        *("：", "是", "为", "即", "就是", "等于", "达", "有", "相当于"),
    )
)
_KEEP_ADJACENT: Final = frozenset(
    (
        *(
            "的",
            "更",
            "又",
            "还",
            "a",
            "an",
            "幅度",
            "well",
            "far",
            "much",
            "slightly",
            "too",
            "even",
        ),
        *("significantly", "substantially", "considerably", "further", "way", "somewhat", "a lot"),
        *("marginally", "markedly", "a bit", "a little", "notably", "clearly", "still", "sharply"),
        *("steeply",),
    )
)
_SHARE_OF: Final = frozenset(("of", "the", "that"))
_SILENT_BEFORE: Final = ("plain", "label<", "label>", "doubt<", "doubt>")
_SILENT_BEHIND: Final = ("plain", "plain>", "label<", "label>", "doubt<", "doubt>")
_STARTS: Final = frozenset(("from", "从", "由"))
_SHARES: Final = frozenset(("percent", "points", "fraction"))
_RELATIONS: Final[dict[str, Relation]] = {
    "more": "more than",
    "least": "at least",
    "most": "at most",
    "less": "less than",
}


class _Gap:
    """What stands between the number and the words in front of it, seen from the number."""

    __slots__ = ("by", "is_closed", "is_severed", "owned", "owned_by_noun", "reached")

    def __init__(self) -> None:
        self.is_closed = True
        """Whether only connecting words stand between."""
        self.is_severed = False
        """Whether a clause ends between, or a copula with other words behind it."""
        self.by = False
        self.reached = False
        """Whether the number is what is reached: reduced to 54 %."""
        self.owned = False
        """Whether the number is of what stands before it: 阈值的一半."""
        self.owned_by_noun = False
        """Whether that is said with 的: a drop of 54 % is none of a drop."""

    def takes(self, token: Token) -> bool:
        """Whether the token only widens or joins the gap, and says nothing of the number."""
        word = token.word
        if word is None or token.has("and", *_SILENT_BEFORE, "span<", "span>"):
            self.is_severed = self.is_severed or token.ends_clause
            self.is_closed = False
        elif token.has("is"):
            self.is_severed = self.is_severed or word.text in _COPULAS
            self.owned = self.owned or (self.is_closed and word.text in ("的", "of"))
            self.owned_by_noun = self.owned_by_noun or (self.is_closed and word.text == "的")
        elif token.has("by"):
            self.by = True
        elif token.has("to"):
            self.reached = self.reached or self.is_closed or not is_latin(word.text[0])
        else:
            return False
        return True


class _Reading:
    """Puts the tokens of a phrase together: one number, and what the words make of it."""

    __slots__ = (
        "_amount",
        "_by_factor",
        "_direction",
        "_direction_token",
        "_first",
        "_gap",
        "_hedge",
        "_hedged",
        "_last",
        "_mark",
        "_minus",
        "_relation",
        "_text",
        "_tokens",
        "_units",
    )

    def __init__(
        self, text: str, tokens: list[Token], hedge: Fraction, units: UnitTable, mark: str
    ) -> None:
        self._units = units
        self._mark = mark
        self._gap = _Gap()
        self._text = text
        self._tokens = tokens
        self._hedge = hedge
        self._hedged = False
        self._relation: Relation = "equal"
        self._direction = 0
        self._direction_token: Token | None = None
        self._by_factor = False
        self._minus: Token | None = None

    def phrase(self) -> Phrase:
        self._first, self._last, self._amount, worded = self._find()
        self._relation = self._amount.relation
        self._hedged = self._amount.hedged
        self._scan_before()
        self._scan_behind()
        self._settle()
        self._refuse_units_behind()
        self._refuse_unknown()
        return self._built(worded)

    # Which number.

    def _find(self) -> tuple[int, int, Amount, tuple[bool, ...]]:
        places = [place for place, token in enumerate(self._tokens) if token.amount is not None]
        if not places:
            raise self._unreadable()
        first, last = places[0], places[-1]
        start, end = self._amount_at(first), self._amount_at(last)
        if len(places) == 1:
            return first, last, start, (start.worded,) * len(start.numerals)
        between = self._tokens[first + 1 : last]
        joined = len(places) == 2 and len(between) == 1 and self._joins(between[0], first, last)
        if not joined or len(start.numerals) + len(end.numerals) != 2:
            words = [self._words(self._amount_at(place)) for place in places[:3]]
            split = self._text[start.start : end.end].replace("，", " ").split()
            if "".join(split).isdigit() and all(len(group) == _GROUP for group in split[1:]):
                raise QuantityError(
                    "claim-ambiguous",
                    f"{' '.join(split)} can be one number or {len(places)}",
                    f'write "{",".join(split)}"',
                )
            raise QuantityError(
                "claim-ambiguous",
                f"{' and '.join(words)} are {_COUNTS.get(len(places), 'several')} quantities "
                "and no range",
                f'claim one of them, such as "{words[0]}"',
            )
        return first, last, self._ranged(start, end), (start.worded, end.worded)

    def _joins(self, token: Token, first: int, last: int) -> bool:
        if token.is_dash or token.has("to"):
            return True
        before = any(token.has("span<") for token in self._tokens[:first])
        behind = any(token.has("span>") for token in self._tokens[last + 1 : last + 2])
        return token.has("and") and (before or behind)

    def _ranged(self, low: Amount, high: Amount) -> Amount:
        text = self._text[low.start : high.end]
        if low.relation != "equal" or high.relation != "equal" or low.hedged:
            raise QuantityError(
                "claim-ambiguous",
                f"{text} is a range with an open end",
                "write the range alone, or the bound alone",
            )
        if low.kind == "number" != high.kind:
            scale = high.numerals[0].scale if low.numerals[0].scale == 1 else Fraction(1)
            numeral = low.numerals[0].scaled(scale)
            low = replace(
                low, kind=high.kind, unit=high.unit, factors=high.factors, numerals=(numeral,)
            )
        elif low.kind == "number" and low.plain_digits and high.numerals[0].scale != 1:
            low = replace(low, numerals=(low.numerals[0].scaled(high.numerals[0].scale),))
        if low.unit is not None and high.unit is not None:
            if low.unit.dimension != high.unit.dimension:
                raise QuantityError(
                    "claim-unit",
                    f"{text} goes from {low.unit.symbol} to {high.unit.symbol}",
                    "give both ends of the range in one unit",
                )
        elif low.kind != high.kind:
            raise QuantityError(
                "claim-ambiguous",
                f"the ends of {text} are of two kinds",
                "write the unit, the % or the x behind the second end",
            )
        ends = [low, high]
        values = [end.numerals[0].value * end.factors[0] for end in ends]
        if values[0] > values[1] and values[0] < 0:
            ends.reverse()  # -50 to -54 % runs upwards in size
        elif values[0] >= values[1]:
            raise QuantityError(
                "claim-ambiguous",
                f"the range {text} does not run upwards",
                "write the lower end first",
            )
        return replace(
            high,
            start=low.start,
            end=high.end,
            numerals=(ends[0].numerals[0], ends[1].numerals[0]),
            spans=(ends[0].spans[0], ends[1].spans[0]),
            factors=(ends[0].factors[0], ends[1].factors[0]),
            by_group=low.by_group or high.by_group,
            worded=low.worded or high.worded,
        )

    def _amount_at(self, place: int) -> Amount:
        amount = self._tokens[place].amount
        if amount is None:
            raise self._unreadable()
        return amount

    def _words(self, amount: Amount) -> str:
        return self._text[amount.start : amount.end].strip()

    def _unreadable(self) -> QuantityError:
        label = next((token.label for token in self._tokens if token.label), None)
        vague = next((token for token in self._tokens if token.has("vague")), None)
        doubtful = next((token for token in self._tokens if token.has("doubt")), None)
        if doubtful is not None and not doubtful.is_weak:
            return QuantityError(
                "claim-ambiguous",
                f"{self._shown(doubtful)} leaves open what the number is",
                'write the number in digits, such as "1.5x"',
            )
        reason = "the words state no number"
        if vague is not None:
            reason = f"{self._text[vague.start : vague.end]} is no number"
        elif label is not None:
            reason = label
        return QuantityError(
            "claim-unreadable",
            reason,
            'write the number in digits, such as "2.2x", "54 % below" or "814 GB/s"',
        )

    # The words in front, from the number outwards.

    def _scan_before(self) -> None:
        gap = self._gap
        for token in reversed(self._tokens[: self._first]):
            self._refuse(token, "<", adjacent=gap.is_closed)
            if token.has("rate"):
                self._divide(token)
                gap.is_closed = False
            elif token.has("money"):
                if gap.is_closed and self._amount.kind == "number":
                    raise foreign_unit(self._shown(token))
                gap.is_closed = False
            elif token.has("span<") and len(self._amount.numerals) == 1:
                if gap.is_closed:
                    raise self._misplaced(token)
            elif not gap.takes(token):
                if gap.is_closed:
                    self._take_before(token, by=gap.by, reached=gap.reached)
                elif not token.is_weak:
                    self._take_far(token, gap)

    def _take_before(self, token: Token, *, by: bool, reached: bool) -> None:
        """A word that only connecting words separate from the number."""
        relation = _relation(token, "<")
        if token.has("hedge<"):
            self._hedged = True
        elif token.has("minus<", "plus<"):
            if self._minus is not None or self._direction or self._relation != "equal":
                raise self._misplaced(token)
            self._minus = token
        elif token.has("factor<"):
            self._by_factor = True
        elif relation is not None and not (by and _sign(token, "<")):
            self._relate(token, relation)
        elif not reached:
            # 更低 54 %, faster: 36 %; what bounds from behind, such as 以上, bounds nothing here.
            sign = _sign(token, "<") or _sign(token, ">")
            if not sign:
                raise self._misplaced(token)
            self._direct(token, sign)

    def _take_far(self, token: Token, gap: "_Gap") -> None:
        """A word with others between it and the number.

        低于阈值 54 % and reduces volume by 17 % turn the sign; 不足阈值的一半 is a bound, as the
        share belongs to the word between.
        """
        signs_shares = self._amount.kind in _SHARES or gap.by
        sign = _sign(token, "<") or (_sign(token, ">") if signs_shares else 0)
        bound = _relation(token, "<")
        free = not (gap.is_severed or self._direction or self._relation != "equal")
        if bound is not None and gap.owned and free and not gap.by and not gap.reached:
            self._relate(token, bound)
        elif gap.reached and sign and bound is None:
            return
        elif sign and signs_shares and free and not gap.reached and gap.by >= gap.owned:
            self._direct(token, sign)
        elif sign or bound is not None or token.has("hedge<", "minus<", "factor<"):
            raise self._misplaced(token)

    # The words behind.

    def _scan_behind(self) -> None:
        adjacent = True
        for token in self._tokens[self._last + 1 :]:
            self._refuse(token, ">", adjacent=adjacent)
            if token.has("rate"):
                raise foreign_unit(self._shown(token))
            if token.has("money") or token.word is None or token.has(*_SILENT_BEHIND):
                adjacent = False
            elif token.has("is", "by", "to", "and", "span>", "span<"):
                adjacent = adjacent and token.word.text in _KEEP_ADJACENT
            else:
                self._take_behind(token, adjacent=adjacent)
                if not token.has("hedge>") and _relation(token, ">") is None:
                    adjacent = False

    def _take_behind(self, token: Token, *, adjacent: bool) -> None:
        relation = _relation(token, ">")
        sign = _sign(token, ">")
        if token.is_weak and not sign:
            if adjacent and relation is not None:
                self._relate(token, relation)
            elif adjacent and _sign(token, "<") and token is self._tokens[-1]:
                raise self._misplaced(token)
        elif not adjacent:
            # Behind "36 % above", a second such word is about what it is above of.
            if not (sign and self._direction):
                raise self._misplaced(token)
        elif token.has("hedge>"):
            self._hedged = True
        elif relation is not None:
            self._relate(token, relation)
        elif sign or (self._amount.kind in _SHARES and _sign(token, "<")):
            self._direct(token, sign or _sign(token, "<"))
        else:
            raise self._misplaced(token)

    # What they add up to.

    def _refuse(self, token: Token, side: str, *, adjacent: bool) -> None:
        if token.has("not"):
            raise QuantityError(
                "claim-ambiguous",
                f"{self._shown(token)} denies the number, and what holds instead is open",
                'write a bound, such as "at most 2.2x", or claim a comparison',
            )
        doubtful = token.has("doubt", "vague") and (adjacent or not token.is_weak)
        compared = adjacent and not self._direction and token.has(f"doubt{side}")
        compared = compared and self._amount.kind in ("number", "quantity")
        if doubtful or compared:
            raise QuantityError(
                "claim-ambiguous",
                f"{self._shown(token)} leaves open what the number is",
                f'write the number alone, such as "{self._words(self._amount)}"',
            )

    def _relate(self, token: Token, relation: Relation) -> None:
        if self._relation != "equal":
            raise self._misplaced(token)
        self._relation = relation

    def _direct(self, token: Token, sign: int) -> None:
        if self._direction:
            raise self._misplaced(token)
        self._direction = sign
        self._direction_token = token

    def _misplaced(self, token: Token) -> QuantityError:
        return QuantityError(
            "claim-ambiguous",
            f"{self._shown(token)} can be read in two ways here",
            f'quote only the words of the number, such as "{self._words(self._amount)}"',
        )

    def _shown(self, token: Token) -> str:
        return self._text[token.start : token.end]

    def _settle(self) -> None:
        amount = self._amount
        text = self._words(amount)
        if self._minus is not None:
            self._negate_numeral(self._minus)
        amount = self._amount
        if self._by_factor and amount.kind == "number":
            self._amount = amount = replace(amount, kind="multiple")
            if self._direction > 0:
                self._direction, self._direction_token = 0, None
        if len(amount.numerals) > 1 and self._relation != "equal":
            raise QuantityError(
                "claim-ambiguous",
                f"{self._relation} the range {text} names two bounds",
                "write the range alone, or one bound",
            )
        if not self._direction or self._direction_token is None:
            return
        if len(amount.numerals) > 1 and any(
            token.word is not None and token.word.text in _STARTS
            for token in self._tokens[: self._first]
        ):
            raise QuantityError(
                "claim-ambiguous",
                f"{self._shown(self._direction_token)} makes {text} a change and no range",
                "claim the two numbers one by one",
            )
        word = self._shown(self._direction_token)
        value = amount.numerals[0].value
        signs = {numeral.text[:1] for numeral in amount.numerals} & _WRITTEN_SIGNS
        if signs and not (self._direction > 0 and signs <= _PLUS_SIGNS):
            raise QuantityError(
                "claim-ambiguous",
                f"{text} has a sign, and {word} gives it another",
                "leave out the sign or the word",
            )
        if amount.kind == "multiple" and not (value == 1 and self._direction > 0):
            raise self._times_more(word, value)
        if amount.kind == "number" and self._direction_token.start > amount.start:
            raise self._misplaced(self._direction_token)

    def _divide(self, token: Token) -> None:
        """每秒 900 GB is a rate, and 每秒 5 次 no bare number."""
        unit = self._amount.unit
        divided = divided_by(unit, self._shown(token), self._units) if unit is not None else None
        if divided is None:
            raise foreign_unit(self._shown(token))
        factors = (divided.factor,) * len(self._amount.numerals)
        self._amount = replace(self._amount, unit=divided, factors=factors)

    def _refuse_units_behind(self) -> None:
        """The hours of 3 GPU hours and the a day of 5 % a day make other quantities of it."""
        text = folded(self._text).lower()
        end = next(
            (token.start for token in self._tokens[self._last + 1 :] if token.ends_clause),
            len(text),
        )
        found = find_rate(text, self._amount.end, end)
        if found is None and self._amount.kind in ("number", "multiple", "fraction"):
            found = find_unit_word(text, self._amount.end, end)
        elif found is None and text[self._amount.end : self._amount.end + 1] in (" ", "-"):
            # TB hours: what multiplies the unit stands right behind it.
            following = find_unit_word(text, self._amount.end, end)
            found = following if following and following[0] == self._amount.end + 1 else None
        if found is not None:
            raise foreign_unit(self._text[slice(*found)])

    def _refuse_unknown(self) -> None:
        """A share with no sign beside a word that might give it one: 5 % flumps.

        What the share is of (54 % of it, 阈值的 54 %) and what is reached (flumps to 54 %) cannot
        turn it.
        """
        amount, gap = self._amount, self._gap
        signed = self._direction or self._minus is not None
        signed = signed or amount.numerals[0].text[:1] in _WRITTEN_SIGNS
        if amount.kind not in _SHARES or signed or gap.reached:
            return
        behind = self._tokens[self._last + 1 :]
        of = behind and behind[0].word is not None and behind[0].word.text in _SHARE_OF
        if not gap.by and (of or gap.owned_by_noun):
            return
        words = suspect(self._text, self._tokens)
        if words is not None:
            raise QuantityError(
                "claim-ambiguous",
                f"{words} may say more or less, and claims do not know the word",
                f'quote only the words of the number, such as "{self._words(amount)}", '
                "or say above or below",
            )

    def _negate_numeral(self, token: Token) -> None:
        amount = self._amount
        if amount.numerals[0].text[:1] in _WRITTEN_SIGNS or len(amount.numerals) > 1:
            raise self._misplaced(token)
        numeral = amount.numerals[0]
        sign = -1 if token.has("minus<") else 1
        signed = replace(
            numeral, text=f"{'-' if sign < 0 else '+'}{numeral.text}", value=sign * numeral.value
        )
        span = (token.start, amount.spans[0][1])
        self._amount = replace(amount, numerals=(signed,), spans=(span,), start=token.start)

    def _times_more(self, word: str, value: Fraction) -> QuantityError:
        chinese = word > "\u2e80"
        times = "倍" if chinese else "x"
        text = self._words(self._amount)
        multiple = exact_text(value).replace(".", self._mark)
        if self._direction > 0:
            other = exact_text(value + 1).replace(".", self._mark)
            percent = exact_text(value * 100).replace(".", self._mark)
            more = f"{word} {percent} %" if chinese else f"{percent} % {word}"
            return QuantityError(
                "claim-ambiguous",
                f"{text} with {word} can mean {multiple} times or {other} times as much",
                f'write "{multiple}{times}" or "{more}"',
            )
        return QuantityError(
            "claim-ambiguous",
            f"{text} with {word} can mean a division by {multiple} or by {exact_text(value + 1)}",
            "write the share that is left, or the percentage that is taken away",
        )

    def _built(self, worded: Sequence[bool]) -> Phrase:
        amount = self._amount
        low, high = self._bounds(worded)
        relation = self._relation
        low_is_open = relation == "more than"
        high_is_open = relation == "less than"
        negated = self._direction < 0
        if self._direction and relation in ("at most", "less than"):
            low = Fraction(0)  # up to 5 % above is not below
        if negated:
            low, high = None if high is None else -high, None if low is None else -low
            low_is_open, high_is_open = high_is_open, low_is_open
        token = self._direction_token
        return Phrase(
            text=self._text,
            kind=amount.kind,
            relation=relation,
            numerals=amount.numerals,
            factors=amount.factors,
            unit=amount.unit,
            low=low,
            high=high,
            low_is_open=low_is_open,
            high_is_open=high_is_open,
            hedged=self._hedged or any(worded),
            negated=negated,
            directed=bool(self._direction),
            start=amount.start,
            end=amount.end,
            spans=amount.spans,
            by_group=amount.by_group,
            worded=any(worded),
            direction=None if token is None else (token.start, token.end),
            mark=self._mark,
        )

    def _bounds(self, worded: Sequence[bool]) -> tuple[Fraction | None, Fraction | None]:
        """The interval before a word such as below turns it."""
        numerals, factors = self._amount.numerals, self._amount.factors
        low_width = self._width(numerals[0], worded=worded[0])
        high_width = self._width(numerals[-1], worded=worded[-1])
        low: Fraction | None = (numerals[0].value - low_width) * factors[0]
        high: Fraction | None = (numerals[-1].value + high_width) * factors[-1]
        if self._relation == "equal":
            return low, high
        if not self._hedged:
            low = high = numerals[0].value * factors[0]
        upwards = self._relation in ("more than", "at least")
        return (low, None) if upwards else (None, high)

    def _width(self, numeral: Numeral, *, worded: bool) -> Fraction:
        if worded:
            return self._hedge * abs(numeral.value)
        return numeral.hedged_margin(self._hedge) if self._hedged else numeral.place / 2


_GROUP: Final = 3
_COUNTS: Final = {2: "two", 3: "three"}
_PLUS_SIGNS: Final = frozenset("+﹢＋")
_WRITTEN_SIGNS: Final = frozenset("-+−–‐‑﹣﹢－＋")


def _relation(token: Token, side: str) -> Relation | None:
    for name, relation in _RELATIONS.items():
        if token.has(f"{name}{side}"):
            return relation
    return None


def _sign(token: Token, side: str) -> int:
    """1 or -1 for a word that gives a sign on that side of the number, 0 for another."""
    if token.has(f"rise{side}") or (side == "<" and token.has("more<")):
        return 1
    return -1 if token.has(f"fall{side}") or (side == "<" and token.has("less<")) else 0
