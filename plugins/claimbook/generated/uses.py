"""Which numbers and claims of the authors' pages rest on a spec, a source or a formula."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from claimbook.quantities import formula_references, inputs
from claimbook.report import MacroResult, PageReport, Report

_CALL = re.compile(r"\b([A-Za-z_]\w*)\s*\(")


@dataclass(frozen=True)
class Use:
    """One number or claim of a page."""

    page: PageReport
    result: MacroResult

    @property
    def anchor(self) -> str | None:
        """The anchor of its derivation on its page."""
        return self.result.derivation_id


@dataclass(frozen=True)
class Uses:
    """The numbers and claims that rest on a thing, by what names the thing, in page order."""

    specs: dict[str, list[Use]] = field(default_factory=dict)
    sources: dict[str, list[Use]] = field(default_factory=dict)
    formulas: dict[str, list[Use]] = field(default_factory=dict)

    def of_subject(self, subject: str) -> list[Use]:
        """What rests on any spec of a subject, each once."""
        found: dict[int, Use] = {}
        for path, uses in self.specs.items():
            if path.partition(".")[0] == subject:
                found.update((id(use.result), use) for use in uses)
        return sorted(found.values(), key=_place)


def uses_of(report: Report, formulas: Collection[str]) -> Uses:
    """What the numbers of all pages rest on.

    Args:
        report: the check of the authors' pages.
        formulas: the names of the formulas; a record is told by its call alone.
    """
    uses = Uses()
    for path in sorted(report.pages):
        page = report.pages[path]
        for result in page.numbers:
            if result.failed is not None:
                continue
            use = Use(page, result)
            for leaf, _ in inputs(*result.subjects):
                if leaf.kind == "spec":
                    uses.specs.setdefault(leaf.name, []).append(use)
            for name in result.sources:
                uses.sources.setdefault(name, []).append(use)
            called = {each.name for each in formula_references(*result.subjects)}
            called.update(_CALL.findall(result.macro.expression))
            for name in sorted(called.intersection(formulas)):
                uses.formulas.setdefault(name, []).append(use)
    return uses


def _place(use: Use) -> tuple[str, int]:
    return use.page.path, use.result.macro.span.start
