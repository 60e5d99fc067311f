"""Fenced code as the SuperFences extension finds it: by lines, before anything else.

A fence may be indented, quoted, longer than three marks and carry options. One that is never
closed is no fence: its lines are prose, and so is everything in it. Options that SuperFences
does not know make the line prose too.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from claimbook.pages.traced import PLACEHOLDER, Traced

_PREFIX = re.compile(r"[> ]*")
_OPENING = re.compile(
    r"""(?x)
    (?P<fence>~{3,}|`{3,})
    (?:[ ]*\.?(?P<language>[\w#.+-]+)(?=[ ]|$))?
    (?:
        [ ]*(\{(?P<attributes>[^\n]*)\}) |
        (?P<options>
            (?:(?:[ ]*[a-zA-Z][a-zA-Z0-9_]*(?:=(?P<quote>"|').*?(?P=quote))?)(?=[ ]|$))+
        ) |
        (?P<other>(?:([ ]*[^\s]+)(?=[ ]|$))+)
    )?[ ]*$
    """
)
_PLAIN_OPENING = re.compile(
    r"""(?x)(?:~{3,}|`{3,})[ ]*
    (?:\{[^\n]*\} | (?:\.?[\w#.+-]*[ ]*)?(?:hl_lines=(?:"[^"\n]*"|'[^'\n]*')[ ]*)?)"""
)
_PLAIN_FENCE = re.compile(
    r"""(?msx)
    ^(?P<fence>~{3,}|`{3,})[ ]*
    (?:\{[^\n]*\} | (?:\.?[\w#.+-]*[ ]*)?(?:hl_lines=(?P<quote>"|').*?(?P=quote)[ ]*)?)
    \n .*?(?<=\n)
    (?P=fence)[ ]*$"""
)
_OPTION = re.compile(r"""([a-zA-Z][a-zA-Z0-9_]*)(?:=("|')(.*?)\2)?""")
_KNOWN_OPTIONS = {
    "hl_lines": re.compile(r"\d+(?:-\d+)?(?: +\d+(?:-\d+)?)*$"),
    "linenums": re.compile(r"\d+"),
    "title": re.compile(""),
    "title_mode": re.compile(""),
}


@dataclass(frozen=True, slots=True)
class Fence:
    """A closed fence: its lines, marks included, and how far they are indented or quoted."""

    lines: tuple[Traced, ...]
    width: int

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the file."""
        return self.lines[0].start, self.lines[-1].end

    def restored(self, indent: int) -> list[Traced]:
        """Its lines as they read in a block that is indented by `indent`."""
        return [line.part(self.width - indent) for line in self.lines]


@dataclass(slots=True)
class Fences:
    """The lines with each fenced block replaced by one line, and the blocks by their number.

    `unclosed` holds, for each opening that came to nothing, the place of its marks and the place
    where the search for its end was given up.
    """

    lines: list[Traced] = field(default_factory=list)
    closed: list[Fence] = field(default_factory=list)
    unclosed: list[tuple[int, int]] = field(default_factory=list)


def extract_fences(lines: list[Traced]) -> Fences:
    """Replace every closed fence by its placeholder, behind the indent or quote mark it had."""
    result = Fences()
    opened: _Open | None = None
    for line in lines:
        if opened is None:
            opened = _opening(line)
        else:
            verdict = opened.read(line.text)
            if verdict == "closed":
                first = len(result.lines) - opened.count
                fence = Fence((*result.lines[first:], line), opened.width)
                placeholder = PLACEHOLDER.format(len(result.closed))
                mark = Traced.inserted(placeholder, opened.marks)
                result.lines[first:] = [opened.first.part(0, opened.width).plus(mark)]
                result.closed.append(fence)
                opened = None
                continue
            if verdict == "broken":
                result.unclosed.append((opened.marks, line.start if line.text else opened.last))
                opened = None
            else:
                opened.count += 1
                opened.last = max(opened.last, line.end)
        result.lines.append(line)
    if opened is not None:
        result.unclosed.append((opened.marks, max(opened.last, opened.first.end)))
    return result


def extract_plain_fences(lines: list[Traced]) -> Fences:
    """The same for Markdown's own fences, which begin at the margin and know few options."""
    result = Fences()
    text = "\n".join(line.text for line in lines)
    starts = [0, *accumulate(len(line.text) + 1 for line in lines)]
    position = 0
    for match in _PLAIN_FENCE.finditer(text):
        first, last = bisect_right(starts, match.start()) - 1, bisect_right(starts, match.end()) - 1
        _note_unclosed(lines[position:first], result)
        result.lines += lines[position:first]
        fence = Fence(tuple(lines[first : last + 1]), 0)
        place = fence.span[0]
        blank = Traced.inserted("", place)
        mark = Traced.inserted(PLACEHOLDER.format(len(result.closed)), place)
        result.lines += [blank, mark, blank]
        result.closed.append(fence)
        position = last + 1
    _note_unclosed(lines[position:], result)
    result.lines += lines[position:]
    return result


def _note_unclosed(lines: list[Traced], result: Fences) -> None:
    for line in lines:
        if _PLAIN_OPENING.fullmatch(line.text):
            end = next((each.end for each in reversed(lines) if each.text), line.end)
            result.unclosed.append((line.start, end))
            return


def _opening(line: Traced) -> "_Open | None":
    prefix = _PREFIX.match(line.text)
    width = prefix.end() if prefix else 0
    if not line.text.startswith(("```", "~~~"), width):
        return None
    match = _OPENING.match(line.text, width)
    if match is None or match["other"] or (match["options"] and not _are_known(match["options"])):
        return None
    return _Open(line, width, match["fence"])


def _are_known(options: str) -> bool:
    for match in _OPTION.finditer(options):
        key, value = match[1], match[3]
        pattern = _KNOWN_OPTIONS.get(key)
        if pattern is None or not pattern.match(key if value is None else value):
            return False
    return True


class _Open:
    """An opened fence and the lines read since."""

    def __init__(self, line: Traced, width: int, fence: str) -> None:
        self.first = line
        self.width = width
        self.quotes = line.text.count(">", 0, width)
        self.ending = re.compile(rf"{fence} *$")
        self.empty_lines = 0
        self.count = 1
        self.marks = line.start + width
        self.last = line.end

    def read(self, text: str) -> str:
        """What the next line is to the fence: `closed`, `broken` or `content`."""
        prefix = _PREFIX.match(text, 0, self.width)
        width = prefix.end() if prefix else 0
        content = text[width:]
        quotes = text.count(">", 0, width)
        if self.quotes:
            return self._read_quoted(width, content, quotes)
        if quotes:
            return "broken"
        if not text.strip():
            self.empty_lines += 1
        elif width != self.width and content:
            return "broken"
        elif self.ending.match(content):
            return "closed"
        else:
            self.empty_lines = 0
        return "content"

    def _read_quoted(self, width: int, content: str, quotes: int) -> str:
        if quotes > self.quotes:
            return "broken"
        if not content:
            self.empty_lines += 1
        elif width < self.width or (self.empty_lines and quotes < self.quotes):
            return "broken"
        elif self.ending.match(content):
            return "closed"
        else:
            self.empty_lines = 0
        return "content"
