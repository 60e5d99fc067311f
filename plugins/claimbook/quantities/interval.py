"""The range of a quantity whose inputs are approximate, read from its derivation.

One input may stand in several places of a derivation (x / x is 1, however vague x is), so
interval arithmetic alone is too wide. Where an input can only push the quantity one way, over the
whole box, the extremes lie at the input's own ends: such inputs are set to their ends, and only
the others are carried as intervals. Everything is exact; where it cannot be, there is no bound.
"""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from claimbook.quantities.derivation import Input, Operation, operands

if TYPE_CHECKING:
    from claimbook.quantities.quantity import Quantity

Interval = tuple[Fraction, Fraction]
MAX_BITS: Final = 12_000
"""An end of a range, or a value, with a numerator or denominator beyond this is not computed."""
_Box = Mapping[object, Interval]
MOST_SPLITS: Final = 64
MOST_STEPS: Final = 6_000
"""How much is spent on one input to find out which way it pushes."""
_ZERO: Final = (Fraction(0), Fraction(0))
_ONE: Final = (Fraction(1), Fraction(1))


class _UnboundedError(Exception):
    """A divisor that may be zero, an exponent that is not certain, or ends too long to compute."""


def bounds(quantity: "Quantity") -> Interval | None:
    """The range of the quantity over its approximate inputs; None where there is no bound."""
    order = _topological(quantity)
    box = {
        node.derivation.variable: (node.derivation.low, node.derivation.high)
        for node in order
        if isinstance(node.derivation, Input) and node.derivation.low != node.derivation.high
    }
    if not box:
        return quantity.value, quantity.value
    try:
        known = _ranges(order, box)
        low_box, high_box = dict(box), dict(box)
        for variable in _repeated(quantity, order):
            low, high = box[variable]
            direction = _direction(order, box, variable)
            if direction > 0:
                low_box[variable], high_box[variable] = (low, low), (high, high)
            elif direction < 0:
                low_box[variable], high_box[variable] = (high, high), (low, low)
        if low_box == high_box:
            return known[id(quantity)]
        return (
            _ranges(order, low_box)[id(quantity)][0],
            _ranges(order, high_box)[id(quantity)][1],
        )
    except _UnboundedError:
        return None


def elasticities(quantity: "Quantity") -> "list[tuple[Input, Fraction]]":
    """How many percent the quantity moves when an input moves by one, largest first.

    Exact at the nominal values: (x / y) * dy/dx. Empty where the quantity is zero, because a
    percentage of nothing means nothing; an input that is an exponent is left out, because its
    derivative is no fraction. Where a minimum or maximum ties, its first operand counts.
    """
    if quantity.value == 0:
        return []
    order = _topological(quantity)
    known = {id(node): (node.value, node.value) for node in order}
    leaves: dict[object, tuple[Input, Fraction]] = {}
    for node in order:
        leaf = node.derivation
        if isinstance(leaf, Input) and leaf.kind != "number":
            leaves.setdefault(leaf.variable, (leaf, node.value))
    found: list[tuple[Input, Fraction]] = []
    for variable, (leaf, value) in leaves.items():
        try:
            slope = _slope(order, known, variable)[0]
        except _UnboundedError:
            continue
        found.append((leaf, slope * value / quantity.value))
    return sorted(found, key=lambda pair: (-abs(pair[1]), pair[0].name))


def _topological(quantity: "Quantity") -> "list[Quantity]":
    """Every node once, operands first; iterative, so that depth costs no recursion."""
    done: dict[int, Quantity] = {}
    stack: list[tuple[Quantity, bool]] = [(quantity, False)]
    while stack:
        node, ready = stack.pop()
        if id(node) in done:
            continue
        if ready:
            done[id(node)] = node
            continue
        stack.append((node, True))
        stack.extend(
            (operand, False) for operand in operands(node.derivation) if id(operand) not in done
        )
    return list(done.values())


def _repeated(quantity: "Quantity", order: "list[Quantity]") -> list[object]:
    """The approximate inputs that are reached by more than one way."""
    ways: Counter[int] = Counter({id(quantity): 1})
    variables: Counter[object] = Counter()
    for node in reversed(order):
        for operand in operands(node.derivation):
            # Two ways are as good as many; the number of ways itself could grow without bound.
            ways[id(operand)] = min(ways[id(operand)] + ways[id(node)], 2)
        leaf = node.derivation
        if isinstance(leaf, Input) and leaf.low != leaf.high:
            variables[leaf.variable] += ways[id(node)]
    return [variable for variable, count in variables.items() if count > 1]


