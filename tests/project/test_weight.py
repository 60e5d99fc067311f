"""What computed numbers add to the bytes of a page that a reader loads."""

import gzip
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from claimbook.book import open_book

ROOT = Path(__file__).parents[2]
SYSTEMS = ("gb300", "h800", "b200", "h100-sxm", "h20", "h200", "gb200")
MODELS = ("deepseek-v4-pro", "deepseek-v3", "glm-4-5", "kimi-k2")
FIELDS = ("headroom", "margin", "threshold", "balance", "hidden")
NUMBERS = 100
WORDS = 40


def _config() -> str:
    """The settings of this book, without what belongs to its own pages."""
    config = (ROOT / "mkdocs.yml").read_text()
    for begin, end in (("nav:\n", "theme:\n"), ("extra_css:\n", "extra:\n")):
        config = config[: config.index(begin)] + config[config.index(end) :]
    keys = config.index("      front_matter:\n")
    config = config[:keys] + config[config.index("markdown_extensions:\n") :]
    return config.replace("  - tags\n", "").replace("      lock: required\n", "")


def _prose() -> list[str]:
    """Words as people put them together: those of the manual."""
    found: list[str] = []
    for path in sorted((ROOT / "docs").rglob("*.md")):
        text = re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
        for line in text.split("\n"):
            if line[:1].isupper():
                plain = re.sub(r"`[^`]*`|\]\([^)]*\)", "", line)
                found.extend(re.findall(r"[A-Za-z][A-Za-z'-]*[,.]?", plain))
    return found


def _page(words: list[str], numbers: list[str], shown: Callable[[str], str]) -> str:
    paragraphs = []
    for index, number in enumerate(numbers):
        first = words[index * WORDS : index * WORDS + WORDS // 2]
        then = words[index * WORDS + WORDS // 2 : (index + 1) * WORDS]
        paragraphs.append(" ".join([*first, shown(number), *then]))
    return "# Numbers\n\n" + "\n\n".join(paragraphs) + "\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weight")
    for name in ("data", "raw"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "wiki").mkdir()
    (folder / "mkdocs.yml").write_text(_config())
    book, texts = open_book(folder), dict[str, str]()
    for system, precision, model, field in product(SYSTEMS, ("fp8", "bf16"), MODELS, FIELDS):
        asked = f'roofline("{system}", "{precision}", model="{model}").{field}'
        answer = book.evaluate(asked)
        if not answer.failed and answer.printed is not None and len(texts) < NUMBERS:
            texts[asked] = answer.printed.text
    assert len(texts) == NUMBERS
    words = _prose()
    assert len(words) >= NUMBERS * WORDS
    computed = _page(words, list(texts), lambda asked: f"<< {asked} >>")
    (folder / "wiki" / "index.md").write_text(computed)
    (folder / "wiki" / "plain.md").write_text(_page(words, list(texts), texts.__getitem__))
    subprocess.run([sys.executable, "-m", "mkdocs", "-q", "build"], cwd=folder, check=True)
    return folder / "site"


def test_a_hundred_computed_numbers_do_not_double_what_a_reader_loads(site: Path) -> None:
    computed = (site / "index.html").read_bytes()
    plain = (site / "plain" / "index.html").read_bytes()
    assert computed.count(b'class="cb-number') == NUMBERS
    assert b"cb-number" not in plain
    assert len(gzip.compress(computed)) < 2 * len(gzip.compress(plain))
