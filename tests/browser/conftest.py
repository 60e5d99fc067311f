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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

PLAIN_THEME = """\
<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<title>{{ page.title or "404" }}</title>
<link rel="icon" href="{{ 'assets/claimbook.css' | url }}">
{% for path in config.extra_css %}<link rel="stylesheet" href="{{ path | url }}">
{% endfor %}</head>
<body><article>{{ page.content or "" }}</article></body>
</html>
"""

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
    policy: str | None = None

    def log_message(self, *_: object) -> None:
        pass

    def end_headers(self) -> None:
        if self.policy is not None:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()


class _Strict(_Quiet):
    policy = "default-src 'self'"


@contextmanager
def serving(top: Path, handler: type[_Quiet] = _Quiet) -> Iterator[str]:
    """The address of a folder below a sub-path, as on many hosts."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(top)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sub/path/"
    server.shutdown()
    server.server_close()


def build(
    folder: Path, site: Path, *, settings: str = "", instead: Mapping[str, str] | None = None
) -> None:
    """Build this repository's book into `site`.

    Args:
        folder: where its copy goes.
        site: where the site goes.
        settings: more of its configuration.
        instead: words of its configuration, and what stands in their place.
    """
    for name in ("data", "raw", "wiki"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "claims.lock", folder)
    config = (ROOT / "mkdocs.yml").read_text().replace("site_dir: site", f"site_dir: {site}")
    for old, new in (instead or {}).items():
        assert old in config
        config = config.replace(old, new, 1)
    (folder / "mkdocs.yml").write_text(f"{config}\n{settings}")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "-q", "build", "--strict"],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=True,
    )


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the book."""
    top = tmp_path_factory.mktemp("top")
    build(tmp_path_factory.mktemp("book"), top / "sub" / "path")
    with serving(top) as address:
        yield address


@pytest.fixture(scope="session")
def instant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the book whose pages give way to each other without being loaded."""
    top = tmp_path_factory.mktemp("top")
    with serving(top) as address:
        feature = "    - navigation.sections\n"
        build(
            tmp_path_factory.mktemp("book"),
            top / "sub" / "path",
            settings=f"site_url: {address}\n",
            instead={feature: f"{feature}    - navigation.instant\n"},
        )
        yield address


@pytest.fixture(scope="session")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the book in a theme without a script, under a strict policy.

    All markup of its pages is then that of Markdown and of claimbook.
    """
    folder, top = tmp_path_factory.mktemp("book"), tmp_path_factory.mktemp("top")
    (folder / "plain").mkdir()
    (folder / "plain" / "main.html").write_text(PLAIN_THEME)
    (folder / "plain" / "404.html").write_text(PLAIN_THEME)
    config = (ROOT / "mkdocs.yml").read_text()
    material = config[config.index("theme:\n") : config.index("extra_css:")]
    build(
        folder,
        top / "sub" / "path",
        instead={
            material: "theme: {name: null, custom_dir: plain}\n\n",
            "  - tags\n": "",
            # Python-Markdown aligns the columns of an author's table by a style otherwise.
            "  - tables\n": "  - tables: {use_align_attribute: true}\n",
        },
    )
    with serving(top, _Strict) as address:
        yield address


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
