"""Texts of macros that wrap over lines, as a page and an id see them."""

import pytest

from claimbook.diagnostics import Diagnostics, Text
from claimbook.formulas import Specs
from claimbook.pages.evaluator import Environment, Evaluated, Statement, evaluate
from claimbook.pages.scanner import scan_page
from claimbook.quantities import STANDARD
from claimbook.sources import load_catalogue
from claimbook.workspace import Workspace


def evaluated(page: str) -> Evaluated:
    """What becomes of the page's one macro."""
    text = Text("wiki/a.md", page)
    (macro,) = scan_page(text, names=["claim", "q"], diagnostics=Diagnostics()).macros
    catalogue = load_catalogue(
        Workspace.from_mapping({}),
        data_folder="data",
        raw_folder="raw",
        kinds={},
        units=STANDARD,
        diagnostics=Diagnostics(),
    )
    environment = Environment({}, Specs(catalogue), STANDARD)
    return evaluate(environment, text, macro.expression_start, macro.expression)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ('<< claim("about\n  2 kW", q("2 kW")) >>', "about 2 kW"),
        ('> << claim("about\r\n> 2 kW", q("2 kW")) >>', "about 2 kW"),
        ('- a\n    << claim("about \r    2 kW", q("2 kW")) >>', "about 2 kW"),
        ('<< claim("about  2 kW", q("2 kW")) >>', "about  2 kW"),
    ],
)
def test_a_text_has_one_space_where_it_wraps(page: str, words: str):
    value = evaluated(page).value
    assert isinstance(value, Statement)
    assert value.words == words


def test_an_id_does_not_follow_where_a_text_wraps():
    wrapped = evaluated('<< claim("about\n   2 kW",\n   q("2 kW")) >>')
    assert wrapped.canonical == evaluated('<< claim("about 2 kW", q("2 kW")) >>').canonical