def _ranges(order: "list[Quantity]", box: _Box) -> dict[int, Interval]:
    """The range of every node by interval arithmetic alone."""
    known: dict[int, Interval] = {}
    for node in order:
        match node.derivation:
            case Input() as leaf:
                known[id(node)] = box.get(leaf.variable, (node.value, node.value))
            case Operation(operator=operator, operands=below):
                found = _apply(operator, [known[id(operand)] for operand in below])
                if _size(found) > MAX_BITS:
                    raise _UnboundedError
                known[id(node)] = found
            case _:
                known[id(node)] = known[id(operands(node.derivation)[0])]
    return known


def _direction(order: "list[Quantity]", box: _Box, variable: object) -> int:
    """Which way the input pushes the quantity over the whole box; 0 where that is not certain.

    Where it is not certain at once, the box is split: the smaller the part, the sharper its sign.
    """
    signs: set[int] = set()
    parts = [box]
    splits = min(MOST_SPLITS, MOST_STEPS // len(order))
    while parts:
        part = parts.pop()
        sign = _push(order, part, variable)
        if sign is None:
            if splits == 0:
                return 0
            splits -= 1
            parts.extend(_halves(part))
        elif sign:
            signs.add(sign)
        if len(signs) > 1:
            return 0
    return signs.pop() if signs else 1


def _push(order: "list[Quantity]", box: _Box, variable: object) -> int | None:
    """The direction over one box: 0 where the input does nothing, None where it is not certain."""
    known = _ranges(order, box)
    relative = _relative_slope(order, known, variable)
    if relative == _ZERO:
        return 0
    if relative is not None:
        sign = _sign(relative) * _sign(known[id(order[-1])]) * _sign(box[variable])
        if sign:
            return sign
    slope = _slope(order, known, variable)
    return 0 if slope == _ZERO else _sign(slope) or None


def _halves(box: _Box) -> tuple[_Box, _Box]:
    """The box cut in two across the input that is vaguest for its size."""
    widest = max(box, key=lambda variable: _vagueness(box[variable]))
    low, high = box[widest]
    middle = (low + high) / 2
    return {**box, widest: (low, middle)}, {**box, widest: (middle, high)}


def _vagueness(interval: Interval) -> Fraction:
    return (interval[1] - interval[0]) / max(abs(interval[0]), abs(interval[1]))


def _sign(interval: Interval) -> int:
    """1 where nothing in it is negative, -1 where nothing is positive, else 0."""
    if interval[0] >= 0:
        return 1
    return -1 if interval[1] <= 0 else 0


def _relative_slope(
    order: "list[Quantity]", known: Mapping[int, Interval], variable: object
) -> Interval | None:
    """The range of (x / y) * dy/dx over the box, or None where this way of looking fails.

    Products and quotients add and subtract exactly here, so that x / x has none at all.
    """
    slopes: dict[int, Interval | None] = {}
    for node in order:
        match node.derivation:
            case Input() as leaf:
                slopes[id(node)] = _ONE if leaf.variable == variable else _ZERO
            case Operation(operator=operator, operands=below):
                inner = [slopes[id(operand)] for operand in below]
                certain = [slope for slope in inner if slope is not None]
                values = [known[id(operand)] for operand in below]
                slopes[id(node)] = (
                    _relative_chain(operator, values, certain)
                    if len(certain) == len(inner)
                    else None
                )
            case _:
                slopes[id(node)] = slopes[id(operands(node.derivation)[0])]
    return slopes[id(order[-1])]


def _relative_chain(
    operator: str, values: list[Interval], slopes: list[Interval]
) -> Interval | None:
    first, second = slopes[0], slopes[-1]
    match operator:
        case "neg":
            return first
        case "*":
            return _add(first, second)
        case "/":
            return _add(first, _negate(second))
        case "**":
            exponent = int(values[-1][0])
            return _multiply((Fraction(exponent), Fraction(exponent)), first)
        case "+" | "-":
            right = values[1] if operator == "+" else _negate(values[1])
            same_side = _sign(values[0]) * _sign(right) > 0
            # Of one sign, the slope is a weighted mean of both; otherwise they have to agree.
            if same_side or (first == second and first[0] == first[1]):
                return _hull(slopes)
            return None
        case _:
            return _hull(_able(operator, values, slopes))


def _slope(order: "list[Quantity]", known: Mapping[int, Interval], variable: object) -> Interval:
    """The range of the partial derivative of the last node by one input over the box."""
    slopes: dict[int, Interval] = {}
    for node in order:
        match node.derivation:
            case Input() as leaf:
                slopes[id(node)] = _ONE if leaf.variable == variable else _ZERO
            case Operation(operator=operator, operands=below):
                values = [known[id(operand)] for operand in below]
                inner = [slopes[id(operand)] for operand in below]
                slopes[id(node)] = _ZERO if _flat(inner) else _chain(operator, values, inner)
            case _:
                slopes[id(node)] = slopes[id(operands(node.derivation)[0])]
    return slopes[id(order[-1])]


def _flat(slopes: list[Interval]) -> bool:
    return all(slope == _ZERO for slope in slopes)


def _chain(operator: str, values: list[Interval], slopes: list[Interval]) -> Interval:
    """The derivative of one operation, by the chain rule on intervals."""
    first, second = values[0], values[-1]
    d_first, d_second = slopes[0], slopes[-1]
    match operator:
        case "neg":
            return _negate(d_first)
        case "+":
            return _add(d_first, d_second)
        case "-":
            return _add(d_first, _negate(d_second))
        case "*":
            return _add(_multiply(d_first, second), _multiply(first, d_second))
        case "/":
            numerator = _add(_multiply(d_first, second), _negate(_multiply(first, d_second)))
            return _multiply(numerator, _reciprocal(_multiply(second, second)))
        case "**":
            exponent = _exponent(second)
            if d_second != _ZERO:
                raise _UnboundedError
            if exponent == 0:
                return _ZERO
            scale = (Fraction(exponent), Fraction(exponent))
            return _multiply(_multiply(scale, _power(first, exponent - 1)), d_first)
        case _:
            return _chosen(operator, values, slopes)


def _chosen(operator: str, values: list[Interval], slopes: list[Interval]) -> Interval:
    """The slope of min or max; at a point the first of the extreme operands counts."""
    able = _able(operator, values, slopes)
    return able[0] if all(low == high for low, high in values) else _hull(able)


def _able(operator: str, values: list[Interval], slopes: list[Interval]) -> list[Interval]:
    """The slopes of the operands that can be the extreme one."""
    if operator == "min":
        limit = min(high for _, high in values)
        return [slope for (low, _), slope in zip(values, slopes, strict=True) if low <= limit]
    limit = max(low for low, _ in values)
    return [slope for (_, high), slope in zip(values, slopes, strict=True) if high >= limit]


def _hull(intervals: list[Interval]) -> Interval:
    return min(low for low, _ in intervals), max(high for _, high in intervals)


def _apply(operator: str, values: list[Interval]) -> Interval:
    first, second = values[0], values[-1]
    match operator:
        case "neg":
            return _negate(first)
        case "+":
            return _add(first, second)
        case "-":
            return _add(first, _negate(second))
        case "*":
            return _multiply(first, second)
        case "/":
            return _multiply(first, _reciprocal(second))
        case "**":
            return _power(first, _exponent(second))
        case "min":
            return min(low for low, _ in values), min(high for _, high in values)
        case _:
            return max(low for low, _ in values), max(high for _, high in values)


def _add(left: Interval, right: Interval) -> Interval:
    return left[0] + right[0], left[1] + right[1]


def _negate(operand: Interval) -> Interval:
    return -operand[1], -operand[0]


def _multiply(left: Interval, right: Interval) -> Interval:
    if left[0] == left[1] and right[0] == right[1]:
        product = left[0] * right[0]
        return product, product
    products = [a * b for a in left for b in right]
    return min(products), max(products)


def _reciprocal(operand: Interval) -> Interval:
    if operand[0] <= 0 <= operand[1]:
        raise _UnboundedError
    return 1 / operand[1], 1 / operand[0]


def _exponent(interval: Interval) -> int:
    """The exponent, if it is certain: a power with a vague exponent has no exact range."""
    if interval[0] != interval[1]:
        raise _UnboundedError
    return int(interval[0])


def _power(operand: Interval, exponent: int) -> Interval:
    if exponent == 0:
        return _ONE
    if exponent < 0:
        return _reciprocal(_power(operand, -exponent))
    if _size(operand) * exponent > MAX_BITS:
        raise _UnboundedError
    ends = sorted((operand[0] ** exponent, operand[1] ** exponent))
    if exponent % 2 == 0 and operand[0] < 0 < operand[1]:
        return Fraction(0), ends[1]
    return ends[0], ends[1]


def _size(interval: Interval) -> int:
    """Bits of its longest numerator or denominator."""
    return max(bits(end) for end in interval)


def bits(value: Fraction) -> int:
    """Bits of the longer of its numerator and denominator."""
    return max(value.numerator.bit_length(), value.denominator.bit_length())
