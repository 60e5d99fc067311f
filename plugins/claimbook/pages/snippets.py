"""Pages put together from files: what the Snippets extension of Python-Markdown makes of a page.

Whether a macro of an included file is code depends on the page around it, so the page is read as
assembled; but what is wrong is said at its place in the file that the author wrote. The assembly
keeps that place for every character. It follows the extension line by line: both notations, ranges
of lines, sections, escapes, indents. It reads nothing outside the book and fetches nothing: an
inclusion that would need that is an error.
"""

import re
import textwrap
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from posixpath import dirname, join, normpath

from claimbook.diagnostics import Diagnostic, Diagnostics, Related, Span, Text
from claimbook.options import PAGE_BASE, Snippets
from claimbook.pages.frontmatter import read_front_matter
from claimbook.pages.scanner import Macro

_MAX_DEPTH = 50
_MAX_CHARACTERS = 2_000_000
"""An assembled page grows no further: files that include each other twice would double it at
each level."""
_TAB = 4
_LINE = re.compile(r"(?P<line>[^\r\n]*)(?:\r\n|\r|\n|\Z)")
_MARK = re.compile(
    r"""(?x)
    (?P<space>[ \t]*)
    (?P<escape>;*)
    (?:
        (?P<inline>-+8<-+[ \t]+)
        (?P<name>"(?:\\"|[^"])+?"|'(?:\\'|[^'])+?')
      | -+8<-+
    )"""
)
_SECTION = re.compile(
    r"""(?xi)
    (?P<before>.*?)(?<!;)(?!(?<=-)-)
    (?P<escape>;*)-+8<-+[ \t]+
    \[[ \t]*(?P<type>start|end)[ \t]*:[ \t]*(?P<name>[a-z][-_0-9a-z]*)[ \t]*\]"""
)
_RANGES = re.compile(r":-?[0-9]*(?::-?[0-9]*)?(?:,(?=[-0-9:])-?[0-9]*(?::-?[0-9]*)?)*")
_NAME = re.compile(r":[a-z][-_0-9a-z]*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_ABSOLUTE = re.compile(r"/|[A-Za-z]:[/\\]")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line on its way into a page: pieces of text, each with its place in `source`."""

    pieces: tuple[tuple[str, int], ...]
    source: Text
    through: tuple[Span, ...]
    """The inclusions that lead to it, that of the page first."""

    @property
    def text(self) -> str:
        return "".join(piece for piece, _ in self.pieces)

    @property
    def place(self) -> int:
        return self.pieces[0][1]

    def without(self, start: int, end: int) -> "_Line":
        """The line without some characters of its last piece."""
        *before, (text, place) = self.pieces
        shift = sum(len(piece) for piece, _ in before)
        kept = ((text[: start - shift], place), (text[end - shift :], place + end - shift))
        return replace(self, pieces=(*before, *kept))

    def cut(self, count: int) -> "_Line":
        """The line without its first characters."""
        kept = []
        for text, place in self.pieces:
            taken = min(count, len(text))
            count -= taken
            kept.append((text[taken:], place + taken))
        return replace(self, pieces=tuple(kept))

    def indented(self, space: str) -> "_Line":
        return replace(self, pieces=((space, -1), *self.pieces)) if space else self


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch of an assembled page was written."""

    span: Span
    through: tuple[Span, ...] = ()
    """The inclusions that lead to it, that of the page first; none for the page's own text."""

    def explain(self, found: Diagnostic) -> Diagnostic:
        """The diagnostic with the inclusions that lead to its place."""
        if not self.through:
            return found
        way = "".join(f", through {span.location}" for span in self.through[1:])
        inclusion = Related(self.through[0], f"it is included here{way}", self.through[1:])
        return replace(found, related=(inclusion, *found.related))


_Piece = tuple[int, int, Text, tuple[Span, ...]]
# Its offset in the assembled text, its place in its file (-1: nobody wrote it), the file, and the
# inclusions that lead to it.


@dataclass(frozen=True)
class Assembly:
    """A page as Markdown will read it, and where each of its characters was written."""

    text: Text
    """The page with the text of its inclusions; without any it is the page itself."""
    pieces: tuple[_Piece, ...] = ()
    """Where the text comes from, in its order; empty where it is the page itself."""
    files: tuple[str, ...] = ()
    """The included files."""

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _, _, _ in self.pieces]

    def place(self, start: int, end: int) -> Place | None:
        """Where the stretch was written; None where it begins in one file and ends in another."""
        if not self.pieces:
            return Place(self.text.span(start, end))
        parts = [part for part in self._parts(start, max(end, start + 1)) if part[1] >= 0]
        if not parts:
            return self._before(start)
        _, first, source, through = parts[0]
        last = first
        for length, place, other, way in parts:
            if other is not source or way != through or place < last:
                return None
            last = place + length
        return Place(source.span(first, first if start == end else last), through)

    def begin(self, span: Span) -> Place:
        """Where the stretch was written, or at least its first character."""
        return (
            self.place(span.start, span.end)
            or self.place(span.start, span.start)
            or self._before(span.start)
        )

    def located(self, found: Diagnostic) -> Diagnostic:
        """A diagnostic about the assembled text, at its place in the author's files."""
        if not self.pieces or found.span is None or found.span.text is not self.text:
            return found
        place = self.begin(found.span)
        related = tuple(
            replace(each, span=self.begin(each.span).span) if each.span.text is self.text else each
            for each in found.related
        )
        return place.explain(replace(found, span=place.span, related=related))

    def written(self, macro: Macro) -> Macro | None:
        """The macro as it stands in its file; None where it lies in two."""
        if not self.pieces:
            return macro
        place = self.place(macro.span.start, macro.span.end)
        if place is None:
            return None
        inner = self.begin(self.text.span(macro.expression_start)).span.start
        characters = [" "] * (place.span.end - inner)
        start = macro.expression_start
        offset = 0
        for length, first, _, _ in self._parts(start, start + len(macro.expression)):
            if first >= 0:
                characters[first - inner : first - inner + length] = macro.expression[
                    offset : offset + length
                ]
            offset += length
        expression = "".join(characters).rstrip()
        return replace(macro, span=place.span, expression=expression, expression_start=inner)

    def _parts(self, start: int, end: int) -> Iterator[_Piece]:
        """The pieces of a stretch, their offsets replaced by their lengths."""
        for index in range(max(0, bisect_right(self._starts, start) - 1), len(self.pieces)):
            begin, place, source, through = self.pieces[index]
            if begin >= end:
                return
            first, last = max(start, begin), min(end, self._end_of(index))
            if last > first:
                shifted = place + first - begin if place >= 0 else place
                yield last - first, shifted, source, through

    def _before(self, start: int) -> Place:
        """The place behind the nearest character before `start` that somebody wrote."""
        for index in range(bisect_right(self._starts, start) - 1, -1, -1):
            begin, place, source, through = self.pieces[index]
            if place >= 0:
                length = min(start, self._end_of(index)) - begin
                return Place(source.span(place + length), through)
        return Place(self.pieces[0][2].span(0), self.pieces[0][3])

    def _end_of(self, index: int) -> int:
        following = index + 1
        return self._starts[following] if following < len(self._starts) else len(self.text.content)


