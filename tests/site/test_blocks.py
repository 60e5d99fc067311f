"""Macros that stand alone on a line, in the finished site: their place, and where links lead."""

from typing import Any

import pytest
from mkdocs.exceptions import Abort

TABLE = '<< table(spec(it, "power"), it=["heater"], header=["Heater", "Power"]) >>'
REPORTED = """\
---
title: A report
---
# R

<< reported("7 kW", spec("heater.power"), source="sheet", id="r") >>
"""


@pytest.fixture
def contained(heaters: Any) -> Any:
    """A page with one table in each container."""
    heaters.write(
        {
            "wiki/index.md": (
                f"Above\n{TABLE}\nbelow.\n\n"
                f'!!! note "Sizes"\n    === "Table"\n\n        {TABLE}\n\n'
                f"1. item\n\n    {TABLE}\n2. next\n\n"
                f"> quoted\n> {TABLE}\n> again\n"
            )
        }
    )
    heaters.build()
    return heaters.page()


def test_b29_a_table_stands_where_its_macro_stood(contained: Any) -> None:
    tables = [table for table in contained.all("table") if "Heater" in table.text]
    assert len(tables) == 4
    ancestors = [
        [name for name in table.ancestors if name in ("ol", "blockquote", "p")] for table in tables
    ]
    assert ancestors == [[], [], ["ol"], ["blockquote"]]
    assert "tabbed-block" in tables[1].parent.parent.parent.classes
    items = next(node for node in contained.all("ol") if node.text.strip().startswith("item"))
    assert [node.text.split()[0] for node in items.all("li")] == ["item", "next"]


def test_a_cell_links_to_its_derivation_on_the_same_page(contained: Any) -> None:
    first = next(table for table in contained.all("table") if "Heater" in table.text)
    assert first.one("td").text == "2\u00a0kW"
    target = first.one("button").attributes["popovertarget"]
    assert "heater.power = 2\u00a0kW" in contained.by_id(target).text


@pytest.mark.parametrize(
    ("settings", "page", "target"),
    [
        ("use_directory_urls: true\n", "sub/list/index.html", "../../report/#cb-id-r"),
        ("use_directory_urls: false\n", "sub/list.html", "../report.html#cb-id-r"),
    ],
)
def test_b95_links_of_a_listing_follow_the_addresses_of_the_site(
    heaters: Any, settings: str, page: str, target: str
) -> None:
    config = (heaters.folder / "mkdocs.yml").read_text()
    heaters.write(
        {
            "mkdocs.yml": config + settings,
            "wiki/index.md": "# Top\n",
            "wiki/report.md": REPORTED,
            "wiki/sub/list.md": "# L\n\n<< discrepancies() >>\n",
        }
    )
    heaters.build()
    (link,) = heaters.page(page).one(css="cb-table").all("a")
    assert link.text == "A report"
    assert link.attributes["href"] == target


def test_hostile_words_stay_words_in_a_table(heaters: Any) -> None:
    heaters.write(
        {
            "data/sources/sheet.yml": (
                "title: '<script>x</script> & \"y\" [z](javascript:1) *a* ![](b)'\n"
                'kind: primary\nurl: https://example.org/?a="b"&c=<d>\n'
            ),
            "wiki/index.md": '<< table("sources") >>\n',
        }
    )
    heaters.build()
    (cell,) = [node for node in heaters.page().all("th") if node.attributes.get("id")]
    assert cell.text == '<script>x</script> & "y" [z](javascript:1) *a* ![](b)'
    (link,) = cell.all()
    assert link.attributes["href"] == 'https://example.org/?a="b"&c=<d>'


def test_links_to_derivations_and_sources_are_anchors_that_the_host_knows(heaters: Any) -> None:
    config = (heaters.folder / "mkdocs.yml").read_text()
    heaters.write(
        {
            "mkdocs.yml": f"{config}strict: true\nvalidation: {{links: {{anchors: warn}}}}\n",
            "wiki/index.md": f"# Top\n\n{TABLE}\n\n[[sheet]] and [a number](report.md#cb-id-r)\n",
            "wiki/report.md": f"{REPORTED}\n<< ledger() >>\n",
            "wiki/sources.md": '# S\n\n<< table("sources") >>\n\n<< discrepancies() >>\n',
        }
    )
    heaters.build()
    heaters.write({"wiki/index.md": "# Top\n\n[a number](report.md#cb-id-none)\n"})
    with pytest.raises(Abort, match="warnings in strict mode"):
        heaters.build()


def test_a_footnote_may_hold_a_table_and_more(heaters: Any) -> None:
    heaters.write(
        {
            "wiki/index.md": (
                f"x[^1] y[^2]\n\n[^1]: a\n\n    {TABLE}\n\n    b\n\n[^2]: c\n\n    {TABLE}\n"
            )
        }
    )
    heaters.build()
    first, second = heaters.page().one(css="footnote").all("li")
    for note in (first, second):
        assert note.one("table").text.split() == ["Heater", "Power", "A", "heater", "2", "kW"]
        assert "p" not in note.one("table").ancestors
        assert note.one("a", "footnote-backref").parent.tag == "p"
    assert [node.text[:1] for node in first.all("p")] == ["a", "b"]


def test_what_xml_cannot_hold_is_a_mark_in_a_table(heaters: Any) -> None:
    heaters.write({"wiki/index.md": '<< table(it, it=["a\uffffb\ufffe"]) >>\n'})
    heaters.build()
    assert heaters.page().one(css="cb-table").one("td").text == "a\ufffdb\ufffd"
