"""What is literal inside one run of inline text: code spans, comments, code elements, math.

Backticks are paired first and over the whole run, as Python-Markdown does; so a code span wins
over a tag or a link around it. Links and emphasis matter only for the kind of place that a macro
stands in, which `place_in` tells.
"""

import re
from bisect import bisect_right

from claimbook.pages.markup import LITERAL_TAGS
from claimbook.pages.traced import Traced

_TICKS = re.compile(r"`+")
_OPENING_TICKS = re.compile(r"(?<!\\)((?:\\{2})+)(?=`+)|(?<!\\)`")
_ESCAPE = re.compile(r"\\[\\`*_{}\[\]()>#+\-.!|]")
_MARKUP = re.compile(
    r"""(?xs)<(?:
      (?P<close>/?+)(?P<tag>[a-zA-Z][^\s"'<>@]*+)
        (?:\s+[^\s"'=<>]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>]++))?+)*+\s*+(?P<empty>/?)
      | !--(?:(?!<!--|-->).)*--
      | [?](?:(?!<[?]|[?]>).)*[?]
      | !\[CDATA\[(?:(?!<!\[CDATA\[|\]\]>).)*\]\]
    )>"""
)
_DOLLAR_MATH = re.compile(
    r"(?s)(?<!\\)(?:\\{2})+(?=\$)|(?<!\\)\$(?!\s)(?P<math>(?:\\.|[^\\$\x02\x03])+?)(?<!\s)\$"
)
_ROUND_MATH = re.compile(
    r"(?s)(?<!\\)(?:\\{2})+?(?=\\\()|(?<!\\)\\\((?P<math>(?:\\[^)]|[^\\\x02\x03])+?)\\\)"
)
_FILLER = "\x02"
_RAW_TEXT_TAGS = frozenset({"script", "style", "textarea"})
_CARRIED_TAGS = _RAW_TEXT_TAGS | {"pre"}

Spans = list[tuple[int, int]]


def literal_spans(
    run: Traced, *, math: bool, inside: str | None = None
) -> tuple[Spans, str | None]:
    """The stretches of the run that are literal, as offsets in the file.

    `inside` names the script, style, textarea or pre that an earlier run opened and did not close:
    a browser reads on to its end tag. The second result is that name for the next run.
    """
    text = run.text
    spans: Spans = []
    if inside:
        closing = re.compile(rf"</{inside}(?=[\s/>])", re.IGNORECASE).search(text)
        if closing is None:
            return [(run.start, run.end)], inside
        text = _take(text, [(0, closing.start())], spans)
    if "`" in text:
        text = _take(text, code_spans(text), spans)
    if math and ("$" in text or "\\(" in text):
        text = _take(text, _math_spans(text), spans)
    inside = None
    if "<" in text:
        found, inside = _markup_spans(_ESCAPE.sub(_FILLER * 2, text))
        spans += found
    return [
        (run.origin[start], run.origin[end - 1] + 1) for start, end in spans if end > start
    ], inside


def _take(text: str, found: Spans, spans: Spans) -> str:
    """Fill what was found, so that no later reader looks into it."""
    pieces = []
    position = 0
    for start, end in found:
        pieces += [text[position:start], _FILLER * (end - start)]
        position = end
    spans += found
    return "".join([*pieces, text[position:]])


