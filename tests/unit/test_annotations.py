"""Diagnostics as SARIF and as workflow commands: what their readers may rely on."""

import json
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from claimbook.annotations import github_lines, sarif_document
from claimbook.diagnostics import CODES, Diagnostic, Related, Text, code

# The rules of SARIF 2.1.0 for the objects that we write, in our own words. Every object is closed,
# so that a property which the standard may not have cannot slip in.
COUNT = {"type": "integer", "minimum": 1}
WORDS = {"type": "string", "minLength": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}


def closed(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": sorted(required),
        "additionalProperties": False,
    }


MESSAGE = closed({"text": WORDS})
REGION = closed({"startLine": COUNT}, startColumn=COUNT, endLine=COUNT, endColumn=COUNT)
PLACE = closed(
    {
        "artifactLocation": closed(
            {"uri": {"type": "string", "pattern": r"^(?![/.])[A-Za-z0-9._~/%!$&'()*+,;=@-]+$"}},
            uriBaseId=WORDS,
        ),
        "region": REGION,
    }
)
RESULT = closed(
    {"message": MESSAGE},
    ruleId={"type": "string", "pattern": r"^CB\d{3}$"},
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    locations={"type": "array", "items": closed({"physicalLocation": PLACE}), "maxItems": 1},
    relatedLocations={
        "type": "array",
        "uniqueItems": True,
        "items": closed(
            {"physicalLocation": PLACE},
            id={"type": "integer", "minimum": 0},
            message=MESSAGE,
        ),
    },
)
RULE = closed(
    {"id": {"type": "string", "pattern": r"^CB\d{3}$"}},
    name=WORDS,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    helpUri=WORDS,
    defaultConfiguration=closed({}, level=LEVEL),
)
DRIVER = closed(
    {"name": {"const": "claimbook"}},
    version=WORDS,
    semanticVersion=WORDS,
    informationUri=WORDS,
    rules={"type": "array", "items": RULE, "uniqueItems": True},
)
RUN = closed(
    {"tool": closed({"driver": DRIVER})},
    columnKind={"const": "unicodeCodePoints"},
    results={"type": "array", "items": RESULT},
    originalUriBaseIds={"type": "object"},
)
LOG = closed(
    {"version": {"const": "2.1.0"}, "runs": {"type": "array", "items": RUN, "minItems": 1}},
    **{"$schema": {"type": "string", "pattern": r"^https://.+sarif.+2\.1\.0.+$"}},
)

TEXT = Text("wiki/a.md", "一二三四\nfive six\r\nseven\n")


def error(start: int = 2, end: int = 4, text: Text = TEXT, **more: Any) -> Diagnostic:
    return Diagnostic(code("claim-contradicted"), "wrong", text.span(start, end), **more)


def document(*diagnostics: Diagnostic) -> dict[str, Any]:
    """The document as a reader gets it, through JSON."""
    read: dict[str, Any] = json.loads(json.dumps(sarif_document(diagnostics)))
    Draft202012Validator(LOG).validate(read)
    return read


def results(*diagnostics: Diagnostic) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document(*diagnostics)["runs"][0]["results"]
    return found


