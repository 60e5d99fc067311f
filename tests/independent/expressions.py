"""Macros, evaluated a second time: Python's ast, and nothing of the engine."""

import ast
import itertools
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from amounts import Amount, read_amount, read_number
from field import (
    DispatchTime,
    NotCoveredError,
    RefusalError,
    Roofline,
    Sweep,
    World,
    any_threshold,
    distinct_destinations,
    element,
    element_bytes,
    expert_threshold,
    threshold,
)
from loads import PLAIN

if TYPE_CHECKING:
    from collections.abc import Callable

STATEMENTS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
Value = object


@dataclass(frozen=True)
class Comparison:
    """Two amounts, and what is said of them."""

    left: Amount
    sign: str
    right: Amount

    def __post_init__(self) -> None:
        if self.left.dims != self.right.dims:
            raise ValueError(f"{self.left.dims} compared with {self.right.dims}")

    @property
    def difference(self) -> Fraction:
        return self.left.value - self.right.value


def says(sign: str, difference: Fraction) -> bool:
    """Whether a difference bears a comparison out."""
    return {
        "<": difference < 0,
        "<=": difference <= 0,
        ">": difference > 0,
        ">=": difference >= 0,
        "==": difference == 0,
        "!=": difference != 0,
    }[sign]


@dataclass(frozen=True)
class Macro:
    """A macro taken apart: what kind it is, its words, what is computed, how it is shown."""

    kind: str
    words: str | None
    inner: ast.expr | None
    source: str
    filters: tuple[tuple[str, tuple[str | int, ...]], ...]


def take_apart(expression: str) -> Macro:
    """Reads a macro's text."""
    node = ast.parse(f"({expression})", mode="eval").body
    text = f"({expression})"
    filters: list[tuple[str, tuple[str | int, ...]]] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        call = node.right
        if isinstance(call, ast.Name):
            filters.insert(0, (call.id, ()))
        elif isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            filters.insert(0, (call.func.id, tuple(arg.value for arg in call.args)))
        node = node.left
    kind, words, inner = "computed", None, node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        name = node.func.id
        if name in ("claim", "reported"):
            kind = {"claim": "asserted", "reported": "reported"}[name]
            words = ast.literal_eval(node.args[0])
            named = [one.value for one in node.keywords if one.arg == "value"]
            inner = next(iter([*node.args[1:2], *named]), None)
    return Macro(kind, words, inner, text, tuple(filters))


