"""claims.json and sources.json: what they say of a small book, to the letter."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import jsonschema
import pytest

from claimbook.exports import (
    EXPORTS,
    claims_document,
    claims_schema,
    export_files,
    sources_document,
    sources_schema,
)
from claimbook.exports.pieces import json_pieces
from claimbook.output import to_json

CONFIG = """\
site_name: A book
docs_dir: wiki
plugins:
  - claimbook: {language: en}
"""
FILES = {
    "data/heater.yml": (
        "name: A heater\n"
        "power: {value: 2 kW, source: sheet, quote: draws 2 kW, locator: page 3, approximate: true,"
        " confidence: high}\n"
        "loss:\n"
        "  - {value: 0.5 kW, source: sheet, quote: loses 0.5 kW, preferred: true}\n"
        "  - {value: 0.6 kW, source: rumour}\n"
    ),
    "data/sources/sheet.yml": (
        "title: A sheet\nauthor: Maker\nkind: primary\nurl: https://example.org/sheet\n"
        "published: 2024-05\nretrieved: 2025-01-10\nwarn_after: 30d\nraw: {file: sheet.md}\n"
    ),
    "data/sources/rumour.yml": "title: A rumour\nkind: commentary\ncites: A sheet\n",
    "data/sources/unused.yml": "title: Unused\nkind: secondary\n",
    "raw/sheet.md": "It draws 2 kW.\nIt loses\u00a00.5 kW.\n",
    "wiki/sub/a.md": (
        "# A\n\n"
        'It draws << claim("2 kW", spec("heater.power"), id="draws") >>.\n\n'
        '<< reported("5 kW", spec("heater.loss"), source="rumour", note="older", id="said") >>\n\n'
        '<< spec("heater.loss") < spec("heater.power") >>\n\n'
        '<< reported("9 kW", note="no inputs", source="rumour", id="open") >>\n'
    ),
}


@pytest.fixture
def small(book: Callable[..., Any]) -> Any:
    return book(FILES, CONFIG)


def whole(document: Mapping[str, object]) -> Any:
    return json.loads("".join(json_pieces(document)))


def texts(book: Any, day: str | None = None) -> dict[str, str]:
    """Each exported file as it is written."""
    return {name: "".join(each) for name, each in export_files(book, book.check(), day).items()}


def claims_of(book: Any) -> Any:
    return whole(claims_document(book.check()))


def by_id(document: Any, kind: str) -> dict[str, Any]:
    return {each["id"]: each for each in document[kind]}


def test_a_claim_stands_there_with_all_that_it_rests_on(small: Any) -> None:
    document = whole(claims_document(small.check(count_untied=False)))
    assert document["version"] == 2
    assert document["counts"]["claims_checked"] == 1
    assert document["counts"]["reported"] == 2
    assert document["counts"]["untied"] is None
    assert by_id(document, "claims")["draws"] == {
        "id": "draws",
        "stance": "asserted",
        "page": "wiki/sub/a.md",
        "line": 3,
        "column": 10,
        "expression": 'claim("2 kW", spec("heater.power"), id="draws")',
        "text": "2 kW",
        "value": "2000",
        "unit": "J/s",
        "verdict": "holds",
        "inputs": ["heater.power"],
        "sources": ["sheet"],
        "kind": "quantity",
        "low": "1500",
        "high": "2500",
        "words": "2 kW",
        "interval": "1.5 to 2.5 kW",
        "recomputed": "2 kW",
        "note": None,
        "formula": "heater.power",
        "assumptions": [],
        "literals": [],
        "page_path": "sub/a.md",
        "anchor": "cb-id-draws",
    }


def test_a_spec_stands_there_once_for_all_claims_that_rest_on_it(small: Any) -> None:
    document = claims_of(small)
    assert [claim["id"] for claim in document["claims"] if "heater.loss" in claim["inputs"]] == [
        "said",
        document["claims"][2]["id"],
    ]
    assert list(document["specs"]) == ["heater.loss", "heater.power"]
    assert document["specs"]["heater.power"] == {
        "text": "2 kW",
        "value": "2000",
        "unit": "J/s",
        "path": "data/heater.yml",
        "line": 2,
        "column": 16,
        "source": "sheet",
        "quote": "draws 2 kW",
        "locator": "page 3",
        "approximate": True,
        "confidence": "high",
        "qualifiers": {},
    }


def test_a_literal_stands_with_its_claim(book: Callable[..., Any]) -> None:
    files = {**FILES, "wiki/b.md": '<< spec("heater.power") / q("4 h", source="sheet") >>\n'}
    claims = claims_of(book(files, CONFIG))["claims"]
    (divided,) = [claim for claim in claims if claim["page_path"] == "b.md"]
    assert divided["inputs"] == ["heater.power", "4 h"]
    assert divided["literals"] == [
        {
            "text": "4 h",
            "value": "14400",
            "unit": "s",
            "path": "wiki/b.md",
            "line": 1,
            "column": 27,
            "source": "sheet",
            "quote": None,
            "locator": None,
            "approximate": False,
            "confidence": None,
            "qualifiers": {},
        }
    ]


def test_a_reported_figure_keeps_its_words_its_note_and_its_own_source(small: Any) -> None:
    claims = by_id(claims_of(small), "claims")
    said, unknown = claims["said"], claims["open"]
    assert (said["stance"], said["verdict"], said["words"]) == ("reported", "contradicted", "5 kW")
    assert (said["recomputed"], said["note"]) == ("0.5 kW", "older")
    assert said["sources"] == ["rumour", "sheet"]
    assert (unknown["verdict"], unknown["kind"], unknown["value"]) == ("open", None, None)
    assert unknown["note"] == "no inputs"


def test_a_comparison_is_a_truth_without_a_unit(small: Any) -> None:
    (compared,) = [claim for claim in claims_of(small)["claims"] if claim["kind"] == "boolean"]
    assert (compared["value"], compared["unit"], compared["low"]) == (True, None, None)
    assert compared["formula"] == "heater.loss < heater.power"


def test_a_macro_that_failed_is_no_claim(book: Callable[..., Any]) -> None:
    files = {**FILES, "wiki/b.md": '<< spec("heater.nothing") >> << spec("heater.loss") >>\n'}
    claims = claims_of(book(files, CONFIG))["claims"]
    assert [each["text"] for each in claims if each["page_path"] == "b.md"] == ["0.5 kW"]


def test_the_numbers_of_a_table_are_claims_each(book: Callable[..., Any]) -> None:
    files = {
        **FILES,
        "wiki/b.md": '<< table(spec(leaf), leaf=["heater.power", "heater.loss"]) >>\n',
    }
    claims = claims_of(book(files, CONFIG))["claims"]
    told = [(each["text"], each["expression"]) for each in claims if each["page_path"] == "b.md"]
    assert told == [("2 kW", 'spec("heater.power")'), ("0.5 kW", 'spec("heater.loss")')]


def sources_of(book: Any, day: str | None = None) -> Any:
    return whole(sources_document(book.check(), book.catalogue, book.quotations, day))


def test_every_source_stands_there_with_what_it_bears_out(small: Any) -> None:
    document = sources_of(small, "2025-01-20")
    assert (document["version"], document["as_of"]) == (1, "2025-01-20")
    assert [each["id"] for each in document["sources"]] == ["rumour", "sheet", "unused"]
    (compared,) = [claim["id"] for claim in claims_of(small)["claims"] if claim["value"] is True]
    assert by_id(document, "sources")["sheet"] == {
        "id": "sheet",
        "title": "A sheet",
        "url": "https://example.org/sheet",
        "raw": "raw/sheet.md",
        "author": "Maker",
        "kind": "primary",
        "cites": [],
        "published": "2024-05",
        "retrieved": "2025-01-10",
        "warn_after": 30,
        "error_after": None,
        "state": "fresh",
        "locator": None,
        "note": None,
        "form": "note",
        "sha256": None,
        "raw_url": None,
        "raw_date": None,
        "original": None,
        "specs": ["heater.loss", "heater.power"],
        "quotations": [
            {
                "spec": "heater.loss",
                "quote": "loses 0.5 kW",
                "match": "typographic",
                "path": "raw/sheet.md",
                "line": 2,
                "column": 4,
            },
            {
                "spec": "heater.power",
                "quote": "draws 2 kW",
                "match": "exact",
                "path": "raw/sheet.md",
                "line": 1,
                "column": 4,
            },
        ],
        "claims": ["draws", "said", compared],
    }


def test_the_original_of_a_text_is_told_with_its_hash(book: Callable[..., Any]) -> None:
    digest = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    files = {
        **FILES,
        "data/sources/unused.yml": (
            f"title: Unused\nkind: secondary\noriginal: {{file: unused.pdf, sha256: {digest}}}\n"
        ),
        "raw/unused.pdf": b"a",
    }
    opened = book(files, CONFIG)
    document = sources_of(opened)
    assert not opened.check().has_errors
    assert by_id(document, "sources")["unused"]["original"] == {
        "file": "raw/unused.pdf",
        "sha256": digest,
    }
    jsonschema.validate(document, sources_schema())


def test_a_rival_value_and_a_reported_figure_use_their_source(small: Any) -> None:
    sources = by_id(sources_of(small), "sources")
    assert sources["rumour"]["specs"] == ["heater.loss[2]"]
    assert sources["rumour"]["claims"] == ["said", "open"]
    assert sources["rumour"]["cites"] == ["A sheet"]
    assert (sources["unused"]["specs"], sources["unused"]["claims"]) == ([], [])


@pytest.mark.parametrize(
    ("day", "state"),
    [(None, None), ("2025-02-09", "fresh"), ("2025-02-10", "stale"), ("2025-01-09", "invalid")],
)
def test_b78_a_source_is_fresh_stale_or_invalid_on_a_day_and_neither_without_one(
    small: Any, day: str | None, state: str | None
) -> None:
    assert by_id(sources_of(small, day), "sources")["sheet"]["state"] == state


def test_both_are_what_their_schema_says(small: Any) -> None:
    files = texts(small, "2025-01-20")
    assert tuple(files) == EXPORTS == ("claims.json", "prov.json", "sources.json")
    jsonschema.validate(json.loads(files["claims.json"]), claims_schema())
    jsonschema.validate(json.loads(files["sources.json"]), sources_schema())


@pytest.mark.parametrize(
    ("schema", "wrong"),
    [
        (claims_schema(), {"version": 2, "counts": {}, "claims": [], "specs": {}}),
        (claims_schema(), {"version": 2, "claims": [], "specs": {}}),
        (sources_schema(), {"version": 1, "as_of": "today", "sources": []}),
        (sources_schema(), {"version": 1, "as_of": None, "sources": [{"id": "sheet"}]}),
    ],
)
def test_a_schema_refuses_what_is_not_so(schema: Any, wrong: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    assert not jsonschema.Draft202012Validator(schema).is_valid(wrong)


def test_the_files_follow_from_the_book_alone(small: Any, book: Callable[..., Any]) -> None:
    again = book(dict(reversed(FILES.items())), CONFIG)
    first = texts(small)
    assert texts(again) == first
    assert texts(small) == first


def test_what_is_written_in_pieces_is_to_the_letter_the_whole_document(small: Any) -> None:
    for written in texts(small, "2025-01-20").values():
        assert written == f"{to_json(json.loads(written))}\n"


def test_a_file_is_made_while_it_is_written(book: Callable[..., Any]) -> None:
    page = "".join(f'<< spec("heater.power") * {at} >>\n' for at in range(200))
    opened = book({**FILES, "wiki/b.md": page}, CONFIG)
    for pieces in export_files(opened, opened.check(), None).values():
        assert max(len(piece) for piece in pieces) < 20_000