def code_spans(text: str) -> Spans:
    """The code spans of a run, backticks included.

    An opening run of ticks without an equal one behind it takes the longest shorter run instead.
    """
    runs = [match.span() for match in _TICKS.finditer(text)]
    starts = [start for start, _ in runs]
    by_length: dict[int, list[int]] = {}
    for index, (start, end) in enumerate(runs):
        by_length.setdefault(end - start, []).append(index)
    longest = [-1] * (len(runs) + 1)
    for index in range(len(runs) - 1, -1, -1):
        best = longest[index + 1]
        longer = best >= 0 and _length(runs[best]) > _length(runs[index])
        longest[index] = best if longer else index
    spans: Spans = []
    position = 0
    while match := _OPENING_TICKS.search(text, position):
        begin = match.end() if match[1] else match.start()
        index = bisect_right(starts, begin) - 1
        size = runs[index][1] - begin
        # Python-Markdown skips as many further characters as the unmatched run is long.
        position = runs[index][1] + size
        equal = by_length.get(size, [])
        following = bisect_right(equal, index)
        if following < len(equal):
            position = runs[equal[following]][1]
            spans.append((begin, position))
            continue
        fallback = longest[index + 1]
        if fallback >= 0 and _length(runs[fallback]) < size:
            position = runs[fallback][1]
            spans.append((begin, position))
    return spans


def _length(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def _math_spans(text: str) -> Spans:
    spans = [match.span() for match in _DOLLAR_MATH.finditer(text) if match["math"]]
    last = text.rfind("\\)")
    if last >= 0:
        spans += [
            match.span() for match in _ROUND_MATH.finditer(text, 0, last + 2) if match["math"]
        ]
    spans.sort()
    kept: Spans = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _markup_spans(text: str) -> tuple[Spans, str | None]:
    spans: Spans = []
    opened: list[str] = []
    start = 0
    for match in _MARKUP.finditer(text):
        tag = (match["tag"] or "").lower()
        if opened and opened[-1] in _RAW_TEXT_TAGS and not (match["close"] and tag == opened[-1]):
            continue
        if not tag:
            spans.append(match.span())
        elif tag.rstrip("/") in LITERAL_TAGS and not match["empty"] and not tag.endswith("/"):
            if not match["close"]:
                start = start if opened else match.end()
                opened.append(tag)
            elif tag in opened:
                while opened.pop() != tag:
                    pass
                if not opened:
                    spans.append((start, match.start()))
    if opened:
        spans.append((start, len(text)))
    inside = next((tag for tag in (*opened[-1:], *opened) if tag in _CARRIED_TAGS), None)
    return sorted(spans), inside


_ATTRIBUTE_LIST = re.compile(r"\{:?[ ]*[^}\n ][^\n]*\}")
_TAG_START = re.compile(r"<[a-zA-Z]")
_AUTOLINK = re.compile(r"<[a-zA-Z][a-zA-Z0-9+.-]*://[^<>]*>")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_REACH = 2_000


def is_in_markup(text: str, position: int) -> bool:
    """Whether a position of HTML is inside a tag."""
    start = -1
    for match in _TAG_START.finditer(text, max(0, position - _REACH), position):
        start = match.start()
    return start >= 0 and ">" not in _QUOTED.sub("", text[start:position])


def is_in_attribute(text: str, start: int, end: int, position: int) -> bool:
    """Whether a position of the inline text from `start` to `end` only reaches an attribute.

    That is the inside of a tag, a link's address and title, an image's description, and an
    attribute list.
    """
    start, end = max(start, position - _REACH), min(end, position + _REACH)
    opening = text.rfind("<", start, position)
    if opening >= 0:
        match = _MARKUP.match(text, opening, end) or _AUTOLINK.match(text, opening, end)
        if match and position < match.end():
            return True
    line_start = max(start, text.rfind("\n", start, position) + 1)
    for match in _ATTRIBUTE_LIST.finditer(text, line_start, end):
        if match.start() < position < match.end():
            return True
    opening = text.rfind("](", start, position)
    if opening >= 0 and _closing(text, opening + 1, end, "()") > position:
        return True
    opening = text.rfind("![", start, position)
    return opening >= 0 and _closing(text, opening + 1, end, "[]") > position


def _closing(text: str, start: int, end: int, brackets: str) -> int:
    """Where the bracket at `start` is closed; -1 where it never is."""
    depth = 0
    for match in re.compile(f"[{re.escape(brackets)}]").finditer(text, start, end):
        depth += 1 if match[0] == brackets[0] else -1
        if depth == 0:
            return match.start()
    return -1
