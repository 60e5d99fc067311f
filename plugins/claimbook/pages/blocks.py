"""The block structure of a page, as Python-Markdown and its usual extensions build it.

Whether an indented line is code depends on the list, note or footnote before it, so the tree has
to be built; of the text in it only its place and kind are kept. The rules follow the order in
which Python-Markdown tries its block processors, with admonition, details, tabbed, def_list,
tables, footnotes, abbr and md_in_html. Nesting beyond `_MAX_DEPTH` is read as plain text.
"""

import re
from collections.abc import Callable, Collection, Sequence
from typing import Literal

from claimbook.pages.cells import split_table
from claimbook.pages.fences import Fence
from claimbook.pages.lines import QUOTE, TAB, detab, list_items, loose_detab, unquoted
from claimbook.pages.markup import Element
from claimbook.pages.traced import EMPTY, PLACEHOLDER_PATTERN, Traced, join
from claimbook.pages.tree import Node

RunKind = Literal["prose", "heading", "table", "attribute"]

BLOCK_EXTENSIONS = frozenset(
    {"abbr", "admonition", "def_list", "details", "footnotes", "tables", "tabbed"}
)
"""The extensions of Markdown that make blocks."""

_MAX_DEPTH = 80
_LISTS = ("ul", "ol")
_ALL_LISTS = ("ul", "ol", "dl")
_TABBED = "tabbed-set"

_ADMONITION = re.compile(r'(?:^|\n)!!! ?([\w\-]+(?: +[\w\-]+)*)(?: +"(.*?)")? *(?:\n|$)')
_DETAILS = re.compile(
    r'(?:^|\n)\?{3}(\+)? ?(?:([\w\-]+(?: +[\w\-]+)*?)?(?: +"(.*?)")|([\w\-]+(?: +[\w\-]+)*?)) *'
    r"(?:\n|$)"
)
_TAB_SET = re.compile(r'(?:^|\n)={3}(\+|\+!|!\+|!)? +"(.*?)" *(?:\n|$)')
_CONTAINERS = (
    ("admonition", "!!!", _ADMONITION),
    ("details", "???", _DETAILS),
    ("tabbed", "===", _TAB_SET),
)
_HEADING = re.compile(
    r"(?:^|\n)(?P<level>#{1,6})(?P<header>(?:\\.|[^\\#]|#+(?=[^#\n]))*?)#*(?:\n|$)"
)
_SETEXT = re.compile(r"\n(?:=+|-+)[ ]*(?=\n|$)")
_RULE = re.compile(
    r"^[ ]{0,3}(?=(?P<rule>(-+[ ]{0,2}){3,}|(_+[ ]{0,2}){3,}|(\*+[ ]{0,2}){3,}))(?P=rule)[ ]*$",
    re.MULTILINE,
)
_RULE_MARK = re.compile(r"[-_*][ ]{0,2}[-_*]")
_FENCE_LINE = re.compile("([> ]*)\x02([0-9]+)\x03")
_ORDERED = re.compile(r"[ ]{0,3}\d+\.[ ]+(.*)")
_BULLET = re.compile(r"[ ]{0,3}[*+-][ ]+(.*)")
_INDENT = re.compile(r"(?:[ ]{4})+")
_DEFINITION = re.compile(r"(^|\n)[ ]{0,3}:[ ]{1,3}(.*?)(\n|$)")
_NOT_INDENTED = re.compile(r"[ ]{0,3}[^ :]")
_FOOTNOTE = re.compile(r"^[ ]{0,3}\[\^([^\]]*)\]:[ ]*(.*)$", re.MULTILINE)
_ABBREVIATION = re.compile(r"^[*]\[(?P<abbr>[^\\]*?)\][ ]?:[ ]*\n?[ ]*(?P<title>.*)$", re.MULTILINE)
_REFERENCE = re.compile(
    r"^[ ]{0,3}\[([^\[\]]*)\]:[ ]*(?:\n[ ]*)?([^\s]+)[ ]*"
    r"(?:\n[ ]*)?(([\"'])(.*)\4[ ]*|\((.*)\)[ ]*)?$",
    re.MULTILINE,
)
_DISPLAY_MATH = re.compile(
    r"(?s)(?:[$]{2}(?:\\.|[^\\])+?[$]{2}|\\\[(?:\\[^\]]|[^\\])+?\\\]"
    r"|\\begin\{(?P<environment>[a-z]+\*?)\}(?:\\.|[^\\])+?\\end\{(?P=environment)\})[ ]*$"
)


Queue = list[Traced]
"""The blocks that are still to be read, the next one last."""


