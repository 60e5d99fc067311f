"""claimbook: a knowledge base whose numbers are computed, traced and checked.

The public API, which formula libraries and hosts build on:

- `open_book`, `Book`, `Report`: open a book by its configuration, check it, read what was found.
- `formula`, `Record`, `RefusalError`, `Specs`: write a formula library.
- `Quantity`, `Comparison`, `constant`, `minimum`, `maximum`, `Assumption`, `BaseUnit`: its values.
- `Kind` and the fields `Leaf`, `Group`, `Each`, `TextField`, `DateField`, `Choice`: the schema of
  the subjects that a library's formulas read.
- `Diagnostic`: what is wrong, and where.

Importing this package loads nothing else: each name is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claimbook.book import Book, open_book
    from claimbook.diagnostics import Diagnostic
    from claimbook.formulas import Formula, Record, RefusalError, Specs, formula
    from claimbook.quantities import (
        Assumption,
        BaseUnit,
        Comparison,
        Quantity,
        QuantityError,
        Unit,
        as_quantity,
        constant,
        maximum,
        minimum,
    )
    from claimbook.report import Report
    from claimbook.sources import Choice, DateField, Each, Field, Group, Kind, Leaf, TextField

_HOMES = {
    "claimbook.book": ("Book", "open_book"),
    "claimbook.report": ("Report",),
    "claimbook.diagnostics": ("Diagnostic",),
    "claimbook.formulas": ("Formula", "Record", "RefusalError", "Specs", "formula"),
    "claimbook.quantities": (
        "Assumption",
        "BaseUnit",
        "Comparison",
        "Quantity",
        "QuantityError",
        "Unit",
        "as_quantity",
        "constant",
        "maximum",
        "minimum",
    ),
    "claimbook.sources": (
        "Choice",
        "DateField",
        "Each",
        "Field",
        "Group",
        "Kind",
        "Leaf",
        "TextField",
    ),
}

__all__ = [
    "Assumption",
    "BaseUnit",
    "Book",
    "Choice",
    "Comparison",
    "DateField",
    "Diagnostic",
    "Each",
    "Field",
    "Formula",
    "Group",
    "Kind",
    "Leaf",
    "Quantity",
    "QuantityError",
    "Record",
    "RefusalError",
    "Report",
    "Specs",
    "TextField",
    "Unit",
    "as_quantity",
    "constant",
    "formula",
    "maximum",
    "minimum",
    "open_book",
]


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    message = f"module 'claimbook' has no attribute {name!r}"
    raise AttributeError(message)
