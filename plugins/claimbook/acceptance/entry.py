"""The page of the journal for one day: what was accepted goes into it, all else stays as it is.

The front matter gets an item under `accepted`; the text gets the macro that shows it, once.
"""

import json
import re
from collections.abc import Iterator, Sequence

from claimbook.diagnostics import STEERING, Diagnostics, Text
from claimbook.locks import ACCEPTED, Acceptance
from claimbook.options import PageKey
from claimbook.pages import Field, FrontMatter, read_front_matter

_SHOWN = re.compile(r"<<\s+changes\(")
_LINE_END = re.compile(r"\r\n|\r|\n")
_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n)\Z")
_INDENT = "  "
_WORDS = {
    "en": ("Changes of {}", "Published numbers that changed", "journal"),
    "zh": ("{} 的更正", "改动的数字", "日志"),
}
_PREFERRED = ("journal", "published")
"""Of a closed list of words, what a page of the journal would say."""


class EntryError(Exception):
    """The page is there, and nothing can be put into it."""


def with_acceptance(
    page: str | None, acceptance: Acceptance, keys: Sequence[PageKey], language: str
) -> str:
    """The text of the entry with one more acceptance.

    Args:
        page: what the file says; None where there is none yet.
        acceptance: what to add.
        keys: what the book asks of the front matter of its pages.
        language: that of the journal.

    Raises:
        EntryError: its `accepted` is not in the form that this module writes.
    """
    title, heading, tag = _WORDS.get(language.partition("-")[0].lower(), _WORDS["en"])
    day = acceptance.day
    if page is None or not page.strip():
        page = _new_page(title.format(day), day, keys, tag)
    mark, page = ("\ufeff", page[1:]) if page.startswith("\ufeff") else ("", page)
    newline = match[0] if (match := _LINE_END.search(page)) else "\n"
    page = _dated(page, day)
    page = _with_item(page, list(_item(acceptance)), newline)
    if _SHOWN.search(page):
        return mark + page
    gap = "" if page.endswith(newline) else newline
    return f"{mark}{page}{gap}{newline}## {heading}{newline}{newline}<< changes() >>{newline}"


def dated(page: str, day: str) -> str:
    """The text of a page that says that it was updated on that day, if it says so at all."""
    return _dated(page, day)


def _new_page(title: str, day: str, keys: Sequence[PageKey], tag: str) -> str:
    lines = ["---", f"title: {_quoted(title)}"]
    for key in keys:
        if key.name in ("title", ACCEPTED) or not key.is_required:
            continue
        words = {"date": day, "integer": "1", "[text]": f"[{_quoted(tag)}]"}
        value = words.get(key.kind, _quoted(title))
        if key.choices:
            value = next((word for word in _PREFERRED if word in key.choices), key.choices[0])
        lines.append(f"{key.name}: {value}")
    return "\n".join([*lines, "---", "", f"# {title}", ""])


def _dated(page: str, day: str) -> str:
    matter = _matter(page)
    field = matter.fields.get("updated") if matter is not None else None
    if field is None or not field.scalars or str(field.value)[:10] >= day:
        return page
    return page[: field.span.start] + day + page[field.span.end :]


def _with_item(page: str, item: list[str], newline: str) -> str:
    matter = _matter(page)
    if matter is None:
        head = ["---", f"{ACCEPTED}:", *(f"{_INDENT}{line}" for line in item), "---", ""]
        return newline.join(head) + newline + page
    field = matter.fields.get(ACCEPTED)
    if field is not None:
        place, indent = _after(page, field)
        lines = [f"{indent}{line}" for line in item]
    else:
        closing = _CLOSING.search(page[: matter.body_start])
        assert closing is not None
        place = closing.start()
        lines = [f"{ACCEPTED}:", *(f"{_INDENT}{line}" for line in item)]
    written = "".join(f"{line}{newline}" for line in lines)
    return page[:place] + written + page[place:]


def _after(page: str, field: Field) -> tuple[int, str]:
    """Where the next item goes, and how far in."""
    start = field.span.start
    line = max(page.rfind("\n", 0, start), page.rfind("\r", 0, start)) + 1
    indent = page[line:start]
    if page[start : start + 2] != "- " or indent.strip():
        raise EntryError(f"{ACCEPTED} is not the list that claimbook accept writes")
    return field.span.end, indent


def _matter(page: str) -> FrontMatter | None:
    return read_front_matter(Text("", page), Diagnostics())


def _item(acceptance: Acceptance) -> Iterator[str]:
    """The lines of one acceptance, as an item of a list."""
    yield f"- why: {_quoted(acceptance.why)}"
    if acceptance.sources:
        yield f"  sources: [{', '.join(_quoted(name) for name in acceptance.sources)}]"
    if acceptance.commit is not None:
        yield f"  commit: {_quoted(acceptance.commit)}"
    if acceptance.first:
        yield f"  first: {acceptance.first}"
    if acceptance.causes:
        yield "  causes:"
    for cause, revisions in acceptance.causes:
        yield f"    - cause: {_quoted(cause)}"
        yield "      numbers:"
        for each in revisions:
            now = "" if each.now is None else f", now: {_quoted(each.now)}"
            named = f"id: {_quoted(each.id)}, page: {_quoted(each.page)}"
            yield f"        - {{{named}, was: {_quoted(each.was)}{now}}}"


def _quoted(text: str) -> str:
    """A text as YAML, in double quotes on one line; JSON is YAML."""
    quoted = json.dumps(text, ensure_ascii=False)
    return STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)
