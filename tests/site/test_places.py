"""What a reader sees where a macro stood, in a site that MkDocs built."""

import json
import re
from typing import Any

import pytest

PAGE = """\
---
title: 'Heat of << spec("heater.power") >>'
description: "Loses << spec('heater.loss') >>"
tags: [heat, '<< spec("heater.power") >>']
---

# *Heat* of << spec("heater.power") >> `now`

Prose << spec("heater.power") >>, **<< spec("heater.loss") >>**, _<< spec("heater.loss") >>_ and
"<< spec("heater.power") >>" and<< spec("heater.power") >>on.

## Loss << spec("heater.loss") >>

## Given << spec("heater.loss") >> {#given .wide}

## 功率 << spec("heater.power") >>

| what | how much |
|---|--:|
| power | << spec("heater.power") | to("W") >> |

To [<< spec("heater.power") >> of
it](other.md?p=<< spec("heater.power") >> "At << spec('heater.loss') >>").

![A << spec("heater.power") >> heater](heater.png "<< spec('heater.loss') >> lost")

!!! note "At << spec("heater.power") >>"

    - item << spec("heater.loss") >>
        1. deeper << spec("heater.loss") >>

> quoted << spec("heater.power") >>

??? tip "Folded << spec("heater.power") >>"
    inside

=== "Tab << spec("heater.power") >>"
    first

A note[^1].

[^1]: In the note << spec("heater.loss") >>.

<div title='at << spec("heater.power") >>'>raw <b><< spec("heater.loss") >></b></div>

<button>Take << spec("heater.power") >></button>

--8<-- "part.md"
"""
CODE = """\
# Code

`<< spec("heater.power") >>` inline.

```
<< spec("heater.power") >>
```

~~~{.python title="x"}
f(<< spec("heater.loss") >>)
~~~

<!-- << spec("heater.power") >> -->

<pre><< spec("heater.power") >></pre>

- item

    ```
    << spec("heater.power") >>
    ```

Printed: \\<< spec("heater.power") * 2 * 3 >> as it is.
"""


@pytest.fixture
def page(heaters: Any) -> Any:
    heaters.write(
        {
            "wiki/index.md": "# Top\n",
            "wiki/heat.md": PAGE,
            "wiki/other.md": "# Other\n",
            "wiki/heater.png": "",
            "parts/part.md": 'Included << spec("heater.power") >>.\n',
        }
    )
    heaters.build()
    return heaters.page("heat/index.html")


def test_b112_a_definition_leaves_no_trace_but_in_the_derivations(heaters: Any) -> None:
    gap = '<< define("gap", spec("heater.power") - spec("heater.loss")) >>'
    heaters.write(
        {
            "wiki/index.md": f"# Top\n\n{gap}\n\n"
            'One\n<< define("half", defined("gap") / 2) >>\ntwo << defined("gap") >>.\n\n'
            '- item\n  << define("n", q("3", source="sheet")) >>\n  more << defined("n") >>\n\n'
            '> << define("m", q("4", source="sheet")) >>\n> quoted << defined("m") >>\n\n'
            'In a line << define("k", q("5", source="sheet")) >>of << defined("k") >>.\n\n'
            "| A | B |\n|---|---|\n"
            '| << define("j", q("6", source="sheet")) >> | << defined("j") >> |\n\n'
            '<< claim("0.75 kW", defined("half")) >>\n\n'
            f"```text\n{gap}\n```\n",
            "wiki/b.md": '<< define("gap", spec("heater.loss")) >>\n\n<< defined("gap") >>\n',
        }
    )
    heaters.build(strict=True)
    page = heaters.page()
    shown = [" ".join(node.text.replace("\u00a0", " ").split()) for node in page.all("p")]
    assert shown[:4] == ["One two 1.50 kW.", "quoted 4", "In a line of 5.", "0.75 kW"]
    assert "item more 3" in [" ".join(node.text.split()) for node in page.all("li")]
    assert [node.text for node in page.all("td")][:2] == ["", "6"]
    assert [node.text.strip() for node in page.all("code") if "define(" in node.text] == [gap]
    foot = page.one("section", "cb-derivations").text
    assert "gap (defined on this page) = 1.50\u00a0kW" in foot
    assert "half (defined on this page) = 0.750\u00a0kW" in foot
    assert heaters.page("b/index.html").one("button", "cb-number").text == "0.5\u00a0kW"


def test_a_number_in_prose_links_to_its_derivation_at_the_foot(page: Any) -> None:
    prose = next(node for node in page.all("p") if node.text.startswith("Prose"))
    assert (
        prose.text == "Prose 2\u00a0kW, 0.5\u00a0kW, 0.5\u00a0kW and\n“2\u00a0kW” and2\u00a0kWon."
    )
    links = prose.all("button", "cb-number")
    assert len(links) == 5
    foot = page.one("section", "cb-derivations")
    for link in links:
        entry = foot.by_id(link.attributes["popovertarget"])
        assert "A sheet" in entry.text
    assert prose.one("strong").one("button").text == "0.5\u00a0kW"
    assert foot.ancestors[0] == "div"
    assert "p" not in foot.ancestors


