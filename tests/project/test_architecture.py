"""The house: who may import whom, how large a module grows, who touches files."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "plugins").rglob("*.py"))
MAX_LINES = 700


def test_imports_run_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_outgrows_its_room() -> None:
    sizes = {path.name: len(path.read_text().splitlines()) for path in MODULES}
    assert {name: size for name, size in sizes.items() if size > MAX_LINES} == {}


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in MODULES
        if path.parts[-2] != "mkdocs_claimbook"
        and path.name not in ("workspace.py", "cli.py", "book.py")
    ],
    ids=lambda path: str(path.relative_to(ROOT / "plugins")),
)
def test_only_the_workspace_opens_files(path: Path) -> None:
    tree = ast.parse(path.read_text())
    opened = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "open")
            or (
                isinstance(node.func, ast.Attribute)
                and node.func.attr in ("read_text", "read_bytes", "write_text", "write_bytes")
                and not (
                    isinstance(node.func.value, ast.Name) and "workspace" in node.func.value.id
                )
                and not (
                    isinstance(node.func.value, ast.Attribute)
                    and "workspace" in node.func.value.attr
                )
            )
        )
    ]
    assert opened == []


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize(
    ("modules", "allowed"),
    [
        ({"socket", "ssl", "http.client", "urllib.request"}, {"claimbook/ingest/fetching.py"}),
        ({"subprocess"}, {"claimbook/impact/revision.py", "claimbook/ingest/content.py"}),
    ],
)
def test_one_module_goes_to_the_network_and_two_run_a_program(
    modules: set[str], allowed: set[str]
) -> None:
    users = {
        path.relative_to(ROOT / "plugins").as_posix()
        for path in MODULES
        if modules & imports_of(path)
    }
    assert users == allowed


def test_starting_the_command_loads_nothing_heavy() -> None:
    code = "import sys, claimbook.cli; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"mkdocs", "markdown", "jinja2", "pint", "matplotlib", "zensical", "asyncio", "ssl"}
    heavy |= {"html.parser", "http.client", "urllib.request"}
    assert heavy.isdisjoint(loaded)


def test_importing_the_package_loads_no_module_of_it() -> None:
    code = "import sys, claimbook; print(*[n for n in sys.modules if n.startswith('claimbook.')])"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.split() == []
