"""Formula libraries: loading the modules that a book names, and what they offer together.

A library is any Python module with `@formula` functions at its top level; it may also define
`Kind`s (the schema of a kind of subject) and `UNITS` (base units of its field). Libraries are
code and trusted like code. Modules that stand in the book's own folder are read afresh for
every book, so that an edit is seen without a restart.
"""

import importlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.machinery import PathFinder
from types import MappingProxyType, ModuleType

from claimbook.diagnostics import Diagnostics, Span
from claimbook.formulas.formula import Formula
from claimbook.quantities import STANDARD, BaseUnit, QuantityError, UnitTable
from claimbook.sources import Kind


@dataclass(frozen=True)
class Library:
    """Everything that the formula libraries of a book offer."""

    formulas: Mapping[str, Formula] = field(default_factory=lambda: MappingProxyType({}))
    kinds: Mapping[str, Kind] = field(default_factory=lambda: MappingProxyType({}))
    units: UnitTable = STANDARD
    files: tuple[str, ...] = ()
    """The source files of the modules, for a host that watches them."""
    is_complete: bool = True
    """Whether every module that the book names could be loaded."""


def load_library(
    names: Iterable[tuple[str, Span | None]],
    *,
    folder: str | None,
    reserved: Iterable[str],
    diagnostics: Diagnostics,
) -> Library:
    """Import the named modules; one that fails is reported, and the others still load.

    Args:
        names: module names, each with its place in the configuration.
        folder: the book's own folder, looked at first; None where the book has none.
        reserved: names that a formula may not take, because the language itself uses them.
        diagnostics: where faults go.
    """
    offer = _Offer(set(reserved), diagnostics)
    wanted = list(names)
    with _importing_from(folder):
        _forget([name for name, _ in wanted], folder)
        for name, span in wanted:
            module = _import(name, span, diagnostics)
            if module is None:
                offer.lacks_module()
            else:
                offer.take(name, module, span)
    return offer.library()


class _Offer:
    """What the modules offer, gathered one after the other."""

    def __init__(self, reserved: set[str], diagnostics: Diagnostics) -> None:
        self._reserved = reserved
        self._diagnostics = diagnostics
        self._formulas: dict[str, Formula] = {}
        self._kinds: dict[str, Kind] = {}
        self._units = STANDARD
        self._files: set[str] = set()
        self._is_complete = True

    def library(self) -> Library:
        return Library(
            MappingProxyType(self._formulas),
            MappingProxyType(self._kinds),
            self._units,
            tuple(sorted(self._files)),
            self._is_complete,
        )

    def lacks_module(self) -> None:
        self._is_complete = False

    def take(self, name: str, module: ModuleType, span: Span | None) -> None:
        self._files.update(_files_of(module))
        self._take_units(name, getattr(module, "UNITS", ()), span)
        for value in list(vars(module).values()):
            if isinstance(value, Kind):
                if self._kinds.get(value.name, value) != value:
                    self._report(f"{name}: the kind {value.name} is taken", "rename it", span)
                    continue
                self._kinds[value.name] = value
            elif isinstance(value, Formula):
                self._take_formula(name, value, span)
        offered = vars(module)
        if "UNITS" not in offered and not any(
            isinstance(value, Formula | Kind) for value in offered.values()
        ):
            self._report(
                f"{name} offers no formula", "put @formula above a function of the module", span
            )

    def _take_units(self, name: str, bases: object, span: Span | None) -> None:
        try:
            given = list(bases) if isinstance(bases, Iterable) else [bases]
            listed = [base for base in given if isinstance(base, BaseUnit)]
            if len(listed) != len(given):
                raise QuantityError(
                    "formulas-unusable",
                    "UNITS is a sequence of BaseUnit",
                    'write UNITS = [BaseUnit("token", plurals=("tokens",))]',
                )
            self._units = self._units.extended(listed) if listed else self._units
        except QuantityError as error:
            self._report(f"{name}: {error.message}", error.hint, span)

    def _take_formula(self, name: str, item: Formula, span: Span | None) -> None:
        if item.name in self._reserved:
            message = f"{name}: the name {item.name} belongs to the language"
            self._report(message, "rename the formula", span)
        elif self._formulas.get(item.name, item) is not item:
            other = self._formulas[item.name].function.__module__
            message = f"{name}: the name {item.name} is taken by {other}"
            self._report(message, "rename the formula", span)
        elif not item.name.isidentifier() or not item.name.isascii():
            message = f"{name}: {item.name} is no name that a page can call"
            self._report(message, "a formula is a function with an ASCII name", span)
        else:
            self._formulas[item.name] = item
            try:
                _ = item.result_units
            except QuantityError as error:
                self._report(f"{name}: formula {item.name}: {error.message}", error.hint, span)

    def _report(self, message: str, hint: str | None, span: Span | None) -> None:
        self._diagnostics.add("formulas-unusable", message, span, hint=hint)


def _import(name: str, span: Span | None, diagnostics: Diagnostics) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:
        kind = type(error).__name__
        if name.endswith(".py"):
            diagnostics.add(
                "formulas-unusable",
                f"{name} is the name of a file, not of a module",
                span,
                hint=f"write {name.removesuffix('.py')}",
            )
            return None
        missing = isinstance(error, ModuleNotFoundError) and error.name == name.partition(".")[0]
        message = f"there is no module {name}" if missing else f"{kind}: {error}"
        diagnostics.add(
            "formulas-unusable",
            f"the formula library {name} cannot be loaded: {message}",
            span,
            hint="install it, or put its file beside the configuration" if missing else None,
        )
        return None


def _forget(names: Iterable[str], folder: str | None) -> None:
    """Drop modules that the book's own folder has, so that they are read as they are now.

    That is what the book names, and whatever else was imported from the folder itself. A folder
    inside it, such as one of installed packages, is not the book's own.
    """
    if folder is None:
        return
    own = {name.partition(".")[0] for name in names} - _NEVER_FORGOTTEN
    own = {name for name in own if name.isidentifier() and _is_in(name, folder)}
    for known, module in list(sys.modules.items()):
        if "." not in known and known not in _NEVER_FORGOTTEN and not _is_being_imported(module):
            file = getattr(module, "__file__", None)
            if file in (f"{folder}/{known}.py", f"{folder}/{known}/__init__.py"):
                own.add(known)
    for known in list(sys.modules):
        if known.partition(".")[0] in own:
            del sys.modules[known]


_NEVER_FORGOTTEN = frozenset(("claimbook", "conftest", "__main__"))


def _is_being_imported(module: ModuleType) -> bool:
    """Whether it is still running, such as a test beside the library that opens the book.

    Python looks a module up under its name once more when its import ends.
    """
    return bool(getattr(getattr(module, "__spec__", None), "_initializing", False))


def _is_in(name: str, folder: str) -> bool:
    """Whether the folder itself has that module or package."""
    found = PathFinder.find_spec(name, [folder])
    return found is not None and found.origin is not None


@contextmanager
def _importing_from(folder: str | None) -> Iterator[None]:
    """Look in the book's folder first, and write no bytecode: two edits may share a second."""
    if folder is None:
        yield
        return
    before = sys.dont_write_bytecode
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = True
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.dont_write_bytecode = before
        with suppress(ValueError):  # a library may have taken it out itself
            sys.path.remove(folder)


def _files_of(module: ModuleType) -> list[str]:
    prefix = f"{module.__name__}."
    related = [
        known
        for name, known in sys.modules.items()
        if name == module.__name__ or name.startswith(prefix)
    ]
    return [found for item in related if (found := getattr(item, "__file__", None))]
