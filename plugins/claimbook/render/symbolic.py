"""A derivation as one line of plain text: what was done with what.

The arguments of a formula go by their names, specs by their paths, numbers as written. Nothing
is computed: the text is read off the graph. A derivation too long for a line is cut short.
"""

from collections.abc import Mapping

from claimbook.quantities import Definition, Evaluation, Input, Operation, Quantity
from claimbook.quantities.derivation import layers, without_conventions

MAX_DEPTH = 80
MAX_STEPS = 400
"""Beyond this many steps the line is cut: a loop of a formula can do thousands."""
CUT = "…"
_RANK = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "**": 4}
_ATOM = 5


def symbolic(quantity: Quantity) -> str:
    """The quantity's arithmetic; a formula or a page's own name shows its name further in."""
    derivation = without_conventions(quantity).derivation
    if isinstance(derivation, Evaluation):
        return _Line(argument_names(derivation)).text(derivation.body, 0)[0]
    if isinstance(derivation, Definition):
        return _Line({}).text(derivation.operand, 0)[0]
    return _Line({}).text(quantity, 0)[0]


def argument_names(evaluation: Evaluation) -> dict[int, str]:
    """The parameter names that a formula's arguments go by inside it."""
    return {id(argument): name for name, argument in evaluation.arguments}


class _Line:
    """One line being written; `names` stand for quantities, by identity."""

    def __init__(self, names: Mapping[int, str]) -> None:
        self._names = names
        self._left = MAX_STEPS

    def text(self, quantity: Quantity, depth: int) -> tuple[str, int]:
        """The text and how strongly it binds."""
        for inner in layers(quantity):
            if id(inner) in self._names:
                return self._names[id(inner)], _ATOM
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH:
            return CUT, _ATOM
        match inner.derivation:
            case Input() as leaf:
                return leaf.name, _rank(leaf)
            case Evaluation() as evaluation:
                arguments = [self.text(item, depth + 1)[0] for _, item in evaluation.arguments]
                return f"{evaluation.formula.name}({', '.join(arguments)})", _ATOM
            case Operation() as operation:
                return self.operation(operation, depth)
            case Definition() as definition:
                return definition.name, _ATOM
            case _:
                return CUT, _ATOM

    def operation(self, operation: Operation, depth: int) -> tuple[str, int]:
        parts = [self.text(operand, depth + 1) for operand in operation.operands]
        operator = operation.operator
        if operator in ("min", "max"):
            return f"{operator}({', '.join(text for text, _ in parts)})", _ATOM
        rank = _RANK[operator]
        if operator == "neg":
            return f"-{_within(parts[0], rank)}", rank
        # Subtraction, division and powers do not associate on their right.
        left = _within(parts[0], rank + (operator == "**"))
        right = _within(parts[1], rank + (operator in ("-", "/")))
        return f"{left} {operator} {right}", rank


def _rank(leaf: Input) -> int:
    """A path binds as one name does; a number with a sign, a bar or a unit needs parentheses."""
    if leaf.kind == "spec" or leaf.name.replace(".", "").isalnum():
        return _ATOM
    return _RANK["+"] if leaf.name[:1] in "-−" else _RANK["*"]


def _within(part: tuple[str, int], rank: int) -> str:
    text, own = part
    return text if own >= rank else f"({text})"
