"""The JSON Schema (2020-12) of the data files, for editors that complete and check as one types.

It says what the loader says as far as JSON Schema can. Editors type scalars before they check
them, so a bare `61` or `true` is let through as number or boolean where the loader reads its text.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from claimbook.sources.schema import (
    CONFIDENCES,
    FREE_QUALIFIERS,
    Choice,
    DateField,
    Each,
    Field,
    Group,
    Kind,
    Leaf,
    TextField,
)
from claimbook.sources.source_file import FORMS, SOURCE_KINDS

Schema = dict[str, Any]

_KEY = "^[a-z0-9]+([-_][a-z0-9]+)*$"
_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_PERIOD = "^[0-9]{1,6} ?(d|days?|w|weeks?)$"
_HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_NUMBER = r"^\s*[-+−]?[.0-9０-９]"


def schema_document(kinds: Mapping[str, Kind]) -> Schema:
    """The schema of every file under data/: subjects of these kinds (or of none), and sources.

    `$defs` has `subject` and `source` apart, for editors that map folders to schemas.
    """
    by_kind = [
        {
            "if": {"properties": {"kind": {"const": name}}, "required": ["kind"]},
            "then": {"$ref": f"#/$defs/kind-{name}"},
        }
        for name in sorted(kinds)
    ]
    registered: Schema = {"properties": {"kind": {"enum": sorted(kinds)}}, "required": ["kind"]}
    free: Schema = {"if": {"not": registered}, "then": {"$ref": "#/$defs/free"}}
    definitions: Schema = {
        "text": {"type": ["string", "number", "boolean"]},
        "nothing": {"type": "null"},
        "date": {"type": "string", "pattern": _DAY},
        "partial-date": {
            "anyOf": [
                {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}){0,2}$"},
                {"type": "integer", "minimum": 1000, "maximum": 9999},
            ]
        },
        "web": {"type": "string", "pattern": r"^[hH][tT][tT][pP][sS]?://\S+$"},
        "flag": {"enum": [True, False, "true", "false"]},
        "quote": _quote(),
        "spec": _spec(Leaf(qualifiers=FREE_QUALIFIERS)),
        "free": {"type": "object", "additionalProperties": {"$ref": "#/$defs/free-field"}},
        "free-field": _free_field(),
        "source": _source(),
        "subject": {
            "type": "object",
            "properties": {name: {"$ref": "#/$defs/text"} for name in ("name", "kind", "note")},
            "allOf": [*by_kind, free],
        },
    }
    for name in sorted(kinds):
        definitions[f"kind-{name}"] = _kind(kinds[name])
    is_source: Schema = {
        "properties": {"kind": {"enum": list(SOURCE_KINDS)}},
        "required": ["title"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A data file of a claimbook",
        "if": is_source,
        "then": {"$ref": "#/$defs/source"},
        "else": {"$ref": "#/$defs/subject"},
        "$defs": definitions,
    }


def _kind(kind: Kind) -> Schema:
    schema = _object(kind.fields, kind.required)
    for name in ("name", "kind", "note"):
        schema["properties"][name] = {"$ref": "#/$defs/text"}
    return schema


def _object(fields: Mapping[str, Field], required: Iterable[str]) -> Schema:
    return {
        "type": "object",
        "properties": {name: _field(field) for name, field in fields.items()},
        "required": list(required),
        "additionalProperties": False,
    }


def _field(field: Field) -> Schema:
    match field:
        case Leaf():
            return _leaf(field)
        case Group():
            schema = _object(field.fields, field.required)
            return schema if field.required else {"anyOf": [schema, {"$ref": "#/$defs/nothing"}]}
        case Each():
            names: Schema = {"pattern": _KEY} if field.keys is None else {"enum": [*field.keys]}
            return {
                "type": ["object", "null"],
                "propertyNames": names,
                "additionalProperties": _field(field.field),
            }
        case TextField():
            return {"anyOf": [{"$ref": "#/$defs/text"}, {"$ref": "#/$defs/nothing"}]}
        case DateField():
            return {"$ref": "#/$defs/date"}
        case Choice():
            return {"enum": list(field.words)}


def _leaf(leaf: Leaf) -> Schema:
    return _or_rivals(_spec(leaf))


def _or_rivals(spec: Schema) -> Schema:
    rival = {**spec, "properties": {**spec["properties"], "preferred": {"$ref": "#/$defs/flag"}}}
    rivals: Schema = {
        "type": "array",
        "minItems": 1,
        "items": rival,
        "if": {"minItems": 2},
        "then": {
            "contains": {
                "properties": {"preferred": {"enum": [True, "true"]}},
                "required": ["preferred"],
            },
            "minContains": 1,
            "maxContains": 1,
        },
    }
    return {"anyOf": [spec, rivals]}


def _spec(leaf: Leaf) -> Schema:
    qualifiers: Schema = {
        name: {"$ref": "#/$defs/text"} if words is None else {"enum": list(words)}
        for name, words in leaf.qualifiers.items()
    }
    return {
        "type": "object",
        "properties": {
            "value": _value(leaf),
            "unit": {"enum": ["1", 1]},
            "source": {"$ref": "#/$defs/text"},
            "quote": {"$ref": "#/$defs/quote"},
            "locator": {"$ref": "#/$defs/text"},
            "approximate": {"$ref": "#/$defs/flag"},
            "as_of": {"$ref": "#/$defs/partial-date"},
            "confidence": {"enum": list(CONFIDENCES)},
            "note": {"$ref": "#/$defs/text"},
            **qualifiers,
        },
        "required": ["value", "source", *leaf.required_qualifiers],
        "additionalProperties": False,
        # A number alone needs its unit, or the word that it is a count.
        **({} if leaf.unit == "1" or leaf.words else _bare_needs_unit()),
    }


def _bare_needs_unit() -> Schema:
    return {
        "if": {"properties": {"value": {"type": "number"}}, "required": ["value"]},
        "then": {"required": ["unit"]},
    }


def _value(leaf: Leaf) -> Schema:
    words: Schema = {"enum": list(leaf.words)}
    if leaf.takes_words_only:
        return words
    number: Schema = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": _NUMBER}]}
    return {"anyOf": [words, number]} if leaf.words else number


def _quote() -> Schema:
    text: Schema = {"$ref": "#/$defs/text"}
    selector: Schema = {
        "type": "object",
        "properties": {"exact": text, "prefix": text, "suffix": text},
        "required": ["exact"],
        "additionalProperties": False,
    }
    return {"anyOf": [text, selector]}


def _free_field() -> Schema:
    group: Schema = {
        "type": "object",
        "propertyNames": {"pattern": _KEY},
        "additionalProperties": {"$ref": "#/$defs/free-field"},
    }
    is_spec: Schema = {"type": "object", "required": ["value"]}
    rivals = _or_rivals(_spec(Leaf(qualifiers=FREE_QUALIFIERS)))
    return {
        "if": {"anyOf": [is_spec, {"type": "array"}]},
        "then": rivals,
        "else": {"anyOf": [group, {"type": ["string", "boolean", "null"]}]},
    }


def _source() -> Schema:
    text: Schema = {"$ref": "#/$defs/text"}
    texts: Schema = {"anyOf": [text, {"type": "array", "items": text}]}
    capture: Schema = {"properties": {"form": {"const": "capture"}}, "required": ["form"]}
    raw: Schema = {
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "properties": {
                    "file": {"type": "string"},
                    "form": {"enum": list(FORMS)},
                    "sha256": _HASH,
                    "url": {"$ref": "#/$defs/web"},
                    "date": {"$ref": "#/$defs/date"},
                },
                "required": ["file"],
                "additionalProperties": False,
                "if": capture,
                "then": {"required": ["sha256"]},
            },
        ]
    }
    original: Schema = {
        "type": "object",
        "properties": {"file": {"type": "string"}, "sha256": _HASH},
        "required": ["file", "sha256"],
        "additionalProperties": False,
    }
    period: Schema = {"type": "string", "pattern": _PERIOD}
    return {
        "type": "object",
        "properties": {
            "title": text,
            "author": texts,
            "url": {"$ref": "#/$defs/web"},
            "published": {"$ref": "#/$defs/partial-date"},
            "retrieved": {"$ref": "#/$defs/date"},
            "kind": {"enum": list(SOURCE_KINDS)},
            "cites": texts,
            "raw": raw,
            "original": original,
            "warn_after": period,
            "error_after": period,
            "locator": text,
            "note": text,
        },
        "required": ["title"],
        "additionalProperties": False,
    }
