"""One number as it was published: what is kept of it, so that a change can be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from claimbook.claims.review import Verdict
from claimbook.diagnostics import Span
from claimbook.output import value_document
from claimbook.quantities import Input, assumptions, inputs
from claimbook.report import MacroResult


@dataclass(frozen=True, slots=True)
class Locked:
    """A number or claim, by its id, with what it came from."""

    id: str
    page: str
    """The file that it stands in, or that includes it, relative to the book's root."""
    expression: str
    text: str
    """What the page showed."""
    value: str | bool | None
    """Exact, in base units."""
    unit: str | None
    stance: str
    verdict: Verdict | None
    inputs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The specs that it rests on, each as its file stated it."""
    assumptions: tuple[str, ...] = ()
    """The conventions that nobody wrote in the expression."""
    former: tuple[str, ...] = ()
    """The ids that it was published under before it was given this one."""
    span: Span | None = field(default=None, compare=False, repr=False)
    """Its line in the lock."""

    def former_of(self, identity: str) -> tuple[str, ...]:
        """The ids that it was published under, once it has this one."""
        return tuple(name for name in (*self.former, self.id) if name != identity)


def page_of(result: MacroResult) -> str:
    """The file of the page that a number stands on."""
    return (result.through[0] if result.through else result.macro.span).path


def place_of(result: MacroResult) -> tuple[str, int]:
    """Where a number stands in the order of the book."""
    span = result.through[0] if result.through else result.macro.span
    return span.path, span.start


def expression_of(result: MacroResult) -> str:
    """The expression on one line."""
    return " ".join(result.macro.expression.split())


def locked(result: MacroResult) -> Locked:
    """A number of a check, as the lock keeps it."""
    value = value_document(result.value)
    review = result.review
    leaves = [leaf for leaf, _ in inputs(*result.subjects) if leaf.kind == "spec"]
    return Locked(
        result.id,
        page_of(result),
        expression_of(result),
        result.text,
        value["value"],
        value["unit"],
        review.stance if review is not None else "computed",
        review.verdict if review is not None else None,
        {leaf.name: stated(leaf) for leaf in sorted(leaves, key=lambda leaf: leaf.name)},
        tuple(
            sorted(
                {
                    f"{assumed.name}: {assumed.value}"
                    for assumed in assumptions(*result.subjects)
                    if assumed.origin != "stated"
                }
            )
        ),
    )


def stated(leaf: Input) -> str:
    """A spec as its file states it, with the qualifiers that say what it is of."""
    qualifiers = [value for _, value in sorted(leaf.qualifiers.items())]
    return f"{leaf.text} ({', '.join(qualifiers)})" if qualifiers else leaf.text
