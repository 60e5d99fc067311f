"""A spec set on the command line: what would follow, were the value another."""

from collections.abc import Mapping
from dataclasses import replace

from claimbook.diagnostics import did_you_mean
from claimbook.quantities.errors import QuantityError
from claimbook.quantities.unit import UnitTable
from claimbook.sources.spec import Spec
from claimbook.sources.value import read_quantity

COMMAND_LINE = "set on the command line"
"""Stands as the source of such a value."""


def override(specs: Mapping[str, Spec], setting: str, units: UnitTable) -> Spec:
    """The spec that `SPEC=VALUE` sets, with that value; its qualifiers and vagueness stay.

    Raises:
        QuantityError: no such spec, or not a value of its dimension.
    """
    path, equals, written = setting.partition("=")
    name, stated = path.strip(), written.strip()
    if not equals or not stated:
        raise QuantityError(
            "unreadable-value", f"{setting} sets nothing", 'write gb300.peak.fp8="4 PFLOPS"'
        )
    spec = specs.get(name)
    if spec is None:
        raise QuantityError(
            "unknown-spec", f"there is no spec {name}", did_you_mean(name, specs, None)
        )
    plain = replace(
        spec,
        text=stated,
        source=COMMAND_LINE,
        quote=None,
        locator=None,
        note=None,
        as_of=None,
        rivals=(),
    )
    if spec.unit is None:
        return replace(plain, word=stated)
    numeral, unit = read_quantity(stated, units, bare=spec.unit.dimension.is_dimensionless)
    if unit.dimension != spec.unit.dimension:
        raise QuantityError(
            "wrong-dimension",
            f"{stated} is in {unit.dimension}, {name} in {spec.unit.dimension}",
            f"write it like {spec.text}",
        )
    return replace(plain, value=numeral.value * unit.factor, numeral=numeral, unit=unit)
