"""Diagnostics for the tools around a repository: SARIF 2.1.0, and GitHub's workflow commands."""

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from claimbook.diagnostics import CODES, Diagnostic, Span, visible

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "ROOT"


def sarif_document(diagnostics: Iterable[Diagnostic]) -> dict[str, Any]:
    """The diagnostics as one SARIF run; columns count code points, and the run says so."""
    codes = list(CODES.values())
    index = {item.slug: position for position, item in enumerate(codes)}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "claimbook",
                        "version": version("claimbook"),
                        "rules": [
                            {
                                "id": item.number,
                                "name": item.slug,
                                "shortDescription": {"text": item.meaning},
                                "defaultConfiguration": {"level": item.severity},
                            }
                            for item in codes
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(found, index[found.code.slug]) for found in diagnostics],
            }
        ],
    }


def github_lines(diagnostics: Iterable[Diagnostic]) -> list[str]:
    """The diagnostics as workflow commands, which show up beside the lines of a change."""
    return [_command(found) for found in diagnostics]


def _result(found: Diagnostic, rule: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": found.code.number,
        "ruleIndex": rule,
        "level": found.severity,
        "message": {"text": _sarif_text(_message(found))},
        "locations": [] if found.span is None else [_location(found.span)],
    }
    if found.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": _sarif_text(related.message)},
                **_location(related.span),
            }
            for number, related in enumerate(found.related)
        ]
    return result


def _location(span: Span) -> dict[str, Any]:
    start, end = span.location, span.text.location(span.end)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(start.path), "uriBaseId": _ROOT},
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        }
    }


def _command(found: Diagnostic) -> str:
    title = f"{found.code}"
    properties = {"title": title}
    if found.span is not None:
        start, end = found.span.location, found.span.text.location(found.span.end)
        properties = {
            "file": start.path,
            "line": str(start.line),
            "col": str(start.column),
            "endLine": str(end.line),
            # GitHub takes an end column only where it is on the same line.
            **({"endColumn": str(end.column)} if end.line == start.line else {}),
            "title": title,
        }
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    level = "notice" if found.severity == "note" else found.severity
    return visible(f"::{level} {listed}::{_data(_message(found))}")


def _message(found: Diagnostic) -> str:
    return f"{found.message}\n{found.hint}" if found.hint else found.message


def _sarif_text(text: str) -> str:
    """SARIF messages may hold {0} for an argument, so braces that are meant are doubled."""
    return text.replace("{", "{{").replace("}", "}}")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
