"""How a quantity came to be: the edges of the one graph that everything else is read from.

A quantity is a leaf (`Input`), an `Operation` on quantities, or the `Evaluation` of a formula.
The graph builds itself while plain Python arithmetic runs, so a formula library writes no
derivations, and nothing here computes a value a second time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from claimbook.diagnostics import Span
from claimbook.quantities.unit import Unit

if TYPE_CHECKING:
    from claimbook.quantities.quantity import Quantity

Operator = Literal["+", "-", "*", "/", "**", "neg", "min", "max"]


@dataclass(frozen=True, slots=True)
class Assumption:
    """A convention that a result was computed under, such as the direction of a bandwidth."""

    name: str
    value: str
    origin: str
    """Who chose it: "stated", "default", "assumed" or the path of a spec."""


@dataclass(frozen=True, slots=True, eq=False)
class Input:
    """A leaf: a spec of data/, a literal quantity of a page, or a plain number."""

    kind: Literal["spec", "literal", "number"]
    name: str
    """The spec's path, or the words of the literal."""
    text: str
    """The value as its author wrote it."""
    low: Fraction
    high: Fraction
    """Bounds of the value in base units; equal unless the input is approximate."""
    digits: str | None = None
    """The number alone as written, where it is one; it counts `unit`s."""
    unit: Unit | None = None
    word: str | None = None
    """What the author wrote where the value is that of a word, such as fp8 for 1 B."""
    span: Span | None = None
    source: str | None = None
    quote: str | None = None
    locator: str | None = None
    approximate: bool = False
    confidence: str | None = None
    qualifiers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    as_of: str | None = None
    """When it was so: a day, a month or a year."""

    @property
    def variable(self) -> object:
        """What makes two leaves one variable: a spec is the same wherever it is used."""
        return self.name if self.kind == "spec" else id(self)


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One step of arithmetic."""

    operator: Operator
    operands: "tuple[Quantity, ...]"


@dataclass(frozen=True, slots=True)
class FormulaReference:
    """What a derivation says about a formula: its name, typeset form, source and sentence."""

    name: str
    latex: str | None
    symbol: str | None
    source: str | None
    summary: str


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """One run of a formula: its arguments by name, and the arithmetic that it did with them."""

    formula: FormulaReference
    arguments: "tuple[tuple[str, Quantity], ...]"
    body: "Quantity"


@dataclass(frozen=True, slots=True, eq=False)
class Convention:
    """The same quantity, with the conventions it was chosen under written beside it."""

    assumptions: tuple[Assumption, ...]
    operand: "Quantity"


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """The same quantity, under the name that its page has given it at `span`."""

    name: str
    span: Span
    operand: "Quantity"


Derivation = Input | Operation | Evaluation | Convention | Definition


def operands(derivation: Derivation) -> "tuple[Quantity, ...]":
    """The quantities that the value was computed from, one step down."""
    match derivation:
        case Operation():
            return derivation.operands
        case Evaluation():
            return (derivation.body,)
        case Convention() | Definition():
            return (derivation.operand,)
        case Input():
            return ()


def layers(quantity: "Quantity") -> "Iterator[Quantity]":
    """The quantity, then what it is without each of the conventions written beside it."""
    yield quantity
    while isinstance(quantity.derivation, Convention):
        quantity = quantity.derivation.operand
        yield quantity


def without_conventions(quantity: "Quantity") -> "Quantity":
    """The quantity itself, without the conventions that were written beside it."""
    *_, inner = layers(quantity)
    return inner


def walk(quantity: "Quantity") -> "Iterator[Quantity]":
    """Every quantity of the graph once, before what it rests on, in the order of reading.

    The arguments of a formula are part of it even where its arithmetic did not use them: a
    value may have been chosen by comparing them.
    """
    seen: set[int] = set()
    stack = [quantity]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        below = list(operands(node.derivation))
        if isinstance(node.derivation, Evaluation):
            below.extend(argument for _, argument in node.derivation.arguments)
        stack.extend(reversed(below))


def inputs(*quantities: "Quantity") -> "list[tuple[Input, Quantity]]":
    """The specs and literals that the quantities rest on, each once, with its quantity."""
    found: dict[object, tuple[Input, Quantity]] = {}
    for quantity in quantities:
        for node in walk(quantity):
            leaf = node.derivation
            if isinstance(leaf, Input) and leaf.kind != "number":
                found.setdefault(leaf.variable, (leaf, node))
    return list(found.values())


def assumptions(*quantities: "Quantity") -> list[Assumption]:
    """The conventions that the quantities were computed under, each once."""
    found: dict[Assumption, None] = {}
    for quantity in quantities:
        for node in walk(quantity):
            if isinstance(node.derivation, Convention):
                found.update(dict.fromkeys(node.derivation.assumptions))
    return list(found)


def formula_references(*quantities: "Quantity") -> list[FormulaReference]:
    """The formulas that the quantities came through, outermost first, each once."""
    found: dict[str, FormulaReference] = {}
    for quantity in quantities:
        for node in walk(quantity):
            if isinstance(node.derivation, Evaluation):
                found.setdefault(node.derivation.formula.name, node.derivation.formula)
    return list(found.values())
