"""What a claim's subject decides: a comparison checks no figure, a ratio is in no points."""

from collections.abc import Callable

import pytest

from claimbook.book import Book

OpenBook = Callable[..., Book]

FILES = {
    "data/heater.yml": (
        "name: A heater\n"
        "power: {value: 2 kW, source: sheet}\n"
        "loss: {value: 1.6 kW, source: sheet}\n"
        "share: {value: 45 %, source: sheet}\n"
        "part: {value: 40 %, source: sheet}\n"
    ),
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
}
POWER, LOSS, SHARE, PART = (f'spec("heater.{name}")' for name in ("power", "loss", "share", "part"))


def faults(book: OpenBook, macro: str) -> list[str]:
    report = book({**FILES, "wiki/a.md": f"<< {macro} >>\n"}).check()
    return [found.code.slug for found in report.diagnostics]


@pytest.mark.parametrize(
    "words",
    [
        *("3 kW", "5 times faster", "twice as hot", "一半", "三倍于所需", "3 kg", "two dozen"),
        *("2,2x", "八折", "翻三倍", "half of it", "约 3 千瓦", "±5 %", "at 36 %", "③"),
    ],
)
def test_a_figure_in_a_statement_is_refused(book: OpenBook, words: str) -> None:
    macro = f'claim("{words}", {POWER} <= q("5 kW"))'
    assert faults(book, macro) == ["claim-unreadable"]


@pytest.mark.parametrize(
    "words",
    [
        *("FP8 is enough", "NVLink 5 够用", "V4 藏得住", "not the bottleneck", "绰绰有余"),
        *("half precision is enough", "H100 is enough", "2026 年够用", "一般够用", "CO₂ is low"),
    ],
)
def test_a_name_in_a_statement_is_no_figure(book: OpenBook, words: str) -> None:
    assert faults(book, f'claim("{words}", {POWER} <= q("5 kW"))') == []


def test_the_hint_names_the_quantity_to_compare(book: OpenBook) -> None:
    body = f'<< claim("3 kW", {POWER} <= q("5 kW")) >>\n'
    (found,) = book({**FILES, "wiki/a.md": body}).check().diagnostics
    assert found.hint == 'compare the quantity itself: claim("3 kW", spec("heater.power"))'


@pytest.mark.parametrize(
    "macro",
    [
        f'reported("3 kW", {POWER} <= q("5 kW"), source="sheet")',
        f'claim("3 kW", {POWER} <= q("5 kW"), waive="agreed with the author")',
    ],
)
def test_a_reported_or_waived_statement_may_hold_a_figure(book: OpenBook, macro: str) -> None:
    assert "claim-unreadable" not in faults(book, macro)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("25 points up", f"{POWER} / {LOSS} - 1"),
        ("25 points", f"({POWER} - {LOSS}) / {LOSS}"),
        ("125 points", f"{POWER} / {LOSS}"),
        ("25 points up", f'{POWER} / {LOSS} - q("1")'),
        ("45 points", SHARE),
        ("45 points", 'q("45 %", source="sheet")'),
        ("90 points", f"{SHARE} * 2"),
        ("5 % up", f"{SHARE} - {PART}"),
        ("高 5 %", f"{SHARE} - {PART}"),
        ("5 % lower", f"-({SHARE} - {PART})"),
        ("2.5 % higher", f"({SHARE} - {PART}) / 2"),
    ],
)
def test_b57_percent_and_points_are_not_exchanged(book: OpenBook, words: str, value: str) -> None:
    assert faults(book, f'claim("{words}", {value})') == ["claim-unit"]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("25 % up", f"{POWER} / {LOSS} - 1"),
        ("25 % higher", f"({POWER} - {LOSS}) / {LOSS}"),
        ("5 points up", f"{SHARE} - {PART}"),
        ("低 5 个百分点", f"{PART} - {SHARE}"),
        ("2.5 points", f"({SHARE} - {PART}) / 2"),
        ("45 %", SHARE),
        ("20 % lower", f"{LOSS} / {POWER} - 1"),
        ("20 points lower", f"{LOSS} / {POWER} - {POWER} / {POWER}"),
    ],
)
def test_b57_each_kind_of_change_has_its_words(book: OpenBook, words: str, value: str) -> None:
    assert faults(book, f'claim("{words}", {value})') == []


@pytest.mark.parametrize(
    ("macro", "shown"),
    [
        (f'"tiny", {POWER} < {LOSS}', "tiny（重算：2 kW ≥ 1.6 kW）"),
        (f'"large", {POWER} >= {LOSS}', "large（重算：2 kW ≥ 1.6 kW）"),
        (f'"alike", {POWER} == {LOSS}', "alike（重算：2 kW ≠ 1.6 kW）"),
        # To three digits these would seem equal, or different.
        (f'"less", 1.0001 * {POWER} < {POWER}', "less（重算：2.0002 kW ≥ 2 kW）"),
        (f'"less", 1.0002 * {POWER} < 1.0001 * {POWER}', "less（重算：2.0004 kW ≥ 2.0002 kW）"),
        (f'"less", 1.6172 * {POWER} / 2 < q("1617.2 W")', "less（重算：1.6172 kW ≥ 1617.2 W）"),
        (f'"other", {POWER} / 3 != q("2 kW") / 3', "other（重算：0.667 kW = 0.667 kW）"),
        # So few digits would hide the value: 1 MW is nearly twice as much.
        (f'"3 MW", 280 * {POWER}', "3 MW（重算：0.56 MW）"),
        (f'"3 kW", {POWER}', "3 kW（重算：2 kW）"),
        (f'"54 %", {LOSS} / {POWER} - 1', "54 %（重算：低 20 %）"),
    ],
)
def test_what_stands_beside_a_reported_figure_is_what_is_true(
    book: OpenBook, macro: str, shown: str
) -> None:
    body = f'<< reported({macro}, source="sheet") >>\n'
    (result,) = book({**FILES, "wiki/a.md": body}).check().results
    assert result.text == shown


@pytest.mark.parametrize(
    ("words", "verdict"), [("2.78", "open"), ("2.78 GB", "contradicted"), ("2 kW", "holds")]
)
def test_a_figure_that_others_left_without_a_unit_is_open(
    book: OpenBook, words: str, verdict: str
) -> None:
    body = f'<< reported("{words}", {POWER}, source="sheet") >>\n'
    (result,) = book({**FILES, "wiki/a.md": body}).check().results
    assert result.review is not None
    assert result.review.verdict == verdict


def test_the_author_s_note_explains_a_refusal(book: OpenBook) -> None:
    dense = {"data/dense.yml": "name: D\nkind: dense-model\n"}
    body = '<< reported("3", threshold("dense"), source="sheet", note="稠密模型") >>\n'
    (result,) = book({**FILES, **dense, "wiki/a.md": body}).check().results
    assert result.review is not None
    assert (result.review.verdict, result.review.reason) == ("refused", "稠密模型")
