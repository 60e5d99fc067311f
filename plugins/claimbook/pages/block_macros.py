"""The macros that make a block: `table(...)`, and the listings of a page or of the book.

A table is one expression for many subjects. Its named lists give names to walk over, so that
`table(roofline(system, "fp8").balance, system=["gb300", "h800"])` is two macros that the author
did not have to write twice. A formula's refusal is a cell of its own, and so is a figure that
only some subjects state; any other fault is the author's to mend.
"""

import ast
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from claimbook.diagnostics import nearest
from claimbook.formulas import Record
from claimbook.pages.display import Display
from claimbook.pages.expression import EvaluationStopped
from claimbook.pages.grid import Block, Grid, GridCell, GridRow, Listing
from claimbook.quantities import Comparison, Quantity

if TYPE_CHECKING:
    from claimbook.pages.evaluator import Run

MAX_CELLS = 2_000
MOST_NAMES = 2
ALL_SOURCES = "sources"
"""What `table("sources")` lists; no subject of data/ can have this id."""

_OPTIONS: Mapping[str, Mapping[str, type]] = {
    "ledger": {"stance": str, "counts": bool},
    "discrepancies": {},
    "journal": {"limit": int},
}
_STANCES = ("asserted", "reported", "waived")
BLOCKS = ("table", *_OPTIONS)
"""Macros that stand alone on their line."""


def read_block(run: "Run", node: ast.Call, name: str) -> Block:
    """What a block macro asks for.

    Raises:
        EvaluationStopped: its arguments do not fit, or a cell has a fault.
    """
    named = run.named(node)
    return _table(run, node, named) if name == "table" else _listing(run, node, name, named)


def _listing(run: "Run", node: ast.Call, name: str, named: Mapping[str, ast.expr]) -> Listing:
    known = _OPTIONS[name]
    usage = ", ".join(["id=", *(f"{word}=" for word in known)])
    if node.args:
        run.stop(
            node.args[0], "invalid-argument", f"{name} takes named arguments", f"it has: {usage}"
        )
    options: dict[str, str | int | bool] = {}
    for word, value in named.items():
        if word not in known:
            close = nearest(word, known)
            hint = f"did you mean {close}=?" if close else f"it has: {usage}"
            run.stop(value, "invalid-argument", f"{name} has no argument {word}", hint)
        options[word] = _option(run, value, word, known[word])
    return Listing(name, options)


def _option(run: "Run", node: ast.expr, word: str, kind: type) -> str | int | bool:
    value = node.value if isinstance(node, ast.Constant) else None
    if kind is str:
        if value not in _STANCES:
            run.stop(node, "invalid-argument", f"{word}= names one of: {', '.join(_STANCES)}", None)
        return str(value)
    if kind is bool:
        if not isinstance(value, bool):
            run.stop(node, "invalid-argument", f"{word}= is True or False")
        return value
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        run.stop(node, "invalid-argument", f"{word}= is a whole number from 1 on")
    return value


def _table(run: "Run", node: ast.Call, named: dict[str, ast.expr]) -> Block:
    header = _texts(run, named.pop("header", None), "header")
    labels = _texts(run, named.pop("label", None), "label")
    if not node.args:
        run.stop(node, "invalid-argument", *_USAGE)
    only = node.args[0]
    if not named and len(node.args) == 1 and isinstance(only, ast.Constant):
        if header or labels:
            run.stop(only, "invalid-argument", "the table of a subject has its own header")
        return _subject(run, only)
    if not 1 <= len(named) <= MOST_NAMES:
        run.stop(node, "invalid-argument", *_USAGE)
    walked = {name: _walked(run, name, value) for name, value in named.items()}
    if len(walked) == MOST_NAMES and len(node.args) > 1:
        run.stop(
            node.args[1],
            "invalid-argument",
            "a table of rows and columns has one expression",
            "walk over one name, or write a table for each expression",
        )
    rows, *others = walked.values()
    columns = len(others[0]) if others else len(node.args)
    if len(rows) * columns > MAX_CELLS:
        run.stop(node, "limit-exceeded", f"a table has at most {MAX_CELLS} cells")
    if labels and len(labels) != len(rows):
        run.stop(node, "invalid-argument", f"label= has {len(labels)} texts for {len(rows)} rows")
    head = _header(run, node, walked, header)
    filled = _rows(run, node.args, walked, labels)
    for column in zip(*(row.cells for row in filled), strict=True):
        _refuse_gap(column)
    return Grid(head, tuple(filled))


