import pytest
import yaml

from claimbook.diagnostics import Diagnostics, Text
from claimbook.pages.scanner import PageScan, scan_page
from claimbook.pages.substitution import substitute


def scan(content: str) -> PageScan:
    return scan_page(Text("wiki/a.md", content), names=["f"], diagnostics=Diagnostics())


def replaced(content: str, value: str = "X", *, body_only: bool = False) -> str:
    return substitute(scan(content), lambda _index, _macro: value, body_only=body_only)


def test_everything_but_the_macros_stays_byte_for_byte():
    content = "a\t<< f(1) >>\r\n\r\n`<< f(2) >>`  \r> b << f(3,\r> 4) >> c\n\x0c"
    assert replaced(content) == "a\tX\r\n\r\n`<< f(2) >>`  \r> b X c\n\x0c"


def test_an_escaped_macro_loses_its_backslash():
    assert replaced("\\<< f(1) >> and \\\\<< f(2) >> and `\\<< f(3) >>`") == (
        "<< f(1) >> and \\\\X and `\\<< f(3) >>`"
    )


def test_macros_are_numbered_in_file_order_whatever_is_asked_for():
    page = scan("---\ntitle: a << f(1) >>\n---\nb << f(2) >>")
    assert substitute(page, lambda index, _: f"[{index}]", body_only=True) == "b [1]"
    assert substitute(page, lambda index, macro: f"{index}{macro.expression}") == (
        "---\ntitle: a 0f(1)\n---\nb 1f(2)"
    )


def test_a_page_without_macros_is_itself():
    content = "---\ntitle: T\n---\n\nx << y"
    assert replaced(content) == content
    assert replaced(content, body_only=True) == "\nx << y"


@pytest.mark.parametrize(
    "value", ["2.2x", "989", "a: b", 'say "x"', "it's", "# 1", "yes", "2026-01-01", "- a", "x # y"]
)
@pytest.mark.parametrize(
    "line",
    [
        "title: << f(1) >>",
        "title: '<< f(1) >>'",
        'title: "<< f(1) >>"',
        "title: >-\n  << f(1) >>",
        "tags: [a, << f(1) >>]",
        "tags:\n- a\n- << f(1) >>",
    ],
)
def test_a_replaced_title_reads_back_as_the_value(line: str, value: str):
    matter = replaced(f"---\n{line}\nx: 1\n---\n", value).split("---\n")[1]
    data = yaml.safe_load(matter)
    assert data.get("title", value) == value
    assert data.get("tags", ["a", value]) == ["a", value]
    assert data["x"] == 1


def test_a_value_inside_a_title_keeps_the_title_one_text():
    matter = replaced("---\ntitle: Peak of << f(1) >> now\n---\n", "989: up").split("---\n")[1]
    assert yaml.safe_load(matter) == {"title": "Peak of 989: up now"}


def test_other_keys_are_untouched():
    content = "---\nother: << f(1) >>\ntitle: << f(2) >>\n---\n"
    assert replaced(content) == '---\nother: << f(1) >>\ntitle: "X"\n---\n'


@pytest.mark.parametrize("value", ["\\<< f(1) >>", '"\\\\<< f(1) >>"', "'\\<< f(1) >>'"])
def test_an_escaped_macro_in_a_title_is_printed(value: str):
    matter = replaced(f"---\ntitle: {value}\n---\n").split("---\n")[1]
    assert yaml.safe_load(matter) == {"title": "<< f(1) >>"}
