"""This repository's book, built and served below a sub-path, and a browser that reads it.

The browser is the Chromium of the system's packages. Where it is missing the tests are skipped,
unless BROWSER_TESTS=required says that they must run, as in CI.
"""

import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    found = shutil.which("chromium")
    if found is None:
        if os.environ.get("BROWSER_TESTS") == "required":
            pytest.fail("BROWSER_TESTS=required, and there is no Chromium")
        pytest.skip("needs Chromium from the system's packages")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield running
        running.close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def build(folder: Path, site: Path, *, settings: str = "") -> None:
    """Build this repository's book, with more settings, into `site`."""
    for name in ("data", "raw", "wiki"):
        shutil.copytree(ROOT / name, folder / name)
    config = (ROOT / "mkdocs.yml").read_text().replace("site_dir: site", f"site_dir: {site}")
    (folder / "mkdocs.yml").write_text(f"{config}\n{settings}")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "-q", "build", "--strict"],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=True,
    )


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the book; it stands below a sub-path, as on many hosts."""
    folder = tmp_path_factory.mktemp("book")
    top = tmp_path_factory.mktemp("top")
    build(folder, top / "sub" / "path")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(top)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sub/path/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book as files, opened without a server."""
    folder, site = tmp_path_factory.mktemp("book"), tmp_path_factory.mktemp("site")
    build(folder, site, settings="use_directory_urls: false\n")
    return site


class Reader:
    """A window of the browser, and what went wrong in it."""

    def __init__(self, browser: Any, **options: Any) -> None:
        self.context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}, **options}
        )
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )


@pytest.fixture
def open_reader(browser: Any) -> Iterator[Any]:
    """Opens a window with the options of a browser context."""
    readers: list[Reader] = []

    def opened(**options: Any) -> Reader:
        readers.append(Reader(browser, **options))
        return readers[-1]

    yield opened
    for reader in readers:
        reader.context.close()
