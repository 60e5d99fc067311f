"""What a book asks of the front matter of its pages, checked at the place of each key."""

import datetime
from collections.abc import Sequence

from claimbook.diagnostics import Diagnostics, Text, did_you_mean
from claimbook.options import PageKey
from claimbook.pages.frontmatter import Field, FrontMatter
from claimbook.quantities.errors import QuantityError
from claimbook.sources.dates import check_date

_WANTED = {
    "text": ("a text", "put it in quotes"),
    "date": ("a date", "write it as YYYY-MM-DD"),
    "integer": ("a whole number", "write it in digits, without quotes"),
    "[text]": ("a list of texts", "write it as [one, two]"),
}


def check_front_matter(
    text: Text, matter: FrontMatter | None, keys: Sequence[PageKey], diagnostics: Diagnostics
) -> None:
    """Report what is missing in the front matter of a page, or is not what it has to be.

    Args:
        text: the page.
        matter: its front matter; one that cannot be read is reported elsewhere.
        keys: what the book asks for.
        diagnostics: takes the faults.
    """
    fields = matter.fields if matter is not None else {}
    if matter is not None and not fields:
        return
    days: dict[str, str] = {}
    for key in keys:
        field = fields.get(key.name)
        if field is None or field.value is None or field.value == "":
            if key.is_required:
                diagnostics.add(
                    "missing-key",
                    f"the front matter has no {key.name}",
                    field.place if field else text.span(matter.span.start if matter else 0),
                    hint=f"add it: {key.name}: {_example(key)}",
                )
            continue
        if key.kind == "choice":
            _check_choice(field, key.choices, diagnostics)
        elif key.kind == "date":
            day = _day_of(field, diagnostics)
            if day is not None:
                days[key.name] = day
        elif not _is(field.value, key.kind):
            wanted, hint = _WANTED[key.kind]
            diagnostics.add("wrong-type", f"{key.name} must be {wanted}", field.place, hint=hint)
    if days.keys() >= {"created", "updated"} and days["updated"] < days["created"]:
        diagnostics.add(
            "dates-reversed",
            f"updated is {days['updated']}, before created, {days['created']}",
            fields["updated"].place,
            hint="correct the one that is wrong",
        )


def _example(key: PageKey) -> str:
    return " or ".join(key.choices) if key.choices else _WANTED[key.kind][0]


def _is(value: object, kind: str) -> bool:
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "[text]":
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, str)


def _check_choice(field: Field, choices: Sequence[str], diagnostics: Diagnostics) -> None:
    written = field.span.content.strip("\"'") if not isinstance(field.value, str) else field.value
    if written in choices:
        return
    known = f"write one of {', '.join(choices)}"
    diagnostics.add(
        "invalid-choice",
        f"{field.key} cannot be {written}",
        field.place,
        hint=did_you_mean(written, choices, known),
    )


def _day_of(field: Field, diagnostics: Diagnostics) -> str | None:
    """The day as YYYY-MM-DD; None where it is none, which is reported."""
    value = field.value
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    try:
        if isinstance(value, str):
            return check_date(value)
        raise QuantityError("invalid-date", "not a date", "write it as YYYY-MM-DD")
    except QuantityError as error:
        message = f"{field.key} must be a date, and {field.span.content} is none"
        diagnostics.add("invalid-date", message, field.place, hint=error.hint)
        return None