def place(result: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = result["locations"][0]["physicalLocation"]
    return found


# -- SARIF ------------------------------------------------------------------------------------


def test_a_clean_book_is_one_run_without_results() -> None:
    runs = document()["runs"]
    assert len(runs) == 1
    assert runs[0]["results"] == []


def test_the_rules_are_all_codes_in_order_each_with_its_level() -> None:
    rules = document()["runs"][0]["tool"]["driver"]["rules"]
    assert [(rule["id"], rule["name"]) for rule in rules] == [
        (item.number, item.slug) for item in CODES.values()
    ]
    levels = {rule["id"]: rule["defaultConfiguration"]["level"] for rule in rules}
    assert levels["CB501"] == "error"
    assert levels["CB506"] == "warning"
    assert levels["CB603"] == "note"
    assert set(levels.values()) == {"error", "warning", "note"}


def test_the_index_of_every_result_leads_to_its_own_rule() -> None:
    read = document(*(Diagnostic(item, "wrong", TEXT.span(0)) for item in CODES.values()))
    run = read["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(CODES)
    for result, item in zip(run["results"], CODES.values(), strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == item.number
        assert result["level"] == item.severity


def test_a_region_counts_code_points_and_ends_behind_its_last_character() -> None:
    assert place(results(error(1, 3))[0])["region"] == {
        "startLine": 1,
        "startColumn": 2,
        "endLine": 1,
        "endColumn": 4,
    }


def test_a_region_may_cross_a_line_end() -> None:
    assert place(results(error(5, 17))[0])["region"] == {
        "startLine": 2,
        "startColumn": 1,
        "endLine": 3,
        "endColumn": 3,
    }


def test_a_place_between_two_characters_is_an_insertion_point() -> None:
    region = place(results(error(0, 0))[0])["region"]
    assert (region["startLine"], region["startColumn"]) == (1, 1)
    assert (region["endLine"], region["endColumn"]) == (1, 1)


def test_characters_outside_the_basic_plane_count_once() -> None:
    region = place(results(error(2, 3, Text("a.md", "𝟙𝟚𝟛")))[0])["region"]
    assert (region["startColumn"], region["endColumn"]) == (3, 4)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("wiki/a.md", "wiki/a.md"),
        ("wiki/算力.md", "wiki/%E7%AE%97%E5%8A%9B.md"),
        ("wiki/two words.md", "wiki/two%20words.md"),
        ("wiki/50%.md", "wiki/50%25.md"),
        ("wiki/c#.md", "wiki/c%23.md"),
        ("wiki/why?.md", "wiki/why%3F.md"),
        ("wiki/a:b.md", "wiki/a%3Ab.md"),
    ],
)
def test_a_path_is_a_relative_percent_encoded_uri(path: str, uri: str) -> None:
    location = place(results(error(text=Text(path, "abcdef")))[0])["artifactLocation"]
    assert location["uri"] == uri
    split = urlsplit(location["uri"])
    assert (split.scheme, split.netloc, split.query, split.fragment) == ("", "", "", "")
    assert unquote(split.path) == path


def test_the_hint_follows_the_message_on_a_line_of_its_own() -> None:
    assert results(error(hint="write “2 kW”"))[0]["message"]["text"] == "wrong\nwrite “2 kW”"
    assert results(error())[0]["message"]["text"] == "wrong"


def test_what_no_file_is_to_blame_for_has_no_location() -> None:
    found = results(Diagnostic(code("invalid-option"), "wrong"))[0]
    assert found["locations"] == []


def test_related_places_have_ids_and_messages_of_their_own() -> None:
    data = Text("data/甲.yml", "power: 2 kW\n")
    related = (Related(data.span(7, 11), "power = 2 kW"), Related(data.span(0), "the subject"))
    found = results(error(related=related))[0]["relatedLocations"]
    assert [item["id"] for item in found] == [0, 1]
    assert [item["message"]["text"] for item in found] == ["power = 2 kW", "the subject"]
    first = found[0]["physicalLocation"]
    assert first["artifactLocation"]["uri"] == "data/%E7%94%B2.yml"
    assert (first["region"]["startColumn"], first["region"]["endColumn"]) == (8, 12)


def test_without_related_places_the_key_is_left_out() -> None:
    assert "relatedLocations" not in results(error())[0]


def test_the_order_of_the_diagnostics_is_kept() -> None:
    found = results(error(4, 5), error(0, 1))
    assert [place(item)["region"]["startColumn"] for item in found] == [5, 1]


def test_braces_in_a_message_are_doubled_because_single_ones_are_placeholders() -> None:
    found = results(error(hint="write {value: 2 kW}"))[0]
    assert found["message"]["text"] == "wrong\nwrite {{value: 2 kW}}"


CONTENT = st.text(st.sampled_from("aé一𝟙 \t\n\r"), max_size=40)


@settings(max_examples=60)
@given(CONTENT, st.data())
def test_every_region_is_well_formed_whatever_the_text(content: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    region = place(results(error(start, end, Text("wiki/a.md", content)))[0])["region"]
    assert min(region.values()) >= 1
    assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])
    if region["startLine"] == region["endLine"]:
        assert region["endColumn"] - region["startColumn"] == end - start


