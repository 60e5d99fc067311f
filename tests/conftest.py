"""What all tests share: small books held in memory, and the switch for the full counts."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from claimbook.book import Book

settings.register_profile("claimbook", deadline=None, derandomize=True)
settings.load_profile("claimbook")

CONFIG = """\
site_name: A book
docs_dir: wiki
theme: {name: material, language: zh}
plugins:
  - claimbook:
      formulas: [claimbook_roofline]
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests marked long as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    kept = [item for item in items if "long" not in item.keywords]
    config.hook.pytest_deselected(items=[item for item in items if "long" in item.keywords])
    items[:] = kept


@pytest.fixture
def book() -> Callable[..., "Book"]:
    """Opens a book of the files given, path to content; mkdocs.yml has a default."""

    def open_in_memory(files: dict[str, str], config: str = CONFIG) -> "Book":
        from claimbook.book import book_of
        from claimbook.diagnostics import Diagnostics, Text
        from claimbook.options import read_options
        from claimbook.workspace import Workspace

        workspace = Workspace.from_mapping({"mkdocs.yml": config, **files})
        diagnostics = Diagnostics()
        options = read_options(Text("mkdocs.yml", config), lambda _: None, diagnostics)
        return book_of(workspace, options, "mkdocs.yml", diagnostics)

    return open_in_memory
