"""prov.json: the derivations of the whole book as one W3C PROV graph, in PROV-JSON.

Numbers, specs and sources are entities; a run of a formula, and a macro, are activities. Plain
arithmetic inside a formula is a part of its run. What two claims share stands there once: the
name of a result follows from how it was computed, and of nothing else.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from claimbook.diagnostics import Span
from claimbook.output import Json, value_document
from claimbook.pages import Statement
from claimbook.quantities import (
    Convention,
    Definition,
    Evaluation,
    Input,
    Operation,
    Quantity,
    exact_text,
)
from claimbook.quantities.derivation import operands, without_conventions
from claimbook.report import MacroResult, Report
from claimbook.sources import Catalogue

NAMESPACES = ("cb", "claim", "literal", "macro", "run", "source", "spec", "value")
"""The prefixes of the names; `cb` is that of the terms which PROV does not have."""
_BASE = "urn:x-claimbook:"
_DIGITS = 16


def prov_document(report: Report, catalogue: Catalogue) -> Json:
    """The derivations of every number and claim, with the sources that they reach."""
    graph = _Graph(catalogue)
    for result in report.results:
        if result.failed is None:
            graph.add(result)
    return graph.document()


def qualified_name(prefix: str, local: str) -> str:
    """A name that every syntax of PROV takes as it is, whatever the local part holds."""
    name = quote(local, safe="")
    # A local part neither begins with a hyphen or a dot nor ends in a dot.
    if name[:1] in ("-", "."):
        name = f"%{ord(name[0]):02X}{name[1:]}"
    if name.endswith("."):
        name = f"{name[:-1]}%2E"
    return f"{prefix}:{name}"


class _Graph:
    """Collects the nodes; each has one name, so what is added twice is there once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._entities: dict[str, Json] = {}
        self._activities: dict[str, Json] = {}
        self._used: dict[tuple[str, str], list[str]] = {}
        self._generated: dict[tuple[str, str], None] = {}
        self._derived: dict[tuple[str, str], Json] = {}
        # The nodes of a derivation live as long as the report, so their identity names them.
        self._digests: dict[int, str] = {}
        self._waiting: list[tuple[str, str, Evaluation | Definition]] = []

    def document(self) -> Json:
        """The graph, every part of it in the order of its names."""
        return {
            "prefix": {prefix: f"{_BASE}{prefix}:" for prefix in NAMESPACES},
            "entity": dict(sorted(self._entities.items())),
            "activity": dict(sorted(self._activities.items())),
            "used": _numbered(
                "used",
                (
                    {
                        "prov:activity": activity,
                        "prov:entity": entity,
                        **({"prov:role": roles} if roles else {}),
                    }
                    for (activity, entity), roles in sorted(self._used.items())
                ),
            ),
            "wasGeneratedBy": _numbered(
                "generated",
                (
                    {"prov:entity": entity, "prov:activity": activity}
                    for entity, activity in sorted(self._generated)
                ),
            ),
            "wasDerivedFrom": _numbered(
                "derived",
                (
                    {"prov:generatedEntity": result, "prov:usedEntity": origin, **attributes}
                    for (result, origin), attributes in sorted(
                        self._derived.items(), key=lambda each: each[0]
                    )
                ),
            ),
        }

    def add(self, result: MacroResult) -> None:
        """A number or claim, and all that it rests on."""
        entity, activity = qualified_name("claim", result.id), qualified_name("macro", result.id)
        review, value = result.review, value_document(result.value)
        place = result.through[0] if result.through else result.macro.span
        self._entities[entity] = _given(
            {
                "prov:type": _name("cb:Claim" if review else "cb:Number"),
                "prov:label": result.text,
                "prov:location": str(place.location),
                "prov:value": _plain(value["value"]),
                "cb:unit": value["unit"],
                "cb:stance": review.stance if review else "computed",
                "cb:verdict": review.verdict if review else None,
                "cb:words": review.words if review else None,
            }
        )
        self._activities[activity] = {
            "prov:type": _name("cb:Macro"),
            "prov:label": " ".join(result.macro.expression.split()),
        }
        self._generated[entity, activity] = None
        self._link(entity, activity, self._parts(result.subjects))
        if isinstance(result.value, Statement) and result.value.stance == "reported":
            source = self._source(result.value.options["source"])
            self._derived[entity, source] = {"prov:type": [_name("prov:Quotation")]}
        while self._waiting:
            self._run(*self._waiting.pop())

    def _link(self, entity: str, activity: str, parts: Iterable[str]) -> None:
        for part in parts:
            self._used.setdefault((activity, part), [])
            self._derived[entity, part] = {"prov:activity": activity}

    def _parts(self, quantities: Iterable[Quantity]) -> list[str]:
        """The inputs and results of formulas that the quantities were computed from directly."""
        found: dict[str, None] = {}
        stack, seen = list(quantities)[::-1], set[int]()
        while stack:
            node = stack.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            match node.derivation:
                case Input() as leaf:
                    if leaf.kind != "number":
                        found[self._input(leaf, node)] = None
                case Evaluation() | Definition() as step:
                    found[self._result(step, node)] = None
                case _:
                    stack.extend(reversed(operands(node.derivation)))
        return list(found)

    def _result(self, step: Evaluation | Definition, node: Quantity) -> str:
        """What a formula gave, or what a page has named.

        How it came to be is added later, so that no chain of steps is too long.
        """
        defined_at = step.span if isinstance(step, Definition) else None
        label = step.name if isinstance(step, Definition) else step.formula.name
        name = f"{label}-{self._digest(node)}"
        entity, activity = qualified_name("value", name), qualified_name("run", name)
        if entity not in self._entities:
            value = value_document(node)
            self._entities[entity] = _given(
                {
                    "prov:type": _name("cb:Definition" if defined_at else "cb:Result"),
                    "prov:label": label,
                    "prov:location": _place(defined_at),
                    "prov:value": value["value"],
                    "cb:unit": value["unit"],
                    "cb:low": value["low"],
                    "cb:high": value["high"],
                }
            )
            self._waiting.append((entity, activity, step))
        return entity

    def _run(self, entity: str, activity: str, step: Evaluation | Definition) -> None:
        self._generated[entity, activity] = None
        if isinstance(step, Definition):
            self._activities[activity] = {
                "prov:type": _name("cb:Macro"),
                "prov:label": step.span.content,
            }
            self._link(entity, activity, self._parts([step.operand]))
            return
        evaluation, formula = step, step.formula
        self._activities[activity] = _given(
            {
                "prov:type": _name("cb:Evaluation"),
                "prov:label": formula.name,
                "cb:summary": formula.summary or None,
                "cb:formulaSource": formula.source,
                "cb:assumption": _assumed(evaluation) or None,
            }
        )
        arguments = [argument for _, argument in evaluation.arguments]
        self._link(entity, activity, self._parts([*arguments, evaluation.body]))
        for name, argument in evaluation.arguments:
            inner = without_conventions(argument)
            if isinstance(inner.derivation, Input | Evaluation | Definition):
                for part in self._parts([inner]):
                    roles = self._used[activity, part]
                    if name not in roles:
                        roles.append(name)

    def _input(self, leaf: Input, node: Quantity) -> str:
        is_spec = leaf.kind == "spec"
        entity = (
            qualified_name("spec", leaf.name)
            if is_spec
            else qualified_name("literal", self._digest(node))
        )
        if entity in self._entities:
            return entity
        value = value_document(node)
        self._entities[entity] = _given(
            {
                "prov:type": _name("cb:Spec" if is_spec else "cb:Literal"),
                "prov:label": leaf.name,
                "prov:location": _place(leaf.span),
                "prov:value": value["value"],
                "cb:unit": value["unit"],
                "cb:text": leaf.text,
                "cb:approximate": leaf.approximate or None,
                "cb:confidence": leaf.confidence,
            }
        )
        if leaf.source is not None and leaf.source in self._catalogue.sources:
            source = self._source(leaf.source)
            kind = self._catalogue.sources[leaf.source].kind
            types = [
                *([_name("prov:PrimarySource")] if kind == "primary" else []),
                *([_name("prov:Quotation")] if leaf.quote else []),
            ]
            self._derived[entity, source] = _given(
                {
                    "prov:type": types or None,
                    "cb:quote": leaf.quote,
                    "cb:locator": leaf.locator,
                }
            )
        return entity

    def _source(self, name: str) -> str:
        entity = qualified_name("source", name)
        source = self._catalogue.sources[name]
        self._entities[entity] = _given(
            {
                "prov:type": _name("cb:Source"),
                "prov:label": source.title,
                "cb:kind": source.kind,
                "cb:author": source.author,
                "cb:url": {"$": source.url, "type": "xsd:anyURI"} if source.url else None,
                "cb:raw": source.raw.path if source.raw else None,
                "cb:form": source.raw.form if source.raw else None,
                "cb:sha256": source.raw.sha256 if source.raw else None,
                "cb:cites": list(source.cites) or None,
            }
        )
        return entity

    def _digest(self, quantity: Quantity) -> str:
        """What tells a node from every other that was computed in another way."""
        digests, stack = self._digests, [quantity]
        while stack:
            node = stack[-1]
            below = [part for part in _below(node) if id(part) not in digests]
            if below:
                stack.extend(below)
                continue
            stack.pop()
            told = json.dumps([*_told(node), *(digests[id(part)] for part in _below(node))])
            digests[id(node)] = hashlib.sha256(told.encode()).hexdigest()[:_DIGITS]
        return digests[id(quantity)]


