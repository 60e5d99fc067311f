"""JSON Schemas of claims.json and sources.json: every key, what it holds and what it means."""

from typing import Any, get_args

from claimbook.claims.review import Stance, Verdict
from claimbook.output import Json
from claimbook.report import Counts
from claimbook.sources.quotation import Level
from claimbook.sources.schema import CONFIDENCES
from claimbook.sources.source_file import FORMS, SOURCE_KINDS

_TEXT: Json = {"type": "string"}
_MAYBE_TEXT: Json = {"type": ["string", "null"]}
_PLACE: Json = {"type": ["integer", "null"], "minimum": 1}
_DAYS: Json = {"type": ["integer", "null"], "minimum": 0}
_DAY: Json = {"type": ["string", "null"], "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_EXACT: Json = {"type": ["string", "null"], "pattern": "^-?[0-9]+([.][0-9]+|/[0-9]+)?$"}
_FLAG: Json = {"type": "boolean"}
_ADDRESS: Json = {"type": ["string", "null"], "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"}
_HASH: Json = {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$"}


def claims_schema() -> Json:
    """The JSON Schema of claims.json."""
    return _schema(
        "claims.json of a claimbook",
        {
            "version": ({"const": 2}, "the version of this format"),
            "counts": (_counts(), "the counts of `claimbook check`"),
            "claims": (_list_of(_claim()), "the numbers and claims, by page and place"),
            "specs": (
                {"type": "object", "additionalProperties": _input()},
                "the specs that they rest on, by path",
            ),
        },
    )


def sources_schema() -> Json:
    """The JSON Schema of sources.json."""
    return _schema(
        "sources.json of a claimbook",
        {
            "version": ({"const": 1}, "the version of this format"),
            "as_of": (_DAY, "the day that `state` is about"),
            "sources": (_list_of(_source()), "the sources by id, also those that nothing uses"),
        },
    )


def _claim() -> Json:
    return _object(
        {
            "id": (_TEXT, "its id, which `claimbook explain` takes"),
            "stance": (
                {"enum": ["computed", *get_args(Stance)]},
                "what the author declares: a number, a claim, a reported or a waived one",
            ),
            "page": (_TEXT, "the file of the page"),
            "line": (_PLACE, "the line of its macro there"),
            "column": (_PLACE, "the column of its macro there"),
            "included": (_place(), "the place of the macro in a file that the page includes"),
            "expression": (_TEXT, "what the macro says"),
            "text": (_TEXT, "what the page shows"),
            "value": (
                {"type": ["string", "boolean", "null"]},
                "the exact value, a decimal or a fraction; whether a comparison holds; a word",
            ),
            "unit": (_MAYBE_TEXT, "the unit of `value`, `low` and `high`, a base unit"),
            "verdict": (
                {"enum": [*get_args(Verdict), None]},
                "the verdict, null where nothing was claimed",
            ),
            "inputs": (
                _list_of(_TEXT),
                "what it rests on: paths of `specs`, and `text` of `literals`",
            ),
            "sources": (_list_of(_TEXT), "the ids of the sources that it rests on"),
            "frozen": (_TEXT, "the day that a past entry of the journal states it for; only there"),
            "note": (_MAYBE_TEXT, "why there is no verdict, or why it was waived"),
            "kind": (
                {"enum": ["quantity", "boolean", "text", None]},
                "what `value` is, null where there is none",
            ),
            "low": (_EXACT, "the least that the approximate inputs allow"),
            "high": (_EXACT, "the most that the approximate inputs allow"),
            "words": (_MAYBE_TEXT, "the author's words, of a claim"),
            "interval": (_MAYBE_TEXT, "what the words allow"),
            "recomputed": (_MAYBE_TEXT, "what the inputs give, worded as the claim is"),
            "formula": (_MAYBE_TEXT, "the derivation in one line"),
            "assumptions": (_list_of(_assumption()), "the conventions it was computed under"),
            "literals": (_list_of(_input()), "the quantities that its macro itself states"),
            "page_path": (_TEXT, "the page inside the folder of the pages, as its address is made"),
            "anchor": (_MAYBE_TEXT, "the id of its derivation on the page, without #"),
        },
        optional=("frozen", "included"),
    )


def _input() -> Json:
    return _object(
        {
            "text": (_TEXT, "the value as written"),
            "value": (_EXACT, "the exact value in a base unit"),
            "unit": (_TEXT, "that unit"),
            "path": (_MAYBE_TEXT, "the file where it stands"),
            "line": (_PLACE, "the line there"),
            "column": (_PLACE, "the column there"),
            "source": (_MAYBE_TEXT, "the id of its source"),
            "quote": (_MAYBE_TEXT, "the words of the source"),
            "locator": (_MAYBE_TEXT, "where they stand in the source"),
            "approximate": (_FLAG, "whether the source rounds"),
            "confidence": ({"enum": [*CONFIDENCES, None]}, "how far it is to be trusted"),
            "qualifiers": (
                {"type": "object", "additionalProperties": _TEXT},
                "what else the spec states, such as its direction",
            ),
        }
    )


def _assumption() -> Json:
    return _object(
        {
            "name": (_TEXT, "the convention"),
            "value": (_TEXT, "what was chosen"),
            "origin": (_TEXT, "who chose it: `stated`, `default`, `assumed`, or a spec"),
        }
    )


def _source() -> Json:
    return _object(
        {
            "id": (_TEXT, "its id"),
            "title": (_TEXT, "its title"),
            "url": (_ADDRESS, "its address"),
            "raw": (_MAYBE_TEXT, "the file that holds what it says"),
            "author": (_MAYBE_TEXT, "who said it"),
            "kind": ({"enum": list(SOURCE_KINDS)}, "whether it is the origin"),
            "cites": (_list_of(_TEXT), "what it names as its own origin"),
            "published": (_MAYBE_TEXT, "when it was published"),
            "retrieved": (_DAY, "when it was read"),
            "warn_after": (_DAYS, "the days after which it is old"),
            "error_after": (_DAYS, "the days after which it is too old"),
            "state": (
                {"enum": ["fresh", "stale", "invalid", None]},
                "whether it is within its limits on that day; null without a day",
            ),
            "locator": (_MAYBE_TEXT, "where in the source to look"),
            "note": (_MAYBE_TEXT, "what we say about it"),
            "form": ({"enum": [*FORMS, None]}, "whether the file is our note or a capture"),
            "sha256": (_HASH, "the hash of the file"),
            "raw_url": (_ADDRESS, "where the file was taken from"),
            "raw_date": (_DAY, "when it was taken"),
            "original": (
                {"anyOf": [_original(), {"type": "null"}]},
                "the `file` that its text was taken from, where that is another, and its `sha256`",
            ),
            "specs": (_list_of(_TEXT), "the specs that name it, rivals included"),
            "quotations": (_list_of(_quotation()), "the quotations that stand in the file"),
            "claims": (_list_of(_TEXT), "the ids of the numbers and claims that rest on it"),
        }
    )


def _original() -> Json:
    return _object(
        {
            "file": (_TEXT, "the file"),
            "sha256": (_HASH, "its hash"),
        }
    )


def _quotation() -> Json:
    return _object(
        {
            "spec": (_TEXT, "the spec that they bear out"),
            "quote": (_TEXT, "the words"),
            "match": (
                {"enum": list(get_args(Level))},
                "`exact`, or `typographic` where spaces, hyphens or quotation marks differ",
            ),
            "path": (_TEXT, "the file where they stand"),
            "line": (_PLACE, "the line there"),
            "column": (_PLACE, "the column there"),
        }
    )


def _counts() -> Json:
    number: Json = {"type": ["integer", "null"], "minimum": 0}
    names = list(Counts.__dataclass_fields__)
    return {
        "type": "object",
        "properties": dict.fromkeys(names, number),
        "required": names,
        "additionalProperties": False,
    }


def _place() -> Json:
    return _object(
        {
            "path": (_TEXT, "the file"),
            "line": (_PLACE, "the line there"),
            "column": (_PLACE, "the column there"),
        }
    )


def _list_of(items: Json) -> Json:
    return {"type": "array", "items": items}


def _object(fields: dict[str, tuple[Json, str]], optional: tuple[str, ...] = ()) -> Json:
    properties: dict[str, Any] = {
        name: {**schema, "description": meaning} for name, (schema, meaning) in fields.items()
    }
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in fields if name not in optional],
        "additionalProperties": False,
    }


def _schema(title: str, fields: dict[str, tuple[Json, str]]) -> Json:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **_object(fields),
    }
