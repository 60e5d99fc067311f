"""The Python-Markdown extension without a host that helps it, and under Zensical."""

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from markdown import Extension, Markdown
from markdown.inlinepatterns import SimpleTagInlineProcessor

from claimbook import open_book
from claimbook.locks import locked, write_lock
from mkdocs_claimbook.extension import ClaimbookExtension


class PercentCode(Extension):
    """Makes code of what stands between two percent signs, which no scanner knows of."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        pattern = SimpleTagInlineProcessor(r"()%%(.+?)%%", "code")
        md.inlinePatterns.register(pattern, "percent", 185)


def _convert(book: Any, text: str, *extensions: Extension | str) -> Any:
    own = ClaimbookExtension(config=str(book.folder))
    return Markdown(extensions=[own, "toc", *extensions]).convert(text)


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_extension_opens_the_book_by_its_configuration(heaters: Any, parse: Any) -> None:
    page = parse(_convert(heaters, 'It has << spec("heater.power") >>.'))
    assert page.one("button", "cb-number").text == "2\u00a0kW"
    assert "A sheet" in page.one("section", "cb-derivations").text


def test_a_page_without_macros_needs_no_book(tmp_path: Path) -> None:
    own = ClaimbookExtension(config=str(tmp_path / "none.yml"))
    assert Markdown(extensions=[own]).convert("a < b > c") == "<p>a &lt; b &gt; c</p>"


def test_one_instance_of_markdown_converts_page_after_page(heaters: Any, parse: Any) -> None:
    markdown = Markdown(extensions=[ClaimbookExtension(config=str(heaters.folder)), "toc"])
    first = markdown.convert('# A << spec("heater.power") >>')
    assert parse(first).one("h1").text == "A 2 kW"
    assert markdown.reset().convert("# Claimbook0z") == '<h1 id="claimbook0z">Claimbook0z</h1>'
    assert markdown.reset().convert('# A << spec("heater.power") >>') == first


def test_a_fault_is_logged_and_shown_where_it_is(
    heaters: Any, parse: Any, caplog: pytest.LogCaptureFixture
) -> None:
    page = parse(_convert(heaters, 'It has << spec("heater.lost") >>.'))
    assert "CB306 unknown-spec" in page.one("p").one("span", "cb-error").text
    assert [each.levelno for each in caplog.records] == [logging.ERROR]


def test_a_page_of_a_book_that_is_locked_is_not_taken_for_the_whole_of_it(
    heaters: Any, caplog: pytest.LogCaptureFixture
) -> None:
    page = 'It has << spec("heater.power") >>.\n'
    heaters.write({"wiki/index.md": page})
    heaters.write(
        {"claims.lock": write_lock(map(locked, open_book(heaters.folder).check().results))}
    )
    _convert(heaters, page)
    assert caplog.text == ""
    heaters.write({"claims.lock": "no number\n"})
    _convert(heaters, page)
    assert "claims.lock:1:1: error CB605 lock-unreadable" in caplog.text


def test_a_macro_that_markdown_makes_code_is_shown_as_written_and_reported(
    heaters: Any, parse: Any, caplog: pytest.LogCaptureFixture
) -> None:
    page = parse(_convert(heaters, 'See %%<< spec("heater.power") >>%%.', PercentCode()))
    assert page.all("p")[0].one("code").text == '<< spec("heater.power") >>'
    assert "CB318 macro-in-literal" in caplog.text


def test_a_table_of_contents_in_the_page_holds_plain_text(heaters: Any, parse: Any) -> None:
    page = parse(_convert(heaters, '[TOC]\n\n# A << spec("heater.power") >>\n\n# A 2 kW\n'))
    links = page.one("div", "toc").all("a")
    assert [link.text for link in links] == ["A 2 kW", "A 2 kW"]
    assert [link.all() for link in links] == [[], []]
    assert [f"#{node.attributes['id']}" for node in page.all("h1")] == [
        link.attributes["href"] for link in links
    ]


def test_a_value_with_markup_in_it_is_text_everywhere(
    heaters: Any, parse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from claimbook.report import MacroResult

    words = 'a &lt; b <i>c</i> & "2"'
    monkeypatch.setattr(MacroResult, "text", words)
    macro = '<< spec("heater.power") >>'
    page = parse(_convert(heaters, f"# {macro}\n\n[{macro}](/)\n![{macro}](x.png)\n"))
    assert page.all("i") == []
    assert page.one("h1").text == words
    assert [node.text for node in page.all("a") if node.attributes["href"] == "/"] == [words]
    assert page.one("img").attributes["alt"] == words


ZENSICAL = (
    ("{name: mkdocs}", "{name: material, font: false}"),
    ("  - pymdownx.snippets: {base_path: !relative $config_dir/parts}\n", ""),
    ("  - admonition\n", "  - admonition\n  - claimbook\n"),
)


def test_zensical_shows_the_numbers_of_the_book(heaters: Any) -> None:
    for replace in ZENSICAL:
        heaters.configure(replace=replace)
    heaters.write(
        {
            "wiki/index.md": '---\ntitle: Heat of << spec("heater.power") >>\n---\n'
            '# Power << spec("heater.power") >>\n\nIt has << claim("2 kW", spec("heater.power")) >>'
            ' and `<< spec("heater.power") >>`.\n'
        }
    )
    built = _run(heaters.folder, "zensical", "build")
    assert built.returncode == 0, built.stderr
    page = heaters.page()
    assert page.one("title").text == "Heat of 2 kW - Heaters"
    assert page.one("h1").text.startswith("Power 2 kW")
    assert page.one("button", "cb-number").text == "2\u00a0kW"
    assert '<< spec("heater.power") >>' in [node.text for node in page.all("code")]
    assert _run(heaters.folder, "claimbook", "check").returncode == 0


def test_under_zensical_the_check_before_it_refuses_a_contradiction(heaters: Any) -> None:
    for replace in ZENSICAL:
        heaters.configure(replace=replace)
    heaters.write(
        {"wiki/index.md": '---\ntitle: T\n---\n\n<< claim("9 kW", spec("heater.power")) >>\n'}
    )
    checked = _run(heaters.folder, "claimbook", "check")
    assert checked.returncode == 1
    assert "wiki/index.md:5:" in checked.stdout + checked.stderr
    built = _run(heaters.folder, "zensical", "build")
    assert "wiki/index.md:5:" in built.stdout + built.stderr
    assert "CB501 claim-contradicted" in heaters.page().one("span", "cb-error").text


def test_the_words_of_a_macro_never_make_the_scheme_of_an_address(heaters: Any) -> None:
    words = 'reported("javascript:alert(1)", source="sheet", note="n")'
    body = f"[a](<< {words} >>)\n\n<a href='<< {words} >>'>b</a>\n"
    heaters.write({"wiki/index.md": f"# A\n\n{body}"})
    heaters.build()
    links = [node.attributes.get("href", "") for node in heaters.page().all("a")]
    assert not [link for link in links if link.strip().lower().startswith("javascript:")]
    assert len([link for link in links if link.startswith("javascript%3A")]) == 2
