"""Books in a folder, built by MkDocs in this process, and their pages parsed."""

import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

HEATER = """\
name: A heater
power: {value: 2 kW, source: sheet}
loss: {value: 0.5 kW, source: sheet, approximate: true}
"""
SHEET = "title: A sheet\nkind: primary\n"
CONFIG = """\
site_name: Heaters
docs_dir: wiki
theme: {name: mkdocs}
plugins:
  - claimbook
markdown_extensions:
  - admonition
  - attr_list
  - footnotes
  - md_in_html
  - smarty
  - pymdownx.details
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.snippets: {base_path: !relative $config_dir/parts}
  - toc: {permalink: true}
"""

_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"})


@dataclass(eq=False)
class Node:
    """An element of a parsed page."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: "Node | None" = None
    children: "list[Node | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def ancestors(self) -> list[str]:
        return [] if self.parent is None else [self.parent.tag, *self.parent.ancestors]

    def walk(self) -> "Iterator[Node]":
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.walk()

    def all(self, tag: str | None = None, css: str | None = None) -> "list[Node]":
        return [
            node
            for node in self.walk()
            if (tag is None or node.tag == tag) and (css is None or css in node.classes)
        ]

    def one(self, tag: str | None = None, css: str | None = None) -> "Node":
        (node,) = self.all(tag, css)
        return node

    def by_id(self, name: str) -> "Node":
        (node,) = [node for node in self.walk() if node.attributes.get("id") == name]
        return node


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Node("")
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(node)
        if tag not in _VOID:
            self.here = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(node)

    def handle_endtag(self, tag: str) -> None:
        node = self.here
        while node.tag != tag and node.parent is not None:
            node = node.parent
        if node.tag == tag and node.parent is not None:
            self.here = node.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def parse_html(text: str) -> Node:
    tree = _Tree()
    tree.feed(text)
    tree.close()
    return tree.root


@pytest.fixture
def parse() -> Callable[[str], Node]:
    """Reads HTML into a tree."""
    return parse_html


class BookFolder:
    """A book on disk; `build` is what `mkdocs build` does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write(
            {
                "mkdocs.yml": CONFIG,
                "data/heater.yml": HEATER,
                "data/sources/sheet.yml": SHEET,
                "raw/.keep": "",
            }
        )

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def write(self, files: dict[str, str]) -> None:
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode())

    def configure(self, *lines: str, replace: tuple[str, str] | None = None) -> None:
        """Add lines to the configuration, or replace a part of it."""
        config = (self.folder / "mkdocs.yml").read_text(encoding="utf-8")
        if replace is not None:
            assert replace[0] in config
            config = config.replace(*replace)
        self.write({"mkdocs.yml": config + "".join(f"{line}\n" for line in lines)})

    def build(self, command: str = "build", *, dirty: bool = False, **options: Any) -> MkDocsConfig:
        """Run one build as the command line of MkDocs does it."""
        config = load_config(str(self.folder / "mkdocs.yml"), **options)
        config.plugins.on_startup(command=command, dirty=dirty)  # type: ignore[arg-type]
        serve_url = "http://127.0.0.1:8000/" if command == "serve" else None
        try:
            build(config, serve_url=serve_url, dirty=dirty)
        finally:
            config.plugins.on_shutdown()
        return config

    def page(self, path: str = "index.html") -> Node:
        """A page of the site, parsed."""
        return parse_html((self.site / path).read_text(encoding="utf-8"))

    def digest(self, folder: Path | None = None) -> dict[str, str]:
        """What every file of the site holds."""
        base = folder or self.site
        return {
            path.relative_to(base).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(base.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def heaters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BookFolder]:
    """A book about a heater: 2 kW of power, about 0.5 kW of loss; its pages are still to write."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    yield BookFolder(tmp_path / "book")
    for name in ("mkdocs", "MARKDOWN"):
        logging.getLogger(name).handlers.clear()