# -- workflow commands ------------------------------------------------------------------------


def test_a_command_names_the_place_and_the_code() -> None:
    (line,) = github_lines([error(1, 3)])
    place, _, rest = line.partition(",title=")
    assert place == "::error file=wiki/a.md,line=1,col=2,endLine=1,endColumn=4"
    assert rest == "CB501 claim-contradicted::wrong"


def test_a_warning_is_a_warning() -> None:
    found = Diagnostic(code("claim-marginal"), "close", TEXT.span(0, 1))
    assert github_lines([found])[0].startswith("::warning file=wiki/a.md,")


def test_a_note_is_a_notice_and_a_lenient_error_a_warning() -> None:
    note = Diagnostic(code("value-moved"), "moved", TEXT.span(0, 1))
    lenient = Diagnostic(code("number-drifted"), "drifted", TEXT.span(0, 1), is_lenient=True)
    assert github_lines([note])[0].startswith("::notice file=wiki/a.md,")
    assert github_lines([lenient])[0].startswith("::warning file=wiki/a.md,")
    assert [result["level"] for result in results(note, lenient)] == ["note", "warning"]


def test_an_end_on_another_line_has_no_column() -> None:
    assert github_lines([error(5, 17)]) == [
        "::error file=wiki/a.md,line=2,col=1,endLine=3,title=CB501 claim-contradicted::wrong"
    ]


def test_a_command_without_a_place_still_has_a_title() -> None:
    found = Diagnostic(code("invalid-option"), "wrong")
    assert github_lines([found]) == ["::error title=CB701 invalid-option::wrong"]


def test_a_message_is_one_line_whatever_is_in_it() -> None:
    found = Diagnostic(
        code("claim-contradicted"), "54 % is\r\nnot 55 %, nor 1:2", hint="write 55 %"
    )
    assert github_lines([found]) == [
        "::error title=CB501 claim-contradicted::54 %25 is%0D%0Anot 55 %25, nor 1:2%0Awrite 55 %25"
    ]


def test_a_path_cannot_end_its_property() -> None:
    text = Text("wiki/50% a,b: 算力\n.md", "abcdef")
    (line,) = github_lines([error(text=text)])
    assert line.startswith("::error file=wiki/50%25 a%2Cb%3A 算力%0A.md,line=1,col=3,")


def test_no_diagnostic_no_line() -> None:
    assert github_lines([]) == []


def unescaped(text: str) -> str:
    """As the runner reads it: the percent sign last, so that %250A stays %0A."""
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")):
        text = text.replace(escape, character)
    return text.replace("%25", "%")


@settings(max_examples=100)
@given(st.text(st.sampled_from("a%,:\r\n025AD一"), min_size=1, max_size=20))
def test_the_runner_reads_back_what_was_said(words: str) -> None:
    found = Diagnostic(code("claim-contradicted"), words, Text(words, "ab").span(0, 1))
    (line,) = github_lines([found])
    assert "\n" not in line
    assert "\r" not in line
    properties, _, message = line.removeprefix("::error ").partition("::")
    read = dict(item.split("=", maxsplit=1) for item in properties.split(","))
    assert unescaped(read["file"]) == words
    assert list(read) == ["file", "line", "col", "endLine", "endColumn", "title"]
    assert unescaped(message) == words
