"""The page of the journal for one day: what was accepted goes into it, all else stays as it is.

The front matter gets an item under `accepted`; the text gets the macro that shows it, once.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from claimbook.diagnostics import Diagnostics, Text
from claimbook.locks import ACCEPTED, Acceptance
from claimbook.options import PageKey
from claimbook.output import to_json
from claimbook.pages import Field, FrontMatter, read_front_matter, written_fields

_LINE_END = re.compile(r"\r\n|\r|\n")
_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n)\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
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
    page: str | None,
    acceptance: Acceptance,
    keys: Sequence[PageKey],
    language: str,
    shows: Callable[[str], bool],
) -> str:
    """The text of the entry with one more acceptance.

    Args:
        page: what the file says; None where there is none yet.
        acceptance: what to add.
        keys: what the book asks of the front matter of its pages.
        language: that of the journal.
        shows: whether a page with this text shows what was accepted.

    Raises:
        EntryError: its `accepted` is not in the form that this module writes, or nothing can be
            added to its front matter or at its end.
    """
    title, heading, tag = _WORDS.get(language.partition("-")[0].lower(), _WORDS["en"])
    day = acceptance.day
    if page is None or not page.strip():
        page = _new_page(title.format(day), day, keys, tag)
    mark, page = ("\ufeff", page[1:]) if page.startswith("\ufeff") else ("", page)
    newline = match[0] if (match := _LINE_END.search(page)) else "\n"
    page = _with_item(dated(page, day), list(_item(acceptance)), newline)
    if not shows(page):
        gap = "" if page.endswith(newline) else newline
        page = f"{page}{gap}{newline}## {heading}{newline}{newline}<< changes() >>{newline}"
        if not shows(page):
            raise EntryError(
                "nothing can be shown at its end, where a fence or an HTML element is left open: "
                "close it, or write << changes() >> where it belongs"
            )
    return mark + page


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


def dated(page: str, day: str) -> str:
    """The text of a page that says that it was updated on that day, if it says so at all."""
    matter = _matter(page)
    field = matter.fields.get("updated") if matter is not None else None
    stated = str(field.value) if field is not None else ""
    if field is None or not _DATE.match(stated) or stated[:10] >= day:
        return page
    changed = page[: field.span.start] + day + page[field.span.end :]
    # What an alias or a block makes of the value stands elsewhere, and is the author's to change.
    is_all = written_fields(changed) == {**written_fields(page), "updated": day}
    return changed if is_all else page


def _with_item(page: str, item: list[str], newline: str) -> str:
    changed = _with_lines(page, item, newline)
    fields, added = written_fields(page), written_fields(_head(item, "\n"))
    accepted = fields.get(ACCEPTED, [])
    if written_fields(changed) != {**fields, ACCEPTED: [*accepted, *added[ACCEPTED]]}:
        raise EntryError(
            "its front matter is in a form that nothing can be added to: write one key to a line, "
            "each at the line's beginning"
        )
    return changed


def _head(item: list[str], newline: str) -> str:
    """Front matter that holds nothing else."""
    lines = ["---", f"{ACCEPTED}:", *(f"{_INDENT}{line}" for line in item), "---", ""]
    return newline.join(lines)


def _with_lines(page: str, item: list[str], newline: str) -> str:
    matter = _matter(page)
    if matter is None:
        return _head(item, newline) + newline + page
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
    return to_json(text, indent=None)
