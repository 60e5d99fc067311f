"""The macros of a page: which stretches are text, and what stands in them.

One scanner serves the check and the site, so that both see the same macros. A macro and the code
around it can each hide the other, so the page is read until the two agree: what begins first
wins. It knows no Markdown library; `structure` reads a page as Python-Markdown would.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from claimbook.diagnostics import Diagnostics, Span, Text
from claimbook.pages.candidates import MAX_LENGTH, Candidate, read_candidate, starts
from claimbook.pages.frontmatter import FrontMatter, Scalar, read_front_matter
from claimbook.pages.inline import is_in_attribute, is_in_markup
from claimbook.pages.structure import ALL_EXTENSIONS, Structure, read_structure
from claimbook.pages.uncalled import uncalled
from claimbook.pages.wikilinks import Wikilink, find_wikilinks, separators

Context = Literal["prose", "heading", "table", "html", "attribute", "title", "description", "tags"]

EVALUATED_FIELDS: tuple[Literal["title"], Literal["description"], Literal["tags"]] = (
    "title",
    "description",
    "tags",
)
"""The keys of the front matter in which macros are evaluated; all others are data."""

_MAX_ROUNDS = 12
# A tag right behind another "<" or before another ">": a shift or a type, such as a<<b>>c.
_LIKE_TAG = re.compile(r"<[a-zA-Z][\w.-]*>(?=>)|(?<=<)<[a-zA-Z][\w.-]*>")
_FULLWIDTH = re.compile(r"＜＜\s*([^\W\d]\w*)\s*[(（]")
# What a macro may contain that would mean something to Markdown if it were not hidden.
_MEANINGFUL = re.compile(r"[\r\n`<>$\\~\[\]]")
# The row below the header of a table; without one on the page, "|" means nothing.
_DELIMITER_ROW = re.compile(r"^[ \t>|:-]*-[ \t|:-]*\r?$", re.MULTILINE)
# In a tag or a definition, quotes and spaces mean something as well.
_OPEN_TAG = re.compile(r"(?:<[a-zA-Z][^<>]*|^[ ]{0,3}\*?\[[^\]\r\n]*\]:[^\r\n]*)\Z", re.MULTILINE)
_SURPLUS = re.compile(r"(?<![<\\])<{3,}[ \t]*([^\W\d]\w*)\(")
_TAG_NAME = re.compile(r"</?[A-Za-z][^\s<>\"'=:@]*")
_ATTRIBUTE_NAME = re.compile(
    r"<[A-Za-z][^\s<>\"'=:@]*(?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*\s[^\s<>\"'=]*"
)
_CLOSES_TAG = re.compile(r"[^<>]*>")
_TAG_REACH = 500
_ESCAPES: Mapping[str, re.Pattern[str]] = {
    "double": re.compile(r"<<|\\[\"\\/]"),
    "single": re.compile("<<|''"),
}
_STANDALONE_PREFIX = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*")


@dataclass(frozen=True, slots=True)
class Macro:
    """One macro: `span` from `<<` to `>>`, and the expression between them.

    `expression[i]` stands at `expression_start + i` in the file: line breaks, quote marks and
    escapes inside it are replaced by as many spaces. `block` says that nothing else stands on its
    line; then `indent` is what stands before it there.
    """

    span: Span
    expression: str
    expression_start: int
    context: Context
    block: bool = False
    indent: str = ""


@dataclass(frozen=True, slots=True)
class PageScan:
    """What the scanner found on one page; all places are offsets in the file as it is."""

    text: Text
    front_matter: FrontMatter | None
    body_start: int
    macros: tuple[Macro, ...]
    """In file order, those of the front matter first."""
    literal: tuple[Span, ...]
    """Code, comments and math of the body."""
    escapes: tuple[Span, ...]
    """The backslashes before macros that are meant to be printed."""
    seen_literal: tuple[Span, ...]
    """What reads as a macro inside a literal stretch, and is none."""
    wikilinks: tuple[Wikilink, ...] = ()
    headings: tuple[Span, ...] = ()
    """The words of its headings."""

    def is_literal(self, offset: int) -> bool:
        """Whether the character at `offset` is code, comment or math."""
        index = bisect_right(self.literal, offset, key=lambda span: span.start) - 1
        return index >= 0 and offset < self.literal[index].end


def scan_page(
    text: Text,
    *,
    names: Collection[str],
    diagnostics: Diagnostics,
    front_matter: bool = True,
    math: bool = False,
    extensions: Collection[str] = ALL_EXTENSIONS,
    wikilinks: bool = True,
    specs: Collection[str] = (),
) -> PageScan:
    """Find the macros of a page.

    Args:
        text: the page, as it is in the file.
        names: the names that can be called; one of them without an end is an error.
        diagnostics: takes what is wrong with the macros' shape; a page is always returned.
        front_matter: whether the text may begin with front matter.
        math: whether macros in formulas (`$...$`) are evaluated; otherwise math is literal.
        extensions: the Markdown extensions of the site, as far as they make code or text of what
            would be the other without them.
        wikilinks: whether double square brackets are links.
        specs: the paths of data/; one of them between angle brackets was hardly meant as text.
    """
    matter = read_front_matter(text, diagnostics) if front_matter else None
    body_start = matter.body_start if matter else 1 if text.content.startswith("\ufeff") else 0
    scan = _Scan(text, frozenset(names), diagnostics, frozenset(extensions))
    scan.has_links = wikilinks and "[[" in text.content
    scan.specs = specs
    if matter is not None:
        for key in EVALUATED_FIELDS:
            for scalar in matter.fields[key].scalars if key in matter.fields else ():
                scan.read_scalar(scalar, key)
    scan.read_body(body_start, math=math)
    return PageScan(
        text,
        matter,
        body_start,
        tuple(sorted(scan.macros, key=lambda macro: macro.span.start)),
        tuple(scan.literal),
        tuple(scan.escapes),
        tuple(scan.seen_literal),
        tuple(scan.wikilinks),
        tuple(scan.headings),
    )


class _Scan:
    """The findings of one page while it is being read."""

    def __init__(
        self,
        text: Text,
        names: frozenset[str],
        diagnostics: Diagnostics,
        extensions: frozenset[str],
    ) -> None:
        self.text = text
        self.extensions = extensions
        self.names = names
        self.diagnostics = diagnostics
        self.macros: list[Macro] = []
        self.literal: list[Span] = []
        self.escapes: list[Span] = []
        self.seen_literal: list[Span] = []
        self.wikilinks: list[Wikilink] = []
        self.headings: list[Span] = []
        self.has_links = False
        self.specs: Collection[str] = ()
        self.pipes: list[int] = []
        """Each `|` of a wikilink, which Markdown never sees."""

    # Front matter

    def read_scalar(self, scalar: Scalar, context: Literal["title", "description", "tags"]) -> None:
        """Find the macros in one text of the front matter."""
        start, end = scalar.span.start, scalar.span.end
        value = _unescaped(scalar)
        position = 0
        for place, stop, meant in uncalled(value, 0, self.names, self.specs):
            if not _is_escaped(value, place):
                self.note_uncalled(start + place, start + stop, meant)
        for place in starts(value):
            if place < position:
                continue
            candidate = read_candidate(value, place, self.names)
            if candidate is None:
                continue
            position = candidate.end
            if _is_escaped(value, place):
                width = 2 if scalar.style == "double" else 1
                self.escapes.append(self.text.span(start + place - width, start + place))
                continue
            span = self.text.span(start + candidate.start, min(start + candidate.end, end))
            if self.complain(candidate, span):
                continue
            macro = Macro(span, candidate.expression, start + candidate.expression_start, context)
            self.macros.append(macro)

    # Body

    def read_body(self, start: int, *, math: bool) -> None:
        """Find the macros of the page itself."""
        content = self.text.content
        self.pipes = separators(content, start) if self.has_links else []
        if "<<" not in content and "＜＜" not in content:
            structure = self.settle(start, {}, math=math)
            self.check_html(start, structure)
            self.literal = [self.text.span(*span) for span in structure.literal]
            self.read_links(structure)
            return
        candidates = {
            place: candidate
            for place in starts(content, start)
            if (candidate := read_candidate(content, place, self.names))
        }
        structure = self.settle(start, candidates, math=math)
        self.literal = [self.text.span(*span) for span in structure.literal]
        self.note_literal(candidates.values(), structure)
        accepted = _choose(content, candidates.values(), structure)
        plain = _blanked(content, accepted)
        for candidate in accepted:
            span = self.text.span(candidate.start, candidate.end)
            if _is_escaped(content, candidate.start):
                self.escapes.append(self.text.span(candidate.start - 1, candidate.start))
            elif _is_in_a_name(plain, candidate):
                self.diagnostics.add(
                    "macro-in-literal",
                    "the macro stands in the name of a tag or of an attribute",
                    span,
                    hint="move it into the text, or into the value of an attribute; "
                    "put a space around < where no tag is meant",
                )
            elif not self.complain(candidate, span):
                self.macros.append(self.macro(candidate, span, structure, plain))
        self.read_links(structure)
        self.check_surplus(start, structure)
        self.check_fences(accepted, structure)
        self.check_fullwidth(start, structure)
        self.check_uncalled(start, structure)
        self.check_html(start, structure, accepted)

    def read_links(self, structure: Structure) -> None:
        """Note the wikilinks, and the headings that they may lead to."""
        self.headings = [
            self.text.span(run.start, run.end) for run, kind in structure.runs if kind == "heading"
        ]
        if self.has_links:
            macros = sorted((macro.span for macro in self.macros), key=lambda span: span.start)
            self.wikilinks = find_wikilinks(self.text, structure, self.pipes, macros)

    def settle(self, start: int, candidates: dict[int, Candidate], *, math: bool) -> Structure:
        """Read the page until what is hidden is what stands in text, macros and wikilinks alike."""
        while True:
            structure = self.settle_macros(start, candidates, math=math)
            links = find_wikilinks(self.text, structure, self.pipes, ()) if self.pipes else []
            spans = [link.span for link in links]
            inside = [
                pipe
                for pipe in self.pipes
                if (index := bisect_right(spans, pipe, key=lambda span: span.start))
                and pipe < spans[index - 1].end
            ]
            if inside == self.pipes:
                return structure
            # In code, for one, a separator is a character like any other, and may end a cell.
            self.pipes = inside

    def settle_macros(
        self, start: int, candidates: dict[int, Candidate], *, math: bool
    ) -> Structure:
        """Read the page until the macros that are hidden are those that stand in text.

        A macro whose own backticks break up the code or math around it is text as long as it is
        seen and literal as soon as it is hidden. It is reported and taken out of `candidates`.
        """
        content = self.text.content
        hidden: set[tuple[int, int]] = set()
        tables = _DELIMITER_ROW.search(content, start) is not None
        structure = self.structure(start, (), math=math)
        for _ in range(_MAX_ROUNDS):
            for a, b in sorted(hidden):
                if a in candidates and structure.is_literal(a):
                    del candidates[a]
                    self.diagnostics.add(
                        "macro-in-literal",
                        "the macro stands in code or math that its own characters end",
                        self.text.span(a, b),
                        hint="move it out, or escape it as \\<< to show it",
                    )
            chosen = {
                (candidate.start, candidate.end)
                for candidate in _choose(content, candidates.values(), structure)
                if not candidate.fault and not _is_escaped(content, candidate.start)
            }
            changed = chosen ^ hidden
            if not any(_means_something(content, *span, tables=tables) for span in changed):
                break
            hidden = chosen
            structure = self.structure(start, sorted(hidden), math=math)
        return structure

    def structure(self, start: int, hidden: Sequence[tuple[int, int]], *, math: bool) -> Structure:
        """What Markdown makes of the page when it does not see the `hidden` stretches."""
        if self.pipes:
            begins = [begin for begin, _ in hidden]
            outside = [
                (pipe, pipe + 1)
                for pipe in self.pipes
                if not (index := bisect_right(begins, pipe)) or hidden[index - 1][1] <= pipe
            ]
            hidden = sorted([*hidden, *outside])
        return read_structure(
            self.text.content, start, hidden, math=not math, extensions=self.extensions
        )

    def macro(self, candidate: Candidate, span: Span, structure: Structure, plain: str) -> Macro:
        """The macro in its place; `plain` is the page with every macro blanked out."""
        content = self.text.content
        line = span.start - span.location.column + 1
        before = content[line : span.start]
        after = re.compile(r"[ \t]*(?=[\r\n]|\Z)").match(content, span.end)
        block = bool(after) and bool(_STANDALONE_PREFIX.fullmatch(before))
        return Macro(
            span,
            candidate.expression,
            candidate.expression_start,
            _context(structure, span.start, plain),
            block,
            before if block else "",
        )

    def complain(self, candidate: Candidate, span: Span) -> bool:
        """Report what is wrong with the shape of a macro; whether anything was."""
        name = _called(candidate)
        if candidate.fault == "unspaced":
            self.diagnostics.add(
                "macro-unspaced",
                f"the macro {name}(...) lacks the spaces inside << >>",
                span,
                hint=f"write << {candidate.expression} >>",
            )
        elif candidate.fault == "unclosed":
            self.diagnostics.add(
                "macro-unclosed",
                f"the macro {name}(...) has no end in its block",
                self.text.span(span.start, span.start + 2),
                hint="end it with a space and >>, before the next blank line; "
                "write \\<< where it is not meant as a macro",
            )
        elif candidate.fault == "too-long":
            self.diagnostics.add(
                "limit-exceeded",
                f"the macro {name}(...) has no end within {MAX_LENGTH:,} characters",
                self.text.span(span.start, span.start + 2),
                hint="end it with a space and >>; make a formula of a longer expression",
            )
        return candidate.fault is not None

    def note_literal(self, candidates: Iterable[Candidate], structure: Structure) -> None:
        """Remember the macros that show as code, and warn where that can hardly be meant."""
        end = 0
        for candidate in candidates:
            if (
                candidate.fault
                or candidate.start < end
                or not structure.is_literal(candidate.start)
                or _is_escaped(self.text.content, candidate.start)
            ):
                continue
            span = self.text.span(candidate.start, candidate.end)
            self.seen_literal.append(span)
            end = candidate.end
            if candidate.known and structure.is_indented_code(candidate.start):
                self.diagnostics.add(
                    "macro-in-code",
                    "the macro is inside indented code, where it is not evaluated",
                    span,
                    hint="indent it less to show its result; fence the code to show the macro",
                )

    def check_fences(self, macros: list[Candidate], structure: Structure) -> None:
        """An unclosed fence is text, and so are the macros behind it, which nobody meant."""
        for start, end in structure.unclosed_fences:
            if structure.is_literal(start):
                continue
            inside = [macro for macro in macros if start < macro.start < end]
            if inside:
                place = self.text.location(start)
                self.diagnostics.add(
                    "fence-unclosed",
                    f"fence opened at {place.path}:{place.line} is never closed, "
                    "so the macro behind it is not code",
                    self.text.span(start),
                    hint="close it with a line of the same marks at the same indent",
                )

    def check_surplus(self, start: int, structure: Structure) -> None:
        """More than two angle brackets before a known name are a slip too."""
        for match in _SURPLUS.finditer(self.text.content, start):
            if match[1] in self.names and not structure.is_literal(match.start()):
                self.diagnostics.add(
                    "macro-unspaced",
                    f"the macro {match[1]}(...) begins with more than two angle brackets",
                    self.text.span(match.start(), match.end() - 1),
                    hint="write << and >>, and \\< for a bracket that is meant to show",
                )

    def check_fullwidth(self, start: int, structure: Structure) -> None:
        """Fullwidth angle brackets around a known name are a slip of the input method."""
        for match in _FULLWIDTH.finditer(self.text.content, start):
            if match[1] in self.names and not structure.is_literal(match.start()):
                self.diagnostics.add(
                    "fullwidth-macro",
                    f"fullwidth ＜＜ does not begin a macro, so {match[1]}(...) stays text",
                    self.text.span(match.start(), match.start() + 2),
                    hint="write << and >> with plain angle brackets",
                )

    def check_uncalled(self, start: int, structure: Structure) -> None:
        """A spec's path or a macro's name in brackets that calls nothing is text."""
        content = self.text.content
        for begin, end, meant in uncalled(content, start, self.names, self.specs):
            if not structure.is_literal(begin) and not _is_escaped(content, begin):
                self.note_uncalled(begin, end, meant)

    def note_uncalled(self, start: int, end: int, meant: str) -> None:
        span = self.text.span(start, end)
        self.diagnostics.add(
            "macro-uncalled",
            f"{span.content} calls nothing, so it stays text",
            span,
            hint=f"did you mean << {meant} >>? write \\<< where text is meant",
        )

    def check_html(
        self, start: int, structure: Structure, macros: Sequence[Candidate] = ()
    ) -> None:
        """Angle brackets that belong to a text, and that Markdown takes for a tag."""
        for match in _LIKE_TAG.finditer(self.text.content, start):
            place = match.start()
            if (
                structure.is_literal(place)
                or structure.run_at(place) is None
                or any(macro.start <= place < macro.end for macro in macros)
            ):
                continue
            self.diagnostics.add(
                "looks-like-html",
                f"looks like HTML: {match[0]} is a tag, so a reader does not see it",
                self.text.span(place, match.end()),
                hint="put it in backticks, or write &lt; for the <",
            )


def _is_in_a_name(plain: str, candidate: Candidate) -> bool:
    """Whether Markdown would take the macro for a part of a tag's or an attribute's name."""
    before = plain[max(0, candidate.start - _TAG_REACH) : candidate.start]
    opened = before.rfind("<")
    if opened < 0 or not _CLOSES_TAG.match(plain, candidate.end):
        return False
    tag = before[opened:]
    return bool(_TAG_NAME.fullmatch(tag) or _ATTRIBUTE_NAME.fullmatch(tag))


def _means_something(content: str, start: int, end: int, *, tables: bool) -> bool:
    """Whether Markdown would read the page differently if it saw the macro."""
    if _MEANINGFUL.search(content, start + 2, end - 2):
        return True
    if tables and content.find("|", start, end) >= 0:
        return True
    return bool(_OPEN_TAG.search(content, max(0, start - _TAG_REACH), start))


def _choose(content: str, candidates: Iterable[Candidate], structure: Structure) -> list[Candidate]:
    """The candidates that stand in text; of two that overlap, the first."""
    chosen: list[Candidate] = []
    end = 0
    for candidate in candidates:
        if candidate.start >= end and not structure.is_literal(candidate.start):
            chosen.append(candidate)
            closed = not candidate.is_open or _is_escaped(content, candidate.start)
            end = candidate.end if closed else candidate.start + 2
    return chosen


def _is_escaped(content: str, start: int) -> bool:
    before = content[max(0, start - 64) : start]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _called(candidate: Candidate) -> str:
    match = re.search(r"([^\W\d]\w*)\(", candidate.expression)
    return match[1] if match else "<<"


def _blanked(content: str, macros: list[Candidate]) -> str:
    pieces = []
    position = 0
    for macro in macros:
        if macro.end > position:
            pieces += [content[position : macro.start], "x" * (macro.end - macro.start)]
            position = macro.end
    return "".join([*pieces, content[position:]])


def _context(structure: Structure, offset: int, plain: str) -> Context:
    run = structure.run_at(offset)
    if run is None:
        return "attribute" if is_in_markup(plain, offset) else "html"
    traced, kind = run
    if kind == "attribute" or is_in_attribute(plain, traced.start, traced.end, offset):
        return "attribute"
    return kind


def _unescaped(scalar: Scalar) -> str:
    """The value with the escapes of its quotes undone, character for character.

    The place that is left over stands outside the texts of a macro, which would change with it.
    """
    escape = _ESCAPES.get(scalar.style)
    if escape is None:
        return scalar.span.content
    is_open, last = False, (0, "")

    def undone(match: re.Match[str]) -> str:
        nonlocal is_open, last
        character = match[0][-1]
        follows = last == (match.start(), "\\")
        last = match.end(), character
        if match[0] == "<<":
            is_open = False
            return match[0]
        if character in "\\/":
            return f" {character}"
        if not follows:
            is_open = not is_open
        return f" {character}" if is_open and not follows else f"{character} "

    value = scalar.span.content
    return value[:1] + escape.sub(undone, value[1:-1]) + value[-1:]