_USAGE = (
    "table takes a subject, or expressions and the names that they walk over",
    'table("gb300"), or table(roofline(system, "fp8").balance, system=["gb300", "h800"])',
)


def _subject(run: "Run", node: ast.Constant) -> Block:
    """All specs of one subject, or all sources of the book."""
    if node.value == ALL_SOURCES:
        return Listing(ALL_SOURCES)
    if not isinstance(node.value, str):
        run.stop(node, "invalid-argument", *_USAGE)
    subject, specs = node.value, run.environment.specs
    # Asking for its kind is what says that there is no such subject.
    run.guarded(node, lambda: specs.kind(subject))
    rows = []
    for inner in specs.inside(subject):
        path = f"{subject}.{inner}"
        value = run.guarded(node, partial(specs.stated, path))
        expression = f'spec("{path}")'
        cell = GridCell(value, expression, f'(Call spec "{path}")')
        rows.append(GridRow(inner, (cell,), specs.source_of(path)))
    return Grid((), tuple(rows), is_subject=True)


def _rows(
    run: "Run",
    expressions: Sequence[ast.expr],
    walked: Mapping[str, Sequence[ast.expr]],
    labels: Sequence[str],
) -> list[GridRow]:
    (row_name, row_values), *others = walked.items()
    rows = []
    for position, row_value in enumerate(row_values):
        bindings = [{row_name: row_value}]
        if others:
            name, values = others[0]
            bindings = [{row_name: row_value, name: value} for value in values]
        cells = tuple(
            _cell(run, expression, bound)
            for expression, bound in itertools.product(expressions, bindings)
        )
        label = labels[position] if labels else _label(run, row_value)
        rows.append(GridRow(label, cells))
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
        found = replace(found, message=f"{found.message} (where {where})")
        if stopped.is_gap:
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


def _walked(run: "Run", name: str, node: ast.expr) -> list[ast.expr]:
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


def _texts(run: "Run", node: ast.expr | None, word: str) -> list[str]:
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
    walked: Mapping[str, Sequence[ast.expr]],
    header: Sequence[str],
) -> tuple[str, ...]:
    """One word for the labels and one for each column: the author's, or the expressions'."""
    first, *others = walked
    if others:
        columns = [_label(run, value) for value in walked[others[0]]]
        if len(header) > 1 and len(header) != len(columns) + 1:
            run.stop(
                node,
                "invalid-argument",
                f"header= has {len(header)} texts for {len(columns) + 1} columns",
                "one text is that of the corner",
            )
        return tuple(header) if len(header) > 1 else (header[0] if header else first, *columns)
    if header and len(header) != len(node.args) + 1:
        run.stop(
            node,
            "invalid-argument",
            f"header= has {len(header)} texts for {len(node.args) + 1} columns",
            "the first stands above the rows' labels",
        )
    return tuple(header) or (first, *(run.segment(each) for each in node.args))


def _label(run: "Run", node: ast.expr) -> str:
    """What a row or column is called: the name of a subject, or the value as it is written."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return run.environment.specs.name_of(node.value) or node.value
    return run.segment(node)


def misplaced(block: Block) -> tuple[str, str]:
    """What is wrong with a block macro that does not stand alone, and what to do."""
    name = block.kind if isinstance(block, Listing) and block.kind != ALL_SOURCES else "table"
    return (
        f"{name}(...) makes a block, so it stands alone on its line",
        "put it into a paragraph of its own, outside tables, headings and HTML",
    )


__all__ = ["ALL_SOURCES", "BLOCKS", "MAX_CELLS", "misplaced", "read_block"]
