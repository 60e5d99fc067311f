"""prov.json: the derivations of the whole book as one W3C PROV graph, in PROV-JSON.

Numbers, specs and sources are entities; a run of a formula, and a macro, are activities. Plain
arithmetic inside a formula is a part of its run. What two claims share stands there once.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, groupby

from claimbook.diagnostics import Span
from claimbook.exports.pieces import Members
from claimbook.exports.prov_names import Digests, local_name, qualified_name
from claimbook.output import Json, value_document
from claimbook.pages import Statement
from claimbook.quantities import Convention, Definition, Evaluation, Input, Quantity
from claimbook.quantities.derivation import operands, without_conventions
from claimbook.report import MacroResult, Report
from claimbook.sources import Catalogue, Source

NAMESPACES = ("cb", "claim", "literal", "macro", "run", "source", "spec", "value")
"""The prefixes of the names; `cb` is that of the terms which PROV does not have."""
_Step = Evaluation | Definition
"""What gives a value: a run of a formula, or the naming of a value by a page."""
_BASE = "urn:x-claimbook:"


def prov_document(report: Report, catalogue: Catalogue) -> dict[str, object]:
    """The derivations of every number and claim, with the sources that they reach."""
    graph = _Graph([result for result in report.results if result.failed is None], catalogue)
    return {
        "prefix": {prefix: f"{_BASE}{prefix}:" for prefix in NAMESPACES},
        "entity": Members(graph.entities()),
        "activity": Members(graph.activities()),
        "used": Members(_numbered("used", graph.used())),
        "wasGeneratedBy": Members(_numbered("generated", graph.generated())),
        "wasDerivedFrom": Members(_numbered("derived", graph.derived())),
    }


class _Graph:
    """The nodes by name, and what is between them.

    What numbers share is collected first, each node under its one name; nothing else is kept.
    The parts of the graph are made as they are asked for, in the order of the names: "claim"
    comes before the prefixes of all other entities, and "macro" before "run".
    """

    def __init__(self, results: list[MacroResult], catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._nodes: dict[str, tuple[Input | _Step, Quantity] | Source] = {}
        self._digests = Digests()
        self._waiting: list[_Step] = []
        for result in results:
            self._collect(result)
        self._names = sorted(self._nodes)
        self._results = sorted(results, key=_local_name)

    def entities(self) -> Iterator[tuple[str, Json]]:
        """The numbers and claims, and all that they rest on."""
        for name, results in self._macros():
            yield f"claim:{name}", _claim(results[-1])
        for name in self._names:
            yield name, self._described(name)

    def activities(self) -> Iterator[tuple[str, Json]]:
        """The macros, and the runs of formulas."""
        for name, results in self._macros():
            expression = " ".join(results[-1].macro.expression.split())
            yield f"macro:{name}", {"prov:type": _name("cb:Macro"), "prov:label": expression}
        for _, activity, step in self._runs():
            yield activity, _run(step)

    def used(self) -> Iterator[Json]:
        """What went into each activity."""
        for name, results in self._macros():
            for part in sorted(self._parts_of(results)):
                yield {"prov:activity": f"macro:{name}", "prov:entity": part}
        for _, activity, step in self._runs():
            roles = self._roles(step)
            for part in sorted(self._parts(_used_by(step))):
                role = {"prov:role": roles[part]} if part in roles else {}
                yield {"prov:activity": activity, "prov:entity": part, **role}

    def generated(self) -> Iterator[Json]:
        """What came out of each activity."""
        for name, _ in self._macros():
            yield {"prov:entity": f"claim:{name}", "prov:activity": f"macro:{name}"}
        for value, activity, _ in self._runs():
            yield {"prov:entity": value, "prov:activity": activity}

    def derived(self) -> Iterator[Json]:
        """What each entity rests on directly."""
        claims = (
            (f"claim:{name}", self._origins_of_claim(name, results))
            for name, results in self._macros()
        )
        nodes = ((name, self._origins(name)) for name in self._names)
        for entity, origins in chain(claims, nodes):
            for origin in sorted(origins):
                yield {
                    "prov:generatedEntity": entity,
                    "prov:usedEntity": origin,
                    **origins[origin],
                }

    def _collect(self, result: MacroResult) -> None:
        self._parts(result.subjects)
        if (reported := _reported_from(result)) is not None:
            self._source(reported)
        # Run by run, so that no chain of runs is too long.
        while self._waiting:
            self._parts(_used_by(self._waiting.pop()))

    def _macros(self) -> Iterator[tuple[str, list[MacroResult]]]:
        """The numbers and claims by name; one in a file that several pages include is one."""
        for name, results in groupby(self._results, key=_local_name):
            yield name, list(results)

    def _parts_of(self, results: list[MacroResult]) -> set[str]:
        return {part for result in results for part in self._parts(result.subjects)}

    def _origins_of_claim(self, name: str, results: list[MacroResult]) -> dict[str, Json]:
        origins: dict[str, Json] = {
            part: {"prov:activity": f"macro:{name}"} for part in self._parts_of(results)
        }
        for result in results:
            if (reported := _reported_from(result)) is not None:
                origins[self._source(reported)] = {"prov:type": [_name("prov:Quotation")]}
        return origins

    def _runs(self) -> Iterator[tuple[str, str, _Step]]:
        """The steps: the name of what one gave, its own name, and the step."""
        for name in self._names:
            match self._nodes[name]:
                case (Evaluation() | Definition() as step, _):
                    yield name, _run_of(name), step

    def _described(self, name: str) -> Json:
        match self._nodes[name]:
            case Source() as source:
                return _source(source)
            case (Input() as leaf, node):
                return _input(leaf, node)
            case (Evaluation() | Definition() as step, node):
                return _result(step, node)

    def _origins(self, name: str) -> dict[str, Json]:
        match self._nodes[name]:
            case (Evaluation() | Definition() as step, _):
                activity = _run_of(name)
                return {part: {"prov:activity": activity} for part in self._parts(_used_by(step))}
            case (Input(source=str() as source) as leaf, _) if source in self._catalogue.sources:
                kind = self._catalogue.sources[source].kind
                types = [
                    *([_name("prov:PrimarySource")] if kind == "primary" else []),
                    *([_name("prov:Quotation")] if leaf.quote else []),
                ]
                attributes = {
                    "prov:type": types or None,
                    "cb:quote": leaf.quote,
                    "cb:locator": leaf.locator,
                }
                return {self._source(source): _given(attributes)}
            case _:
                return {}

    def _roles(self, step: _Step) -> dict[str, list[str]]:
        """By each part of a run, the arguments that it was as a whole."""
        roles: dict[str, dict[str, None]] = {}
        for name, argument in step.arguments if isinstance(step, Evaluation) else ():
            inner = without_conventions(argument)
            if isinstance(inner.derivation, Input | Evaluation | Definition):
                for part in self._parts([inner]):
                    roles.setdefault(part, {})[name] = None
        return {part: list(names) for part, names in roles.items()}

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
                        found[self._leaf(leaf, node)] = None
                case Evaluation() | Definition() as step:
                    found[self._value(step, node)] = None
                case _:
                    stack.extend(reversed(operands(node.derivation)))
        return list(found)

    def _value(self, step: _Step, node: Quantity) -> str:
        """What a formula gave, or a page has named; what that rests on is collected later."""
        name = qualified_name("value", f"{_label(step)}-{self._digests.of(node)}")
        if name not in self._nodes:
            self._nodes[name] = step, node
            self._waiting.append(step)
        return name

    def _leaf(self, leaf: Input, node: Quantity) -> str:
        is_spec = leaf.kind == "spec"
        name = (
            qualified_name("spec", leaf.name)
            if is_spec
            else qualified_name("literal", self._digests.of(node))
        )
        if name not in self._nodes:
            self._nodes[name] = leaf, node
            if leaf.source is not None and leaf.source in self._catalogue.sources:
                self._source(leaf.source)
        return name

    def _source(self, source: str) -> str:
        name = qualified_name("source", source)
        self._nodes[name] = self._catalogue.sources[source]
        return name


def _local_name(result: MacroResult) -> str:
    return local_name(result.id)


def _run_of(value: str) -> str:
    """The name of the run that gave a value."""
    return f"run:{value.removeprefix('value:')}"


def _used_by(step: _Step) -> list[Quantity]:
    if isinstance(step, Definition):
        return [step.operand]
    return [*(argument for _, argument in step.arguments), step.body]


def _label(step: _Step) -> str:
    return step.name if isinstance(step, Definition) else step.formula.name


def _reported_from(result: MacroResult) -> str | None:
    """The source of a figure that somebody else states."""
    if isinstance(result.value, Statement) and result.value.stance == "reported":
        return result.value.options["source"]
    return None


def _claim(result: MacroResult) -> Json:
    review, value = result.review, value_document(result.value)
    place = result.through[0] if result.through else result.macro.span
    return _given(
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


def _run(step: _Step) -> Json:
    if isinstance(step, Definition):
        return {"prov:type": _name("cb:Macro"), "prov:label": step.span.content}
    formula = step.formula
    return _given(
        {
            "prov:type": _name("cb:Evaluation"),
            "prov:label": formula.name,
            "cb:summary": formula.summary or None,
            "cb:formulaSource": formula.source,
            "cb:assumption": _assumed(step) or None,
        }
    )


def _result(step: _Step, node: Quantity) -> Json:
    value = value_document(node)
    defined_at = step.span if isinstance(step, Definition) else None
    return _given(
        {
            "prov:type": _name("cb:Definition" if defined_at else "cb:Result"),
            "prov:label": _label(step),
            "prov:location": _place(defined_at),
            "prov:value": value["value"],
            "cb:unit": value["unit"],
            "cb:low": value["low"],
            "cb:high": value["high"],
        }
    )


def _input(leaf: Input, node: Quantity) -> Json:
    value = value_document(node)
    return _given(
        {
            "prov:type": _name("cb:Spec" if leaf.kind == "spec" else "cb:Literal"),
            "prov:label": leaf.name,
            "prov:location": _place(leaf.span),
            "prov:value": value["value"],
            "cb:unit": value["unit"],
            "cb:text": leaf.text,
            "cb:approximate": leaf.approximate or None,
            "cb:confidence": leaf.confidence,
        }
    )


def _source(source: Source) -> Json:
    return _given(
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


def _numbered(kind: str, relations: Iterable[Json]) -> Iterator[tuple[str, Json]]:
    return ((f"_:{kind}{number}", relation) for number, relation in enumerate(relations, 1))


def _given(attributes: Json) -> Json:
    """The attributes without those that are not known: PROV-JSON has no null."""
    return {key: value for key, value in attributes.items() if value is not None}
