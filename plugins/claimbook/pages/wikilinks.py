"""The wikilinks of a page: `[[page]]`, `[[page#heading]]`, `[[page|text]]` where the page has text.

They are looked for in the runs of inline text that the scanner reads anyway, so that what is
literal for a macro is literal for a link. What they lead to is decided elsewhere.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from claimbook.diagnostics import Span, Text
from claimbook.pages.inline import is_in_attribute
from claimbook.pages.structure import Structure
from claimbook.pages.traced import Traced

_TARGET = r"(?!\^)[^\[\]|]*?"
_LABEL = r"(?:[^\[\]]|\[[^\[\]]*\])*"
# Brackets before an address or a label are an ordinary link whose text has brackets, as "[[1]](x)".
_LINK = re.compile(rf"\[\[(?P<target>{_TARGET})(?:\\?\|(?P<label>{_LABEL}))?\]\](?!\(|\[(?!\[))")
_PIPED = re.compile(r"\[\[[^\[\]|\r\n]*(?P<label>\|(?:[^\[\]\r\n]|\[[^\[\]\r\n]*\])*)\]\]")
_DEFINITION = re.compile(r"^[ ]{0,3}\[([^\[\]]*)\]:", re.MULTILINE)
_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
_LABEL_BEHIND = re.compile(r"\[([^\[\]]*)\]")
_FILLER = "\x02"
_MAX_ESCAPES = 64


@dataclass(frozen=True, slots=True)
class Wikilink:
    """One wikilink as it is written."""

    span: Span
    """From `[[` to `]]`, with the mark of an embedding before it."""
    target: str
    """What stands before the `|`, on one line."""
    label: Span | None
    """What stands behind it."""
    embeds: bool = False
    """Whether a `!` before it asks for the page itself."""
    has_macro: bool = False
    """Whether a macro stands in the target, which is a word that must be known before."""


def separators(content: str, start: int) -> list[int]:
    """The places of each `|` in what reads as a wikilink; none of them ends a cell of a table."""
    return [
        place
        for match in _PIPED.finditer(content, start)
        for place in range(match.start("label"), match.end("label"))
        if content[place] == "|"
    ]


def find_wikilinks(
    text: Text, structure: Structure, pipes: Iterable[int], macros: Sequence[Span]
) -> list[Wikilink]:
    """The wikilinks of a page in file order.

    Args:
        text: the page.
        structure: what Markdown makes of it, `pipes` and macros hidden.
        pipes: the separators that were hidden.
        macros: where the macros stand, in file order.
    """
    labels = {
        " ".join(match[1].casefold().split())
        for run, kind in structure.runs
        if kind == "attribute"
        for match in _DEFINITION.finditer(run.text)
    }
    hidden = frozenset(pipes)
    found = [
        link
        for run, kind in structure.runs
        if kind != "attribute" and "[[" in run.text
        for link in _links_of(text, run, structure, hidden, macros, labels)
        # A label that the page defines makes an ordinary link of the inner brackets.
        if link.label is not None or " ".join(link.target.casefold().split()) not in labels
    ]
    return sorted(found, key=lambda link: link.span.start)


def _links_of(
    text: Text,
    run: Traced,
    structure: Structure,
    pipes: frozenset[int],
    macros: Sequence[Span],
    labels: Collection[str],
) -> Iterable[Wikilink]:
    origin, inline = run.origin, run.text
    places = [(macro.start, macro.end) for macro in macros]
    following = bisect_right(structure.literal, run.start, key=lambda span: span[1])
    has_literal = any(first < run.end for first, _ in structure.literal[following : following + 1])
    if pipes or has_literal:
        inline = "".join(
            "|" if place in pipes else _FILLER if structure.is_literal(place) else character
            for character, place in zip(run.text, origin, strict=True)
        )
    linked = _linked_texts(inline, labels)
    for match in _LINK.finditer(inline):
        if _holding(linked, match.start()):
            continue  # a link has no other link in its text
        start, end = origin[match.start()], origin[match.end() - 1] + 1
        before = inline[max(0, match.start() - _MAX_ESCAPES) : match.start()]
        if (len(before) - len(before.rstrip("\\"))) % 2:
            continue
        if match["label"] is None and not match["target"].strip():
            continue
        if is_in_attribute(text.content, run.start, run.end, start) or _holding(places, start):
            continue
        embeds = before.endswith("!") and not before.endswith("\\!")
        label = None
        if match["label"] is not None:
            first, last = match.span("label")
            # Behind the separator: a line end that is no character of the file may come first.
            begin = origin[first - 1] + 1 if first < last else end - 2
            label = text.span(begin, origin[last - 1] + 1 if first < last else begin)
        until = label.start if label else end
        first = bisect_right(places, (start, end))
        inside = macros[first] if first < len(macros) and macros[first].start < until else None
        if label is None and inside and text.content[start:end] == f"[[{inside.content}]]":
            continue  # brackets around a number are brackets
        yield Wikilink(
            text.span(start - embeds, end),
            " ".join(run.text[slice(*match.span("target"))].split()),
            label,
            embeds,
            inside is not None,
        )


def _linked_texts(inline: str, labels: Collection[str]) -> list[tuple[int, int]]:
    """The texts of ordinary links: brackets before an address, or before a label that there is."""
    opened: list[int] = []
    found: list[tuple[int, int]] = []
    for match in _BRACKET.finditer(inline):
        if match[0] == "[":
            opened.append(match.start())
        elif match[0] == "]" and opened:
            start, end = opened.pop(), match.start()
            following = _LABEL_BEHIND.match(inline, end + 1)
            if inline.startswith("(", end + 1) or (
                following and " ".join(following[1].casefold().split()) in labels
            ):
                # An outer one ends later, and takes the inner ones in.
                while found and found[-1][0] > start:
                    found.pop()
                found.append((start + 1, end))
    return found


def _holding(places: Sequence[tuple[int, int]], place: int) -> bool:
    """Whether one of the places, which are in order, has the character at `place` in it."""
    index = bisect_right(places, place, key=lambda each: each[0]) - 1
    return index >= 0 and place < places[index][1]
