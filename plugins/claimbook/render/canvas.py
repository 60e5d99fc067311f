"""What a figure is drawn on: plain SVG elements with classes, and text that stays text.

Everything that a page may restyle is a class; nothing carries a style or a script, so that no
Content-Security-Policy has anything to forbid. Without a style sheet the lines take the colour of
the text. How wide words are is an estimate, good enough to keep labels apart. A mark may be a link:
then the links are what a reader without sight walks through, and the rest is one picture.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement, tostring

from claimbook.diagnostics import visible
from claimbook.links import address
from claimbook.quantities import exact_text
from claimbook.quantities.rounding import round_half_up
from claimbook.render.chart import Target

WIDTH = 460
"""Of every figure: narrow enough for a telephone, where 13 of these units are still readable."""
FONT = 13
SMALL = 12
_WIDE = Fraction(1)
_NARROW = Fraction(57, 100)
_SLIM = Fraction(3, 10)
_FINGER = 12
XLINK = "http://www.w3.org/1999/xlink"
"""What links are of. The plain `href` of SVG cannot be assigned to, which a theme does that swaps
pages without loading them (Material's `navigation.instant`): its script would stop."""
CUT = "…"

Number = Fraction | int


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of the figure that something stands in."""

    left: Fraction
    top: Fraction
    right: Fraction
    bottom: Fraction

    def overlap(self, other: "Box") -> Fraction:
        """The area that both take."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, Fraction(0)) * max(down, Fraction(0))


class Canvas:
    """A figure being drawn, from the top left corner; `taken` is where its words stand."""

    def __init__(self) -> None:
        self.taken: list[Box] = []
        self._root = Element("svg", {"class": "cb-plot-drawing"})
        self._picture = Element("g")
        self._links: list[Element] = []
        # A word of a figure is no place to send somebody who searches: the table has it too.
        self._root.set("data-search-exclude", "")
        self._root.set("fill", "currentColor")
        self._root.set("font-size", str(FONT))

    def line(self, start: tuple[Number, Number], end: tuple[Number, Number], css: str) -> None:
        """A straight line."""
        (x1, y1), (x2, y2) = start, end
        places = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
        self._add(
            "line", css, {name: _digits(value) for name, value in places.items()}, stroke=True
        )

    def path(self, points: Sequence[tuple[Number, Number]], css: str) -> None:
        """Straight lines from point to point."""
        written = " ".join(f"{_digits(x)},{_digits(y)}" for x, y in points)
        self._add("polyline", css, {"points": written, "fill": "none"}, stroke=True)

    def bar(
        self,
        start: Number,
        end: Number,
        top: Number,
        height: Number,
        css: str,
        target: Target | None = None,
    ) -> None:
        """A bar from one place to another, in either direction."""
        left, right = min(start, end), max(start, end)
        places = {"x": left, "y": top, "width": right - left, "height": height}
        drawn = {name: _digits(value) for name, value in places.items()}
        self._add("rect", css, drawn, parent=self._linked(target))

    def mark(
        self, x: Number, y: Number, series: int, css: str, target: Target | None = None
    ) -> None:
        """The mark of a series, of a shape that is its own: disc, square, diamond, triangle."""
        parent = self._linked(target)
        if target is not None:
            # A finger needs more room than an eye.
            around = {"cx": _digits(x), "cy": _digits(y), "r": str(_FINGER), "fill": "none"}
            self._add("circle", "", {**around, "pointer-events": "all"}, parent=parent)
        css = f"cb-plot-mark cb-s{series + 1} {css}".strip()
        if series == 0:
            places = {"cx": _digits(x), "cy": _digits(y), "r": "4.5"}
            self._add("circle", css, places, parent=parent)
            return
        size = Fraction(11, 2)
        low, half = size * Fraction(3, 4), size * Fraction(3, 4)
        shapes: list[list[tuple[Number, Number]]] = [
            [(-half, -half), (half, -half), (half, half), (-half, half)],
            [(0, -size), (size, 0), (0, size), (-size, 0)],
            [(0, -size), (size, low), (-size, low)],
        ]
        corners = shapes[series - 1]
        written = " ".join(f"{_digits(x + across)},{_digits(y + down)}" for across, down in corners)
        self._add("polygon", css, {"points": written}, parent=parent)

    def whisker(
        self, low: Number, high: Number, across: Number, css: str, *, upright: bool
    ) -> None:
        """An interval, with a cap at each end."""
        cap = Fraction(7, 2)
        lines: tuple[tuple[tuple[Number, Number], tuple[Number, Number]], ...] = (
            ((low, across), (high, across)),
            ((low, across - cap), (low, across + cap)),
            ((high, across - cap), (high, across + cap)),
        )
        for start, end in lines:
            ends = (start[::-1], end[::-1]) if upright else (start, end)
            self.line(*ends, f"cb-plot-interval {css}".strip())

    def text(
        self,
        x: Number,
        y: Number,
        words: str,
        css: str = "",
        anchor: str = "start",
        turn: Number = 0,
    ) -> None:
        """Words whose base line is at `y`, turned about that point by so many degrees."""
        places = {"x": _digits(x), "y": _digits(y)}
        if anchor != "start":
            places["text-anchor"] = anchor
        if turn:
            places["transform"] = f"rotate({_digits(turn)} {_digits(x)} {_digits(y)})"
        self._add("text", css, places).text = visible(words)
        if not turn:
            self.taken.append(box_of(x, y, words, anchor))

    def finished(self, height: Number, identity: str, title: str, description: str) -> str:
        """The drawing, with the words for who does not see it; the ids begin with `identity`."""
        told = []
        for tag, words in (("title", title), ("desc", description)):
            element = Element(tag, {"id": f"{identity}-{tag}"})
            element.text = visible(words)
            self._root.append(element)
            told.append(f"{identity}-{tag}")
        # The parts of an image cannot be reached, so one with links is a group of them.
        self._root.set("role", "group" if self._links else "img")
        self._root.set("aria-labelledby", " ".join(told))
        if self._links:
            self._picture.set("aria-hidden", "true")
        self._root.extend([self._picture, *self._links] if self._links else self._picture)
        self._root.set("viewBox", f"0 0 {WIDTH} {_digits(height)}")
        return tostring(self._root, encoding="unicode")

    def _linked(self, target: Target | None) -> Element:
        """What a mark is drawn into: a link to its number, above all else, or the picture."""
        if target is None:
            return self._picture
        link = Element("a", {"xlink:href": address("", target.anchor)})
        self._root.set("xmlns:xlink", XLINK)
        SubElement(link, "title").text = visible(target.name)
        self._links.append(link)
        return link

    def _add(
        self,
        tag: str,
        css: str,
        places: dict[str, str],
        *,
        stroke: bool = False,
        parent: Element | None = None,
    ) -> Element:
        if css:
            places["class"] = css
        if stroke:
            places["stroke"] = "currentColor"
        return SubElement(self._picture if parent is None else parent, tag, places)


def width_of(words: str, size: int = FONT) -> Fraction:
    """About how wide words are."""
    widths = (
        _WIDE
        if unicodedata.east_asian_width(each) in "WFA" and not each.isascii()
        else _SLIM
        if each in " .,:;'|ijl" or unicodedata.combining(each)
        else _NARROW
        for each in words
    )
    return sum(widths, Fraction(0)) * size


def box_of(x: Number, y: Number, words: str, anchor: str = "start", size: int = FONT) -> Box:
    """Where words stand whose base line begins, ends or is centred there."""
    width = width_of(words, size)
    left = x - width * {"start": Fraction(0), "middle": Fraction(1, 2), "end": Fraction(1)}[anchor]
    base = Fraction(y)
    return Box(left, base - size, left + width, base + Fraction(size, 4))


def clipped(words: str, width: Number, size: int = FONT) -> str:
    """The words, cut short where they are wider than that."""
    if width_of(words, size) <= width:
        return words
    while words and width_of(f"{words}{CUT}", size) > width:
        words = words[:-1]
    return f"{words.rstrip()}{CUT}"


def _digits(value: Number) -> str:
    """A coordinate to a hundredth."""
    return exact_text(round_half_up(Fraction(value), 2))