class Evaluator:
    """Walks over an expression with a world of facts."""

    def __init__(self, world: World, source: str) -> None:
        self.world, self.source = world, source
        bound: dict[str, Callable[..., Value]] = {
            "spec": lambda *parts: self._spec(".".join(parts)),
            "q": self._literal,
            "roofline": lambda *a, **k: Roofline(world, *a, **k),
            "sweep": lambda *a, **k: Sweep(world, *a, **k),
            "dispatch_time": lambda *a, **k: DispatchTime(world, *a, **k),
            "threshold": lambda *a, **k: threshold(world, *a, **k),
            "required_bandwidth": self._required_bandwidth,
            "sustained_peak": lambda model, bandwidth, **k: (
                any_threshold(world, model, **k) * bandwidth
            ),
            "minimum_intermediate_size": self._minimum_intermediate_size,
            "expert_threshold": expert_threshold,
            "element_bytes": element_bytes,
            "distinct_destinations": distinct_destinations,
        }
        self.names = {**PLAIN, **bound}

    def _spec(self, path: str) -> Value:
        fact = self.world.fact(path)
        return fact.text if fact.amount is None else self.world.amount(path)

    def _literal(self, text: str, source: str | None = None) -> Amount:
        self.world.read.add(text)
        if source is not None:
            self.world.sources.add(source)
        return read_amount(text)

    def _required_bandwidth(
        self, model: Value, peak: Amount, headroom: Amount | None = None, **options: Value
    ) -> Amount:
        needed = peak / any_threshold(self.world, model, **options)
        return needed if headroom is None else needed * headroom

    def _minimum_intermediate_size(
        self,
        peak: Amount,
        bandwidth: Amount,
        matrices: Amount | None = None,
        dispatch: Value = "fp8",
        combine: Value = "bf16",
    ) -> Amount:
        both = element(dispatch) + element(combine)
        pairs = (matrices or Amount(Fraction(3))) * bandwidth * Amount.of(2, "FLOP")
        return peak * both / pairs

    def evaluate(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant(value=bool() | str() | None):
                return node.value
            case ast.Constant():
                digits = ast.get_source_segment(self.source, node)
                return Amount(read_number(digits), written=digits)
            case ast.List():
                return [self.evaluate(one) for one in node.elts]
            case ast.UnaryOp(op=ast.USub()):
                return -self._amount(node.operand)
            case ast.UnaryOp(op=ast.UAdd()):
                return self._amount(node.operand)
            case ast.BinOp():
                return self._operation(node)
            case ast.Compare(ops=[sign], comparators=[right]):
                return Comparison(
                    self._amount(node.left), STATEMENTS[type(sign)], self._amount(right)
                )
            case ast.Attribute():
                return self._attribute(self.evaluate(node.value), node.attr)
            case ast.Call(func=ast.Name(id=name)) if name in self.names:
                given = [self.evaluate(one) for one in node.args]
                named = {one.arg: self.evaluate(one.value) for one in node.keywords}
                named.pop("id", None)
                return self.names[name](*given, **named)
        raise NotCoveredError(ast.unparse(node))

    def _attribute(self, value: Value, name: str) -> Value:
        if isinstance(value, Sweep):
            found = value.attribute(name)
        elif isinstance(value, Roofline | DispatchTime) and not name.startswith("_"):
            found = getattr(value, name)
        else:
            raise NotCoveredError(f".{name}")
        return Comparison(*found) if isinstance(found, tuple) else found

    def _amount(self, node: ast.expr) -> Amount:
        return plain(self.evaluate(node))

    def _operation(self, node: ast.BinOp) -> Amount:
        left, right = self._amount(node.left), self._amount(node.right)
        match node.op:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case ast.Div():
                return left / right
            case ast.Pow() if right.value.denominator == 1 and not right.dims:
                return left.power(int(right.value))
        raise NotCoveredError(ast.unparse(node))


def plain(value: Value) -> Amount:
    """The amount that a result stands for where a number is wanted."""
    if isinstance(value, Roofline):
        return value.balance
    if isinstance(value, DispatchTime):
        return value.step
    if not isinstance(value, Amount):
        raise NotCoveredError(f"{value!r} is no amount")
    return value


@dataclass(frozen=True)
class Outcome:
    """What a macro comes to."""

    value: Amount | Comparison | None
    refused: str | None
    read: frozenset[str]
    sources: frozenset[str] = frozenset()
    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def holds(self) -> bool:
        """Whether a statement is true at the stated values."""
        return says(self.value.sign, self.value.difference)

    @property
    def truth(self) -> str:
        """A statement's verdict: holds, contradicted, or marginal."""
        sign = self.value.sign
        if sign in ("==", "!="):
            sure = self.low == self.high or self.low > 0 or self.high < 0
        else:
            sure = says(sign, self.low) == says(sign, self.high)
        return ("holds" if self.holds else "contradicted") if sure else "marginal"


def outcome_of(macro: Macro, world: World) -> Outcome:
    """The value, and for a statement how its two sides may differ at the edges of the inputs."""
    world.read, world.sources, world.instead = set(), set(), {}
    try:
        value = _once(macro, world)
    except RefusalError as refusal:
        return Outcome(None, str(refusal), frozenset(world.read))
    read, sources = frozenset(world.read), frozenset(world.sources)
    if not isinstance(value, Comparison):
        return Outcome(value, None, read, sources)
    facts = [world.facts[path] for path in sorted(read) if path in world.facts]
    vague = [fact for fact in facts if fact.approximate]
    ends = [[fact.amount.value - fact.reach, fact.amount.value + fact.reach] for fact in vague]
    differences = [value.difference]
    for corner in itertools.product(*ends):
        world.instead = {fact.path: end for fact, end in zip(vague, corner, strict=True)}
        differences.append(_once(macro, world).difference)
    world.instead = {}
    return Outcome(value, None, read, sources, min(differences), max(differences))


def _once(macro: Macro, world: World) -> Amount | Comparison:
    value = Evaluator(world, macro.source).evaluate(macro.inner)
    return value if isinstance(value, Comparison) else plain(value)
