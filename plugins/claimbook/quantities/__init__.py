"""Exact quantities: units, numbers as written, arithmetic that remembers where it came from."""

from claimbook.quantities.derivation import (
    Assumption,
    Convention,
    Definition,
    Derivation,
    Evaluation,
    FormulaReference,
    Input,
    Operation,
    assumptions,
    formula_references,
    inputs,
    walk,
)
from claimbook.quantities.errors import QuantityError
from claimbook.quantities.interval import elasticities
from claimbook.quantities.numeral import Numeral, match_numeral, parse_numeral
from claimbook.quantities.printing import Printed, Style, customary_unit, localized, print_quantity
from claimbook.quantities.quantity import (
    Comparison,
    Quantity,
    as_quantity,
    compare,
    constant,
    maximum,
    measured,
    minimum,
    number,
)
from claimbook.quantities.rounding import exact_text, format_significant
from claimbook.quantities.unit import (
    DIMENSIONLESS,
    STANDARD,
    BaseUnit,
    Dimension,
    Unit,
    UnitTable,
)

__all__ = [
    "DIMENSIONLESS",
    "STANDARD",
    "Assumption",
    "BaseUnit",
    "Comparison",
    "Convention",
    "Definition",
    "Derivation",
    "Dimension",
    "Evaluation",
    "FormulaReference",
    "Input",
    "Numeral",
    "Operation",
    "Printed",
    "Quantity",
    "QuantityError",
    "Style",
    "Unit",
    "UnitTable",
    "as_quantity",
    "assumptions",
    "compare",
    "constant",
    "customary_unit",
    "elasticities",
    "exact_text",
    "format_significant",
    "formula_references",
    "inputs",
    "localized",
    "match_numeral",
    "maximum",
    "measured",
    "minimum",
    "number",
    "parse_numeral",
    "print_quantity",
    "walk",
]