class BlockReader:
    """Reads the blocks of one page; afterwards `runs` and `code` say what stands where."""

    def __init__(
        self,
        elements: list[Element | None],
        fences: Sequence[Fence],
        *,
        math: bool,
        extensions: Collection[str] = BLOCK_EXTENSIONS,
    ) -> None:
        self.runs: list[tuple[Traced, RunKind]] = []
        """The stretches of text that are read for inline markup, each by itself."""
        self.code: list[tuple[int, int]] = []
        """Indented code."""
        self.math: list[tuple[int, int]] = []
        """Displayed mathematics."""
        self.fences = dict(enumerate(fences))
        """The fences that are still fences, by the numbers of their placeholders."""
        self._elements = elements
        self._state: list[str] = []
        self._footnotes: dict[str, Traced] = {}
        self._depth = 0
        self._sane_lists = "sane_lists" in extensions
        self._containers = [each for each in _CONTAINERS if each[0] in extensions]
        readers: list[tuple[str, Callable[[Node, Queue], bool]]] = [
            ("", self._markup),
            ("", self._container),
            ("", self._empty),
            ("", self._list_indent),
            ("def_list", self._definition_indent),
            ("", self._code),
            *([("", self._display_math)] if math else []),
            ("tables", self._table),
            ("", self._heading),
            ("", self._setext),
            ("", self._rule),
            ("", self._ordered),
            ("", self._bullets),
            ("def_list", self._definition),
            ("", self._quote),
            ("footnotes", self._footnote),
            ("abbr", self._abbreviation),
            ("", self._reference),
        ]
        self._readers = [read for name, read in readers if not name or name in extensions]

    def read(self, text: Traced) -> None:
        """Read the page."""
        root = Node("div")
        self._chunk(root, text)
        read: set[str] = set()
        while pending := [name for name in self._footnotes if name not in read]:
            for name in pending:
                read.add(name)
                self._chunk(root.add("footnote"), self._footnotes[name])
        self._collect(root)

    def _collect(self, root: Node) -> None:
        stack: list[tuple[Node | None, Traced]] = [(root, EMPTY)]
        while stack:
            node, tail = stack.pop()
            if node is None:
                if tail.text.strip():
                    self.runs.append((tail, "prose"))
                continue
            if node.text.text.strip():
                self.runs.append((node.text, _kind(node.tag)))
            for child in reversed(node.children):
                stack.append((None, child.tail))
                stack.append((child, EMPTY))

    def _chunk(self, parent: Node, text: Traced) -> None:
        self._blocks(parent, text.split("\n\n"))

    def _blocks(self, parent: Node, blocks: list[Traced]) -> None:
        queue: Queue = blocks[::-1]
        self._depth += 1
        try:
            while queue:
                if self._depth > _MAX_DEPTH:
                    self._paragraph(parent, queue)
                    continue
                for reader in self._readers:
                    if reader(parent, queue):
                        break
                else:
                    self._paragraph(parent, queue)
        finally:
            self._depth -= 1

    def _within(self, state: str, parent: Node, blocks: list[Traced]) -> None:
        self._state.append(state)
        self._blocks(parent, blocks)
        self._state.pop()

    def _in_state(self, state: str) -> bool:
        return bool(self._state) and self._state[-1] == state

    # The block processors, in Python-Markdown's order. Each says whether it took the block.

    def _markup(self, parent: Node, queue: Queue) -> bool:
        match = PLACEHOLDER_PATTERN.match(queue[-1].text)
        element = self._elements[int(match[1])] if match else None
        if match is None or element is None:
            return False
        self._elements[int(match[1])] = None
        block = queue.pop()
        self._element(parent, element)
        if rest := block.part(match.end()):
            _push(queue, rest)
        return True

    def _element(self, parent: Node, element: Element) -> None:
        node = parent.add(element.tag, css=element.css)
        if element.state == "block":
            if element.content.text:
                self._blocks(node, element.content.right_strip("\n").split("\n\n"))
            return
        position = 0
        for match in PLACEHOLDER_PATTERN.finditer(element.content.text):
            node.add("span", element.content.part(position, match.start()))
            position = match.end()
            child = self._elements[int(match[1])]
            if child is not None:
                self._elements[int(match[1])] = None
                self._element(node, child)
        node.add("span", element.content.part(position))

    def _container(self, parent: Node, queue: Queue) -> bool:
        """Admonitions, details and tabs: a marker line, then indented content."""
        block = queue[-1]
        for _, mark, pattern in self._containers:
            match = block.find(pattern) if mark in block.text else None
            if match:
                queue.pop()
                if match.start() > 0:
                    self._blocks(parent, [block.part(0, match.start())])
                content, rest = detab(block.rest(match.end()))
                self._chunk(self._open_container(parent, block, match), content)
                _push(queue, rest)
                return True
            node, indent = _continued(parent, block, pattern)
            if node is not None:
                queue.pop()
                content, rest = detab(block, indent)
                if node.tag in {"li", "dd"}:
                    node.wrap_text(len(node.children))
                elif node.css == _TABBED and node.last and node.last.last:
                    node = node.last.last
                self._chunk(node, content)
                _push(queue, rest)
                return True
        return False

    def _open_container(self, parent: Node, block: Traced, match: re.Match[str]) -> Node:
        if match.re is _ADMONITION:
            node = parent.add("div", css="admonition")
            if match[2] != "":
                title = block.part(*match.span(2)) if match[2] else EMPTY
                node.add("p", title)
            return node
        if match.re is _DETAILS:
            node = parent.add("details")
            node.add("summary", block.part(*match.span(3)) if match[3] else EMPTY)
            return node
        tabs = parent.last
        if tabs is None or tabs.css != _TABBED or "!" in (match[1] or ""):
            tabs = parent.add("div", css=_TABBED)
            tabs.add("div")
        tabs.children.insert(0, Node("label", text=block.part(*match.span(2))))
        content = tabs.children[-1]
        return content.add("div", css="tabbed-block")

    def _empty(self, _: Node, queue: Queue) -> bool:
        block = queue[-1]
        if block.text and not block.text.startswith("\n"):
            return False
        queue.pop()
        _push(queue, block.part(1))
        return True

    def _list_indent(self, parent: Node, queue: Queue) -> bool:
        return self._indented(parent, queue, ("li",), _LISTS)

    def _definition_indent(self, parent: Node, queue: Queue) -> bool:
        return self._indented(parent, queue, ("dd", "li"), _ALL_LISTS)

    def _indented(
        self, parent: Node, queue: Queue, items: tuple[str, ...], lists: tuple[str, ...]
    ) -> bool:
        block = queue[-1]
        last = parent.last
        if (
            not block.text.startswith(TAB)
            or self._in_state("detabbed")
            or not (parent.tag in items or (last is not None and last.tag in lists))
        ):
            return False
        queue.pop()
        level, sibling = self._level(parent, block, items, lists)
        block = loose_detab(block, level)
        if parent.tag in items:
            inner = parent.last
            target = inner if inner is not None and inner.tag in lists else parent
            self._within("detabbed", target, [block])
        elif sibling.tag in items:
            self._within("detabbed", sibling, [block])
        elif sibling.last is not None and sibling.last.tag in items:
            sibling.last.wrap_text()
            self._within("detabbed", sibling.last, block.split("\n\n"))
        else:
            item = sibling.add("li" if lists is _LISTS else "dd")
            self._within("detabbed", item, [block])
        return True

    def _level(
        self, parent: Node, block: Traced, items: tuple[str, ...], lists: tuple[str, ...]
    ) -> tuple[int, Node]:
        match = _INDENT.match(block.text)
        wanted = len(match[0]) // len(TAB) if match else 0
        level = 1 if self._in_state("list") else 0
        while wanted > level:
            child = parent.last
            if child is None or child.tag not in (*lists, *items):
                break
            level += child.tag in lists
            parent = child
        return level, parent

    def _code(self, parent: Node, queue: Queue) -> bool:
        block = queue[-1]
        if not block.text.startswith(TAB):
            return False
        queue.pop()
        last = parent.last
        block = self._restore_fences(block)
        _, rest = detab(block)
        code = block.part(0, len(block.text) - len(rest.text)).strip()
        if code.text:
            self.code.append((code.start, code.end))
        if not (last is not None and last.tag == "pre"):
            parent.add("pre")
        _push(queue, rest)
        return True

    def _restore_fences(self, block: Traced) -> Traced:
        """Undo fences in a block that begins with indented code, the code behind it or not."""
        if "\x02" not in block.text:
            return block
        lines: list[Traced] = []
        for line in block.split("\n"):
            match = _FENCE_LINE.fullmatch(line.text)
            fence = self.fences.pop(int(match[2]), None) if match else None
            lines += [line] if match is None or fence is None else fence.restored(len(match[1]))
        return join("\n", lines)

    def _display_math(self, parent: Node, queue: Queue) -> bool:
        block = queue[-1]
        if not block.text.startswith(("$$", "\\[", "\\begin{")):
            return False
        if not _DISPLAY_MATH.match(block.text):
            return False
        queue.pop()
        parent.add("div", css="arithmatex")
        self.math.append((block.start, block.end))
        return True

    def _table(self, parent: Node, queue: Queue) -> bool:
        cells = split_table(queue[-1])
        if cells is None:
            return False
        queue.pop()
        table = parent.add("table")
        for cell in cells:
            table.add("td", cell)
        return True

    def _heading(self, parent: Node, queue: Queue) -> bool:
        block = queue[-1]
        match = block.find(_HEADING) if "#" in block.text else None
        if match is None:
            return False
        queue.pop()
        if match.start():
            self._blocks(parent, [block.part(0, match.start())])
        parent.add("h1", block.part(*match.span("header")).strip())
        rest = block.rest(match.end())
        _push(queue, loose_detab(rest) if self._in_state("looselist") else rest)
        return True

    def _setext(self, parent: Node, queue: Queue) -> bool:
        block = queue[-1]
        end = block.text.find("\n")
        if end < 0 or not _SETEXT.match(block.text, end):
            return False
        queue.pop()
        parent.add("h1", block.part(0, end).strip())
        second = block.text.find("\n", end + 1)
        if second >= 0:
            queue.append(block.rest(second + 1))
        return True

    def _rule(self, parent: Node, queue: Queue) -> bool:
        block = queue[-1]
        match = block.find(_RULE) if block.find(_RULE_MARK) else None
        if match is None:
            return False
        queue.pop()
        before = block.part(0, match.start()).right_strip("\n")
        if before.text:
            self._blocks(parent, [before])
        parent.add("hr")
        _push(queue, block.rest(_past_line_ends(block.text, match.end())))
        return True

    def _ordered(self, parent: Node, queue: Queue) -> bool:
        return self._list(parent, queue, _ORDERED, "ol")

    def _bullets(self, parent: Node, queue: Queue) -> bool:
        return self._list(parent, queue, _BULLET, "ul")

    def _list(self, parent: Node, queue: Queue, pattern: re.Pattern[str], tag: str) -> bool:
        if not pattern.match(queue[-1].text):
            return False
        items = list_items(queue.pop(), pattern if self._sane_lists else None)
        last = parent.last
        if last is not None and last.tag in ((tag,) if self._sane_lists else _LISTS):
            self._loosen(last)
            first, *items = items
            self._within("looselist", last.add("li"), [first])
            target = last
        elif parent.tag in _LISTS:
            target = parent
        else:
            target = parent.add(tag)
        self._state.append("list")
        for item in items:
            if item.text.startswith(TAB) and target.last is not None:
                self._blocks(target.last, [item])
            else:
                self._blocks(target.add("li"), [item])
        self._state.pop()
        return True

    def _loosen(self, node: Node) -> None:
        item = node.last
        if item is None:
            return
        item.wrap_text()
        if item.last is not None and item.last.tail.text:
            tail = item.last.tail.left_strip()
            item.last.tail = EMPTY
            item.add("p", tail)

    def _definition(self, parent: Node, queue: Queue) -> bool:
        block = queue[-1]
        match = block.find(_DEFINITION) if ":" in block.text else None
        if match is None:
            return False
        terms = [
            term for line in block.part(0, match.start()).split("\n") if (term := line.strip()).text
        ]
        last = parent.last
        if not terms and last is None:
            return False
        queue.pop()
        behind = block.part(match.end())
        content, rest = (behind, EMPTY) if _NOT_INDENTED.match(behind.text) else detab(behind)
        first = block.part(*match.span(2))
        definition = join("\n", [first, content]) if content.text else first
        state = "list"
        if not terms and last is not None and last.tag == "p":
            state = "looselist"
            terms = last.text.split("\n")
            parent.children.pop()
            last = parent.last
        if last is not None and last.tag == "dl":
            target = last
            if not terms and last.last and last.last.tag == "dd" and last.last.children:
                state = "looselist"
        else:
            target = parent.add("dl")
        for term in terms:
            target.add("dt", term)
        self._within(state, target.add("dd"), [definition])
        _push(queue, rest)
        return True

    def _quote(self, parent: Node, queue: Queue) -> bool:
        block = queue[-1]
        match = block.find(QUOTE) if ">" in block.text else None
        if match is None:
            return False
        queue.pop()
        self._blocks(parent, [block.part(0, match.start())])
        content = join("\n", [unquoted(line) for line in block.part(match.start()).split("\n")])
        last = parent.last
        quote = last if last is not None and last.tag == "blockquote" else parent.add("blockquote")
        self._within("blockquote", quote, content.split("\n\n"))
        return True

    def _footnote(self, _: Node, queue: Queue) -> bool:
        block = queue[-1]
        match = block.find(_FOOTNOTE) if "[^" in block.text else None
        if match is None:
            return False
        queue.pop()
        before = block.part(0, match.start())
        for following in _FOOTNOTE.finditer(block.text, match.end()):
            if block.text[match.end() : following.start()].strip("\n"):
                break
            self._footnotes[match[1]] = block.part(*match.span(2)).right_strip()
            match = following
        first = block.part(*match.span(2))
        rest = block.part(match.end()).left_strip("\n")
        following_match = _FOOTNOTE.search(rest.text)
        if following_match:
            inner = loose_detab(rest.part(0, following_match.start()).right_strip("\n"))
            parts = [join("\n", [first, inner]).left_strip("\n")]
            queue.append(rest.part(following_match.start()))
        else:
            parts = [join("\n", [first, loose_detab(rest)]).strip("\n"), *_tabbed(queue)]
        self._footnotes[match[1]] = join("\n\n", parts).right_strip()
        if before.text.strip():
            queue.append(before.right_strip("\n"))
        return True

    def _abbreviation(self, _: Node, queue: Queue) -> bool:
        block = queue[-1]
        match = block.find(_ABBREVIATION) if "*[" in block.text else None
        if match is None or not match["abbr"].strip() or not match["title"].strip():
            return False
        self._define(queue, match.start(), match.end(), block.part(*match.span("title")))
        return True

    def _reference(self, _: Node, queue: Queue) -> bool:
        block = queue[-1]
        match = block.find(_REFERENCE) if "]:" in block.text else None
        if match is None:
            return False
        start = end = match.start()
        for following in _REFERENCE.finditer(block.text, start):
            gap = block.text[end : following.start()].strip("\n")
            if following.start() > start and (gap or "\n" in following[0]):
                break
            end = following.end()
        self._define(queue, start, end, block.part(start, end))
        return True

    def _define(self, queue: Queue, start: int, end: int, text: Traced) -> None:
        """Take a definition out of the next block and keep its text as an attribute."""
        block = queue.pop()
        self.runs.append((text, "attribute"))
        if block.text[end:].strip():
            queue.append(block.rest(_past_line_ends(block.text, end)))
        if block.text[:start].strip():
            queue.append(block.part(0, start).right_strip("\n"))

    def _paragraph(self, parent: Node, queue: Queue) -> None:
        block = queue.pop()
        if not block.text.strip():
            return
        if not self._in_state("list"):
            parent.add("p", block.left_strip())
        elif parent.last is not None:
            parent.last.tail = join("\n", [parent.last.tail, block])
        elif parent.text.text:
            parent.text = join("\n", [parent.text, block])
        else:
            parent.text = block.left_strip()


