"""Loads data/: all sources, then all subjects, and every problem of every file at once."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from claimbook.diagnostics import Diagnostics, Related, Text
from claimbook.quantities.unit import UnitTable
from claimbook.sources import yaml
from claimbook.sources.ids import as_id, is_id
from claimbook.sources.leaf import LeafReader
from claimbook.sources.reading import SubjectReader
from claimbook.sources.schema import Kind
from claimbook.sources.source_file import SourceReader
from claimbook.sources.spec import Catalogue, RawReference, Source, Spec, Subject
from claimbook.workspace import Workspace

_SUFFIXES = (".yml", ".yaml")


def load_catalogue(
    workspace: Workspace,
    *,
    data_folder: str,
    raw_folder: str,
    kinds: Mapping[str, Kind],
    units: UnitTable,
    diagnostics: Diagnostics,
) -> Catalogue:
    """Everything that the data folder says; what it says wrongly goes to `diagnostics`."""
    folder = data_folder.strip("/")
    paths = workspace.list(folder, _SUFFIXES)
    sources_folder = f"{folder}/sources/"
    source_paths = [path for path in paths if path.startswith(sources_folder)]
    subject_paths = [path for path in paths if not path.startswith(sources_folder)]
    broken: set[str] = set()

    sources: dict[str, Source] = {}
    source_reader = SourceReader(raw_folder, diagnostics)
    for name, root in _read_files(workspace, source_paths, diagnostics, broken_ids=set()):
        sources[name] = source_reader.read(name, root)
    # A source whose own file is refused has been reported there, not once more by each spec.
    known = frozenset({*sources, *(_stem(path) for path in source_paths)})

    subjects: dict[str, Subject] = {}
    leaves = LeafReader(units, known, diagnostics)
    for name, root in _read_files(workspace, subject_paths, diagnostics, broken_ids=broken):
        reader = SubjectReader(name, leaves, kinds)
        subjects[name] = reader.read(root)
        broken |= reader.broken
    specs: dict[str, Spec] = {}
    for name, subject in subjects.items():
        usable = {path: spec for path, spec in subject.specs.items() if _rests_on(spec, sources)}
        broken.update(spec.path for path, spec in subject.specs.items() if path not in usable)
        subjects[name] = replace(subject, specs=MappingProxyType(usable))
        specs.update({spec.path: spec for spec in usable.values()})
    return Catalogue(
        subjects=MappingProxyType(subjects),
        sources=MappingProxyType(sources),
        specs=MappingProxyType(specs),
        broken=frozenset(broken),
        documents=MappingProxyType(_documents(sources.values())),
        units=units,
    )


def _read_files(
    workspace: Workspace, paths: Iterable[str], diagnostics: Diagnostics, *, broken_ids: set[str]
) -> Iterator[tuple[str, yaml.Mapping]]:
    """The id and the tree of each file that can be used; `broken_ids` gets those that cannot."""
    first: dict[str, Text] = {}
    for path in paths:
        name = _stem(path)
        text = workspace.read(path, diagnostics)
        if text is None:
            broken_ids.add(name)
            continue
        if not is_id(name):
            near = as_id(name)
            diagnostics.add(
                "invalid-id",
                f"the file's name is the id, and {name!r} is none",
                text.span(0),
                hint=f"rename it {near}.yml" if near else "use small letters, digits and -",
            )
            continue
        if name in first:
            diagnostics.add(
                "duplicate-id",
                f"{first[name].path} and {path} both describe {name}",
                text.span(0),
                hint="move everything into one of them",
                related=[Related(first[name].span(0), "the first file")],
            )
            continue
        first[name] = text
        root = yaml.read_yaml(text, diagnostics)
        if isinstance(root, yaml.Mapping) and root.entries:
            yield name, root
            continue
        broken_ids.add(name)
        if isinstance(root, yaml.Mapping) or (isinstance(root, yaml.Scalar) and root.is_empty):
            diagnostics.add("empty-file", f"{path} says nothing about {name}", text.span(0))
        elif root is not None:
            diagnostics.add(
                "wrong-type",
                f"{path} holds {'text' if isinstance(root, yaml.Scalar) else 'a list'}, "
                "and a mapping is meant",
                root.span,
                hint="begin with name: ...",
            )


def _rests_on(spec: Spec, sources: Mapping[str, Source]) -> bool:
    """Whether the files of its source, and of its rivals' sources, could be read."""
    return spec.source in sources and all(_rests_on(rival, sources) for rival in spec.rivals)


def _documents(sources: Iterable[Source]) -> dict[str, RawReference]:
    return {source.raw.path: source.raw for source in sources if source.raw is not None}


def _stem(path: str) -> str:
    return posixpath.basename(path).rpartition(".")[0]