def assemble(
    text: Text,
    settings: Snippets | None,
    bases: Sequence[str],
    read: Callable[[str], Text | None],
    diagnostics: Diagnostics,
) -> Assembly:
    """The page with its inclusions.

    Args:
        text: the page, as it is in the file.
        settings: how pages include files; None where they do not.
        bases: the folders in which files are looked for, relative to the book's root.
        read: gives a file of the book, or None where there is none.
        diagnostics: takes inclusions that cannot be followed.
    """
    if settings is None or not ("8<-" in text.content or settings.appended):
        return Assembly(text)
    matter = read_front_matter(text, Diagnostics()) if text.content.startswith("---") else None
    start = matter.body_start if matter else 0
    reader = _Reader(text, settings, tuple(bases), read, diagnostics)
    lines = list(_lines(text, start, ()))
    if settings.appended:
        lines += reader.appendix(len(text.content))
    return _put_together(text, start, reader.read(lines, ()), reader.files)


def _put_together(text: Text, start: int, lines: Iterable[_Line], files: list[str]) -> Assembly:
    content = [text.content[:start]]
    pieces: list[_Piece] = []
    length = start
    if start:
        pieces.append((0, 0, text, ()))
    for index, line in enumerate(lines):
        if index:
            content.append("\n")
            # The end of a line counts as written behind its last character.
            pieces.append((length, -1, line.source, line.through))
            length += 1
        for piece, place in line.pieces:
            if piece or place >= 0:
                pieces.append((length, place, line.source, line.through))
                content.append(piece)
                length += len(piece)
        if length > _MAX_CHARACTERS:
            break
    kept = [
        piece
        for index, piece in enumerate(pieces)
        if index + 1 == len(pieces) or pieces[index + 1][0] > piece[0]
    ]
    return Assembly(Text(text.path, "".join(content)), tuple(kept), tuple(dict.fromkeys(files)))


