"""HTML in a page, cut out as Python-Markdown cuts it out before it reads any Markdown.

A block-level tag at the start of a line opens a raw block, which Markdown never reads; with a
`markdown` attribute its content is Markdown again. Everything else stays in the text, for the
inline reader. Inside raw HTML only comments and the elements that show or run code are literal:
other text is the author's prose.
"""

import re
from dataclasses import dataclass, field
from typing import Literal

from claimbook.pages.traced import EMPTY, PLACEHOLDER, Traced, concatenate

LITERAL_TAGS = frozenset({"pre", "code", "math", "script", "style", "textarea"})

_BLOCK_TAGS = frozenset({
    "address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "main", "menu", "nav", "ol", "p", "pre", "section", "table", "ul", "canvas",
    "colgroup", "dd", "body", "dt", "group", "html", "iframe", "li", "legend", "math", "map",
    "noscript", "output", "object", "option", "progress", "script", "style", "summary", "tbody",
    "td", "textarea", "tfoot", "th", "thead", "tr", "video", "center",
})  # fmt: skip
_SPAN_TAGS = frozenset({
    "address", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "legend", "li", "p", "summary",
    "td", "th",
})  # fmt: skip
_RAW_TAGS = frozenset({
    "canvas", "math", "option", "pre", "script", "style", "textarea",
})  # fmt: skip
_MARKDOWN_TAGS = _BLOCK_TAGS - _SPAN_TAGS - _RAW_TAGS - {"hr"}
_VOID_TAGS = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
    "source", "track", "wbr",
})  # fmt: skip

_START_TAG = re.compile(
    r"""(?x)
    <([a-zA-Z][^`\t\n\r\f />\x00]*)
    (?:[\s/]*
      (?:(?<=['"\s/])[^`\s/>][^\s/=>]*
        (?:\s*=+\s*(?:'[^']*'|"[^"]*"|(?!['"])[^`>\s]*)(?:\s*,)*)?
        (?:\s|/(?!>))*
      )*
    )?
    \s*
    """
)
_TAG_NAME = re.compile(r"([a-zA-Z][^\t\n\r\f />\x00]*)(?:\s|/(?!>))*")
_ATTRIBUTE = re.compile(
    r"""((?<=['"\s/])[^\s/>][^\s/=>]*)(\s*=+\s*('[^']*'|"[^"]*"|(?!['"])[^>\s]*))?(?:\s|/(?!>))*"""
)
_END_TAG = re.compile(r"</\s*([a-zA-Z][-.a-zA-Z0-9:_]*)\s*>")
_COMMENT_END = re.compile(r"--!?>")
_SECTION_END = re.compile(r"\]\s*\]\s*>")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_BLANK_NEXT = re.compile(r"(?:[ ]*\n){2}")
_RAW_TOKEN = re.compile(
    r"<!--|<\?|<!\[CDATA\[|<(/?)(pre|code|math|script|style|textarea)(?=[\s/>])", re.IGNORECASE
)


@dataclass(slots=True)
class Element:
    """An HTML element whose content is Markdown: blocks, or a single run of inline text."""

    tag: str
    state: Literal["block", "span", "off"]
    css: str
    start: int
    position: int
    parts: "list[Traced | Element]" = field(default_factory=list)
    content: Traced = EMPTY


@dataclass(slots=True)
class Extract:
    """The text without its raw blocks, and what the placeholders in it stand for."""

    text: Traced
    elements: list[Element | None]
    literal: list[tuple[int, int]]


def extract_markup(text: Traced, placeholders: int, *, markdown: bool = True) -> Extract:
    """Take the raw HTML out of a page; the first `placeholders` numbers are in use already.

    With `markdown` an element that asks for it is read as Markdown.
    """
    if "<" not in text.text:
        return Extract(text, [None] * placeholders, [])
    return _Reader(text, placeholders, markdown=markdown).read()


def raw_literals(piece: Traced) -> list[tuple[int, int]]:
    """The stretches of raw HTML, by offsets in the file, that are code, comment or script."""
    spans: list[tuple[int, int]] = []
    text, position, end = piece.text, 0, len(piece.text)
    while match := _RAW_TOKEN.search(text, position):
        start, stop, position = match.start(), -1, match.end()
        if match[0].startswith("<!--"):
            found = _COMMENT_END.search(text, position)
            stop = found.end() if found else end
        elif not match[2]:
            closing = "?>" if match[0] == "<?" else "]]>"
            stop = text.find(closing, position)
        elif not match[1]:
            start = text.find(">", position) + 1
            stop = _closing(text, match[2], start) if start else -1
            stop = end if start and stop < 0 else stop
        if stop > start:
            spans.append((piece.origin[start], piece.origin[stop - 1] + 1))
            position = stop
    return spans


