"""A derivation as a tree: the value, the formula, its arguments, down to specs and quotations.

The tree is a plain value that the terminal and the page draw each in its own way.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from claimbook.diagnostics import Span
from claimbook.quantities import (
    Assumption,
    Comparison,
    Convention,
    Definition,
    Evaluation,
    Input,
    Operation,
    Printed,
    Quantity,
    Style,
    customary_unit,
    print_quantity,
)
from claimbook.quantities.derivation import Derivation, layers, without_conventions
from claimbook.render.symbolic import argument_names, symbolic

MAX_DEPTH = 40
"""Steps below this are not drawn: nobody reads them, and a loop can make thousands."""


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a derivation.

    `label` names the quantity, `formula` is its arithmetic in plain text, `leaf` is set where it
    comes from data/ or from the page itself, `defined` where its page has given it the name that
    is its label. `seen` marks a step that stands in full further up,
    `cut` one whose own steps lie too deep to be drawn.
    """

    label: str
    printed: Printed
    range: tuple[Printed, Printed] | None
    formula: str | None
    latex: str | None
    source: str | None
    leaf: Input | None
    assumptions: tuple[Assumption, ...]
    children: "tuple[Node, ...]"
    seen: bool = False
    cut: bool = False
    defined: Span | None = None


def derivation_tree(quantity: Quantity, label: str | None = None) -> Node:
    """The whole derivation of a quantity; a step that recurs is shown in full once."""
    return _node(quantity, label, set(), 0)


def comparison_trees(comparison: Comparison) -> tuple[Node, Node]:
    """The derivations of the two sides; what recurs on the right stands in full on the left."""
    seen: set[int] = set()
    return _node(comparison.left, None, seen, 0), _node(comparison.right, None, seen, 0)


def _node(quantity: Quantity, label: str | None, seen: set[int], depth: int) -> Node:
    conventions: list[Assumption] = []
    inner = quantity
    while isinstance(inner.derivation, Convention):
        conventions.extend(inner.derivation.assumptions)
        inner = inner.derivation.operand
    derivation = inner.derivation
    known = id(inner) in seen and not isinstance(derivation, Input)
    cut = depth >= MAX_DEPTH and not known and not isinstance(derivation, Input)
    seen.add(id(inner))
    children: tuple[Node, ...] = ()
    formula = latex = source = None
    name = label or ""
    match derivation:
        case Input() as leaf:
            name = leaf.name if leaf.kind == "spec" else label or leaf.name
        case Evaluation() as evaluation:
            name = label or evaluation.formula.name
            formula, latex = symbolic(inner), evaluation.formula.latex
            source = evaluation.formula.source
            if not known and not cut:
                children, told = _evaluation_nodes(evaluation, seen, depth + 1)
                conventions.extend(told)
        case Operation():
            name = label or symbolic(inner)
            formula = symbolic(inner)
            if not known and not cut:
                children, told = _operand_nodes(inner, seen, depth + 1)
                conventions.extend(told)
        case Definition() as definition:
            name = definition.name
            formula = symbolic(inner)
            if not known and not cut:
                children, told = _operand_nodes(definition.operand, seen, depth + 1)
                conventions.extend(told)
        case Convention():
            pass
    return Node(
        name,
        print_quantity(quantity),
        printed_range(quantity),
        formula if formula != name else None,
        latex,
        source,
        derivation if isinstance(derivation, Input) else None,
        tuple(dict.fromkeys(conventions)),
        children,
        seen=known,
        cut=cut,
        defined=derivation.span if isinstance(derivation, Definition) else None,
    )


def _evaluation_nodes(
    evaluation: Evaluation, seen: set[int], depth: int
) -> tuple[tuple[Node, ...], list[Assumption]]:
    """The arguments of a formula, then what it looked up or asked of other formulas."""
    arguments = argument_names(evaluation)
    given = [_node(argument, name, seen, depth) for name, argument in evaluation.arguments]
    asked, told = _operand_nodes(evaluation.body, seen, depth, arguments)
    return (*given, *asked), told


def _operand_nodes(
    quantity: Quantity, seen: set[int], depth: int, known: Container[int] = ()
) -> tuple[tuple[Node, ...], list[Assumption]]:
    """What arithmetic rests on, each once: sums and products are flattened to what has a name.

    What is `known`, by identity, is left out, and so are plain numbers. The conventions that were
    written beside what is not drawn by itself come second: they belong to the step as a whole.
    """
    found: list[Node] = []
    told: list[Assumption] = []
    passed: set[int] = set()
    stack = [quantity]
    while stack:
        item = stack.pop()
        inner = without_conventions(item)
        is_known = any(id(layer) in known for layer in layers(item))
        is_drawn = _is_named(inner.derivation)
        if is_known or not is_drawn:
            told.extend(_conventions(item, known))
        if id(inner) in passed or is_known:
            continue
        passed.add(id(inner))
        if isinstance(inner.derivation, Operation):
            stack.extend(reversed(inner.derivation.operands))
        elif is_drawn:
            found.append(_node(item, None, seen, depth))
    return tuple(found), told


def _is_named(derivation: Derivation) -> bool:
    """Whether it has a name of its own to stand under, which plain numbers and arithmetic lack."""
    return isinstance(derivation, Evaluation | Definition) or (
        isinstance(derivation, Input) and derivation.kind != "number"
    )


def _conventions(quantity: Quantity, known: Container[int]) -> Iterator[Assumption]:
    """The conventions beside a quantity, down to the one that is drawn elsewhere."""
    for layer in layers(quantity):
        if id(layer) in known:
            return
        if isinstance(layer.derivation, Convention):
            yield from layer.derivation.assumptions


def printed_range(quantity: Quantity) -> tuple[Printed, Printed] | None:
    """Both ends of the interval of a quantity with approximate inputs, as printed; else None."""
    interval = quantity.interval
    if interval is None or interval[0] == interval[1]:
        return None
    style = Style(significant=3, unit=quantity.unit or customary_unit(quantity))
    low, high = (
        print_quantity(Quantity(end, quantity.dimension, quantity.derivation), style)
        for end in interval
    )
    return low, high
