"""The README shows what an author really sees."""

import re
import shutil
from pathlib import Path

from claimbook import open_book

ROOT = Path(__file__).resolve().parents[2]


def test_b111_the_failing_build_of_the_readme_is_what_is_printed(tmp_path: Path) -> None:
    for part in ("data", "raw", "wiki"):
        shutil.copytree(ROOT / part, tmp_path / part)
    for part in ("mkdocs.yml", "claims.lock"):
        shutil.copy(ROOT / part, tmp_path)
    system = tmp_path / "data/systems/gb300.yml"
    system.write_text(system.read_text().replace("value: 5 PFLOPS", "value: 4 PFLOPS"))
    printed = open_book(tmp_path).check().render_text()
    readme = (ROOT / "README.md").read_text()
    console = next(
        block for block in re.findall(r"```console\n(.*?)```", readme, re.S) if "CB501" in block
    )
    shown = [
        line.removesuffix(", ...")
        for line in console.splitlines()
        if line.strip() and not line.startswith(("$", "ERROR"))
    ]
    assert len(shown) >= 7
    for line in shown:
        assert line in printed


def test_b111_the_numbers_of_the_readme_are_those_of_the_book() -> None:
    readme = (ROOT / "README.md").read_text()
    answer = open_book(ROOT).evaluate(
        'roofline("gb300", "fp8", model="deepseek-v4-pro").headroom | times'
    )
    assert answer.printed is not None
    assert f"The reader sees {answer.printed.text}" in readme


def test_the_commands_of_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text()
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"make (\w+)", readme):
        assert re.search(rf"^{target}:", makefile, re.M), target