def test_a_number_in_a_table_a_list_a_quote_or_a_note_is_a_link_too(page: Any) -> None:
    numbers = page.all("button", "cb-number")
    # A number and the marks beside it stand in an element that says nothing of the place.
    around = [[name for name in node.ancestors if name != "span"] for node in numbers]
    places = {tuple(names[:2]): node.text for names, node in zip(around, numbers, strict=True)}
    assert places["td", "tr"] == "2000\u00a0W"
    assert places["li", "ul"] == "0.5\u00a0kW"
    assert places["li", "ol"] == "0.5\u00a0kW"
    assert places["p", "blockquote"] == "2\u00a0kW"
    assert places["p", "li"] == "0.5\u00a0kW"
    assert places["b", "div"] == "0.5\u00a0kW"


def test_a_macro_in_an_included_file_is_evaluated(page: Any) -> None:
    included = next(node for node in page.all("p") if node.text.startswith("Included"))
    assert included.text == "Included 2\u00a0kW."


def test_b14_an_attribute_list_behind_a_macro_is_markdowns_own(page: Any) -> None:
    heading = page.by_id("given")
    assert (heading.tag, heading.classes) == ("h2", ["wide"])
    assert heading.text.startswith("Given 0.5 kW")


def test_b20_b25_headings_titles_and_contents_are_plain_text(page: Any) -> None:
    (title,) = [node for node in page.all("title") if "head" in node.ancestors]
    assert title.text == "Heat of 2 kW - Heaters"
    heading = page.one("h1")
    assert heading.text.startswith("Heat of 2 kW now")
    assert heading.all("button", "cb-number") == []
    contents = [node.text for node in page.all("a", "nav-link")]
    assert "Heat of 2 kW" in contents
    assert {"Loss 0.5 kW", "Given 0.5 kW", "功率 2 kW"} <= set(contents)


def test_b20_b21_material_shows_plain_titles_descriptions_and_tags(heaters: Any) -> None:
    heaters.configure(replace=("{name: mkdocs}", "{name: material, font: false}"))
    heaters.configure(replace=("  - claimbook\n", "  - tags\n  - search\n  - claimbook\n"))
    heaters.write({"wiki/heat.md": PAGE, "parts/part.md": "", "wiki/index.md": "# Top\n"})
    heaters.write({"wiki/other.md": "# Other\n", "wiki/heater.png": ""})
    heaters.build()
    page = heaters.page("heat/index.html")
    (title,) = [node for node in page.all("title") if "head" in node.ancestors]
    assert title.text == "Heat of 2 kW - Heaters"
    assert [node.text.strip() for node in page.all(css="md-tag")] == ["2 kW", "heat"]
    contents = {node.text.strip() for node in page.all("a", "md-nav__link")}
    assert {"Heat of 2 kW", "Loss 0.5 kW", "Given 0.5 kW", "功率 2 kW"} <= contents
    index = json.loads((heaters.site / "search/search_index.json").read_text(encoding="utf-8"))
    assert "功率 2 kW" in [entry["title"] for entry in index["docs"]]
    assert not [entry for entry in index["docs"] if "A sheet" in entry["text"]]
    (description,) = [
        node for node in page.all("meta") if node.attributes.get("name") == "description"
    ]
    assert description.attributes["content"] == "Loses 0.5 kW"


def test_b24_ids_hold_the_key_of_a_macro_and_never_its_value(heaters: Any, page: Any) -> None:
    assert [node.attributes["id"] for node in page.all("h2")] == [
        "loss-spec-heater-loss",
        "given",
        "spec-heater-power",
    ]
    before = [node.attributes["id"] for node in page.walk() if "id" in node.attributes]
    assert len(before) == len(set(before))
    assert not [name for name in before if "kw" in name.lower() or "claimbook" in name]
    heaters.write(
        {
            "data/heater.yml": "power: {value: 3 kW, source: sheet}\n"
            "loss: {value: 1 kW, source: sheet}\n"
        }
    )
    heaters.build()
    after = heaters.page("heat/index.html")
    assert [node.attributes["id"] for node in after.walk() if "id" in node.attributes] == before
    assert "功率 3 kW" in [node.text for node in after.all("a", "nav-link")]


def test_b24_an_id_does_not_follow_a_claim_or_a_filter_and_duplicates_are_numbered(
    heaters: Any,
) -> None:
    heaters.write(
        {
            "wiki/index.md": '# T\n\n## << claim("2 kW", spec("heater.power")) >>\n\n'
            '## << spec("heater.power") | to("W") >>\n\n## << spec("heater.power") | sig(2) >>\n\n'
            '## At << spec("heater.power", id="full-power") >>\n\n[there](#at-full-power)\n'
        }
    )
    heaters.build(strict=True)
    assert [node.attributes["id"] for node in heaters.page().all("h2")] == [
        "claim-spec-heater-power",
        "spec-heater-power",
        "spec-heater-power_1",
        "at-full-power",
    ]


