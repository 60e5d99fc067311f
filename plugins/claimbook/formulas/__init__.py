"""Formulas: functions of a field whose results carry their own derivation."""

from claimbook.formulas.defaults import check_defaults
from claimbook.formulas.formula import Formula, Record, RefusalError, formula
from claimbook.formulas.library import Library, load_library
from claimbook.formulas.specs import NotStated, Specs, Unavailable

__all__ = [
    "Formula",
    "Library",
    "NotStated",
    "Record",
    "RefusalError",
    "Specs",
    "Unavailable",
    "check_defaults",
    "formula",
    "load_library",
]
