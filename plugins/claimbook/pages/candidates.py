"""Where macros could stand in a text, by their own shape alone.

`<<` and white space begin one, the first ` >>` outside a string ends it, in the same block. A
block ends at a blank line, at a fence or heading, and at the next item or row where the macro
stands in a list or table. Whether the place is text or code is decided elsewhere; this module
refuses to guess it, and calls nothing a macro that does not call something.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

MAX_LENGTH = 4_000
"""How far the end of a macro is looked for."""

Fault = Literal["unclosed", "unspaced", "too-long"]

_START = re.compile(r"(?<!<)<<(?!<)")
_TOKEN = re.compile(r"\r\n|\r|\n|>>|<<|[\"']|\\(?!\|)")
_IN_STRING = re.compile(r"\\(?:\r\n|.)|\r\n|\r|\n|[\"']", re.DOTALL)
_LINE_END = re.compile(r"\r\n|\r|\n")
_BLOCK_END = re.compile(
    r"""(?x)[ \t>]*(?:
      (?=[\r\n]|\Z)
      | `{3,} | ~{3,} | \#{1,6}(?=[ \t\w]) | (?:-{3,}|={3,})[ \t]*(?=[\r\n]|\Z)
      | !!!\ ?[\w"] | \?\?\?\+?\ ?[\w"] | ===[!+]*\ +" | \[[^\]\r\n]*\]:
    )"""
)
_ITEM = re.compile(r"[ \t>]*(?:[*+-]|\d+\.)[ \t]")
_ROW = re.compile(r"[ \t>]*\|")
_PREFIX = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*")
_INDENT = re.compile(r"[ \t]*")
_STRING = re.compile(r"\"(?:\\.|[^\"\\])*\"?|'(?:\\.|[^'\\])*'?", re.DOTALL)
_CALL = re.compile(r"(?<![\w.])([^\W\d]\w*)\(")
_FIRST_CALL = re.compile(r"[\s(\[+*/.\d-]*([^\W\d]\w*)\(")
_TWO_WORDS = re.compile(r"\w\s+(?!(?:if|else|and|or|not|in|is)\b)[^\W\d]\w*")
_SPACE = " \t\r\n"
_LOOK_BACK = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch that reads as a macro: `<<`, an expression with a call in it, `>>`."""

    start: int
    end: int
    expression_start: int
    expression: str
    known: bool
    fault: Fault | None = None

    @property
    def is_open(self) -> bool:
        """Whether no end was found."""
        return self.fault in ("unclosed", "too-long")


def starts(text: str, position: int = 0) -> Iterator[int]:
    """The places where a macro could begin."""
    for match in _START.finditer(text, position):
        yield match.start()


def read_candidate(text: str, start: int, names: Collection[str]) -> Candidate | None:
    """What begins at the `<<` at `start`, or None where it is not shaped like a macro."""
    behind = start + 2
    spaced = text[behind : behind + 1] in set(_SPACE)
    if not spaced and not _FIRST_CALL.match(text, behind):
        return None
    end, closed = _end(text, start)
    inner = text[behind:end]
    plain = _STRING.sub(lambda match: '"' * len(match[0]), inner)
    first = _FIRST_CALL.match(plain)
    known = any(match[1] in names for match in _CALL.finditer(plain))
    if not closed:
        if first is None or first[1] not in names:
            return None
        fault: Fault = "unspaced"
        if spaced:
            fault = "too-long" if end == start + MAX_LENGTH < len(text) else "unclosed"
        return Candidate(start, end, behind, inner, known=True, fault=fault)
    if first is None and not known and (not _CALL.search(plain) or _TWO_WORDS.search(plain)):
        return None
    if not spaced and first is None:
        return None
    expression = _on_one_line(text, start, behind, end)
    lead = len(expression) - len(expression.lstrip())
    fault_or_none: Fault | None = (
        None if spaced and text[end - 1 : end] in set(_SPACE) else "unspaced"
    )
    return Candidate(
        start, end + 2, behind + lead, expression.strip(), known=known, fault=fault_or_none
    )


def _end(text: str, start: int) -> tuple[int, bool]:
    """Where the expression ends, and whether `>>` stands there."""
    position = start + 2
    limit = min(len(text), start + MAX_LENGTH)
    context: tuple[bool, bool] | None = None
    fallback: int | None = None
    while match := _TOKEN.search(text, position, limit):
        position = match.end()
        token = match[0]
        if token == ">>":
            return match.start(), True
        if token in {"<<", "\\"}:  # neither is part of an expression
            return _given_up(text, fallback, match.start())
        if token in {'"', "'"}:
            ending = _string_end(text, position, limit, token)
            if ending is None:
                # A string without an end: the macro still ends at `>>`, and its reader says why.
                fallback = position if fallback is None else fallback
            else:
                position = ending
            continue
        context = _context(text, start) if context is None else context
        if _ends_block(text, position, context):
            return _given_up(text, fallback, match.start())
    return _given_up(text, fallback, min(limit, _block_end(text, start, limit)))


def _given_up(text: str, fallback: int | None, end: int) -> tuple[int, bool]:
    if fallback is not None:
        closing = text.find(" >>", fallback, end)
        if closing >= 0:
            return closing + 1, True
    return end, False


def _string_end(text: str, position: int, limit: int, quote: str) -> int | None:
    while match := _IN_STRING.search(text, position, limit):
        position = match.end()
        if match[0] == quote:
            return position
        if match[0] in {"\r\n", "\r", "\n"} and _BLOCK_END.match(text, position):
            return None
    return None


def _context(text: str, start: int) -> tuple[bool, bool]:
    """Whether the place is in a list item, and whether it is in a table row."""
    line = _line_start(text, start)
    in_table = bool(_ROW.match(text, line))
    for _ in range(_LOOK_BACK):
        if _ITEM.match(text, line):
            return True, in_table
        if line == 0:
            break
        line = _line_start(text, line - 2 if text[line - 2 : line] == "\r\n" else line - 1)
        if _BLOCK_END.match(text, line):
            break
    return False, in_table


def _line_start(text: str, position: int) -> int:
    return max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1


def _ends_block(text: str, line: int, context: tuple[bool, bool]) -> bool:
    in_list, in_table = context
    return bool(
        _BLOCK_END.match(text, line)
        or (in_list and _ITEM.match(text, line))
        or (in_table and _ROW.match(text, line))
    )


def _block_end(text: str, start: int, limit: int) -> int:
    for match in _LINE_END.finditer(text, start, limit):
        if _BLOCK_END.match(text, match.end()):
            return match.start()
    return limit


def _on_one_line(text: str, start: int, behind: int, end: int) -> str:
    """The expression with line breaks and what continues a line replaced by as many spaces.

    In a block quote that is the `>` of each further line. An escaped `|`, as tables want it, is
    a plain one.
    """
    inner = text[behind:end].replace("\\|", " |")
    if not _LINE_END.search(inner):
        return inner
    line = _line_start(text, start)
    prefix = _PREFIX if ">" in text[line:start].split("<", 1)[0] else _INDENT
    pieces = []
    position = 0
    for match in _LINE_END.finditer(inner):
        pieces += [inner[position : match.start()], " " * len(match[0])]
        continuation = prefix.match(inner, match.end())
        position = continuation.end() if continuation else match.end()
        pieces.append(" " * (position - match.end()))
    return "".join([*pieces, inner[position:]])
