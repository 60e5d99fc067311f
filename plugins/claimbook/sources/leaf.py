"""Reads one spec: the mapping with `value` and `source`, or the list of rival values.

Every key is looked at before a spec is refused, so that one build names all that is wrong with it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from claimbook.diagnostics import Diagnostics, Related, Span, did_you_mean
from claimbook.quantities.errors import QuantityError
from claimbook.quantities.unit import UnitTable
from claimbook.sources import yaml
from claimbook.sources.dates import check_date
from claimbook.sources.schema import CONFIDENCES, FREE_QUALIFIERS, LEAF_KEYS, Leaf
from claimbook.sources.spec import Quote, Spec
from claimbook.sources.value import EXAMPLE, Value, read_value

FREE_LEAF = Leaf(qualifiers=FREE_QUALIFIERS)
"""What a spec may say where no kind has a schema for it."""

_LONGEST_QUOTE = 2_000
_FIGURE = re.compile(r"[-+−–~～≈<>≤≥±约]?\s*[.]?\d")


@dataclass(frozen=True, slots=True)
class LeafReader:
    """Reads the specs of a book with its units and the ids of its sources."""

    units: UnitTable
    sources: frozenset[str]
    diagnostics: Diagnostics

    def read(self, node: yaml.Node, leaf: Leaf, path: str, place: Span) -> Spec | None:
        """The spec at `path`, or None where something is wrong with it (and reported).

        `place` is the key that the spec belongs to.
        """
        own = replace(self, diagnostics=Diagnostics())
        spec: Spec | None = None
        if isinstance(node, yaml.Mapping):
            spec = own._read_mapping(node, leaf, path, in_list=False)
        elif isinstance(node, yaml.Sequence):
            spec = own._read_rivals(node, leaf, path)
        else:
            own.report_bare(node, leaf, path, place)
        self.diagnostics.extend(own.diagnostics)
        return None if own.diagnostics.has_errors else spec

    def report_bare(self, node: yaml.Scalar, leaf: Leaf, path: str, place: Span) -> None:
        """Say what is wrong with a bare text that stands where a spec is meant."""
        if node.is_empty:
            self.diagnostics.add(
                "missing-key", f"{path} says nothing", place, hint=f"write {EXAMPLE}, or delete it"
            )
            return
        try:
            read_value(node.text, leaf, self.units)
        except QuantityError as error:
            hint = error.hint
            if leaf == FREE_LEAF:
                shown = hint if hint and error.slug == "unknown-unit" else f"write {EXAMPLE}"
                hint = f"{shown}; plain words that begin with a digit stand in quotes"
            self.diagnostics.add(error.slug, f"{path}: {error.message}", node.span, hint=hint)
        else:
            self.diagnostics.add(
                "missing-source",
                f"{path} is a value without a source",
                node.span,
                hint=f"write {{value: {node.text.strip()}, source: the-source}}",
            )

    def _read_rivals(self, node: yaml.Sequence, leaf: Leaf, path: str) -> Spec | None:
        preferred: list[int] = []
        specs: list[Spec | None] = []
        for number, item in enumerate(node.items, start=1):
            if not isinstance(item, yaml.Mapping):
                self.diagnostics.add(
                    "wrong-type",
                    f"{path}: a list holds rival values of one quantity, each a mapping",
                    item.span,
                    hint=f"write {EXAMPLE}",
                )
                return None
            specs.append(self._read_mapping(item, leaf, f"{path}[{number}]", in_list=True))
            if self._flag(item.get("preferred")):
                preferred.append(number - 1)
        if not specs:
            self.diagnostics.add("wrong-type", f"{path}: an empty list of values", node.span)
            return None
        if len(specs) == 1:
            preferred = [0]
        if len(preferred) != 1:
            self._report_preference(node, path, preferred)
            return None
        chosen = specs[preferred[0]]
        rivals = [spec for spec in specs if spec is not None and spec is not chosen]
        if chosen is None or not self._comparable(chosen, rivals, path):
            return None
        return replace(chosen, path=path, rivals=tuple(rivals))

    def _report_preference(self, node: yaml.Sequence, path: str, preferred: list[int]) -> None:
        if not preferred:
            self.diagnostics.add(
                "missing-key",
                f"{path} has {len(node.items)} rival values and prefers none",
                node.span,
                hint="write preferred: true in the one that the book uses",
            )
            return
        self.diagnostics.add(
            "invalid-choice",
            f"{path} has {len(preferred)} preferred values",
            node.items[preferred[1]].span,
            hint="prefer one of them",
            related=[Related(node.items[preferred[0]].span, "the first preferred value")],
        )

    def _comparable(self, chosen: Spec, rivals: Iterable[Spec], path: str) -> bool:
        for rival in rivals:
            if chosen.unit and rival.unit and chosen.unit.dimension != rival.unit.dimension:
                self.diagnostics.add(
                    "wrong-dimension",
                    f"{path}: rival values of one quantity, and {rival.text!r} is in "
                    f"{rival.unit.dimension}, not in {chosen.unit.dimension}",
                    rival.span,
                    related=[Related(chosen.span, "the preferred value")],
                )
                return False
        return True

    def _read_mapping(
        self, node: yaml.Mapping, leaf: Leaf, path: str, *, in_list: bool
    ) -> Spec | None:
        keys = [key for key in LEAF_KEYS if key != "preferred" or in_list]
        texts: dict[str, yaml.Scalar] = {}
        for key, child in node.entries:
            if key.text not in keys and key.text not in leaf.qualifiers:
                self._report_key(key, [*keys, *leaf.qualifiers], path)
            elif isinstance(child, yaml.Scalar):
                texts[key.text] = child
            elif key.text != "quote":
                self.diagnostics.add(
                    "wrong-type", f"{path}: {key.text} is text, not a list or mapping", child.span
                )
        value = self._value(texts, leaf, path, node.span)
        source = self._source(texts, path, node.span)
        qualifiers = self._qualifiers(texts, leaf, path, node.span)
        quote = self._quote(node.get("quote"), path)
        as_of = self._date(texts.get("as_of"), path)
        confidence = self._choice(texts.get("confidence"), "confidence", CONFIDENCES, path)
        approximate = self._flag(texts.get("approximate"))
        if in_list:
            self._flag(texts.get("preferred"))
        if value is None or source is None:
            return None
        return Spec(
            path=path,
            text=texts["value"].text.strip(),
            span=texts["value"].span,
            source=source,
            value=value.exact,
            word=value.word,
            numeral=value.numeral,
            unit=value.unit,
            qualifiers=qualifiers,
            quote=quote,
            locator=_words(texts.get("locator")),
            approximate=approximate,
            confidence=confidence,
            as_of=as_of,
            note=_words(texts.get("note")),
        )

    def _report_key(self, key: yaml.Scalar, known: list[str], path: str) -> None:
        hint = did_you_mean(key.text, known, f"the keys of a spec are {', '.join(known)}")
        if key.text == "preferred":
            hint = "preferred stands only where a list gives rival values"
        self.diagnostics.add(
            "unknown-key", f"{path}: a spec has no key {key.text!r}", key.span, hint=hint
        )

    def _value(
        self, texts: Mapping[str, yaml.Scalar], leaf: Leaf, path: str, place: Span
    ) -> Value | None:
        scalar = texts.get("value")
        if scalar is None or not scalar.text.strip():
            self.diagnostics.add(
                "missing-key",
                f"{path} has no value",
                scalar.span if scalar else place,
                hint=f"write {EXAMPLE}",
            )
            return None
        unit = texts.get("unit")
        if unit is not None and unit.text.strip() != "1":
            self.diagnostics.add(
                "invalid-choice",
                f'{path}: unit is only ever "1", for a number without a unit',
                unit.span,
                hint=f'write value: "{scalar.text.strip()} {unit.text.strip()}"',
            )
            return None
        try:
            value = read_value(scalar.text, leaf, self.units, dimensionless=unit is not None)
        except QuantityError as error:
            self.diagnostics.add(
                error.slug, f"{path}: {error.message}", scalar.span, hint=error.hint
            )
            return None
        if value.unit is not None and value.unit.note:
            self.diagnostics.add("unit-style", f"{path}: {value.unit.note}", scalar.span)
        return value

    def _source(self, texts: Mapping[str, yaml.Scalar], path: str, place: Span) -> str | None:
        scalar = texts.get("source")
        if scalar is None or not scalar.text.strip():
            self.diagnostics.add(
                "missing-source",
                f"{path} names no source",
                scalar.span if scalar else place,
                hint="add source: with the name of a file in data/sources/, without .yml",
            )
            return None
        name = scalar.text.strip()
        if name in self.sources:
            return name
        self.diagnostics.add(
            "unknown-source",
            f"{path}: there is no source {name!r}",
            scalar.span,
            hint=did_you_mean(name, self.sources, "describe it in a file of data/sources/"),
        )
        return None

    def _qualifiers(
        self, texts: Mapping[str, yaml.Scalar], leaf: Leaf, path: str, place: Span
    ) -> Mapping[str, str]:
        read: dict[str, str] = {}
        for name, words in leaf.qualifiers.items():
            scalar = texts.get(name)
            if scalar is None:
                if name in leaf.required_qualifiers:
                    choices = " or ".join(words) if words else "..."
                    self.diagnostics.add(
                        "missing-key",
                        f"{path} does not say its {name}",
                        place,
                        hint=f"add {name}: {choices}",
                    )
            elif words is None:
                read[name] = scalar.text.strip()
            else:
                chosen = self._choice(scalar, name, words, path)
                if chosen is not None:
                    read[name] = chosen
        return MappingProxyType(read)

    def _quote(self, node: yaml.Node | None, path: str) -> Quote | None:
        if node is None:
            return None
        if isinstance(node, yaml.Scalar):
            if len(node.text) > _LONGEST_QUOTE:
                self._report_long_quote(node.span, path)
                return None
            if node.text.strip():
                return Quote(node.text.strip(), "", "", node.span)
            self.diagnostics.add(
                "missing-key", f"{path}: an empty quote", node.span, hint="delete it"
            )
            return None
        if isinstance(node, yaml.Sequence):
            self.diagnostics.add(
                "wrong-type", f"{path}: a quote is text, or exact with prefix, suffix", node.span
            )
            return None
        parts: dict[str, str] = {"exact": "", "prefix": "", "suffix": ""}
        span = node.span
        for key, child in node.entries:
            if key.text not in parts:
                self._report_key(key, list(parts), f"{path}.quote")
            elif not isinstance(child, yaml.Scalar):
                self.diagnostics.add("wrong-type", f"{path}: {key.text} is text", child.span)
            else:
                parts[key.text] = child.text.strip()
                span = child.span if key.text == "exact" else span
        if max(map(len, parts.values())) > _LONGEST_QUOTE:
            self._report_long_quote(span, path)
            return None
        if parts["exact"]:
            return Quote(parts["exact"], parts["prefix"], parts["suffix"], span)
        self.diagnostics.add(
            "missing-key", f"{path}: the quote has no exact words", node.span, hint="add exact:"
        )
        return None

    def _report_long_quote(self, span: Span, path: str) -> None:
        self.diagnostics.add(
            "too-large",
            f"{path}: a quote of more than {_LONGEST_QUOTE:,} characters",
            span,
            hint="quote the words that give the figure",
        )

    def _date(self, scalar: yaml.Scalar | None, path: str) -> str | None:
        if scalar is None or scalar.is_empty:
            return None
        try:
            return check_date(scalar.text.strip(), whole=False)
        except QuantityError as error:
            self.diagnostics.add(
                error.slug, f"{path}: {error.message}", scalar.span, hint=error.hint
            )
            return None

    def _choice(
        self, scalar: yaml.Scalar | None, name: str, words: Iterable[str], path: str
    ) -> str | None:
        if scalar is None:
            return None
        return read_choice(scalar, words, f"{path}: {name}", self.diagnostics)

    def _flag(self, node: yaml.Node | None) -> bool:
        if not isinstance(node, yaml.Scalar):
            return False
        if node.text not in {"true", "false"}:
            self.diagnostics.add(
                "invalid-choice",
                f"{node.text!r} is neither true nor false",
                node.span,
                hint="write true or false",
            )
        return node.text == "true"


def read_choice(
    scalar: yaml.Scalar, words: Iterable[str], name: str, diagnostics: Diagnostics
) -> str | None:
    """The word of a closed list, or None and `invalid-choice`; `name` says what is chosen."""
    known = list(words)
    text = scalar.text.strip()
    if text in known:
        return text
    diagnostics.add(
        "invalid-choice",
        f"{name} is {text!r}, which is none of {', '.join(known)}",
        scalar.span,
        hint=did_you_mean(text, known, None),
    )
    return None


def looks_like_leaf(node: yaml.Mapping) -> bool:
    """Whether a mapping of free structure is meant as a spec."""
    telling = {"value", "source", "quote", "locator", "approximate", "confidence", "as_of"}
    return any(key.text in telling for key, _ in node.entries)


def starts_like_number(scalar: yaml.Scalar) -> bool:
    """Whether a bare text of free structure is a figure that somebody forgot to source."""
    if scalar.quoted:
        return False
    return _FIGURE.match(scalar.text.strip()) is not None


def _words(scalar: yaml.Scalar | None) -> str | None:
    return scalar.text.strip() or None if scalar else None
