"""The book's defaults against its formulas: each stands for a parameter that a page left out."""

from claimbook.diagnostics import Diagnostics, did_you_mean
from claimbook.formulas.library import Library
from claimbook.options import Options


def check_defaults(options: Options, library: Library, diagnostics: Diagnostics) -> None:
    """Report each default that no formula has a parameter for, because it would do nothing.

    Args:
        options: the settings of the book.
        library: what its formula libraries offer; one that is missing excuses every default.
        diagnostics: where faults go.
    """
    if not options.defaults or not library.is_complete:
        return
    known = {name for each in library.formulas.values() for name in each.signature.parameters}
    for name in options.defaults:
        if name not in known:
            diagnostics.add(
                "invalid-option",
                f"no formula has a parameter {name}, so a default for it does nothing",
                options.places.get(f"defaults.{name}"),
                hint=did_you_mean(name, known, "remove it, or load its library"),
            )
