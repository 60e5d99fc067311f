"""Reads the tree of one subject's file: against the schema of its kind, or as free structure.

Free structure is what a subject has whose kind nobody registered: nested mappings, where a mapping
with a `value` is a spec and a bare text is a plain attribute. A bare number is refused in either.
"""

from collections.abc import Mapping
from types import MappingProxyType

from claimbook.diagnostics import Diagnostics, Span, did_you_mean
from claimbook.quantities.errors import QuantityError
from claimbook.sources import yaml
from claimbook.sources.dates import check_date
from claimbook.sources.ids import check_key, report_unknown_key
from claimbook.sources.leaf import (
    FREE_LEAF,
    LeafReader,
    looks_like_leaf,
    read_choice,
    starts_like_number,
)
from claimbook.sources.schema import (
    SUBJECT_KEYS,
    Choice,
    DateField,
    Each,
    Field,
    Group,
    Kind,
    Leaf,
    TextField,
)
from claimbook.sources.spec import Spec, Subject


class SubjectReader:
    """Reads one file; `broken` has the full paths of the specs that it had to refuse."""

    def __init__(self, subject: str, leaves: LeafReader, kinds: Mapping[str, Kind]) -> None:
        self.broken: set[str] = set()
        self._id = subject
        self._leaves = leaves
        self._diagnostics: Diagnostics = leaves.diagnostics
        self._kinds = kinds
        self._specs: dict[str, Spec] = {}
        self._texts: dict[str, str] = {}

    def read(self, root: yaml.Mapping) -> Subject:
        """The subject, with every spec that can be read."""
        own = {
            key.text: self._own_text(key.text, node)
            for key, node in root.entries
            if key.text in SUBJECT_KEYS
        }
        kind = self._known_kind(own.get("kind"), root.get("kind"))
        entries = tuple(entry for entry in root.entries if entry[0].text not in SUBJECT_KEYS)
        if kind is None:
            self._free(entries, "")
        else:
            place = next((key.span for key, _ in root.entries if key.text == "kind"), root.span)
            group = Group(kind.fields, kind.required)
            self._group(yaml.Mapping(entries, place), group, "", f"a subject of kind {kind.name}")
        return Subject(
            id=self._id,
            name=own.get("name") or self._id,
            kind=own.get("kind"),
            span=root.entries[0][0].span if root.entries else root.span,
            specs=MappingProxyType(self._specs),
            texts=MappingProxyType(self._texts),
            note=own.get("note"),
        )

    def _own_text(self, key: str, node: yaml.Node) -> str | None:
        if isinstance(node, yaml.Scalar):
            return node.text.strip() or None
        self._diagnostics.add("wrong-type", f"{key} is text, not a list or mapping", node.span)
        return None

    def _known_kind(self, name: str | None, node: yaml.Node | None) -> Kind | None:
        if name is None or name in self._kinds or not self._kinds:
            return self._kinds.get(name) if name else None
        self._diagnostics.add(
            "unknown-kind",
            f"no formula library knows the kind {name!r}",
            node.span if node else None,
            hint=did_you_mean(name, self._kinds, f"known: {', '.join(sorted(self._kinds))}"),
        )
        return None

    def _field(self, node: yaml.Node, field: Field, path: str, place: Span) -> None:
        match field:
            case Leaf():
                self._leaf(node, field, path, place)
            case Group():
                mapping = self._as_mapping(node, path)
                if mapping is not None:
                    self._group(mapping, field, f"{path}.", f"{self._id}.{path}")
            case Each():
                self._each(node, field, path)
            case TextField() | DateField() | Choice():
                self._attribute(node, field, path)

    def _leaf(self, node: yaml.Node, leaf: Leaf, path: str, place: Span) -> None:
        full = f"{self._id}.{path}"
        spec = self._leaves.read(node, leaf, full, place)
        if spec is None:
            self.broken.add(full)
        else:
            self._specs[path] = spec

    def _group(self, mapping: yaml.Mapping, group: Group, prefix: str, owner: str) -> None:
        for key, node in mapping.entries:
            field = group.fields.get(key.text)
            if field is None:
                known = [*group.fields, *([] if prefix else SUBJECT_KEYS)]
                report_unknown_key(key, known, owner, self._diagnostics)
            else:
                self._field(node, field, prefix + key.text, key.span)
        for name in group.required:
            if mapping.get(name) is None:
                self._diagnostics.add(
                    "missing-key", f"{owner} has no {name}", mapping.span, hint=f"add {name}:"
                )
                self.broken.add(f"{self._id}.{prefix}{name}")

    def _each(self, node: yaml.Node, each: Each, path: str) -> None:
        mapping = self._as_mapping(node, path)
        if mapping is None:
            return
        for key, child in mapping.entries:
            if each.keys is not None and key.text not in each.keys:
                report_unknown_key(key, each.keys, f"{self._id}.{path}", self._diagnostics)
            elif check_key(key, self._diagnostics):
                self._field(child, each.field, f"{path}.{key.text}", key.span)

    def _as_mapping(self, node: yaml.Node, path: str) -> yaml.Mapping | None:
        if isinstance(node, yaml.Mapping):
            return node
        if isinstance(node, yaml.Scalar) and node.is_empty:
            return yaml.Mapping((), node.span)
        self._diagnostics.add(
            "wrong-type",
            f"{self._id}.{path} is a mapping, not {'text' if _is_text(node) else 'a list'}",
            node.span,
        )
        return None

    def _attribute(self, node: yaml.Node, field: TextField | DateField | Choice, path: str) -> None:
        name = f"{self._id}.{path}"
        if not isinstance(node, yaml.Scalar):
            self._diagnostics.add("wrong-type", f"{name} is text, not a list or mapping", node.span)
            return
        if node.is_empty:
            return
        text: str | None = node.text.strip()
        if isinstance(field, Choice):
            text = read_choice(node, field.words, name, self._diagnostics)
        elif isinstance(field, DateField):
            try:
                check_date(node.text.strip())
            except QuantityError as error:
                self._diagnostics.add(
                    error.slug, f"{name}: {error.message}", node.span, hint=error.hint
                )
                return
        if text is not None:
            self._texts[path] = text

    def _free(self, entries: tuple[tuple[yaml.Scalar, yaml.Node], ...], prefix: str) -> None:
        for key, node in entries:
            if not check_key(key, self._diagnostics):
                continue
            path = prefix + key.text
            match node:
                case yaml.Mapping() if looks_like_leaf(node):
                    self._leaf(node, FREE_LEAF, path, key.span)
                case yaml.Mapping():
                    self._free(node.entries, f"{path}.")
                case yaml.Sequence():
                    self._leaf(node, FREE_LEAF, path, key.span)
                case yaml.Scalar() if starts_like_number(node):
                    self._leaf(node, FREE_LEAF, path, key.span)
                case yaml.Scalar() if not node.is_empty:
                    self._texts[path] = node.text.strip()


def _is_text(node: yaml.Node) -> bool:
    return isinstance(node, yaml.Scalar)