def test_the_labels_of_tabs_give_ids_without_a_value(heaters: Any) -> None:
    slugs = "slugify: !!python/name:markdown.extensions.toc.slugify"
    heaters.configure(replace=("alternate_style: true}", f"alternate_style: true, {slugs} }}"))
    heaters.write({"wiki/index.md": '=== "At << spec("heater.power") >>"\n    text\n'})
    heaters.build()
    label = next(node for node in heaters.page().all("label") if node.text == "At 2 kW")
    assert label.attributes["for"] == "at-spec-heater-power"
    assert heaters.page().by_id("at-spec-heater-power").tag == "input"


def test_links_and_buttons_hold_plain_text(page: Any) -> None:
    (link,) = [node for node in page.all("a") if node.text == "2 kW of\nit"]
    assert link.all() == []
    assert link.attributes["href"] == "../other/?p=2%20kW"
    assert link.attributes["title"] == "At 0.5 kW"
    assert [node.all() for node in page.all("button") if node.text == "Take 2 kW"] == [[]]
    (summary,) = [node for node in page.all("summary") if node.text.startswith("Folded")]
    assert summary.text == "Folded 2 kW"
    assert summary.all() == []
    assert next(node for node in page.all("label") if "Tab" in node.text).text == "Tab 2 kW"


def test_attributes_hold_plain_text(page: Any) -> None:
    image = page.one("img")
    assert image.attributes["alt"] == "A 2 kW heater"
    assert image.attributes["title"] == "0.5 kW lost"
    assert [node for node in page.all("div") if node.attributes.get("title") == "at 2 kW"]


def test_b28_nothing_of_a_macro_is_left_in_the_page(heaters: Any, page: Any) -> None:
    built = (heaters.site / "heat/index.html").read_text(encoding="utf-8")
    assert not re.search(r"&lt;&lt;|<<|%3C%3C|claimbookq*[0-9]+z|\x02|\x03", built)


def test_b29_a_block_keeps_its_place_and_stands_in_no_paragraph(
    heaters: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from claimbook.report import MacroResult

    table = "<table><tr><td>7</td></tr></table>"
    monkeypatch.setattr(MacroResult, "html", property(lambda _: table))
    heaters.write(
        {
            "wiki/index.md": '!!! note "Sizes"\n    === "Table"\n\n'
            '        << spec("heater.power") >>\n\n- << spec("heater.power") >>\n'
        }
    )
    heaters.build()
    in_tab, in_item = [node for node in heaters.page().all("table") if node.text == "7"]
    assert in_tab.ancestors[0] == "div"
    assert in_tab.parent.classes == ["cb-block"]
    assert in_tab.parent.parent.classes == ["tabbed-block"]
    assert in_item.ancestors[:2] == ["li", "ul"]


def test_code_shows_macros_as_they_are_written(heaters: Any) -> None:
    heaters.write({"wiki/index.md": CODE})
    heaters.build()
    page = heaters.page()
    shown = [node.text.strip() for node in page.all("code")]
    assert shown == [
        '<< spec("heater.power") >>',
        '<< spec("heater.power") >>',
        'f(<< spec("heater.loss") >>)',
        '<< spec("heater.power") >>',
    ]
    assert '<< spec("heater.power") >>' in [node.text for node in page.all("pre")]
    assert '<!-- << spec("heater.power") >> -->' in (heaters.site / "index.html").read_text()
    printed = next(node for node in page.all("p") if node.text.startswith("Printed"))
    assert printed.text == 'Printed: << spec("heater.power") * 2 * 3 >> as it is.'
    assert page.all(css="cb-number") == []


def test_the_style_sheet_is_a_file_of_the_site(heaters: Any) -> None:
    heaters.write({"wiki/sub/index.md": "# Sub\n", "wiki/index.md": "# Top\n"})
    heaters.build()
    assert ".cb-error" in (heaters.site / "assets/claimbook.css").read_text(encoding="utf-8")
    links = [node.attributes["href"] for node in heaters.page("sub/index.html").all("link")]
    assert "../assets/claimbook.css" in links
    assert heaters.page("sub/index.html").all("style") == []


def test_a_style_sheet_of_the_book_stands_in_place_of_ours(heaters: Any) -> None:
    heaters.write({"wiki/index.md": "# Top\n", "wiki/assets/claimbook.css": "a {}\n"})
    heaters.configure("extra_css: [assets/claimbook.css]")
    heaters.build()
    assert (heaters.site / "assets/claimbook.css").read_text(encoding="utf-8") == "a {}\n"
    hrefs = [node.attributes["href"] for node in heaters.page().all("link")]
    assert hrefs.count("assets/claimbook.css") == 1


def test_pages_without_directory_urls_link_the_same(heaters: Any) -> None:
    heaters.configure("use_directory_urls: false")
    heaters.write(
        {"wiki/sub/a.md": '# A\n\n<< spec("heater.power") >>\n', "wiki/index.md": "# T\n"}
    )
    heaters.build()
    page = heaters.page("sub/a.html")
    assert page.one("button", "cb-number").text == "2\u00a0kW"
    assert "../assets/claimbook.css" in [node.attributes["href"] for node in page.all("link")]
