"""A page with its macros replaced, everything else byte for byte as the author wrote it.

In the front matter a replacement has to survive YAML: it is escaped for the quotes around it, and
a bare value that would not read back as itself is quoted.
"""

import re
from collections.abc import Callable

from claimbook.pages.frontmatter import Scalar
from claimbook.pages.scanner import EVALUATED_FIELDS, Macro, PageScan

_UNSAFE_PLAIN = re.compile(r"^[\s\-?:,\[\]{}#&*!|>'\"%@`]|: |:$| #|^[\d.+~=<]|^\w+$|^$")
_UNSAFE_FLOW = re.compile(r"[,\[\]{}]")


def substitute(
    scan: PageScan, replace: Callable[[int, Macro], str], *, body_only: bool = False
) -> str:
    """The page with `replace(index, macro)` for each macro and without the escaping backslashes.

    With `body_only` the front matter is left out; the indexes stay those of `scan.macros`.
    """
    start = scan.body_start if body_only else 0
    edits = [
        (macro.span.start, macro.span.end, replace(index, macro))
        for index, macro in enumerate(scan.macros)
        if macro.span.start >= start
    ]
    edits += [(span.start, span.end, "") for span in scan.escapes if span.start >= start]
    edits.sort(key=lambda edit: edit[:2])
    content = scan.text.content
    if scan.front_matter is None or body_only:
        return _edited(content, start, len(content), edits)
    pieces = []
    position = 0
    scalars = [
        scalar
        for key in EVALUATED_FIELDS
        if key in scan.front_matter.fields
        for scalar in scan.front_matter.fields[key].scalars
    ]
    for scalar in sorted(scalars, key=lambda scalar: scalar.span.start):
        within = [edit for edit in edits if scalar.span.start <= edit[0] < scalar.span.end]
        if within:
            pieces += [content[position : scalar.span.start], _edited_scalar(scalar, within)]
            position = scalar.span.end
    rest = [edit for edit in edits if edit[0] >= scan.body_start]
    return "".join([*pieces, _edited(content, position, len(content), rest)])


def _edited(content: str, start: int, end: int, edits: list[tuple[int, int, str]]) -> str:
    pieces = []
    position = start
    for first, last, text in edits:
        pieces += [content[position:first], text]
        position = last
    return "".join([*pieces, content[position:end]])


def _edited_scalar(scalar: Scalar, edits: list[tuple[int, int, str]]) -> str:
    content = scalar.span.text.content
    start, end = scalar.span.start, scalar.span.end
    if scalar.style == "double":
        edits = [(first, last, _double(text)) for first, last, text in edits]
    elif scalar.style == "single":
        edits = [(first, last, text.replace("'", "''")) for first, last, text in edits]
    elif scalar.style == "plain":
        # A macro alone may become a number or a date; the author wrote a text.
        alone = edits[0][:2] == (start, end)
        value = " ".join(_edited(content, start, end, edits).split())
        if alone or _UNSAFE_PLAIN.search(value) or (scalar.in_flow and _UNSAFE_FLOW.search(value)):
            return f'"{_double(value)}"'
    return _edited(content, start, end, edits)


def _double(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
