"""A configuration as YAML has it: nested values, each with its place.

Unknown tags are kept and never run, INHERIT is followed, anchors and merge keys count, and `!ENV`
is what it names, so that the command reads what MkDocs reads without having MkDocs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import Any

import yaml

from claimbook.diagnostics import Diagnostics, Span, Text

_MAX_INHERIT = 10
_MAX_DEPTH = 50
_FROM_ENVIRONMENT = "!ENV"
_NULL = "tag:yaml.org,2002:null"
# How YAML spells nothing.
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Setting:
    """A scalar of the configuration and its place."""

    text: str
    span: Span
    tag: str = ""
    """The YAML tag, where the author wrote one."""


def load(
    text: Text,
    read: Callable[[str], Text | None],
    diagnostics: Diagnostics,
    environment: Mapping[str, str],
    depth: int = 0,
) -> dict[str, Any]:
    """The configuration as nested dictionaries; what INHERIT names lies beneath.

    Args:
        text: the configuration.
        read: gives the file that an INHERIT names, by a path relative to `text`'s.
        diagnostics: where faults go.
        environment: the variables that `!ENV` may name.
        depth: how many configurations named this one.
    """
    try:
        node = _compose(text.content)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        index = mark.index if mark else getattr(error, "position", 0)
        place = text.span(min(index, len(text.content)))
        problem = getattr(error, "problem", None) or "it is not valid YAML"
        diagnostics.add("yaml-syntax", f"the configuration cannot be read: {problem}", place)
        return {}
    except (ValueError, RecursionError) as error:
        problem = "it is nested too deeply" if isinstance(error, RecursionError) else "not text"
        diagnostics.add("yaml-syntax", f"the configuration cannot be read: {problem}", text.span(0))
        return {}
    tree = _Tree(text, environment).plain(node, 0) if node is not None else {}
    if isinstance(tree, Setting) and not tree.text:
        tree = {}
    if not isinstance(tree, dict):
        diagnostics.add("wrong-type", "a configuration is a mapping", text.span(0))
        return {}
    parent = tree.pop("INHERIT", (None, None))[0]
    values = {key: value for key, (value, _) in tree.items()}
    if not isinstance(parent, Setting) or depth >= _MAX_INHERIT:
        return values
    inherited = read(normpath(join(dirname(text.path), parent.text)))
    if inherited is None:
        diagnostics.add(
            "missing-folder", f"INHERIT names {parent.text}, which does not exist", parent.span
        )
        return values
    return _merged(load(inherited, read, diagnostics, environment, depth + 1), values)


def _compose(content: str) -> yaml.Node | None:
    """The tree of the document; its tags are not looked at, so unknown ones do not matter."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(content)
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    finally:
        loader.dispose()


class _Tree:
    """Turns the nodes of one file into values with their places."""

    def __init__(self, text: Text, environment: Mapping[str, str]) -> None:
        self._text = text
        self._environment = environment
        # What was read already: an anchor may stand in many places, and inside itself.
        self._known: dict[int, Any] = {}

    def plain(self, node: yaml.Node, depth: int) -> Any:
        """Scalars with their place, lists, and dictionaries of (value, place of the key)."""
        span = self._text.span(node.start_mark.index, node.end_mark.index)
        if depth > _MAX_DEPTH:
            return Setting("", span)
        if node.tag == _FROM_ENVIRONMENT and not isinstance(node, yaml.MappingNode):
            return self._from_environment(node, span, depth)
        if isinstance(node, yaml.ScalarNode):
            empty = node.tag == _NULL
            tag = node.tag if node.tag.startswith("!") else ""
            return Setting("" if empty else node.value, span, tag)
        if id(node) in self._known:
            return self._known[id(node)]
        self._known[id(node)] = Setting("", span)
        if isinstance(node, yaml.SequenceNode):
            self._known[id(node)] = [self.plain(item, depth + 1) for item in node.value]
        else:
            self._known[id(node)] = self._mapping(node, depth)
        return self._known[id(node)]

    def _from_environment(self, node: yaml.Node, span: Span, depth: int) -> Any:
        """The first variable that is set; else the last of several entries, or nothing."""
        listed = node.value if isinstance(node, yaml.SequenceNode) else [node]
        names = listed[:-1] if len(listed) > 1 else listed
        for name in names:
            if isinstance(name, yaml.ScalarNode) and name.value in self._environment:
                value = self._environment[name.value]
                return Setting("" if value in _NOTHING else value, span)
        return self.plain(listed[-1], depth + 1) if len(listed) > 1 else Setting("", span)

    def _mapping(self, node: yaml.Node, depth: int) -> dict[str, tuple[Any, Span]]:
        own: dict[str, tuple[Any, Span]] = {}
        merged: dict[str, tuple[Any, Span]] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            read = self.plain(value, depth + 1)
            if key.tag == "tag:yaml.org,2002:merge":
                for below in reversed(read if isinstance(read, list) else [read]):
                    merged.update(below if isinstance(below, dict) else {})
            else:
                place = self._text.span(key.start_mark.index, key.end_mark.index)
                own[str(key.value)] = (read, place)
        return {**merged, **own}


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Mappings merge, everything else is replaced, as MkDocs itself does it."""
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            plain_old = {name: item[0] for name, item in old.items()}
            plain_new = {name: item[0] for name, item in value.items()}
            merged = _merged(plain_old, plain_new)
            result[key] = {
                name: (item, (value.get(name) or old[name])[1]) for name, item in merged.items()
            }
        else:
            result[key] = value
    return result