def _closing(text: str, tag: str, position: int) -> int:
    """Where the element ends: at its own end tag, past comments and any of the same name."""
    is_text = tag.lower() in {"script", "style", "textarea"}
    pattern = re.compile(rf"<!--|<(/?){tag}(?=[\s/>])", re.IGNORECASE)
    depth = 1
    while match := pattern.search(text, position):
        position = match.end()
        if match[0] == "<!--":
            end = None if is_text else _COMMENT_END.search(text, position)
            position = end.end() if end else position
        elif match[1]:
            depth -= 1
            if depth == 0:
                return match.start()
        elif not is_text:
            depth += 1
    return -1


class _Reader:
    """One pass over the page's text; follows the states of Python-Markdown's own extractor."""

    def __init__(self, text: Traced, placeholders: int, *, markdown: bool) -> None:
        self.source = text
        self.markdown = markdown
        self.raw = text.text
        self.out: list[Traced] = []
        self.elements: list[Element | None] = [None] * placeholders
        self.literal: list[tuple[int, int]] = []
        self.in_raw = False
        self.raw_start = 0
        self.in_tail = False
        self.raw_stack: list[str] = []
        self.inline_stack: list[str] = []
        self.open: list[Element] = []
        self.started: list[bool] = []
        self.script: str | None = None
        self.last_close = self.raw.rfind(">")
        self.no_comment_end = len(self.raw)
        self.no_instruction_end = len(self.raw)

    def read(self) -> Extract:
        position, end = 0, len(self.raw)
        while position < end:
            if self.script:
                found = re.compile(rf"</\s*{self.script}\s*>", re.IGNORECASE).search(
                    self.raw, position
                )
                start = found.start() if found else end
            else:
                start = self.raw.find("<", position)
                start = end if start < 0 or start > self.last_close else start
            if start > position:
                self.data(position, start)
            position = self.markup(start) if start < end else end
        if self.in_raw:
            self.close_raw(end)
        if self.open:
            self.close_element(self.open[0].tag, end, end)
        return Extract(concatenate(self.out), self.elements, self.literal)

    # Tokens

    def markup(self, start: int) -> int:
        """Read what begins with `<` at `start`; the position behind it."""
        raw = self.raw
        following = raw[start + 1 : start + 2]
        if following.isascii() and following.isalpha():
            return self.start_tag(start)
        if following == "/":
            return self.end_tag(start)
        if raw.startswith("<!--", start):
            return self.comment(start)
        if following == "?":
            return self.instruction(start)
        if following == "!":
            return self.declaration(start)
        self.data(start, start + 1)
        return start + 1

    def start_tag(self, start: int) -> int:
        raw = self.raw
        match = _START_TAG.match(raw, start)
        name = _TAG_NAME.match(raw, start + 1)
        if match is None or name is None:
            self.data(start, start + 1)
            return start + 1
        end = match.end()
        following = raw[end : end + 1]
        if following == ">":
            end += 1
        elif raw.startswith("/>", end):
            end += 2
        elif not following or following in "=/" or (following.isascii() and following.isalpha()):
            self.data(start, start + 1)
            return start + 1
        tag = name[1].lower()
        attributes: dict[str, str] = {}
        position = name.end()
        while position < end and (attribute := _ATTRIBUTE.match(raw, position, end)):
            value = attribute[3] if attribute[2] else attribute[1]
            attributes.setdefault(attribute[1].lower(), value.strip("'\"") if value else "")
            position = attribute.end()
        ending = raw[position:end].strip()
        if ending not in {">", "/>"}:
            self.data(start, end)
        elif ending == "/>":
            self.empty_tag(start, end, block=tag in _BLOCK_TAGS)
        else:
            self.script = tag if tag in {"script", "style"} else self.script
            self.open_tag(tag, attributes, start, end)
        return end

    def end_tag(self, start: int) -> int:
        raw = self.raw
        following = raw[start + 2 : start + 3]
        close = raw.find(">", start + 1)
        if close < 0 or not (following.isascii() and following.isalpha()):
            self.data(start, start + 2)
            return start + 2
        match = _END_TAG.match(raw, start)
        if match is None:
            if self.script:
                self.data(start, close + 1)
                return close + 1
            name = _TAG_NAME.match(raw, start + 2)
            close = raw.find(">", name.end() if name else start)
            if name is None or close < 0:
                self.data(start, start + 2)
                return start + 2
            self.close_tag(name[1].lower(), start, close + 1)
            return close + 1
        if self.script and match[1].lower() != self.script:
            self.data(start, close + 1)
        else:
            self.close_tag(match[1].lower(), start, close + 1)
            self.script = None
        return close + 1

    def comment(self, start: int) -> int:
        found = None
        if start < self.no_comment_end:
            found = _COMMENT_END.search(self.raw, start + 4)
        if found is None:
            self.no_comment_end = min(self.no_comment_end, start)
            self.data(start, start + 1)
            return start + 1
        block = bool(_BLANK_LINE.search(self.raw, start + 4, found.start()))
        if not block and self.at_line_start(start):
            block = not self.inline_close_follows(found.end())
        self.empty_tag(start, found.end(), block=block)
        return found.end()

    def instruction(self, start: int) -> int:
        if not self.may_declare(start):
            self.data(start, start + 2)
            return start + 2
        close = -1
        if start < self.no_instruction_end:
            close = self.raw.find("?>", start + 2)
        if close < 0:
            self.no_instruction_end = min(self.no_instruction_end, start)
            return self.unterminated(start)
        self.empty_tag(start, close + 2, block=True)
        return close + 2

    def declaration(self, start: int) -> int:
        if not self.may_declare(start):
            self.data(start, start + 2)
            return start + 2
        if self.raw.startswith("<![CDATA[", start):
            found = _SECTION_END.search(self.raw, start + 3)
            if found is None:
                return self.unterminated(start)
            self.empty_tag(start, found.end(), block=True)
            return found.end()
        close = self.raw.find(">", start + 2)
        if close < 0:
            return self.unterminated(start)
        doctype = self.raw[start : start + 9].lower() == "<!doctype"
        self.empty_tag(start, close + 1, block=doctype)
        return close + 1

    def may_declare(self, start: int) -> bool:
        return self.in_tail or bool(self.open) or self.at_line_start(start)

    def unterminated(self, start: int) -> int:
        close = self.raw.find(">", start + 1)
        end = close + 1 if close >= 0 else start + 1
        self.data(start, end)
        return end

    # States

    def at_line_start(self, position: int) -> bool:
        """Whether at most three blanks stand before `position` in its line."""
        line = self.raw.rfind("\n", max(0, position - 4), position) + 1
        if line == 0 and position > 3:
            return False
        return not self.raw[line:position].strip()

    def inline_close_follows(self, position: int) -> bool:
        """Whether an open inline tag is closed behind `position` in the same paragraph."""
        if not self.inline_stack:
            return False
        blank = _BLANK_LINE.search(self.raw, position)
        rest = self.raw[position : blank.start() if blank else len(self.raw)].lower()
        return any(re.search(rf"</\s*{re.escape(tag)}\s*>", rest) for tag in set(self.inline_stack))

    def data(self, start: int, end: int) -> None:
        if self.in_tail and "\n" in self.raw[start:end]:
            self.in_tail = False
        if self.in_raw:
            return
        piece = self.source.part(start, end)
        if self.open:
            self.started[-1] = False
            self.open[-1].parts.append(piece)
            return
        if self.inline_stack and _BLANK_LINE.search(piece.text):
            self.inline_stack = []
        self.out.append(piece)

    def placeholder(self, element: Element | None, position: int) -> Traced:
        self.elements.append(element)
        offset = self.source.origin[min(position, len(self.source.origin) - 1)]
        return Traced.inserted(PLACEHOLDER.format(len(self.elements) - 1), offset)

    def insert(self, text: str, position: int) -> Traced:
        offset = self.source.origin[min(position, len(self.source.origin) - 1)]
        return Traced.inserted(text, offset)

    def separate(self, position: int) -> None:
        """Make sure that a block placeholder begins behind an empty line."""
        last = self.out[-1].text if self.out else ""
        if last.endswith("\n") and not last.endswith("\n\n"):
            self.out.append(self.insert("\n", position))

    def open_tag(self, tag: str, attributes: dict[str, str], start: int, end: int) -> None:
        line_start = self.at_line_start(start)
        if tag == "hr" and (line_start or self.in_tail):
            self.empty_tag(start, end, block=True)
            return
        fresh = bool(self.started) and self.started[-1]
        if tag in _BLOCK_TAGS and (line_start or self.in_tail or fresh):
            state = self.state_of(tag, attributes)
            if self.in_raw:
                self.raw_stack.append(tag)
            elif state == "off" and not self.open:
                self.in_raw = True
                self.raw_start = start
                self.raw_stack.append(tag)
                self.out.append(self.insert("\n", start))
            else:
                if any(element.tag == "p" for element in self.open):
                    self.close_element("p", start, start)
                element = Element(
                    tag, state, attributes.get("class", ""), self.offset(start), start
                )
                if self.open:
                    self.open[-1].parts.append(element)
                self.open.append(element)
                self.started.append(True)
            return
        if self.in_raw:
            self.raw_stack.append(tag)
            return
        self.data(start, end)
        if tag not in _BLOCK_TAGS and tag not in _VOID_TAGS:
            self.inline_stack.append(tag)
        self.script = None

    def state_of(self, tag: str, attributes: dict[str, str]) -> Literal["block", "span", "off"]:
        wanted = attributes.get("markdown", "0") if self.markdown else "0"
        wanted = "1" if wanted == "markdown" else wanted
        parent = self.open[-1].state if self.open else None
        if parent == "off" or (parent == "span" and wanted != "0"):
            wanted = parent
        if tag in _MARKDOWN_TAGS and wanted in {"1", "block"}:
            return "block"
        if tag in _SPAN_TAGS and wanted == "block":
            return "block"
        if (tag in _SPAN_TAGS and wanted in {"1", "span"}) or (
            tag in _MARKDOWN_TAGS and wanted == "span"
        ):
            return "span"
        return "off"

    def close_tag(self, tag: str, start: int, end: int) -> None:
        if self.in_raw:
            if tag in self.raw_stack:
                while self.raw_stack.pop() != tag:
                    pass
            if not self.raw_stack:
                self.close_raw(end)
                if not _BLANK_NEXT.match(self.raw, end):
                    self.in_tail = True
        elif tag in _BLOCK_TAGS and any(element.tag == tag for element in self.open):
            self.close_element(tag, start, end)
            if not self.open and not _BLANK_NEXT.match(self.raw, end):
                self.in_tail = True
        else:
            self.data(start, end)
            if tag in self.inline_stack:
                while self.inline_stack.pop() != tag:
                    pass

    def close_raw(self, end: int) -> None:
        self.in_raw = False
        self.raw_stack = []
        self.literal += raw_literals(self.source.part(self.raw_start, end))
        self.out += [self.placeholder(None, end - 1), self.insert("\n\n", end - 1)]

    def close_element(self, tag: str, start: int, end: int) -> None:
        """End the innermost open element of that name and all that is open within it."""
        while self.open:
            element = self.open.pop()
            self.started.pop()
            stop = end if element.tag == tag else start
            if element.state == "off" and not (self.open and self.open[-1].state == "off"):
                self.literal += raw_literals(self.source.part(element.position, stop))
            if element.tag == tag:
                break
        if not self.open:
            self.separate(start)
            self.flatten(element)
            self.out += [self.placeholder(element, end - 1), self.insert("\n\n", end - 1)]

    def flatten(self, outermost: Element) -> None:
        """Turn the content of Markdown elements into text with placeholders for children."""
        queue = [outermost]
        for element in queue:
            text = EMPTY
            tail: list[Traced] = []
            child: Element | None = None
            for part in [*element.parts, None]:
                if isinstance(part, Traced):
                    tail.append(part)
                    continue
                behind = concatenate(tail)
                tail = []
                text = text.plus(self.behind_child(behind, child) if child else behind)
                if part is None:
                    break
                if not text.text.endswith("\n\n"):
                    text = text.right_strip("\n")
                    text = text.plus(Traced.inserted("\n\n", part.start))
                self.elements.append(part if part.state != "off" else None)
                mark = PLACEHOLDER.format(len(self.elements) - 1)
                text = text.plus(Traced.inserted(mark, part.start))
                child = part
                if part.state != "off":
                    queue.append(part)
            element.content = text
            element.parts = []

    @staticmethod
    def behind_child(tail: Traced, child: Element) -> Traced:
        if tail.text == "\n":
            return tail
        return Traced.inserted("\n", child.start).plus(tail.right_strip("\n"))

    def empty_tag(self, start: int, end: int, *, block: bool) -> None:
        """A tag without content, a comment or a declaration."""
        piece = self.source.part(start, end)
        if self.in_raw:
            return
        line_start = self.at_line_start(start)
        if self.open:
            if line_start and block:
                self.literal += raw_literals(piece)
                self.data(start, start)
                mark = self.placeholder(None, start)
                self.open[-1].parts += [
                    self.insert("\n", start),
                    mark,
                    self.insert("\n\n", start),
                ]
            else:
                self.data(start, end)
        elif self.in_tail:
            self.literal += raw_literals(piece)
        elif line_start and block:
            if not _BLANK_NEXT.match(self.raw, end):
                self.in_tail = True
            self.separate(start)
            self.literal += raw_literals(piece)
            self.out += [self.placeholder(None, start), self.insert("\n\n", start)]
        else:
            self.out.append(piece)

    def offset(self, position: int) -> int:
        return self.source.origin[position]
