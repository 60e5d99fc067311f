"""Derivations for the terminal: a tree of lines, down to quotations and locators."""

from collections.abc import Iterator

from claimbook.quantities import Comparison, Input, Quantity, elasticities, format_significant
from claimbook.render.tree import Node, comparison_trees, derivation_tree


def explain(value: Quantity | Comparison) -> str:
    """The derivation as lines of text."""
    if isinstance(value, Comparison):
        left, right = comparison_trees(value)
        verdict = "holds" if value.holds else "does not hold"
        marginal = ", but its approximate inputs could turn it over" if value.marginal else ""
        head = f"{left.printed.text} {value.operator} {right.printed.text}: {verdict}{marginal}"
        return "\n".join([head, *_lines(left, "", last=False), *_lines(right, "", last=True)])
    root = derivation_tree(value)
    return "\n".join([_headline(root), *_below(root, ""), *_influence(value)])


def _influence(quantity: Quantity) -> Iterator[str]:
    """The inputs in order of influence: what 1 % more of each does, to two digits."""
    moved = [(leaf, share) for leaf, share in elasticities(quantity) if share != 0]
    if len(moved) < 2:
        return
    yield "1 % more of each input moves it by:"
    for leaf, share in moved:
        sign = "+" if share > 0 else ""
        yield f"   {sign}{format_significant(share, 2)} %  {leaf.name}"


def _lines(node: Node, indent: str, *, last: bool) -> Iterator[str]:
    branch, rest = ("└─ ", "   ") if last else ("├─ ", "│  ")
    yield f"{indent}{branch}{_headline(node)}"
    yield from _below(node, indent + rest)


def _below(node: Node, indent: str) -> Iterator[str]:
    gutter = "│  " if node.children else "   "
    for detail in _details(node):
        yield f"{indent}{gutter}{detail}"
    for child in node.children:
        yield from _lines(child, indent, last=child is node.children[-1])


def _headline(node: Node) -> str:
    told = " (defined on this page)" if node.defined is not None else ""
    text = f"{node.label}{told} = {node.printed.text}"
    if node.range is not None:
        text += f" ({node.range[0].number} to {node.range[1].text})"
    if node.cut:
        return f"{text} (from further steps)"
    return f"{text} (see above)" if node.seen else text


def _details(node: Node) -> Iterator[str]:
    if node.seen:
        return
    if node.formula is not None:
        source = f"  [{node.source}]" if node.source else ""
        yield f"= {node.formula}{source}"
    if node.defined is not None:
        yield f"defined at {node.defined.location}"
    for assumption in node.assumptions:
        yield f"{assumption.name}: {assumption.value} ({assumption.origin})"
    if node.leaf is not None:
        yield from _leaf_details(node.leaf)


def _leaf_details(leaf: Input) -> Iterator[str]:
    if leaf.kind == "number":
        return
    marks = [f"stated as {leaf.word}"] if leaf.word else []
    marks.extend(["approximate"] if leaf.approximate else [])
    marks.extend([f"confidence: {leaf.confidence}"] if leaf.confidence else [])
    marks.extend([f"as of {leaf.as_of}"] if leaf.as_of else [])
    marks.extend(f"{name}: {value}" for name, value in sorted(leaf.qualifiers.items()))
    if marks:
        yield ", ".join(marks)
    source = leaf.source or "no source"
    locator = f", {leaf.locator}" if leaf.locator else ""
    place = f"  {leaf.span.location}" if leaf.span is not None else ""
    yield f"source: {source}{locator}{place}"
    if leaf.quote is not None:
        yield f"“{leaf.quote}”"
