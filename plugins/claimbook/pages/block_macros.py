"""The macros that make a block: `table(...)`, `plot(...)`, and the listings of a page or book.

A table is one expression for many subjects. Its named lists give names to walk over, so that
`table(roofline(system, "fp8").balance, system=["gb300", "h800"])` is two macros that the author
did not have to write twice. A formula's refusal is a cell of its own, and so is a figure that
only some subjects state; any other fault is the author's to mend.
"""

import ast
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from claimbook.diagnostics import did_you_mean
from claimbook.pages.grid import Block, Grid, GridCell, GridRow, Listing, Plot
from claimbook.pages.plot_macro import read_plot
from claimbook.pages.walk import MOST_NAMES, read_grid, texts_of, values_of

if TYPE_CHECKING:
    from claimbook.pages.evaluator import Run

ALL_SOURCES = "sources"
"""What `table("sources")` lists; no subject of data/ can have this id."""

_OPTIONS: Mapping[str, Mapping[str, type]] = {
    "ledger": {"stance": str, "counts": bool},
    "discrepancies": {},
    "journal": {"limit": int},
    "changes": {"limit": int},
}
_STANCES = ("asserted", "reported", "waived")
BLOCKS = ("table", "plot", *_OPTIONS)
"""Macros that stand alone on their line."""


def read_block(run: "Run", node: ast.Call, name: str) -> Block:
    """What a block macro asks for.

    Raises:
        EvaluationStopped: its arguments do not fit, or a cell has a fault.
    """
    named = run.named(node)
    if name == "plot":
        return read_plot(run, node, named)
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
            hint = did_you_mean(word, known, f"it has: {usage}", form="{}=")
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
    header = texts_of(run, named.pop("header", None), "header")
    labels = texts_of(run, named.pop("label", None), "label")
    if not node.args:
        run.stop(node, "invalid-argument", *_USAGE)
    only = node.args[0]
    if not named and len(node.args) == 1 and isinstance(only, ast.Constant):
        if header or labels:
            run.stop(only, "invalid-argument", "the table of a subject has its own header")
        return _subject(run, only)
    if not 1 <= len(named) <= MOST_NAMES:
        run.stop(node, "invalid-argument", *_USAGE)
    walked = {name: values_of(run, name, value) for name, value in named.items()}
    if len(walked) == MOST_NAMES and len(node.args) > 1:
        run.stop(
            node.args[1],
            "invalid-argument",
            "a table of rows and columns has one expression",
            "walk over one name, or write a table for each expression",
        )
    return read_grid(run, node, node.args, walked, header, labels)


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


def misplaced(block: Block) -> tuple[str, str]:
    """What is wrong with a block macro that does not stand alone, and what to do."""
    name = "plot" if isinstance(block, Plot) else "table"
    if isinstance(block, Listing) and block.kind != ALL_SOURCES:
        name = block.kind
    return (
        f"{name}(...) makes a block, so it stands alone on its line",
        "put it into a paragraph of its own, outside tables, headings and HTML",
    )


__all__ = ["ALL_SOURCES", "BLOCKS", "misplaced", "read_block"]
