"""The names of the nodes of a PROV graph.

The name of a result follows from how it was computed, and of nothing else: what two claims share
has one name, and keeps it while pages and lines move.
"""

import hashlib
import json
from collections.abc import Iterator
from urllib.parse import quote

from claimbook.quantities import (
    Convention,
    Definition,
    Evaluation,
    Input,
    Operation,
    Quantity,
    exact_text,
)
from claimbook.quantities.derivation import operands

_DIGITS = 16


def local_name(name: str) -> str:
    """The part behind the prefix, such that every syntax of PROV takes it, whatever it holds."""
    local = quote(name, safe="")
    # A local part neither begins with a hyphen or a dot nor ends in a dot.
    if local[:1] in ("-", "."):
        local = f"%{ord(local[0]):02X}{local[1:]}"
    if local.endswith("."):
        local = f"{local[:-1]}%2E"
    return local


def qualified_name(prefix: str, name: str) -> str:
    """A name with its prefix."""
    return f"{prefix}:{local_name(name)}"


class Digests:
    """What tells a quantity from every other that was computed in another way.

    They are remembered by identity, so the quantities must live as long as this does.
    """

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def of(self, quantity: Quantity) -> str:
        """The digest of a quantity and of all below it, in a few letters."""
        known, stack = self._known, [quantity]
        while stack:
            node = stack[-1]
            below = [part for part in _below(node) if id(part) not in known]
            if below:
                stack.extend(below)
                continue
            stack.pop()
            told = json.dumps([*_told(node), *(known[id(part)] for part in _below(node))])
            known[id(node)] = hashlib.sha256(told.encode()).hexdigest()[:_DIGITS]
        return known[id(quantity)]


def _below(node: Quantity) -> Iterator[Quantity]:
    yield from operands(node.derivation)
    if isinstance(node.derivation, Evaluation):
        yield from (argument for _, argument in node.derivation.arguments)


def _told(node: Quantity) -> list[str | None]:
    """What a node is, without the nodes below it."""
    match node.derivation:
        case Input() as leaf:
            # Not the line: a name holds while text above its number comes and goes.
            file = leaf.span.path if leaf.span else None
            return [leaf.kind, leaf.name, leaf.text, exact_text(node.value), leaf.source, file]
        case Operation() as operation:
            return ["operation", operation.operator]
        case Evaluation() as evaluation:
            return ["formula", evaluation.formula.name, *(each for each, _ in evaluation.arguments)]
        case Definition() as definition:
            # Not the line here either.
            return ["definition", definition.name, definition.span.path]
        case Convention() as convention:
            return [
                "convention",
                *(
                    word
                    for assumed in convention.assumptions
                    for word in (assumed.name, assumed.value, assumed.origin)
                ),
            ]