def _below(node: Quantity) -> Iterator[Quantity]:
    yield from operands(node.derivation)
    if isinstance(node.derivation, Evaluation):
        yield from (argument for _, argument in node.derivation.arguments)


def _told(node: Quantity) -> list[str | None]:
    """What a node is, without the nodes below it."""
    match node.derivation:
        case Input() as leaf:
            # Not the line: a name holds while text above its number comes and goes.
            file = leaf.span.path if leaf.span else None
            return [leaf.kind, leaf.name, leaf.text, exact_text(node.value), leaf.source, file]
        case Operation() as operation:
            return ["operation", operation.operator]
        case Evaluation() as evaluation:
            return ["formula", evaluation.formula.name, *(each for each, _ in evaluation.arguments)]
        case Definition() as definition:
            # Not the line here either.
            return ["definition", definition.name, definition.span.path]
        case Convention() as convention:
            return [
                "convention",
                *(
                    word
                    for assumed in convention.assumptions
                    for word in (assumed.name, assumed.value, assumed.origin)
                ),
            ]


def _assumed(evaluation: Evaluation) -> list[str]:
    """The conventions that a run was asked for, as far as they stand at its edge."""
    edge = [evaluation.body, *(argument for _, argument in evaluation.arguments)]
    found = [
        f"{assumed.name}: {assumed.value} ({assumed.origin})"
        for quantity in edge
        for node in _conventions(quantity)
        for assumed in node.assumptions
    ]
    return list(dict.fromkeys(found))


def _conventions(quantity: Quantity) -> Iterator[Convention]:
    while isinstance(quantity.derivation, Convention):
        yield quantity.derivation
        quantity = quantity.derivation.operand


def _name(name: str) -> Json:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool) else str(value)


def _place(span: Span | None) -> str | None:
    return None if span is None else str(span.location)


def _numbered(kind: str, relations: Iterable[Json]) -> Json:
    return {f"_:{kind}{number}": relation for number, relation in enumerate(relations, 1)}


def _given(attributes: Json) -> Json:
    """The attributes without those that are not known: PROV-JSON has no null."""
    return {key: value for key, value in attributes.items() if value is not None}