def _kind(tag: str) -> RunKind:
    if tag == "h1":
        return "heading"
    return "table" if tag == "td" else "prose"


def _past_line_ends(text: str, position: int) -> int:
    while text.startswith("\n", position):
        position += 1
    return position


def _push(queue: Queue, block: Traced) -> None:
    if block.text:
        queue.append(block)


def _tabbed(queue: Queue) -> list[Traced]:
    """The following indented blocks, which belong to the footnote before them."""
    blocks: list[Traced] = []
    while queue and queue[-1].text.startswith(TAB):
        block = queue.pop()
        match = _FOOTNOTE.search(block.text)
        if match:
            blocks.append(loose_detab(block.part(0, match.start()).right_strip("\n")))
            queue.append(block.part(match.start()))
            break
        blocks.append(loose_detab(block))
    return blocks


def _continued(parent: Node, block: Traced, pattern: re.Pattern[str]) -> tuple[Node | None, int]:
    """The container that an indented block continues, and the indent that is the container's."""
    sibling = parent.last
    if sibling is None or not _is_container(sibling, pattern):
        return None, 0
    text = block.text
    indent = 0
    inner = sibling.last
    if pattern is _TAB_SET and inner is not None:
        inner = inner.last
    while inner is not None and sibling is not None and text.startswith(TAB * 2):
        if pattern is _TAB_SET and inner.css == "tabbed-block":
            if inner.last is None or inner.last.tag not in _ALL_LISTS:
                break
            inner = inner.last
        elif inner.tag not in _ALL_LISTS:
            break
        sibling = inner.last
        inner = sibling.last if sibling is not None else None
        text = text[len(TAB) :]
        indent += len(TAB)
    if sibling is None or not text.startswith(TAB):
        return None, 0
    return sibling, indent + len(TAB)


def _is_container(node: Node, pattern: re.Pattern[str]) -> bool:
    if pattern is _ADMONITION:
        return node.tag == "div" and "admonition" in node.css
    if pattern is _DETAILS:
        return node.tag == "details"
    return node.css == _TABBED
