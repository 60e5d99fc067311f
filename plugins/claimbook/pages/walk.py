"""Expressions walked over names: the rows and columns that a table shows and a plot draws.

A name stands for each value of its list in turn, so that one expression is many macros that the
author did not have to write. A formula's refusal is a cell of its own, and so is a figure that
only some subjects state; any other fault is the author's to mend.
"""

import ast
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claimbook.formulas import Record
from claimbook.pages.display import Display
from claimbook.pages.expression import EvaluationStopped
from claimbook.pages.grid import Grid, GridCell, GridRow
from claimbook.quantities import Comparison, Quantity

if TYPE_CHECKING:
    from claimbook.pages.evaluator import Run

MAX_CELLS = 2_000
MOST_NAMES = 2


def read_grid(
    run: "Run",
    node: ast.Call,
    expressions: Sequence[ast.expr],
    walked: Mapping[str, Sequence[ast.expr]],
    header: Sequence[str],
    labels: Sequence[str],
) -> Grid:
    """A row for each value of the first name, and a column for each of the second.

    With one name there is a column for each expression, and without any there is one row.

    Raises:
        EvaluationStopped: the author's words do not fit its rows and columns, or a cell has a
            fault.
    """
    sizes = [len(values) for values in walked.values()]
    height = sizes[0] if sizes else 1
    if height * (sizes[1] if len(sizes) > 1 else len(expressions)) > MAX_CELLS:
        run.stop(node, "limit-exceeded", f"a table has at most {MAX_CELLS} cells")
    if labels and len(labels) != height:
        run.stop(node, "invalid-argument", f"label= has {len(labels)} texts for {height} rows")
    head = _header(run, node, expressions, walked, header)
    if walked:
        rows = _rows(run, expressions, walked, labels)
        for column in zip(*(row.cells for row in rows), strict=True):
            _refuse_gap(column)
        return Grid(head, tuple(rows))
    cells = tuple(_cell(run, expression, {}) for expression in expressions)
    return Grid(head, (GridRow(labels[0] if labels else "", cells),))


def _rows(
    run: "Run",
    expressions: Sequence[ast.expr],
    walked: Mapping[str, Sequence[ast.expr]],
    labels: Sequence[str],
) -> list[GridRow]:
    first, *others = ([(name, value) for value in values] for name, values in walked.items())
    rows = []
    for position, row in enumerate(first):
        bindings = [dict([row, *columns]) for columns in itertools.product(*others)]
        cells = tuple(
            _cell(run, expression, bound)
            for expression, bound in itertools.product(expressions, bindings)
        )
        rows.append(GridRow(labels[position] if labels else label_of(run, row[1]), cells))
    return rows


def _cell(run: "Run", node: ast.expr, bound: dict[str, ast.expr]) -> GridCell:
    run.bindings = bound
    written, canonical = run.written(node), run.canonical_of(node)
    try:
        value = run.visit(node, 1)
        if isinstance(value, Record):
            value = run.bare(node, value)
    except EvaluationStopped as stopped:
        found = stopped.diagnostic
        if found.code.slug == "scope-refused":
            return GridCell(None, written, canonical, found)
        where = ", ".join(f"{name} = {run.segment(value)}" for name, value in bound.items())
        if where:
            found = replace(found, message=f"{found.message} (where {where})")
        if stopped.is_gap and where:
            return GridCell(None, written, canonical, found)
        stopped.diagnostic = found
        raise
    finally:
        run.bindings = {}
    if not isinstance(value, Quantity | Comparison | Display | bool | str):
        run.stop(node, "invalid-argument", "a cell is a quantity, a comparison or a text")
    return GridCell(value, written, canonical)


def _refuse_gap(column: Sequence[GridCell]) -> None:
    """That some subjects do not state a figure is a fact; that none does is more likely a slip."""
    gap = next(
        (
            cell.refusal
            for cell in column
            if cell.refusal is not None and cell.refusal.code.slug != "scope-refused"
        ),
        None,
    )
    if gap is not None and gap.span is not None and all(cell.value is None for cell in column):
        raise EvaluationStopped(gap.code.slug, gap.message, gap.span, gap.hint)


def values_of(run: "Run", name: str, node: ast.expr) -> list[ast.expr]:
    """The values that a name walks over."""
    if name in run.environment.names:
        run.stop(node, "invalid-argument", f"{name} is a formula; walk over another name")
    if not isinstance(node, ast.List) or not node.elts:
        run.stop(node, "invalid-argument", f"{name}= is a list of what it stands for in turn")
    for item in node.elts:
        number = item.operand if isinstance(item, ast.UnaryOp) else item
        is_number = isinstance(number, ast.Constant) and type(number.value) in (int, float)
        is_text = isinstance(item, ast.Constant) and isinstance(item.value, str)
        if not is_number and not is_text:
            run.stop(item, "invalid-argument", f"{name}= lists texts or numbers")
    return node.elts


def texts_of(run: "Run", node: ast.expr | None, word: str) -> list[str]:
    """The texts of an option that lists them; none where it is not there."""
    if node is None:
        return []
    texts = [
        item.value
        for item in (node.elts if isinstance(node, ast.List) else ())
        if isinstance(item, ast.Constant) and isinstance(item.value, str)
    ]
    if not isinstance(node, ast.List) or not texts or len(texts) < len(node.elts):
        run.stop(node, "invalid-argument", f"{word}= is a list of texts")
    return texts


def _header(
    run: "Run",
    node: ast.Call,
    expressions: Sequence[ast.expr],
    walked: Mapping[str, Sequence[ast.expr]],
    header: Sequence[str],
) -> tuple[str, ...]:
    """One word for the labels and one for each column: the author's, or the expressions'."""
    first, *others = walked or [""]
    if others:
        columns = [label_of(run, value) for value in walked[others[0]]]
        if len(header) > 1 and len(header) != len(columns) + 1:
            run.stop(
                node,
                "invalid-argument",
                f"header= has {len(header)} texts for {len(columns) + 1} columns",
                "one text is that of the corner",
            )
        return tuple(header) if len(header) > 1 else (header[0] if header else first, *columns)
    if header and len(header) != len(expressions) + 1:
        run.stop(
            node,
            "invalid-argument",
            f"header= has {len(header)} texts for {len(expressions) + 1} columns",
            "the first stands above the rows' labels",
        )
    return tuple(header) or (first, *(run.segment(each) for each in expressions))


def label_of(run: "Run", node: ast.expr) -> str:
    """What a row or column is called: the name of a subject, or the value as it is written."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return run.environment.specs.name_of(node.value) or node.value
    return run.segment(node)
