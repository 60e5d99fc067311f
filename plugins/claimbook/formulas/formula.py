"""The `@formula` decorator: a plain Python function becomes a node of the derivation graph.

A formula takes quantities (plain numbers are taken as they are written) and returns one, a
comparison, or a record of several. Its declared unit is checked against what it returns; its
derivation is what its arithmetic did. It never touches a file or a clock.
"""

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, update_wrapper
from types import UnionType
from typing import Any, get_args, overload

from claimbook.quantities import (
    STANDARD,
    Comparison,
    Evaluation,
    FormulaReference,
    Quantity,
    QuantityError,
    Unit,
    UnitTable,
    as_quantity,
)

SPECS_PARAMETER = "specs"
"""A formula whose first parameter has this name is handed the book's specs."""


class RefusalError(QuantityError):
    """A formula asked for something it does not apply to: the reason, and what to ask instead."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__("scope-refused", message, hint)


class Record:
    """A result with several named quantities, for example a roofline.

    Subclasses offer attributes whose names have no leading underscore; pages may read those
    and nothing else. `bare` is what stands for the whole where one quantity is wanted.
    """

    @property
    def bare(self) -> Quantity:
        """The quantity that a page prints for the record itself."""
        raise RefusalError(
            f"{type(self).__name__} has no value of its own", "name one of its attributes"
        )

    def attributes(self) -> list[str]:
        """The names that a page may read, sorted."""
        return sorted(
            name
            for name in {*dir(type(self)), *vars(self)} - set(dir(Record))
            if not name.startswith("_") and not callable(getattr(type(self), name, None))
        )


class Formula:
    """A named function of a formula library. Calling it evaluates it."""

    def __init__(
        self,
        function: Callable[..., Any],
        *,
        latex: str | None,
        symbol: str | None,
        unit: str | tuple[str, ...] | None,
        source: str | None,
    ) -> None:
        update_wrapper(self, function)
        self.function = function
        self.name = function.__name__
        self.latex = latex
        self.symbol = symbol
        self.declared = (unit,) if isinstance(unit, str) else tuple(unit or ())
        self.source = source

    @cached_property
    def _full_signature(self) -> inspect.Signature:
        return inspect.signature(self.function)

    @cached_property
    def signature(self) -> inspect.Signature:
        """Its parameters as a page calls them: without the book's specs."""
        full = self._full_signature
        if not self.wants_specs:
            return full
        return full.replace(parameters=list(full.parameters.values())[1:])

    @cached_property
    def wants_specs(self) -> bool:
        """Whether its first parameter is the book's specs."""
        return next(iter(self._full_signature.parameters), "") == SPECS_PARAMETER

    @cached_property
    def units(self) -> UnitTable:
        """The unit table of its library: the standard one and the library's own base units.

        Raises:
            QuantityError: the library declares a base unit that cannot be one.
        """
        bases = list(self.function.__globals__.get("UNITS", ()))
        name = self.function.__module__ or ""
        while name := name.rpartition(".")[0]:
            bases.extend(getattr(sys.modules.get(name), "UNITS", ()))
        return STANDARD.extended(bases) if bases else STANDARD

    @cached_property
    def result_units(self) -> tuple[Unit, ...]:
        """The declared units, read.

        Raises:
            QuantityError: the library declares a unit that does not exist.
        """
        return tuple(self.units.parse(unit) for unit in self.declared)

    @cached_property
    def summary(self) -> str:
        """The first line of its docstring."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]

    @cached_property
    def reference(self) -> FormulaReference:
        """What derivations say about it."""
        return FormulaReference(self.name, self.latex, self.symbol, self.source, self.summary)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Evaluate it.

        Raises:
            QuantityError: arguments that do not fit, or a result in another unit than declared.
        """
        bound = self._bind(args, kwargs)
        for name, value in bound.arguments.items():
            parameter = self._full_signature.parameters[name]
            bound.arguments[name] = self._fitting(parameter, value)
        quantities = tuple(
            (shown, quantity)
            for name, value in bound.arguments.items()
            for shown, quantity in _quantities(name, value)
        )
        return self._finish(self.function(*bound.args, **bound.kwargs), quantities)

    def _bind(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> inspect.BoundArguments:
        try:
            bound = self._full_signature.bind(*args, **kwargs)
        except TypeError as error:
            raise QuantityError(
                "invalid-argument",
                f"{self.name}: {error}".replace("'", ""),
                f"write {self.usage}",
            ) from None
        bound.apply_defaults()
        return bound

    @property
    def usage(self) -> str:
        """How a page calls it: its name and parameters."""
        parameters = [_spelled(parameter) for parameter in self.signature.parameters.values()]
        return f"{self.name}({', '.join(parameters)})"

    def _fitting(self, parameter: inspect.Parameter, value: object) -> object:
        """The argument as the function takes it; plain numbers become quantities."""
        if value is parameter.default:
            return _readable(value)
        read = _readable(value)
        wanted = _annotated(parameter.annotation)
        if isinstance(read, Record) and "Quantity" in wanted:
            read = read.bare
        given = "Quantity" if isinstance(read, Quantity) else type(read).__name__
        if wanted and given in _NAMES and given not in wanted:
            meant = " or ".join(_NAMES[name] for name in sorted(wanted) if name in _NAMES)
            raise QuantityError(
                "invalid-argument",
                f"{parameter.name} of {self.name} takes {meant}, not {_NAMES[given]}",
                f"write {self.usage}",
            )
        return read

    def _finish(self, result: object, arguments: tuple[tuple[str, Quantity], ...]) -> object:
        if isinstance(result, Record | Comparison | bool | str | list):
            return result
        if not isinstance(result, Quantity | int | Fraction | Decimal | float):
            raise QuantityError(
                "formula-failed",
                f"the formula {self.name} gave {type(result).__name__}, not a quantity",
                "a formula returns a quantity, a comparison or a record",
            )
        body = as_quantity(result)
        unit = self._unit_of(body)
        if self.wants_specs and isinstance(body.derivation, Evaluation):
            # It looked things up and called another formula: naming it again explains nothing.
            return body if unit is None else body.shown_in(unit)
        return Quantity(
            body.value,
            body.dimension,
            Evaluation(self.reference, arguments, body),
            unit or body.unit,
        )

    def _unit_of(self, body: Quantity) -> Unit | None:
        """The declared unit that fits the result; None where none is declared."""
        if not self.declared:
            return None
        for unit in self.result_units:
            if unit.dimension == body.dimension:
                return unit
        raise QuantityError(
            "formula-unit",
            f"{self.name} gives {body.dimension}, but declares {' or '.join(self.declared)}",
            "check the units of its arguments, or the unit it declares",
        )


_NAMES = {
    "Quantity": "a quantity",
    "Comparison": "a comparison",
    "str": "a text",
    "bool": "true or false",
    "list": "a list",
    "NoneType": "None",
}
"""The kinds of value that an expression has, by the name of their type."""


def _readable(value: object) -> object:
    """Plain numbers become quantities, also inside lists and further arguments."""
    match value:
        case bool():
            return value
        case int() | Fraction() | float() | Decimal():
            return as_quantity(value)
        case tuple():
            return tuple(_readable(item) for item in value)
        case list():
            return [_readable(item) for item in value]
        case dict():
            return {name: _readable(item) for name, item in value.items()}
        case _:
            return value


def _quantities(name: str, value: object) -> Iterator[tuple[str, Quantity]]:
    """The quantities in an argument with the names that they go by."""
    match value:
        case Quantity():
            yield name, value
        case tuple() | list():
            for position, item in enumerate(value, start=1):
                yield from _quantities(f"{name}_{position}", item)
        case dict():
            for key, item in value.items():
                yield from _quantities(str(key), item)
        case _:
            return


def _annotated(annotation: object) -> frozenset[str]:
    """The kinds of value that an annotation names; empty where it says nothing we can check."""
    if isinstance(annotation, str):
        parts = {part.strip().strip("\"'") for part in annotation.split("|")}
        parts = {"NoneType" if part == "None" else part for part in parts}
    else:
        kinds = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
        parts = {getattr(kind, "__name__", "") for kind in kinds}
    return frozenset(parts) if parts <= _NAMES.keys() else frozenset()


def _spelled(parameter: inspect.Parameter) -> str:
    """A parameter as an author would write it: no annotation, a default in the language's terms."""
    default = parameter.default
    if isinstance(default, Quantity) and default.leaf is not None:
        default = default.leaf.name
    elif isinstance(default, str):
        default = f'"{default}"'
    prefix = ""
    if parameter.kind is parameter.VAR_POSITIONAL:
        prefix = "*"
    elif parameter.kind is parameter.VAR_KEYWORD:
        prefix = "**"
    given = "" if parameter.default is parameter.empty else f"={default}"
    return f"{prefix}{parameter.name}{given}"


@overload
def formula(function: Callable[..., Any], /) -> Formula: ...
@overload
def formula(
    *,
    latex: str | None = None,
    symbol: str | None = None,
    unit: str | tuple[str, ...] | None = None,
    source: str | None = None,
) -> Callable[[Callable[..., Any]], Formula]: ...
def formula(
    function: Callable[..., Any] | None = None,
    /,
    *,
    latex: str | None = None,
    symbol: str | None = None,
    unit: str | tuple[str, ...] | None = None,
    source: str | None = None,
) -> Formula | Callable[[Callable[..., Any]], Formula]:
    """Make a function a formula that pages can call by its name.

    Args:
        function: takes quantities by name and returns one. Where its first parameter is named
            `specs`, it is handed the book's specs and the other parameters may be plain text.
        latex: the formula typeset, for the reader's derivation.
        symbol: the short symbol of its result, such as C/B.
        unit: the unit of its result, checked on each evaluation and used to print it; several
            where it depends on the arguments, such as FLOP/B and OP/B.
        source: the id of the source that states the formula, with an optional `#locator`.
    """

    def decorate(decorated: Callable[..., Any]) -> Formula:
        return Formula(decorated, latex=latex, symbol=symbol, unit=unit, source=source)

    return decorate(function) if function is not None else decorate
