"""What a figure shows, before anything has a place: marks, lines and the words beside them.

Values are in the unit of their axis and exact. A mark has the text that the table below shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Target:
    """Where a mark leads on its page, and what it is called there: all that a reader sees of it."""

    anchor: str
    name: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One value; `at` is where it stands along the other axis, if that has values too.

    `target` is the derivation of its number.
    """

    label: str
    text: str
    value: Fraction
    interval: tuple[Fraction, Fraction] | None = None
    series: int = 0
    at: Fraction = Fraction(0)
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The marks of one table, row by row, and the names of its series where it has several."""

    heading: str
    rows: tuple[tuple[Mark, ...], ...]
    series: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure to be drawn.

    `title_y` and `title_x` name the axes, with their units. `lines` are values that the others
    are held against; `interval` is what a reader calls the range of an approximate value, and
    `marginal` what lies on either side of a limit within it.
    """

    kind: str
    title: str
    groups: tuple[Group, ...]
    title_y: str
    title_x: str = ""
    log: str = ""
    lines: tuple[Mark, ...] = ()
    locale: str = "en"
    interval: str = "interval"
    marginal: str = "marginal"

    def marks(self) -> Iterator[Mark]:
        """All that it draws but its lines."""
        for group in self.groups:
            for row in group.rows:
                yield from row

    @property
    def limit(self) -> Fraction | None:
        """The one value that all others are held against, if there is one."""
        return self.lines[0].value if len(self.lines) == 1 else None

    def css(self, mark: Mark) -> str:
        """How a mark looks beside the limit: below it, or on either side within its interval."""
        limit = self.limit
        if limit is None:
            return ""
        classes = ["cb-below"] if mark.value < limit else []
        if mark.interval is not None and mark.interval[0] < limit <= mark.interval[1]:
            classes.append("cb-marginal")
        return " ".join(classes)
