"""Places, codes and the sink that collects findings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimbook.diagnostics import CODES, Diagnostics, Text, code, did_you_mean, nearest


@pytest.mark.parametrize(
    ("content", "offset", "place"),
    [
        ("ab", 0, "f:1:1"),
        ("ab", 2, "f:1:3"),
        ("甲乙\n丙丁", 4, "f:2:2"),
        ("a\r\nb", 3, "f:2:1"),
        ("a\rb", 2, "f:2:1"),
        ("a\r\rb", 3, "f:3:1"),
        ("a\u2028b\u0085c", 4, "f:1:5"),
        ("a\tb", 2, "f:1:3"),
        ("\n", 1, "f:2:1"),
        ("", 0, "f:1:1"),
    ],
)
def test_a_place_counts_code_points_and_only_real_line_ends(
    content: str, offset: int, place: str
) -> None:
    assert str(Text("f", content).location(offset)) == place


@given(st.text(alphabet="ab甲\r\n\t\u2028"), st.data())
def test_line_and_column_lead_back_to_the_offset(content: str, data: st.DataObject) -> None:
    text = Text("f", content)
    offset = data.draw(st.integers(0, len(content)))
    location = text.location(offset)
    before = content[:offset]
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    # An offset between CR and LF still belongs to the line that they end.
    if before.endswith("\r") and content[offset : offset + 1] == "\n":
        return
    assert (location.line, location.column) == (len(lines), len(lines[-1]) + 1)


def test_a_line_is_given_without_its_end() -> None:
    text = Text("f", "一\r\n二\r三\n")
    assert [text.line(number) for number in (1, 2, 3, 4)] == ["一", "二", "三", ""]


def test_findings_come_out_by_file_place_and_code_and_each_once() -> None:
    first, second = Text("a", "xyz"), Text("b", "xyz")
    found = Diagnostics()
    found.add("unknown-name", "later", second.span(1))
    found.add("unknown-name", "later", second.span(1))
    found.add("macro-syntax", "same place, earlier code", second.span(1))
    found.add("unknown-name", "in a", first.span(2))
    found.add("invalid-option", "nowhere")
    assert [item.message for item in found] == [
        "nowhere",
        "in a",
        "same place, earlier code",
        "later",
    ]
    assert found.has_errors


def test_warnings_alone_are_no_errors() -> None:
    found = Diagnostics()
    found.add("empty-file", "it says nothing", Text("a", "").span(0))
    assert not found.has_errors


def test_every_code_has_its_own_number_in_the_family_of_its_slug() -> None:
    numbers = [item.number for item in CODES.values()]
    assert len(set(numbers)) == len(numbers)
    assert numbers == sorted(numbers)
    assert all(item.number.startswith("CB") and len(item.number) == 5 for item in CODES.values())
    assert str(code("claim-contradicted")) == "CB501 claim-contradicted"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rooflin", "roofline"),
        ("Roof_Line", "roofline"),
        ("ROOF LINE", "roofline"),
        ("threshhold", "threshold"),
        ("zzz", None),
    ],
)
def test_the_nearest_name_is_offered_or_none(name: str, expected: str | None) -> None:
    assert nearest(name, ["threshold", "roofline", "spec"]) == expected


def test_the_hint_asks_for_the_nearest_name_as_it_is_written_or_says_something_else() -> None:
    known = ["threshold", "roofline"]
    assert did_you_mean("rofline", known, "there are two") == "did you mean roofline?"
    assert did_you_mean("rofline", known, None, form="{}=") == "did you mean roofline=?"
    assert did_you_mean("xyz", known, "there are two") == "there are two"
    assert did_you_mean("xyz", known, None) is None
    assert did_you_mean("rofline", known, None, cutoff=0.99) is None