def _lines(text: Text, start: int, through: tuple[Span, ...]) -> Iterator[_Line]:
    content = text.content
    position = start
    while True:
        match = _LINE.match(content, position)
        assert match is not None
        yield _Line(((match["line"], position),), text, through)
        position = match.end()
        if match.end("line") == len(content):
            return


@dataclass
class _Reader:
    """One page on its way through the extension."""

    page: Text
    settings: Snippets
    bases: tuple[str, ...]
    read_file: Callable[[str], Text | None]
    diagnostics: Diagnostics
    files: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _size: int = 0

    def appendix(self, end: int) -> list[_Line]:
        """The lines by which the settings append files to every page."""
        block = f"\n\n-8<-\n{chr(10).join(self._separated())}\n-8<-\n"
        return [_Line(((line, end),), self.page, ()) for line in block.split("\n")]

    def _separated(self) -> Iterator[str]:
        for index, name in enumerate(self.settings.appended):
            if index:
                yield ""
            yield name

    def read(
        self, lines: Iterable[_Line], through: tuple[Span, ...], *, is_section: bool = False
    ) -> Iterator[_Line]:
        """The lines with what they include in its place."""
        in_block = False
        for line in lines:
            text = line.text
            mark = _mark(text)
            if mark is not None and mark["escape"]:
                yield line.without(mark.start("escape"), mark.start("escape") + 1)
            elif mark is not None and mark["inline"]:
                if not in_block:
                    yield from self._include(line, mark["space"], mark["name"][1:-1], through)
            elif mark is not None:
                in_block = not in_block
            elif in_block:
                name = text.strip()
                if name:
                    space = text[: len(text) - len(text.lstrip(" \t"))]
                    yield from self._include(line, space, name, through)
                else:
                    yield line.cut(len(text))
            elif not is_section and (section := _section(text)) is not None:
                if section["escape"]:
                    yield line.without(section.start("escape"), section.start("escape") + 1)
            else:
                yield line

    def _include(
        self, line: _Line, space: str, named: str, through: tuple[Span, ...]
    ) -> Iterator[_Line]:
        named = named.strip()
        if named.startswith(";"):
            return
        path, ranges, section = _target(named)
        if not path:
            return
        here = _mark_span(line)
        text = self._text(path, here, through)
        if text is None or text.path in self._open or len(self._open) >= _MAX_DEPTH:
            return
        self.files.append(text.path)
        self._size += len(text.content)
        if self._size > _MAX_CHARACTERS:
            self._refuse("the page grows too large by what it includes", here, through)
            return
        way = (*through, here)
        lines = self._selected(list(_lines(text, 0, way)), ranges, section) if text.content else []
        self._open.append(text.path)
        margin = space.expandtabs(_TAB)
        for inner in self.read(lines, way, is_section=section is not None):
            yield inner.indented(margin)
        self._open.pop()

    def _text(self, path: str, here: Span, through: tuple[Span, ...]) -> Text | None:
        """The file that is meant; None where the host will find none either."""
        if _ADDRESS.match(path):
            if self.settings.downloads:
                self._refuse(f"{path} is fetched when the site is built", here, through)
            return None
        if self.settings.bases is None:
            why = "the configuration does not say in plain words where files are included from"
            self._refuse(why, here, through)
            return None
        outside = False
        for base in self.bases:
            located = normpath(join(base, path))
            is_base = normpath(join(dirname(base), path)) == base
            if is_base:
                located = base
            elif self.settings.is_restricted and not _is_below(located, base):
                continue
            if _is_outside(located):
                outside = True
            elif (found := self.read_file(located)) is not None:
                return found
        if outside:
            self._refuse(f"{path} may lie outside the book's folder", here, through)
        return None

    def _selected(
        self, lines: list[_Line], ranges: list[tuple[int | None, int | None]], section: str | None
    ) -> list[_Line]:
        if not lines:
            return lines
        if ranges:
            chosen = [line for start, end in ranges for line in _range(lines, start, end)]
        elif section is not None:
            chosen = list(_in_section(lines, section))
        else:
            return lines
        if not self.settings.dedents:
            return chosen
        return _dedented(chosen) if chosen else [lines[0].cut(len(lines[0].text))]

    def _refuse(self, why: str, here: Span, through: tuple[Span, ...]) -> None:
        found = Diagnostics()
        found.add(
            "snippet-unfollowed",
            f"{why}, so no check can see what it says",
            here,
            hint="keep a copy inside the book's folder, and include that",
        )
        place = Place(here, through)
        self.diagnostics.extend(place.explain(each) for each in found)


