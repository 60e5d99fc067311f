"""What holds for every number and every phrase."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from claimbook.claims.comparison import agrees, interval_text, nearest_wording, recomputed_text
from claimbook.claims.phrase import Phrase, read_phrase
from claimbook.quantities.errors import QuantityError
from claimbook.quantities.numeral import match_numeral, parse_numeral
from claimbook.quantities.rounding import exact_text, format_fixed, format_significant
from claimbook.quantities.unit import DIMENSIONLESS, STANDARD

values = st.fractions(min_value=-(10**7), max_value=10**7, max_denominator=10**6)
digits = st.from_regex(r"[1-9][0-9]{0,6}(\.[0-9]{1,5})?", fullmatch=True)
pieces = st.sampled_from(
    [
        *(
            "约",
            "大约",
            "低",
            "高",
            "低于",
            "高于",
            "不",
            "倍",
            "两",
            "三",
            "半",
            "一",
            "百",
            "万",
            "亿",
        ),
        *(
            "个百分点",
            "成",
            "分之",
            "至少",
            "到",
            "翻",
            "翻了",
            "的",
            "阈值",
            "左右",
            "以上",
            "，",
            "（",
            "）",
        ),
        *(
            "%",
            "–",
            "-",
            "~",
            "+",
            "x",
            "×",
            ",",
            ".",
            "２",
            "．",
            "％",
            "GB/s",
            "Gb",
            "TFLOPS/GBps",
        ),
        *("2", "2.2", "54", "1,080", "e5", "10^3", "1/3", "k", "T", "B", "FP8", "V4", "2026-04-24"),
        *("above", "below", "not", "than", "by", "to", "of", "about", "at", "least", "up", "down"),
        *("half", "twice", "threshold", "more", "less", "NVLink"),
        *(
            "秒",
            "千瓦",
            "每秒",
            "折",
            "度",
            "公斤",
            "余",
            "五",
            "缩",
            "回落",
            "点",
            "个",
            "/",
            "一",
        ),
        *("kg", "kWh", "a day", "per", "slump", "points", "½", "flump", "hours", "behind"),
    ]
)
SLUGS = {"claim-unreadable", "claim-ambiguous", "claim-unit"}


@given(digits)
@settings(max_examples=80)
def test_the_interval_holds_the_value_and_is_one_place_wide(text: str) -> None:
    numeral = parse_numeral(text)
    assert numeral.low <= numeral.value <= numeral.high
    assert numeral.high - numeral.low == numeral.place
    assert numeral.coarse_place >= numeral.place
    assert numeral.rewritten(numeral.value) == text


@given(values, st.integers(0, 6))
@settings(max_examples=80)
def test_a_value_printed_to_places_is_read_back_within_half_a_place(
    value: Fraction, places: int
) -> None:
    numeral = parse_numeral(format_fixed(value, places))
    assert numeral.low <= value <= numeral.high
    assert numeral.place == Fraction(1, 10**places)


@given(values.filter(bool), st.integers(1, 8), st.integers(-20, 20))
@settings(max_examples=80)
def test_what_is_printed_with_significant_digits_is_read_back_as_itself(
    value: Fraction, count: int, power: int
) -> None:
    text = format_significant(value * Fraction(10) ** power, count)
    numeral = parse_numeral(text)
    assert format_significant(numeral.value, count) == text
    assert numeral.text == text


@given(values)
@settings(max_examples=100)
def test_an_exact_decimal_is_read_back_exactly(value: Fraction) -> None:
    text = exact_text(value)
    if "/" not in text:
        assert parse_numeral(text).value == value


@given(
    values.filter(bool),
    st.integers(1, 5),
    st.sampled_from(
        ("{}x", "{} %", "{} 倍", "{} GB/s", "{} TFLOPS/GBps", "{}", "约 {} 倍", "~{} %")
    ),
)
@settings(max_examples=120)
def test_what_the_printer_prints_the_reader_reads_back_as_itself(
    value: Fraction, count: int, form: str
) -> None:
    printed = format_significant(value, count)
    phrase = read_phrase(form.format(printed), units=STANDARD)
    assert phrase.numerals[0].text == printed
    exact = Fraction(printed) * phrase.factors[0]
    assert phrase.numerals[0].value * phrase.factors[0] == exact
    assert phrase.accepts(exact)


def read_or_refuse(text: str) -> Phrase | None:
    try:
        return read_phrase(text, units=STANDARD)
    except QuantityError as error:
        if error.slug not in SLUGS:
            raise
        return None


_FORMS = (
    "{}x",
    "{} %",
    "{} % above",
    "{} % below",
    "低 {} %",
    "高 {} %",
    "约 {} 倍",
    "at least {}x",
    "more than {} %",
    "up to {}x",
    "不到 {} 倍",
    "{}+",
    "{} 万",
    "减少 {} 个百分点",
)
_WORDED = ("twice", "half", "一半", "两倍", "三分之一", "a third less", "低三成", "more than half")


@given(
    st.one_of(st.tuples(st.sampled_from(_FORMS), digits), st.tuples(st.sampled_from(_WORDED))),
    values,
)
@settings(max_examples=120)
def test_the_nearest_wording_agrees_with_the_value(form: tuple[str, ...], value: Fraction) -> None:
    value /= 1000
    text = form[0].format(*form[1:])
    phrase = read_phrase(text, units=STANDARD)
    wording = nearest_wording(phrase, value)
    assert agrees(read_phrase(wording, units=STANDARD), value, DIMENSIONLESS).holds
    if phrase.accepts(value):
        assert wording == text


@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(pieces, max_size=8).map(" ".join),
        st.lists(pieces, max_size=8).map("".join),
    )
)
@settings(max_examples=250)
def test_any_text_is_read_or_refused_with_a_claims_own_error(text: str) -> None:
    phrase = read_or_refuse(text)
    if phrase is None:
        return
    assert phrase.low is not None or phrase.high is not None
    assert phrase.low is None or phrase.high is None or phrase.low <= phrase.high
    assert 0 <= phrase.start < phrase.end <= len(text)
    assert interval_text(phrase)
    assert recomputed_text(phrase, Fraction(1, 3))
    for value in (Fraction(1, 3), Fraction(-2), Fraction(0), Fraction(10**9)):
        assert nearest_wording(phrase, value)


@given(st.text(max_size=40), st.integers(0, 40))
@settings(max_examples=120)
def test_a_number_found_in_any_text_is_the_text_there(text: str, position: int) -> None:
    found = match_numeral(text, position)
    if found is not None:
        numeral, end = found
        assert numeral.text == text[position:end]