def _is_below(path: str, folder: str) -> bool:
    return not _is_outside(path) if folder == "." else path.startswith(f"{folder}/")


def _is_outside(path: str) -> bool:
    """Whether a path relative to the book's root leaves it."""
    return path == ".." or path.startswith("../") or _ABSOLUTE.match(path) is not None


def _mark(text: str) -> re.Match[str] | None:
    if "8<-" not in text:
        return None
    return _MARK.fullmatch(text)


def _section(text: str) -> re.Match[str] | None:
    return _SECTION.match(text) if "8<-" in text else None


def _mark_span(line: _Line) -> Span:
    """The line without what stands around it."""
    text, place = line.pieces[-1]
    lead = len(text) - len(text.lstrip())
    start = min(place + lead, len(line.source.content))
    return line.source.span(start, min(place + len(text.rstrip()), len(line.source.content)))


def _target(named: str) -> tuple[str, list[tuple[int | None, int | None]], str | None]:
    """The file, ranges of lines, and section that an inclusion names."""
    colon = named.find(":")
    while colon >= 0:
        rest = named[colon:]
        if _RANGES.fullmatch(rest):
            return named[:colon].strip(), [_ends(part) for part in rest[1:].split(",")], None
        if _NAME.fullmatch(rest):
            return named[:colon].strip(), [], rest[1:]
        colon = named.find(":", colon + 1)
    return named, [], None


def _ends(part: str) -> tuple[int | None, int | None]:
    first, _, last = part.partition(":")
    return _number(first), _number(last.partition(":")[0])


def _number(text: str) -> int | None:
    # "-" alone is no number; more digits than any file has lines would only cost time.
    return int(text[:10]) if text.strip("-") else None


def _range(lines: list[_Line], start: int | None, end: int | None) -> list[_Line]:
    total = len(lines)
    if start is not None:
        start = max(0, start - 1) if start >= 0 else max(0, total + start)
    if end is not None and end < 0:
        end = max(0, min(total, total + 1 + end))
    return lines[start:end]


def _in_section(lines: list[_Line], name: str) -> Iterator[_Line]:
    inside = False
    for line in lines:
        mark = _section(line.text)
        if mark is not None and mark["escape"]:
            if inside:
                yield line.without(mark.start("escape"), mark.start("escape") + 1)
        elif mark is not None and mark["name"] == name:
            if mark["type"].lower() == "start":
                inside = True
            else:
                return
        elif inside and mark is None:
            yield line


def _dedented(lines: list[_Line]) -> list[_Line]:
    texts = [line.text for line in lines]
    shorter = textwrap.dedent("\n".join(texts)).split("\n")
    return [
        line.cut(len(before) - len(after))
        for line, before, after in zip(lines, texts, shorter, strict=True)
    ]


def base_folders(settings: Snippets | None, page: str, folder: str, docs: str) -> list[str]:
    """The folders in which a page's inclusions are looked for, relative to the book's root.

    Args:
        settings: how pages include files.
        page: the page, relative to the book's root.
        folder: the configuration's folder, likewise.
        docs: the folder of the pages, likewise.
    """
    if settings is None or settings.bases is None:
        return []
    return [_base_folder(base, page, folder, docs) for base in settings.bases]


def _base_folder(base: str, page: str, folder: str, docs: str) -> str:
    if base == PAGE_BASE:
        return normpath(dirname(page) or ".")
    if base.startswith("$docs_dir"):
        return normpath(f"{docs}{base.removeprefix('$docs_dir')}")
    return normpath(join(folder, base))
